import type { Sqlite } from '../open.ts'

/**
 * Makes the index of notes where it is missing: words, without the text itself, which stands in the notes. It is derived,
 * so it is made here and not by a migration.
 */
export function ensureNoteIndex(sqlite: Sqlite): void {
  sqlite.exec(
    `CREATE VIRTUAL TABLE IF NOT EXISTS note_search USING fts5(words, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61 remove_diacritics 0')`
  )
}
