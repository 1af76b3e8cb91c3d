import { Group, Select, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ClientFilter, ClientSort } from '#shared/contract/clients.ts'
import type { SavedView } from '#shared/contract/segments.ts'
import { change as changeData } from '../../app/api.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { notifyDone } from '../../app/notify.ts'
import { usePreference } from '../../app/preferences.ts'
import type { TableLayout } from '../../ui/columns.ts'
import { Panel } from '../../ui/Panel.tsx'
import { OrderedRows } from '../properties/OrderedRows.tsx'
import { EditField } from './EditField.tsx'
import { RemoveButton } from './RemoveButton.tsx'

/** How the client list is narrowed, sorted and laid out. */
export type ListState = { readonly filter: ClientFilter; readonly sort: ClientSort; readonly columns: TableLayout | null }

const byNext: ClientSort = { by: 'next', direction: 'asc' }
const attention: ClientFilter = { rules: { match: 'any', rules: [{ field: 'nextStep', state: 'overdue' }, { field: 'nextStep', state: 'none' }] } }

/** Views that are there without anybody having made them; whoever works alone has none of his own. */
export function useBuiltInViews(userId: string | null): readonly (ListState & { readonly id: string; readonly name: string })[] {
  const { t } = useTranslation('lists')
  const view = (id: 'mine' | 'all' | 'attention' | 'archived', filter: ClientFilter) => ({ id, name: t(`view.${id}`), filter, sort: byNext, columns: null })
  return [...(userId === null ? [] : [view('mine', { ownerId: userId })]), view('all', {}), view('attention', attention), view('archived', { archived: 'only' })]
}

/**
 * What the list opens with: the view that was chosen for it, else his own clients for who sells and everybody's for who
 * leads or works alone. Undefined until that is known.
 */
export function useFirstView(userId: string | null, isRep: boolean): ListState | undefined {
  const [chosen] = usePreference<string>('clients.view')
  const views = useRead('views.list', {}).data
  const builtIn = useBuiltInViews(userId)
  if (chosen === undefined || views === undefined) return undefined
  const named = (id: string | null) => [...builtIn, ...views].find((view) => view.id === id)
  return named(chosen) ?? named(isRep ? 'mine' : 'all') ?? named('all')
}

/** Views put in order, named, taken away, and the one that the list opens with. */
export function ListViewsPanel({ userId, onClose }: { readonly userId: string | null; readonly onClose: () => void }) {
  const { t } = useTranslation('lists')
  const views = useRead('views.list', {}).data ?? []
  const builtIn = useBuiltInViews(userId)
  const [chosen, setChosen] = usePreference<string>('clients.view')
  const move = useCommand('views.move')
  const remove = useCommand('views.remove')

  async function rename(view: SavedView, name: string) {
    if (name === '') return
    const { changeId } = await changeData('views.change', { id: view.id, name })
    notifyDone(t('view.saved', { name }), changeId)
  }

  return (
    <Panel opened title={t('view.arrange')} onClose={onClose}>
      <Select
        data-autofocus
        label={t('view.opensWith')}
        allowDeselect={false}
        data={[{ value: '', label: t('view.usual') }, ...[...builtIn, ...views].map((view) => ({ value: view.id, label: view.name }))]}
        value={[...builtIn, ...views].some((view) => view.id === chosen) ? (chosen ?? '') : ''}
        onChange={(id) => setChosen(id === '' ? null : id)}
      />
      {views.length === 0 ? (
        <Text className="k-muted" size="sm">{t('view.none')}</Text>
      ) : (
        <OrderedRows
          label={t('views')}
          rows={views}
          onMove={(id, beforeId) => move.mutate({ id, beforeId }, { onSuccess: ({ changeId }) => notifyDone(t('view.moved'), changeId) })}
        >
          {(view) => (
            <Group gap={6} wrap="nowrap" style={{ flex: 1, minWidth: 0 }}>
              <div style={{ flex: 1, minWidth: 0, paddingInline: 6 }}>
                <EditField label={t('view.name')} value={view.name} placeholder={t('view.name')} save={(name) => rename(view, name)} />
              </div>
              {view.isForAll && <span className="k-muted" style={{ fontSize: 11, whiteSpace: 'nowrap' }}>{t('view.forAll')}</span>}
              <RemoveButton
                what={view.name}
                size={24}
                onRemove={() => remove.mutate({ id: view.id }, { onSuccess: ({ changeId }) => notifyDone(t('view.removed', { name: view.name }), changeId) })}
              />
            </Group>
          )}
        </OrderedRows>
      )}
    </Panel>
  )
}
