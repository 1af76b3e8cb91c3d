import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '#main/db/open.ts'
import { attachment } from '#main/db/schema/index.ts'
import { notFound } from '#shared/result.ts'

export type StoredAttachment = typeof attachment.$inferSelect

export function getAttachment(db: Db, id: string): StoredAttachment {
  const found = db.select().from(attachment).where(and(eq(attachment.id, id), isNull(attachment.deletedAt))).get()
  if (!found) throw notFound('attachment', id)
  return found
}

export function insertAttachment(db: Db, values: typeof attachment.$inferInsert): void {
  db.insert(attachment).values(values).run()
}

export function updateAttachment(db: Db, id: string, change: Partial<typeof attachment.$inferInsert>): void {
  db.update(attachment).set(change).where(eq(attachment.id, id)).run()
}

/** The contents that some client's card still shows. */
export function listUsedContents(db: Db): Set<string> {
  return new Set(
    db.$client
      .prepare<[], string>(
        `SELECT DISTINCT a.sha256 FROM attachment AS a JOIN client AS c ON c.id = a.client_id WHERE a.deleted_at IS NULL AND c.deleted_at IS NULL`
      )
      .pluck()
      .all()
  )
}
