import type { Db } from '#main/db/open.ts'
import { prepared, preparedValue } from '#main/db/statements.ts'
import { and, eq, isNull } from 'drizzle-orm'
import { notDuplicate } from '#main/db/schema/index.ts'
import type { Belonging, DuplicatePair, DuplicateReason, DuplicateSide } from '#shared/contract/duplicates.ts'
import { bitOf, sameNameBit, sharedThings, thingsOf } from '#shared/similarity.ts'

type PairRow = { readonly firstId: string; readonly secondId: string; readonly score: number; readonly reasons: number }
type Page = { readonly offset: number; readonly limit: number }

/** Likeliest pairs first; 0 for `bits` means any reason. */
export function listPairs(db: Db, bits: number, page: Page): DuplicatePair[] {
  const rows = prepared<[number, number, number, number], PairRow>(
    db,
    `SELECT first_id AS firstId, second_id AS secondId, score, reasons FROM duplicate_pair INDEXED BY duplicate_pair_score
     WHERE is_dismissed = 0 AND (? = 0 OR reasons & ?) ORDER BY score DESC, first_id DESC, second_id DESC LIMIT ? OFFSET ?`
  ).all(bits, bits, page.limit, page.offset)
  return withSides(db, rows)
}

export type PairCounts = { readonly byReason: Readonly<Record<DuplicateReason, number>>; readonly all: number }

/** Open pairs of each reason, and of all. */
export function countPairs(db: Db): PairCounts {
  const groups = prepared<[], { readonly reasons: number; readonly count: number }>(
    db,
    'SELECT reasons, count(*) AS count FROM duplicate_pair INDEXED BY duplicate_pair_reasons WHERE is_dismissed = 0 GROUP BY reasons'
  ).all()
  const of = (bit: number) => groups.reduce((sum, { reasons, count }) => sum + ((reasons & bit) === 0 ? 0 : count), 0)
  return {
    byReason: Object.fromEntries(sharedThings.map((thing) => [thing, of(bitOf(thing))])) as Record<DuplicateReason, number>,
    all: groups.reduce((sum, { count }) => sum + count, 0)
  }
}

/** Open pairs of one client, likeliest first. */
export function listPairsOf(db: Db, clientId: string, limit: number): DuplicatePair[] {
  const columns = 'first_id AS firstId, second_id AS secondId, score, reasons'
  const rows = prepared<[string, string, number], PairRow>(
    db,
    `SELECT ${columns} FROM duplicate_pair WHERE first_id = ? AND is_dismissed = 0 UNION ALL
     SELECT ${columns} FROM duplicate_pair WHERE second_id = ? AND is_dismissed = 0 ORDER BY score DESC, firstId, secondId LIMIT ?`
  ).all(clientId, clientId, limit)
  return withSides(db, rows)
}

const dismissedPairs = `FROM not_duplicate AS n CROSS JOIN client_summary AS a ON a.client_id = n.client_id
  CROSS JOIN client_summary AS b ON b.client_id = n.other_id
  LEFT JOIN duplicate_pair AS p ON p.first_id = n.client_id AND p.second_id = n.other_id WHERE n.deleted_at IS NULL`

/** Pairs that people said are two clients, latest first. */
export function listDismissed(db: Db, page: Page): DuplicatePair[] {
  const rows = prepared<[number, number], PairRow>(
    db,
    `SELECT n.client_id AS firstId, n.other_id AS secondId, coalesce(p.score, 0) AS score, coalesce(p.reasons, 0) AS reasons ${dismissedPairs}
     ORDER BY n.id DESC LIMIT ? OFFSET ?`
  ).all(page.limit, page.offset)
  return withSides(db, rows)
}

export function countDismissed(db: Db): number {
  return preparedValue<[], number>(db, `SELECT count(*) ${dismissedPairs}`).get() ?? 0
}

function withSides(db: Db, rows: readonly PairRow[]): DuplicatePair[] {
  const sides = new Map(readSides(db, [...new Set(rows.flatMap((row) => [row.firstId, row.secondId]))]).map((side) => [side.id, side]))
  return rows.flatMap(({ firstId, secondId, score, reasons }) => {
    const [first, second] = [sides.get(firstId), sides.get(secondId)]
    return first && second ? [{ id: `${firstId} ${secondId}`, first, second, score, reasons: thingsOf(reasons) }] : []
  })
}

function readSides(db: Db, ids: readonly string[]): DuplicateSide[] {
  return prepared<[string], DuplicateSide>(
    db,
    `SELECT client_id AS id, name, town, tax_number AS taxNumber, phone, email, owner_id AS ownerId, last_contact_at AS lastContactAt,
       open_deal_count AS openDealCount, created_at AS createdAt
     FROM client_summary WHERE client_id IN (SELECT value FROM json_each(?)) ORDER BY id`
  ).all(JSON.stringify(ids))
}

/** Clients that share a tax number and a name, in groups. */
export function listSameGroups(db: Db): string[][] {
  const bits = bitOf('taxNumber') | sameNameBit
  const rows = prepared<[number, number], { readonly firstId: string; readonly secondId: string }>(
    db,
    `SELECT first_id AS firstId, second_id AS secondId FROM duplicate_pair INDEXED BY duplicate_pair_score
     WHERE is_dismissed = 0 AND reasons & ? = ? ORDER BY first_id, second_id`
  ).all(bits, bits)
  const groups = new Map<string, Set<string>>()
  for (const { firstId, secondId } of rows) {
    const joined = new Set([...(groups.get(firstId) ?? [firstId]), ...(groups.get(secondId) ?? [secondId])])
    for (const id of joined) groups.set(id, joined)
  }
  return [...new Set(groups.values())].map((group) => [...group].sort())
}

const counted: Readonly<Record<Belonging, string>> = {
  deals: 'FROM deal WHERE client_id = :id AND deleted_at IS NULL',
  invoices: 'FROM invoice WHERE client_id = :id AND deleted_at IS NULL',
  payments: 'FROM payment WHERE client_id = :id AND deleted_at IS NULL',
  purchases: 'FROM purchase WHERE client_id = :id AND deleted_at IS NULL',
  calls: 'FROM call_attempt WHERE client_id = :id AND undone_at IS NULL',
  notes: 'FROM note WHERE client_id = :id AND deleted_at IS NULL',
  tasks: 'FROM task WHERE client_id = :id AND deleted_at IS NULL',
  callLists: 'FROM call_list_entry WHERE client_id = :id AND deleted_at IS NULL',
  attachments: 'FROM attachment WHERE client_id = :id AND deleted_at IS NULL',
  addresses: 'FROM client_address WHERE client_id = :id AND deleted_at IS NULL',
  bankAccounts: 'FROM client_bank_account WHERE client_id = :id AND deleted_at IS NULL',
  categories: 'FROM client_category WHERE client_id = :id AND deleted_at IS NULL',
  segments: 'FROM segment_member WHERE client_id = :id AND deleted_at IS NULL'
}

/** How much of each kind belongs to a client. */
export function listBelongingCounts(db: Db, id: string): Record<Belonging, number> {
  const sql = `SELECT ${Object.entries(counted).map(([name, from]) => `(SELECT count(*) ${from}) AS ${name}`).join(', ')}`
  return prepared<[object], Record<Belonging, number>>(db, sql).get({ id })!
}

type Reach = { readonly phones: readonly string[]; readonly emails: readonly string[]; readonly contacts: readonly string[] }

export function readReach(db: Db, id: string): Reach {
  const all = (column: string, table: string) =>
    preparedValue<[string], string>(db, `SELECT ${column} FROM ${table} WHERE client_id = ? AND deleted_at IS NULL ORDER BY position, id`).all(id)
  return { phones: all('e164', 'client_phone'), emails: all('email', 'client_email'), contacts: all('name', 'contact') }
}

export function readLastContact(db: Db, id: string): number | null {
  return preparedValue<[string], number | null>(db, 'SELECT last_contact_at FROM client_summary WHERE client_id = ?').get(id) ?? null
}

export type PropertyText = { readonly propertyId: string; readonly name: string; readonly text: string }

/** What the firm's own properties say of a client, in words; of several choices one line. */
export function listPropertyTexts(db: Db, id: string): PropertyText[] {
  return prepared<[string], PropertyText>(
    db,
    `SELECT p.id AS propertyId, p.name, group_concat(CASE p.kind
         WHEN 'choice' THEN c.name WHEN 'choices' THEN c.name WHEN 'date' THEN v.day_value
         WHEN 'number' THEN rtrim(rtrim(printf('%.6f', v.number_micro / 1000000.0), '0'), '.')
         WHEN 'yesNo' THEN CASE WHEN v.number_micro > 0 THEN 'yes' ELSE 'no' END
         ELSE v.text_value END, ', ') AS text
     FROM client_property AS v JOIN property AS p ON p.id = v.property_id AND p.deleted_at IS NULL
       LEFT JOIN property_choice AS c ON c.id = v.choice_id
     WHERE v.client_id = ? AND v.deleted_at IS NULL GROUP BY p.id ORDER BY p.position, p.id`
  ).all(id)
}

/** Properties of several choices, of which nothing has to be chosen: all of them stay. */
export function listManyChoiceProperties(db: Db): Set<string> {
  return new Set(preparedValue<[], string>(db, "SELECT id FROM property WHERE kind = 'choices' ORDER BY id").all())
}

export function readNames(db: Db, ids: readonly string[]): Record<string, string> {
  const rows = prepared<[string], { readonly id: string; readonly name: string }>(db, 'SELECT id, name FROM client WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id')
  return Object.fromEntries(rows.all(JSON.stringify(ids)).map(({ id, name }) => [id, name]))
}

export function findNotDuplicate(db: Db, clientId: string, otherId: string): string | undefined {
  return db
    .select({ id: notDuplicate.id })
    .from(notDuplicate)
    .where(and(eq(notDuplicate.clientId, clientId), eq(notDuplicate.otherId, otherId), isNull(notDuplicate.deletedAt)))
    .get()?.id
}

export function insertNotDuplicate(db: Db, values: typeof notDuplicate.$inferInsert): void {
  db.insert(notDuplicate).values(values).run()
}

export function removeNotDuplicate(db: Db, id: string, at: number): void {
  db.update(notDuplicate).set({ deletedAt: at, updatedAt: at }).where(eq(notDuplicate.id, id)).run()
}
