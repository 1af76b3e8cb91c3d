import { Button, Checkbox, Menu, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconArchive, IconCheck, IconChevronDown, IconDeviceFloppy, IconListNumbers, IconPencil, IconTrash, IconUsersGroup } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClientFilter, ClientSort } from '#shared/contract/clients.ts'
import type { SavedView, Segment } from '#shared/contract/segments.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { notifyDone } from '../../app/notify.ts'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import { type ListState, ListViewsPanel, useBuiltInViews } from './ListViews.tsx'

type ViewsMenuProps = {
  readonly state: ListState
  readonly userId: string | null
  readonly onChoose: (state: ListState) => void
}

const byNext: ClientSort = { by: 'next', direction: 'asc' }
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
const inSegment = (id: string): ClientFilter => ({ rules: { match: 'all', rules: [{ field: 'segment', test: { is: 'anyOf', values: [id] } }] } })

/** The list as somebody wants to see it again: what always is there, views under a name, segments. */
export function ViewsMenu({ state, userId, onChoose }: ViewsMenuProps) {
  const { t } = useTranslation('lists')
  const views = useRead('views.list', {}).data ?? []
  const segments = useRead('segments.list', {}).data ?? []
  const change = useCommand('views.change')
  const remove = useCommand('views.remove')
  const changeSegment = useCommand('segments.change')
  const removeSegment = useCommand('segments.remove')
  const [opened, setOpened] = useState<'view' | 'segment' | 'arrange' | SavedView | null>(null)
  const [renamed, setRenamed] = useState<Segment | null>(null)
  const [lastId, setLastId] = useState<string | null>(null)
  const builtIn = useBuiltInViews(userId)
  const shown =
    views.find((view) => view.id === lastId && same(view.filter, state.filter)) ??
    views.find((view) => same(view.filter, state.filter) && same(view.sort, state.sort)) ??
    builtIn.find((view) => same(view.filter, state.filter)) ??
    segments.find((segment) => same(inSegment(segment.id), state.filter))
  const view = views.find((one) => one.id === (shown?.id ?? lastId))
  const segment = segments.find((one) => one.id === (shown?.id ?? lastId))

  function chooseView(next: SavedView) {
    setLastId(next.id)
    onChoose({ filter: next.filter, sort: next.sort, columns: next.columns })
  }
  function chooseSegment(next: Segment) {
    setLastId(next.id)
    onChoose({ ...state, filter: inSegment(next.id), columns: null })
  }

  return (
    <>
      <Menu position="bottom-start" width={300}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} stroke={1.8} />} aria-label={`${t('views')}: ${shown?.name ?? t('views')}`} style={{ maxWidth: 220 }}>
            <span className="k-cut">{shown?.name ?? t('views')}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={520} style={{ overflowY: 'auto' }}>
          {builtIn.map((one) => (
            <Menu.Item
              key={one.id}
              leftSection={one.id === 'archived' ? <IconArchive size={14} stroke={1.6} /> : undefined}
              rightSection={one.id === shown?.id && <IconCheck size={14} stroke={2} />}
              onClick={() => {
                setLastId(one.id)
                onChoose(one)
              }}
            >
              {one.name}
            </Menu.Item>
          ))}
          {views.length > 0 && <Menu.Divider />}
          {views.map((one) => (
            <Menu.Item key={one.id} rightSection={one.id === shown?.id ? <IconCheck size={14} stroke={2} /> : one.isForAll && <span className="k-muted" style={{ fontSize: 11 }}>{t('view.forAll')}</span>} onClick={() => chooseView(one)}>
              {one.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Label>{t('segment.title')}</Menu.Label>
          {segments.length === 0 && <Menu.Item disabled>{t('segment.empty')}</Menu.Item>}
          {segments.map((one) => (
            <Menu.Item
              key={one.id}
              rightSection={one.id === shown?.id ? <IconCheck size={14} stroke={2} /> : <span className="k-muted" style={{ fontSize: 11 }}>{t(`segment.${one.kind}`)}</span>}
              onClick={() => chooseSegment(one)}
            >
              {one.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconDeviceFloppy size={14} stroke={1.6} />} onClick={() => setOpened('view')}>{t('view.saveAs')}</Menu.Item>
          <Menu.Item leftSection={<IconUsersGroup size={14} stroke={1.6} />} onClick={() => setOpened('segment')}>{t('segment.fromFilter')}</Menu.Item>
          <Menu.Item leftSection={<IconListNumbers size={14} stroke={1.6} />} onClick={() => setOpened('arrange')}>{t('view.arrange')}</Menu.Item>
          {view && (
            <>
              <Menu.Item
                leftSection={<IconDeviceFloppy size={14} stroke={1.6} />}
                onClick={() => change.mutate({ id: view.id, ...stored(state) }, { onSuccess: ({ changeId }) => notifyDone(t('view.saved', { name: view.name }), changeId) })}
              >
                {t('view.update', { name: view.name })}
              </Menu.Item>
              <Menu.Item leftSection={<IconPencil size={14} stroke={1.6} />} onClick={() => setOpened(view)}>{t('view.rename', { name: view.name })}</Menu.Item>
              <Menu.Item
                leftSection={<IconTrash size={14} stroke={1.6} />}
                onClick={() => remove.mutate({ id: view.id }, { onSuccess: ({ changeId }) => notifyDone(t('view.removed', { name: view.name }), changeId) })}
              >
                {t('view.remove', { name: view.name })}
              </Menu.Item>
            </>
          )}
          {segment && (
            <>
              {segment.kind === 'live' && !same(inSegment(segment.id), state.filter) && (
                <Menu.Item
                  leftSection={<IconDeviceFloppy size={14} stroke={1.6} />}
                  onClick={() =>
                    changeSegment.mutate({ id: segment.id, filter: state.filter }, { onSuccess: ({ changeId }) => notifyDone(t('segment.changed', { name: segment.name }), changeId) })
                  }
                >
                  {t('segment.change', { name: segment.name })}
                </Menu.Item>
              )}
              {segment.kind === 'live' && segment.filter && (
                <Menu.Item
                  leftSection={<IconPencil size={14} stroke={1.6} />}
                  onClick={() => {
                    setLastId(segment.id)
                    onChoose({ ...state, filter: segment.filter!, columns: null })
                  }}
                >
                  {t('segment.edit', { name: segment.name })}
                </Menu.Item>
              )}
              <Menu.Item leftSection={<IconPencil size={14} stroke={1.6} />} onClick={() => setRenamed(segment)}>{t('view.rename', { name: segment.name })}</Menu.Item>
              <Menu.Item
                leftSection={<IconTrash size={14} stroke={1.6} />}
                onClick={() =>
                  removeSegment.mutate(
                    { id: segment.id },
                    {
                      onSuccess: ({ changeId }) => {
                        onChoose({ filter: {}, sort: byNext, columns: null })
                        notifyDone(t('segment.removed', { name: segment.name }), changeId)
                      }
                    }
                  )
                }
              >
                {t('segment.remove', { name: segment.name })}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {renamed && <RenameSegment segment={renamed} onClose={() => setRenamed(null)} />}
      {opened === 'segment' && <LiveSegmentPanel filter={state.filter} onMade={setLastId} onClose={() => setOpened(null)} />}
      {opened === 'arrange' && <ListViewsPanel userId={userId} onClose={() => setOpened(null)} />}
      {opened !== null && opened !== 'segment' && opened !== 'arrange' && (
        <ViewPanel state={state} view={opened === 'view' ? null : opened} onSaved={setLastId} onClose={() => setOpened(null)} />
      )}
    </>
  )
}

function RenameSegment({ segment, onClose }: { readonly segment: Segment; readonly onClose: () => void }) {
  const { t } = useTranslation('lists')
  const form = useForm({ initialValues: { name: segment.name }, validate: { name: (name) => (name.trim() === '' ? t('segment.nameMissing') : null) } })
  const change = useCommand('segments.change', { form })
  const submit = form.onSubmit(({ name }) =>
    change.mutate(
      { id: segment.id, name },
      {
        onSuccess: ({ changeId }) => {
          notifyDone(t('segment.renamed', { name: name.trim() }), changeId)
          onClose()
        }
      }
    )
  )
  return (
    <Panel
      opened
      title={t('view.rename', { name: segment.name })}
      onClose={onClose}
      onSubmit={() => submit()}
      footer={<FormActions onCancel={onClose} submitLabel={t('view.save')} isBusy={change.isPending} />}
    >
      <TextInput data-autofocus required label={t('view.name')} maxLength={100} autoComplete="off" {...form.getInputProps('name')} />
    </Panel>
  )
}

type ViewPanelProps = { readonly state: ListState; readonly view: SavedView | null; readonly onSaved: (id: string) => void; readonly onClose: () => void }

function stored({ filter, sort, columns }: ListState) {
  return { filter, sort, columns: columns && { order: [...columns.order], widths: { ...columns.widths }, hidden: [...columns.hidden] } }
}

function ViewPanel({ state, view, onSaved, onClose }: ViewPanelProps) {
  const { t } = useTranslation('lists')
  const form = useForm({
    initialValues: { name: view?.name ?? '', isForAll: view?.isForAll ?? false },
    validate: { name: (name) => (name.trim() === '' ? t('view.nameMissing') : null) }
  })
  const create = useCommand('views.create', { form })
  const change = useCommand('views.change', { form })
  const submit = form.onSubmit((values) => {
    const done = (id: string, changeId: string | undefined) => {
      onSaved(id)
      notifyDone(t('view.saved', { name: values.name.trim() }), changeId)
      onClose()
    }
    if (view) change.mutate({ id: view.id, ...values }, { onSuccess: ({ changeId }) => done(view.id, changeId) })
    else create.mutate({ ...values, ...stored(state) }, { onSuccess: ({ value, changeId }) => done(value.id, changeId) })
  })
  return (
    <Panel
      opened
      title={view ? t('view.rename', { name: view.name }) : t('view.saveAs')}
      onClose={onClose}
      onSubmit={() => submit()}
      footer={<FormActions onCancel={onClose} submitLabel={t('view.save')} isBusy={create.isPending || change.isPending} />}
    >
      <TextInput data-autofocus required label={t('view.name')} maxLength={100} autoComplete="off" description={view ? undefined : t('view.keeps')} {...form.getInputProps('name')} />
      <Checkbox label={t('view.isForAll')} {...form.getInputProps('isForAll', { type: 'checkbox' })} />
    </Panel>
  )
}

function LiveSegmentPanel({ filter, onMade, onClose }: { readonly filter: ClientFilter; readonly onMade: (id: string) => void; readonly onClose: () => void }) {
  const { t } = useTranslation('lists')
  const form = useForm({ initialValues: { name: '' }, validate: { name: (name) => (name.trim() === '' ? t('segment.nameMissing') : null) } })
  const create = useCommand('segments.createLive', { form })
  const submit = form.onSubmit(({ name }) =>
    create.mutate(
      { name, filter },
      {
        onSuccess: ({ value, changeId }) => {
          onMade(value.id)
          notifyDone(t('segment.made', { name: name.trim() }), changeId)
          onClose()
        }
      }
    )
  )
  return (
    <Panel opened title={t('segment.fromFilter')} onClose={onClose} onSubmit={() => submit()} footer={<FormActions onCancel={onClose} submitLabel={t('segment.create')} isBusy={create.isPending} />}>
      <TextInput data-autofocus required label={t('segment.name')} description={t('segment.liveHint')} maxLength={100} autoComplete="off" {...form.getInputProps('name')} />
    </Panel>
  )
}
