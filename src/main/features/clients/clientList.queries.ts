import type { Statement } from 'better-sqlite3'
import type { Db, Sqlite } from '#main/db/open.ts'
import { preparedValue } from '#main/db/statements.ts'
import type { Channel } from '#shared/consent.ts'
import { type ClientHit, type ClientKind, type ClientRow, type ClientSort, type ClientSortBy, type ClientStatus, isByProperty, type NextStep, type PropertySort } from '#shared/contract/clients.ts'
import type { Day } from '#shared/day.ts'
import { valuesOf } from '../properties/values.ts'
import { conditionsOf, isPlain, type ListQuestion } from './filters.queries.ts'
import { firstByProperty, orderByProperty } from './propertyOrder.queries.ts'
import { type Conditions, isIndexed, readSearch, type Search, searchIds, textConditions } from './search.queries.ts'
import type { SearchTerm } from './searchTerms.ts'

/** What a search with more matches than are sorted says until they are counted: "1,000+". */
const mostShown = 1000
/** Rows of an index that a search with many matches looks at for its first page before it looks for all of them. */
const mostWalked = 1500
/** Matches of a search that are looked for at once; who has more is asked for again, when they are really needed. */
const mostAtOnce = 8000
/** Results up to which it is cheaper to sort them than to walk an index. */
const fewEnough = 2000

type Value = string | number
/** By what every client has of itself. */
type OwnSort = Exclude<ClientSort, PropertySort>
type Found = {
  readonly rows: readonly ClientRow[]
  readonly total: number
  readonly isTotalExact: boolean
  readonly corrected: Search['corrected']
}
type Page = { readonly offset: number; readonly limit: number }

type StoredRow = Omit<ClientRow, 'next' | 'overdueMinor' | 'consents' | 'isKey' | 'isArchived' | 'categoryIds' | 'properties'> & {
  readonly rowId: number
  readonly nextAt: number | null
  readonly isKey: number
  readonly isArchived: number
}

const scoreOf = '(SELECT score FROM client_figures WHERE client_id = s.client_id)'

const rowColumns = `s.id AS rowId, s.client_id AS id, s.name, (SELECT short_name FROM client WHERE id = s.client_id) AS shortName, s.kind, s.status,
  s.tax_number AS taxNumber, s.town, s.region, s.country, s.is_key AS isKey, s.is_archived AS isArchived, s.owner_id AS ownerId, s.source_id AS sourceId, s.phone, s.email, s.phone_count AS phoneCount, s.last_contact_at AS lastContactAt,
  s.next_at AS nextAt, s.open_deal_count AS openDealCount, s.open_deal_minor AS openDealMinor, s.created_at AS createdAt,
  ${scoreOf} AS score, (SELECT abc FROM client_figures WHERE client_id = s.client_id) AS abc, (SELECT xyz FROM client_figures WHERE client_id = s.client_id) AS xyz`

/** The index that already has the rows in order, and the order; owner and town go by their words, see `walkGroups`. */
const orders: Readonly<Record<ClientSortBy, { readonly index: string; readonly asc: string; readonly desc: string }>> = {
  name: { index: 'client_summary_name', asc: 's.sort_name, s.id', desc: 's.sort_name DESC, s.id DESC' },
  town: { index: 'client_summary_town', asc: 's.town NULLS LAST, s.id', desc: 's.town DESC, s.id DESC' },
  owner: {
    index: 'client_summary_owner',
    asc: 's.owner_id NULLS LAST, s.sort_name, s.id',
    desc: 's.owner_id DESC, s.sort_name DESC, s.id DESC'
  },
  lastContact: { index: 'client_summary_contact', asc: 's.last_contact_at NULLS LAST, s.id', desc: 's.last_contact_at DESC, s.id DESC' },
  next: { index: 'client_summary_next', asc: 's.next_at NULLS LAST, s.id', desc: 's.next_at DESC, s.id DESC' },
  openDeals: { index: 'client_summary_open', asc: 's.open_deal_minor, s.id', desc: 's.open_deal_minor DESC, s.id DESC' },
  created: { index: 'client_summary_created', asc: 's.created_at, s.id', desc: 's.created_at DESC, s.id DESC' },
  // Scores stand in a table of their own: `walkSql` goes along its index.
  score: { index: 'client_summary_name', asc: `${scoreOf} NULLS LAST, s.id`, desc: `${scoreOf} DESC, s.id DESC` }
}

type Memory = {
  readonly statements: Map<string, Statement<Value[]>>
  /** Positions of the journal and of what is derived in quiet moments that everything below is true for. */
  state: string
  readonly counts: Map<string, number>
  /** Owners and towns of all clients with how many each has. */
  readonly groups: Map<string, readonly Group[]>
  /** Everybody in the order of an index. */
  readonly orders: Map<string, Int32Array>
  matches: Matches | undefined
  /** Row ids in order, for one filter and sort at a time. */
  ordered: { readonly key: string; readonly ids: readonly number[] } | undefined
}

const memories = new WeakMap<Sqlite, Memory>()

function memoryOf(db: Db): Memory {
  const sqlite = db.$client
  const memory = memories.get(sqlite) ?? { statements: new Map(), state: '', counts: new Map(), groups: new Map(), orders: new Map(), matches: undefined, ordered: undefined }
  memories.set(sqlite, memory)
  return memory
}

/** As `memoryOf`, having forgotten what the data behind has outgrown. */
function freshMemory(db: Db): Memory {
  const memory = memoryOf(db)
  const { state } = one<{ state: string }>(
    db,
    "SELECT coalesce(max(seq), 0) || ' ' || (SELECT total(position) FROM derived_state WHERE name LIKE 'client_figures%') AS state FROM journal_op",
    []
  )
  if (state !== memory.state) {
    memory.state = state
    memory.counts.clear()
    memory.groups.clear()
    memory.orders.clear()
    memory.matches = undefined
    memory.ordered = undefined
  }
  return memory
}

function statement(db: Db, sql: string): Statement<Value[]> {
  const { statements } = memoryOf(db)
  const known = statements.get(sql)
  if (known) return known
  if (statements.size > 200) statements.clear()
  const made = db.$client.prepare<Value[]>(sql)
  statements.set(sql, made)
  return made
}

function all<Row>(db: Db, sql: string, values: readonly Value[]): Row[] {
  return statement(db, sql).all(...values) as Row[]
}

function one<Row>(db: Db, sql: string, values: readonly Value[]): Row {
  return statement(db, sql).get(...values) as Row
}

/** How many clients the question finds, exactly. */
export function countClients(db: Db, question: ListQuestion): number {
  const memory = freshMemory(db)
  const key = JSON.stringify(question)
  const known = memory.counts.get(key)
  if (known !== undefined) return known
  const { terms } = readSearch(db, question.filter.text ?? '')
  const count = terms.length > 0 ? matchesOf(db, memory, question).ids.length : countByFilter(db, memory, question)
  memory.counts.set(key, count)
  return count
}

function countByFilter(db: Db, memory: Memory, question: ListQuestion): number {
  if (!isPlain(question)) return matchesOf(db, memory, question).ids.length
  const { where, values } = conditionsOf(db, question)
  return one<{ n: number }>(db, `SELECT count(*) AS n FROM client_summary AS s WHERE ${where}`, values).n
}

/** Everybody whom the filter finds, looked for once for all orders and pages; `has[id]` is 1 for those. */
type Matches = { readonly key: string; readonly ids: readonly number[]; readonly has: Uint8Array }

function matchesOf(db: Db, memory: Memory, question: ListQuestion): Matches {
  const key = JSON.stringify(question)
  if (memory.matches?.key === key) return memory.matches
  const { terms } = readSearch(db, question.filter.text ?? '')
  const { where, values } = conditionsOf(db, question)
  const ids =
    terms.length > 0
      ? searchIds(db, terms, { where, values }, -1)
      : db.$client.prepare<Value[], number>(`SELECT s.id FROM client_summary AS s WHERE ${where}`).pluck().all(...values)
  return keepMatches(memory, question, ids)
}

function keepMatches(memory: Memory, question: ListQuestion, ids: readonly number[]): Matches {
  const key = JSON.stringify(question)
  if (memory.matches?.key === key) return memory.matches
  let last = 0
  for (const id of ids) if (id > last) last = id
  const has = new Uint8Array(last + 1)
  for (const id of ids) has[id] = 1
  memory.matches = { key, ids, has }
  return memory.matches
}

/**
 * One page of the client list. A search with thousands of matches says so instead of counting; few results are sorted,
 * many are walked along the index of their order (decisions.md 10).
 */
export function listClients(db: Db, question: ListQuestion, sort: ClientSort, page: Page, language: string): Found {
  const memory = freshMemory(db)
  const key = JSON.stringify([question, sort])
  const { terms, corrected } = readSearch(db, question.filter.text ?? '')
  return { ...pageOf(db, memory, key, terms, question, sort, page, language), corrected }
}

function pageOf(
  db: Db,
  memory: Memory,
  key: string,
  terms: readonly SearchTerm[],
  question: ListQuestion,
  sort: ClientSort,
  page: Page,
  language: string
): Omit<Found, 'corrected'> {
  const cached = memory.ordered?.key === key ? memory.ordered.ids : undefined
  if (cached) return { rows: rowsOf(db, cached.slice(page.offset, page.offset + page.limit), question.today), total: cached.length, isTotalExact: true }
  if (isByProperty(sort)) {
    const wanted = page.offset + page.limit
    const first = wanted <= fewEnough && isEverybody(db, question) ? firstByProperty(db, sort, wanted) : undefined
    if (first) return { rows: rowsOf(db, first.slice(page.offset), question.today), total: countClients(db, question), isTotalExact: true }
    const ids = idsByProperty(db, memory, question, sort)
    memory.ordered = { key, ids }
    return { rows: rowsOf(db, ids.slice(page.offset, page.offset + page.limit), question.today), total: ids.length, isTotalExact: true }
  }
  const isByWords = sort.by === 'owner' || sort.by === 'town'
  if (terms.length > 0) {
    const rest = conditionsOf(db, question)
    const known = memory.matches?.key === JSON.stringify(question) ? memory.matches.ids : undefined
    const most = rest.where === '1' && isIndexed(terms) ? mostAtOnce : fewEnough
    const ids = known ?? searchIds(db, terms, rest, most + 1)
    if (ids.length <= fewEnough) return fromIds(db, memory, key, ids, sort, page, language, question.today)
    if (ids.length <= most) keepMatches(memory, question, ids)
    const isWalked = ids.length > most && page.offset === 0 && !isByWords && sort.by !== 'score'
    const first = isWalked ? walkShortly(db, terms, rest, sort, page.limit) : []
    if (first.length === page.limit) return { rows: rowsOf(db, first, question.today), total: mostShown, isTotalExact: false }
  } else if (isPlain(question)) {
    const total = countClients(db, question)
    const conditions = conditionsOf(db, question)
    if (total <= fewEnough) {
      const ids = all<{ id: number }>(db, `SELECT s.id FROM client_summary AS s WHERE ${conditions.where}`, conditions.values)
      return fromIds(db, memory, key, ids.map((row) => row.id), sort, page, language, question.today)
    }
    if (isByWords) return { rows: rowsOf(db, walkGroups(db, memory, conditions, undefined, sort, page, language), question.today), total, isTotalExact: true }
    return { rows: withRest(db, walk(db, conditions, sort, page), question.today), total, isTotalExact: true }
  }
  const matches = matchesOf(db, memory, question)
  const total = matches.ids.length
  if (total <= fewEnough) return fromIds(db, memory, key, matches.ids, sort, page, language, question.today)
  const isFirst = page.offset + page.limit <= fewEnough
  const wanted = isFirst ? page.offset + page.limit : total
  const ids = isByWords
    ? walkGroups(db, memory, { where: '1', values: [] }, matches, sort, { offset: 0, limit: wanted }, language)
    : pickInOrder(db, memory, matches, sort, wanted)
  if (!isFirst) memory.ordered = { key, ids }
  return { rows: rowsOf(db, ids.slice(page.offset, page.offset + page.limit), question.today), total, isTotalExact: true }
}

function isEverybody(db: Db, question: ListQuestion): boolean {
  return isPlain(question) && (question.filter.text ?? '').trim() === '' && conditionsOf(db, question).where === '1'
}

/** Row ids that the question finds in the order of a property, which is made once for each state of the data. */
function idsByProperty(db: Db, memory: Memory, question: ListQuestion, sort: PropertySort): number[] {
  const key = `${sort.by} ${sort.direction}`
  const order = memory.orders.get(key) ?? orderByProperty(db, sort)
  memory.orders.set(key, order)
  if (isEverybody(db, question)) return Array.from(order)
  const { has } = matchesOf(db, memory, question)
  const ids: number[] = []
  for (const id of order) if (has[id] === 1) ids.push(id)
  return ids
}

/**
 * The first page of a search with many matches: mostly they stand near the beginning of any order. Gives fewer than asked
 * for where they do not.
 */
function walkShortly(db: Db, terms: readonly SearchTerm[], rest: Conditions, sort: OwnSort, limit: number): number[] {
  const text = textConditions(terms)
  const { index, [sort.direction]: order } = orders[sort.by]
  return all<{ id: number }>(
    db,
    `SELECT s.id FROM (SELECT s.* FROM client_summary AS s INDEXED BY ${index} ORDER BY ${order} LIMIT ${mostWalked}) AS s
     WHERE ${text.where} AND ${rest.where} ORDER BY ${order} LIMIT ?`,
    [...text.values, ...rest.values, limit]
  ).map((row) => row.id)
}

/** The first so many of the matches in the order of an index, which is read alone and once for each state of the data. */
function pickInOrder(db: Db, memory: Memory, { has }: Matches, sort: OwnSort, wanted: number): number[] {
  const key = `${sort.by} ${sort.direction}`
  const order = memory.orders.get(key) ?? Int32Array.from(preparedValue<[number, number], number>(db, walkSql('1', sort)).all(-1, 0))
  memory.orders.set(key, order)
  const ids: number[] = []
  for (const id of order) if (has[id] === 1 && ids.push(id) >= wanted) break
  return ids
}

function walk(db: Db, { where, values }: Conditions, sort: OwnSort, page: Page): StoredRow[] {
  const ids = all<{ id: number }>(db, walkSql(where, sort), [...values, page.limit, page.offset])
  return readRows(db, ids.map((row) => row.id))
}

/** The statement of a walk: only the index is read where nothing is filtered, however deep the page. */
export function walkSql(where: string, sort: OwnSort): string {
  if (sort.by === 'score') return walkScores(where, sort.direction)
  const order = orders[sort.by]
  return `SELECT s.id FROM client_summary AS s INDEXED BY ${order.index} WHERE ${where} ORDER BY ${order[sort.direction]} LIMIT ? OFFSET ?`
}

/** Along the index of scores, then whoever has none; `where` takes no values. The limits within keep the order of each part. */
function walkScores(where: string, direction: ClientSort['direction']): string {
  const order = direction === 'asc' ? 'f.score, f.client_id' : 'f.score DESC, f.client_id DESC'
  return `SELECT id FROM (SELECT s.id FROM client_figures AS f INDEXED BY client_figures_score CROSS JOIN client_summary AS s ON s.client_id = f.client_id
      WHERE f.score IS NOT NULL AND ${where} ORDER BY ${order} LIMIT -1)
    UNION ALL SELECT id FROM (SELECT s.id FROM client_summary AS s WHERE ${scoreOf} IS NULL AND ${where} ORDER BY s.id LIMIT -1)
    LIMIT ? OFFSET ?`
}

/** Clients that share an owner or a town. */
type Group = { readonly key: string | null; readonly count: number }

/**
 * Owners and towns stand in the order of their words in the user's language, which no index has: group after group. The
 * sizes of the groups tell where a page begins where nothing is filtered; matches are picked from the beginning on.
 */
function walkGroups(
  db: Db,
  memory: Memory,
  { where, values }: Conditions,
  matches: Matches | undefined,
  sort: OwnSort,
  page: Page,
  language: string
): number[] {
  const column = sort.by === 'owner' ? 's.owner_id' : 's.town'
  const ids: number[] = []
  let { offset } = page
  for (const group of groupsInOrder(db, memory, column, where, sort, language)) {
    if (ids.length >= page.limit) break
    if (offset >= group.count) {
      offset -= group.count
      continue
    }
    const order = sort.by === 'owner' || group.count <= fewEnough ? 's.sort_name, s.id' : 's.id'
    const found = all<{ id: number }>(
      db,
      `SELECT s.id FROM client_summary AS s WHERE ${column} ${group.key === null ? 'IS NULL' : '= ?'} AND ${where} ORDER BY ${order} LIMIT ? OFFSET ?`,
      [...(group.key === null ? [] : [group.key]), ...values, matches ? -1 : page.limit - ids.length, offset]
    )
    for (const { id } of found) if (!matches || matches.has[id] === 1) ids.push(id)
    offset = 0
  }
  return ids.slice(0, page.limit)
}

function groupsInOrder(db: Db, memory: Memory, column: string, where: string, sort: OwnSort, language: string): readonly Group[] {
  const key = `${sort.by} ${sort.direction} ${language} ${where}`
  const known = memory.groups.get(key)
  if (known) return known
  const names = sort.by === 'owner' ? ownerNames(db) : undefined
  const word = (group: Group) => (group.key === null ? '' : (names?.get(group.key) ?? group.key))
  const collator = new Intl.Collator(language)
  const sign = sort.direction === 'asc' ? 1 : -1
  const groups = all<Group>(db, `SELECT ${column} AS key, count(*) AS count FROM client_summary AS s WHERE ${where} GROUP BY ${column}`, []).sort(
    (a, b) => Number(a.key === null) - Number(b.key === null) || sign * (collator.compare(word(a), word(b)) || ((a.key ?? '') < (b.key ?? '') ? -1 : 1))
  )
  memory.groups.set(key, groups)
  return groups
}

function ownerNames(db: Db): ReadonlyMap<string, string> {
  const users = all<{ id: string; name: string }>(db, 'SELECT id, name FROM user', [])
  return new Map(users.map((user) => [user.id, user.name]))
}

type SortRow = { readonly id: number; readonly sortName: string; readonly word: string | null; readonly value: number | null }

/** Sorts the rows with these ids, keeps the order for the next page and gives the page asked for. */
function fromIds(db: Db, memory: Memory, key: string, ids: readonly number[], sort: OwnSort, page: Page, language: string, day: Day): Omit<Found, 'corrected'> {
  const word = sort.by === 'town' ? 's.town' : sort.by === 'owner' ? '(SELECT name FROM user WHERE id = s.owner_id)' : 'NULL'
  const value = {
    name: 'NULL',
    town: 'NULL',
    owner: 'NULL',
    lastContact: 's.last_contact_at',
    next: 's.next_at',
    openDeals: 's.open_deal_minor',
    created: 's.created_at',
    score: scoreOf
  }[sort.by]
  const rows = all<SortRow>(
    db,
    `SELECT s.id, s.sort_name AS sortName, ${word} AS word, ${value} AS value FROM client_summary AS s
     WHERE s.id IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(ids)]
  )
  const collator = new Intl.Collator(language)
  const sign = sort.direction === 'asc' ? 1 : -1
  const byName = (a: SortRow, b: SortRow) => (a.sortName < b.sortName ? -1 : a.sortName > b.sortName ? 1 : a.id - b.id)
  rows.sort((a, b) => {
    if (sort.by === 'name') return sign * byName(a, b)
    const [one, other] = sort.by === 'town' || sort.by === 'owner' ? [a.word, b.word] : [a.value, b.value]
    if (one === null || other === null) return Number(one === null) - Number(other === null) || byName(a, b)
    const difference = typeof one === 'string' ? collator.compare(one, String(other)) : one - Number(other)
    return difference === 0 ? byName(a, b) : sign * difference
  })
  const ordered = rows.map((row) => row.id)
  memory.ordered = { key, ids: ordered }
  return { rows: rowsOf(db, ordered.slice(page.offset, page.offset + page.limit), day), total: ordered.length, isTotalExact: true }
}

function readRows(db: Db, ids: readonly number[]): StoredRow[] {
  const rows = all<StoredRow>(db, `SELECT ${rowColumns} FROM client_summary AS s WHERE s.id IN (SELECT value FROM json_each(?)) ORDER BY s.id`, [
    JSON.stringify(ids)
  ])
  const byId = new Map(rows.map((row) => [row.rowId, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

function rowsOf(db: Db, ids: readonly number[], day: Day): ClientRow[] {
  return withRest(db, readRows(db, ids), day)
}

function withRest(db: Db, rows: readonly StoredRow[], day: Day): ClientRow[] {
  const steps = nextStepsOf(db, rows.flatMap((row) => (row.nextAt === null ? [] : [row.id])))
  const known = valuesOf(db, rows.map((row) => row.id))
  const overdue = overdueOf(db, rows, day)
  const consents = consentsOf(db, rows)
  return rows.map(({ rowId, nextAt: _nextAt, isKey, isArchived, ...row }) => ({
    ...row,
    kind: row.kind as ClientKind,
    status: row.status as ClientStatus,
    isKey: isKey === 1,
    isArchived: isArchived === 1,
    categoryIds: known.get(row.id)?.categoryIds ?? [],
    properties: known.get(row.id)?.values ?? {},
    next: steps.get(row.id) ?? null,
    overdueMinor: overdue.get(row.id) ?? 0,
    consents: consents.get(rowId) ?? {}
  }))
}

/** What is late on a day on issued invoices in the base currency, by client. */
function overdueOf(db: Db, rows: readonly StoredRow[], day: Day): ReadonlyMap<string, number> {
  const found = all<{ clientId: string; minor: number }>(
    db,
    `SELECT clientId, sum(left) AS minor FROM (
       SELECT i.client_id AS clientId, i.gross_minor
         - (SELECT coalesce(sum(a.amount_minor), 0) FROM allocation AS a WHERE a.invoice_id = i.id AND a.deleted_at IS NULL) AS left
       FROM json_each(?) AS j CROSS JOIN invoice AS i ON i.client_id = j.value
       WHERE i.state = 'issued' AND i.deleted_at IS NULL AND i.due_on < ? AND i.currency = (SELECT base_currency FROM firm LIMIT 1))
     WHERE left > 0 GROUP BY clientId`,
    [JSON.stringify(rows.map((row) => row.id)), day]
  )
  return new Map(found.map(({ clientId, minor }) => [clientId, minor]))
}

type Consents = ClientRow['consents']

/** What the firms themselves last said, by the rows of the summary. */
function consentsOf(db: Db, rows: readonly StoredRow[]): ReadonlyMap<number, Consents> {
  const found = new Map<number, Consents>()
  const facts = all<{ rowId: number; channel: Channel; state: 'given' | 'withdrawn' }>(
    db,
    `SELECT f.summary_id AS rowId, substr(f.key, 9) AS channel, f.word AS state FROM json_each(?) AS j CROSS JOIN client_fact AS f ON f.summary_id = j.value
     WHERE f.key IN ('consent.call', 'consent.email', 'consent.sms')`,
    [JSON.stringify(rows.map((row) => row.rowId))]
  )
  for (const { rowId, channel, state } of facts) found.set(rowId, { ...found.get(rowId), [channel]: state })
  return found
}

type NextRow = { readonly clientId: string; readonly at: number; readonly isTimed: number; readonly kind: NextStep['kind']; readonly text: string }

/** What is planned or promised next for each client: the earliest open task or promised call. */
export function nextStepsOf(db: Db, clientIds: readonly string[]): ReadonlyMap<string, NextStep> {
  const steps = new Map<string, NextStep>()
  if (clientIds.length === 0) return steps
  const ids = JSON.stringify(clientIds)
  const rows = all<NextRow>(
    db,
    `SELECT clientId, at, isTimed, kind, text FROM (
       SELECT client_id AS clientId, coalesce(due_at, unixepoch(due_on) * 1000 + 43200000) AS at, due_at IS NOT NULL AS isTimed, kind, text, id
         FROM task WHERE client_id IN (SELECT value FROM json_each(?)) AND done_at IS NULL AND deleted_at IS NULL
       UNION ALL SELECT e.client_id, e.next_call_at, 1, 'callback', l.name, e.id FROM call_list_entry AS e JOIN call_list AS l ON l.id = e.call_list_id
         WHERE e.client_id IN (SELECT value FROM json_each(?)) AND e.state = 'waiting' AND e.is_promised = 1 AND e.next_call_at IS NOT NULL
           AND e.deleted_at IS NULL
     ) ORDER BY at, id`,
    [ids, ids]
  )
  for (const { clientId, at, isTimed, kind, text } of rows) {
    if (!steps.has(clientId)) steps.set(clientId, { at, isTimed: isTimed === 1, kind, text })
  }
  return steps
}

/** Client ids that the question finds, in the order of the sort; for work on a whole selection. */
export function listClientIds(db: Db, question: ListQuestion, sort: ClientSort): string[] {
  if (isByProperty(sort)) {
    const ids = idsByProperty(db, freshMemory(db), question, sort)
    return preparedValue<[string], string>(db, 'SELECT s.client_id FROM json_each(?) AS j CROSS JOIN client_summary AS s ON s.id = j.value ORDER BY j.key').all(JSON.stringify(ids))
  }
  const { terms } = readSearch(db, question.filter.text ?? '')
  const order = orders[sort.by][sort.direction]
  if (terms.length > 0) {
    const ids = searchIds(db, terms, conditionsOf(db, question), -1)
    return all<{ id: string }>(
      db,
      `SELECT s.client_id AS id FROM client_summary AS s WHERE s.id IN (SELECT value FROM json_each(?)) ORDER BY ${order}`,
      [JSON.stringify(ids)]
    ).map((row) => row.id)
  }
  const { where, values } = conditionsOf(db, question)
  return all<{ id: string }>(db, `SELECT s.client_id AS id FROM client_summary AS s WHERE ${where} ORDER BY ${order}`, values).map((row) => row.id)
}

/** Rows of the list for these clients, in the order given; clients that are gone are left out. */
export function clientRows(db: Db, clientIds: readonly string[], day: Day): ClientRow[] {
  const rows = all<StoredRow>(
    db,
    `SELECT ${rowColumns} FROM client_summary AS s WHERE s.client_id IN (SELECT value FROM json_each(?)) ORDER BY s.id`,
    [JSON.stringify(clientIds)]
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return withRest(db, clientIds.flatMap((id) => byId.get(id) ?? []), day)
}

/** The best few for the palette: names that begin with what was typed first, then by name. */
export function findClients(db: Db, text: string, limit: number): ClientHit[] {
  const { terms, corrected } = readSearch(db, text)
  const ids = terms.length === 0 ? [] : searchIds(db, terms, { where: '1', values: [] }, 400)
  const first = terms[0]
  const start = first === undefined ? '' : 'wordStart' in first ? first.wordStart : (first.anyOf[0]?.[0] ?? '')
  const hits = all<ClientHit>(
    db,
    `SELECT s.client_id AS id, s.name, s.town, s.tax_number AS taxNumber, s.phone, s.owner_id AS ownerId FROM client_summary AS s
     WHERE s.id IN (SELECT value FROM json_each(?)) AND s.is_archived = 0
     ORDER BY instr(s.sort_name, ?) <> 1, instr(' ' || s.sort_name, ?) = 0, s.sort_name, s.id LIMIT ?`,
    [JSON.stringify(ids), start, ` ${start}`, limit]
  )
  return corrected === null ? hits : hits.map((hit) => ({ ...hit, corrected }))
}

/** Every town that has clients, most used first. */
export function listTowns(db: Db, limit: number): string[] {
  return all<{ town: string }>(
    db,
    'SELECT s.town FROM client_summary AS s WHERE s.town IS NOT NULL GROUP BY s.town ORDER BY count(*) DESC, s.town LIMIT ?',
    [limit]
  ).map((row) => row.town)
}

export function findLanguage(db: Db): string {
  return one<{ value: string } | undefined>(db, "SELECT value FROM preference WHERE id = 'language'", [])?.value ?? 'en'
}
