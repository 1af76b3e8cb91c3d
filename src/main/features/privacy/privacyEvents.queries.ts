import type { Db } from '#main/db/open.ts'
import { privacyEvent } from '#main/db/schema/index.ts'
import { prepared, preparedValue } from '#main/db/statements.ts'
import type { PrivacyEventRow } from '#shared/contract/privacy.ts'

export function insertEvent(db: Db, event: typeof privacyEvent.$inferInsert): void {
  db.insert(privacyEvent).values(event).run()
}

export function listEvents(db: Db, page: { readonly offset: number; readonly limit: number }): PrivacyEventRow[] {
  return prepared<[number, number], PrivacyEventRow>(
    db,
    `SELECT id, kind, client_id AS clientId, count, reason, at, by_id AS byId FROM privacy_event
     WHERE undone_at IS NULL ORDER BY at DESC, id DESC LIMIT ? OFFSET ?`
  ).all(page.limit, page.offset)
}

export function countEvents(db: Db): number {
  return preparedValue<[], number>(db, 'SELECT count(*) FROM privacy_event WHERE undone_at IS NULL').get() ?? 0
}
