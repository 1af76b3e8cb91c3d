import type { Db } from '#main/db/open.ts'
import type { DataContents } from '#shared/contract/app.ts'

/** Clients and deals of now. */
export function countContents(db: Db): DataContents {
  return db.$client
    .prepare<[], DataContents>(
      `SELECT (SELECT count(*) FROM client WHERE deleted_at IS NULL) AS clientCount,
         (SELECT count(*) FROM deal WHERE deleted_at IS NULL) AS dealCount`
    )
    .get()!
}

/** Changes made after an instant. */
export function countChangesSince(db: Db, since: number): number {
  return Number(db.$client.prepare<[number]>('SELECT count(*) FROM journal_change WHERE at > ?').pluck().get(since))
}
