import { crowdedShare } from '#main/features/deals/board.ts'
import {
  type By,
  closedCounts,
  closedDeals,
  type Count,
  daysUntil,
  type Ending,
  firmOf,
  limitsAt,
  narrowingOf,
  openStagesOf,
  type Slice,
  standingDeals
} from '#main/features/deals/facts.ts'
import { stageChances } from '#main/features/deals/probability.ts'
import type { Context } from '#main/app/context.ts'
import { whileUnchanged } from '#main/db/unchanged.ts'
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
import { dayOf, type Period, today } from '#shared/day.ts'
import { areApart, median, ratio, wilson, winBounds } from '#shared/metrics.ts'
import { addMinor, scale } from '#shared/money.ts'

const dayMs = 86_400_000
/** Below this many cases a rate is shown in grey and never called better or worse (metrics.md 5.4). */
export const fewCases = 10

/** Deals that stand in each open stage now, or stood there at an instant (metrics.md 5.4). */
export function openFunnel(ctx: Context, input: OpenFunnelInput): OpenFunnel {
  const asOf = input.at ?? ctx.now()
  const day = dayOf(asOf, firmOf(ctx.db).timeZone)
  return whileUnchanged(ctx.db, `openFunnel ${day} ${dayOfFilter(ctx, input)} ${JSON.stringify(input)}`, () => countOpen(ctx, input, asOf))
}

/** A filter of clients may speak of days as seen from today. */
function dayOfFilter(ctx: Context, { filter }: Pick<OpenFunnelInput, 'filter'>): string {
  return filter.clients === undefined ? '' : today(ctx.now(), firmOf(ctx.db).timeZone)
}

/** Deals that stand in one stage and column, added up one by one. */
type Heap = {
  readonly ages: number[]
  readonly lateAmounts: number[]
  lateCount: number
  /** Sums in base currency by the chance in basis points. */
  readonly byChance: Map<number, number>
  readonly other: Map<string, number>
}

function countOpen(ctx: Context, input: OpenFunnelInput, asOf: number): OpenFunnel {
  const { db } = ctx
  const { pipelineId, at, filter } = input
  const { timeZone, baseCurrency } = firmOf(db)
  const stages = openStagesOf(db, pipelineId)
  const chanceOf = new Map(stageChances(db, pipelineId, asOf).map((chance) => [chance.stageId, chance.usedBp]))
  const limits = limitsAt(db, pipelineId, asOf)
  const ageOf = daysUntil(asOf, timeZone)
  const heaps = new Map(stages.map((stage) => [stage.id, new Map<string | null, Heap>()]))
  for (const deal of standingDeals(db, pipelineId, at, input.columns, narrowingOf(ctx, filter))) {
    const ofStage = heaps.get(deal.stageId)
    if (!ofStage) continue
    let heap = ofStage.get(deal.columnId)
    if (!heap) ofStage.set(deal.columnId, (heap = emptyHeap()))
    heap.ages.push(ageOf(deal.enteredAt))
    if (deal.amountBaseMinor === null) add(heap.other, deal.currency, deal.amountMinor)
    else add(heap.byChance, deal.probabilityBp ?? chanceOf.get(deal.stageId) ?? 0, deal.amountBaseMinor)
    if (deal.enteredAt < (limits[deal.stageId] ?? 0)) {
      heap.lateCount += 1
      heap.lateAmounts.push(deal.amountBaseMinor ?? 0)
    }
  }
  const columns = columnsOf(
    input.columns,
    [...heaps.values()].flatMap((ofStage) => [...ofStage].map(([columnId, heap]) => ({ columnId, weight: heap.ages.length })))
  )

  function valueOf(own: readonly Heap[], cell: Pick<OpenCell, 'stageId' | 'column'>): OpenCellValue {
    const { ages, lateAmounts, lateCount, byChance, other } = own.length === 1 && own[0] ? own[0] : mergeHeaps(own)
    const drill = (age: OpenCell['age']): DealFilter => ({
      ...anyDeal,
      ...filter,
      cell: { kind: 'open', pipelineId, at, ...cell, age }
    })
    return {
      count: ages.length,
      sumMinor: sumOf([...byChance.values()]),
      otherSums: [...other].map(([currency, amountMinor]): CurrencySum => ({ currency, amountMinor })),
      weightedMinor: sumOf([...byChance].map(([bp, sum]) => scale(sum, bp, 10_000))),
      overLimitCount: lateCount,
      overLimitMinor: sumOf(lateAmounts),
      medianAgeDays: median(ages) ?? null,
      drill: drill('any'),
      overLimitDrill: drill('over'),
      withinLimitDrill: drill('within')
    }
  }

  const inColumn = (stageIds: readonly string[], id: string | null) => stageIds.flatMap((stageId) => heaps.get(stageId)?.get(id) ?? [])
  const allOf = (stageIds: readonly string[]) => stageIds.flatMap((stageId) => [...(heaps.get(stageId)?.values() ?? [])])
  const cellsOf = (stageIds: readonly string[], stageId: string | null) =>
    columns.map((column) => valueOf(inColumn(stageIds, column.id), { stageId, column }))
  const every = stages.map((stage) => stage.id)
  const total = { ...valueOf(allOf(every), { stageId: null, column: null }), cells: cellsOf(every, null) }
  const rows = stages.map((stage) => {
    const value = valueOf(allOf([stage.id]), { stageId: stage.id, column: null })
    return {
      ...value,
      stageId: stage.id,
      ageLimitDays: stage.ageLimitDays,
      probabilityBp: chanceOf.get(stage.id) ?? 0,
      crowdedShare: crowdedShare(value.count, total.count, stages.length),
      cells: cellsOf([stage.id], stage.id)
    }
  })
  return { at, baseCurrency, columns, rows, total }
}

function emptyHeap(): Heap {
  return { ages: [], lateAmounts: [], lateCount: 0, byChance: new Map(), other: new Map() }
}

function mergeHeaps(heaps: readonly Heap[]): Heap {
  const merged = { ...emptyHeap(), ages: heaps.flatMap((heap) => heap.ages), lateAmounts: heaps.flatMap((heap) => heap.lateAmounts) }
  for (const heap of heaps) {
    merged.lateCount += heap.lateCount
    for (const [bp, sum] of heap.byChance) add(merged.byChance, bp, sum)
    for (const [currency, sum] of heap.other) add(merged.other, currency, sum)
  }
  return merged
}

function add<K>(sums: Map<K, number>, key: K, amountMinor: number): void {
  sums.set(key, addMinor(sums.get(key) ?? 0, amountMinor))
}

/** What became of the deals of a period, stage by stage, with another period beside it (metrics.md 5.4). */
export function closedFunnel(ctx: Context, input: ClosedFunnelInput): ClosedFunnel {
  return whileUnchanged(ctx.db, `closedFunnel ${dayOfFilter(ctx, input)} ${JSON.stringify(input)}`, () => countClosed(ctx, input))
}

function countClosed(ctx: Context, input: ClosedFunnelInput): ClosedFunnel {
  const { db } = ctx
  const { pipelineId, period, basis, reading, filter } = input
  const question = { pipelineId, basis, reading, filter: narrowingOf(ctx, filter) }
  const stages = openStagesOf(db, pipelineId)
  const { slices, endings } = closedDeals(db, { ...question, period, by: input.columns })
  const before = input.compareTo && closedCounts(db, { ...question, period: input.compareTo })
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
      before: before ? compare(cell, before.counts.filter((count) => count.stageId === stage.id)) : null,
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

function compare(now: ClosedCellValue, then: readonly Count[]): NonNullable<ClosedRow['before']> {
  const reached = then.reduce((sum, count) => sum + count.reached, 0)
  const lostAt = then.reduce((sum, count) => sum + count.lostAt, 0)
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
  const of = (outcome: Ending['outcome']) => endings.filter((ending) => ending.outcome === outcome)
  const countOf = (some: readonly Ending[]) => some.reduce((sum, ending) => sum + ending.count, 0)
  const [won, lost, stillOpen] = [countOf(of('won')), countOf(of('lost')), countOf(of('open'))]
  const wonMinor = sumOf(of('won').map((ending) => ending.sumMinor))
  const lostMinor = sumOf(of('lost').map((ending) => ending.sumMinor))
  const cycleDays = endings.flatMap((ending) => ending.cycles.map((ms) => ms / dayMs))
  return {
    closed: won + lost,
    won,
    lost,
    wonMinor,
    lostMinor,
    stillOpen,
    winRate: ratio(won, won + lost) ?? null,
    bounds: stillOpen === 0 ? null : (winBounds(won, lost, stillOpen) ?? null),
    winRateByValue: ratio(wonMinor, wonMinor + lostMinor) ?? null,
    medianCycleDays: median(cycleDays) ?? null,
    withoutRate: [...of('won'), ...of('lost')].reduce((sum, ending) => sum + ending.count - ending.withAmount, 0),
    drill: { closed: drill('closed'), won: drill('won'), lost: drill('lost'), stillOpen: drill('stillOpen') }
  }
}

function medianDays(slices: readonly Slice[]): number | null {
  const middle = median(slices.flatMap((slice) => slice.stays))
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
