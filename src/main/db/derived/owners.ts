import type { Db } from '../open.ts'
import { perConnection } from '../statements.ts'

const tables = ['client', 'deal'] as const

/** Did the changes after a place of the journal touch nothing of a table's rows but who owns them? */
const statementsOf = perConnection((sqlite) => ({
  // Most say just what the row says now, which is quicker to see than what the keys are.
  other: Object.fromEntries(
    tables.map((table) => [
      table,
      sqlite.prepare<[number]>(
        `SELECT 1 FROM journal_op AS o CROSS JOIN "${table}" AS x ON x.id = o.row_id
         WHERE o.seq > ? AND o.table_name = '${table}' AND (o.kind <> 'update'
           OR (o.after <> concat('{"owner_id":', json_quote(x.owner_id), ',"updated_at":', x.updated_at, '}')
             AND EXISTS (SELECT 1 FROM json_each(o.after) WHERE key NOT IN ('owner_id', 'updated_at')))) LIMIT 1`
      )
    ])
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
  const done = tables.filter((table) => touched.has(table) && s.other[table]?.get(seq) === undefined)
  if (done.includes('client')) s.follow.run()
  return done.length === 0 ? touched : new Set([...touched].filter((table) => !done.some((one) => one === table)))
}
