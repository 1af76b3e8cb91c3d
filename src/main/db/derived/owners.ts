import type { Db } from '../open.ts'
import { perConnection } from '../statements.ts'

/** Did the changes after a place of the journal touch nothing of a table's rows but who owns them? */
const statementsOf = perConnection((sqlite) => ({
  other: sqlite.prepare<[number, string]>(
    `SELECT 1 FROM journal_op WHERE seq > ? AND table_name = ? AND (kind <> 'update' OR EXISTS (
       SELECT 1 FROM json_each(after) WHERE key NOT IN ('owner_id', 'updated_at'))) LIMIT 1`
  ),
  follow: sqlite.prepare(
    `UPDATE client_summary SET owner_id = c.owner_id FROM temp.touched_row AS t CROSS JOIN client AS c ON c.id = t.row_id
     WHERE t.table_name = 'client' AND client_summary.client_id = c.id`
  )
}))

/**
 * Clients that only got another owner need nothing but that in their summary, and deals that did nothing at all: many
 * thousands are given away at once (S-15). Gives the tables whose clients still have to be summed up.
 */
export function deriveOwners(db: Db, touched: ReadonlySet<string>, seq: number): ReadonlySet<string> {
  const s = statementsOf(db.$client)
  const isOnlyOwner = (table: string) => touched.has(table) && s.other.get(seq, table) === undefined
  const done = ['client', 'deal'].filter(isOnlyOwner)
  if (done.includes('client')) s.follow.run()
  return done.length === 0 ? touched : new Set([...touched].filter((table) => !done.includes(table)))
}
