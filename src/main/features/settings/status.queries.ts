import type { Db } from '#main/db/open.ts'

/** Entries of open call lists that may be rung by `now`, first promises. */
export function countCallsDue(db: Db, now: number): number {
  return Number(
    db.$client
      .prepare(
        `SELECT count(*) FROM call_list_entry AS e JOIN call_list AS l ON l.id = e.call_list_id
         WHERE e.state = 'waiting' AND e.deleted_at IS NULL AND l.deleted_at IS NULL AND l.closed_at IS NULL
           AND e.is_promised = 1 AND e.next_call_at <= ?`
      )
      .pluck()
      .get(now)
  )
}

/** Tasks not done whose day has come. */
export function countTasksDue(db: Db, today: string): number {
  return Number(
    db.$client
      .prepare('SELECT count(*) FROM task WHERE done_at IS NULL AND deleted_at IS NULL AND due_on <= ?')
      .pluck()
      .get(today)
  )
}

/** Issued invoices past their day with something still owed. */
export function countInvoicesOverdue(db: Db, today: string): number {
  return Number(
    db.$client
      .prepare(
        `SELECT count(*) FROM invoice AS i WHERE i.state = 'issued' AND i.deleted_at IS NULL AND i.due_on < ?
           AND i.gross_minor > (SELECT coalesce(sum(a.amount_minor), 0) FROM allocation AS a WHERE a.invoice_id = i.id AND a.deleted_at IS NULL)`
      )
      .pluck()
      .get(today)
  )
}

export function findInterruptedImport(db: Db): string | undefined {
  return db.$client
    .prepare<[], string>("SELECT id FROM import_run WHERE state = 'interrupted' ORDER BY started_at DESC LIMIT 1")
    .pluck()
    .get()
}

/** Bytes of the store, free pages included. */
export function getDatabaseSize(db: Db): number {
  const pages = Number(db.$client.pragma('page_count', { simple: true }))
  return pages * Number(db.$client.pragma('page_size', { simple: true }))
}
