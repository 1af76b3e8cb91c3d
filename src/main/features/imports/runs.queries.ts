import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '#main/db/open.ts'
import { importRun } from '#main/db/schema/index.ts'

export function listRunningIds(db: Db): string[] {
  return db
    .select({ id: importRun.id })
    .from(importRun)
    .where(and(eq(importRun.state, 'running'), isNull(importRun.deletedAt)))
    .all()
    .map((row) => row.id)
}

export function updateRun(db: Db, id: string, change: Partial<typeof importRun.$inferInsert>): void {
  db.update(importRun).set(change).where(eq(importRun.id, id)).run()
}
