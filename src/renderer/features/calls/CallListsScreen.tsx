import { Button, Progress } from '@mantine/core'
import { IconClock, IconPhone, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallListRow } from '#shared/contract/calls.ts'
import { dayOf } from '#shared/day.ts'
import { useAction } from '../../app/actions.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFirm, useFormat } from '../../app/format.ts'
import { go, useUrlState } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.ts'
import { useTableLayout } from '../../app/preferences.ts'
import type { Column, Sort } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { Page } from '../../ui/Page.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { arraySource } from '../../ui/rowSource.ts'
import { Tabs } from '../../ui/Tabs.tsx'
import css from './calls.module.css'
import { clockText } from './clock.ts'
import { HoursPanel } from './HoursPanel.tsx'
import { ListPane } from './ListPane.tsx'
import { ListPanel } from './ListPanel.tsx'

type State = 'open' | 'closed'

/** Call lists with their progress; the one under the cursor in detail (S-27, S-28). */
export function CallListsScreen() {
  const { t } = useTranslation('calls')
  const [state, setState] = useUrlState<State>('state', 'open')
  const [sort, setSort] = useUrlState<Sort | null>('sort', null)
  const [cursorId, setCursorId] = useState<string | null>(null)
  const [edited, setEdited] = useState<CallListRow | 'new' | null>(null)
  const [isHoursOpen, setIsHoursOpen] = useState(false)
  const lists = useRead('calls.lists', { state })
  const hours = useRead('calls.hours', {})
  const table = useTableLayout('callLists')
  const columns = useColumns(state)
  const act = useListActions()
  useAction('create', () => setEdited('new'), { label: t('newList') })

  if (lists.error && !lists.data) throw lists.error
  const rows = sorted(lists.data ?? [], sort)
  const shown = rows.find((row) => row.id === cursorId) ?? rows[0]
  const source = { ...arraySource(rows), key: state, isReady: lists.data !== undefined }

  return (
    <Page>
      <PageHeader
        title={t('title')}
        tabs={
          <Tabs
            label={t('title')}
            value={state}
            onChange={(value) => setState(value as State)}
            items={[
              { value: 'open', label: t('open') },
              { value: 'closed', label: t('closed') }
            ]}
          />
        }
        main={
          <>
            {hours.data && (
              <Button variant="subtle" leftSection={<IconClock size={15} stroke={1.6} />} onClick={() => setIsHoursOpen(true)}>
                {t('hours', { from: clockText(hours.data.fromMinute), to: clockText(hours.data.toMinute) })}
              </Button>
            )}
            <Button leftSection={<IconPlus size={16} stroke={1.8} />} rightSection={<Kbd keys="$mod+KeyN" isOnMain />} onClick={() => setEdited('new')}>
              {t('newList')}
            </Button>
          </>
        }
      />
      <div className={css.lists}>
        <DataTable
          label={t('title')}
          columns={columns}
          source={source}
          sort={sort}
          onSortChange={setSort}
          {...table}
          onOpen={(row) => (row.closedAt === null ? go(`/calling/${row.id}`) : setCursorId(row.id))}
          onCursor={(row) => setCursorId(row?.id ?? null)}
          rowKeys={{ KeyE: setEdited }}
          empty={
            state === 'open' ? (
              <EmptyState icon={IconPhone} text={t('empty')} action={{ label: t('newList'), onClick: () => setEdited('new'), keys: '$mod+KeyN' }} />
            ) : (
              <EmptyState icon={IconPhone} text={t('emptyClosed')} />
            )
          }
          autoFocus
        />
        {shown && (
          <ListPane
            list={shown}
            onEdit={() => setEdited(shown)}
            onClose={() => act.close(shown)}
            onReopen={() => act.reopen(shown)}
            onRemove={() => act.remove(shown)}
          />
        )}
      </div>
      {edited !== null && <ListPanel list={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
      {isHoursOpen && hours.data && <HoursPanel hours={hours.data} onClose={() => setIsHoursOpen(false)} />}
    </Page>
  )
}

/** Closing, opening and removing, each with its undo. */
function useListActions() {
  const { t } = useTranslation('calls')
  const close = useCommand('calls.closeList')
  const reopen = useCommand('calls.reopenList')
  const remove = useCommand('calls.removeList')
  const withTasks = (text: string, taskCount: number) => (taskCount > 0 ? `${text}. ${t('promisesKept', { count: taskCount })}` : text)
  return {
    close: ({ id, name }: CallListRow) => close.mutate({ listId: id }, { onSuccess: ({ value, changeId }) => notifyDone(withTasks(t('closedDone', { name }), value.taskCount), changeId) }),
    reopen: ({ id, name }: CallListRow) => reopen.mutate({ listId: id }, { onSuccess: ({ changeId }) => notifyDone(t('reopened', { name }), changeId) }),
    remove: ({ id, name }: CallListRow) => remove.mutate({ listId: id }, { onSuccess: ({ value, changeId }) => notifyDone(withTasks(t('removed', { name }), value.taskCount), changeId) })
  }
}

function useColumns(state: State): Column<CallListRow>[] {
  const { t } = useTranslation('calls')
  const format = useFormat()
  const { timeZone } = useFirm()
  const words = useDictionaries()
  const number = (value: number) => <span className="k-number">{value === 0 ? <span className="k-muted">–</span> : format.count(value)}</span>
  return [
    { id: 'name', header: t('column.name'), width: 150, grow: 1, isSortable: true, isLink: true, render: (row) => row.name },
    {
      id: 'progress',
      header: t('column.progress'),
      width: 150,
      isSortable: true,
      render: (row) => (
        <span className={css.cellProgress}>
          <Progress value={shareDone(row) * 100} aria-label={t('column.progress')} />
          <span className="k-number">{t('progress', { done: format.count(row.doneCount), total: format.count(row.totalCount) })}</span>
        </span>
      )
    },
    {
      id: 'reached',
      header: t('column.reached'),
      width: 94,
      align: 'right',
      isSortable: true,
      render: (row) => (row.attemptedCount === 0 ? <span className="k-muted">–</span> : format.percent(row.reachedCount / row.attemptedCount))
    },
    { id: 'positive', header: t('column.positive'), width: 104, align: 'right', isSortable: true, render: (row) => number(row.positiveCount) },
    ...(state === 'open'
      ? [
          { id: 'callbacks', header: t('column.callbacks'), width: 104, align: 'right' as const, isSortable: true, render: (row: CallListRow) => number(row.callbackCount) },
          { id: 'ready', header: t('column.ready'), width: 92, align: 'right' as const, isSortable: true, render: (row: CallListRow) => <b>{number(row.readyCount)}</b> }
        ]
      : [
          {
            id: 'closed',
            header: t('column.closed'),
            width: 110,
            isSortable: true,
            render: (row: CallListRow) => (row.closedAt === null ? '' : format.day(dayOf(row.closedAt, timeZone)))
          }
        ]),
    { id: 'owner', header: t('column.owner'), width: 130, isSortable: true, isHiddenAtFirst: true, render: (row) => words.userName(row.ownerId) },
    { id: 'last', header: t('column.last'), width: 112, isSortable: true, isHiddenAtFirst: true, render: (row) => (row.lastAttemptAt === null ? <span className="k-muted">–</span> : format.ago(row.lastAttemptAt)) }
  ]
}

const shareDone = (row: CallListRow) => (row.totalCount === 0 ? 0 : row.doneCount / row.totalCount)

function sorted(rows: readonly CallListRow[], sort: Sort | null): readonly CallListRow[] {
  if (sort === null) return rows
  const values: Readonly<Record<string, (row: CallListRow) => number | string>> = {
    name: (row) => row.name.toLocaleLowerCase(),
    progress: shareDone,
    reached: (row) => (row.attemptedCount === 0 ? -1 : row.reachedCount / row.attemptedCount),
    positive: (row) => row.positiveCount,
    callbacks: (row) => row.callbackCount,
    ready: (row) => row.readyCount,
    closed: (row) => row.closedAt ?? 0,
    owner: (row) => row.ownerId ?? '',
    last: (row) => row.lastAttemptAt ?? 0
  }
  const value = values[sort.by]
  if (!value) return rows
  const sign = sort.direction === 'asc' ? 1 : -1
  return [...rows].sort((a, b) => {
    const [left, right] = [value(a), value(b)]
    return sign * (typeof left === 'string' ? left.localeCompare(String(right)) : left - Number(right))
  })
}
