import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DealFilter, DealRow, dealSorts } from '#shared/contract/deals.ts'
import { dayOf } from '#shared/day.ts'
import { call } from '../../app/api.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { showError } from '../../app/errors.tsx'
import { useFirm, useFormat } from '../../app/format.ts'
import { ListBehind } from '../../app/ListBehind.tsx'
import { Money } from '../../app/Money.tsx'
import { useTableLayout } from '../../app/preferences.ts'
import { useRows } from '../../app/useRows.ts'
import type { Column, Sort } from '../../ui/columns.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Panel } from '../../ui/Panel.tsx'

/** A number's list: what it is called and the filter that explains it. */
export type Drill = { readonly title: string; readonly filter: DealFilter }

type SortBy = (typeof dealSorts)[number]

/** The deals behind a number of the funnel: exactly those that it counts (decisions.md 16). */
export function DrillPanel({ drill, currency, onClose }: { readonly drill: Drill; readonly currency: string; readonly onClose: () => void }) {
  const { t } = useTranslation('deals')
  const format = useFormat()
  const { timeZone } = useFirm()
  const words = useDictionaries()
  const [sort, setSort] = useState<Sort>({ by: 'potential', direction: 'desc' })
  const rows = useRows('deals.list', { filter: drill.filter, sort: { by: sort.by as SortBy, direction: sort.direction } })
  const table = useTableLayout('funnel.deals')
  if (rows.error) throw rows.error
  const { cell } = drill.filter
  const isOpen = cell?.kind === 'open'
  const isLost = cell?.kind === 'closed' && cell.part === 'lost'

  const day = (at: number | null) => (at === null ? '–' : format.day(dayOf(at, timeZone)))
  const columns: readonly Column<DealRow>[] = [
    { id: 'clientName', header: t('list.client'), width: 150, grow: 1, isSortable: true, isLink: true, render: (row) => row.clientName },
    { id: 'title', header: t('list.deal'), width: 130, grow: 1, isSortable: true, render: (row) => row.title },
    {
      id: 'potential',
      header: t('list.potential'),
      width: 122,
      align: 'right',
      isSortable: true,
      render: (row) => (row.potentialMinor === null ? <Money minor={row.amountMinor} currency={row.currency} /> : <Money minor={row.potentialMinor} currency={currency} />)
    },
    { id: 'owner', header: t('list.owner'), width: 118, render: (row) => words.userName(row.ownerId) || '–' },
    { id: 'stage', header: t('list.stage'), width: 120, isSortable: true, isHiddenAtFirst: isLost, render: (row) => words.stageName(row.stageId) },
    isOpen
      ? { id: 'age', header: t('list.age'), width: 62, align: 'right', isSortable: true, render: (row) => row.ageDays ?? '–' }
      : { id: 'closedAt', header: t('list.closed'), width: 92, align: 'right', isSortable: true, render: (row) => day(row.closedAt) },
    { id: 'reason', header: t('list.reason'), width: 130, isHiddenAtFirst: isOpen, render: (row) => words.lostReasonName(row.lostReasonId) || '–' },
    { id: 'createdAt', header: t('list.created'), width: 92, align: 'right', isSortable: true, isHiddenAtFirst: true, render: (row) => day(row.createdAt) }
  ]

  return (
    <Panel opened title={drill.title} onClose={onClose} width={960}>
      <ListBehind
        totals={rows.first ? { count: t('list.count', { count: rows.first.total }), together: t('list.together', { sum: format.money(rows.first.potentialMinor, currency) }) } : null}
        label={drill.title}
        columns={columns}
        source={rows}
        sort={sort}
        onSortChange={setSort}
        {...table}
        onOpen={(row) => void call('shell.showInMain', { place: `/deals/${row.id}` }).catch(showError)}
        empty={<EmptyState text={t('list.empty')} />}
      />
    </Panel>
  )
}
