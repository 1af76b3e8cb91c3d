import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '#main/db/open.ts'
import { note } from '#main/db/schema/index.ts'
import { notFound } from '#shared/result.ts'

export function getNote(db: Db, id: string): typeof note.$inferSelect {
  const found = db.select().from(note).where(and(eq(note.id, id), isNull(note.deletedAt))).get()
  if (!found) throw notFound('note', id)
  return found
}

export function insertNote(db: Db, values: typeof note.$inferInsert): void {
  db.insert(note).values(values).run()
}

export function updateNote(db: Db, id: string, change: Partial<typeof note.$inferInsert>): void {
  db.update(note).set(change).where(eq(note.id, id)).run()
}
