import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '#main/db/open.ts'
import { client, clientAddress, clientMerge, consentChange, formerName } from '#main/db/schema/index.ts'
import { perConnection, prepared, preparedValue } from '#main/db/statements.ts'
import { journalledTables } from '#main/db/tableKinds.ts'
import type { ConsentWord } from '#shared/consent.ts'
import { normalise } from '#shared/normalise.ts'

export type StoredClient = typeof client.$inferSelect
export type ConsentRow = ConsentWord & { readonly id: string; readonly basis: string | null; readonly wording: string | null; readonly origin: string | null }
/** From whom to whom, and when, epoch ms. */
export type Move = { readonly fromId: string; readonly toId: string; readonly at: number }

type Column = { readonly name: string }
type Owned = { readonly table: string; readonly hasUpdatedAt: boolean }

/** Tables whose rows are told apart one by one before what is left goes over as a whole. */
const apart: ReadonlySet<string> = new Set(['not_duplicate'])

const tablesOf = perConnection((sqlite) => {
  const columns = new Map(journalledTables.map((table) => [table as string, new Set((sqlite.pragma(`table_info(${table})`) as Column[]).map(({ name }) => name))]))
  const withColumn = (column: string): Owned[] =>
    [...columns].flatMap(([table, names]) => (names.has(column) && !apart.has(table) ? [{ table, hasUpdatedAt: names.has('updated_at') }] : []))
  return { ofClient: withColumn('client_id'), ofContact: withColumn('contact_id') }
})

/** Tables whose rows belong to a client: whatever is added to the schema comes along by itself. */
export function tablesOfClients(db: Db): readonly string[] {
  return tablesOf(db.$client).ofClient.map(({ table }) => table)
}

/** Those of the clients that are there. */
export function findClients(db: Db, ids: readonly string[]): StoredClient[] {
  return ids.flatMap((id) => db.select().from(client).where(and(eq(client.id, id), isNull(client.deletedAt))).get() ?? [])
}

export function insertMerge(db: Db, values: typeof clientMerge.$inferInsert): void {
  db.insert(clientMerge).values(values).run()
}

export function insertFormerName(db: Db, values: typeof formerName.$inferInsert): void {
  db.insert(formerName).values(values).run()
}

export function insertAddress(db: Db, values: typeof clientAddress.$inferInsert): void {
  db.insert(clientAddress).values(values).run()
}

export function insertConsent(db: Db, values: typeof consentChange.$inferInsert): void {
  db.insert(consentChange).values(values).run()
}

export function updateClient(db: Db, id: string, change: Partial<StoredClient>): void {
  db.update(client).set(change).where(eq(client.id, id)).run()
}

/** Gives every row of a client that is still its own to another. */
export function moveRows(db: Db, { fromId, toId, at }: Move): void {
  for (const { table, hasUpdatedAt } of tablesOf(db.$client).ofClient) {
    const stamp = hasUpdatedAt ? ', updated_at = ?' : ''
    prepared<unknown[]>(db, `UPDATE "${table}" SET client_id = ?${stamp} WHERE client_id = ?`).run(toId, ...(hasUpdatedAt ? [at] : []), fromId)
  }
}

/** Takes a row away that the other client has too; it goes along, so that its history is whole. */
function dropDouble(db: Db, table: string, id: string, { toId, at }: Move): void {
  prepared<[string, number, number, string]>(db, `UPDATE "${table}" SET client_id = ?, deleted_at = ?, updated_at = ? WHERE id = ?`).run(toId, at, at, id)
}

function setColumns(db: Db, table: string, id: string, values: Readonly<Record<string, string | number | null>>, at: number): void {
  const names = Object.keys(values)
  if (names.length === 0) return
  prepared<unknown[]>(db, `UPDATE "${table}" SET ${names.map((name) => `${name} = ?`).join(', ')}, updated_at = ? WHERE id = ?`).run(
    ...names.map((name) => values[name]),
    at,
    id
  )
}

function lastPosition(db: Db, table: string, clientId: string): number {
  return preparedValue<[string], number>(db, `SELECT coalesce(max(position), 0) FROM "${table}" WHERE client_id = ?`).get(clientId) ?? 0
}

/** Puts the rows of one behind those of the other. */
function putBehind(db: Db, table: string, { fromId, toId, at }: Move): void {
  const last = lastPosition(db, table, toId)
  if (last === 0) return
  prepared<[number, number, string]>(db, `UPDATE "${table}" SET position = position + ?, updated_at = ? WHERE client_id = ?`).run(last, at, fromId)
}

type ContactRow = {
  readonly id: string
  readonly name: string
  readonly role: string | null
  readonly birthday: string | null
  readonly decision_role: string | null
  readonly note: string | null
  readonly external_id: string | null
}

/** Persons of the same name become one: what the one lacks comes from the other, numbers and words go to the one that stays. */
export function joinContacts(db: Db, move: Move): void {
  const read = prepared<[string], ContactRow>(
    db,
    'SELECT id, name, role, birthday, decision_role, note, external_id FROM contact WHERE client_id = ? AND deleted_at IS NULL ORDER BY position, id'
  )
  const known = new Map(read.all(move.toId).map((row) => [normalise(row.name), row]))
  const doubles = read.all(move.fromId)
  putBehind(db, 'contact', move)
  for (const row of doubles) {
    const twin = known.get(normalise(row.name))
    if (!twin) continue
    const missing = (['role', 'birthday', 'decision_role', 'note', 'external_id'] as const).filter((column) => twin[column] === null && row[column] !== null)
    setColumns(db, 'contact', twin.id, Object.fromEntries(missing.map((column) => [column, row[column]])), move.at)
    dropDouble(db, 'contact', row.id, move)
    for (const { table, hasUpdatedAt } of tablesOf(db.$client).ofContact) {
      const stamp = hasUpdatedAt ? ', updated_at = ?' : ''
      prepared<unknown[]>(db, `UPDATE "${table}" SET contact_id = ?${stamp} WHERE contact_id = ?`).run(twin.id, ...(hasUpdatedAt ? [move.at] : []), row.id)
    }
  }
}

type PhoneRow = {
  readonly id: string
  readonly e164: string
  readonly label: string | null
  readonly contact_id: string | null
  readonly is_bad: number
  readonly updated_at: number
}

/** The same number is kept once; whether it is good is what was found last. */
export function joinPhones(db: Db, move: Move): void {
  const read = prepared<[string], PhoneRow>(
    db,
    'SELECT id, e164, label, contact_id, is_bad, updated_at FROM client_phone WHERE client_id = ? AND deleted_at IS NULL ORDER BY position, id'
  )
  const known = new Map(read.all(move.toId).map((row) => [row.e164, row]))
  const doubles = read.all(move.fromId)
  putBehind(db, 'client_phone', move)
  for (const row of doubles) {
    const twin = known.get(row.e164)
    if (!twin) continue
    setColumns(
      db,
      'client_phone',
      twin.id,
      {
        ...(twin.label === null && row.label !== null && { label: row.label }),
        ...(twin.contact_id === null && row.contact_id !== null && { contact_id: row.contact_id }),
        ...(twin.is_bad !== row.is_bad && row.updated_at > twin.updated_at && { is_bad: row.is_bad })
      },
      move.at
    )
    dropDouble(db, 'client_phone', row.id, move)
  }
}

export function joinEmails(db: Db, move: Move): void {
  type Row = { readonly id: string; readonly email: string; readonly contact_id: string | null }
  const read = prepared<[string], Row>(db, 'SELECT id, email, contact_id FROM client_email WHERE client_id = ? AND deleted_at IS NULL ORDER BY position, id')
  const known = new Map(read.all(move.toId).map((row) => [row.email.toLowerCase(), row]))
  const doubles = read.all(move.fromId)
  putBehind(db, 'client_email', move)
  for (const row of doubles) {
    const twin = known.get(row.email.toLowerCase())
    if (!twin) continue
    if (twin.contact_id === null && row.contact_id !== null) setColumns(db, 'client_email', twin.id, { contact_id: row.contact_id }, move.at)
    dropDouble(db, 'client_email', row.id, move)
  }
}

/** Rows of both that say the same are kept once. */
function keepOnce(db: Db, table: string, columns: string, move: Move): void {
  type Row = Readonly<Record<string, string | number | null>>
  const read = prepared<[string], Row>(db, `SELECT id, ${columns} FROM "${table}" WHERE client_id = ? AND deleted_at IS NULL ORDER BY id`)
  const keyOf = ({ id: _id, ...row }: Row) => JSON.stringify(Object.values(row).map((value) => (typeof value === 'string' ? normalise(value) : value)))
  const known = new Set(read.all(move.toId).map(keyOf))
  for (const row of read.all(move.fromId)) if (known.has(keyOf(row))) dropDouble(db, table, String(row['id']), move)
}

export function joinAddressesAndAccounts(db: Db, move: Move): void {
  putBehind(db, 'client_address', move)
  keepOnce(db, 'client_address', 'kind, name, street, postal_code, town, country', move)
  putBehind(db, 'client_bank_account', move)
  keepOnce(db, 'client_bank_account', 'iban', move)
  keepOnce(db, 'former_name', 'name', move)
}

export function joinGroups(db: Db, move: Move): void {
  keepOnce(db, 'client_category', 'category_id', move)
  keepOnce(db, 'segment_member', 'segment_id', move)
}

/**
 * Of several choices all stay; of anything else the value of the client that is said, by property, or the survivor's
 * where it has one.
 */
export function joinProperties(db: Db, move: Move, isTheirs: (propertyId: string) => boolean): void {
  type Row = { readonly id: string; readonly propertyId: string; readonly kind: string; readonly choiceId: string | null }
  const read = prepared<[string], Row>(
    db,
    `SELECT v.id, v.property_id AS propertyId, p.kind, v.choice_id AS choiceId FROM client_property AS v JOIN property AS p ON p.id = v.property_id
     WHERE v.client_id = ? AND v.deleted_at IS NULL ORDER BY v.id`
  )
  const ours = read.all(move.toId)
  for (const row of read.all(move.fromId)) {
    const same = ours.filter((own) => own.propertyId === row.propertyId)
    if (row.kind === 'choices') {
      if (same.some((own) => own.choiceId === row.choiceId)) dropDouble(db, 'client_property', row.id, move)
    } else if (same.length > 0) {
      if (isTheirs(row.propertyId)) for (const own of same) dropDouble(db, 'client_property', own.id, move)
      else dropDouble(db, 'client_property', row.id, move)
    }
  }
}

type EntryRow = {
  readonly id: string
  readonly clientId: string
  readonly callListId: string
  readonly state: 'waiting' | 'done'
  readonly position: number
  readonly attemptCount: number
  readonly nextCallAt: number | null
  readonly isPromised: number
  readonly lastDispositionId: string | null
}

/**
 * Places of both in one call list become one. A call that was promised is kept; otherwise a list that is through with one
 * of them is through with both. Attempts add up, and nobody is rung sooner than either would have been.
 */
export function joinListEntries(db: Db, move: Move): void {
  const read = prepared<[string], EntryRow>(
    db,
    `SELECT id, client_id AS clientId, call_list_id AS callListId, state, position, attempt_count AS attemptCount, next_call_at AS nextCallAt,
       is_promised AS isPromised, last_disposition_id AS lastDispositionId
     FROM call_list_entry WHERE client_id = ? AND deleted_at IS NULL ORDER BY id`
  )
  const ours = new Map(read.all(move.toId).map((row) => [row.callListId, row]))
  const isPromised = (row: EntryRow) => row.state === 'waiting' && row.isPromised === 1
  const weight = (row: EntryRow) => (isPromised(row) ? 2 : row.state === 'done' ? 1 : 0)
  for (const theirs of read.all(move.fromId)) {
    const own = ours.get(theirs.callListId)
    if (!own) continue
    const [kept, dropped] = weight(theirs) > weight(own) ? [theirs, own] : [own, theirs]
    const times = [kept, dropped].flatMap((row) => (row.nextCallAt !== null && row.state === 'waiting' ? [row.nextCallAt] : []))
    const promised = [kept, dropped].flatMap((row) => (isPromised(row) && row.nextCallAt !== null ? [row.nextCallAt] : []))
    const next = kept.state === 'done' ? kept.nextCallAt : promised.length > 0 ? Math.min(...promised) : times.length > 0 ? Math.max(...times) : null
    setColumns(
      db,
      'call_list_entry',
      kept.id,
      {
        attempt_count: kept.attemptCount + dropped.attemptCount,
        position: Math.min(kept.position, dropped.position),
        next_call_at: next,
        last_disposition_id: kept.lastDispositionId ?? dropped.lastDispositionId
      },
      move.at
    )
    prepared<[string, string]>(db, 'UPDATE call_attempt SET entry_id = ? WHERE entry_id = ?').run(kept.id, dropped.id)
    dropDouble(db, 'call_list_entry', dropped.id, move)
  }
}

/** Who was said to be another client than the one that goes is another than the one that stays. */
export function moveNotDuplicates(db: Db, { fromId, toId, at }: Move): void {
  type Row = { readonly id: string; readonly clientId: string; readonly otherId: string }
  const read = prepared<[string, string], Row>(
    db,
    'SELECT id, client_id AS clientId, other_id AS otherId FROM not_duplicate WHERE (client_id = ? OR other_id = ?) AND deleted_at IS NULL ORDER BY id'
  )
  const known = new Set(read.all(toId, toId).map((row) => (row.clientId === toId ? row.otherId : row.clientId)))
  for (const row of read.all(fromId, fromId)) {
    const other = row.clientId === fromId ? row.otherId : row.clientId
    if (other === toId || known.has(other)) setColumns(db, 'not_duplicate', row.id, { deleted_at: at }, at)
    else setColumns(db, 'not_duplicate', row.id, other < toId ? { client_id: other, other_id: toId } : { client_id: toId, other_id: other }, at)
  }
}

/** Firms that belong to the one that goes, or came on its word, name the one that stays. */
export function moveRelations(db: Db, { fromId, toId, at }: Move): void {
  for (const column of ['parent_id', 'recommended_by_id']) {
    prepared<[string, number, string, string]>(db, `UPDATE client SET ${column} = ?, updated_at = ? WHERE ${column} = ? AND id <> ?`).run(toId, at, fromId, toId)
  }
}

/** Deals without a source of their own went by their client's, which may change now: they keep it. */
export function pinSources(db: Db, clientId: string, sourceId: string, at: number): void {
  prepared<[string, number, string]>(db, 'UPDATE deal SET source_id = ?, updated_at = ? WHERE client_id = ? AND source_id IS NULL').run(sourceId, at, clientId)
}

/** What was said of consent, oldest first. */
export function listWords(db: Db, clientId: string): ConsentRow[] {
  return prepared<[string], ConsentRow>(
    db,
    `SELECT id, contact_id AS contactId, channel, state, at, basis, wording, origin FROM consent_change
     WHERE client_id = ? AND undone_at IS NULL ORDER BY at, id`
  ).all(clientId)
}

export function listFormerNames(db: Db, clientId: string): string[] {
  return preparedValue<[string], string>(db, 'SELECT name FROM former_name WHERE client_id = ? AND deleted_at IS NULL').all(clientId)
}

export function nextAddressPosition(db: Db, clientId: string): number {
  return lastPosition(db, 'client_address', clientId) + 1
}

export function listAddresses(db: Db, clientId: string): { street: string | null; town: string | null }[] {
  return prepared<[string], { street: string | null; town: string | null }>(
    db,
    'SELECT street, town FROM client_address WHERE client_id = ? AND deleted_at IS NULL ORDER BY id'
  ).all(clientId)
}
