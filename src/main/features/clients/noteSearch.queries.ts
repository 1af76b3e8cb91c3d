import type { Db } from '#main/db/open.ts'
import { prepared, preparedValue } from '#main/db/statements.ts'

export type NoteRow = {
  readonly id: string
  readonly clientId: string
  readonly clientName: string
  readonly town: string | null
  readonly at: number
  readonly text: string
}

const found = `FROM note_search AS f CROSS JOIN note_entry AS e ON e.id = f.rowid CROSS JOIN note AS n ON n.id = e.note_id AND n.deleted_at IS NULL
  CROSS JOIN client_summary AS s ON s.client_id = n.client_id WHERE f.note_search MATCH ?`

/** Notes that the query of their index finds, latest first. */
export function listNotes(db: Db, match: string, page: { readonly offset: number; readonly limit: number }): NoteRow[] {
  return prepared<[string, number, number], NoteRow>(
    db,
    `SELECT n.id, n.client_id AS clientId, s.name AS clientName, s.town, n.at, n.text ${found} ORDER BY f.rowid DESC LIMIT ? OFFSET ?`
  ).all(match, page.limit, page.offset)
}

/** How many they are, as far as `most`. */
export function countNotes(db: Db, match: string, most: number): number {
  return preparedValue<[string, number], number>(db, `SELECT count(*) FROM (SELECT 1 ${found} LIMIT ?)`).get(match, most) ?? 0
}
