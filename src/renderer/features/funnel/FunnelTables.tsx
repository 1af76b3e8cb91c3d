import { Tooltip } from '@mantine/core'
import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DealFilter, FunnelColumn } from '#shared/contract/deals.ts'
import type { ClosedColumnCell, ClosedFunnel, ClosedRow, OpenFunnel, OpenRow } from '#shared/contract/reports.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFormat } from '../../app/format.ts'
import type { Column } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { arraySource } from '../../ui/rowSource.ts'
import { Crowded } from '../deals/Crowded.tsx'
import type { Drill } from './DrillPanel.tsx'
import css from './funnel.module.css'

type Open = (drill: Drill) => void

/** A number that opens its list. */
function Count({ value, title, filter, onOpen }: { readonly value: number; readonly title: string; readonly filter: DealFilter; readonly onOpen: Open }) {
  const format = useFormat()
  return (
    <button type="button" className={css.link} disabled={value === 0} aria-label={`${title}: ${format.count(value)}`} onClick={() => onOpen({ title, filter })}>
      {format.count(value)}
    </button>
  )
}

function useColumnName(): (column: FunnelColumn) => string {
  const { t } = useTranslation('funnel')
  const words = useDictionaries()
  return ({ by, id }) => {
    if (id === null) return t(by === 'owner' ? 'noOwner' : 'noSource')
    return by === 'owner' ? words.userName(id) || t('formerOwner') : words.sourceName(id)
  }
}

/** A person's head of a column: the first name and an initial, the whole name where two would look the same. */
function headOf(column: FunnelColumn, columns: readonly FunnelColumn[], nameOf: (column: FunnelColumn) => string): string {
  const name = nameOf(column)
  if (column.by !== 'owner' || column.id === null) return name
  const short = (whole: string) => whole.replace(/^(\S+)\s+(?:.*\s)?(\S)\S*$/, '$1 $2.')
  const isAlone = columns.filter((one) => short(nameOf(one)) === short(name)).length === 1
  return isAlone ? short(name) : name
}

/** Stages from top to bottom: how many came, how many dropped, the rate, the change, and each column beside the company. */
export function ClosedTable({ funnel, onOpen }: { readonly funnel: ClosedFunnel; readonly onOpen: Open }) {
  const { t } = useTranslation('funnel')
  const format = useFormat()
  const words = useDictionaries()
  const columnName = useColumnName()
  const { totals } = funnel
  const money = (minor: number) => format.money(minor, funnel.baseCurrency, 'short')
  const name = (row: ClosedRow) => words.stageName(row.stageId)
  const columns: readonly Column<ClosedRow>[] = [
    { id: 'stage', header: t('column.stage'), width: 170, grow: 1, render: name, total: t('total') },
    {
      id: 'reached',
      header: t('column.reached'),
      width: 78,
      align: 'right',
      render: (row) => <Count value={row.reached} title={t('drill.reached', { stage: name(row) })} filter={row.drill.reached} onOpen={onOpen} />,
      total: <Count value={totals.closed} title={t('drill.closed')} filter={totals.drill.closed} onOpen={onOpen} />
    },
    {
      id: 'passed',
      header: t('column.passed'),
      width: 78,
      align: 'right',
      render: (row) => <Count value={row.passed} title={t('drill.passed', { stage: name(row) })} filter={row.drill.passed} onOpen={onOpen} />,
      total: <Count value={totals.won} title={t('drill.won')} filter={totals.drill.won} onOpen={onOpen} />
    },
    {
      id: 'lost',
      header: t('column.lost'),
      width: 78,
      align: 'right',
      render: (row) => <Count value={row.lostAt} title={t('drill.lost', { stage: name(row) })} filter={row.drill.lost} onOpen={onOpen} />,
      total: <Count value={totals.lost} title={t('drill.lostAll')} filter={totals.drill.lost} onOpen={onOpen} />
    },
    { id: 'value', header: t('column.reachedValue'), width: 96, align: 'right', render: (row) => money(row.reachedMinor), total: money(totals.wonMinor + totals.lostMinor) },
    { id: 'lostValue', header: t('column.lostValue'), width: 112, align: 'right', isHiddenAtFirst: true, render: (row) => money(row.lostMinor), total: money(totals.lostMinor) },
    {
      id: 'conversion',
      header: t('column.conversion'),
      width: 84,
      align: 'right',
      render: (row) => <strong>{row.conversion === null ? '–' : format.percent(row.conversion)}</strong>,
      total: totals.winRate === null ? '–' : format.percent(totals.winRate)
    },
    ...(funnel.before ? [{ id: 'change', header: t('column.change'), width: 88, align: 'right' as const, render: (row: ClosedRow) => <Change row={row} /> }] : []),
    { id: 'cumulative', header: t('column.cumulative'), width: 96, align: 'right', render: (row) => (row.cumulative === null ? '–' : format.percent(row.cumulative)) },
    {
      id: 'days',
      header: t('column.medianDays'),
      width: 56,
      align: 'right',
      render: (row) => (row.medianDays === null ? '–' : format.number(Math.round(row.medianDays))),
      total: totals.medianCycleDays === null ? '–' : format.number(Math.round(totals.medianCycleDays))
    },
    ...funnel.columns.map((column, index): Column<ClosedRow> => ({
      id: `of ${column.id}`,
      header: headOf(column, funnel.columns, columnName),
      width: 92,
      align: 'right',
      render: (row) => {
        const cell = row.cells[index]
        return cell ? <Rate cell={cell} company={row} title={`${columnName(column)}: ${name(row)}`} onOpen={onOpen} /> : '–'
      }
    }))
  ]
  return <DataTable label={t('tab.closed')} columns={columns} source={arraySource(funnel.rows, (row) => row.stageId)} height="auto" onOpen={(row) => onOpen({ title: t('drill.reached', { stage: name(row) }), filter: row.drill.reached })} />
}

/** The change in percentage points, coloured only where chance cannot explain it. */
function Change({ row }: { readonly row: ClosedRow }) {
  const { t } = useTranslation('funnel')
  const format = useFormat()
  const { before } = row
  if (!before || before.points === null) return <span className="k-muted">–</span>
  const points = Math.round(before.points)
  const Arrow = points === 0 ? IconArrowRight : points > 0 ? IconArrowUpRight : IconArrowDownRight
  return (
    <Tooltip label={t('beside.before', { rate: before.conversion === null ? '–' : format.percent(before.conversion), n: before.reached })}>
      <span className={css.change} data-kind={before.isApart ? (points > 0 ? 'better' : 'worse') : undefined}>
        <Arrow size={13} stroke={1.7} aria-hidden />
        {t('points', { points: format.number(points) })}
      </span>
    </Tooltip>
  )
}

/** One column's conversion: grey for few cases, coloured when it differs from the company beyond chance. */
function Rate({ cell, company, title, onOpen }: { readonly cell: ClosedColumnCell; readonly company: ClosedRow; readonly title: string; readonly onOpen: Open }) {
  const { t } = useTranslation('funnel')
  const format = useFormat()
  const percent = (rate: number | null) => (rate === null ? '–' : format.percent(rate))
  const beside =
    cell.verdict === 'few'
      ? t('beside.few', { n: cell.reached })
      : t('beside.company', { rate: percent(company.conversion), n: cell.reached, low: percent(cell.low), high: percent(cell.high) })
  const word = cell.verdict === 'better' || cell.verdict === 'worse' ? `${t(`beside.${cell.verdict}`)}. ` : ''
  return (
    <Tooltip label={word + beside}>
      <button type="button" className={css.rate} data-verdict={cell.verdict} disabled={cell.reached === 0} aria-label={`${title}: ${percent(cell.conversion)}. ${word}${beside}`} onClick={() => onOpen({ title, filter: cell.drill.reached })}>
        {percent(cell.conversion)}
      </button>
    </Tooltip>
  )
}

/** Where open deals stand: how many, how much, how likely, and for how long. */
export function OpenTable({ funnel, onOpen }: { readonly funnel: OpenFunnel; readonly onOpen: Open }) {
  const { t } = useTranslation('funnel')
  const format = useFormat()
  const words = useDictionaries()
  const columnName = useColumnName()
  const { total } = funnel
  const name = (row: OpenRow) => words.stageName(row.stageId)
  const money = (value: OpenFunnel['total'] | OpenRow) =>
    [format.money(value.sumMinor, funnel.baseCurrency, 'short'), ...value.otherSums.map((sum) => format.money(sum.amountMinor, sum.currency, 'short'))].join(' + ')
  const days = (value: number | null) => (value === null ? '–' : format.number(Math.round(value)))
  const columns: readonly Column<OpenRow>[] = [
    {
      id: 'stage',
      header: t('column.stage'),
      width: 170,
      grow: 1,
      render: (row) => (
        <>
          {name(row)}
          {row.crowdedShare !== null && <Crowded share={row.crowdedShare} />}
        </>
      ),
      total: t('total')
    },
    {
      id: 'count',
      header: t('column.count'),
      width: 90,
      align: 'right',
      render: (row) => <Count value={row.count} title={t('drill.open', { stage: name(row) })} filter={row.drill} onOpen={onOpen} />,
      total: <Count value={total.count} title={t('drill.open', { stage: t('drill.allStages') })} filter={total.drill} onOpen={onOpen} />
    },
    { id: 'sum', header: t('column.sum'), width: 120, align: 'right', render: money, total: money(total) },
    { id: 'probability', header: t('column.probability'), width: 76, align: 'right', render: (row) => format.percent(row.probabilityBp / 10_000) },
    { id: 'weighted', header: t('column.weighted'), width: 104, align: 'right', render: (row) => format.money(row.weightedMinor, funnel.baseCurrency, 'short'), total: format.money(total.weightedMinor, funnel.baseCurrency, 'short') },
    {
      id: 'overLimit',
      header: t('column.overLimit'),
      width: 84,
      align: 'right',
      render: (row) => <Count value={row.overLimitCount} title={t('drill.late', { stage: name(row) })} filter={row.overLimitDrill} onOpen={onOpen} />,
      total: <Count value={total.overLimitCount} title={t('drill.late', { stage: t('drill.allStages') })} filter={total.overLimitDrill} onOpen={onOpen} />
    },
    { id: 'age', header: t('column.medianAge'), width: 96, align: 'right', render: (row) => days(row.medianAgeDays), total: days(total.medianAgeDays) },
    { id: 'limit', header: t('column.limit'), width: 60, align: 'right', render: (row) => row.ageLimitDays ?? '–' },
    ...funnel.columns.map((column, index): Column<OpenRow> => ({
      id: `of ${column.id}`,
      header: headOf(column, funnel.columns, columnName),
      width: 92,
      align: 'right',
      render: (row) => {
        const cell = row.cells[index]
        return cell ? <Count value={cell.count} title={`${columnName(column)}: ${name(row)}`} filter={cell.drill} onOpen={onOpen} /> : '–'
      },
      total: <Count value={total.cells[index]?.count ?? 0} title={columnName(column)} filter={total.cells[index]?.drill ?? total.drill} onOpen={onOpen} />
    }))
  ]
  return <DataTable label={t('tab.open')} columns={columns} source={arraySource(funnel.rows, (row) => row.stageId)} height="auto" onOpen={(row) => onOpen({ title: t('drill.open', { stage: name(row) }), filter: row.drill })} />
}
