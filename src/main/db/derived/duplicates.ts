import { edrpouForms } from '#shared/identifiers.ts'
import { bitsOf, type Compared, leastScore, type Likeness, marksOf, prepareCompared, similarity, type Similarity } from '#shared/similarity.ts'
import type { Db, Sqlite } from '../open.ts'
import { perConnection } from '../statements.ts'
import { type SharedMarks, sharedMarks } from './sharedMarks.ts'
import { derivedPosition, forgetDerivedPosition, inStep, setDerivedPosition } from './step.ts'

/** Clients looked at for one mark; of those written the same a hundred times over, the first are enough to see it. */
const mostPerMark = 40
/** A number that more clients share than this is a switchboard or made up. */
const mostPerNumber = 20
/** A step takes about this long, ms, so that calls in between do not wait. */
const stepMs = 8
const opsPerStep = 2000
/** Marks that one statement writes. */
const keysAtOnce = 50
/** Operations behind from which going through everybody anew is quicker than following them, where they outnumber the clients: a large import. */
const opsToFollow = 40_000
/** Rows of a former going-through that one step clears away. */
const clearedPerStep = 1000

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
  readonly parentId: string | null
}
type Client = { readonly row: number; readonly id: string; readonly parentId: string | null; readonly compared: Compared }
type Pair = { readonly first: string; readonly second: string; readonly score: number; readonly reasons: number }
type Op = { readonly seq: number; readonly tableName: string; readonly rowId: string; readonly kind: string; readonly before: string | null; readonly after: string }

const readClient = `
  SELECT s.id AS row, s.client_id AS id, s.name, c.short_name AS shortName, s.town, s.tax_number AS taxNumber, c.registry_number AS registryNumber,
    c.parent_id AS parentId,
    (SELECT group_concat(e164, ' ') FROM client_phone WHERE client_id = s.client_id AND deleted_at IS NULL) AS phones,
    (SELECT group_concat(email, ' ') FROM client_email WHERE client_id = s.client_id AND deleted_at IS NULL) AS emails
  FROM client_summary AS s JOIN client AS c ON c.id = s.client_id`

const isDismissed = (first: string, second: string) =>
  `EXISTS (SELECT 1 FROM not_duplicate AS d WHERE d.client_id = ${first} AND d.other_id = ${second} AND d.deleted_at IS NULL)`

function prepareAll(sqlite: Sqlite) {
  return {
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
        'SELECT s.id FROM client AS c CROSS JOIN client_summary AS s ON s.client_id = c.id WHERE c.tax_number = ? AND c.deleted_at IS NULL LIMIT ?'
      )
      .pluck(),
    byRegistryNumber: sqlite
      .prepare<[string, number], number>(
        `SELECT s.id FROM client AS c CROSS JOIN client_summary AS s ON s.client_id = c.id
         WHERE c.registry_number = ? AND c.registry_number IS NOT NULL AND c.deleted_at IS NULL LIMIT ?`
      )
      .pluck(),
    byPhone: sqlite
      .prepare<[string, number], number>(
        `SELECT DISTINCT s.id FROM client_phone AS p CROSS JOIN client_summary AS s ON s.client_id = p.client_id
         WHERE p.e164 = ? AND p.deleted_at IS NULL LIMIT ?`
      )
      .pluck(),
    byEmail: sqlite
      .prepare<[string, number], number>(
        `SELECT DISTINCT s.id FROM client_email AS e CROSS JOIN client_summary AS s ON s.client_id = e.client_id
         WHERE e.email = ? AND e.deleted_at IS NULL LIMIT ?`
      )
      .pluck(),
    byNameStart: sqlite
      .prepare<[string, string, number], number>(
        'SELECT id FROM client_summary WHERE sort_name >= ? AND sort_name < ? || char(1114111) ORDER BY sort_name, id LIMIT ?'
      )
      .pluck(),
    hasKey: sqlite.prepare<[number, number], number>('SELECT 1 FROM duplicate_key WHERE key = ? AND client_row = ?').pluck(),
    addKey: sqlite.prepare<[number, number]>('INSERT INTO duplicate_key (key, client_row) VALUES (?, ?)'),
    addKeys: sqlite.prepare<number[]>(`INSERT INTO duplicate_key (key, client_row) VALUES ${Array.from({ length: keysAtOnce }, () => '(?, ?)').join(', ')}`),
    clear: ['duplicate_key', 'duplicate_pair'].map((table) => sqlite.prepare<[number]>(`DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} LIMIT ?)`)),
    addPair: sqlite.prepare<[Pair]>(
      `INSERT INTO duplicate_pair (first_id, second_id, score, reasons, is_dismissed)
       VALUES (:first, :second, :score, :reasons, ${isDismissed(':first', ':second')})
       ON CONFLICT (first_id, second_id) DO UPDATE SET score = excluded.score, reasons = excluded.reasons, is_dismissed = excluded.is_dismissed`
    ),
    isGone: sqlite.prepare(
      `SELECT 1 FROM temp.touched_row AS t CROSS JOIN client AS c ON c.id = t.row_id WHERE t.table_name = 'client' AND c.deleted_at IS NOT NULL LIMIT 1`
    ),
    dropGone: ['first_id', 'second_id'].map((column) =>
      sqlite.prepare(
        `DELETE FROM duplicate_pair WHERE ${column} IN (SELECT c.id FROM temp.touched_row AS t CROSS JOIN client AS c ON c.id = t.row_id
           WHERE t.table_name = 'client' AND c.deleted_at IS NOT NULL)`
      )
    ),
    followWords: sqlite.prepare(
      `UPDATE duplicate_pair SET is_dismissed = ${isDismissed('first_id', 'second_id')}
       WHERE id IN (SELECT p.id FROM temp.touched_row AS t CROSS JOIN not_duplicate AS n ON n.id = t.row_id
         CROSS JOIN duplicate_pair AS p ON p.first_id = n.client_id AND p.second_id = n.other_id WHERE t.table_name = 'not_duplicate')`
    ),
    dropPairs: [
      sqlite.prepare<[string]>('DELETE FROM duplicate_pair WHERE first_id = ?'),
      sqlite.prepare<[string]>('DELETE FROM duplicate_pair WHERE second_id = ?')
    ]
  }
}

type Statements = ReturnType<typeof prepareAll>
const statementsOf = perConnection(prepareAll)

/** Everybody compared with everybody, kept in memory until it is complete: the marks and pairs are written in order then. */
type GoingThrough = {
  row: number
  readonly lastRow: number
  readonly clients: Map<number, Client>
  /** Rows of the clients that left each mark or have each number. */
  readonly shared: SharedMarks
  readonly pairs: Pair[]
  stage: 'meeting' | 'clearing' | 'writing'
  /** Marks of the range being written, and how many of them and of the pairs are. */
  keys: readonly (readonly [mark: number, row: number])[] | undefined
  keysWritten: number
  pairsWritten: number
}
type Memory = {
  /** Where the journal was followed to without anything that mattered, not worth a write. */
  seq: number
  going: GoingThrough | undefined
}
const memoryOf = perConnection((): Memory => ({ seq: 0, going: undefined }))

/** How far the first going-through is, in percent; null when it is complete and changes are only followed. */
export function duplicatesBuilt(db: Db): number | null {
  if (derivedPosition(db, 'duplicates_seq') !== undefined) return null
  const { going } = memoryOf(db.$client)
  return going === undefined ? 0 : Math.min(99, Math.floor((100 * going.row) / Math.max(1, going.lastRow)))
}

/**
 * One small step of comparing clients: first all of them one after the other, then those that the journal says were changed.
 * `isBehind` when there is more to do at once, `hasChanged` when pairs came or went.
 */
export function followDuplicates(db: Db): { readonly isBehind: boolean; readonly hasChanged: boolean } {
  const sqlite = db.$client
  const s = statementsOf(sqlite)
  const memory = memoryOf(sqlite)
  const followed = derivedPosition(db, 'duplicates_seq')
  if (followed === undefined) return goThrough(db, s, memory)
  const seq = Math.max(followed, memory.seq)
  const behind = (s.lastSeq.get() ?? 0) - seq
  if (behind <= 0) return { isBehind: false, hasChanged: false }
  if (behind > Math.max(opsToFollow, s.lastRow.get() ?? 0)) {
    // What is known stays in sight until all are gone through.
    inStep(db, () => forgetDerivedPosition(db, 'duplicates_seq'))
    return { isBehind: true, hasChanged: false }
  }
  return inStep(db, () => followJournal(db, s, memory, seq, followed))
}

/** Clients that went leave the pairs at once, and what people say of a pair counts at once; the rest follows in quiet moments. */
export function deriveDuplicates(db: Db, touched: ReadonlySet<string>): void {
  const s = statementsOf(db.$client)
  if (touched.has('client') && s.isGone.get() !== undefined) for (const drop of s.dropGone) drop.run()
  if (touched.has('not_duplicate')) s.followWords.run()
}

/** Forgets every pair, so that all clients are gone through anew in quiet moments. */
export function restartDuplicates(db: Db): void {
  db.$client.exec('DELETE FROM duplicate_key; DELETE FROM duplicate_pair')
  forgetDerivedPosition(db, 'duplicates_seq')
  Object.assign(memoryOf(db.$client), { seq: 0, going: undefined })
}

function goThrough(db: Db, s: Statements, memory: Memory): { isBehind: boolean; hasChanged: boolean } {
  if (memory.going === undefined) {
    // What changes from now on is followed afterwards.
    memory.seq = s.lastSeq.get() ?? 0
    memory.going = {
      row: 0, lastRow: s.lastRow.get() ?? 0, clients: new Map(), shared: sharedMarks(), pairs: [], stage: 'meeting', keys: [], keysWritten: 0, pairsWritten: 0
    }
  }
  const { going } = memory
  const until = performance.now() + stepMs
  if (going.stage === 'meeting') {
    meetNext(s, going, until)
    return { isBehind: true, hasChanged: false }
  }
  try {
    const isComplete = inStep(db, () => {
      if (going.stage === 'clearing') {
        const isCleared = s.clear.every((clear) => clear.run(clearedPerStep).changes < clearedPerStep)
        if (isCleared) going.stage = 'writing'
        return false
      }
      const isWritten = writeNext(s, going, until)
      if (isWritten) setDerivedPosition(db, 'duplicates_seq', memory.seq)
      return isWritten
    })
    if (isComplete) memory.going = undefined
    return { isBehind: true, hasChanged: isComplete }
  } catch (error) {
    // What memory takes for written was rolled back.
    memory.going = undefined
    throw error
  }
}

function meetNext(s: Statements, going: GoingThrough, until: number): void {
  while (performance.now() < until) {
    const batch = s.next.all(going.row, 25)
    for (const stored of batch) {
      meet(going, clientOf(stored))
      going.row = stored.row
      if (performance.now() >= until) return
    }
    if (batch.length === 25) continue
    going.clients.clear()
    going.stage = 'clearing'
    return
  }
}

/** Writes marks, then pairs; true when all are written. */
function writeNext(s: Statements, going: GoingThrough, until: number): boolean {
  while (going.keys) {
    for (; going.keysWritten < going.keys.length; ) {
      if (performance.now() >= until) return false
      const some = going.keys.slice(going.keysWritten, going.keysWritten + keysAtOnce)
      if (some.length === keysAtOnce) s.addKeys.run(...some.flat())
      else for (const [mark, row] of some) s.addKey.run(mark, row)
      going.keysWritten += some.length
    }
    going.keys = going.shared.takeRange()
    going.keysWritten = 0
  }
  for (; going.pairsWritten < going.pairs.length; going.pairsWritten += 1) {
    if (performance.now() >= until) return false
    s.addPair.run(going.pairs[going.pairsWritten]!)
  }
  return true
}

/** Compares a client with those met before who share a mark or a number, and leaves its own. */
function meet(going: GoingThrough, client: Client): void {
  const { clients, shared, pairs } = going
  const { compared } = client
  const marks = marksOf(compared)
  const numbers = [
    ...(compared.taxNumber === '' ? [] : [`t${compared.taxNumber}`]),
    ...(compared.registryNumber === '' ? [] : [`r${compared.registryNumber}`]),
    ...compared.codes.map((code) => `c${code}`),
    ...compared.phones,
    ...compared.emails
  ]
  const met = new Set<number>()
  for (const mark of marks.sought) shared.collect(mark, met)
  for (const number of numbers) shared.collect(number, met)
  for (const row of met) {
    const pair = pairOf(client, clients.get(row)!)
    if (pair) pairs.push(pair)
  }
  for (const mark of marks.own) shared.add(mark, client.row, mostPerMark)
  for (const number of numbers) shared.add(number, client.row, mostPerNumber)
  clients.set(client.row, client)
}

function pairOf(one: Client, other: Client): Pair | undefined {
  // Branches of one firm are known to be alike.
  const areBranches = one.parentId === other.id || other.parentId === one.id || (one.parentId !== null && one.parentId === other.parentId)
  if (areBranches) return undefined
  const found = similarity(one.compared, other.compared)
  if (found.score < leastScore) return undefined
  const [first, second] = one.id < other.id ? [one.id, other.id] : [other.id, one.id]
  return { first, second, score: found.score, reasons: bitsOf(found) }
}

function followJournal(db: Db, s: Statements, memory: Memory, from: number, written: number): { isBehind: boolean; hasChanged: boolean } {
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
  memory.seq = seq
  if (done.size > 0 || seq - written > 10 * opsPerStep) setDerivedPosition(db, 'duplicates_seq', seq)
  return { isBehind: seq < (s.lastSeq.get() ?? 0), hasChanged }
}

const tellingColumns = ['name', 'short_name', 'town', 'tax_number', 'registry_number', 'parent_id', 'deleted_at']

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
  const client = clientOf(stored)
  const marks = marksOf(client.compared)
  for (const row of candidatesOf(s, client.compared, marks.sought)) {
    const other = row === client.row ? undefined : s.byRow.get(row)
    const pair = other && pairOf(client, clientOf(other))
    if (!pair) continue
    s.addPair.run(pair)
    hasChanged = true
  }
  for (const mark of marks.own) if (s.hasKey.get(mark, client.row) === undefined) s.addKey.run(mark, client.row)
  return hasChanged
}

/** Marks of former names stay: whoever is met by one is compared and found to be another. */
function candidatesOf(s: Statements, compared: Compared, keys: readonly number[]): Set<number> {
  const rows = new Set<number>()
  const add = (found: readonly number[], most: number) => {
    if (found.length <= most) for (const row of found) rows.add(row)
  }
  if (compared.taxNumber !== '') add(s.byTaxNumber.all(compared.taxNumber, mostPerMark), mostPerMark)
  if (compared.registryNumber !== '') add(s.byRegistryNumber.all(compared.registryNumber, mostPerMark), mostPerMark)
  for (const form of compared.codes.flatMap(edrpouForms)) {
    add(s.byTaxNumber.all(form, mostPerMark), mostPerMark)
    add(s.byRegistryNumber.all(form, mostPerMark), mostPerMark)
  }
  for (const phone of compared.phones) add(s.byPhone.all(phone, mostPerNumber + 1), mostPerNumber)
  for (const email of compared.emails) add(s.byEmail.all(email, mostPerNumber + 1), mostPerNumber)
  for (const key of keys) add(s.byKey.all(key, mostPerMark), mostPerMark)
  return rows
}

function clientOf(stored: Stored): Client {
  return {
    row: stored.row,
    id: stored.id,
    parentId: stored.parentId,
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
  const rows = candidatesOf(s, compared, marksOf(compared).sought)
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
