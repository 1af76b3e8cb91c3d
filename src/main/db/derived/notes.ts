import { latinKeyOfPlain, normalise } from '#shared/normalise.ts'
import type { Db, Sqlite } from '../open.ts'
import { perConnection } from '../statements.ts'
import { derivedPosition, inStep, setDerivedPosition } from './step.ts'

/** Notes of one transaction up to which their index follows at once. */
const indexAtOnce = 50

/**
 * Makes the index of notes where it is missing: words, without the text itself, which stands in the notes. It is derived,
 * so it is made here and not by a migration.
 */
export function ensureNoteIndex(sqlite: Sqlite): void {
  sqlite.exec(
    `CREATE VIRTUAL TABLE IF NOT EXISTS note_search USING fts5(words, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61 remove_diacritics 0')`
  )
}

/** The words that a note is found by, each also in its Latin key (decisions.md 10). */
export function wordsOfNote(text: string): string {
  const words = new Set<string>()
  for (const word of normalise(text).split(' ')) {
    if (word === '') continue
    words.add(word)
    const key = latinKeyOfPlain(word)
    if (key !== '') words.add(key)
  }
  return [...words].join(' ')
}

type Touched = { readonly noteId: string; readonly text: string; readonly isThere: number; readonly entry: number | null }

function prepareAll(sqlite: Sqlite) {
  return {
    touched: sqlite.prepare<[], Touched>(
      `SELECT n.id AS noteId, n.text, n.deleted_at IS NULL AS isThere, e.id AS entry
       FROM (SELECT DISTINCT row_id FROM temp.touched_row WHERE table_name = 'note') AS t
       CROSS JOIN note AS n ON n.id = t.row_id LEFT JOIN note_entry AS e ON e.note_id = n.id ORDER BY n.id`
    ),
    addEntry: sqlite.prepare<[string]>('INSERT INTO note_entry (note_id) VALUES (?)'),
    dropEntry: sqlite.prepare<[number]>('DELETE FROM note_entry WHERE id = ?'),
    index: sqlite.prepare<[number, string]>('INSERT INTO note_search (rowid, words) VALUES (?, ?)'),
    unindex: sqlite.prepare<[number]>('DELETE FROM note_search WHERE rowid = ?'),
    unindexAll: sqlite.prepare("INSERT INTO note_search (note_search) VALUES ('delete-all')"),
    lastEntry: sqlite.prepare<[], number>('SELECT coalesce(max(id), 0) FROM note_entry').pluck(),
    behind: sqlite.prepare<[number, number], { readonly id: number; readonly text: string }>(
      'SELECT e.id, n.text FROM note_entry AS e JOIN note AS n ON n.id = e.note_id WHERE e.id > ? ORDER BY e.id LIMIT ?'
    )
  }
}

const statementsOf = perConnection(prepareAll)

/** Brings the index of notes up to date with those whose rows stand in `touched_row`; many new ones follow in quiet moments. */
export function deriveNotes(db: Db, touched: ReadonlySet<string>): void {
  if (!touched.has('note')) return
  const s = statementsOf(db.$client)
  const rows = s.touched.all()
  const indexed = derivedPosition(db, 'note_search') ?? 0
  const isCaughtUp = indexed >= (s.lastEntry.get() ?? 0)
  const fresh: { readonly id: number; readonly text: string }[] = []
  for (const { noteId, text, isThere, entry } of rows) {
    if (entry === null) {
      if (isThere === 1) fresh.push({ id: Number(s.addEntry.run(noteId).lastInsertRowid), text })
      continue
    }
    if (entry <= indexed) s.unindex.run(entry)
    if (isThere === 0) s.dropEntry.run(entry)
    else if (entry <= indexed) s.index.run(entry, wordsOfNote(text))
  }
  if (!isCaughtUp || fresh.length === 0 || fresh.length > indexAtOnce) return
  for (const { id, text } of fresh) s.index.run(id, wordsOfNote(text))
  setDerivedPosition(db, 'note_search', fresh[fresh.length - 1]!.id)
}

/** Adds up to `limit` notes that their index does not know yet; says whether any are left. */
export function catchUpNotes(db: Db, limit: number): boolean {
  const s = statementsOf(db.$client)
  const indexed = derivedPosition(db, 'note_search') ?? 0
  if (indexed >= (s.lastEntry.get() ?? 0)) return false
  return inStep(db, () => {
    const rows = s.behind.all(indexed, limit)
    for (const { id, text } of rows) s.index.run(id, wordsOfNote(text))
    setDerivedPosition(db, 'note_search', rows.length < limit ? (s.lastEntry.get() ?? 0) : rows[rows.length - 1]!.id)
    return rows.length === limit
  })
}

/** Numbers every note anew and empties their index, which then follows in quiet moments; an erasure calls this too. */
export function rebuildNotes(db: Db): void {
  const sqlite = db.$client
  sqlite.exec('DELETE FROM note_entry')
  sqlite.exec('INSERT INTO note_entry (note_id) SELECT id FROM note WHERE deleted_at IS NULL ORDER BY id')
  statementsOf(sqlite).unindexAll.run()
  // Numbers are never given twice, so the first of the new ones tells where the index begins.
  const first = sqlite.prepare<[], number>('SELECT coalesce(min(id), 1) FROM note_entry').pluck().get() ?? 1
  setDerivedPosition(db, 'note_search', first - 1)
}
