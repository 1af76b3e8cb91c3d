import type { TableName } from '#shared/contract/tables.ts'
import type { Db, Sqlite } from '../open.ts'
import { perConnection } from '../statements.ts'
import { derivedPosition, inStep, setDerivedPosition } from './step.ts'

/** New clients of one transaction up to which the search index follows at once. */
const indexAtOnce = 50
/** Clients that one change may take out of the search index or write anew there; beyond, the index is emptied and follows. */
const reindexAtOnce = 200

const ownTables = [
  'client_phone', 'client_email', 'contact', 'former_name', 'client_address', 'note', 'task', 'call_attempt', 'call_list_entry', 'deal'
] as const

/**
 * Which clients the rows of a table belong to. CROSS JOIN keeps SQLite to the order written: from the few rows just
 * logged to the tables, never the other way.
 */
const clientsOf: Readonly<Partial<Record<TableName, string>>> = {
  client: "SELECT row_id FROM temp.touched_row WHERE table_name = 'client'",
  stage_change: `SELECT d.client_id FROM temp.touched_row AS t CROSS JOIN stage_change AS e ON e.id = t.row_id
    CROSS JOIN deal AS d ON d.id = e.deal_id WHERE t.table_name = 'stage_change'`,
  ...Object.fromEntries(
    ownTables.map((table) => [
      table,
      `SELECT x.client_id FROM temp.touched_row AS t CROSS JOIN "${table}" AS x ON x.id = t.row_id WHERE t.table_name = '${table}'`
    ])
  )
}

/** What comes of calls, notes, tasks and deals, in the order of the columns. */
const doings = [
  `(SELECT max(t) FROM (
      SELECT max(started_at) AS t FROM call_attempt WHERE client_id = c.id AND undone_at IS NULL
      UNION ALL SELECT max(at) FROM note WHERE client_id = c.id AND deleted_at IS NULL)) AS last_contact_at`,
  `(SELECT min(t) FROM (
      SELECT min(coalesce(due_at, unixepoch(due_on) * 1000 + 43200000)) AS t FROM task
        WHERE client_id = c.id AND done_at IS NULL AND deleted_at IS NULL
      UNION ALL SELECT min(next_call_at) FROM call_list_entry
        WHERE client_id = c.id AND state = 'waiting' AND is_promised = 1 AND deleted_at IS NULL)) AS next_at`,
  "(SELECT count(*) FROM deal_state WHERE client_id = c.id AND outcome = 'open') AS open_deal_count",
  "(SELECT coalesce(sum(amount_base_minor), 0) FROM deal_state WHERE client_id = c.id AND outcome = 'open') AS open_deal_minor"
]
/** The same of a client that is new and of whom only what describes it was written. */
const nothingDone = ['NULL', 'NULL', '0', '0']
const describing: readonly string[] = ['client', 'client_phone', 'client_email', 'contact', 'former_name', 'client_address']

const summaryWith = (done: readonly string[]) => `
  SELECT c.id, c.name, normalise(c.name) AS sort_name,
    search_text(
      concat_ws(char(10), c.name, c.short_name, c.town,
        (SELECT group_concat(name, char(10)) FROM former_name WHERE client_id = c.id AND deleted_at IS NULL),
        (SELECT group_concat(town, char(10)) FROM client_address WHERE client_id = c.id AND deleted_at IS NULL),
        (SELECT group_concat(name, char(10)) FROM contact WHERE client_id = c.id AND deleted_at IS NULL)),
      (SELECT group_concat(email, char(10)) FROM client_email WHERE client_id = c.id AND deleted_at IS NULL),
      concat_ws(char(10), c.tax_number, c.registry_number, c.court_number, c.eu_vat_number,
        (SELECT group_concat(e164, char(10)) FROM client_phone WHERE client_id = c.id AND deleted_at IS NULL))
    ) AS search,
    c.kind, c.status, c.tax_number, c.town, c.region, c.country, c.owner_id, c.source_id,
    (SELECT e164 FROM client_phone WHERE client_id = c.id AND deleted_at IS NULL AND is_bad = 0 ORDER BY position, id LIMIT 1) AS phone,
    (SELECT email FROM client_email WHERE client_id = c.id AND deleted_at IS NULL ORDER BY position, id LIMIT 1) AS email,
    (SELECT count(*) FROM client_phone WHERE client_id = c.id AND deleted_at IS NULL AND is_bad = 0) AS phone_count,
    (SELECT count(*) FROM client_email WHERE client_id = c.id AND deleted_at IS NULL) AS email_count,
    c.import_run_id, coalesce(c.is_key, 0) AS is_key, c.archived_at IS NOT NULL AS is_archived,
    ${done.join(',\n    ')},
    c.created_at
  FROM client AS c`
const summary = summaryWith(doings)

const columns = [
  'client_id', 'name', 'sort_name', 'search', 'kind', 'status', 'tax_number', 'town', 'region', 'country', 'owner_id',
  'source_id', 'phone', 'email', 'phone_count', 'email_count', 'import_run_id', 'is_key', 'is_archived', 'last_contact_at',
  'next_at', 'open_deal_count', 'open_deal_minor', 'created_at'
] as const

const insertWith = (done: readonly string[]) => `
  INSERT INTO client_summary (${columns.join(', ')})
  ${summaryWith(done).replace('FROM client AS c', 'FROM temp.touched_client AS t CROSS JOIN client AS c ON c.id = t.id')} WHERE c.deleted_at IS NULL`
const upsert = `${insertWith(doings)}
  ON CONFLICT (client_id) DO UPDATE SET ${columns
    .filter((column) => column !== 'client_id')
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}`

type SearchRow = { readonly id: number; readonly search: string }

function prepareAll(sqlite: Sqlite) {
  return {
    empty: sqlite.prepare('DELETE FROM temp.touched_client'),
    fill: new Map(
      Object.entries(clientsOf).map(([table, rows]) => [
        table,
        sqlite.prepare(`INSERT INTO temp.touched_client (id) ${rows} ON CONFLICT (id) DO NOTHING`)
      ])
    ),
    rows: sqlite.prepare<[], SearchRow>(
      'SELECT s.id, s.search FROM temp.touched_client AS t CROSS JOIN client_summary AS s ON s.client_id = t.id'
    ),
    remove: sqlite.prepare(
      `DELETE FROM client_summary WHERE client_id IN (
         SELECT t.id FROM temp.touched_client AS t CROSS JOIN client AS c ON c.id = t.id WHERE c.deleted_at IS NOT NULL)`
    ),
    upsert: sqlite.prepare(upsert),
    insertFresh: sqlite.prepare(insertWith(nothingDone)),
    isKnown: sqlite.prepare<[], number>('SELECT 1 FROM temp.touched_client AS t CROSS JOIN client_summary AS s ON s.client_id = t.id LIMIT 1').pluck(),
    lastId: sqlite.prepare<[], number>('SELECT coalesce(max(id), 0) FROM client_summary').pluck(),
    unindex: sqlite.prepare("INSERT INTO client_search (client_search, rowid, search) VALUES ('delete', ?, ?)"),
    unindexAll: sqlite.prepare("INSERT INTO client_search (client_search) VALUES ('delete-all')"),
    index: sqlite.prepare('INSERT INTO client_search (rowid, search) VALUES (?, ?)'),
    behind: sqlite.prepare<[number, number], SearchRow>('SELECT id, search FROM client_summary WHERE id > ? ORDER BY id LIMIT ?')
  }
}

const statementsOf = perConnection(prepareAll)

/** How many entries the last change took out of the search index so far. */
const takenOut = new WeakMap<Sqlite, { readonly changeId: string; readonly count: number }>()

function countTakenOut(sqlite: Sqlite, changeId: string, more: number): number {
  const last = takenOut.get(sqlite)
  const count = (last?.changeId === changeId ? last.count : 0) + more
  takenOut.set(sqlite, { changeId, count })
  return count
}

/** Writes the summary and the search index of the clients whose rows stand in `touched_row`. */
export function deriveClients(db: Db, touched: ReadonlySet<string>, changeId: string): void {
  const s = statementsOf(db.$client)
  s.empty.run()
  let count = 0
  for (const table of touched) count += s.fill.get(table)?.run().changes ?? 0
  if (count === 0) return
  const isFresh = count > indexAtOnce && [...touched].every((table) => describing.includes(table)) && s.isKnown.get() === undefined
  if (isFresh) {
    // Imports bring many at once: their rows follow in the search in steps of their own, so that no batch stalls (reliability.md 0.11).
    s.insertFresh.run()
    return
  }
  const indexed = indexedUpTo(db)
  const lastId = s.lastId.get() ?? 0
  const before = new Map(s.rows.all().map((row) => [row.id, row.search]))
  s.remove.run()
  s.upsert.run()
  const after = s.rows.all()
  const stillThere = new Set(after.map((row) => row.id))
  const gone = [...before].filter(([id]) => id <= indexed && !stillThere.has(id))
  const changed = after.filter((row) => row.id <= indexed && before.has(row.id) && before.get(row.id) !== row.search)
  const outdated = gone.length + changed.length
  if (outdated > 0 && countTakenOut(db.$client, changeId, outdated) > reindexAtOnce) {
    // A large undo or merge, whatever its batches, is quicker when the index is built anew behind it; meanwhile searches
    // look through the summary itself.
    emptyClientIndex(db)
    return
  }
  for (const [id, search] of gone) s.unindex.run(id, search)
  for (const row of changed) {
    s.unindex.run(row.id, before.get(row.id)!)
    s.index.run(row.id, row.search)
  }
  const fresh = after.filter((row) => row.id > lastId)
  if (indexed === lastId && fresh.length > 0 && fresh.length <= indexAtOnce) {
    for (const row of fresh.sort((a, b) => a.id - b.id)) s.index.run(row.id, row.search)
    setDerivedPosition(db, 'client_search', Math.max(...fresh.map((row) => row.id)))
  }
}

/**
 * Empties the search index, which then follows in quiet moments. Ordinary changes leave pieces of the former text in its
 * older parts, since taking them out at once costs up to a second each; an erasure calls this, so that nothing stays.
 */
export function emptyClientIndex(db: Db): void {
  const s = statementsOf(db.$client)
  s.unindexAll.run()
  setDerivedPosition(db, 'client_search', 0)
}

/** The last client that the search index knows, by its row. */
export function indexedUpTo(db: Db): number {
  return derivedPosition(db, 'client_search') ?? 0
}

/** How many clients the search index does not know yet. */
export function searchBehind(db: Db): number {
  const s = statementsOf(db.$client)
  const indexed = indexedUpTo(db)
  const last = s.lastId.get() ?? 0
  if (last <= indexed) return 0
  return Number(db.$client.prepare('SELECT count(*) FROM client_summary WHERE id > ?').pluck().get(indexed))
}

/** Adds up to `limit` clients that the search index does not know yet; gives how many are left. */
export function catchUpSearch(db: Db, limit: number): number {
  const s = statementsOf(db.$client)
  inStep(db, () => {
    const rows = s.behind.all(indexedUpTo(db), limit)
    for (const row of rows) s.index.run(row.id, row.search)
    setDerivedPosition(db, 'client_search', rows.length < limit ? (s.lastId.get() ?? 0) : (rows[rows.length - 1]?.id ?? 0))
  })
  return searchBehind(db)
}

/** Builds the summary and the search index of every client anew. */
export function rebuildClients(db: Db): void {
  const sqlite = db.$client
  sqlite.exec(`DELETE FROM client_summary`)
  sqlite.exec(`INSERT INTO client_summary (${columns.join(', ')}) ${summary} WHERE c.deleted_at IS NULL ORDER BY c.id`)
  sqlite.exec("INSERT INTO client_search (client_search, rank) VALUES ('secure-delete', 0)")
  sqlite.exec("INSERT INTO client_search (client_search) VALUES ('rebuild')")
  setDerivedPosition(db, 'client_search', statementsOf(sqlite).lastId.get() ?? 0)
}
