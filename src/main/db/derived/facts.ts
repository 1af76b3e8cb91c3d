import type { TableName } from '#shared/contract/tables.ts'
import type { Db } from '../open.ts'
import { perConnection } from '../statements.ts'

const sources = ['client_property', 'client_category', 'segment_member', 'consent_change'] as const satisfies readonly TableName[]

/** Nobody said anything later on the same channel for the same one, the client as a firm or a person there. */
const isLastWord = (word: string): string =>
  `${word}.undone_at IS NULL AND NOT EXISTS (SELECT 1 FROM consent_change AS l WHERE l.client_id = ${word}.client_id AND l.channel = ${word}.channel
    AND l.contact_id IS ${word}.contact_id AND l.undone_at IS NULL AND (l.at > ${word}.at OR (l.at = ${word}.at AND l.id > ${word}.id)))`

/** The facts of the clients that `from` names, one statement for each table that tells of them. */
const factsFrom = (from: string): readonly string[] => [
  `SELECT p.property_id, p.number_micro, coalesce(p.choice_id, p.day_value, normalise(p.text_value)), s.id
     ${from} CROSS JOIN client_property AS p ON p.client_id = s.client_id WHERE p.deleted_at IS NULL`,
  `SELECT 'category', NULL, g.category_id, s.id ${from} CROSS JOIN client_category AS g ON g.client_id = s.client_id WHERE g.deleted_at IS NULL`,
  `SELECT 'segment', NULL, m.segment_id, s.id ${from} CROSS JOIN segment_member AS m ON m.client_id = s.client_id WHERE m.deleted_at IS NULL`,
  // What the firm said last, as `wordFor` reads it for the firm itself.
  `SELECT 'consent.' || e.channel, NULL, e.state, s.id ${from} CROSS JOIN consent_change AS e ON e.client_id = s.client_id
     WHERE e.contact_id IS NULL AND ${isLastWord('e')}`,
  // Somebody there agreed, and the firm has not objected since.
  `SELECT DISTINCT 'consent.' || e.channel || '.person', NULL, e.state, s.id ${from} CROSS JOIN consent_change AS e ON e.client_id = s.client_id
     WHERE e.state = 'given' AND ${isLastWord('e')}
       AND EXISTS (SELECT 1 FROM contact AS k WHERE k.id = e.contact_id AND k.client_id = e.client_id AND k.deleted_at IS NULL)
       AND NOT EXISTS (SELECT 1 FROM consent_change AS f WHERE f.client_id = e.client_id AND f.channel = e.channel AND f.contact_id IS NULL
         AND f.state = 'withdrawn' AND f.at >= e.at AND ${isLastWord('f')})`
]
const insert = (rows: string) => `INSERT INTO client_fact (key, number, word, summary_id) ${rows}`

const statementsOf = perConnection((sqlite) => ({
  empty: sqlite.prepare('DELETE FROM temp.touched_client'),
  fill: new Map(
    sources.map((table) => [
      table as TableName,
      sqlite.prepare(
        `INSERT INTO temp.touched_client (id) SELECT x.client_id FROM temp.touched_row AS t CROSS JOIN "${table}" AS x ON x.id = t.row_id
         WHERE t.table_name = '${table}' ON CONFLICT (id) DO NOTHING`
      )
    ])
  ),
  // Rows that went over to another client, as a merge moves them.
  fillLeft: sqlite.prepare<[number]>(
    `INSERT INTO temp.touched_client (id) SELECT json_extract(before, '$.client_id') FROM journal_op
     WHERE seq > ? AND table_name IN (${sources.map((table) => `'${table}'`).join(', ')}) AND kind = 'update' AND instr(before, '"client_id"') > 0
     ON CONFLICT (id) DO NOTHING`
  ),
  // The word of a person counts while the person is there.
  fillPeople: sqlite.prepare<[number]>(
    `INSERT INTO temp.touched_client (id) SELECT x.client_id FROM journal_op AS o CROSS JOIN contact AS x ON x.id = o.row_id
     WHERE o.seq > ? AND o.table_name = 'contact' AND o.kind = 'update' AND instr(o.after, '"deleted_at"') > 0 ON CONFLICT (id) DO NOTHING`
  ),
  // A client that comes back has a new row in the summary.
  fillReturned: sqlite.prepare<[number]>(
    `INSERT INTO temp.touched_client (id) SELECT row_id FROM journal_op
     WHERE seq > ? AND table_name = 'client' AND kind = 'update' AND instr(after, '"deleted_at":null') > 0 ON CONFLICT (id) DO NOTHING`
  ),
  forget: sqlite.prepare(
    `DELETE FROM client_fact WHERE summary_id IN (
       SELECT s.id FROM temp.touched_client AS t CROSS JOIN client_summary AS s ON s.client_id = t.id)`
  ),
  add: factsFrom('FROM temp.touched_client AS t CROSS JOIN client_summary AS s ON s.client_id = t.id').map((rows) => sqlite.prepare(insert(rows)))
}))

/** Writes anew what filters ask of the clients whose properties, categories, segments or consents changed after `seq`; the summary is there already. */
export function deriveFacts(db: Db, touched: ReadonlySet<string>, seq: number): void {
  const isConcerned = sources.some((table) => touched.has(table))
  if (!isConcerned && !touched.has('client') && !touched.has('contact')) return
  const s = statementsOf(db.$client)
  s.empty.run()
  let count = 0
  for (const [table, statement] of s.fill) if (touched.has(table)) count += statement.run().changes
  if (isConcerned) count += s.fillLeft.run(seq).changes
  if (touched.has('contact')) count += s.fillPeople.run(seq).changes
  if (touched.has('client')) count += s.fillReturned.run(seq).changes
  if (count === 0) return
  s.forget.run()
  for (const statement of s.add) statement.run()
}

/** Builds the facts of every client anew, after the summary. */
export function rebuildFacts(db: Db): void {
  db.$client.exec('DELETE FROM client_fact')
  for (const rows of factsFrom('FROM client_summary AS s')) db.$client.exec(insert(rows))
}
