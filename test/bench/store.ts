import { rmSync } from 'node:fs'
import type { storeContract } from '#shared/contract/index.ts'
import type { InputOf } from '#shared/contract/define.ts'
import { anyDeal } from '#shared/contract/deals.ts'
import { endOfDayMs, type Period, period, previousPeriod, startOfDayMs, today } from '#shared/day.ts'
import { demoFolder, openHere } from './data.ts'
import { measureBase } from './base.ts'
import { measure } from './measure.ts'

type Contract = typeof storeContract
const probes = ['Łód', 'lodz', 'Меблі', 'mebl', 'kancelaria', 'zubr', 'wisl', 'Kyiv', '426', '12345', 'biuro77', 'nowak', 'świerk', 'hotel', 'sp. z o.o.', 'ґанок']

/** Reads of the store thread, asked through the dispatcher as a window asks. */
export async function measureStore(clientCount: number, dealsPerClient: number): Promise<void> {
  const folder = await demoFolder(clientCount, dealsPerClient)
  const store = openHere(folder)
  const sqlite = store.db().$client
  const ask = async <N extends keyof Contract & string>(name: N, input: InputOf<Contract[N]>) => {
    const result = await store.dispatcher.run(name, input)
    if (!result.ok) throw new Error(`${name}: ${result.error.reason} ${result.error.message ?? ''}`)
    return result.value
  }
  const idsOf = (table: string, count: number) =>
    sqlite.prepare<[number], string>(`SELECT id FROM ${table} WHERE deleted_at IS NULL ORDER BY random() LIMIT ?`).pluck().all(count)
  const counts = ['client', 'deal', 'stage_change', 'journal_op'].map((name) => `${name} ${sqlite.prepare(`SELECT count(*) FROM ${name}`).pluck().get()}`)
  console.log(counts.join(', '))

  const sort = { by: 'name', direction: 'asc' } as const
  const bareList = sqlite.prepare('SELECT id, client_id, name, town, phone, owner_id FROM client_summary ORDER BY sort_name, id LIMIT 200')
  await measure('client list: first page of 200', Array.from({ length: 30 }, () => () => ask('clients.list', { filter: {}, sort, page: { offset: 0, limit: 200 } })), {
    bare: () => bareList.all(),
    goalMs: 16
  })
  await measure(
    'client list: a page far down',
    Array.from({ length: 20 }, (_, index) => () =>
      ask('clients.list', { filter: {}, sort, page: { offset: Math.floor((clientCount * index) / 20), limit: 200 } })
    ),
    { goalMs: 16 }
  )
  for (const by of ['town', 'owner', 'lastContact', 'next', 'openDeals', 'created'] as const) {
    await measure(
      `client list sorted by ${by}`,
      Array.from({ length: 10 }, () => () => ask('clients.list', { filter: {}, sort: { by, direction: 'desc' }, page: { offset: 0, limit: 200 } })),
      { goalMs: 16 }
    )
  }
  const bareSearch = sqlite.prepare("SELECT rowid FROM client_search WHERE client_search MATCH '\"zubr\"' LIMIT 50")
  await measure(
    'search per keystroke (3+ letters, first 50)',
    probes.map((text) => () => ask('clients.list', { filter: { text }, sort, page: { offset: 0, limit: 50 } })),
    { bare: () => bareSearch.all(), goalMs: 16 }
  )
  await measure(
    'search of one or two letters',
    ['z', 'ło', 'ho', 'к'].map((text) => () => ask('clients.list', { filter: { text }, sort, page: { offset: 0, limit: 50 } })),
    { goalMs: 50 }
  )
  const clientIds = idsOf('client', 40)
  // The same rows as the card and the first fifty lines of its time line, each by its own index.
  const bareCard = [
    'client WHERE id', 'contact WHERE client_id', 'client_phone WHERE client_id', 'client_email WHERE client_id', 'client_summary WHERE client_id', 'note WHERE client_id',
    'task WHERE client_id', 'call_attempt WHERE client_id', 'deal WHERE client_id', 'invoice WHERE client_id', 'owner_change WHERE client_id', 'consent_change WHERE client_id'
  ].map((rows) => sqlite.prepare(`SELECT * FROM ${rows} = ? LIMIT 50`))
  await measure(
    'client card with its time line',
    clientIds.map((id) => async () => {
      await ask('clients.get', { id })
      await ask('clients.timeline', { clientId: id, kinds: [], page: { offset: 0, limit: 50 } })
    }),
    { bare: () => bareCard.forEach((rows) => rows.all(clientIds[0])), goalMs: 30 }
  )
  // What was counted is kept until something is written, so something is before each question.
  const afterChange = () => sqlite.exec('INSERT INTO temp.touched_row VALUES (NULL, NULL)')
  const bareOpen = sqlite.prepare(
    "SELECT stage_id, owner_id, count(*), sum(amount_base_minor) FROM deal_state WHERE pipeline_id = ? AND outcome = 'open' GROUP BY stage_id, owner_id"
  )
  const open = { bare: () => bareOpen.all('pipeline-typical'), between: afterChange, goalMs: 100 }
  await measure(
    'deal board',
    Array.from({ length: 10 }, () => () => ask('deals.board', { pipelineId: 'pipeline-typical', ownerId: null, filter: { search: '', sourceId: null, only: 'all' }, order: 'attention' })),
    open
  )
  const day = today(Date.now(), 'Europe/Warsaw')
  const quarter = period('lastQuarter', day)
  const filter = { ownerId: null, sourceId: null }
  const closed = { pipelineId: 'pipeline-typical', period: quarter, basis: 'close', reading: 'passed', columns: 'owner', compareTo: previousPeriod(quarter), filter } as const
  const bareFunnel = sqlite.prepare(
    `SELECT stage_id, owner_id, is_lost_here, count(*), sum(amount_base_minor) FROM deal_stage
     WHERE stage_id IN (SELECT id FROM stage WHERE pipeline_id = ?) AND owner_id IN (SELECT id FROM user) AND is_lost_here IN (0, 1)
       AND closed_at >= ? AND closed_at < ? GROUP BY stage_id, owner_id, is_lost_here`
  )
  const spanOf = (of: Period) => [startOfDayMs(of.from, 'Europe/Warsaw'), endOfDayMs(of.to, 'Europe/Warsaw')]
  const closing = { bare: () => bareFunnel.all('pipeline-typical', ...spanOf(quarter)), between: afterChange, goalMs: 100 }
  await measure(
    'closed funnel of a quarter, by owner, with the quarter before',
    Array.from({ length: 10 }, () => () => ask('reports.closedFunnel', closed)),
    closing
  )
  await measure('the same asked again', Array.from({ length: 10 }, () => () => ask('reports.closedFunnel', closed)), { goalMs: 16 })
  await measure(
    'closed funnel of a quarter, by source',
    Array.from({ length: 3 }, () => () => ask('reports.closedFunnel', { ...closed, columns: 'source' })),
    { between: afterChange }
  )
  await measure(
    'funnel of those created in a quarter, by owner',
    Array.from({ length: 3 }, () => () => ask('reports.closedFunnel', { ...closed, basis: 'cohort' })),
    { between: afterChange }
  )
  await measure(
    'closed funnel of two years',
    Array.from({ length: 3 }, () => () => ask('reports.closedFunnel', { ...closed, period: { from: '2024-01-01', to: day }, compareTo: null })),
    { between: afterChange }
  )
  await measure(
    'open funnel now, by owner',
    Array.from({ length: 10 }, () => () => ask('reports.openFunnel', { pipelineId: 'pipeline-typical', at: null, columns: 'owner', filter })),
    open
  )
  await measure(
    'open funnel as of a day three months ago',
    Array.from({ length: 3 }, () => () =>
      ask('reports.openFunnel', { pipelineId: 'pipeline-typical', at: Date.now() - 90 * 86_400_000, columns: 'none', filter })
    ),
    { between: afterChange }
  )
  await measure(
    'findings of a quarter',
    Array.from({ length: 5 }, () => () => ask('reports.findings', { pipelineId: 'pipeline-typical', period: quarter, compareTo: previousPeriod(quarter), filter })),
    { between: afterChange, goalMs: 200 }
  )
  await measure(
    'search of deals per keystroke (as the palette asks)',
    ['meb', 'biur', 'zubr', 'krzes'].map((search) => () =>
      ask('deals.list', { filter: { ...anyDeal, search }, sort: null, page: { offset: 0, limit: 8 } })
    ),
    { goalMs: 100 }
  )
  await measure('today', Array.from({ length: 10 }, () => () => ask('today.get', { scope: 'mine' })), { goalMs: 50 })
  await measure('status bar', Array.from({ length: 20 }, () => () => ask('app.status', {})), { goalMs: 16 })
  await measure(
    'change one field of a client',
    clientIds.slice(0, 20).map((id, index) => () => ask('clients.change', { id, change: { shortName: `skrót ${index}` } })),
    { goalMs: 16 }
  )
  await measureBase(store)
  store.close()
  rmSync(folder, { recursive: true, force: true })
}
