import type { Store } from '#main/app/store.ts'
import { catchUpSearch } from '#main/db/derived/clients.ts'
import { rebuildDerived } from '#main/db/derived/derive.ts'
import { numberGaps } from '#main/features/invoices/invoices.ts'
import { openQuietly } from './open.ts'
import { openTestApp } from '../app.ts'
import { dumpAll, dumpDerived, replay } from '../model.ts'
import type { Acknowledged } from './child.ts'

/** Which rows each change of the writer makes; a change with any others is half a change. */
const wholeChanges: Readonly<Record<string, readonly string[]>> = {
  'clients.create': ['client,client_phone', 'client,client_phone,client_phone,contact'],
  'clients.change': ['client', 'client,former_name'],
  'notes.add': ['note'],
  'tasks.add': ['task'],
  'deals.create': ['deal,stage_change'],
  'deals.move': ['deal,stage_change'],
  'calls.recordAttempt': ['call_attempt,call_list_entry,deal,stage_change,task'],
  'invoices.draft': ['invoice'],
  'invoices.changeDraft': ['invoice,invoice_line,invoice_line'],
  'invoices.issue': ['document_series,invoice,invoice_vat']
}

type Sqlite = ReturnType<Store['db']>['$client']

/** How deep to look: `quick` leaves the derived tables out, `deep` plays the whole log over again. */
export type Depth = 'quick' | 'usual' | 'deep'

/** Opens the store of a folder as the next start would and says everything that is wrong with it; empty when all is well. */
export async function faultsOf(folder: string, acknowledged: readonly Acknowledged[], depth: Depth): Promise<string[]> {
  const store = openQuietly(folder)
  try {
    const state = store.startState()
    if (state.state !== 'ready') return [`does not open: ${state.reason} ${state.message}`]
    return [...faultsInside(store, acknowledged, depth), ...(depth === 'deep' ? await faultsOfLog(store) : [])]
  } finally {
    store.close()
  }
}

/** As `faultsOf`, of an open store. */
export function faultsInside(store: Store, acknowledged: readonly Acknowledged[], depth: Depth): string[] {
  const sqlite = store.db().$client
  const integrity = sqlite.pragma('integrity_check', { simple: true })
  if (integrity !== 'ok') return [`damaged: ${String(integrity)}`]
  return [
    ...lost(sqlite, acknowledged),
    ...none('rows point at rows that are not there', sqlite.pragma('foreign_key_check') as unknown[]),
    ...halves(sqlite),
    ...numberGaps(store.makeContext('test')).flatMap(({ lastNumber, issuedCount, missing }) =>
      missing.length > 0 || lastNumber !== issuedCount ? [`invoices: ${issuedCount} issued, the last is number ${lastNumber}`] : []
    ),
    ...(depth === 'quick' ? [] : derivedFaults(store))
  ]
}

function lost(sqlite: Sqlite, acknowledged: readonly Acknowledged[]): string[] {
  const inLog = sqlite.prepare<[string, string, string, string]>(
    `SELECT json_extract(o.after, '$.' || ?) AS value FROM journal_op AS o JOIN journal_tx AS t ON t.id = o.tx_id
     WHERE t.change_id = ? AND o.table_name = ? AND o.row_id = ?`
  )
  const newest = sqlite.prepare<[string, string, string, string]>(
    `SELECT json_extract(after, '$.' || ?) AS value FROM journal_op WHERE table_name = ? AND row_id = ?
     AND json_type(after, '$.' || ?) IS NOT NULL ORDER BY seq DESC LIMIT 1`
  ).pluck()
  return acknowledged.flatMap(({ changeId, table, rowId, column, value }) => {
    const logged = inLog.pluck().get(column, changeId, table, rowId)
    const row = sqlite.prepare<[string]>(`SELECT "${column}" FROM "${table}" WHERE id = ?`).pluck().get(rowId)
    const isThere = logged === value && row === newest.get(column, table, rowId, column)
    return isThere ? [] : [`lost: ${table}.${column} = ${value}, acknowledged`]
  })
}

/** Transactions that are there in part. */
function halves(sqlite: Sqlite): string[] {
  const changes = sqlite
    .prepare<[], { name: string; tables: string }>(
      `SELECT c.name, group_concat(o.table_name, ',' ORDER BY o.table_name) AS tables
       FROM journal_change AS c JOIN journal_tx AS t ON t.change_id = c.id JOIN journal_op AS o ON o.tx_id = t.id GROUP BY c.id`
    )
    .all()
  const strange = changes.filter(({ name, tables }) => wholeChanges[name] !== undefined && !wholeChanges[name].includes(tables))
  const rows = (sql: string) => sqlite.prepare(sql).all()
  return [
    ...none('half changes', strange),
    ...none('lines of the log without a transaction', rows('SELECT seq FROM journal_op WHERE tx_id NOT IN (SELECT id FROM journal_tx)')),
    ...none('transactions that did nothing', rows('SELECT id FROM journal_tx WHERE id NOT IN (SELECT tx_id FROM journal_op)')),
    ...none('transactions without a change', rows('SELECT id FROM journal_tx WHERE change_id NOT IN (SELECT id FROM journal_change)')),
    ...none('an open stamp', rows('SELECT id FROM journal_stamp WHERE tx_id IS NOT NULL')),
    ...none(
      'deals that stand elsewhere than their last step',
      rows(`SELECT d.id FROM deal AS d WHERE d.stage_id IS NOT
        (SELECT to_stage_id FROM stage_change WHERE deal_id = d.id AND undone_at IS NULL ORDER BY at DESC, id DESC LIMIT 1) AND d.deleted_at IS NULL`)
    )
  ]
}

function derivedFaults(store: Store): string[] {
  const sqlite = store.db().$client
  while (catchUpSearch(store.db(), 1000) > 0);
  sqlite.exec("INSERT INTO client_search (client_search, rank) VALUES ('integrity-check', 1)")
  const kept = JSON.stringify(dumpDerived(sqlite))
  sqlite.exec('SAVEPOINT look')
  rebuildDerived(store.db())
  const built = JSON.stringify(dumpDerived(sqlite))
  sqlite.exec('ROLLBACK TO look; RELEASE look')
  return kept === built ? [] : ['the derived tables differ from what the data gives']
}

/** The log alone gives the same database. */
async function faultsOfLog(store: Store): Promise<string[]> {
  const sqlite = store.db().$client
  const empty = await openTestApp({ isSetUp: false })
  try {
    replay(sqlite, empty.store.db().$client)
    const there = dumpAll(sqlite)
    const told = dumpAll(empty.store.db().$client)
    return Object.keys(there).flatMap((table) => (JSON.stringify(there[table]) === JSON.stringify(told[table]) ? [] : [`the log tells another story of ${table}`]))
  } finally {
    empty.close()
  }
}

function none(what: string, rows: readonly unknown[]): string[] {
  return rows.length === 0 ? [] : [`${rows.length} ${what}: ${JSON.stringify(rows.slice(0, 3))}`]
}
