import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { openTestApp, type TestApp, testNow } from '#test/app.ts'
import { outsideData } from '#test/fixtures/files.ts'
import { settle } from '#test/quiet.ts'
import type { FilterCondition } from '#shared/contract/filters.ts'
import { addDays } from '#shared/day.ts'
import { inTransaction } from '#main/db/transaction.ts'

type Bought = { readonly clientId: string; readonly on: string; readonly netMinor: number; readonly costMinor?: number; readonly currency?: string }

/** Past invoices as an import of purchases leaves them. */
function buy(app: TestApp, bought: readonly Bought[]): void {
  const ctx = app.store.makeContext('imports.run')
  inTransaction(ctx, (db) => {
    const insert = db.$client.prepare(
      'INSERT INTO purchase (id, client_id, bought_on, currency, net_minor, cost_minor, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'
    )
    for (const { clientId, on, netMinor, costMinor, currency } of bought) {
      insert.run(ctx.newId(), clientId, on, currency ?? 'PLN', netMinor, costMinor ?? null, ctx.now(), ctx.now())
    }
  })
}

const clientsOf = async (app: TestApp, names: readonly string[], town?: string) => {
  const ids: string[] = []
  for (const name of names) ids.push((await app.call('clients.create', { name, ...(town && { town }) })).id)
  return ids
}
const sort = { by: 'revenue', direction: 'desc' } as const
const page = { offset: 0, limit: 200 }
const rules = (...conditions: FilterCondition[]) => ({ rules: { match: 'all' as const, rules: conditions } })
const behind = (app: TestApp, ...conditions: FilterCondition[]) => app.call('analysis.clients', { filter: rules(...conditions), sort, page })

test('seven clients with 400, 250, 160, 90, 50, 30 and 20 are three A, two B and two C, and each class opens its clients', async () => {
  const app = await openTestApp()
  const ids = await clientsOf(app, ['Alfa', 'Beta', 'Gama', 'Delta', 'Epsilon', 'Zeta', 'Eta'])
  buy(app, ids.map((clientId, index) => ({ clientId, on: '2026-06-10', netMinor: [400, 250, 160, 90, 50, 30, 20][index]! * 100 })))
  await settle(app)
  const base = await app.call('analysis.base', {})
  expect(base.isBehind).toBe(false)
  expect(base.abc.map((row) => [row.class, row.clientCount, row.revenueMinor])).toEqual([['A', 3, 81_000], ['B', 2, 14_000], ['C', 2, 5_000]])
  expect(base.shareMaking80).toBeCloseTo(3 / 7)
  for (const row of base.abc) {
    const found = await behind(app, { field: 'abcClass', values: [row.class] })
    expect([found.total, found.revenueMinor]).toEqual([row.clientCount, row.revenueMinor])
    expect(await app.call('clients.count', { filter: rules({ field: 'abcClass', values: [row.class] }) })).toBe(row.clientCount)
  }
  app.close()
})

test('every cell of every table opens as many clients as it says', async () => {
  const app = await openTestApp()
  await app.call('demo.load', { clientCount: 150, dealsPerClient: 1, userCount: 2 })
  const { rows } = await app.call('clients.list', { filter: {}, sort: { by: 'name', direction: 'asc' }, page })
  buy(app, rows.flatMap(({ id }, index) =>
    Array.from({ length: index % 9 }, (_, time) => ({ clientId: id, on: addDays('2026-11-20', -((index * 37 + time * 29) % 500)), netMinor: (index % 13 === 0 ? -1 : 1) * (index * 7919 % 100_000) + 100 }))
  ))
  await app.call('clients.change', { id: rows[0]!.id, change: { recommendedById: rows[1]!.id } })
  await settle(app)
  const base = await app.call('analysis.base', {})
  expect(base.bands).toBe(5)
  expect(base.buyers.clientCount).toBeGreaterThan(100)
  for (const cell of base.matrix) expect((await behind(app, { field: 'abcClass', values: [cell.abc] }, { field: 'xyzClass', values: [cell.xyz ?? 'none'] }, { field: 'purchaseCount', from: 1, to: null })).total).toBe(cell.clientCount)
  for (const row of base.rfm) expect((await behind(app, { field: 'rfmSegment', values: [row.segment] })).total).toBe(row.clientCount)
  for (const row of base.groups) expect((await behind(app, { field: 'clientGroup', group: row.group, is: 'yes' })).total).toBe(row.clientCount)
  expect(base.groups.find(({ group }) => group === 'recommending')?.clientCount).toBe(1)
  expect(base.matrix.reduce((sum, cell) => sum + cell.clientCount, 0)).toBe(base.buyers.clientCount)
  expect(base.rfm.reduce((sum, row) => sum + row.revenueMinor, 0)).toBe(base.buyers.revenueMinor)
  for (const by of ['town', 'region'] as const) {
    const places = await app.call('analysis.places', { by })
    expect(places.reduce((sum, row) => sum + row.clientCount, 0)).toBe(base.clientCount)
    for (const { place, clientCount, buyerCount } of places) {
      const there: FilterCondition = { field: by, test: place === null ? { is: 'empty' } : { is: 'equals', text: place } }
      expect((await behind(app, there)).total).toBe(clientCount)
      expect((await behind(app, there, { field: 'purchaseCount', from: 1, to: null })).total).toBe(buyerCount)
    }
  }
  app.close()
})

test('an issued invoice counts as a purchase, and taking a purchase back or the client away changes the classes', async () => {
  const app = await openTestApp()
  const [big, small] = await clientsOf(app, ['Duży', 'Mały'])
  buy(app, [{ clientId: big!, on: '2026-10-01', netMinor: 900_000 }, { clientId: small!, on: '2026-10-01', netMinor: 50_000 }])
  await settle(app)
  expect(await app.call('analysis.client', { clientId: big! })).toMatchObject({ abc: 'A', purchaseCount: 1 })
  expect(await app.call('analysis.client', { clientId: small! })).toMatchObject({ abc: 'B' })
  buy(app, [{ clientId: big!, on: '2026-10-09', netMinor: -890_000 }])
  expect((await app.call('analysis.base', {})).isBehind).toBe(true)
  await settle(app)
  expect(await app.call('analysis.client', { clientId: small! })).toMatchObject({ abc: 'A' })
  await app.call('clients.remove', { selection: { kind: 'ids', ids: [small!] } })
  await settle(app)
  expect(await app.call('analysis.client', { clientId: small! })).toBeNull()
  expect((await app.call('analysis.base', {})).abc[0]).toMatchObject({ class: 'A', clientCount: 1 })
  app.close()
})

test('purchases in another currency are counted apart, never added', async () => {
  const app = await openTestApp()
  const [id] = await clientsOf(app, ['Export'])
  buy(app, [{ clientId: id!, on: '2026-10-01', netMinor: 100_000 }, { clientId: id!, on: '2026-10-02', netMinor: 700_000, currency: 'EUR' }])
  await settle(app)
  expect(await app.call('analysis.base', {})).toMatchObject({ foreignCount: 1, buyers: { revenueMinor: 100_000 } })
  app.close()
})

test('by margin a client whose costs nobody knows has no class, and undo of the setting gives the former classes back', async () => {
  const app = await openTestApp()
  const [known, unknown] = await clientsOf(app, ['Z kosztem', 'Bez kosztu'])
  buy(app, [{ clientId: known!, on: '2026-10-01', netMinor: 100_000, costMinor: 60_000 }, { clientId: unknown!, on: '2026-10-01', netMinor: 900_000 }])
  const settings = await app.call('analysis.settings', {})
  const { changeId } = await app.change('analysis.changeSettings', { ...settings, basis: 'margin' })
  await settle(app)
  expect(await app.call('analysis.client', { clientId: unknown! })).toMatchObject({ abc: null, marginMinor: null })
  expect(await app.call('analysis.base', {})).toMatchObject({ marginMinor: 40_000, uncostedMinor: 900_000 })
  await app.call('journal.undo', { changeId })
  await settle(app)
  expect(await app.call('analysis.client', { clientId: unknown! })).toMatchObject({ abc: 'A' })
  app.close()
})

test('at midnight what is a year old falls out by itself, also after a restart', async () => {
  const app = await openTestApp()
  const [id] = await clientsOf(app, ['Rok temu'])
  buy(app, [{ clientId: id!, on: '2025-11-23', netMinor: 100_000 }])
  await settle(app)
  expect(await app.call('analysis.client', { clientId: id! })).toMatchObject({ purchaseCount: 1 })
  app.clock.now = testNow + 2 * 86_400_000
  const again = app.reopen()
  await settle(again)
  expect(await again.call('analysis.client', { clientId: id! })).toMatchObject({ purchaseCount: 0, abc: null, lifetimeCount: 1 })
  again.close()
})

test('following single changes gives the same figures as counting everything anew', async () => {
  const app = await openTestApp()
  // Without deals: what closed deals say is learnt again at midnight, not after each.
  await app.call('demo.load', { clientCount: 60, dealsPerClient: 0, userCount: 2 })
  const { rows } = await app.call('clients.list', { filter: {}, sort: { by: 'name', direction: 'asc' }, page })
  buy(app, rows.slice(0, 30).map(({ id }, index) => ({ clientId: id, on: '2026-09-01', netMinor: 1000 * (index + 1) })))
  await settle(app)
  await app.call('notes.add', { clientId: rows[3]!.id, dealId: null, text: 'rozmowa' })
  await app.call('clients.change', { id: rows[40]!.id, change: { isKey: true, recommendedById: rows[5]!.id } })
  await app.call('clients.create', { name: 'Nowa firma' })
  await app.call('clients.remove', { selection: { kind: 'ids', ids: [rows[50]!.id] } })
  await settle(app)
  const sqlite = app.store.db().$client
  const all = () => sqlite.prepare('SELECT * FROM client_figures ORDER BY client_id').all()
  const followed = all()
  sqlite.exec("DELETE FROM client_figures; DELETE FROM derived_state WHERE name LIKE 'client_figures%'")
  const again = app.reopen()
  await settle(again)
  expect(again.store.db().$client.prepare('SELECT * FROM client_figures ORDER BY client_id').all()).toEqual(followed)
  again.close()
})

test('42,481 lines of a British shop: ABC, RFM and repeat buyers as an independent script counts them', async () => {
  const folder = outsideData('online_retail')
  if (!folder) return
  const lines = parse(readFileSync(join(folder, 'online_retail_2010-12.csv')), { columns: true }) as Readonly<Record<string, string>>[]
  const invoices = new Map<string, { client: string; on: string; netMinor: number }>()
  for (const line of lines) {
    const client = line['CustomerID'] ?? ''
    if (client === '') continue
    const key = `${line['InvoiceNo']} ${client}`
    const invoice = invoices.get(key) ?? { client, on: line['InvoiceDate']!.slice(0, 10), netMinor: 0 }
    invoice.netMinor += Number(line['Quantity']) * Math.round(Number(line['UnitPrice']) * 100)
    invoices.set(key, invoice)
  }
  const app = await openTestApp({ now: Date.UTC(2010, 11, 31, 9) })
  const ctx = app.store.makeContext('imports.run')
  const ids = new Map([...new Set([...invoices.values()].map(({ client }) => client))].map((client) => [client, ctx.newId()]))
  inTransaction(ctx, (db) => {
    const insert = db.$client.prepare("INSERT INTO client (id, kind, status, name, country, created_at, updated_at) VALUES (?, 'company', 'active', ?, 'GB', 1, 1)")
    for (const [client, id] of ids) insert.run(id, client)
  })
  buy(app, [...invoices.values()].map(({ client, on, netMinor }) => ({ clientId: ids.get(client)!, on, netMinor })))
  await settle(app)
  const base = await app.call('analysis.base', {})
  expect({
    buyers: base.buyers,
    abc: Object.fromEntries(base.abc.map((row) => [row.class, [row.clientCount, row.revenueMinor]])),
    rfm: Object.fromEntries(base.rfm.map((row) => [row.segment, row.clientCount])),
    regular: base.groups[0]!.clientCount
  }).toEqual(outsideAnswer)
  app.close()
})

/** Counted once by a script that shares no code with the program: csv, a sort and the words of metrics.md 5.10. */
const outsideAnswer = {
  buyers: { clientCount: 885, revenueMinor: 55_853_269, purchaseCount: 1400 },
  abc: { A: [368, 44_739_588], B: [295, 8_385_031], C: [222, 2_728_650] },
  rfm: { champions: 167, loyal: 44, promising: 185, attention: 134, atRisk: 52, sleeping: 303 },
  regular: 94
}

test('who was buying a year ago and fell silent since is churn; the expected value follows, and each count is that of its list', async () => {
  const app = await openTestApp()
  const [steady, gone, fresh, once] = await clientsOf(app, ['Stały', 'Utracony', 'Nowy', 'Raz'])
  const { userId } = await app.call('app.status', {})
  const other = await app.call('settings.addUser', { name: 'Piotr Wilk', role: 'rep' })
  await app.call('clients.change', { id: gone!, change: { ownerId: other.id } })
  const every = (clientId: string, days: readonly string[]) => days.map((on) => ({ clientId, on, netMinor: 10_000, costMinor: 6000 }))
  buy(app, [
    ...every(steady!, ['2025-09-10', '2025-10-10', '2025-11-10', '2026-09-20', '2026-10-20', '2026-11-20']),
    ...every(gone!, ['2025-10-01', '2025-11-01']),
    ...every(fresh!, ['2026-11-01']),
    ...every(once!, ['2024-01-01'])
  ])
  await settle(app)
  const found = await app.call('analysis.loyalty', {})
  // The longest of their gaps, 314 days, is beyond 95 of 100: by the rule whoever is silent for longer is lost.
  expect(found).toMatchObject({
    activeCount: 2, purchaseCount: 4, revenueMinor: 40_000, averageCheckMinor: 10_000, purchasesPerActive: 2, atStartCount: 2, lostCount: 1, keptCount: 1,
    churn: 0.5, retention: 0.5, marginShare: 0.4, expectedYears: 2, lifetimeValueMinor: 16_000, repeatRate: 2 / 3
  })
  expect(found.cohorts).toEqual([
    { year: 2026, buyerCount: 1, repeatCount: 0, isComplete: false },
    { year: 2025, buyerCount: 2, repeatCount: 2, isComplete: true },
    { year: 2024, buyerCount: 1, repeatCount: 0, isComplete: true }
  ])
  expect((await behind(app, { field: 'loyalty', state: 'lost' })).rows.map((row) => row.id)).toEqual([gone])
  expect((await behind(app, { field: 'loyalty', state: 'kept' })).rows.map((row) => row.id)).toEqual([steady])
  expect((await behind(app, { field: 'firstPurchase', test: { is: 'during', period: { from: '2025-01-01', to: '2025-12-31' } } }, { field: 'repeatBuyer', test: { is: 'yes' } })).total).toBe(2)
  const his = await app.call('analysis.loyalty', { filter: { ownerId: other.id } })
  expect(his).toMatchObject({ activeCount: 0, atStartCount: 1, lostCount: 1, churn: 1, retention: 0, averageCheckMinor: null, lifetimeValueMinor: null })
  const base = await app.call('analysis.base', { filter: { ownerId: userId! } })
  const whole = await app.call('analysis.base', {})
  expect([base.clientCount, whole.clientCount]).toEqual([3, 4])
  expect(base.buyers.clientCount).toBe(2)
  expect(base.abc.map((row) => row.class)).toEqual(['A', 'B', 'C'])
  expect(base.abc.reduce((sum, row) => sum + row.clientCount, 0)).toBe(2)
  expect((await app.call('analysis.places', { by: 'town', filter: { ownerId: other.id } }))[0]).toMatchObject({ clientCount: 1, buyerCount: 0 })
  app.close()
})
