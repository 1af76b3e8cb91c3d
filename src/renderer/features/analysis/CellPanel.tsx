import { Button, Group } from '@mantine/core'
import { IconListDetails, IconPhonePlus, IconUsersGroup } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FiguresRow, FiguresSortBy } from '#shared/contract/analysis.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFormat } from '../../app/format.ts'
import { ListBehind } from '../../app/ListBehind.tsx'
import { Money } from '../../app/Money.tsx'
import { go } from '../../app/navigation.ts'
import { useTableLayout } from '../../app/preferences.ts'
import { useRows } from '../../app/useRows.ts'
import type { Column, Sort } from '../../ui/columns.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { AddToListPanel } from '../calls/AddToListPanel.tsx'
import type { Cell } from './cells.ts'
import { SegmentPanel } from './SegmentPanel.tsx'

type CellProps = { readonly cell: Cell; readonly currency: string }

/** The clients behind a number, exactly those that it counts, and what can be made of them (decisions.md 16). */
export function CellPanel({ cell, currency, onClose }: CellProps & { readonly onClose: () => void }) {
  const behind = useBehind(cell)
  return (
    <Panel opened title={cell.title} onClose={onClose} width={960} footer={<CellActions cell={cell} isEmpty={behind.rows.total === 0} />}>
      <BehindList cell={cell} currency={currency} behind={behind} />
    </Panel>
  )
}

/** The same on the screen itself, with what can be made of them above. */
export function ClientsOfCell({ cell, currency }: CellProps) {
  const behind = useBehind(cell)
  return (
    <>
      <CellActions cell={cell} isEmpty={behind.rows.total === 0} />
      <BehindList cell={cell} currency={currency} behind={behind} isOnScreen />
    </>
  )
}

function useBehind(cell: Cell) {
  const [sort, setSort] = useState<Sort>({ by: 'revenue', direction: 'desc' })
  const rows = useRows('analysis.clients', { filter: cell.filter, sort: { by: sort.by as FiguresSortBy, direction: sort.direction } })
  if (rows.error && !rows.isReady) throw rows.error
  return { rows, sort, setSort }
}

function BehindList({ cell, currency, behind, isOnScreen }: CellProps & { readonly behind: ReturnType<typeof useBehind>; readonly isOnScreen?: boolean }) {
  const { t } = useTranslation('analysis')
  const format = useFormat()
  const words = useDictionaries()
  const table = useTableLayout('analysis.clients')
  const { rows, sort, setSort } = behind
  const columns = useMemo(
    (): readonly Column<FiguresRow>[] => [
      { id: 'name', header: t('column.client'), width: 190, grow: 1, isSortable: true, isLink: true, render: (row) => row.name },
      { id: 'town', header: t('place.town'), width: 120, isSortable: true, render: (row) => row.town ?? '–' },
      { id: 'revenue', header: t('column.revenue'), width: 124, align: 'right', isSortable: true, render: (row) => <Money minor={row.revenueMinor} currency={currency} /> },
      { id: 'margin', header: t('column.margin'), width: 118, align: 'right', isSortable: true, isHiddenAtFirst: true, render: (row) => <Money minor={row.marginMinor} currency={currency} /> },
      { id: 'purchaseCount', header: t('column.purchases'), width: 84, align: 'right', isSortable: true, render: (row) => format.count(row.purchaseCount) },
      { id: 'lastOn', header: t('column.lastOn'), width: 116, align: 'right', isSortable: true, render: (row) => (row.lastOn === null ? '–' : format.day(row.lastOn)) },
      { id: 'classes', header: t('column.abc'), width: 62, align: 'center', render: (row) => `${row.abc ?? '–'}${row.xyz ?? ''}` },
      { id: 'rfm', header: t('column.rfm'), width: 122, render: (row) => (row.rfm === null ? '–' : t(`rfm.${row.rfm}`)) },
      { id: 'score', header: t('column.score'), width: 74, align: 'right', isSortable: true, isHiddenAtFirst: true, render: (row) => row.score ?? '–' },
      { id: 'owner', header: t('column.owner'), width: 120, isHiddenAtFirst: true, render: (row) => words.userName(row.ownerId) || '–' }
    ],
    [t, currency, format, words]
  )

  return (
    <ListBehind
      totals={rows.first ? { count: t('drill.count', { count: rows.first.total }), together: t('drill.together', { sum: format.money(rows.first.revenueMinor, currency) }) } : null}
      label={cell.title}
      columns={columns}
      source={rows}
      sort={sort}
      onSortChange={setSort}
      {...table}
      onOpen={(row) => go(`/clients/${row.id}`)}
      empty={<EmptyState text={t('drill.empty')} />}
      autoFocus={!isOnScreen}
    />
  )
}

function CellActions({ cell, isEmpty }: { readonly cell: Cell; readonly isEmpty: boolean }) {
  const { t } = useTranslation('analysis')
  const [opened, setOpened] = useState<'segment' | 'callList' | null>(null)
  return (
    <Group justify="flex-end" gap="xs">
      <Button variant="default" leftSection={<IconListDetails size={16} stroke={1.6} />} onClick={() => go(`/clients?${new URLSearchParams({ filter: JSON.stringify(cell.filter) })}`)}>
        {t('drill.asList')}
      </Button>
      <Button variant="default" leftSection={<IconPhonePlus size={16} stroke={1.6} />} disabled={isEmpty} onClick={() => setOpened('callList')}>
        {t('drill.callList')}
      </Button>
      <Button leftSection={<IconUsersGroup size={16} stroke={1.6} />} disabled={isEmpty} onClick={() => setOpened('segment')}>
        {t('drill.segment')}
      </Button>
      {opened === 'segment' && <SegmentPanel cell={cell} onClose={() => setOpened(null)} />}
      {opened === 'callList' && <AddToListPanel selection={{ kind: 'filter', filter: cell.filter, except: [] }} onClose={() => setOpened(null)} />}
    </Group>
  )
}
