import Database from 'better-sqlite3'

/**
 * Claims the store for this process: a small SQLite file beside it, held exclusively. The system frees it when the
 * process dies, however it dies (decisions.md 3). Gives nothing when somebody else holds it.
 */
export function claim(path: string): { release: () => void } | undefined {
  const lock = new Database(path, { timeout: 0 })
  try {
    lock.pragma('journal_mode = MEMORY')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined
    throw error
  }
  return { release: () => lock.close() }
}
