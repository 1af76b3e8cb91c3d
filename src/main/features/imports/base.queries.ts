import type { Statement } from 'better-sqlite3'
import type { Db, Sqlite } from '#main/db/open.ts'

export type Value = string | number | null
export type BaseRow = Readonly<Record<string, Value>>

/** Tables that an import writes, with the columns that it fills or compares. */
const columns = {
  client: [
    'id', 'kind', 'status', 'name', 'short_name', 'tax_number', 'registry_number', 'court_number', 'eu_vat_number', 'country', 'street', 'postal_code', 'town',
    'region', 'website', 'source_id', 'owner_id', 'description', 'external_id', 'language', 'import_run_id', 'is_vat_payer', 'is_key', 'parent_id', 'recommended_by_id',
    'created_at', 'updated_at'
  ],
  client_address: ['id', 'client_id', 'kind', 'name', 'street', 'postal_code', 'town', 'region', 'country', 'position', 'created_at', 'updated_at'],
  former_name: ['id', 'client_id', 'name', 'until_on', 'created_at', 'updated_at'],
  owner_change: ['id', 'client_id', 'deal_id', 'from_owner_id', 'to_owner_id', 'at', 'by_id', 'workstation_id'],
  client_phone: ['id', 'client_id', 'contact_id', 'e164', 'label', 'position', 'is_bad', 'created_at', 'updated_at'],
  client_email: ['id', 'client_id', 'contact_id', 'email', 'position', 'created_at', 'updated_at'],
  client_bank_account: ['id', 'client_id', 'iban', 'bank_name', 'currency', 'position', 'created_at', 'updated_at'],
  contact: ['id', 'client_id', 'name', 'role', 'position', 'birthday', 'decision_role', 'note', 'external_id', 'import_run_id', 'created_at', 'updated_at'],
  note: ['id', 'client_id', 'deal_id', 'contact_id', 'kind', 'text', 'at', 'by_id', 'created_at', 'updated_at'],
  user: ['id', 'name', 'role', 'created_at', 'updated_at'],
  source: ['id', 'name', 'position', 'created_at', 'updated_at'],
  deal: [
    'id', 'client_id', 'title', 'amount_minor', 'currency', 'pipeline_id', 'stage_id', 'order_key', 'owner_id', 'source_id', 'expected_on', 'closed_at', 'lost_reason_id',
    'lost_note', 'external_id', 'import_run_id', 'created_at', 'updated_at'
  ],
  stage_change: [
    'id', 'deal_id', 'pipeline_id', 'from_stage_id', 'to_stage_id', 'owner_id', 'amount_minor', 'currency', 'amount_base_minor', 'is_imputed', 'at', 'by_id',
    'workstation_id'
  ],
  product: ['id', 'name', 'code', 'unit', 'price_minor', 'cost_minor', 'currency', 'external_id', 'import_run_id', 'created_at', 'updated_at'],
  purchase: ['id', 'client_id', 'number', 'bought_on', 'currency', 'net_minor', 'cost_minor', 'external_id', 'import_run_id', 'created_at', 'updated_at'],
  purchase_line: ['id', 'purchase_id', 'product_id', 'name', 'quantity_micro', 'net_minor', 'cost_minor', 'created_at', 'updated_at'],
  property: ['id', 'name', 'kind', 'position', 'is_required', 'created_at', 'updated_at'],
  property_choice: ['id', 'property_id', 'name', 'position', 'created_at', 'updated_at'],
  client_property: ['id', 'client_id', 'property_id', 'text_value', 'number_micro', 'day_value', 'choice_id', 'created_at', 'updated_at', 'deleted_at'],
  category: ['id', 'name', 'position', 'created_at', 'updated_at'],
  client_category: ['id', 'client_id', 'category_id', 'created_at', 'updated_at'],
  segment: ['id', 'name', 'kind', 'created_at', 'updated_at'],
  segment_member: ['id', 'segment_id', 'client_id', 'created_at', 'updated_at'],
  consent_change: ['id', 'client_id', 'contact_id', 'channel', 'state', 'basis', 'wording', 'origin', 'at', 'by_id', 'workstation_id']
} as const satisfies Readonly<Record<string, readonly string[]>>
export type BaseTable = keyof typeof columns

/** Tables that others point at, in the order in which rows have to be there. */
const pointedAt = ['user', 'source', 'property', 'property_choice', 'category', 'segment', 'client', 'contact', 'product', 'deal', 'purchase'] as const satisfies readonly BaseTable[]
const inOrder: readonly BaseTable[] = [...new Set<BaseTable>([...pointedAt, ...(Object.keys(columns) as BaseTable[])])]

/** Rows that one statement inserts: two dozen at once cost half of what as many statements do, each with its journal. */
const rowsAtOnce = [25, 5, 1] as const

/** By what rows are found. Those of the second list have so many values that the store is asked only for ones it has. */
const finders = [
  'client_address.client_id', 'client_phone.client_id', 'client_email.client_id', 'client_bank_account.client_id', 'contact.client_id', 'client_property.client_id', 'client_category.client_id',
  'segment_member.client_id', 'consent_change.client_id', 'note.client_id', 'purchase.client_id', 'property_choice.property_id'
] as const
const guarded = [
  'client.tax_number', 'client.registry_number', 'client.external_id', 'client_phone.e164', 'client_email.email', 'deal.external_id', 'product.code',
  'product.external_id', 'purchase.external_id', 'purchase.number', 'contact.external_id', 'product.name'
] as const
/** Columns without an index: where each value is, is kept in memory. */
const unindexed: ReadonlySet<string> = new Set<Guarded>(['contact.external_id', 'product.name'])
type Guarded = (typeof guarded)[number]
export type Finder = (typeof finders)[number] | Guarded

/** What rows of an import are compared with and where they go: the store, or a trial that only remembers. */
export type Base = {
  /** To be called when a transaction begins: others may have written since the last one. */
  readonly begin: () => void
  /** To be called before it ends: what was inserted may still be on its way. */
  readonly end: () => void
  readonly get: (table: BaseTable, id: string) => BaseRow | undefined
  /** Live rows by one of their columns, the oldest first; a hundred at most where there may be any number. */
  readonly find: (by: Finder, value: string) => readonly BaseRow[]
  /** Live clients by their name as `normalise` gives it. */
  readonly named: (sortName: string) => readonly BaseRow[]
  readonly lastOrderKey: (pipelineId: string, stageId: string) => string | null
  readonly insert: (table: BaseTable, row: BaseRow) => void
  readonly update: (table: BaseTable, id: string, change: BaseRow) => void
}

const noRows: readonly BaseRow[] = []

/** Rows that are there. */
export function present(rows: readonly (BaseRow | undefined)[]): BaseRow[] {
  return rows.filter((row) => row !== undefined)
}

/** Everything that writing rows of an import needs, prepared once: a hundred thousand rows go through here. */
export function openBase(db: Db, normaliseName: (name: string) => string): Base {
  const sqlite = db.$client
  const known = knownKeys(sqlite)
  const queue = openQueue(sqlite)
  const gets = new Map<BaseTable, (id: string) => BaseRow | undefined>()
  const finds = new Map<Finder, (value: string) => BaseRow[]>()
  const updates = new Map<string, { readonly run: (...values: Value[]) => unknown }>()
  // The summary by which names are found follows only when the transaction ends.
  const madeByName = new Map<string, string[]>()
  const idsByName = sqlite.prepare<[string], string>('SELECT client_id FROM client_summary WHERE sort_name = ? ORDER BY client_id LIMIT 100').pluck()
  const orderKey = sqlite
    .prepare<[string, string], string | null>('SELECT max(order_key) FROM deal WHERE pipeline_id = ? AND stage_id = ? AND deleted_at IS NULL')
    .pluck()

  const selected = (table: BaseTable) => columns[table].join(', ')
  const live = (table: BaseTable) => (table === 'owner_change' || table === 'stage_change' || table === 'consent_change' ? 'undone_at' : 'deleted_at')

  function lazily<K, V>(made: Map<K, V>, key: K, make: () => V): V {
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make()
    made.set(key, value)
    return value
  }

  const get = (table: BaseTable, id: string): BaseRow | undefined =>
    lazily(gets, table, () => {
      const statement = sqlite.prepare<[string], BaseRow>(`SELECT ${selected(table)} FROM "${table}" WHERE id = ? AND ${live(table)} IS NULL`)
      return (wanted) => {
        queue.settle(table)
        return statement.get(wanted)
      }
    })(id)

  function find(by: Finder, value: string): readonly BaseRow[] {
    if (isGuarded(by)) {
      if (!known.has(by, value)) return noRows
      if (unindexed.has(by)) return present(known.idsOf(by, value).map((id) => get(tableOf(by), id)))
    }
    return lazily(finds, by, () => {
      const table = tableOf(by)
      const statement = sqlite.prepare<[string], BaseRow>(
        `SELECT ${selected(table)} FROM "${table}" WHERE ${by.slice(table.length + 1)} = ? AND ${live(table)} IS NULL ORDER BY ${table === 'consent_change' ? 'at, ' : ''}id LIMIT 1000`
      )
      return (wanted) => {
        queue.settle(table)
        return statement.all(wanted)
      }
    })(value)
  }

  function insert(table: BaseTable, row: BaseRow): void {
    queue.add(table, row)
    known.add(table, row)
    if (table === 'client') rememberName(String(row['name']), String(row['id']))
  }

  function update(table: BaseTable, id: string, change: BaseRow): void {
    queue.flush()
    const names = Object.keys(change)
    const sql = `UPDATE "${table}" SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`
    lazily(updates, sql, () => sqlite.prepare<Value[]>(sql)).run(...names.map((name) => change[name] ?? null), id)
    known.add(table, { ...change, id })
    if (table === 'client' && typeof change['name'] === 'string') rememberName(change['name'], id)
  }

  function rememberName(name: string, id: string): void {
    const key = normaliseName(name)
    const ids = madeByName.get(key)
    if (ids) ids.push(id)
    else madeByName.set(key, [id])
  }

  return {
    begin: () => {
      queue.begin()
      known.begin()
    },
    end: () => {
      queue.flush()
      known.end()
    },
    get,
    find,
    named: (sortName) => {
      const made = madeByName.get(sortName)
      if (!made && !known.hasName(sortName)) return noRows
      const ids = new Set([...idsByName.all(sortName), ...(made ?? [])])
      return present([...ids].map((id) => get('client', id)))
    },
    lastOrderKey: (pipelineId, stageId) => {
      queue.settle('deal')
      return orderKey.get(pipelineId, stageId) ?? null
    },
    insert,
    update
  }
}

/** Rows on their way to the store, written by the dozen and in an order in which none points at one that is not there. */
function openQueue(sqlite: Sqlite) {
  const waiting = new Map<BaseTable, BaseRow[]>()
  const statements = new Map<string, Statement<Value[]>>()

  function write(table: BaseTable, rows: readonly BaseRow[]): void {
    const key = `${table} ${rows.length}`
    const names: readonly string[] = columns[table]
    // By position: finding parameters by name costs a good part of writing them.
    const values = rows.flatMap((row) => names.map((name) => row[name] ?? null))
    const known = statements.get(key)
    const statement = known ?? sqlite.prepare<Value[]>(`INSERT INTO "${table}" (${names.join(', ')}) VALUES ${rows.map(() => `(${names.map(() => '?').join(', ')})`).join(', ')}`)
    if (!known) statements.set(key, statement)
    statement.run(...values)
  }

  function flush(): void {
    if (waiting.size === 0) return
    for (const table of inOrder) {
      const rows = waiting.get(table)
      if (!rows) continue
      let at = 0
      for (const size of rowsAtOnce) for (; rows.length - at >= size; at += size) write(table, rows.slice(at, at + size))
    }
    waiting.clear()
  }

  return {
    begin: () => {
      if (waiting.size > 0) throw new Error('rows of the last transaction were never written')
    },
    add: (table: BaseTable, row: BaseRow) => {
      const rows = waiting.get(table)
      if (!rows) waiting.set(table, [row])
      else rows.push(row)
      if (rows && rows.length >= rowsAtOnce[0]) flush()
    },
    /** Before rows of a table are read. */
    settle: (table: BaseTable) => {
      if (waiting.has(table)) flush()
    },
    flush
  }
}

function isGuarded(by: Finder): by is Guarded {
  return (guarded as readonly string[]).includes(by)
}

function tableOf(by: Finder): BaseTable {
  return by.slice(0, by.indexOf('.')) as BaseTable
}

const guardedOf = new Map<BaseTable, readonly Guarded[]>()
for (const by of guarded) guardedOf.set(tableOf(by), [...(guardedOf.get(tableOf(by)) ?? []), by])

/** Columns of a table that rows are found by, for whoever keeps rows in memory. */
export function findersOf(table: BaseTable): readonly Finder[] {
  return [...finders, ...guarded].filter((by) => tableOf(by) === table)
}

/** Values that some row has or had: a key that is not here needs no look into the store. Read when they are first asked for. */
function knownKeys(sqlite: Sqlite) {
  const lastSeq = sqlite.prepare<[], number>('SELECT coalesce(max(seq), 0) FROM journal_op').pluck()
  const others = sqlite
    .prepare<[number], number>(`SELECT 1 FROM journal_op WHERE seq > ? AND table_name IN (${[...guardedOf.keys()].map((table) => `'${table}'`).join(', ')}) LIMIT 1`)
    .pluck()
  const sets = new Map<Guarded, Set<string>>()
  const places = new Map<Guarded, Map<string, string[]>>()
  let names: Set<string> | undefined
  let seen = -1

  function setOf(by: Guarded): Set<string> {
    const known = sets.get(by)
    if (known) return known
    const table = tableOf(by)
    const column = by.slice(table.length + 1)
    const set = new Set<string>()
    if (unindexed.has(by)) {
      const map = new Map<string, string[]>()
      for (const { id, value } of sqlite.prepare<[], { id: string; value: string }>(`SELECT id, ${column} AS value FROM "${table}" WHERE ${column} IS NOT NULL ORDER BY id`).iterate()) {
        set.add(value)
        map.set(value, [...(map.get(value) ?? []), id])
      }
      places.set(by, map)
    } else {
      for (const value of sqlite.prepare<[], string>(`SELECT ${column} FROM "${table}" WHERE ${column} IS NOT NULL`).pluck().iterate()) set.add(value)
    }
    sets.set(by, set)
    return set
  }
  function namesNow(): Set<string> {
    names ??= new Set(sqlite.prepare<[], string>('SELECT sort_name FROM client_summary').pluck().all())
    return names
  }
  return {
    begin: () => {
      if (lastSeq.get() === seen || (seen >= 0 && others.get(seen) === undefined)) return
      sets.clear()
      places.clear()
      names = undefined
    },
    end: () => {
      seen = lastSeq.get() ?? 0
    },
    has: (by: Guarded, value: string) => setOf(by).has(value),
    idsOf: (by: Guarded, value: string) => {
      setOf(by)
      return places.get(by)?.get(value) ?? []
    },
    hasName: (name: string) => namesNow().has(name),
    add: (table: BaseTable, row: BaseRow) => {
      for (const by of guardedOf.get(table) ?? []) {
        const value = row[by.slice(table.length + 1)]
        const set = sets.get(by)
        if (typeof value !== 'string' || !set) continue
        set.add(value)
        const map = places.get(by)
        const ids = map?.get(value)
        if (ids && !ids.includes(String(row['id']))) ids.push(String(row['id']))
        else if (map && !ids) map.set(value, [String(row['id'])])
      }
    }
  }
}

/** Where what is told of rows goes. */
export function openReports(db: Db): { readonly add: (row: { readonly importRunId: string; readonly rowNumber: number; readonly outcome: string; readonly problem: string; readonly detail: string | null; readonly cells: string }) => void } {
  const statement = db.$client.prepare('INSERT INTO import_row (import_run_id, row_number, outcome, reason, detail, cells) VALUES (?, ?, ?, ?, ?, ?)')
  return {
    add: ({ importRunId, rowNumber, outcome, problem, detail, cells }) => statement.run(importRunId, rowNumber, outcome, problem, detail, cells)
  }
}
