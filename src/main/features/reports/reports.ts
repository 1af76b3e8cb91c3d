import { crowdedShare } from '#main/features/deals/board.ts'
import { type By, closedDeals, type Ending, firmOf, limitsAt, openStagesOf, type Slice, standingDeals } from '#main/features/deals/facts.ts'
import { stageChances } from '#main/features/deals/probability.ts'
import type { Context } from '#main/app/context.ts'
import { anyDeal, type ClosedCell, type CurrencySum, type DealFilter, type FunnelColumn, type OpenCell } from '#shared/contract/deals.ts'
import type {
  ClosedCellValue,
  ClosedColumnCell,
  ClosedFunnel,
  ClosedFunnelInput,
  ClosedRow,
  ClosedTotals,
  OpenCellValue,
  OpenFunnel,
  OpenFunnelInput,
  Verdict
} from '#shared/contract/reports.ts'
import { dayOf, daysBetween, type Period } from '#shared/day.ts'
import { areApart, median, ratio, wilson, winBounds } from '#shared/metrics.ts'
import { addMinor, scale } from '#shared/money.ts'

const dayMs = 86_400_000
/** Below this many cases a rate is shown in grey and never called better or worse (metrics.md 5.4). */
export const fewCases = 10

/** Deals that stand in each open stage now, or stood there at an instant (metrics.md 5.4). */
export function openFunnel(ctx: Context, input: OpenFunnelInput): OpenFunnel {
  const { db } = ctx
  const { pipelineId, at, filter } = input
  const asOf = at ?? ctx.now()
  const { timeZone, baseCurrency } = firmOf(db)
  const stages = openStagesOf(db, pipelineId)
  const chances = stageChances(db, pipelineId, asOf)
  const limits = limitsAt(db, pipelineId, asOf)
  const today = dayOf(asOf, timeZone)
  const deals = standingDeals(db, pipelineId, at, input.columns, filter).map((deal) => ({
    ...deal,
    ageDays: daysBetween(dayOf(deal.enteredAt, timeZone), today)
  }))
  type Aged = (typeof deals)[number]
  const columns = columnsOf(input.columns, deals.map((deal) => ({ columnId: deal.columnId, weight: 1 })))
  const chanceOf = new Map(chances.map((chance) => [chance.stageId, chance.usedBp]))

  function valueOf(own: readonly Aged[], cell: Pick<OpenCell, 'stageId' | 'column'>): OpenCellValue {
    const other = new Map<string, number>()
    const byChance = new Map<number, number>()
    for (const deal of own) {
      if (deal.amountBaseMinor === null) other.set(deal.currency, (other.get(deal.currency) ?? 0) + deal.amountMinor)
      else {
        const bp = deal.probabilityBp ?? chanceOf.get(deal.stageId) ?? 0
        byChance.set(bp, (byChance.get(bp) ?? 0) + deal.amountBaseMinor)
      }
    }
    const drill = (age: OpenCell['age']): DealFilter => ({
      ...anyDeal,
      ...filter,
      cell: { kind: 'open', pipelineId, at, ...cell, age }
    })
    const late = own.filter((deal) => deal.enteredAt < (limits[deal.stageId] ?? 0))
    return {
      count: own.length,
      sumMinor: sumOf([...byChance.values()]),
      otherSums: [...other].map(([currency, amountMinor]): CurrencySum => ({ currency, amountMinor })),
      weightedMinor: sumOf([...byChance].map(([bp, sum]) => scale(sum, bp, 10_000))),
      overLimitCount: late.length,
      overLimitMinor: sumOf(late.map((deal) => deal.amountBaseMinor ?? 0)),
      medianAgeDays: median(own.map((deal) => deal.ageDays)) ?? null,
      drill: drill('any'),
      overLimitDrill: drill('over'),
      withinLimitDrill: drill('within')
    }
  }

  const cellsOf = (own: readonly Aged[], stageId: string | null) =>
    columns.map((column) => valueOf(own.filter((deal) => deal.columnId === column.id), { stageId, column }))
  const rows = stages.map((stage) => {
    const own = deals.filter((deal) => deal.stageId === stage.id)
    return {
      ...valueOf(own, { stageId: stage.id, column: null }),
      stageId: stage.id,
      ageLimitDays: stage.ageLimitDays,
      probabilityBp: chanceOf.get(stage.id) ?? 0,
      crowdedShare: crowdedShare(own.length, deals.length, stages.length),
      cells: cellsOf(own, stage.id)
    }
  })
  return { at, baseCurrency, columns, rows, total: { ...valueOf(deals, { stageId: null, column: null }), cells: cellsOf(deals, null) } }
}

/** What became of the deals of a period, stage by stage, with another period beside it (metrics.md 5.4). */
export function closedFunnel(ctx: Context, input: ClosedFunnelInput): ClosedFunnel {
  const { db } = ctx
  const { pipelineId, period, basis, reading, filter } = input
  const stages = openStagesOf(db, pipelineId)
  const { slices, endings } = closedDeals(db, { ...input, by: input.columns, withStays: true })
  const before = input.compareTo && closedDeals(db, { ...input, period: input.compareTo, by: 'none', withStays: false })
  const columns = columnsOf(input.columns, slices.map((slice) => ({ columnId: slice.columnId, weight: slice.reached })))
  const drillOf = (ofPeriod: Period, cell: Pick<ClosedCell, 'stageId' | 'part' | 'column'>): DealFilter => ({
    ...anyDeal,
    ...filter,
    cell: { kind: 'closed', pipelineId, period: ofPeriod, basis, reading, ...cell }
  })

  function cellOf(own: readonly Slice[], stageId: string, column: FunnelColumn | null): ClosedCellValue {
    const reached = own.reduce((sum, slice) => sum + slice.reached, 0)
    const lostAt = own.reduce((sum, slice) => sum + slice.lostAt, 0)
    const reachedMinor = sumOf(own.map((slice) => slice.reachedMinor))
    const lostMinor = sumOf(own.map((slice) => slice.lostMinor))
    const interval = wilson(reached - lostAt, reached)
    const drill = (part: 'reached' | 'passed' | 'lost') => drillOf(period, { stageId, part, column })
    return {
      reached,
      passed: reached - lostAt,
      lostAt,
      reachedMinor,
      passedMinor: reachedMinor - lostMinor,
      lostMinor,
      conversion: ratio(reached - lostAt, reached) ?? null,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      drill: { reached: drill('reached'), passed: drill('passed'), lost: drill('lost') }
    }
  }

  const totals = totalsOf(endings, (part) => drillOf(period, { stageId: null, part, column: null }))
  const firstReached = slices.reduce((sum, slice) => (slice.stageId === stages[0]?.id ? sum + slice.reached : sum), 0)
  const rows = stages.map((stage): ClosedRow => {
    const own = slices.filter((slice) => slice.stageId === stage.id)
    const cell = cellOf(own, stage.id, null)
    return {
      ...cell,
      stageId: stage.id,
      cumulative: ratio(cell.reached, firstReached) ?? null,
      lostShare: ratio(cell.lostAt, totals.lost) ?? null,
      medianDays: medianDays(own),
      before: before ? compare(cell, before.slices.filter((slice) => slice.stageId === stage.id)) : null,
      cells: columns.map((column): ClosedColumnCell => {
        const value = cellOf(own.filter((slice) => slice.columnId === column.id), stage.id, column)
        return { ...value, ...besideCompany(value, cell) }
      })
    }
  })
  return {
    period,
    basis,
    reading,
    baseCurrency: firmOf(db).baseCurrency,
    columns,
    rows,
    totals,
    before:
      input.compareTo && before
        ? { period: input.compareTo, totals: totalsOf(before.endings, (part) => drillOf(input.compareTo ?? period, { stageId: null, part, column: null })) }
        : null
  }
}

/** Adds one by one: a year of deals is more than a call takes as arguments. */
function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => addMinor(sum, amount), 0)
}

function compare(now: ClosedCellValue, slices: readonly Slice[]): NonNullable<ClosedRow['before']> {
  const reached = slices.reduce((sum, slice) => sum + slice.reached, 0)
  const lostAt = slices.reduce((sum, slice) => sum + slice.lostAt, 0)
  const conversion = ratio(reached - lostAt, reached) ?? null
  return { reached, lostAt, conversion, points: pointsBetween(now.conversion, conversion), isApart: isApart(now, wilson(reached - lostAt, reached)) }
}

/** The difference to the company in percentage points, and whether chance may explain it (metrics.md 5.4). */
function besideCompany(own: ClosedCellValue, company: ClosedCellValue): { readonly pointsVsCompany: number | null; readonly verdict: Verdict } {
  const points = pointsBetween(own.conversion, company.conversion)
  const interval = company.low === null || company.high === null ? undefined : { low: company.low, high: company.high }
  const verdict: Verdict = own.reached < fewCases ? 'few' : !isApart(own, interval) ? 'same' : (points ?? 0) > 0 ? 'better' : 'worse'
  return { pointsVsCompany: points, verdict }
}

function pointsBetween(now: number | null, then: number | null): number | null {
  return now === null || then === null ? null : (now - then) * 100
}

function isApart(one: Pick<ClosedCellValue, 'low' | 'high'>, other: { readonly low: number; readonly high: number } | undefined): boolean {
  return one.low !== null && one.high !== null && other !== undefined && areApart({ low: one.low, high: one.high }, other)
}

function totalsOf(endings: readonly Ending[], drill: (part: 'closed' | 'won' | 'lost' | 'stillOpen') => DealFilter): ClosedTotals {
  const won = endings.filter((ending) => ending.outcome === 'won')
  const lost = endings.filter((ending) => ending.outcome === 'lost')
  const stillOpen = endings.length - won.length - lost.length
  const wonMinor = sumOf(won.map((ending) => ending.amountBaseMinor ?? 0))
  const lostMinor = sumOf(lost.map((ending) => ending.amountBaseMinor ?? 0))
  return {
    closed: won.length + lost.length,
    won: won.length,
    lost: lost.length,
    wonMinor,
    lostMinor,
    stillOpen,
    winRate: ratio(won.length, won.length + lost.length) ?? null,
    bounds: stillOpen === 0 ? null : (winBounds(won.length, lost.length, stillOpen) ?? null),
    winRateByValue: ratio(wonMinor, wonMinor + lostMinor) ?? null,
    medianCycleDays: median(won.map((ending) => ((ending.closedAt ?? 0) - ending.createdAt) / dayMs)) ?? null,
    withoutRate: [...won, ...lost].filter((ending) => ending.amountBaseMinor === null).length,
    drill: { closed: drill('closed'), won: drill('won'), lost: drill('lost'), stillOpen: drill('stillOpen') }
  }
}

function medianDays(slices: readonly Slice[]): number | null {
  const stays = slices.flatMap((slice) => (slice.stays === null || slice.stays === '' ? [] : slice.stays.split(',').map(Number)))
  const middle = median(stays)
  return middle === undefined ? null : middle / dayMs
}

/** The values that occur, the busiest first and "none" last. */
function columnsOf(by: By, found: readonly { readonly columnId: string | null; readonly weight: number }[]): FunnelColumn[] {
  if (by === 'none') return []
  const weights = new Map<string | null, number>()
  for (const { columnId, weight } of found) weights.set(columnId, (weights.get(columnId) ?? 0) + weight)
  return [...weights]
    .sort(([a, weightA], [b, weightB]) => (a === null ? 1 : b === null ? -1 : weightB - weightA || (a < b ? -1 : 1)))
    .map(([id]) => ({ by, id }))
}
