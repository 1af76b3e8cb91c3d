import { Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { clientStatuses, type ClientRow, type ClientStatus } from '#shared/contract/clients.ts'
import type { PropertyValue } from '#shared/contract/properties.ts'
import { useCommand } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { notifyDone } from '../../app/notify.ts'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import { usePropertyWords } from '../properties/propertyWords.ts'
import { PropertyInput } from '../properties/PropertyInput.tsx'

type RowPanelProps = { readonly row: ClientRow; readonly onClose: () => void }

const nobody = ''

/** What is changed most often about a client, without leaving the list. */
export function RowPanel({ row, onClose }: RowPanelProps) {
  const { t } = useTranslation(['lists', 'clients'])
  const words = useDictionaries()
  const own = usePropertyWords()
  const [values, setValues] = useState(row.properties)
  const form = useForm({
    initialValues: { shortName: row.shortName ?? '', town: row.town ?? '', region: row.region ?? '', status: row.status as ClientStatus, ownerId: row.ownerId ?? nobody }
  })
  const edit = useCommand('clients.edit', { form })
  const submit = form.onSubmit(({ ownerId, ...fields }) =>
    edit.mutate(
      {
        id: row.id,
        change: { ...fields, ownerId: ownerId === nobody ? null : ownerId },
        properties: own.all.filter((property) => values[property.id] !== row.properties[property.id]).map((property) => ({ propertyId: property.id, value: values[property.id] ?? null }))
      },
      {
        onSuccess: ({ changeId }) => {
          if (changeId !== undefined) notifyDone(t('edit.saved', { name: row.name }), changeId)
          onClose()
        }
      }
    )
  )
  const set = (propertyId: string, value: PropertyValue) => setValues((before) => ({ ...before, [propertyId]: value }))
  return (
    <Panel opened title={t('edit.title', { name: row.name })} onClose={onClose} onSubmit={() => submit()} footer={<FormActions onCancel={onClose} submitLabel={t('edit.save')} isBusy={edit.isPending} />}>
      <Select
        data-autofocus
        label={t('clients:field.owner')}
        allowDeselect={false}
        data={[...words.users.map((user) => ({ value: user.id, label: user.name })), { value: nobody, label: t('clients:filter.nobody') }]}
        {...form.getInputProps('ownerId')}
      />
      <Select label={t('clients:field.status')} allowDeselect={false} data={clientStatuses.map((status) => ({ value: status, label: t(`clients:status.${status}`) }))} {...form.getInputProps('status')} />
      <TextInput label={t('clients:field.shortName')} maxLength={100} {...form.getInputProps('shortName')} />
      <TextInput label={t('clients:field.town')} maxLength={100} {...form.getInputProps('town')} />
      <TextInput label={t('clients:field.region')} maxLength={100} {...form.getInputProps('region')} />
      {own.all.map((property) => (
        <PropertyInput key={property.id} property={property} label={property.name} value={values[property.id] ?? null} onChange={(value) => set(property.id, value)} />
      ))}
    </Panel>
  )
}
