import { createdDeals, firmOf, narrowingOf } from '#main/features/deals/facts.ts'
import type { Context } from '#main/app/context.ts'
import { anyDeal, type DealFilter } from '#shared/contract/deals.ts'
import type { ClosedFunnel, Finding, FindingsInput, OpenFunnel } from '#shared/contract/reports.ts'
import { daysBetween, type Period, today } from '#shared/day.ts'
import { closedFunnel, fewCases, openFunnel } from './reports.ts'

/** What a head of sales would want pointed out, most telling first, at most five (S-90 to S-92, S-108; metrics.md 5.13). */
export function findings(ctx: Context, { pipelineId, period, compareTo, filter }: FindingsInput): readonly Finding[] {
  const closed = closedFunnel(ctx, { pipelineId, period, basis: 'close', reading: 'passed', columns: 'owner', compareTo, filter })
  const open = openFunnel(ctx, { pipelineId, at: null, columns: 'none', filter })
  const narrowing = narrowingOf(ctx, filter)
  const arrivals = (of: Period) => createdDeals(ctx.db, pipelineId, of, narrowing)
  const { timeZone } = firmOf(ctx.db)
  const found =
    closed.totals.closed < fewCases
      ? [{ kind: 'tooFewClosed' as const, count: closed.totals.closed, needed: fewCases, drill: null }]
      : [...losses(closed), ...ownerLeaks(closed)]
  return [
    ...found,
    ...jams(open),
    ...(compareTo
      ? fewNew(period, compareTo, arrivals(period), arrivals(compareTo), today(ctx.now(), timeZone), {
          ...anyDeal,
          ...filter,
          cell: { kind: 'closed', pipelineId, period, basis: 'cohort', reading: 'passed', stageId: null, part: 'created', column: null }
        })
      : [])
  ].slice(0, 5)
}

/** Where most are lost, and where it became clearly worse than in the period before when that is elsewhere. */
export function losses(closed: ClosedFunnel): Finding[] {
  const rows = closed.rows.filter((row) => row.reached >= fewCases && row.lostAt > 0)
  const worst = rows.toSorted((a, b) => b.lostAt - a.lostAt)[0]
  const dropped = rows
    .filter((row) => row.before?.isApart && (row.before.points ?? 0) < 0)
    .toSorted((a, b) => (a.before?.points ?? 0) - (b.before?.points ?? 0))[0]
  return [
    ...(worst ? [lossOf('biggestLoss', worst)] : []),
    ...(dropped && dropped !== worst ? [lossOf('biggestDrop', dropped)] : [])
  ]
}

function lossOf(kind: 'biggestLoss' | 'biggestDrop', row: ClosedFunnel['rows'][number]): Finding {
  return {
    kind,
    stageId: row.stageId,
    lost: row.lostAt,
    reached: row.reached,
    rate: row.lostAt / row.reached,
    rateBefore: row.before && row.before.reached >= fewCases ? row.before.lostAt / row.before.reached : null,
    drill: row.drill.lost
  }
}

/** The owner who loses more at a stage than the company does, beyond chance: the widest gap (metrics.md 5.13). */
export function ownerLeaks(closed: ClosedFunnel): Finding[] {
  const leaks = closed.rows.flatMap((row) =>
    row.cells.flatMap((cell, index) => {
      const ownerId = closed.columns[index]?.id
      return cell.verdict === 'worse' && ownerId ? [{ row, cell, ownerId }] : []
    })
  )
  const widest = leaks.toSorted((a, b) => (a.cell.pointsVsCompany ?? 0) - (b.cell.pointsVsCompany ?? 0))[0]
  if (!widest) return []
  const { row, cell, ownerId } = widest
  return [
    {
      kind: 'ownerLeak',
      stageId: row.stageId,
      ownerId,
      rate: cell.lostAt / cell.reached,
      companyRate: row.lostAt / row.reached,
      n: cell.reached,
      drill: cell.drill.lost
    }
  ]
}

/** The stage with most deals over its limit, and the one where too large a part of all stands (S-92). */
export function jams(open: OpenFunnel): Finding[] {
  const stuck = open.rows.filter((row) => row.overLimitCount > 0).toSorted((a, b) => b.overLimitCount - a.overLimitCount)[0]
  const crowded = open.rows.find((row) => row.crowdedShare !== null && row !== stuck)
  return [
    ...(stuck
      ? [
          {
            kind: 'overLimit' as const,
            stageId: stuck.stageId,
            count: stuck.overLimitCount,
            limitDays: stuck.ageLimitDays ?? 0,
            sumMinor: stuck.overLimitMinor,
            currency: open.baseCurrency,
            drill: stuck.overLimitDrill
          }
        ]
      : []),
    ...(crowded
      ? [{ kind: 'crowded' as const, stageId: crowded.stageId, count: crowded.count, share: crowded.crowdedShare ?? 0, drill: crowded.drill }]
      : [])
  ]
}

/** A fifth fewer new deals than the period before brought in as many days; a running period is measured by its days so far. */
export function fewNew(period: Period, before: Period, count: number, countBefore: number, day: string, drill: DealFilter): Finding[] {
  const end = period.to < day ? period.to : day
  const days = daysBetween(period.from, end) + 1
  const daysBefore = daysBetween(before.from, before.to) + 1
  if (days < 7) return []
  const expected = Math.round((countBefore * Math.min(days, daysBefore)) / daysBefore)
  return expected >= fewCases && count < expected * 0.8 ? [{ kind: 'tooFewNew', count, countBefore: expected, drill }] : []
}
