import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconDownload, IconFileImport, IconPhonePlus, IconPlus, IconUserShare, IconUsers, IconX } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClientFilter, ClientRow, ClientSelection, ClientSort } from '#shared/contract/clients.ts'
import { runAction, useAction, useActions } from '../../app/actions.ts'
import { useJob, useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { showError } from '../../app/errors.tsx'
import { chooseSavePath, fileName } from '../../app/files.ts'
import { useFormat } from '../../app/format.ts'
import { go, useUrlState } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.ts'
import { useTableLayout } from '../../app/preferences.ts'
import { screens } from '../../app/routes.tsx'
import { useRows } from '../../app/useRows.ts'
import type { Sort } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { Page } from '../../ui/Page.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { noSelection, type Selection } from '../../ui/selection.ts'
import { AddToListPanel } from '../calls/AddToListPanel.tsx'
import { usePropertyWords } from '../properties/propertyWords.ts'
import { DuplicatesButton } from '../duplicates/DuplicatesButton.tsx'
import { BulkMenu } from './BulkMenu.tsx'
import { useClientColumns } from './clientColumns.tsx'
import { FilterChips, MoreFilters, OwnerFilter, SearchBox } from './ClientFilters.tsx'
import { ClientPreview } from './ClientPreview.tsx'
import { DemoButton } from './DemoButton.tsx'
import { rememberPlace } from './listPlace.ts'
import { NewClientPanel } from './NewClientPanel.tsx'
import { OwnerPanel } from './OwnerPanel.tsx'
import { reachOut } from './reachOut.ts'
import { ReachDialog } from './ReachDialog.tsx'
import { FilterBuilder } from './filters/FilterBuilder.tsx'
import { SearchNotes } from './SearchNotes.tsx'
import { TaskPanel } from './TaskPanel.tsx'
import { type ListState, useFirstView } from './ListViews.tsx'
import css from './clients.module.css'
import { ViewsMenu } from './ViewsMenu.tsx'

const firstSort: ClientSort = { by: 'next', direction: 'asc' }
const noFilter: ClientFilter = {}

/** Every client: found while typing, narrowed, chosen in bulk, opened (screens.md 4.1). */
export function ClientsScreen() {
  const { t } = useTranslation(['clients', 'calls', 'filters'])
  const format = useFormat()
  const words = useDictionaries()
  const status = useRead('app.status', {})
  const userId = status.data?.userId ?? null
  const first = useFirstView(userId, words.users.some((user) => user.id === userId && user.role === 'rep'))
  const [filter, keepFilter] = useUrlState<ClientFilter>('filter', first?.filter ?? noFilter)
  const [sort, setSort] = useUrlState<ClientSort>('sort', first?.sort ?? firstSort)
  const [selection, setSelection] = useState<Selection>(noSelection)
  const [opened, setOpened] = useState<'new' | 'owner' | 'callList' | 'rules' | null>(null)
  const [current, setCurrent] = useState<ClientRow | undefined>()
  const [isPreviewOpen, setIsPreviewOpen] = useState(false)
  const [planned, setPlanned] = useState<ClientRow | null>(null)
  const own = usePropertyWords()
  const rows = useRows('clients.list', { filter, sort }, { enabled: first !== undefined })
  const exact = useRead('clients.count', { filter }, { enabled: rows.isReady && !rows.isTotalExact })
  const exporting = useJob('clients.export')
  const removing = useJob('clients.remove')
  const table = useTableLayout('clients')
  const search = useRef<HTMLInputElement>(null)

  function setFilter(next: ClientFilter) {
    keepFilter(next)
    setSelection(noSelection)
  }

  function choose(next: ListState) {
    setFilter(next.filter)
    setSort(next.sort)
    if (next.columns) table.onLayoutChange(next.columns)
  }

  // The view that the list opens with brings its columns, unless a link says what is to be seen.
  const { onLayoutChange } = table
  const [opensPlain] = useState(() => !location.hash.includes('?'))
  const firstColumns = opensPlain ? first?.columns : null
  useEffect(() => {
    if (firstColumns) onLayoutChange(firstColumns)
  }, [firstColumns, onLayoutChange])

  useAction('create', () => setOpened('new'), { label: t('newClient') })
  useAction('search', () => search.current?.select())
  useActions([{ id: 'clients.conditions', label: t('filters:title'), keys: 'KeyF', run: () => setOpened('rules') }])

  if (rows.error && !rows.isReady) throw rows.error
  const isFiltered = Object.keys(filter).length > 0
  const total = rows.isTotalExact ? rows.total : (exact.data ?? rows.total)
  const isTotalKnown = rows.isTotalExact || exact.data !== undefined
  const chosen: ClientSelection =
    selection.kind === 'some' ? { kind: 'ids', ids: [...selection.ids] } : { kind: 'filter', filter, except: [...selection.except] }

  function open(row: ClientRow) {
    let index = 0
    while (index < rows.total && rows.rowAt(index)?.id !== row.id) index += 1
    rememberPlace({ filter, sort, index, clientId: row.id })
    go(`/clients/${row.id}`)
  }

  function closePreview(event: KeyboardEvent) {
    // What stands in a portal, a menu above all, closes by itself.
    const isOwn = event.currentTarget.contains(event.target as Node)
    if (event.code !== 'Escape' || event.defaultPrevented || !isPreviewOpen || !isOwn) return
    event.preventDefault()
    setIsPreviewOpen(false)
    document.querySelector<HTMLElement>('main [role=grid]')?.focus()
  }

  async function exportChosen(kind: 'xlsx' | 'csv') {
    const path = await chooseSavePath({ title: t('bar.export'), name: `${t('export.file')} ${format.today}`, extension: kind, kind: t(`export.${kind}`) })
    if (path === null) return
    const done = await exporting.start({ selection: chosen, sort, format: kind, path })
    if (done) notifyDone(t('export.done', { count: done.value.rowCount, name: fileName(path) }))
  }

  async function removeChosen(clear: () => void) {
    const done = await removing.start({ selection: chosen })
    if (!done) return
    clear()
    const { removedCount, keptCount } = done.value
    const removed = removedCount > 0 ? t('removed', { count: removedCount }) : ''
    const kept = keptCount > 0 ? t('kept', { count: keptCount }) : ''
    notifyDone([removed, kept].filter((part) => part !== '').join('. '), done.changeId)
  }

  return (
    <Page>
      <ReachDialog />
      <PageHeader
        title={t('title')}
        beside={total > 0 && <span className="k-muted k-number">{t('found', { count: total, shown: format.count(total, isTotalKnown) })}</span>}
        main={
          <>
            <DuplicatesButton />
            {screens.import && (
              <Button variant="default" leftSection={<IconFileImport size={16} stroke={1.6} />} onClick={() => runAction('import')}>
                {t('importFile')}
              </Button>
            )}
            <Button leftSection={<IconPlus size={16} stroke={1.8} />} rightSection={<Kbd keys="$mod+KeyN" isOnMain />} onClick={() => setOpened('new')}>
              {t('newClient')}
            </Button>
          </>
        }
      >
        <div className={css.controls}>
          <ViewsMenu state={{ filter, sort, columns: table.layout }} userId={userId} onChoose={choose} />
          <SearchBox inputRef={search} text={filter.text ?? ''} onChange={(text) => setFilter(withText(filter, text))} />
          <OwnerFilter filter={filter} onChange={setFilter} words={words} userId={userId} />
          <MoreFilters filter={filter} onChange={setFilter} words={words} onOpenRules={() => setOpened('rules')} />
        </div>
      </PageHeader>
      <FilterChips filter={filter} onChange={setFilter} words={words} onOpenRules={() => setOpened('rules')} />
      <SearchNotes text={filter.text ?? ''} corrected={rows.first?.corrected ?? null} />
      <div className={css.listAndPreview} onKeyDown={closePreview}>
        <DataTable
          label={t('title')}
          columns={useClientColumns(words, own, status.data?.baseCurrency ?? 'PLN')}
          source={rows}
          sort={sort}
          onSortChange={(next: Sort) => setSort(next as ClientSort)}
          {...table}
          selection={selection}
          onSelectionChange={setSelection}
          selectionBar={({ count, clear }) => (
            <>
              <Button size="compact-sm" variant="default" leftSection={<IconUserShare size={15} stroke={1.6} />} onClick={() => setOpened('owner')}>
                {t('bar.owner')}
              </Button>
              {screens.calling && (
                <Button size="compact-sm" variant="default" leftSection={<IconPhonePlus size={15} stroke={1.6} />} onClick={() => setOpened('callList')}>
                  {t('calls:add.action')}
                </Button>
              )}
              <Menu>
                <Menu.Target>
                  <Button size="compact-sm" variant="default" leftSection={<IconDownload size={15} stroke={1.6} />}>{t('bar.export')}</Button>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => void exportChosen('xlsx').catch(showError)}>{t('export.xlsx')}</Menu.Item>
                  <Menu.Item onClick={() => void exportChosen('csv').catch(showError)}>{t('export.csv')}</Menu.Item>
                </Menu.Dropdown>
              </Menu>
              <BulkMenu selection={chosen} filter={filter} count={count} onDone={clear} onRemove={() => void removeChosen(clear)} />
              <ActionIcon size={24} onClick={clear} aria-label={t('bar.clear')} title={t('bar.clear')}>
                <IconX size={15} stroke={1.6} />
              </ActionIcon>
            </>
          )}
          onOpen={open}
          onCursor={setCurrent}
          onPreview={() => setIsPreviewOpen((isOpen) => !isOpen)}
          rowKeys={{
            KeyC: (row) => row.phone !== null && void reachOut({ clientId: row.id, channel: 'call', address: row.phone }),
            KeyM: (row) => row.email !== null && void reachOut({ clientId: row.id, channel: 'email', address: row.email }),
            KeyT: setPlanned
          }}
          empty={isFiltered ? <EmptyState text={t('empty.none')} action={{ label: t('filter.clear'), onClick: () => setFilter(noFilter) }} /> : <NoClients onAdd={() => setOpened('new')} />}
          autoFocus
        />
        {isPreviewOpen && current && <ClientPreview clientId={current.id} name={current.name} onClose={() => setIsPreviewOpen(false)} onOpen={() => open(current)} />}
      </div>
      <NewClientPanel opened={opened === 'new'} onClose={() => setOpened(null)} />
      {opened === 'owner' && (
        <OwnerPanel
          selection={chosen}
          onClose={(isDone) => {
            setOpened(null)
            if (isDone) setSelection(noSelection)
          }}
        />
      )}
      {opened === 'callList' && (
        <AddToListPanel
          selection={chosen}
          onClose={(isDone) => {
            setOpened(null)
            if (isDone) setSelection(noSelection)
          }}
        />
      )}
      {opened === 'rules' && <FilterBuilder filter={filter} onApply={setFilter} onClose={() => setOpened(null)} />}
      {planned && <TaskPanel clientId={planned.id} clientName={planned.name} onClose={() => setPlanned(null)} />}
    </Page>
  )
}

function withText(filter: ClientFilter, text: string): ClientFilter {
  const { text: _former, ...rest } = filter
  return text.trim() === '' ? rest : { ...rest, text }
}

function NoClients({ onAdd }: { readonly onAdd: () => void }) {
  const { t } = useTranslation('clients')
  return (
    <div>
      <EmptyState
        icon={IconUsers}
        text={t('empty.text')}
        {...(screens.import && { action: { label: t('empty.import'), onClick: () => runAction('import') } })}
        secondary={{ label: t('newClient'), onClick: onAdd }}
      />
      <DemoButton />
    </div>
  )
}
