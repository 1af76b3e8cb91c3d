import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { client } from '#main/db/schema/index.ts'
import { inTransaction } from '#main/db/transaction.ts'
import { openXlsx } from '#main/workers/xlsxReader.ts'
import type { InvoiceFilter } from '#shared/contract/invoices.ts'
import { addDays } from '#shared/day.ts'
import { openTestApp, type TestApp } from '#test/app.ts'
import { bucketOf } from './receivables.ts'

let app: TestApp
beforeEach(async () => {
  app = await openTestApp()
  await app.call('settings.changeFirm', {
    name: 'Meble Testowe', taxNumber: '5260250995', isVatPayer: true, street: 'Prosta 1', postalCode: '00-001', town: 'Warszawa',
    bankAccount: null, bankName: null, email: null, phone: null
  })
})
afterEach(() => app.close())

const today = '2026-11-22'
const page = { offset: 0, limit: 200 }
const anything: InvoiceFilter = { state: null, payment: null, clientId: null, dealId: null, period: null, search: '' }
const debts = { ownerId: null, search: '', onlyOverdue: false, sort: null, page }

const ofClient = (clientId: string) => ({ clientId, search: '', onlyCredit: false, page })

function addClient(name: string): string {
  const ctx = app.store.makeContext('test')
  const id = ctx.newId()
  const { userId } = ctx
  inTransaction(ctx, (db) => {
    db.insert(client)
      .values({ id, kind: 'company', status: 'active', name, country: 'PL', ownerId: userId, createdAt: ctx.now(), updatedAt: ctx.now() })
      .run()
  })
  return id
}

/** An issued invoice over so much gross, taxed at 0 %, due so many days from today. */
async function issue(clientId: string, grossMinor: number, dueInDays: number): Promise<string> {
  const { id } = await app.call('invoices.draft', { clientId, dealId: null })
  const { buyer, place } = await app.call('invoices.get', { id })
  const issuedOn = addDays(today, Math.min(0, dueInDays))
  await app.call('invoices.changeDraft', {
    id, issuedOn, soldOn: issuedOn, dueOn: addDays(today, dueInDays), place, currency: 'PLN', method: 'net', paymentMethod: 'transfer',
    buyer, note: null,
    lines: [{ id: null, name: '=Usługa; "x"', unit: 'szt.', quantityMicro: 1_000_000, unitPriceE8: grossMinor * 1_000_000, discountBp: 0, vatCode: 'zw' }]
  })
  await app.call('invoices.issue', { id, issuedOn, soldOn: issuedOn })
  return id
}

const pay = (clientId: string, amountMinor: number, allocations: { invoiceId: string; amountMinor: number }[]) =>
  app.ask('payments.receive', { clientId, paidOn: today, amountMinor, currency: 'PLN', method: 'transfer', reference: 'przelew', allocations })

test('a part that is paid lowers what is owed, the rest pays it off, and what is too much stays as credit', async () => {
  const clientId = addClient('Dłużnik')
  const invoiceId = await issue(clientId, 10_000, 5)
  expect(await pay(clientId, 4_000, [{ invoiceId, amountMinor: 4_000 }])).toMatchObject({ ok: true })
  expect(await app.call('invoices.get', { id: invoiceId })).toMatchObject({ paidMinor: 4_000, dueMinor: 6_000, creditMinor: 0 })
  expect(await pay(clientId, 9_000, [{ invoiceId, amountMinor: 6_000 }])).toMatchObject({ ok: true })
  expect(await app.call('invoices.get', { id: invoiceId })).toMatchObject({ paidMinor: 10_000, dueMinor: 0, creditMinor: 3_000 })
  const next = await issue(clientId, 2_000, 5)
  expect(await app.call('payments.useCredit', { invoiceId: next })).toMatchObject({ usedMinor: 2_000 })
  expect(await app.ask('payments.useCredit', { invoiceId: next })).toMatchObject({ error: { reason: 'payment.no_credit' } })
  expect((await app.call('payments.list', ofClient(clientId))).rows.map((row) => [row.amountMinor, row.creditMinor, row.invoiceNumbers])).toEqual([
    [9_000, 1_000, ['FV/2026/A/0001', 'FV/2026/A/0002']],
    [4_000, 0, ['FV/2026/A/0001']]
  ])
  expect((await app.call('payments.list', { clientId: null, search: 'dluznik', onlyCredit: true, page })).rows.map((row) => row.creditMinor)).toEqual([1_000])
})

test('no more is booked than an invoice asks for or than came in, and only on invoices of this client', async () => {
  const clientId = addClient('Dłużnik')
  const invoiceId = await issue(clientId, 10_000, 5)
  const reasonOf = async (answer: ReturnType<typeof pay>) => {
    const result = await answer
    return result.ok ? 'ok' : result.error.reason
  }
  expect(await reasonOf(pay(clientId, 20_000, [{ invoiceId, amountMinor: 10_001 }]))).toBe('payment.more_than_due')
  expect(await reasonOf(pay(clientId, 5_000, [{ invoiceId, amountMinor: 5_001 }]))).toBe('payment.more_than_paid')
  expect(await reasonOf(pay(clientId, 5_000, [{ invoiceId, amountMinor: 1 }, { invoiceId, amountMinor: 1 }]))).toBe('payment.twice')
  expect(await reasonOf(pay(addClient('Inny'), 5_000, [{ invoiceId, amountMinor: 1 }]))).toBe('payment.other_client')
  const { id: draftId } = await app.call('invoices.draft', { clientId, dealId: null })
  expect(await reasonOf(pay(clientId, 5_000, [{ invoiceId: draftId, amountMinor: 1 }]))).toBe('invoice.not_issued')
  const inEuro = { clientId, paidOn: today, amountMinor: 5, currency: 'EUR', method: 'cash', reference: null, allocations: [{ invoiceId, amountMinor: 5 }] } as const
  expect(await app.ask('payments.receive', { ...inEuro, allocations: [...inEuro.allocations] })).toMatchObject({ error: { reason: 'payment.other_currency' } })
  expect(await app.ask('payments.receive', { ...inEuro, paidOn: '2026-11-23', allocations: [] })).toMatchObject({ error: { reason: 'payment.day_ahead' } })
  expect(await app.call('payments.list', ofClient(clientId))).toEqual({ rows: [], total: 0 })
})

test('a payment taken out by mistake comes back by undo, unless the invoice was paid otherwise meanwhile', async () => {
  const clientId = addClient('Dłużnik')
  const invoiceId = await issue(clientId, 10_000, 5)
  const first = await pay(clientId, 10_000, [{ invoiceId, amountMinor: 10_000 }])
  const paymentId = first.ok ? first.value.id : ''
  const { changeId } = await app.change('payments.remove', { id: paymentId })
  expect((await app.call('invoices.get', { id: invoiceId })).dueMinor).toBe(10_000)
  await app.call('journal.undo', { changeId })
  expect((await app.call('invoices.get', { id: invoiceId })).dueMinor).toBe(0)
  const again = await app.change('payments.remove', { id: paymentId })
  await pay(clientId, 10_000, [{ invoiceId, amountMinor: 10_000 }])
  const faults = vi.spyOn(console, 'error')
  expect(await app.ask('journal.undo', { changeId: again.changeId })).toMatchObject({ error: { reason: 'payment.restored_too_late' } })
  expect(faults, 'a rule is an answer, not a fault').not.toHaveBeenCalled()
  faults.mockRestore()
  expect((await app.call('invoices.get', { id: invoiceId })).dueMinor).toBe(0)
})

test('a debt moves through the buckets as days pass', () => {
  const days = [30, 60, 90]
  expect([-3, 0, 1, 30, 31, 60, 61, 90, 91, 400].map((late) => bucketOf(late, days))).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4])
})

test('what clients owe adds up, however it is looked at', async () => {
  const clients = [addClient('Alfa'), addClient('Beta'), addClient('Łódzka Gamma')]
  const debt = fc.record({ client: fc.nat(2), gross: fc.integer({ min: 1, max: 50_000 }), due: fc.integer({ min: -120, max: 30 }), paid: fc.nat(100), extra: fc.nat(500) })
  let owedMinor = 0
  await fc.assert(
    fc.asyncProperty(fc.array(debt, { minLength: 1, maxLength: 5 }), async (some) => {
      for (const { client: index, gross, due, paid, extra } of some) {
        const clientId = clients[index]!
        const invoiceId = await issue(clientId, gross, due)
        const coveredMinor = Math.floor((gross * paid) / 100)
        if (coveredMinor + extra > 0) await pay(clientId, coveredMinor + extra, coveredMinor > 0 ? [{ invoiceId, amountMinor: coveredMinor }] : [])
        owedMinor += gross - coveredMinor
      }
      const { rows, sums } = await app.call('invoices.receivables', debts)
      const list = await app.call('invoices.list', { filter: anything, sort: null, page })
      const open = await app.call('invoices.list', { filter: { ...anything, payment: 'open' }, sort: null, page })
      const overdue = await app.call('invoices.list', { filter: { ...anything, payment: 'overdue' }, sort: null, page })
      const paidOff = await app.call('invoices.list', { filter: { ...anything, payment: 'paid' }, sort: null, page })
      expect(list.sums[0]).toMatchObject({ dueMinor: owedMinor, invoiceCount: list.total })
      expect(open.total + paidOff.total).toBe(list.total)
      expect(list.sums[0]!.grossMinor - list.sums[0]!.paidMinor).toBe(owedMinor)
      expect(rows.reduce((sum, row) => sum + row.dueMinor, 0)).toBe(owedMinor)
      expect(sums[0]?.dueMinor ?? 0).toBe(owedMinor)
      for (const row of [...rows, ...sums]) expect(row.bucketsMinor.reduce((sum, minor) => sum + minor, 0)).toBe(row.dueMinor)
      expect(sums[0]?.overdueMinor ?? 0).toBe(overdue.sums[0]?.dueMinor ?? 0)
      expect((await app.call('app.status', {})).counters.invoicesOverdue).toBe(overdue.total)
    }),
    { numRuns: 8 }
  )
})

test('a rep sees the debts of own clients, the latest first, and finds one by name', async () => {
  const mine = addClient('Żółta Łódź')
  await issue(mine, 100, -10)
  await issue(addClient('Inny'), 100, -40)
  const all = await app.call('invoices.receivables', debts)
  expect(all.rows.map((row) => [row.clientName, row.oldestDays, row.bucketsMinor])).toEqual([
    ['Inny', 40, [0, 0, 100, 0, 0]],
    ['Żółta Łódź', 10, [0, 100, 0, 0, 0]]
  ])
  expect((await app.call('invoices.receivables', { ...debts, search: 'zolta lodz' })).total).toBe(1)
  expect((await app.call('invoices.receivables', { ...debts, ownerId: 'nobody' })).total).toBe(0)
  await app.call('invoices.changeTerms', { paymentDays: 7, bucketDays: [60, 15, 15] })
  expect((await app.call('invoices.receivables', debts)).rows[0]).toMatchObject({ bucketsMinor: [0, 0, 100, 0] })
})

test('the list is found by number, name and tax number and sorted by what is owed', async () => {
  const clientId = addClient('Żółta Łódź')
  const small = await issue(clientId, 100, 3)
  const big = await issue(clientId, 900, 3)
  const idsOf = async (filter: Partial<InvoiceFilter>) =>
    (await app.call('invoices.list', { filter: { ...anything, ...filter }, sort: { by: 'due', direction: 'desc' }, page })).rows.map((row) => row.id)
  expect(await idsOf({})).toEqual([big, small])
  expect(await idsOf({ search: 'A/0002' })).toEqual([big])
  expect(await idsOf({ search: 'zolta' })).toEqual([big, small])
  expect(await idsOf({ search: 'nikt' })).toEqual([])
  expect(await idsOf({ period: { from: '2026-01-01', to: '2026-01-31' } })).toEqual([])
})

test('the accountant gets the register as a guarded CSV and as a workbook of four sheets', async () => {
  const clientId = addClient('+48 Firma; "Łódź"')
  const invoiceId = await issue(clientId, 123_456, 5)
  await pay(clientId, 200_000, [{ invoiceId, amountMinor: 123_456 }])
  const csv = join(app.dataDir, 'register.csv')
  const input = { path: csv, format: 'csv', table: 'documents', period: null, hasDecimalComma: true, language: 'pl' } as const
  expect(await app.call('invoices.export', input)).toMatchObject({ rowCounts: { documents: 1, lines: 1, vat: 1, payments: 2 } })
  const [head, row] = readFileSync(csv, 'utf8').split('\r\n')
  expect(head).toMatch(/^\ufeffNumer;/)
  expect(row).toContain('FV/2026/A/0001;2026-11-22;2026-11-22;2026-11-27;"\'+48 Firma; ""Łódź""";')
  expect(row).toContain(';PLN;1234,56;0,00;1234,56;1234,56;0,00;')
  await app.call('invoices.export', { ...input, table: 'lines', hasDecimalComma: false })
  expect(readFileSync(csv, 'utf8')).toContain('"\'=Usługa; ""x""";1;szt.;1234.56;0;zw;1234.56;')
  await app.call('invoices.export', { ...input, table: 'payments' })
  expect(readFileSync(csv, 'utf8').trim().split('\r\n').slice(1).map((line) => line.split(';').slice(-6, -4))).toHaveLength(2)

  const xlsx = join(app.dataDir, 'register.xlsx')
  await app.call('invoices.export', { ...input, path: xlsx, format: 'xlsx' })
  const workbook = await openXlsx(xlsx)
  expect(workbook.sheets.map((sheet) => sheet.name)).toEqual(['Faktury', 'Pozycje', 'VAT', 'Wpłaty'])
  workbook.close()
})
