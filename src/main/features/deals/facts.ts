import type { Db } from '#main/db/open.ts'
import type { ClosedCell } from '#shared/contract/deals.ts'
import { addDays, dayOf, endOfDayMs, type Period, startOfDayMs } from '#shared/day.ts'
import type { Span } from './cells.queries.ts'
import { getFirmFacts, listStages } from './deals.queries.ts'
import {
  type By,
  countCreated,
  type Ending,
  listEndings,
  listReopened,
  listSlices,
  listSlicesByOwner,
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

/** Open deals with the stage in which they stand, or stood at an instant. */
export function standingDeals(db: Db, pipelineId: string, at: number | null, by: By, filter: Narrowing): Standing[] {
  return listStanding(db, pipelineId, at, by, filter)
}

export type ClosedQuestion = {
  readonly pipelineId: string
  readonly period: Period
  readonly basis: 'close' | 'cohort'
  readonly reading: 'passed' | 'visited'
  readonly by: By
  readonly filter: Narrowing
  /** Lengths of stays are read only where they are shown. */
  readonly withStays: boolean
}

/** Finished deals of a period: by stage and column, and how each ended (metrics.md 5.4). */
export function closedDeals(db: Db, question: ClosedQuestion): { readonly slices: Slice[]; readonly endings: Ending[] } {
  const { pipelineId, basis, reading, by, filter } = question
  const span = spanOf(question.period, getFirmFacts(db).timeZone)
  const isPlain = basis === 'close' && by !== 'source' && filter.ownerId === null && filter.sourceId === null
  const slices = isPlain
    ? listSlicesByOwner(db, pipelineId, openStagesOf(db, pipelineId).map((stage) => stage.id), span, reading, question.withStays)
    : listSlices(db, pipelineId, span, question)
  const endings = listEndings(db, pipelineId, span, basis, filter)
  if (basis === 'cohort') return { slices, endings }
  const reopened = reopenedIn(db, pipelineId, span, filter)
  return {
    slices: [...slices, ...reopened.flatMap((deal) => slicesOf(deal, reading, by))],
    endings: [...endings, ...reopened.map(({ state }) => state)]
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
  return reopenedIn(db, cell.pipelineId, span, filter).flatMap((deal): [string, number | null][] => {
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

function reopenedIn(db: Db, pipelineId: string, span: Span, filter: Narrowing): Reopened[] {
  return listReopened(db, pipelineId, span).filter(
    (deal) => (filter.ownerId === null || deal.ownerId === filter.ownerId) && (filter.sourceId === null || deal.sourceId === filter.sourceId)
  )
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
      stays: stage.isVisited ? String(stage.stayMs) : null
    }))
}

function columnOf(deal: Reopened, stageOwnerId: string | null, by: By): string | null {
  return by === 'owner' ? stageOwnerId : by === 'source' ? deal.sourceId : null
}
