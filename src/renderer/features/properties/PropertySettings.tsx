import { ActionIcon, Button, Checkbox, Select, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Property, type PropertyKind, propertyKinds, type PropertyValue } from '#shared/contract/properties.ts'
import { useAction } from '../../app/actions.ts'
import { call } from '../../app/api.ts'
import { useCommand, useJob, useRead } from '../../app/data.ts'
import { notifyDone } from '../../app/notify.ts'
import { Badge } from '../../ui/Badge.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import { EditField } from '../clients/EditField.tsx'
import { OrderedRows } from './OrderedRows.tsx'
import { PropertyInput } from './PropertyInput.tsx'
import css from './properties.module.css'

/** What the firm wants to know about its clients: made, named, put in order, taken away. */
export function PropertySettings() {
  const { t } = useTranslation('properties')
  const read = useRead('properties.list', {})
  const [opened, setOpened] = useState<string | 'new' | null>(null)
  const move = useCommand('properties.move')
  useAction('create', () => setOpened('new'), { label: t('add') })
  if (read.error) throw read.error
  if (!read.data) return null
  const changed = read.data.find((property) => property.id === opened)
  return (
    <>
      <div className={css.top}>
        <Text className="k-muted" size="xs" maw={760}>{t('intro')}</Text>
        <Button flex="none" leftSection={<IconPlus size={15} stroke={1.8} />} rightSection={<Kbd keys="$mod+KeyN" isOnMain />} onClick={() => setOpened('new')}>{t('add')}</Button>
      </div>
      {read.data.length === 0 ? (
        <EmptyState text={t('empty')} />
      ) : (
        <OrderedRows
          label={t('title')}
          rows={read.data}
          onMove={(id, beforeId) => move.mutate({ id, beforeId }, { onSuccess: ({ changeId }) => notifyDone(t('moved'), changeId) })}
        >
          {(property) => (
            <>
              <b className="k-cut">{property.name}</b>
              <span className="k-muted k-cut">
                {t(`kinds.${property.kind}`)}
                {property.choices.length > 0 && `: ${property.choices.map((choice) => choice.name).join(', ')}`}
              </span>
              {property.isRequired && <Badge kind="info">{t('isRequired')}</Badge>}
              <ActionIcon ml="auto" aria-label={`${t('edit')}: ${property.name}`} onClick={() => setOpened(property.id)}>
                <IconPencil size={15} stroke={1.6} />
              </ActionIcon>
            </>
          )}
        </OrderedRows>
      )}
      {opened === 'new' && <NewProperty onClose={() => setOpened(null)} />}
      {changed && <PropertyPanel property={changed} onClose={() => setOpened(null)} />}
    </>
  )
}

const isChoosing = (kind: PropertyKind) => kind === 'choice' || kind === 'choices'

function NewProperty({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation(['properties', 'errors'])
  const form = useForm({
    initialValues: { name: '', kind: 'text' as PropertyKind, isRequired: false, choices: '' },
    validate: {
      name: (name) => (name.trim() === '' ? t('nameMissing') : null),
      choices: (text, { kind }) => (isChoosing(kind) && linesOf(text).length === 0 ? t('errors:property.choices_missing') : null)
    }
  })
  const create = useCommand('properties.create', { form })
  const submit = form.onSubmit(({ choices, ...values }) =>
    create.mutate(
      { ...values, choices: isChoosing(values.kind) ? linesOf(choices) : [] },
      {
        onSuccess: ({ changeId }) => {
          notifyDone(t('added', { name: values.name.trim() }), changeId)
          onClose()
        }
      }
    )
  )
  return (
    <Panel opened title={t('add')} onClose={onClose} onSubmit={() => submit()} footer={<FormActions onCancel={onClose} submitLabel={t('add')} isBusy={create.isPending} />}>
      <TextInput data-autofocus required label={t('name')} maxLength={100} autoComplete="off" {...form.getInputProps('name')} />
      <Select label={t('kind')} allowDeselect={false} data={propertyKinds.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))} {...form.getInputProps('kind')} />
      {isChoosing(form.values.kind) && (
        <Textarea required label={t('choices')} description={t('choicesHint')} autosize minRows={3} maxRows={12} {...form.getInputProps('choices')} />
      )}
      <Checkbox label={t('required')} {...form.getInputProps('isRequired', { type: 'checkbox' })} />
    </Panel>
  )
}

/** Each line once. */
function linesOf(text: string): string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()).filter((line) => line !== ''))]
}

function PropertyPanel({ property, onClose }: { readonly property: Property; readonly onClose: () => void }) {
  const { t } = useTranslation('properties')
  const count = useRead('properties.count', { propertyId: property.id, choiceId: null })
  const removing = useJob('properties.remove')
  const [defaultValue, setDefaultValue] = useState<PropertyValue>(property.defaultValue)
  const form = useForm({
    initialValues: { name: property.name, isRequired: property.isRequired },
    validate: { name: (name) => (name.trim() === '' ? t('nameMissing') : null) }
  })
  const change = useCommand('properties.change', { form })
  const submit = form.onSubmit((values) =>
    change.mutate(
      { id: property.id, ...values, defaultValue: typeof defaultValue === 'string' && defaultValue.trim() === '' ? null : defaultValue },
      {
        onSuccess: ({ changeId }) => {
          notifyDone(t('saved', { name: values.name.trim() }), changeId)
          onClose()
        }
      }
    )
  )
  async function remove() {
    const done = await removing.start({ id: property.id })
    if (!done) return
    notifyDone(`${t('removed', { name: property.name })}. ${takes(done.value.clientCount)}`, done.changeId)
    onClose()
  }
  const takes = (clientCount: number) => (clientCount === 0 ? t('takesNothing') : t('takesValues', { count: clientCount }))
  return (
    <Panel opened title={t('edit')} onClose={onClose} onSubmit={() => submit()} footer={<FormActions onCancel={onClose} submitLabel={t('save')} isBusy={change.isPending} />}>
      <TextInput data-autofocus required label={t('name')} maxLength={100} autoComplete="off" {...form.getInputProps('name')} />
      <Checkbox label={t('required')} {...form.getInputProps('isRequired', { type: 'checkbox' })} />
      {isChoosing(property.kind) && <Choices property={property} />}
      <PropertyInput property={property} label={t('default')} value={defaultValue} onChange={setDefaultValue} />
      <div>
        <Button variant="default" leftSection={<IconTrash size={15} stroke={1.6} />} disabled={removing.state === 'running'} onClick={() => void remove()}>
          {t('removeNamed', { name: property.name })}
        </Button>
        {count.data && <p className="k-muted" style={{ margin: '4px 0 0', fontSize: 12 }}>{takes(count.data.clientCount)}</p>}
      </div>
    </Panel>
  )
}

function Choices({ property }: { readonly property: Property }) {
  const { t } = useTranslation('properties')
  const [name, setName] = useState('')
  const add = useCommand('properties.addChoice')
  const move = useCommand('properties.moveChoice')
  const removing = useJob('properties.removeChoice')
  async function remove(id: string, choiceName: string) {
    const done = await removing.start({ id })
    if (!done) return
    const { clientCount } = done.value
    notifyDone(`${t('removed', { name: choiceName })}. ${clientCount === 0 ? t('takesNothing') : t('takesValues', { count: clientCount })}`, done.changeId)
  }
  function addNow() {
    if (name.trim() !== '') add.mutate({ propertyId: property.id, name }, { onSuccess: () => setName('') })
  }
  return (
    <fieldset style={{ margin: 0, padding: 0, border: 0 }}>
      <legend style={{ padding: 0, fontSize: 12.5, fontWeight: 550 }}>{t('choices')}</legend>
      <OrderedRows label={t('choices')} rows={property.choices} onMove={(id, beforeId) => move.mutate({ id, beforeId })}>
        {(choice) => (
          <>
            <EditField label={t('name')} value={choice.name} placeholder={t('name')} save={(text) => call('properties.renameChoice', { id: choice.id, name: text })} />
            <ActionIcon ml="auto" aria-label={t('removeNamed', { name: choice.name })} onClick={() => void remove(choice.id, choice.name)}>
              <IconTrash size={15} stroke={1.6} />
            </ActionIcon>
          </>
        )}
      </OrderedRows>
      <div className={css.labels} style={{ marginTop: 6 }}>
        <TextInput
          aria-label={t('addChoice')}
          placeholder={t('addChoice')}
          maxLength={100}
          style={{ flex: 1 }}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return
            event.preventDefault()
            addNow()
          }}
        />
        <Button variant="default" onClick={addNow} disabled={name.trim() === ''}>{t('addChoice')}</Button>
      </div>
    </fieldset>
  )
}
