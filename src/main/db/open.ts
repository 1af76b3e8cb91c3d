import Database from 'better-sqlite3'
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'
import { registerFunctions } from './functions.ts'
import * as schema from './schema/index.ts'

export type Sqlite = Database.Database
/** The store as queries see it: drizzle, with the plain connection under `$client`. */
export type Db = BetterSQLite3Database<typeof schema> & { $client: Sqlite }

/** The oldest SQLite without the WAL-reset fault (reliability.md 2.1). */
const oldestSafe = [3, 51, 3] as const

/**
 * Opens a connection under the rules of reliability.md 2.4: WAL with FULL sync (read back), foreign keys,
 * secure_delete, no trusted schema. Where WAL cannot be had, DELETE with EXTRA takes its place. `trace` hears every
 * statement that runs, for tests.
 */
export function connect(path: string, trace?: (sql: string) => void): Sqlite {
  const sqlite = new Database(path, { timeout: 5000, ...(trace && { verbose: (sql) => trace(String(sql)) }) })
  try {
    const version = String(sqlite.prepare('SELECT sqlite_version()').pluck().get())
    if (isOlder(version)) throw new Error(`SQLite ${version} is older than ${oldestSafe.join('.')}`)
    sqlite.pragma('trusted_schema = OFF')
    sqlite.pragma('cell_size_check = ON')
    sqlite.pragma('mmap_size = 0')
    const mode = path === ':memory:' ? 'memory' : sqlite.pragma('journal_mode = WAL', { simple: true })
    if (mode === 'wal') sqlite.pragma('synchronous = FULL')
    else if (mode !== 'memory') {
      sqlite.pragma('journal_mode = DELETE')
      sqlite.pragma('synchronous = EXTRA')
    }
    sqlite.pragma('checkpoint_fullfsync = 1')
    sqlite.pragma('secure_delete = ON')
    sqlite.pragma('foreign_keys = ON')
    // A row that a REPLACE takes out of the way is a deletion then, which the triggers of journalled tables refuse.
    sqlite.pragma('recursive_triggers = ON')
    sqlite.pragma('journal_size_limit = 67108864')
    // Sixteen MB: an import writes the same pages of the indexes again and again, and each checkpoint costs it them once.
    sqlite.pragma('wal_autocheckpoint = 4000')
    sqlite.pragma('cache_size = -65536')
    sqlite.pragma('temp_store = MEMORY')
    registerFunctions(sqlite)
    // Notes of the step that keeps the derived tables up to date; they live and die with the connection.
    sqlite.exec('CREATE TEMP TABLE touched_row (table_name TEXT, row_id TEXT); CREATE TEMP TABLE touched_client (id TEXT PRIMARY KEY) WITHOUT ROWID')
    if (sqlite.pragma('foreign_keys', { simple: true }) !== 1) throw new Error('foreign keys did not switch on')
    return sqlite
  } catch (error) {
    sqlite.close()
    throw error
  }
}

/** Wraps a connection for the query modules. */
export function asDb(sqlite: Sqlite): Db {
  return drizzle(sqlite, { schema, casing: 'snake_case' }) as Db
}

function isOlder(version: string): boolean {
  const parts = version.split('.').map(Number)
  for (const [index, least] of oldestSafe.entries()) {
    const part = parts[index] ?? 0
    if (part !== least) return part < least
  }
  return false
}
