import { Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { callPurposes, type CallPurpose } from '#shared/contract/calls.ts'
import type { ClientSelection } from '#shared/contract/clients.ts'
import { useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFormat } from '../../app/format.ts'
import { go } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.tsx'
import { undoChange } from '../../app/undo.ts'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import { runBulk } from './bulk.ts'

const maxAttempts = 6

type CallListPanelProps = { readonly selection: ClientSelection; readonly onClose: (isDone: boolean) => void }

/** Makes a call list of the chosen clients and opens it (S-27). */
export function CallListPanel({ selection, onClose }: CallListPanelProps) {
  const { t } = useTranslation('clients')
  const words = useDictionaries()
  const format = useFormat()
  const status = useRead('app.status', {})
  const [isBusy, setIsBusy] = useState(false)
  const form = useForm({
    initialValues: { name: '', purpose: 'offer' as CallPurpose, ownerId: undefined as string | null | undefined },
    validate: { name: (name) => (name.trim() === '' ? t('callList.nameMissing') : null) }
  })
  const ownerId = form.values.ownerId === undefined ? (status.data?.userId ?? null) : form.values.ownerId

  const submit = form.onSubmit(async ({ name, purpose }) => {
    if (isBusy) return
    setIsBusy(true)
    const done = await runBulk('calls.createList', {
      name,
      purpose,
      ownerId,
      script: null,
      startsOn: format.today,
      endsOn: null,
      maxAttempts,
      clients: selection
    })
    setIsBusy(false)
    if (!done) return
    const left = done.noNumberCount + done.badNumberCount + done.forbiddenCount
    const added = t('callList.done', { count: done.addedCount })
    notifyDone(left === 0 ? added : `${added}. ${t('callList.left', { count: left })}`, { undo: () => undoChange(done.changeId) })
    onClose(true)
    go(`/calling/${done.listId}`)
  })

  return (
    <Panel
      title={t('callList.title')}
      opened
      onClose={() => onClose(false)}
      onSubmit={() => submit()}
      footer={<FormActions onCancel={() => onClose(false)} submitLabel={t('callList.submit')} isBusy={isBusy} />}
    >
      <TextInput label={t('callList.name')} description={t('callList.nameHint')} required maxLength={200} data-autofocus {...form.getInputProps('name')} />
      <Select
        label={t('callList.purpose')}
        data={callPurposes.map((purpose) => ({ value: purpose, label: t(`callList.purposes.${purpose}`) }))}
        {...form.getInputProps('purpose')}
      />
      <Select
        label={t('callList.owner')}
        data={words.users.map((user) => ({ value: user.id, label: user.name }))}
        value={ownerId}
        onChange={(value) => form.setFieldValue('ownerId', value)}
        clearable
      />
    </Panel>
  )
}
