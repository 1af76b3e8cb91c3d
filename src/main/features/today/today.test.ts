import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestApp, type TestApp } from '#test/app.ts'

let app: TestApp
beforeEach(async () => {
  app = await openTestApp()
})
afterEach(() => app.close())

test('the day of a rep tells who of the own clients is late with paying, the largest debt first', async () => {
  const other = await app.call('settings.addUser', { name: 'Piotr Wilk', role: 'rep' })
  const { id: small } = await app.call('clients.create', { name: 'Mały dłużnik' })
  const { id: large } = await app.call('clients.create', { name: 'Duży dłużnik' })
  const { id: foreign } = await app.call('clients.create', { name: 'Cudzy dłużnik', ownerId: other.id })
  const sqlite = app.store.db().$client
  sqlite.exec('UPDATE journal_stamp SET tx_id = 1 WHERE id = 1')
  const bill = sqlite.prepare(
    `INSERT INTO invoice (id, kind, state, number, client_id, issued_on, due_on, currency, method, payment_method, net_minor, vat_minor, gross_minor, created_at, updated_at)
     VALUES (?, 'invoice', 'issued', ?, ?, '2026-10-01', ?, 'PLN', 'net', 'transfer', ?, 0, ?, 1, 1)`
  )
  bill.run('a', 'a', small, '2026-11-21', 10_000, 10_000)
  bill.run('b', 'b', large, '2026-11-10', 50_000, 50_000)
  bill.run('c', 'c', large, '2026-11-01', 5_000, 5_000)
  bill.run('d', 'd', small, '2026-11-22', 90_000, 90_000)
  bill.run('e', 'e', foreign, '2026-11-01', 70_000, 70_000)
  sqlite.exec('UPDATE journal_stamp SET tx_id = NULL WHERE id = 1')
  const mine = await app.call('today.get', { scope: 'mine' })
  expect(mine.debtors).toEqual([
    { clientId: large, clientName: 'Duży dłużnik', overdueMinor: 55_000, currency: 'PLN', dueOn: '2026-11-01' },
    { clientId: small, clientName: 'Mały dłużnik', overdueMinor: 10_000, currency: 'PLN', dueOn: '2026-11-21' }
  ])
  expect(mine.debtorCount).toBe(2)
  expect((await app.call('today.get', { scope: 'all' })).debtors.map((debtor) => debtor.clientId)).toEqual([foreign, large, small])
})
