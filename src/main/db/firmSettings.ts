import type { Db } from './open.ts'
import { prepared, preparedValue } from './statements.ts'

/** A choice that holds for the firm, as it was written; undefined when nobody chose. */
export function findSetting(db: Db, id: string): string | undefined {
  return preparedValue<[string], string>(db, 'SELECT value FROM setting WHERE id = ? AND deleted_at IS NULL').get(id)
}

export function putSetting(db: Db, id: string, value: string, now: number): void {
  prepared<[string, string, number, number]>(
    db,
    `INSERT INTO setting (id, value, created_at, updated_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at, deleted_at = NULL`
  ).run(id, value, now, now)
}
