import { normalise } from '#shared/normalise.ts'
import { type Base, type BaseRow, type BaseTable, type Finder, findersOf, present } from './base.queries.ts'

/** The store's answers and, over them, what the trial itself would have written; nothing is. */
export function trialBase(real: Base): Base {
  const made = new Map<string, BaseRow>()
  const found = new Map<string, string[]>()
  const names = new Map<string, string[]>()
  const orderKeys = new Map<string, string>()
  const keyOf = (table: BaseTable, id: string) => `${table}/${id}`
  const columnOf = (by: Finder) => by.slice(by.indexOf('.') + 1)
  const tableOf = (by: Finder) => by.slice(0, by.indexOf('.')) as BaseTable

  function remember(table: BaseTable, row: BaseRow): void {
    const id = String(row['id'])
    for (const by of findersOf(table)) {
      const value = row[columnOf(by)]
      if (value !== null && value !== undefined) push(found, `${by}=${value}`, id)
    }
    if (table === 'client') push(names, normalise(String(row['name'])), id)
  }

  const get = (table: BaseTable, id: string): BaseRow | undefined => {
    const row = made.get(keyOf(table, id))
    if (row) return row['deleted_at'] === undefined || row['deleted_at'] === null ? row : undefined
    return real.get(table, id)
  }

  return {
    begin: real.begin,
    end: real.end,
    get,
    find: (by, value) => {
      const table = tableOf(by)
      const stored = real.find(by, value)
      const mine = found.get(`${by}=${value}`)
      if (!mine && (stored.length === 0 || made.size === 0)) return stored
      const ids = new Set([...stored.map((row) => String(row['id'])), ...(mine ?? [])])
      return present([...ids].map((id) => get(table, id)))
    },
    named: (sortName) => {
      const mine = names.get(sortName)
      const stored = real.named(sortName)
      if (!mine && stored.length === 0) return stored
      const ids = new Set([...stored.map((row) => String(row['id'])), ...(mine ?? [])])
      return present([...ids].map((id) => get('client', id)))
    },
    lastOrderKey: (pipelineId, stageId) => orderKeys.get(`${pipelineId}/${stageId}`) ?? real.lastOrderKey(pipelineId, stageId),
    insert: (table, row) => {
      const id = String(row['id'])
      if (table === 'deal') orderKeys.set(`${row['pipeline_id']}/${row['stage_id']}`, String(row['order_key']))
      // Only what later rows are compared with is worth its memory.
      if (!compared.has(table)) return
      made.set(keyOf(table, id), slim(row))
      remember(table, row)
    },
    update: (table, id, change) => {
      const row: BaseRow = { ...get(table, id), ...change, id }
      made.set(keyOf(table, id), row)
      remember(table, { name: row['name'] ?? '', ...change, id })
    }
  }
}

const compared: ReadonlySet<BaseTable> = new Set<BaseTable>([
  'client', 'client_address', 'client_phone', 'client_email', 'client_bank_account', 'contact', 'deal', 'product', 'purchase', 'note', 'property_choice', 'client_property',
  'client_category', 'segment_member', 'consent_change'
])

function slim(row: BaseRow): BaseRow {
  const kept: Record<string, BaseRow[string]> = {}
  for (const name in row) if (row[name] !== null && row[name] !== undefined) kept[name] = row[name]!
  return kept
}

function push(map: Map<string, string[]>, key: string, id: string): void {
  const ids = map.get(key)
  if (!ids) map.set(key, [id])
  else if (!ids.includes(id)) ids.push(id)
}
