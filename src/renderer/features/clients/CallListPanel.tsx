import { Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { callPurposes, type CallPurpose } from '#shared/contract/calls.ts'
import type { ClientSelection } from '#shared/contract/clients.ts'
import { useJob, useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFormat } from '../../app/format.ts'
import { go } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.ts'
import { FormActions, Panel } from '../../ui/Panel.tsx'

const maxAttempts = 6

type CallListPanelProps = { readonly selection: ClientSelection; readonly onClose: (isDone: boolean) => void }

/** Makes a call list of the chosen clients and opens it (S-27). */
export function CallListPanel({ selection, onClose }: CallListPanelProps) {
  const { t } = useTranslation('clients')
  const words = useDictionaries()
  const format = useFormat()
  const status = useRead('app.status', {})
  const form = useForm({
    initialValues: { name: '', purpose: 'offer' as CallPurpose, ownerId: undefined as string | null | undefined },
    validate: { name: (name) => (name.trim() === '' ? t('callList.nameMissing') : null) }
  })
  const making = useJob('calls.createList', { form })
  const isBusy = making.state === 'running'
  const ownerId = form.values.ownerId === undefined ? (status.data?.userId ?? null) : form.values.ownerId

  const submit = form.onSubmit(async ({ name, purpose }) => {
    if (isBusy) return
    const done = await making.start({
      name,
      purpose,
      ownerId,
      script: null,
      startsOn: format.today,
      endsOn: null,
      maxAttempts,
      clients: selection
    })
    if (!done) return
    const { addedCount, noNumberCount, badNumberCount, forbiddenCount, listId } = done.value
    const left = noNumberCount + badNumberCount + forbiddenCount
    const added = t('callList.done', { count: addedCount })
    notifyDone(left === 0 ? added : `${added}. ${t('callList.left', { count: left })}`, done.changeId)
    onClose(true)
    go(`/calling/${listId}`)
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
