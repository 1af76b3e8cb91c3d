import { Select, SimpleGrid, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { useCommand, useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useDraft } from '../../app/drafts.ts'
import { go } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.ts'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import { SimilarClients } from './SimilarClients.tsx'

type NewClientPanelProps = { readonly opened: boolean; readonly onClose: () => void }

/** Adds a client; whoever may be the same one shows while it is typed (screens.md 4.2). */
export function NewClientPanel({ opened, onClose }: NewClientPanelProps) {
  const status = useRead('app.status', {})
  return opened && status.data ? <NewClientForm country={status.data.country} userId={status.data.userId} onClose={onClose} /> : null
}

type NewClientFormProps = { readonly country: string; readonly userId: string | null; readonly onClose: () => void }

function NewClientForm({ country, userId, onClose }: NewClientFormProps) {
  const { t } = useTranslation('clients')
  const words = useDictionaries()
  const form = useForm({
    initialValues: {
      name: '',
      taxNumber: '',
      town: '',
      phones: [{ text: '', label: null }],
      emails: [{ email: '' }],
      contacts: [{ name: '', role: '' }],
      sourceId: null as string | null,
      ownerId: userId,
      description: ''
    },
    validate: { name: (name) => (name.trim() === '' ? t('form.nameMissing') : null) }
  })
  const draft = useDraft('clients.new', form)
  const create = useCommand('clients.create', { form })
  const { name, taxNumber, phones, emails } = form.values
  const [typed] = useDebouncedValue({ name, taxNumber, phone: phones[0]?.text ?? '', email: emails[0]?.email ?? '', country }, 200)

  const submit = form.onSubmit(({ contacts, ...values }) =>
    create.mutate(
      { ...values, country, contacts: contacts.filter((person) => person.name.trim() !== '') },
      {
        onSuccess: ({ value, changeId }) => {
          draft.discard()
          notifyDone(t('form.added', { name: values.name.trim() }), changeId)
          onClose()
          go(`/clients/${value.id}`)
        }
      }
    )
  )

  return (
    <Panel
      title={t('newClient')}
      opened
      onClose={onClose}
      onSubmit={() => submit()}
      footer={<FormActions onCancel={onClose} submitLabel={t('form.create')} isBusy={create.isPending} />}
    >
      <TextInput label={t('form.name')} description={t('form.nameHint')} required maxLength={200} data-autofocus {...form.getInputProps('name')} />
      <SimilarClients typed={typed} onOpen={onClose} />
      <SimpleGrid cols={2} spacing={10}>
        <TextInput label={t('field.taxNumber')} maxLength={30} {...form.getInputProps('taxNumber')} />
        <TextInput label={t('field.town')} maxLength={100} {...form.getInputProps('town')} />
        <TextInput label={t('form.phone')} type="tel" maxLength={60} {...form.getInputProps('phones.0.text')} />
        <TextInput label={t('field.email')} type="email" maxLength={254} {...form.getInputProps('emails.0.email')} />
        <TextInput label={t('form.person')} maxLength={200} {...form.getInputProps('contacts.0.name')} />
        <TextInput label={t('form.role')} maxLength={100} {...form.getInputProps('contacts.0.role')} />
        <Select
          label={t('field.source')}
          data={words.sources.map((source) => ({ value: source.id, label: words.nameOf('source', source) }))}
          clearable
          {...form.getInputProps('sourceId')}
        />
        <Select label={t('field.owner')} data={words.users.map((user) => ({ value: user.id, label: user.name }))} clearable {...form.getInputProps('ownerId')} />
      </SimpleGrid>
      <Textarea label={t('form.note')} autosize minRows={2} maxRows={8} maxLength={4000} {...form.getInputProps('description')} />
    </Panel>
  )
}
