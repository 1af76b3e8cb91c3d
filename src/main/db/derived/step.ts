import type { Db, Sqlite } from '../open.ts'
import { prepared, preparedValue } from '../statements.ts'

/** A step of work on derived tables in a transaction of its own; what people write goes through `inTransaction` instead. */
export function inStep<T>({ $client: sqlite }: { readonly $client: Sqlite }, work: () => T): T {
  sqlite.exec('BEGIN IMMEDIATE')
  try {
    const value = work()
    sqlite.exec('COMMIT')
    return value
  } catch (error) {
    if (sqlite.inTransaction) sqlite.exec('ROLLBACK')
    throw error
  }
}

/** What there is to remember of each derived table that follows the others step by step. */
export type DerivedName = 'built_for' | 'client_search' | 'note_search' | 'duplicates_seq' | 'client_figures' | 'client_figures_day' | 'gap_p95_days'

/** How far a derived table follows; undefined when it was never made. */
export function derivedPosition(db: Db, name: DerivedName): number | undefined {
  return preparedValue<[string], number>(db, 'SELECT position FROM derived_state WHERE name = ?').get(name)
}

export function setDerivedPosition(db: Db, name: DerivedName, position: number): void {
  prepared<[string, number]>(
    db,
    'INSERT INTO derived_state (name, position) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET position = excluded.position'
  ).run(name, position)
}

/** Forgets how far a derived table follows, so that it is made anew. */
export function forgetDerivedPosition(db: Db, name: DerivedName): void {
  prepared<[string]>(db, 'DELETE FROM derived_state WHERE name = ?').run(name)
}
