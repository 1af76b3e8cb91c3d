import type { Db } from '#main/db/open.ts'
import { preparedValue } from '#main/db/statements.ts'

/** Entries of open call lists that may be rung by `now`, first promises. */
export function countCallsDue(db: Db, now: number): number {
  return (
    preparedValue<[number], number>(
      db,
      `SELECT count(*) FROM call_list_entry AS e JOIN call_list AS l ON l.id = e.call_list_id
       WHERE e.state = 'waiting' AND e.deleted_at IS NULL AND l.deleted_at IS NULL AND l.closed_at IS NULL
         AND e.is_promised = 1 AND e.next_call_at <= ?`
    ).get(now) ?? 0
  )
}

/** Tasks not done whose day has come. */
export function countTasksDue(db: Db, today: string): number {
  return preparedValue<[string], number>(db, 'SELECT count(*) FROM task WHERE done_at IS NULL AND deleted_at IS NULL AND due_on <= ?').get(today) ?? 0
}

/** Issued invoices past their day with something still owed. */
export function countInvoicesOverdue(db: Db, today: string): number {
  return (
    preparedValue<[string], number>(
      db,
      `SELECT count(*) FROM invoice AS i WHERE i.state = 'issued' AND i.deleted_at IS NULL AND i.due_on < ?
         AND i.gross_minor > (SELECT coalesce(sum(a.amount_minor), 0) FROM allocation AS a WHERE a.invoice_id = i.id AND a.deleted_at IS NULL)`
    ).get(today) ?? 0
  )
}

export function findInterruptedImport(db: Db): string | undefined {
  return preparedValue<[], string>(db, "SELECT id FROM import_run WHERE state = 'interrupted' ORDER BY started_at DESC LIMIT 1").get()
}

/** Bytes of the store, free pages included. */
export function getDatabaseSize(db: Db): number {
  const pages = Number(db.$client.pragma('page_count', { simple: true }))
  return pages * Number(db.$client.pragma('page_size', { simple: true }))
}
