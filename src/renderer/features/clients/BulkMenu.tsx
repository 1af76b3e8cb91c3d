import { Button, Menu, SegmentedControl, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconArchive, IconArchiveOff, IconArrowMerge, IconCalendarPlus, IconDots, IconForms, IconTag, IconTrash, IconUsersGroup, IconUsersMinus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClientFilter, ClientSelection } from '#shared/contract/clients.ts'
import { mostMerged } from '#shared/contract/duplicates.ts'
import type { PropertyValue } from '#shared/contract/properties.ts'
import { call } from '../../app/api.ts'
import { useJob, useRead } from '../../app/data.ts'
import { showError } from '../../app/errors.tsx'
import { go } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.ts'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import { usePropertyWords } from '../properties/propertyWords.ts'
import { PropertyInput } from '../properties/PropertyInput.tsx'
import { TaskForm } from './TaskForm.tsx'

type BulkMenuProps = { readonly selection: ClientSelection; readonly filter: ClientFilter; readonly count: number; readonly onDone: () => void; readonly onRemove: () => void }

/** Everything else that can be done with the chosen clients, however many they are. */
export function BulkMenu({ selection, filter, count, onDone, onRemove }: BulkMenuProps) {
  const { t } = useTranslation(['lists', 'clients'])
  const [opened, setOpened] = useState<'property' | 'category' | 'segment' | 'task' | null>(null)
  const segments = useRead('segments.list', {}).data ?? []
  const archiving = useJob('clients.archive')
  const leaving = useJob('segments.removeMembers')
  const isArchive = filter.archived === 'only'
  const within = filter.rules?.rules.flatMap((rule) => ('field' in rule && rule.field === 'segment' && 'values' in rule.test ? rule.test.values : [])) ?? []
  const left = segments.filter((segment) => segment.kind === 'fixed' && within.includes(segment.id))
  const canMerge = count >= 2 && count <= mostMerged

  /** All that a filter finds are read first, since the comparison asks for clients by name. */
  async function merge() {
    const chosen = selection.kind === 'ids' ? selection.ids : await found(selection)
    go(`/duplicates?ids=${encodeURIComponent(JSON.stringify(chosen))}`)
  }
  async function archive() {
    const done = await archiving.start({ selection, isArchived: !isArchive })
    if (!done) return
    notifyDone(t(isArchive ? 'bulk.restored' : 'bulk.archived', { count: done.value.clientCount }), done.changeId)
    onDone()
  }
  async function leave(id: string, name: string) {
    const done = await leaving.start({ id, selection })
    if (!done) return
    notifyDone(t('segment.takenOut', { count: done.value.clientCount, name }), done.changeId)
    onDone()
  }
  const close = (isDone: boolean) => {
    setOpened(null)
    if (isDone) onDone()
  }

  return (
    <>
      <Menu position="top-end">
        <Menu.Target>
          <Button size="compact-sm" variant="default" leftSection={<IconDots size={15} stroke={1.6} />}>{t('bulk.more')}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconCalendarPlus size={15} stroke={1.6} />} onClick={() => setOpened('task')}>{t('bulk.task')}</Menu.Item>
          <Menu.Item leftSection={<IconForms size={15} stroke={1.6} />} onClick={() => setOpened('property')}>{t('bulk.property')}</Menu.Item>
          <Menu.Item leftSection={<IconTag size={15} stroke={1.6} />} onClick={() => setOpened('category')}>{t('bulk.category')}</Menu.Item>
          <Menu.Item leftSection={<IconUsersGroup size={15} stroke={1.6} />} onClick={() => setOpened('segment')}>{t('segment.addTo')}</Menu.Item>
          {left.map((segment) => (
            <Menu.Item key={segment.id} leftSection={<IconUsersMinus size={15} stroke={1.6} />} onClick={() => void leave(segment.id, segment.name)}>
              {t('segment.removeFrom', { name: segment.name })}
            </Menu.Item>
          ))}
          <Menu.Item
            leftSection={<IconArrowMerge size={15} stroke={1.6} />}
            disabled={!canMerge}
            title={canMerge ? undefined : t('bulk.mergeHint', { count: mostMerged })}
            onClick={() => void merge().catch(showError)}
          >
            {t('bulk.merge')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={isArchive ? <IconArchiveOff size={15} stroke={1.6} /> : <IconArchive size={15} stroke={1.6} />} onClick={() => void archive()}>
            {isArchive ? t('bulk.restore') : t('bulk.archive')}
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={15} stroke={1.6} />} onClick={onRemove}>{t('clients:bar.remove')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {opened === 'task' && <TaskOfMany selection={selection} onClose={close} />}
      {opened === 'property' && <PropertyPanel selection={selection} onClose={close} />}
      {opened === 'category' && <CategoryPanel selection={selection} onClose={close} />}
      {opened === 'segment' && <SegmentPanel selection={selection} onClose={close} />}
    </>
  )
}

async function found({ filter, except }: Extract<ClientSelection, { readonly kind: 'filter' }>): Promise<readonly string[]> {
  const { rows } = await call('clients.list', { filter, sort: { by: 'name', direction: 'asc' }, page: { offset: 0, limit: mostMerged + Math.min(except.length, 190) } })
  return rows.map((row) => row.id).filter((id) => !except.includes(id))
}

/** The same next step for each of the chosen clients (S-13). */
function TaskOfMany({ selection, onClose }: BulkPanelProps) {
  const { t } = useTranslation('lists')
  const planning = useJob('tasks.addMany')
  return (
    <Panel title={t('bulk.task')} opened onClose={() => onClose(false)} width={560}>
      <TaskForm
        isFocused
        onDone={() => onClose(true)}
        onPlan={(step) => {
          if (planning.state === 'running') return
          void planning.start({ selection, ...step }).then((done) => {
            if (!done) return
            notifyDone(t('bulk.planned', { count: done.value.clientCount }), done.changeId)
            onClose(true)
          })
        }}
      />
    </Panel>
  )
}

type BulkPanelProps = { readonly selection: ClientSelection; readonly onClose: (isDone: boolean) => void }

function PropertyPanel({ selection, onClose }: BulkPanelProps) {
  const { t } = useTranslation(['lists', 'properties'])
  const words = usePropertyWords()
  const [propertyId, setPropertyId] = useState<string | null>(null)
  const [value, setValue] = useState<PropertyValue>(null)
  const [mode, setMode] = useState<'set' | 'add' | 'remove'>('set')
  const setting = useJob('clients.setPropertyOfMany')
  const property = words.byId.get(propertyId ?? words.all[0]?.id ?? '')
  const isBusy = setting.state === 'running'
  async function submit() {
    if (!property || isBusy) return
    const done = await setting.start({ selection, propertyId: property.id, value, mode: property.kind === 'choices' ? mode : 'set' })
    if (!done) return
    notifyDone(t('bulk.changed', { count: done.value.clientCount }), done.changeId)
    onClose(true)
  }
  return (
    <Panel opened title={t('bulk.property')} onClose={() => onClose(false)} onSubmit={() => void submit()} footer={<FormActions onCancel={() => onClose(false)} submitLabel={t('bulk.do')} isBusy={isBusy || !property} />}>
      {words.all.length === 0 ? (
        <div>
          <p className="k-muted">{t('properties:none')}</p>
          <Button variant="default" onClick={() => go('/settings/properties')}>{t('properties:manage')}</Button>
        </div>
      ) : (
        <Select
          data-autofocus
          label={t('bulk.which')}
          allowDeselect={false}
          data={words.all.map((one) => ({ value: one.id, label: one.name }))}
          value={property?.id ?? null}
          onChange={(id) => {
            setPropertyId(id)
            setValue(null)
            setMode('set')
          }}
        />
      )}
      {property?.kind === 'choices' && (
        <SegmentedControl aria-label={t('bulk.to')} value={mode} onChange={(next) => setMode(next as typeof mode)} data={(['set', 'add', 'remove'] as const).map((one) => ({ value: one, label: t(`bulk.mode.${one}`) }))} />
      )}
      {property && <PropertyInput key={property.id} property={property} label={t('bulk.to')} value={value} onChange={setValue} {...(mode === 'set' && { description: t('bulk.empties') })} />}
    </Panel>
  )
}

function CategoryPanel({ selection, onClose }: BulkPanelProps) {
  const { t } = useTranslation(['lists', 'properties'])
  const words = usePropertyWords()
  const [categoryId, setCategoryId] = useState<string | null>(null)
  const [isOn, setIsOn] = useState(true)
  const setting = useJob('clients.setCategoryOfMany')
  const chosen = categoryId ?? words.categories[0]?.id
  const isBusy = setting.state === 'running'
  async function submit() {
    if (chosen === undefined || isBusy) return
    const done = await setting.start({ selection, categoryId: chosen, isOn })
    if (!done) return
    notifyDone(t('bulk.changed', { count: done.value.clientCount }), done.changeId)
    onClose(true)
  }
  return (
    <Panel opened title={t('bulk.category')} onClose={() => onClose(false)} onSubmit={() => void submit()} footer={<FormActions onCancel={() => onClose(false)} submitLabel={isOn ? t('bulk.putOn') : t('bulk.takeOff')} isBusy={isBusy || chosen === undefined} />}>
      {words.categories.length === 0 ? (
        <div>
          <p className="k-muted">{t('properties:category.empty')}</p>
          <Button variant="default" onClick={() => go('/settings/categories')}>{t('properties:category.manage')}</Button>
        </div>
      ) : (
        <>
          <Select data-autofocus label={t('bulk.category')} allowDeselect={false} data={words.categories.map((one) => ({ value: one.id, label: one.name }))} value={chosen ?? null} onChange={setCategoryId} />
          <SegmentedControl aria-label={t('bulk.category')} value={isOn ? 'on' : 'off'} onChange={(next) => setIsOn(next === 'on')} data={[{ value: 'on', label: t('bulk.putOn') }, { value: 'off', label: t('bulk.takeOff') }]} />
        </>
      )}
    </Panel>
  )
}

/** Stands for a segment that is still to be made. */
const newSegment = ''

function SegmentPanel({ selection, onClose }: BulkPanelProps) {
  const { t } = useTranslation('lists')
  const segments = (useRead('segments.list', {}).data ?? []).filter((segment) => segment.kind === 'fixed')
  const form = useForm({
    initialValues: { segmentId: null as string | null, name: '' },
    validate: { name: (name, { segmentId }) => ((segmentId ?? segments[0]?.id ?? newSegment) === newSegment && name.trim() === '' ? t('segment.nameMissing') : null) }
  })
  const making = useJob('segments.createFixed', { form })
  const adding = useJob('segments.addMembers')
  const isBusy = making.state === 'running' || adding.state === 'running'
  const chosen = form.values.segmentId ?? segments[0]?.id ?? newSegment
  const submit = form.onSubmit(async ({ name }) => {
    if (isBusy) return
    const known = segments.find((segment) => segment.id === chosen)
    const done = known ? await adding.start({ id: known.id, selection }) : await making.start({ name, selection })
    if (!done) return
    notifyDone(t('segment.added', { count: done.value.clientCount, name: known?.name ?? name.trim() }), done.changeId)
    onClose(true)
  })
  return (
    <Panel opened title={t('segment.addTo')} onClose={() => onClose(false)} onSubmit={() => submit()} footer={<FormActions onCancel={() => onClose(false)} submitLabel={t('segment.addTo')} isBusy={isBusy} />}>
      {segments.length > 0 && (
        <Select
          data-autofocus
          label={t('segment.title')}
          allowDeselect={false}
          data={[...segments.map((segment) => ({ value: segment.id, label: segment.name })), { value: newSegment, label: t('segment.fromSelection') }]}
          value={chosen}
          onChange={(value) => form.setFieldValue('segmentId', value)}
        />
      )}
      {chosen === newSegment && <TextInput data-autofocus={segments.length === 0 || undefined} required label={t('segment.name')} maxLength={100} autoComplete="off" {...form.getInputProps('name')} />}
    </Panel>
  )
}
