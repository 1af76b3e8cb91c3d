import { afterAll, beforeAll, expect, test } from 'vitest'
import { tableKinds } from '#main/db/tableKinds.ts'
import { anyDeal } from '#shared/contract/deals.ts'
import type { ClosedFunnel, OpenFunnel } from '#shared/contract/reports.ts'
import { openTestApp, type TestApp } from './app.ts'
import { settle } from './quiet.ts'

/** Small by their nature however large the firm grows: dictionaries, settings, lists of lists. */
const small = new Set<string>([
  'user', 'workstation', 'firm', 'setting', 'pipeline', 'stage', 'lost_reason', 'source', 'disposition', 'vat_rate', 'call_list', 'document_series', 'property',
  'property_choice', 'category', 'saved_view', 'segment', 'score_rule', 'preference', 'backup_run', 'import_run', 'derived_state', 'journal_stamp'
])
const large = new Set(Object.keys(tableKinds).filter((table) => !small.has(table)))

let app: TestApp
let statements: string[] = []
let ids: { readonly client: string; readonly deal: string; readonly list: string; readonly owner: string }
let open: OpenFunnel
let closed: ClosedFunnel

const page = { offset: 0, limit: 50 }
const pipelineId = 'pipeline-typical'
const filter = { ownerId: null, sourceId: null }
const period = { from: '2026-07-01', to: '2026-12-31' }

beforeAll(async () => {
  app = await openTestApp({ trace: (sql) => statements.push(sql) })
  await app.call('demo.load', { clientCount: 400, dealsPerClient: 2, userCount: 4 })
  const first = (sql: string) => String(app.store.db().$client.prepare(sql).pluck().get())
  const { listId } = await app.call('calls.createList', {
    name: 'Wszyscy', purpose: 'service', script: null, ownerId: null, startsOn: '2026-11-22', endsOn: null, maxAttempts: 6, clients: { kind: 'filter', filter: {}, except: [] }
  })
  await settle(app)
  // What SQLite knows of the tables is written when the program ends.
  app = app.reopen()
  await settle(app)
  // A table of a few hundred rows may well be read whole; without its statistics SQLite plans as for a large one.
  app.store.db().$client.exec('DELETE FROM sqlite_stat1; ANALYZE sqlite_schema')
  ids = {
    client: first('SELECT client_id FROM deal_state LIMIT 1'), deal: first("SELECT deal_id FROM deal_state WHERE outcome = 'open' LIMIT 1"), list: listId,
    owner: first('SELECT owner_id FROM deal_state WHERE owner_id IS NOT NULL LIMIT 1')
  }
  open = await app.call('reports.openFunnel', { pipelineId, at: null, columns: 'owner', filter })
  closed = await app.call('reports.closedFunnel', { pipelineId, period, basis: 'close', reading: 'passed', columns: 'owner', compareTo: null, filter })
}, 120_000)
afterAll(() => app.close())

type Step = { readonly id: number; readonly parent: number; readonly detail: string }

/** Tables by the names that a statement calls them. */
function namesIn(sql: string): Map<string, string> {
  const names = new Map(Object.keys(tableKinds).map((table) => [table, table]))
  for (const [, table = '', name = ''] of sql.matchAll(/(?:FROM|JOIN|,)\s+"?(\w+)"?\s+(?:AS\s+)?"?(\w+)"?/gi)) if (table in tableKinds) names.set(name, table)
  return names
}

/** The large tables of which a plan reads every row, though an index could lead to those that are asked for. */
function tablesReadWhole(sql: string): string[] {
  const names = namesIn(sql)
  const plan = app.store.db().$client.prepare<[], Step>(`EXPLAIN QUERY PLAN ${sql}`).all()
  return plan.flatMap(({ detail }) => {
    const [, name, how] = /^SCAN (\w+)(.*)$/.exec(detail) ?? []
    const table = name === undefined ? undefined : names.get(name)
    return table !== undefined && large.has(table) && !how!.includes('INDEX') && !how!.includes('VIRTUAL TABLE') ? [table] : []
  })
}

/** Whether rows are sorted that no index gives in order. */
function isSorted(sql: string): boolean {
  const plan = app.store.db().$client.prepare<[], Step>(`EXPLAIN QUERY PLAN ${sql}`).all()
  return plan.some(({ detail }) => detail.startsWith('USE TEMP B-TREE FOR ORDER BY'))
}

/** All that one call asks of the store. */
async function askedBy(ask: () => Promise<unknown>): Promise<string[]> {
  statements = []
  await ask()
  const asked = [...new Set(statements)].filter((sql) => /^\s*(SELECT|WITH)/i.test(sql))
  expect(asked.length).toBeGreaterThan(0)
  return asked
}

const cases: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['the client list', () => app.call('clients.list', { filter: {}, sort: { by: 'name', direction: 'asc' }, page })],
  ['a client', () => app.call('clients.get', { id: ids.client })],
  ['the timeline of a client', () => app.call('clients.timeline', { clientId: ids.client, kinds: [], page })],
  ['the board', () => app.call('deals.board', { pipelineId, ownerId: null, filter: { search: '', sourceId: null, only: 'all' }, order: 'attention' })],
  ['the board of one owner', () => app.call('deals.board', { pipelineId, ownerId: ids.owner, filter: { search: '', sourceId: null, only: 'all' }, order: 'attention' })],
  ['the deal list', () => app.call('deals.list', { filter: { ...anyDeal, pipelineId }, sort: null, page })],
  ['the deals of one owner', () => app.call('deals.list', { filter: { ...anyDeal, pipelineId, ownerId: ids.owner }, sort: null, page })],
  ['a deal', () => app.call('deals.get', { dealId: ids.deal })],
  ['the call queue', () => app.call('calls.queue', { listId: ids.list })],
  ['the client to call now', () => app.call('calls.current', { listId: ids.list, entryId: null })],
  ['the state of a call list', () => app.call('calls.stats', { listId: ids.list })],
  ['invoices', () => app.call('invoices.list', { filter: { state: null, payment: null, clientId: null, dealId: null, period: null, search: '' }, sort: null, page })],
  ['receivables', () => app.call('invoices.receivables', { ownerId: null, search: '', onlyOverdue: false, sort: null, page })],
  ['payments of a client', () => app.call('payments.list', { clientId: ids.client, search: '', onlyCredit: false, page })],
  ['tasks', () => app.call('tasks.list', { filter: { state: 'open' }, page })],
  ['today of one', () => app.call('today.get', { scope: 'mine' })],
  ['today of all', () => app.call('today.get', { scope: 'all' })],
  ['the open funnel', () => app.call('reports.openFunnel', { pipelineId, at: null, columns: 'owner', filter })],
  ['the closed funnel', () => app.call('reports.closedFunnel', { pipelineId, period, basis: 'close', reading: 'passed', columns: 'owner', compareTo: null, filter })],
  ['deals behind a number of the open funnel', () => app.call('deals.list', { filter: open.rows[0]!.drill, sort: null, page })],
  ['deals behind a number of one owner', () => app.call('deals.list', { filter: open.rows[0]!.cells[0]!.drill, sort: null, page })],
  ['deals that reached a stage', () => app.call('deals.list', { filter: closed.rows[1]!.drill.reached, sort: null, page })],
  ['deals that passed a stage', () => app.call('deals.list', { filter: closed.rows[1]!.drill.passed, sort: null, page })],
  ['deals lost in a stage', () => app.call('deals.list', { filter: closed.rows[1]!.drill.lost, sort: null, page })],
  ['deals that were won', () => app.call('deals.list', { filter: closed.totals.drill.won, sort: null, page })],
  ['deals that one owner brought past a stage', () => app.call('deals.list', { filter: closed.rows[1]!.cells[0]!.drill.passed, sort: null, page })],
  ['what was changed', () => app.call('journal.changes', { page })]
]

/** Long lists of everything, and reports over everything; other lists sort the rows of one client, one deal or one page. */
const inOrder: readonly string[] = ['tasks', 'the open funnel', 'the closed funnel', 'what was changed']

/** What does read a table as a whole, and why. */
const whole: Readonly<Record<string, readonly string[]>> = {
  // The register sums all documents that it lists, so it goes through them, each with its client.
  invoices: ['client', 'invoice'],
  // Forbidden numbers are few beside the entries of a list, each of which would else be asked about.
  'the call queue': ['do_not_call']
}

test.each(cases)('%s is read along indexes, no large table as a whole', async (name, ask) => {
  const read = (await askedBy(ask)).flatMap(tablesReadWhole)
  expect(read.filter((table) => !whole[name]?.includes(table))).toEqual([])
})

test.each(cases.filter(([name]) => inOrder.includes(name)))('%s comes in order from an index, without sorting', async (_name, ask) => {
  expect((await askedBy(ask)).filter(isSorted)).toEqual([])
})
