import { Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { callPurposes, usualMaxAttempts, type CallListRow, type CallPurpose } from '#shared/contract/calls.ts'
import type { ClientSelection } from '#shared/contract/clients.ts'
import { useJob, useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFormat } from '../../app/format.ts'
import { go } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.ts'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import { addedText, filledText } from './filled.ts'

type AddToListPanelProps = { readonly selection: ClientSelection; readonly onClose: (isDone: boolean) => void }

/** Puts the chosen clients into a call list that there is, or makes a new one of them and opens it (S-27). */
export function AddToListPanel(props: AddToListPanelProps) {
  const lists = useRead('calls.lists', { state: 'open' })
  const status = useRead('app.status', {})
  if (lists.error) throw lists.error
  return lists.data && status.data ? <ListChoice {...props} lists={lists.data} userId={status.data.userId} /> : null
}

type ListChoiceProps = AddToListPanelProps & { readonly lists: readonly CallListRow[]; readonly userId: string | null }

/** Stands for a list that is still to be made. */
const newList = ''

function ListChoice({ selection, onClose, lists, userId }: ListChoiceProps) {
  const { t } = useTranslation('calls')
  const words = useDictionaries()
  const format = useFormat()
  const isOneClient = selection.kind === 'ids' && selection.ids.length === 1
  const form = useForm({
    initialValues: { listId: (isOneClient ? lists[0]?.id : undefined) ?? newList, name: '', purpose: 'offer' as CallPurpose, ownerId: userId },
    validate: { name: (name, { listId }) => (listId === newList && name.trim() === '' ? t('form.nameMissing') : null) }
  })
  const making = useJob('calls.createList', { form })
  const adding = useJob('calls.addClients')
  const isBusy = making.state === 'running' || adding.state === 'running'
  const list = lists.find((one) => one.id === form.values.listId)

  async function addTo({ id, name }: CallListRow) {
    const done = await adding.start({ listId: id, clients: selection })
    if (!done) return
    notifyDone(addedText(t, done.value, name), done.changeId)
    onClose(true)
  }

  async function make({ name, purpose, ownerId }: typeof form.values) {
    const plan = { script: null, startsOn: format.today, endsOn: null, maxAttempts: usualMaxAttempts }
    const done = await making.start({ ...plan, name: name.trim(), purpose, ownerId, clients: selection })
    if (!done) return
    notifyDone(filledText(t, done.value), done.changeId)
    onClose(true)
    go(`/calling/${done.value.listId}`)
  }

  const submit = form.onSubmit((values) => {
    if (!isBusy) void (list ? addTo(list) : make(values))
  })

  return (
    <Panel
      title={t('add.title')}
      opened
      onClose={() => onClose(false)}
      onSubmit={() => submit()}
      footer={<FormActions onCancel={() => onClose(false)} submitLabel={t(list ? 'add.submit' : 'form.submit')} isBusy={isBusy} />}
    >
      {lists.length > 0 && (
        <Select
          label={t('column.name')}
          data={[{ value: newList, label: t('newList') }, ...lists.map(({ id, name }) => ({ value: id, label: name }))]}
          openOnFocus={false}
          allowDeselect={false}
          data-autofocus={list !== undefined || undefined}
          {...form.getInputProps('listId')}
        />
      )}
      {list ? (
        <span className="k-muted">
          {t(`purpose.${list.purpose}`)} · {t('progress', { done: format.count(list.doneCount), total: format.count(list.totalCount) })}
        </span>
      ) : (
        <>
          <TextInput label={t('form.name')} placeholder={t('form.nameHint')} required maxLength={200} data-autofocus {...form.getInputProps('name')} />
          <Select
            label={t('form.purpose')}
            data={callPurposes.map((purpose) => ({ value: purpose, label: t(`purpose.${purpose}`) }))}
            allowDeselect={false}
            {...form.getInputProps('purpose')}
          />
          <Select
            label={t('form.owner')}
            data={words.users.map((user) => ({ value: user.id, label: user.name }))}
            clearable
            {...form.getInputProps('ownerId')}
          />
        </>
      )}
    </Panel>
  )
}
