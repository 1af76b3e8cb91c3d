import { bitsOf, type Compared, keysOf, leastScore, type Likeness, prepareCompared, similarity, type Similarity } from '#shared/similarity.ts'
import type { Db, Sqlite } from '../open.ts'
import { perConnection } from '../statements.ts'

/** Clients looked at for one mark; of those written the same a hundred times over, the first are enough to see it. */
const mostPerMark = 40
/** A number that more clients share than this is a switchboard or made up. */
const mostPerNumber = 20
/** A step takes about this long, ms, so that calls in between do not wait. */
const stepMs = 10
const opsPerStep = 2000
/** Clients kept ready for comparing while all are gone through. */
const mostKept = 40_000

type Stored = {
  readonly row: number
  readonly id: string
  readonly name: string
  readonly shortName: string | null
  readonly town: string | null
  readonly taxNumber: string | null
  readonly registryNumber: string | null
  readonly phones: string | null
  readonly emails: string | null
}
type Client = { readonly row: number; readonly id: string; readonly compared: Compared }
type Op = { readonly seq: number; readonly tableName: string; readonly rowId: string; readonly kind: string; readonly before: string | null; readonly after: string }

const readClient = `
  SELECT s.id AS row, s.client_id AS id, s.name, c.short_name AS shortName, s.town, s.tax_number AS taxNumber, c.registry_number AS registryNumber,
    (SELECT group_concat(e164, ' ') FROM client_phone WHERE client_id = s.client_id AND deleted_at IS NULL) AS phones,
    (SELECT group_concat(email, ' ') FROM client_email WHERE client_id = s.client_id AND deleted_at IS NULL) AS emails
  FROM client_summary AS s JOIN client AS c ON c.id = s.client_id`

const setState = "INSERT INTO derived_state (name, position) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET position = excluded.position"

function prepareAll(sqlite: Sqlite) {
  return {
    state: sqlite.prepare<[string], number>('SELECT position FROM derived_state WHERE name = ?').pluck(),
    setState: sqlite.prepare<[string, number]>(setState),
    lastSeq: sqlite.prepare<[], number>('SELECT coalesce(max(seq), 0) FROM journal_op').pluck(),
    lastRow: sqlite.prepare<[], number>('SELECT coalesce(max(id), 0) FROM client_summary').pluck(),
    ops: sqlite.prepare<[number, number], Op>(
      'SELECT seq, table_name AS tableName, row_id AS rowId, kind, before, after FROM journal_op WHERE seq > ? ORDER BY seq LIMIT ?'
    ),
    clientOfPhone: sqlite.prepare<[string], string>('SELECT client_id FROM client_phone WHERE id = ?').pluck(),
    clientOfEmail: sqlite.prepare<[string], string>('SELECT client_id FROM client_email WHERE id = ?').pluck(),
    next: sqlite.prepare<[number, number], Stored>(`${readClient} WHERE s.id > ? ORDER BY s.id LIMIT ?`),
    byRow: sqlite.prepare<[number], Stored>(`${readClient} WHERE s.id = ?`),
    byId: sqlite.prepare<[string], Stored>(`${readClient} WHERE s.client_id = ?`),
    byKey: sqlite.prepare<[number, number], number>('SELECT client_row FROM duplicate_key WHERE key = ? ORDER BY client_row LIMIT ?').pluck(),
    byTaxNumber: sqlite
      .prepare<[string, number], number>(
        'SELECT s.id FROM client AS c CROSS JOIN client_summary AS s ON s.client_id = c.id WHERE c.tax_number = ? AND c.deleted_at IS NULL ORDER BY s.id LIMIT ?'
      )
      .pluck(),
    byRegistryNumber: sqlite
      .prepare<[string, number], number>(
        `SELECT s.id FROM client AS c CROSS JOIN client_summary AS s ON s.client_id = c.id
         WHERE c.registry_number = ? AND c.registry_number IS NOT NULL AND c.deleted_at IS NULL ORDER BY s.id LIMIT ?`
      )
      .pluck(),
    byPhone: sqlite
      .prepare<[string, number], number>(
        `SELECT DISTINCT s.id FROM client_phone AS p CROSS JOIN client_summary AS s ON s.client_id = p.client_id
         WHERE p.e164 = ? AND p.deleted_at IS NULL ORDER BY s.id LIMIT ?`
      )
      .pluck(),
    byEmail: sqlite
      .prepare<[string, number], number>(
        `SELECT DISTINCT s.id FROM client_email AS e CROSS JOIN client_summary AS s ON s.client_id = e.client_id
         WHERE e.email = ? AND e.deleted_at IS NULL ORDER BY s.id LIMIT ?`
      )
      .pluck(),
    byNameStart: sqlite
      .prepare<[string, string, number], number>(
        'SELECT id FROM client_summary WHERE sort_name >= ? AND sort_name < ? || char(1114111) ORDER BY sort_name, id LIMIT ?'
      )
      .pluck(),
    addKey: sqlite.prepare<[number, number]>('INSERT INTO duplicate_key (key, client_row) VALUES (?, ?)'),
    dropKeys: sqlite.prepare<[number]>('DELETE FROM duplicate_key WHERE client_row = ?'),
    addPair: sqlite.prepare<[string, string, number, number]>(
      `INSERT INTO duplicate_pair (first_id, second_id, score, reasons) VALUES (?, ?, ?, ?)
       ON CONFLICT (first_id, second_id) DO UPDATE SET score = excluded.score, reasons = excluded.reasons`
    ),
    dropPairs: [
      sqlite.prepare<[string]>('DELETE FROM duplicate_pair WHERE first_id = ?'),
      sqlite.prepare<[string]>('DELETE FROM duplicate_pair WHERE second_id = ?')
    ]
  }
}

type Statements = ReturnType<typeof prepareAll>
const statementsOf = perConnection(prepareAll)
/** Where the journal was followed to without anything that mattered, not worth a write. */
const seenOf = perConnection(() => ({ seq: 0 }))
const keptOf = perConnection(() => new Map<number, Client>())

/** How far the first going-through is, in percent; null when it is complete and changes are only followed. */
export function duplicatesBuilt(db: Db): number | null {
  const s = statementsOf(db.$client)
  const row = s.state.get('duplicates_row')
  if (row === -1) return null
  const last = s.lastRow.get() ?? 0
  return last === 0 ? 100 : Math.min(99, Math.floor((100 * (row ?? 0)) / last))
}

/**
 * One small step of comparing clients: first all of them one after the other, then those that the journal says were changed.
 * `isBehind` when there is more to do at once, `hasChanged` when pairs came or went.
 */
export function followDuplicates(db: Db): { readonly isBehind: boolean; readonly hasChanged: boolean } {
  const sqlite = db.$client
  const s = statementsOf(sqlite)
  const row = s.state.get('duplicates_row')
  const seq = Math.max(s.state.get('duplicates_seq') ?? 0, seenOf(sqlite).seq)
  if (row === -1 && seq >= (s.lastSeq.get() ?? 0)) return { isBehind: false, hasChanged: false }
  return inStep(sqlite, () => (row === -1 ? followJournal(sqlite, s, seq) : goThrough(sqlite, s, row)))
}

/** Forgets every pair, so that all clients are gone through anew in quiet moments. */
export function restartDuplicates(db: Db): void {
  const sqlite = db.$client
  sqlite.exec("DELETE FROM duplicate_key; DELETE FROM duplicate_pair; DELETE FROM derived_state WHERE name IN ('duplicates_row', 'duplicates_seq')")
  seenOf(sqlite).seq = 0
  keptOf(sqlite).clear()
}

/** Forgets the marks of the clients that stand in `touched_client` and are gone; to be called before their summary goes. */
export const dropKeysOfRemoved = `DELETE FROM duplicate_key WHERE client_row IN (
  SELECT s.id FROM temp.touched_client AS t CROSS JOIN client AS c ON c.id = t.id CROSS JOIN client_summary AS s ON s.client_id = c.id
  WHERE c.deleted_at IS NOT NULL)`

function inStep<T>(sqlite: Sqlite, work: () => T): T {
  sqlite.exec('BEGIN IMMEDIATE')
  try {
    const value = work()
    sqlite.exec('COMMIT')
    return value
  } catch (error) {
    if (sqlite.inTransaction) sqlite.exec('ROLLBACK')
    throw error
  }
}

function goThrough(sqlite: Sqlite, s: Statements, row: number | undefined): { isBehind: boolean; hasChanged: boolean } {
  if (row === undefined) {
    // What changes from now on is followed afterwards.
    s.setState.run('duplicates_seq', s.lastSeq.get() ?? 0)
    keptOf(sqlite).clear()
  }
  const kept = keptOf(sqlite)
  const began = performance.now()
  let last = row ?? 0
  let hasChanged = false
  for (;;) {
    const batch = s.next.all(last, 25)
    for (const stored of batch) {
      const client = clientOf(stored)
      if (kept.size >= mostKept) kept.clear()
      kept.set(client.row, client)
      if (compareWithAll(s, kept, client, client.row)) hasChanged = true
      last = client.row
    }
    if (batch.length < 25) {
      last = -1
      kept.clear()
      break
    }
    if (performance.now() - began > stepMs) break
  }
  s.setState.run('duplicates_row', last)
  return { isBehind: true, hasChanged }
}

function followJournal(sqlite: Sqlite, s: Statements, from: number): { isBehind: boolean; hasChanged: boolean } {
  const ops = s.ops.all(from, opsPerStep)
  const began = performance.now()
  const done = new Set<string>()
  let seq = from
  let hasChanged = false
  for (const op of ops) {
    for (const id of clientsOf(s, op)) {
      if (done.has(id)) continue
      done.add(id)
      if (lookAgainAt(s, id)) hasChanged = true
    }
    seq = op.seq
    if (performance.now() - began > stepMs) break
  }
  seenOf(sqlite).seq = seq
  if (done.size > 0 || seq - (s.state.get('duplicates_seq') ?? 0) > 10 * opsPerStep) s.setState.run('duplicates_seq', seq)
  return { isBehind: seq < (s.lastSeq.get() ?? 0), hasChanged }
}

const tellingColumns = ['name', 'short_name', 'town', 'tax_number', 'registry_number', 'deleted_at']

/** Clients whose likeness an operation of the journal may have changed. */
function clientsOf(s: Statements, { tableName, rowId, kind, before, after }: Op): string[] {
  if (tableName === 'client') {
    const isTelling = kind === 'insert' || tellingColumns.some((column) => after.includes(`"${column}":`))
    return isTelling ? [rowId] : []
  }
  if (tableName !== 'client_phone' && tableName !== 'client_email') return []
  const now = (tableName === 'client_phone' ? s.clientOfPhone : s.clientOfEmail).get(rowId)
  const former = before?.includes('"client_id":') ? (JSON.parse(before) as { client_id: string }).client_id : undefined
  return [now, former].filter((id) => id !== undefined)
}

function lookAgainAt(s: Statements, id: string): boolean {
  let hasChanged = false
  for (const drop of s.dropPairs) if (drop.run(id).changes > 0) hasChanged = true
  const stored = s.byId.get(id)
  if (!stored) return hasChanged
  s.dropKeys.run(stored.row)
  return compareWithAll(s, new Map(), clientOf(stored), Number.MAX_SAFE_INTEGER) || hasChanged
}

/** Finds the pairs of a client with those whose row is below `below`, and leaves its own marks. */
function compareWithAll(s: Statements, kept: Map<number, Client>, client: Client, below: number): boolean {
  const keys = keysOf(client.compared)
  let hasPairs = false
  for (const row of candidatesOf(s, client.compared, keys)) {
    if (row === client.row || row >= below) continue
    const other = kept.get(row) ?? readOther(s, kept, row)
    if (!other) continue
    const found = similarity(client.compared, other.compared)
    if (found.score < leastScore) continue
    const [first, second] = client.id < other.id ? [client.id, other.id] : [other.id, client.id]
    s.addPair.run(first, second, found.score, bitsOf(found))
    hasPairs = true
  }
  for (const key of keys) s.addKey.run(key, client.row)
  return hasPairs
}

function readOther(s: Statements, kept: Map<number, Client>, row: number): Client | undefined {
  const stored = s.byRow.get(row)
  if (!stored) return undefined
  const client = clientOf(stored)
  kept.set(row, client)
  return client
}

function candidatesOf(s: Statements, compared: Compared, keys: readonly number[]): Set<number> {
  const rows = new Set<number>()
  const add = (found: readonly number[], most: number) => {
    if (found.length <= most) for (const row of found) rows.add(row)
  }
  if (compared.taxNumber !== '') add(s.byTaxNumber.all(compared.taxNumber, mostPerMark), mostPerMark)
  if (compared.registryNumber !== '') add(s.byRegistryNumber.all(compared.registryNumber, mostPerMark), mostPerMark)
  for (const phone of compared.phones) add(s.byPhone.all(phone, mostPerNumber + 1), mostPerNumber)
  for (const email of compared.emails) add(s.byEmail.all(email, mostPerNumber + 1), mostPerNumber)
  for (const key of keys) add(s.byKey.all(key, mostPerMark), mostPerMark)
  return rows
}

function clientOf(stored: Stored): Client {
  return {
    row: stored.row,
    id: stored.id,
    compared: prepareCompared({
      ...stored,
      phones: stored.phones === null ? [] : [...new Set(stored.phones.split(' '))],
      emails: stored.emails === null ? [] : [...new Set(stored.emails.split(' '))]
    })
  }
}

export type Alike = { readonly id: string; readonly similarity: Similarity; readonly beginsSame: boolean }

/** Clients that a client being typed may be, likeliest first; those whose name begins with `nameStart` come along. */
export function clientsLike(db: Db, likeness: Likeness, nameStart: string, limit: number): Alike[] {
  const s = statementsOf(db.$client)
  const compared = prepareCompared(likeness)
  const rows = candidatesOf(s, compared, keysOf(compared))
  const beginning = new Set(nameStart === '' ? [] : s.byNameStart.all(nameStart, nameStart, mostPerNumber))
  for (const row of beginning) rows.add(row)
  const found: Alike[] = []
  for (const row of rows) {
    const stored = s.byRow.get(row)
    if (!stored) continue
    const alike = similarity(compared, clientOf(stored).compared)
    const beginsSame = beginning.has(row)
    if (alike.shared.length > 0 || beginsSame) found.push({ id: stored.id, similarity: alike, beginsSame })
  }
  return found
    .sort((a, b) => b.similarity.score - a.similarity.score || Number(b.beginsSame) - Number(a.beginsSame) || (a.id < b.id ? -1 : 1))
    .slice(0, limit)
}
