import { eq } from 'drizzle-orm'
import type { Db } from '#main/db/open.ts'
import { source } from '#main/db/schema/index.ts'
import { prepared, preparedValue } from '#main/db/statements.ts'
import type { SourceRow } from '#shared/contract/sources.ts'
import { notFound } from '#shared/result.ts'

type SourceRecord = typeof source.$inferSelect
type CountedSource = Omit<SourceRow, 'isAway'> & { readonly isAway: number }

/** Every source with how much came of it, those put away last. */
export function listSources(db: Db): SourceRow[] {
  return prepared<[], CountedSource>(
    db,
    `SELECT s.id, s.name, s.name_key AS nameKey, s.deleted_at IS NOT NULL AS isAway, coalesce(c.count, 0) AS clientCount, coalesce(d.count, 0) AS dealCount
     FROM source AS s
       LEFT JOIN (SELECT source_id, count(*) AS count FROM client WHERE deleted_at IS NULL GROUP BY source_id) AS c ON c.source_id = s.id
       LEFT JOIN (SELECT source_id, count(*) AS count FROM deal WHERE deleted_at IS NULL GROUP BY source_id) AS d ON d.source_id = s.id
     ORDER BY isAway, s.position, s.id`
  )
    .all()
    .map((row) => ({ ...row, isAway: row.isAway === 1 }))
}

/** Also one that was put away. Throws not_found. */
export function getSource(db: Db, id: string): SourceRecord {
  const found = db.select().from(source).where(eq(source.id, id)).get()
  if (!found) throw notFound('source', id)
  return found
}

export function insertSource(db: Db, values: typeof source.$inferInsert): void {
  db.insert(source).values(values).run()
}

export function updateSource(db: Db, id: string, change: Partial<typeof source.$inferInsert>): void {
  db.update(source).set(change).where(eq(source.id, id)).run()
}

/** Clients or deals with the source, removed ones too: what comes back must not point at a source that is gone. */
export function idsWithSource(db: Db, table: 'client' | 'deal', sourceId: string): string[] {
  return preparedValue<[string], string>(db, `SELECT id FROM ${table} WHERE source_id = ? ORDER BY id`).all(sourceId)
}

export function setSource(db: Db, table: 'client' | 'deal', ids: readonly string[], sourceId: string, at: number): void {
  prepared<[string, number, string]>(db, `UPDATE ${table} SET source_id = ?, updated_at = ? WHERE id IN (SELECT value FROM json_each(?))`).run(
    sourceId,
    at,
    JSON.stringify(ids)
  )
}

const questions = { segment: 'filter', saved_view: 'filter', score_rule: 'condition' } as const

/** Names another source in every kept filter: an id stands in its JSON as a text of its own. */
export function renameInQuestions(db: Db, id: string, intoId: string, at: number): void {
  for (const [table, column] of Object.entries(questions)) {
    prepared<[string, string, number, string]>(
      db,
      `UPDATE ${table} SET ${column} = replace(${column}, ?, ?), updated_at = ? WHERE instr(${column}, ?) > 0 AND deleted_at IS NULL`
    ).run(JSON.stringify(id), JSON.stringify(intoId), at, JSON.stringify(id))
  }
}
