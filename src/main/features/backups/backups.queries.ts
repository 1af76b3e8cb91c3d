import type { Db } from '#main/db/open.ts'
import type { BackupPreview } from '#shared/contract/app.ts'

/** Clients and deals of now, and the changes made after an instant. */
export function countRows(db: Db, since: number): BackupPreview {
  return db.$client
    .prepare<[number], BackupPreview>(
      `SELECT (SELECT count(*) FROM client WHERE deleted_at IS NULL) AS clientCount,
         (SELECT count(*) FROM deal WHERE deleted_at IS NULL) AS dealCount,
         (SELECT count(*) FROM journal_change WHERE at > ?) AS changeCount`
    )
    .get(since)!
}
