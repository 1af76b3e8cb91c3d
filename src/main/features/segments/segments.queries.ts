import { and, asc, eq, isNull, or } from 'drizzle-orm'
import type { Db } from '#main/db/open.ts'
import { savedView, segment } from '#main/db/schema/index.ts'
import { prepared, preparedValue } from '#main/db/statements.ts'
import { notFound } from '#shared/result.ts'

export type SegmentRecord = typeof segment.$inferSelect
export type ViewRecord = typeof savedView.$inferSelect

export function listSegments(db: Db): SegmentRecord[] {
  return db.select().from(segment).where(isNull(segment.deletedAt)).orderBy(asc(segment.name), asc(segment.id)).all()
}

/** Throws not_found. */
export function getSegment(db: Db, id: string): SegmentRecord {
  const found = db.select().from(segment).where(eq(segment.id, id)).get()
  if (!found || found.deletedAt !== null) throw notFound('segment', id)
  return found
}

export function insertSegment(db: Db, values: typeof segment.$inferInsert): void {
  db.insert(segment).values(values).run()
}

export function updateSegment(db: Db, id: string, change: Partial<typeof segment.$inferInsert>): void {
  db.update(segment).set(change).where(eq(segment.id, id)).run()
}

export function findMember(db: Db, segmentId: string, clientId: string): string | undefined {
  return preparedValue<[string, string], string>(
    db,
    'SELECT id FROM segment_member WHERE segment_id = ? AND client_id = ? AND deleted_at IS NULL ORDER BY id LIMIT 1'
  ).get(segmentId, clientId)
}

export function isClientThere(db: Db, clientId: string): boolean {
  return preparedValue<[string], number>(db, 'SELECT 1 FROM client WHERE id = ? AND deleted_at IS NULL').get(clientId) !== undefined
}

export function insertMember(db: Db, id: string, segmentId: string, clientId: string, at: number): void {
  prepared<[string, string, string, number, number]>(
    db,
    'INSERT INTO segment_member (id, segment_id, client_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?)'
  ).run(id, segmentId, clientId, at, at)
}

export function removeMember(db: Db, id: string, at: number): void {
  prepared<[number, number, string]>(db, 'UPDATE segment_member SET deleted_at = ?, updated_at = ? WHERE id = ?').run(at, at, id)
}

/** Everybody's views and those of a user, in order. */
export function listViews(db: Db, userId: string | null): ViewRecord[] {
  const own = userId === null ? isNull(savedView.userId) : or(isNull(savedView.userId), eq(savedView.userId, userId))
  return db.select().from(savedView).where(and(isNull(savedView.deletedAt), own)).orderBy(asc(savedView.position), asc(savedView.id)).all()
}

/** Throws not_found. */
export function getView(db: Db, id: string): ViewRecord {
  const found = db.select().from(savedView).where(eq(savedView.id, id)).get()
  if (!found || found.deletedAt !== null) throw notFound('saved_view', id)
  return found
}

export function insertView(db: Db, values: typeof savedView.$inferInsert): void {
  db.insert(savedView).values(values).run()
}

export function updateView(db: Db, id: string, change: Partial<typeof savedView.$inferInsert>): void {
  db.update(savedView).set(change).where(eq(savedView.id, id)).run()
}
