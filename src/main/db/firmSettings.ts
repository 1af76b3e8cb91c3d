import type { Db } from './open.ts'
import { prepared, preparedValue } from './statements.ts'

/** A choice that holds for the firm, as it was written; undefined when nobody chose. */
export function findSetting(db: Db, id: string): string | undefined {
  return preparedValue<[string], string>(db, 'SELECT value FROM setting WHERE id = ? AND deleted_at IS NULL').get(id)
}

export function putSetting(db: Db, id: string, value: string, now: number): void {
  const { changes } = prepared<[string, number, string]>(db, 'UPDATE setting SET value = ?, updated_at = ?, deleted_at = NULL WHERE id = ?').run(value, now, id)
  if (changes > 0) return
  prepared<[string, string, number, number]>(db, 'INSERT INTO setting (id, value, created_at, updated_at) VALUES (?, ?, ?, ?)').run(id, value, now, now)
}
