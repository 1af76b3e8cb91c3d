import { Select, SimpleGrid, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Property, PropertyValue } from '#shared/contract/properties.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useDraft } from '../../app/drafts.ts'
import { go } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.ts'
import { CheckedInput } from '../../ui/CheckedInput.tsx'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import { usePropertyWords } from '../properties/propertyWords.ts'
import { PropertyInput } from '../properties/PropertyInput.tsx'
import { SourceSelect } from '../sources/SourceSelect.tsx'
import { CountrySelect } from './CountryChoice.tsx'
import { numberChecks } from './numberChecks.ts'
import { SimilarClients } from './SimilarClients.tsx'

type NewClientPanelProps = { readonly opened: boolean; readonly onClose: () => void }

/** Adds a client; whoever may be the same one shows while it is typed (screens.md 4.2). */
export function NewClientPanel({ opened, onClose }: NewClientPanelProps) {
  const status = useRead('app.status', {})
  return opened && status.data ? <NewClientForm home={status.data.country} userId={status.data.userId} onClose={onClose} /> : null
}

type NewClientFormProps = { readonly home: string; readonly userId: string | null; readonly onClose: () => void }

function NewClientForm({ home, userId, onClose }: NewClientFormProps) {
  const { t } = useTranslation(['clients', 'properties'])
  const cardWords = useTranslation('card')
  const words = useDictionaries()
  const form = useForm({
    initialValues: {
      name: '',
      country: home,
      taxNumber: '',
      town: '',
      phones: [{ text: '', label: null }],
      emails: [{ email: '' }],
      contacts: [{ name: '', role: '' }],
      sourceId: null as string | null,
      ownerId: userId,
      description: '',
      parentId: null as string | null
    },
    validate: { name: (name) => (name.trim() === '' ? t('form.nameMissing') : null) }
  })
  const own = usePropertyWords()
  const [values, setValues] = useState<Readonly<Record<string, PropertyValue>>>({})
  const [isAsking, setIsAsking] = useState(false)
  const required = own.all.filter((property) => property.isRequired)
  const valueOf = (property: Property) => values[property.id] ?? property.defaultValue
  const missing = required.filter((property) => valueOf(property) === null)
  const draft = useDraft('clients.new', form)
  const create = useCommand('clients.create', { form })
  const { name, country, taxNumber, town, phones, emails } = form.values
  const checks = numberChecks(country, cardWords.t)
  const [typed] = useDebouncedValue({ name, taxNumber, town, phone: phones[0]?.text ?? '', email: emails[0]?.email ?? '', country }, 200)

  const submit = form.onSubmit(({ contacts, ...fields }) => {
    if (missing.length > 0) return setIsAsking(true)
    create.mutate(
      {
        ...fields,
        contacts: contacts.filter((person) => person.name.trim() !== ''),
        properties: required.map((property) => ({ propertyId: property.id, value: valueOf(property) }))
      },
      {
        onSuccess: ({ value, changeId }) => {
          draft.discard()
          notifyDone(t('form.added', { name: fields.name.trim() }), changeId)
          onClose()
          go(`/clients/${value.id}`)
        }
      }
    )
  })

  return (
    <Panel
      title={t('newClient')}
      opened
      onClose={onClose}
      onSubmit={() => submit()}
      footer={<FormActions onCancel={onClose} submitLabel={t('form.create')} isBusy={create.isPending} />}
    >
      <TextInput label={t('form.name')} description={t('form.nameHint')} required maxLength={200} data-autofocus {...form.getInputProps('name')} />
      <SimilarClients typed={typed} onOpen={onClose} branchOf={form.values.parentId} onBranch={(id) => form.setFieldValue('parentId', id)} />
      <SimpleGrid cols={2} spacing={10}>
        <CountrySelect value={country} onChange={(code) => form.setFieldValue('country', code)} />
        <CheckedInput label={t('field.taxNumber')} maxLength={30} check={checks.taxNumber} {...form.getInputProps('taxNumber')} value={taxNumber} />
        <TextInput label={t('field.town')} maxLength={100} {...form.getInputProps('town')} />
        <TextInput label={t('form.phone')} type="tel" maxLength={60} {...form.getInputProps('phones.0.text')} />
        <TextInput label={t('field.email')} type="email" maxLength={254} {...form.getInputProps('emails.0.email')} />
        <TextInput label={t('form.person')} maxLength={200} {...form.getInputProps('contacts.0.name')} />
        <TextInput label={t('form.role')} maxLength={100} {...form.getInputProps('contacts.0.role')} />
        <SourceSelect label={t('field.source')} clearable value={form.values.sourceId} error={form.errors['sourceId']} onChange={(sourceId) => form.setFieldValue('sourceId', sourceId)} />
        <Select label={t('field.owner')} data={words.users.map((user) => ({ value: user.id, label: user.name }))} clearable {...form.getInputProps('ownerId')} />
      </SimpleGrid>
      {required.map((property) => (
        <PropertyInput
          key={property.id}
          property={property}
          label={property.name}
          isRequired
          value={valueOf(property)}
          error={isAsking && missing.includes(property) ? t('properties:needed', { name: property.name }) : null}
          onChange={(value) => setValues((before) => ({ ...before, [property.id]: value }))}
        />
      ))}
      <Textarea label={t('form.note')} autosize minRows={2} maxRows={8} maxLength={4000} {...form.getInputProps('description')} />
    </Panel>
  )
}
