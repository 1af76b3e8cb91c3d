import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { openTestApp, testNow, type TestApp } from '#test/app.ts'
import type { DealFilter } from '#shared/contract/deals.ts'
import type { FilterCondition } from '#shared/contract/filters.ts'
import type { ClosedFunnel, ClosedFunnelInput, OpenFunnel } from '#shared/contract/reports.ts'

const pipelineId = 'pipeline-typical'
const day = 86_400_000
const everyone = { ownerId: null, sourceId: null }
const quarter = { from: '2026-10-01', to: '2026-12-31' }

function closedOf(app: TestApp, more: Partial<ClosedFunnelInput> = {}): Promise<ClosedFunnel> {
  return app.call('reports.closedFunnel', {
    pipelineId,
    period: quarter,
    basis: 'close',
    reading: 'passed',
    columns: 'none',
    compareTo: null,
    filter: everyone,
    ...more
  })
}

function openOf(app: TestApp, at: number | null, columns: 'none' | 'owner' | 'source'): Promise<OpenFunnel> {
  return app.call('reports.openFunnel', { pipelineId, at, columns, filter: everyone })
}

async function listOf(app: TestApp, filter: DealFilter) {
  const first = await app.call('deals.list', { filter, sort: null, page: { offset: 0, limit: 200 } })
  expect(first.rows).toHaveLength(first.total)
  expect(new Set(first.rows.map((row) => row.id)).size, 'no deal twice').toBe(first.total)
  return { count: first.total, sumMinor: first.potentialMinor }
}

/** A list has exactly as many deals, worth exactly as much, as the number that opens it. */
async function opens(app: TestApp, filter: DealFilter, count: number, sumMinor: number | null, what: string) {
  const list = await listOf(app, filter)
  expect(list.count, what).toBe(count)
  if (sumMinor !== null) expect(list.sumMinor, `${what}, value`).toBe(sumMinor)
}

async function checkClosed(app: TestApp, funnel: ClosedFunnel) {
  const { rows, totals } = funnel
  if (funnel.reading === 'passed') {
    expect(rows.reduce((sum, row) => sum + row.lostAt, 0), 'Σ lost_at = L').toBe(totals.lost)
    expect(rows.at(-1)?.passed, 'reached(sk) − lost_at(sk) = W').toBe(totals.won)
    for (const [index, row] of rows.entries()) {
      const next = rows[index + 1]
      if (next) expect(next.reached, 'reached(s+1) = reached(s) − lost_at(s)').toBe(row.reached - row.lostAt)
    }
    expect(rows[0]?.reached, 'every finished deal reached the first stage').toBe(totals.closed)
  }
  await opens(app, totals.drill.closed, totals.closed, totals.wonMinor + totals.lostMinor, 'closed')
  await opens(app, totals.drill.won, totals.won, totals.wonMinor, 'won')
  await opens(app, totals.drill.lost, totals.lost, totals.lostMinor, 'lost')
  await opens(app, totals.drill.stillOpen, totals.stillOpen, null, 'still open')
  for (const row of rows) {
    await opens(app, row.drill.reached, row.reached, row.reachedMinor, `reached ${row.stageId}`)
    await opens(app, row.drill.passed, row.passed, row.passedMinor, `passed ${row.stageId}`)
    await opens(app, row.drill.lost, row.lostAt, row.lostMinor, `lost at ${row.stageId}`)
    if (funnel.columns.length === 0) continue
    expect(row.cells.reduce((sum, cell) => sum + cell.reached, 0), 'columns add up to the company').toBe(row.reached)
    expect(row.cells.reduce((sum, cell) => sum + cell.lostMinor, 0), 'their value too').toBe(row.lostMinor)
    for (const cell of row.cells) {
      await opens(app, cell.drill.reached, cell.reached, cell.reachedMinor, `reached ${row.stageId} of a column`)
      await opens(app, cell.drill.lost, cell.lostAt, cell.lostMinor, `lost at ${row.stageId} of a column`)
    }
  }
}

async function checkOpen(app: TestApp, funnel: OpenFunnel) {
  const { rows, total } = funnel
  expect(rows.reduce((sum, row) => sum + row.count, 0)).toBe(total.count)
  for (const value of [total, ...rows]) {
    await opens(app, value.drill, value.count, value.sumMinor, 'open')
    await opens(app, value.overLimitDrill, value.overLimitCount, value.overLimitMinor, 'over limit')
    await opens(app, value.withinLimitDrill, value.count - value.overLimitCount, value.sumMinor - value.overLimitMinor, 'within limit')
    if (funnel.columns.length === 0) continue
    expect(value.cells.reduce((sum, cell) => sum + cell.count, 0), 'columns add up').toBe(value.count)
    for (const cell of value.cells) await opens(app, cell.drill, cell.count, cell.sumMinor, 'open of a column')
  }
}

type Moment = { readonly act: number; readonly deal: number; readonly stage: number; readonly amount: number; readonly days: number }

/** A quarter of ordinary and odd days: deals are made, moved forth and back, handed over, closed, reopened, removed, undone. */
async function live(app: TestApp, moments: readonly Moment[]): Promise<string> {
  const { stages, lostReasons, sources } = await app.call('app.dictionaries', {})
  const open = stages.filter((stage) => stage.outcome === 'open')
  const owners = [(await app.call('app.status', {})).userId, (await app.call('settings.addUser', { name: 'Marek Wójcik', role: 'rep' })).id, null]
  const clientId = (await app.call('clients.create', { name: 'Meble Jesion', sourceId: sources[0]?.id ?? null })).id
  const deals: string[] = []
  let lastChange: string | undefined
  for (const { act, deal, stage, amount, days } of moments) {
    app.clock.now += days * day
    const dealId = deals[deal % Math.max(1, deals.length)]
    const isCreating = dealId === undefined || act < 3
    const result = isCreating
      ? await app.ask('deals.create', {
          clientId,
          title: `Transakcja ${deals.length + 1}`,
          amountMinor: amount,
          currency: amount % 7 === 0 ? 'EUR' : 'PLN',
          pipelineId,
          stageId: open[stage % 3]?.id ?? null,
          ownerId: owners[amount % 3] ?? null,
          expectedOn: null,
          sourceId: sources[amount % 4]?.id ?? null
        })
      : act < 7
        ? await app.ask('deals.move', { dealId, stageId: open[stage % open.length]?.id ?? '', before: null })
        : act < 9
          ? await app.ask('deals.close', { dealId, outcome: 'lost', lostReasonId: lostReasons[0]?.id ?? null, note: '' })
          : act < 11
            ? await app.ask('deals.close', { dealId, outcome: 'won', lostReasonId: null, note: '', amountMinor: amount })
            : act < 13
              ? await app.ask('deals.reopen', { dealId })
              : act === 13
                ? await app.ask('deals.changeOwner', { dealId, ownerId: owners[amount % 3] ?? null })
                : act === 14
                  ? await app.ask('deals.change', { dealId, amountMinor: amount })
                  : amount % 3 === 0
                    ? await app.ask('deals.remove', { dealId })
                    : lastChange === undefined
                      ? { ok: false as const }
                      : await app.ask('journal.undo', { changeId: lastChange })
    if (!result.ok) continue
    if (isCreating && typeof result.value === 'object' && result.value && 'id' in result.value) deals.push(String(result.value.id))
    lastChange = 'changeId' in result ? result.changeId : undefined
  }
  return clientId
}

const moment = fc.record({
  act: fc.nat(15),
  deal: fc.nat(50),
  stage: fc.nat(20),
  amount: fc.integer({ min: 1, max: 9_000_000 }),
  days: fc.nat(3)
})

test('whatever happened, both funnels add up and every number opens a list of exactly its deals', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(moment, { minLength: 20, maxLength: 70 }), async (moments) => {
      const app = await openTestApp({ now: Date.UTC(2026, 8, 20, 8) })
      try {
        await live(app, moments)
        for (const period of [quarter, { from: '2026-10-05', to: '2026-10-20' }]) {
          for (const basis of ['close', 'cohort'] as const) {
            for (const [reading, columns] of [['passed', 'owner'], ['passed', 'source'], ['visited', 'none']] as const) {
              await checkClosed(app, await closedOf(app, { period, basis, reading, columns }))
            }
          }
        }
        await checkOpen(app, await openOf(app, null, 'owner'))
        await checkOpen(app, await openOf(app, Date.UTC(2026, 9, 12), 'owner'))
        await checkOpen(app, await openOf(app, Date.UTC(2026, 9, 12), 'source'))
      } finally {
        app.close()
      }
    }),
    { numRuns: 6 }
  )
}, 300_000)

test('the funnel narrowed to one owner or source opens the same lists, and the two ways of counting agree', async () => {
  const app = await openTestApp({ now: Date.UTC(2026, 8, 20, 8) })
  await live(app, fc.sample(moment, { seed: 7, numRuns: 150 }))
  const { users, sources } = await app.call('app.dictionaries', {})
  for (const ownerId of users.map((user) => user.id)) await checkClosed(app, await closedOf(app, { columns: 'owner', filter: { ownerId, sourceId: null } }))
  const bySource = await closedOf(app, { columns: 'source' })
  for (const source of sources.slice(0, 4)) {
    const own = await closedOf(app, { filter: { ownerId: null, sourceId: source.id } })
    await checkClosed(app, own)
    const at = bySource.columns.findIndex((column) => column.id === source.id)
    expect(own.rows.map((row) => row.reached)).toEqual(bySource.rows.map((row) => row.cells[at]?.reached ?? 0))
  }
  const byOwner = await closedOf(app, { columns: 'owner' })
  expect(bySource.rows.map((row) => [row.reached, row.lostAt, row.medianDays])).toEqual(byOwner.rows.map((row) => [row.reached, row.lostAt, row.medianDays]))
  app.close()
}, 120_000)

test('the funnel, the board and their lists narrowed by a segment, a category and a property hold the same deals (S-6)', async () => {
  const app = await openTestApp({ now: Date.UTC(2026, 8, 20, 8) })
  const moments = fc.sample(moment, { seed: 11, numRuns: 90 })
  const vip = await live(app, moments.slice(0, 50))
  const { id: propertyId } = await app.call('properties.create', { name: 'Wielkość', kind: 'number', isRequired: false, choices: [] })
  const { id: categoryId } = await app.call('categories.create', { name: 'VIP', color: null })
  const { value: segment } = await app.change('segments.createFixed', { name: 'Targi', selection: { kind: 'ids', ids: [vip] } })
  await app.call('clients.setProperty', { clientId: vip, propertyId, value: 5_000_000 })
  await app.call('clients.setCategory', { clientId: vip, categoryId, isOn: true })
  const other = await live(app, moments.slice(50))
  await app.call('clients.archive', { selection: { kind: 'ids', ids: [other] }, isArchived: true })

  const period = { from: '2026-09-01', to: '2027-03-31' }
  const all = await closedOf(app, { period, columns: 'owner' })
  const conditions: FilterCondition[] = [
    { field: 'segment', test: { is: 'anyOf', values: [segment.id] } },
    { field: 'category', test: { is: 'anyOf', values: [categoryId] } },
    { field: 'property', propertyId, test: { is: 'between', from: 1_000_000, to: null } }
  ]
  for (const condition of conditions) {
    const of = (match: 'all' | 'none') => ({ ownerId: null, sourceId: null, clients: { rules: { match, rules: [condition] } } })
    const [inside, outside] = [await closedOf(app, { period, columns: 'owner', filter: of('all') }), await closedOf(app, { period, columns: 'owner', filter: of('none') })]
    for (const part of [inside, outside]) await checkClosed(app, part)
    expect(inside.totals.closed).toBeGreaterThan(0)
    expect(outside.totals.closed).toBeGreaterThan(0)
    expect(inside.rows.map((row, index) => row.reached + outside.rows[index]!.reached), 'who is in it and who is not make the whole').toEqual(all.rows.map((row) => row.reached))
    for (const at of [null, Date.UTC(2026, 9, 12)]) {
      const open = await app.call('reports.openFunnel', { pipelineId, at, columns: 'owner', filter: of('all') })
      await checkOpen(app, open)
      if (at !== null) continue
      const board = await app.call('deals.board', { pipelineId, ownerId: null, filter: { search: '', sourceId: null, only: 'all', clients: of('all').clients }, order: 'attention' })
      expect(board.columns.map((column) => column.count)).toEqual(open.rows.map((row) => row.count))
    }
  }
  const nobody = { ownerId: null, sourceId: null, clients: { rules: { match: 'all' as const, rules: [{ field: 'town' as const, test: { is: 'equals' as const, text: 'Nigdzie' } }] } } }
  expect((await closedOf(app, { filter: nobody })).totals).toMatchObject({ closed: 0, won: 0, lost: 0 })
  expect(await app.call('reports.findings', { pipelineId, period: quarter, compareTo: null, filter: nobody })).toMatchObject([{ kind: 'tooFewClosed', count: 0 }])
  app.close()
}, 120_000)

const ladder = ['assessment', 'preparation', 'presentation', 'proposal', 'decision', 'agreement', 'payment', 'shipment', 'completion'].map((key) => `stage-${key}`)

/** Makes deals that were lost at a stage (its place on the ladder), or won where it is null; stages between are passed through. */
async function sell(app: TestApp, ends: readonly (number | null)[], more: { readonly ownerId?: string; readonly amountMinor?: number } = {}): Promise<string[]> {
  const clientId = (await app.call('clients.create', { name: 'Meble Jesion' })).id
  const made: string[] = []
  for (const end of ends) {
    const deal = await app.call('deals.create', {
      clientId,
      title: 'Krzesła',
      amountMinor: more.amountMinor ?? 100_00,
      currency: 'PLN',
      pipelineId,
      stageId: null,
      ownerId: more.ownerId ?? null,
      expectedOn: null,
      sourceId: null
    })
    made.push(deal.id)
    const stageId = end === null ? undefined : ladder[end]
    if (stageId) await app.call('deals.move', { dealId: deal.id, stageId, before: null })
    await app.call('deals.close', { dealId: deal.id, outcome: end === null ? 'won' : 'lost', lostReasonId: end === null ? null : 'lost-price', note: '' })
  }
  return made
}

const times = (count: number, end: number | null) => Array<number | null>(count).fill(end)

test('of 100 deals 70, 45, 30 and 20 went on: 70.0, 64.3, 66.7 and 66.7 % (golden vector)', async () => {
  const app = await openTestApp()
  await sell(app, [...times(30, 0), ...times(25, 1), ...times(15, 2), ...times(10, 3), ...times(20, null)])
  const { rows, totals } = await closedOf(app)
  expect(rows.slice(0, 5).map((row) => row.reached)).toEqual([100, 70, 45, 30, 20])
  expect(rows.slice(0, 4).map((row) => Math.round((row.conversion ?? 0) * 1000) / 10)).toEqual([70, 64.3, 66.7, 66.7])
  expect(rows.slice(0, 5).map((row) => row.cumulative)).toEqual([1, 0.7, 0.45, 0.3, 0.2])
  expect(rows.map((row) => row.lostShare).slice(0, 5)).toEqual([30 / 80, 25 / 80, 15 / 80, 10 / 80, 0])
  expect(totals).toMatchObject({ closed: 100, won: 20, lost: 80, winRate: 0.2, wonMinor: 2_000_00, winRateByValue: 0.2 })
  app.close()
}, 60_000)

test('a rate of 30 of 40 lies between 59.8 and 85.8 % (golden vector)', async () => {
  const app = await openTestApp()
  await sell(app, [...times(10, 0), ...times(30, null)])
  const row = (await closedOf(app)).rows[0]
  expect([row?.low?.toFixed(4), row?.high?.toFixed(4)]).toEqual(['0.5981', '0.8581'])
  app.close()
}, 60_000)

test('a deal lost after going back counts as lost where it got furthest, and skipped stages count as passed', async () => {
  const app = await openTestApp()
  const clientId = (await app.call('clients.create', { name: 'Meble Jesion' })).id
  const deal = await app.call('deals.create', { clientId, title: 'Stoły', amountMinor: 100, currency: 'PLN', pipelineId, stageId: null, ownerId: null, expectedOn: null, sourceId: null })
  await app.call('deals.move', { dealId: deal.id, stageId: 'stage-proposal', before: null })
  app.clock.now += 3 * day
  await app.call('deals.move', { dealId: deal.id, stageId: 'stage-assessment', before: null })
  await app.call('deals.close', { dealId: deal.id, outcome: 'lost', lostReasonId: 'lost-price', note: '' })
  const passed = await closedOf(app)
  expect(passed.rows.map((row) => row.reached)).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 0])
  expect(passed.rows.find((row) => row.lostAt > 0)?.stageId).toBe('stage-proposal')
  const visited = await closedOf(app, { reading: 'visited' })
  expect(visited.rows.map((row) => row.reached)).toEqual([1, 0, 0, 1, 0, 0, 0, 0, 0])
  expect(Math.round(visited.rows[3]?.medianDays ?? 0)).toBe(3)
  app.close()
})

test('a deal closed in one quarter and reopened in the next still counts as closed in the first', async () => {
  const app = await openTestApp({ now: Date.UTC(2026, 8, 28, 8) })
  const [won] = await sell(app, [null])
  const third = { from: '2026-07-01', to: '2026-09-30' }
  expect((await closedOf(app, { period: third })).totals).toMatchObject({ won: 1, lost: 0 })
  app.clock.now = testNow
  await app.call('deals.reopen', { dealId: won ?? '' })
  await app.call('deals.change', { dealId: won ?? '', amountMinor: 50_00 })
  const then = await closedOf(app, { period: third, columns: 'owner' })
  expect(then.totals).toMatchObject({ won: 1, lost: 0 })
  await checkClosed(app, then)
  expect((await closedOf(app)).totals.closed).toBe(0)
  await app.call('deals.close', { dealId: won ?? '', outcome: 'lost', lostReasonId: 'lost-price', note: '' })
  expect((await closedOf(app)).totals).toMatchObject({ won: 0, lost: 1 })
  expect((await closedOf(app, { period: third })).totals).toMatchObject({ won: 1, lost: 0 })
  app.close()
})

test('a stage counts for whoever owned the deal when it was there', async () => {
  const app = await openTestApp()
  const anna = (await app.call('app.status', {})).userId ?? ''
  const marek = (await app.call('settings.addUser', { name: 'Marek Wójcik', role: 'rep' })).id
  const clientId = (await app.call('clients.create', { name: 'Meble Jesion' })).id
  const deal = await app.call('deals.create', { clientId, title: 'Stoły', amountMinor: 100, currency: 'PLN', pipelineId, stageId: null, ownerId: anna, expectedOn: null, sourceId: null })
  await app.call('deals.move', { dealId: deal.id, stageId: 'stage-preparation', before: null })
  await app.call('deals.changeOwner', { dealId: deal.id, ownerId: marek })
  await app.call('deals.close', { dealId: deal.id, outcome: 'lost', lostReasonId: 'lost-price', note: '' })
  const { rows, columns } = await closedOf(app, { columns: 'owner' })
  const reachedBy = (ownerId: string) => rows.slice(0, 2).map((row) => row.cells[columns.findIndex((column) => column.id === ownerId)]?.reached)
  expect(reachedBy(anna)).toEqual([1, 0])
  expect(reachedBy(marek)).toEqual([0, 1])
  app.close()
})

test('the findings name where most are lost, who loses more than the rest, and where deals stand too long', async () => {
  const app = await openTestApp({ now: Date.UTC(2026, 7, 10, 8) })
  const anna = (await app.call('app.status', {})).userId ?? ''
  const piotr = (await app.call('settings.addUser', { name: 'Piotr Zieliński', role: 'rep' })).id
  await sell(app, [...times(4, 3), ...times(16, null)], { ownerId: anna })
  app.clock.now = Date.UTC(2026, 9, 12, 8)
  await sell(app, [...times(3, 3), ...times(17, null)], { ownerId: anna })
  await sell(app, [...times(18, 3), ...times(2, null)], { ownerId: piotr })
  const open = await app.call('deals.create', { clientId: (await app.call('clients.create', { name: 'Szkoła nr 14' })).id, title: 'Ławki', amountMinor: 700_00, currency: 'PLN', pipelineId, stageId: 'stage-payment', ownerId: anna, expectedOn: null, sourceId: null })
  app.clock.now += 30 * day
  const found = await app.call('reports.findings', { pipelineId, period: quarter, compareTo: { from: '2026-07-01', to: '2026-09-30' }, filter: everyone })
  expect(found).toMatchObject([
    { kind: 'biggestLoss', stageId: 'stage-proposal', lost: 21, reached: 40, rateBefore: 0.2 },
    { kind: 'ownerLeak', ownerId: piotr, stageId: 'stage-proposal', n: 20, rate: 0.9 },
    { kind: 'overLimit', stageId: 'stage-payment', count: 1, limitDays: 21, sumMinor: 700_00 }
  ])
  for (const finding of found) if (finding.drill && 'count' in finding) await opens(app, finding.drill, finding.count, null, finding.kind)
  expect((await app.call('deals.list', { filter: found[2]?.drill as DealFilter, sort: null, page: { offset: 0, limit: 10 } })).rows[0]?.id).toBe(open.id)
  app.close()
}, 60_000)

test('with a handful of closed deals the findings say that it is too few, and a thin start is told apart from a slow month', async () => {
  const app = await openTestApp({ now: Date.UTC(2026, 6, 10, 8) })
  await sell(app, times(30, null))
  app.clock.now = Date.UTC(2026, 10, 22, 8)
  await sell(app, times(2, 0))
  const found = await app.call('reports.findings', { pipelineId, period: quarter, compareTo: { from: '2026-07-01', to: '2026-09-30' }, filter: everyone })
  expect(found).toMatchObject([
    { kind: 'tooFewClosed', count: 2, needed: 10 },
    { kind: 'tooFewNew', count: 2, countBefore: 17 }
  ])
  await opens(app, found[1]?.drill as DealFilter, 2, null, 'new deals')
  app.close()
}, 60_000)

test('a period is compared with another, and a change is coloured only when chance cannot explain it', async () => {
  const app = await openTestApp({ now: Date.UTC(2026, 7, 10, 8) })
  await sell(app, [...times(2, 3), ...times(38, null)])
  app.clock.now = testNow
  await sell(app, [...times(20, 3), ...times(1, 4), ...times(19, null)])
  const { rows, before } = await closedOf(app, { compareTo: { from: '2026-07-01', to: '2026-09-30' } })
  expect(rows[3]?.before).toMatchObject({ reached: 40, lostAt: 2, conversion: 0.95, isApart: true })
  expect(rows[3]?.before?.points).toBeCloseTo(-45)
  expect(rows[4]?.before).toMatchObject({ reached: 38, lostAt: 0, isApart: false })
  expect(before?.totals).toMatchObject({ closed: 40, won: 38 })
  app.close()
}, 60_000)
