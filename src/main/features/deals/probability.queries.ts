import { closedMark } from '#main/db/derived/deals.ts'
import type { Db } from '#main/db/open.ts'
import { preparedValue } from '#main/db/statements.ts'
import { whileMarked } from '#main/db/unchanged.ts'

export type ClosedCounts = { readonly won: number; readonly lostAt: ReadonlyMap<number, number> }

/**
 * Deals of a pipeline closed since an instant: how many were won, and lost by the highest position they reached. Kept
 * until a closed deal changes, since the board asks after every move.
 */
export function countClosed(db: Db, pipelineId: string, since: number): ClosedCounts {
  return whileMarked(db, `countClosed ${pipelineId} ${since}`, closedMark(db), () => {
    // Short ranges of the index one by one: grouping a hundred thousand rows takes five times as long.
    const positions = preparedValue<[string], number>(db, 'SELECT position FROM stage WHERE pipeline_id = ? UNION SELECT 0').all(pipelineId)
    const count = preparedValue<[string, string, number, number], number>(
      db,
      'SELECT count(*) FROM deal_state WHERE pipeline_id = ? AND outcome = ? AND max_position = ? AND closed_at >= ?'
    )
    const countOf = (outcome: 'won' | 'lost', position: number) => count.get(pipelineId, outcome, position, since) ?? 0
    return {
      won: positions.reduce((sum, position) => sum + countOf('won', position), 0),
      lostAt: new Map(positions.map((position) => [position, countOf('lost', position)]))
    }
  })
}
