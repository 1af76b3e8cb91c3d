import { and, asc, eq, isNull, max } from 'drizzle-orm'
import type { Db } from '#main/db/open.ts'
import { client, clientEmail, clientPhone, contact, deal, ownerChange, source } from '#main/db/schema/index.ts'
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

/** Open deals of a client that belong to somebody other than `ownerId`. */
export function listOpenDealOwners(db: Db, clientId: string, ownerId: string | null): { id: string; ownerId: string | null }[] {
  return db.$client
    .prepare<[string, string | null], { id: string; ownerId: string | null }>(
      `SELECT d.id, d.owner_id AS ownerId FROM deal_state AS s JOIN deal AS d ON d.id = s.deal_id
       WHERE s.client_id = ? AND s.outcome = 'open' AND d.owner_id IS NOT ? AND d.deleted_at IS NULL ORDER BY d.id`
    )
    .all(clientId, ownerId)
}

export function updateDealOwner(db: Db, dealId: string, ownerId: string | null, at: number): void {
  db.update(deal).set({ ownerId, updatedAt: at }).where(eq(deal.id, dealId)).run()
}

export type LoadRow = { readonly ownerId: string | null; readonly clientCount: number; readonly openDealCount: number; readonly openDealMinor: number }

/** Clients and open deals per owner of the client. */
export function loadPerOwner(db: Db): LoadRow[] {
  return db.$client
    .prepare<[], LoadRow>(
      `SELECT c.owner_id AS ownerId, c.n AS clientCount, coalesce(d.n, 0) AS openDealCount, coalesce(d.sum, 0) AS openDealMinor
       FROM (SELECT owner_id, count(*) AS n FROM client_summary GROUP BY owner_id) AS c
       LEFT JOIN (SELECT s.owner_id, count(*) AS n, sum(t.amount_base_minor) AS sum FROM deal_state AS t
         JOIN client_summary AS s ON s.client_id = t.client_id WHERE t.outcome = 'open' GROUP BY s.owner_id) AS d ON d.owner_id IS c.owner_id
       ORDER BY c.owner_id`
    )
    .all()
}

/** As `loadPerOwner`, over some clients only. */
export function loadOfClients(db: Db, clientIds: readonly string[]): LoadRow[] {
  return db.$client
    .prepare<[string], LoadRow>(
      `SELECT owner_id AS ownerId, count(*) AS clientCount, sum(open_deal_count) AS openDealCount, sum(open_deal_minor) AS openDealMinor
       FROM client_summary WHERE client_id IN (SELECT value FROM json_each(?)) GROUP BY owner_id ORDER BY owner_id`
    )
    .all(JSON.stringify(clientIds))
}

export type SimilarRow = { readonly id: string; readonly by: 'taxNumber' | 'phone' | 'email' | 'name' }

/** Clients with the same tax number, phone, e-mail or beginning of the name; empty texts ask nothing. */
export function findSimilar(
  db: Db,
  { taxNumber, e164, email, nameStart }: { taxNumber: string; e164: string; email: string; nameStart: string }
): SimilarRow[] {
  return db.$client
    .prepare<[string, string, string, string, string, string], SimilarRow>(
      `SELECT id, 'taxNumber' AS by FROM client WHERE tax_number = ? AND deleted_at IS NULL
       UNION ALL SELECT p.client_id, 'phone' FROM client_phone AS p JOIN client AS c ON c.id = p.client_id
         WHERE p.e164 = ? AND p.deleted_at IS NULL AND c.deleted_at IS NULL
       UNION ALL SELECT e.client_id, 'email' FROM client_email AS e JOIN client AS c ON c.id = e.client_id
         WHERE e.email = ? AND e.deleted_at IS NULL AND c.deleted_at IS NULL
       UNION ALL SELECT * FROM (SELECT client_id, 'name' FROM client_summary
         WHERE ? <> '' AND sort_name >= ? AND sort_name < ? || char(1114111) ORDER BY sort_name, id LIMIT 20)
       LIMIT 60`
    )
    .all(taxNumber, e164, email, nameStart, nameStart, nameStart)
}

export function listSources(db: Db): { id: string; name: string | null; nameKey: string | null }[] {
  return db.select({ id: source.id, name: source.name, nameKey: source.nameKey }).from(source).orderBy(asc(source.id)).all()
}
