import type { Db } from '#main/db/open.ts'
import type { Context } from '#main/app/context.ts'
import type { ClientFilter } from '#shared/contract/clients.ts'
import type { ClosedCell } from '#shared/contract/deals.ts'
import { addDays, dayOf, daysBetween, endOfDayMs, type Period, startOfDayMs } from '#shared/day.ts'
import { idsFound } from '../clients/clients.ts'
import type { Basis, Span } from './cells.queries.ts'
import { getFirmFacts, listStages } from './deals.queries.ts'
import {
  type By,
  countCreated,
  type Ending,
  listEndings,
  listReopened,
  listSlices,
  listSlicesByColumn,
  listStanding,
  type Narrowing,
  type Reopened,
  type Slice,
  type Standing
} from './facts.queries.ts'

export type { By, Ending, Narrowing, Slice, Standing }

/** The instants of a period in the firm's zone (decisions.md 22). */
export function spanOf({ from, to }: Period, timeZone: string): Span {
  return { from: startOfDayMs(from, timeZone), to: endOfDayMs(to, timeZone) }
}

type Asked = { readonly ownerId: string | null; readonly sourceId: string | null; readonly clients?: ClientFilter | undefined }

/** Which deals a filter means, for the queries: those of the clients whom it finds now (S-6). */
export function narrowingOf(ctx: Pick<Context, 'db' | 'now'>, { ownerId, sourceId, clients }: Asked): Narrowing {
  return { ownerId, sourceId, clients: clients === undefined ? null : idsFound(ctx, clients) }
}

/** The stages of a pipeline that deals go through, in order. */
export function openStagesOf(db: Db, pipelineId: string) {
  return listStages(db, pipelineId).filter((stage) => stage.outcome === 'open')
}

export function firmOf(db: Db) {
  return getFirmFacts(db)
}

/**
 * By stage id the instant before which a deal must have entered to be over the stage's limit at `now`: more calendar
 * days than the limit have passed (metrics.md 5.0). Stages without a limit are left out.
 */
export function limitsAt(db: Db, pipelineId: string | null, now: number): Record<string, number> {
  const { timeZone } = getFirmFacts(db)
  const today = dayOf(now, timeZone)
  const stages = pipelineId === null ? [] : listStages(db, pipelineId)
  return Object.fromEntries(
    stages.flatMap((stage) => (stage.ageLimitDays === null ? [] : [[stage.id, startOfDayMs(addDays(today, -stage.ageLimitDays), timeZone)]]))
  )
}

const dayMs = 86_400_000

/** Counts the calendar days from an instant to another (metrics.md 5.0); made once for many, since it remembers midnights. */
export function daysUntil(now: number, timeZone: string): (since: number) => number {
  const today = dayOf(now, timeZone)
  const tomorrowAt = endOfDayMs(today, timeZone)
  const midnights: number[] = []
  const midnight = (daysAgo: number) => (midnights[daysAgo] ??= startOfDayMs(addDays(today, -daysAgo), timeZone))
  return (since) => {
    if (since >= tomorrowAt) return daysBetween(dayOf(since, timeZone), today)
    let days = Math.floor((tomorrowAt - since) / dayMs)
    while (since < midnight(days)) days += 1
    while (days > 0 && since >= midnight(days - 1)) days -= 1
    return days
  }
}

/** Open deals with the stage in which they stand, or stood at an instant. */
export function standingDeals(db: Db, pipelineId: string, at: number | null, by: By, filter: Narrowing): Standing[] {
  return listStanding(db, pipelineId, at, by, filter)
}

export type ClosedQuestion = {
  readonly pipelineId: string
  readonly period: Period
  readonly basis: Basis
  readonly reading: 'passed' | 'visited'
  readonly filter: Narrowing
}

/** Finished deals of a period: by stage and column, and how each ended (metrics.md 5.4). */
export function closedDeals(db: Db, question: ClosedQuestion & { readonly by: By }): { readonly slices: Slice[]; readonly endings: Ending[] } {
  const { pipelineId, basis, reading, by, filter } = question
  const span = spanOf(question.period, getFirmFacts(db).timeZone)
  const { endings, reopened } = endingsOf(db, question, span)
  const isPlain = filter.ownerId === null && filter.sourceId === null && filter.clients === null
  const slices = isPlain
    ? listSlicesByColumn(db, openStagesOf(db, pipelineId).map((stage) => stage.id), span, { basis, reading, by: by === 'source' ? 'source' : 'owner' })
    : listSlices(db, pipelineId, span, question)
  return { slices: [...slices, ...reopened.flatMap((deal) => slicesOf(deal, reading, by))], endings }
}

export type Count = Pick<Slice, 'stageId' | 'reached' | 'lostAt'>

/**
 * As `closedDeals`, without columns and amounts: how many reached each stage follows from how high each deal came, since
 * a won deal passed all stages and a lost one those up to its highest (metrics.md 5.0).
 */
export function closedCounts(db: Db, question: ClosedQuestion): { readonly counts: readonly Count[]; readonly endings: Ending[] } {
  if (question.reading === 'visited') {
    const { slices, endings } = closedDeals(db, { ...question, by: 'none' })
    return { counts: slices, endings }
  }
  const { endings } = endingsOf(db, question, spanOf(question.period, getFirmFacts(db).timeZone))
  const counts = openStagesOf(db, question.pipelineId).map(({ id, position }) => {
    const count = (has: (ending: Ending) => boolean) => endings.reduce((sum, ending) => (has(ending) ? sum + ending.count : sum), 0)
    const lostAt = count((ending) => ending.outcome === 'lost' && ending.maxPosition === position)
    const wentOn = count((ending) => ending.outcome === 'won' || (ending.outcome === 'lost' && ending.maxPosition > position))
    return { stageId: id, reached: wentOn + lostAt, lostAt }
  })
  return { counts, endings }
}

function endingsOf(
  db: Db,
  { pipelineId, basis, filter }: ClosedQuestion,
  span: Span
): { readonly endings: Ending[]; readonly reopened: readonly Reopened[] } {
  const endings = listEndings(db, pipelineId, span, basis, filter)
  const reopened = basis === 'close' ? listReopened(db, pipelineId, span, filter) : []
  return { endings: [...endings, ...reopened.map(endingOf)], reopened }
}

function endingOf({ state }: Reopened): Ending {
  return {
    outcome: state.outcome,
    maxPosition: state.maxPosition,
    count: 1,
    withAmount: state.amountBaseMinor === null ? 0 : 1,
    sumMinor: state.amountBaseMinor ?? 0,
    cycles: state.outcome === 'won' && state.closedAt !== null ? [state.closedAt - state.createdAt] : []
  }
}

/** How many deals were created in a period. */
export function createdDeals(db: Db, pipelineId: string, period: Period, filter: Narrowing): number {
  return countCreated(db, pipelineId, spanOf(period, getFirmFacts(db).timeZone), filter)
}

/** Deals of a closed cell that the derived tables no longer show as closed then, with their amounts. */
export function extraOf(db: Db, cell: ClosedCell, filter: Narrowing): [string, number | null][] {
  if (cell.basis === 'cohort' || cell.part === 'stillOpen') return []
  const span = spanOf(cell.period, getFirmFacts(db).timeZone)
  return listReopened(db, cell.pipelineId, span, filter).flatMap((deal): [string, number | null][] => {
    if (cell.stageId === null) {
      const isIn = cell.part === 'won' || cell.part === 'lost' ? deal.state.outcome === cell.part : true
      return isIn ? [[deal.dealId, deal.state.amountBaseMinor]] : []
    }
    const stage = deal.stages.find((one) => one.stageId === cell.stageId)
    if (!stage || (cell.reading === 'visited' && !stage.isVisited && !stage.isLostHere)) return []
    if (cell.part !== 'reached' && stage.isLostHere !== (cell.part === 'lost')) return []
    if (cell.column && columnOf(deal, stage.ownerId, cell.column.by) !== cell.column.id) return []
    return [[deal.dealId, stage.amountBaseMinor]]
  })
}

function slicesOf(deal: Reopened, reading: 'passed' | 'visited', by: By): Slice[] {
  return deal.stages
    .filter((stage) => reading === 'passed' || stage.isVisited || stage.isLostHere)
    .map((stage) => ({
      stageId: stage.stageId,
      columnId: columnOf(deal, stage.ownerId, by),
      reached: 1,
      lostAt: Number(stage.isLostHere),
      reachedMinor: stage.amountBaseMinor ?? 0,
      lostMinor: stage.isLostHere ? (stage.amountBaseMinor ?? 0) : 0,
      stays: stage.isVisited ? [stage.stayMs] : []
    }))
}

function columnOf(deal: Reopened, stageOwnerId: string | null, by: By): string | null {
  return by === 'owner' ? stageOwnerId : by === 'source' ? deal.sourceId : null
}
