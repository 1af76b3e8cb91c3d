import type { ErrorData } from '#shared/result.ts'

/** Gives faults of SQLite and of the disk a reason that a person can act on (reliability.md 2.4, 2.5). */
export function classify(error: unknown): ErrorData | undefined {
  const code = codeOf(error)
  if (code === undefined) return undefined
  const message = error instanceof Error ? error.message : String(error)
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE' || code === 'ENOSPC') return { code: 'io', reason: 'store.disk_full', message }
  if (code.startsWith('SQLITE_READONLY') || code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
    return { code: 'io', reason: 'store.read_only', message }
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return { code: 'io', reason: 'store.damaged', message }
  if (code.startsWith('SQLITE_BUSY')) return { code: 'conflict', reason: 'busy', message }
  if (code.startsWith('SQLITE_IOERR') || code === 'EIO') return { code: 'io', reason: 'store.disk_failed', message }
  // An id that leads nowhere: the record was never there, or is of another kind.
  if (code === 'SQLITE_CONSTRAINT_FOREIGNKEY') return { code: 'not_found', reason: 'not_found', message }
  if (code === 'SQLITE_CONSTRAINT_TRIGGER' && message.startsWith('an issued invoice')) return { code: 'rule', reason: 'invoice.issued', message }
  if (code === 'SQLITE_CONSTRAINT_TRIGGER' && message.startsWith('more is covered')) return { code: 'rule', reason: 'payment.restored_too_late', message }
  if (code === 'ENOENT') return { code: 'io', reason: 'file.missing', message }
  return undefined
}

/** The code of an SQLite or system error. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
