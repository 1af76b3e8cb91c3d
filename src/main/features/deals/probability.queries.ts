import type { Db, Sqlite } from '#main/db/open.ts'

export type ClosedCounts = { readonly won: number; readonly lostAt: ReadonlyMap<number, number> }

type Known = { readonly key: string; readonly counts: ClosedCounts }
const known = new WeakMap<Sqlite, Map<string, Known>>()

/**
 * Deals of a pipeline closed since an instant: how many were won, and lost by the highest position they reached. Kept
 * until a deal is closed or reopened, since the board asks after every move.
 */
export function countClosed(db: Db, pipelineId: string, positions: readonly number[], since: number): ClosedCounts {
  const sqlite = db.$client
  const latest = sqlite
    .prepare<[string, number], string>(
      "SELECT count(*) || ' ' || coalesce(max(closed_at), 0) FROM deal_state WHERE pipeline_id = ? AND closed_at >= ?"
    )
    .pluck()
    .get(pipelineId, since)
  const key = `${since} ${positions.join()} ${latest ?? ''}`
  let ofStore = known.get(sqlite)
  if (!ofStore) known.set(sqlite, (ofStore = new Map()))
  const before = ofStore.get(pipelineId)
  if (before?.key === key) return before.counts
  // One count per stage instead of GROUP BY: years of closed deals are counted without sorting them.
  const lost = positions.map((position) => `, count(*) FILTER (WHERE outcome = 'lost' AND max_position = ${Math.trunc(position)})`).join('')
  const [won = 0, ...byPosition] = sqlite
    .prepare<[string, number], number[]>(
      `SELECT count(*) FILTER (WHERE outcome = 'won')${lost} FROM deal_state WHERE pipeline_id = ? AND closed_at >= ?`
    )
    .raw()
    .get(pipelineId, since) as number[]
  const counts = { won, lostAt: new Map(positions.map((position, index) => [position, byPosition[index] ?? 0])) }
  ofStore.set(pipelineId, { key, counts })
  return counts
}
