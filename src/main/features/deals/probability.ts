import type { Db } from '#main/db/open.ts'
import type { StageRow } from '#shared/contract/app.ts'
import { addMonths, startOfDayMs, today } from '#shared/day.ts'
import { blend, monotone } from '#shared/metrics.ts'
import { getFirmFacts, listStages } from './deals.queries.ts'
import { countClosed } from './probability.queries.ts'

export type StageChance = {
  readonly stageId: string
  readonly templateBp: number
  /** Won of all closed deals that reached the stage; null without any. */
  readonly ownBp: number | null
  readonly ownCount: number
  readonly usedBp: number
}

/** Own deals that the template weighs as much as, and the months looked back (metrics.md 5.6). */
const alpha = 8
const windowMonths = 24

/**
 * P(won | reached stage) of each open stage in order: own statistics of the last 24 months blended with the template and
 * made so that it never falls with the stage (metrics.md 5.6, points 1 to 3).
 */
export function stageChances(db: Db, pipelineId: string, now: number): StageChance[] {
  const stages = listStages(db, pipelineId).filter((stage) => stage.outcome === 'open')
  const { timeZone } = getFirmFacts(db)
  const since = startOfDayMs(addMonths(today(now, timeZone), -windowMonths), timeZone)
  const { won, lostAt } = countClosed(db, pipelineId, since)
  return chancesOf(stages, won, lostAt)
}

/** As `stageChances`, from the counts: every won deal passed all stages, so W is the same for each (metrics.md 5.6). */
export function chancesOf(
  stages: readonly Pick<StageRow, 'id' | 'position' | 'probabilityBp'>[],
  won: number,
  lostAt: ReadonlyMap<number, number>
): StageChance[] {
  const reached = stages.map(
    (stage) => won + stages.reduce((sum, later) => (later.position >= stage.position ? sum + (lostAt.get(later.position) ?? 0) : sum), 0)
  )
  const used = monotone(stages.map((stage, index) => blend(won, reached[index] ?? 0, stage.probabilityBp / 10_000, alpha)))
  return stages.map((stage, index) => {
    const ownCount = reached[index] ?? 0
    return {
      stageId: stage.id,
      templateBp: stage.probabilityBp,
      ownBp: ownCount === 0 ? null : Math.round((won / ownCount) * 10_000),
      ownCount,
      usedBp: Math.round((used[index] ?? 0) * 10_000)
    }
  })
}
