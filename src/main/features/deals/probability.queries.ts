import { closedMark } from '#main/db/derived/deals.ts'
import type { Db } from '#main/db/open.ts'
import { prepared } from '#main/db/statements.ts'
import { whileMarked } from '#main/db/unchanged.ts'
import { inSpan } from './cells.queries.ts'

export type ClosedCounts = { readonly won: number; readonly lostAt: ReadonlyMap<number, number> }

/**
 * Deals of a pipeline closed since an instant: how many were won, and lost by the highest position they reached. Kept
 * until a closed deal changes, since the board asks after every move.
 */
export function countClosed(db: Db, pipelineId: string, since: number): ClosedCounts {
  return whileMarked(db, `countClosed ${pipelineId} ${since}`, closedMark(db), () => {
    const rows = prepared<[object], readonly [outcome: string, maxPosition: number, count: number]>(
      db,
      `SELECT st.outcome, st.max_position, count(*) FROM deal_state AS st WHERE ${inSpan('close', ['won', 'lost'])}
       GROUP BY st.outcome, st.max_position`
    )
      .raw()
      .all({ pipelineId, from: since, to: Number.MAX_SAFE_INTEGER })
    return {
      won: rows.reduce((sum, [outcome, , count]) => (outcome === 'won' ? sum + count : sum), 0),
      lostAt: new Map(rows.flatMap(([outcome, position, count]) => (outcome === 'lost' ? [[position, count]] : [])))
    }
  })
}
