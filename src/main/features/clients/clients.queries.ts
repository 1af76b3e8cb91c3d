import { and, asc, eq, isNull, max } from 'drizzle-orm'
import type { Db } from '#main/db/open.ts'
import { client, clientEmail, clientPhone, contact, formerName, ownerChange, source } from '#main/db/schema/index.ts'
import { prepared } from '#main/db/statements.ts'
import type { Day } from '#shared/day.ts'
import { notFound } from '#shared/result.ts'

export type StoredClient = typeof client.$inferSelect

export function findClient(db: Db, id: string): StoredClient | undefined {
  return db.select().from(client).where(and(eq(client.id, id), isNull(client.deletedAt))).get()
}

/** A client that is there. Throws not_found. */
export function getClient(db: Db, id: string): StoredClient {
  const found = findClient(db, id)
  if (!found) throw notFound('client', id)
  return found
}

export function insertClient(db: Db, values: typeof client.$inferInsert): void {
  db.insert(client).values(values).run()
}

export function updateClient(db: Db, id: string, change: Partial<typeof client.$inferInsert>): void {
  db.update(client).set(change).where(eq(client.id, id)).run()
}

/** Keeps a name that a client had until a day. */
export function insertFormerName(db: Db, values: typeof formerName.$inferInsert): void {
  db.insert(formerName).values(values).run()
}

/** The firm that a client belongs to; null where there is none. */
export function findParentId(db: Db, id: string): string | null {
  return findClient(db, id)?.parentId ?? null
}

export function insertOwnerChange(db: Db, values: typeof ownerChange.$inferInsert): void {
  db.insert(ownerChange).values(values).run()
}

export function getPhone(db: Db, id: string): typeof clientPhone.$inferSelect {
  const found = db.select().from(clientPhone).where(and(eq(clientPhone.id, id), isNull(clientPhone.deletedAt))).get()
  if (!found) throw notFound('client_phone', id)
  return found
}

export function nextPhonePosition(db: Db, clientId: string): number {
  return (db.select({ last: max(clientPhone.position) }).from(clientPhone).where(eq(clientPhone.clientId, clientId)).get()?.last ?? 0) + 1
}

export function insertPhone(db: Db, values: typeof clientPhone.$inferInsert): void {
  db.insert(clientPhone).values(values).run()
}

export function updatePhone(db: Db, id: string, change: Partial<typeof clientPhone.$inferInsert>): void {
  db.update(clientPhone).set(change).where(eq(clientPhone.id, id)).run()
}

export function getEmail(db: Db, id: string): typeof clientEmail.$inferSelect {
  const found = db.select().from(clientEmail).where(and(eq(clientEmail.id, id), isNull(clientEmail.deletedAt))).get()
  if (!found) throw notFound('client_email', id)
  return found
}

export function nextEmailPosition(db: Db, clientId: string): number {
  return (db.select({ last: max(clientEmail.position) }).from(clientEmail).where(eq(clientEmail.clientId, clientId)).get()?.last ?? 0) + 1
}

export function insertEmail(db: Db, values: typeof clientEmail.$inferInsert): void {
  db.insert(clientEmail).values(values).run()
}

export function updateEmail(db: Db, id: string, change: Partial<typeof clientEmail.$inferInsert>): void {
  db.update(clientEmail).set(change).where(eq(clientEmail.id, id)).run()
}

export function getContact(db: Db, id: string): typeof contact.$inferSelect {
  const found = db.select().from(contact).where(and(eq(contact.id, id), isNull(contact.deletedAt))).get()
  if (!found) throw notFound('contact', id)
  return found
}

export function listPeople(db: Db, clientId: string): { readonly id: string; readonly name: string; readonly role: string | null }[] {
  return db
    .select({ id: contact.id, name: contact.name, role: contact.role })
    .from(contact)
    .where(and(eq(contact.clientId, clientId), isNull(contact.deletedAt)))
    .orderBy(asc(contact.position), asc(contact.id))
    .all()
}

export function nextContactPosition(db: Db, clientId: string): number {
  return (db.select({ last: max(contact.position) }).from(contact).where(eq(contact.clientId, clientId)).get()?.last ?? 0) + 1
}

export function insertContact(db: Db, values: typeof contact.$inferInsert): void {
  db.insert(contact).values(values).run()
}

export function updateContact(db: Db, id: string, change: Partial<typeof contact.$inferInsert>): void {
  db.update(contact).set(change).where(eq(contact.id, id)).run()
}

/** Numbers and addresses of a person who is removed go too. */
export function removeContactReach(db: Db, contactId: string, at: number): void {
  const gone = { deletedAt: at, updatedAt: at }
  db.update(clientPhone).set(gone).where(and(eq(clientPhone.contactId, contactId), isNull(clientPhone.deletedAt))).run()
  db.update(clientEmail).set(gone).where(and(eq(clientEmail.contactId, contactId), isNull(clientEmail.deletedAt))).run()
}

/** Documents that were issued to the client keep it (accounting.md). */
export function hasIssuedInvoice(db: Db, clientId: string): boolean {
  return db.$client.prepare("SELECT 1 FROM invoice WHERE client_id = ? AND state = 'issued' LIMIT 1").get(clientId) !== undefined
}

/** Takes a client away with what makes no sense without it: deals, tasks, places in call lists, drafts. */
export function removeWithBelongings(db: Db, clientId: string, at: number): void {
  for (const table of ['deal', 'task', 'call_list_entry'] as const) {
    db.$client.prepare(`UPDATE "${table}" SET deleted_at = ?, updated_at = ? WHERE client_id = ? AND deleted_at IS NULL`).run(at, at, clientId)
  }
  db.$client
    .prepare("UPDATE invoice SET deleted_at = ?, updated_at = ? WHERE client_id = ? AND state = 'draft' AND deleted_at IS NULL")
    .run(at, at, clientId)
  db.$client.prepare('UPDATE client SET deleted_at = ?, updated_at = ? WHERE id = ? AND deleted_at IS NULL').run(at, at, clientId)
}

export type LoadRow = {
  readonly ownerId: string | null
  readonly clientCount: number
  readonly openDealCount: number
  readonly openDealMinor: number
  readonly overdueMinor: number
}

const loadColumns = 'owner_id AS ownerId, count(*) AS clientCount, sum(open_deal_count) AS openDealCount, sum(open_deal_minor) AS openDealMinor'

/** Clients, open deals and what is overdue in the base currency, per owner of the client. */
export function loadPerOwner(db: Db, today: Day): LoadRow[] {
  return withOverdue(
    prepared<[], Omit<LoadRow, 'overdueMinor'>>(db, `SELECT ${loadColumns} FROM client_summary WHERE is_archived = 0 GROUP BY owner_id ORDER BY owner_id`).all(),
    overduePerOwner(db, today, null)
  )
}

/** As `loadPerOwner`, over some clients only. */
export function loadOfClients(db: Db, clientIds: readonly string[], today: Day): LoadRow[] {
  const ids = JSON.stringify(clientIds)
  return withOverdue(
    prepared<[string], Omit<LoadRow, 'overdueMinor'>>(
      db,
      `SELECT ${loadColumns} FROM client_summary WHERE client_id IN (SELECT value FROM json_each(?)) GROUP BY owner_id ORDER BY owner_id`
    ).all(ids),
    overduePerOwner(db, today, ids)
  )
}

function withOverdue(rows: readonly Omit<LoadRow, 'overdueMinor'>[], overdue: ReadonlyMap<string | null, number>): LoadRow[] {
  return rows.map((row) => ({ ...row, overdueMinor: overdue.get(row.ownerId) ?? 0 }))
}

function overduePerOwner(db: Db, today: Day, clientIds: string | null): ReadonlyMap<string | null, number> {
  const rows = prepared<[string, string | null, string | null], { ownerId: string | null; minor: number }>(
    db,
    `SELECT s.owner_id AS ownerId, sum(i.due) AS minor FROM (
       SELECT client_id, gross_minor - (SELECT coalesce(sum(a.amount_minor), 0) FROM allocation AS a WHERE a.invoice_id = i.id AND a.deleted_at IS NULL) AS due
       FROM invoice AS i WHERE i.state = 'issued' AND i.deleted_at IS NULL AND i.due_on < ? AND i.currency = (SELECT base_currency FROM firm LIMIT 1)
     ) AS i JOIN client_summary AS s ON s.client_id = i.client_id
     WHERE i.due > 0 AND (? IS NULL OR s.client_id IN (SELECT value FROM json_each(?))) GROUP BY s.owner_id ORDER BY s.owner_id`
  ).all(today, clientIds, clientIds)
  return new Map(rows.map((row) => [row.ownerId, row.minor]))
}

/** Clients of these that somebody other than `ownerId` has. */
export function listOtherOwners(db: Db, clientIds: readonly string[], ownerId: string | null): { id: string; ownerId: string | null }[] {
  return prepared<[string, string | null], { id: string; ownerId: string | null }>(
    db,
    `SELECT c.id, c.owner_id AS ownerId FROM json_each(?) AS j CROSS JOIN client AS c ON c.id = j.value
     WHERE c.owner_id IS NOT ? AND c.deleted_at IS NULL ORDER BY j.key`
  ).all(JSON.stringify(clientIds), ownerId)
}

/** Open deals of these clients that somebody other than `ownerId` has. */
export function listOtherDealOwners(db: Db, clientIds: readonly string[], ownerId: string | null): { id: string; clientId: string; ownerId: string | null }[] {
  return prepared<[string, string | null], { id: string; clientId: string; ownerId: string | null }>(
    db,
    `SELECT d.id, d.client_id AS clientId, d.owner_id AS ownerId FROM json_each(?) AS j CROSS JOIN deal_state AS s ON s.client_id = j.value
       CROSS JOIN deal AS d ON d.id = s.deal_id
     WHERE s.outcome = 'open' AND d.owner_id IS NOT ? AND d.deleted_at IS NULL ORDER BY j.key, d.id`
  ).all(JSON.stringify(clientIds), ownerId)
}

/** Another owner for many rows at once. */
export function setOwnerOf(db: Db, table: 'client' | 'deal', ids: readonly string[], ownerId: string | null, at: number): void {
  prepared<[string | null, number, string]>(
    db,
    `UPDATE "${table}" SET owner_id = ?, updated_at = ? WHERE id IN (SELECT value FROM json_each(?))`
  ).run(ownerId, at, JSON.stringify(ids))
}

export type OwnerChangeRow = { readonly id: string; readonly clientId: string; readonly dealId: string | null; readonly fromOwnerId: string | null }

/** As `insertOwnerChange`, for many at once. */
export function insertOwnerChanges(
  db: Db,
  rows: readonly OwnerChangeRow[],
  rest: { readonly toOwnerId: string | null; readonly at: number; readonly byId: string | null; readonly workstationId: string }
): void {
  prepared<[string | null, number, string | null, string, string]>(
    db,
    `INSERT INTO owner_change (id, client_id, deal_id, from_owner_id, to_owner_id, at, by_id, workstation_id)
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, ?, ?, ?, ? FROM json_each(?)`
  ).run(rest.toOwnerId, rest.at, rest.byId, rest.workstationId, JSON.stringify(rows.map((row) => [row.id, row.clientId, row.dealId, row.fromOwnerId])))
}

/** Archives clients or brings them back; gives how many that changed. */
export function setArchived(db: Db, clientId: string, archivedAt: number | null, at: number): number {
  return prepared<[number | null, number, string, number | null]>(
    db,
    'UPDATE client SET archived_at = ?, updated_at = ? WHERE id = ? AND deleted_at IS NULL AND (archived_at IS NULL) <> (? IS NULL)'
  ).run(archivedAt, at, clientId, archivedAt).changes
}

export function listSources(db: Db): { id: string; name: string | null; nameKey: string | null }[] {
  return db.select({ id: source.id, name: source.name, nameKey: source.nameKey }).from(source).orderBy(asc(source.id)).all()
}
