import * as fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { client, deal, documentSeries } from '#main/db/schema/index.ts'
import { inTransaction } from '#main/db/transaction.ts'
import { builtInPipeline, builtInStages } from '#main/features/settings/builtIns.ts'
import type { InputOf } from '#shared/contract/define.ts'
import type { Invoice, invoiceOperations } from '#shared/contract/invoices.ts'
import { openTestApp, type TestApp } from '#test/app.ts'
import { issueInvoice } from './invoices.ts'

let app: TestApp
beforeEach(async () => {
  app = await openTestApp()
})
afterEach(() => app.close())

const firm = {
  name: 'Meble Testowe sp. z o.o.',
  taxNumber: '526-02-50-995',
  isVatPayer: true,
  street: 'ul. Prosta 1',
  postalCode: '00-001',
  town: 'Warszawa',
  bankAccount: null,
  bankName: null,
  email: null,
  phone: null
}

function addClient(name: string): string {
  const ctx = app.store.makeContext('test')
  const id = ctx.newId()
  const at = { createdAt: ctx.now(), updatedAt: ctx.now() }
  inTransaction(ctx, (db) => {
    db.insert(client)
      .values({ id, kind: 'company', status: 'active', name, taxNumber: '5260250995', country: 'PL', street: 'Lipowa 4', town: 'Łódź', ...at })
      .run()
  })
  return id
}

function addDeal(clientId: string, title: string, amountMinor: number): string {
  const ctx = app.store.makeContext('test')
  const id = ctx.newId()
  const stageId = builtInStages[0]!.id
  inTransaction(ctx, (db) => {
    db.insert(deal)
      .values({
        id, clientId, title, amountMinor, currency: 'PLN', pipelineId: builtInPipeline.id, stageId, orderKey: 'a0',
        createdAt: ctx.now(), updatedAt: ctx.now()
      })
      .run()
  })
  return id
}

/** The input that saves an invoice as it is now. */
function asInput(invoice: Invoice): InputOf<(typeof invoiceOperations)['invoices.changeDraft']> {
  const { id, issuedOn, soldOn, dueOn, place, currency, method, paymentMethod, buyer, note } = invoice
  const lines = invoice.lines.map(({ percentBp: _percent, valueMinor: _value, ...line }) => line)
  return { id, issuedOn, soldOn, dueOn, place, currency, method, paymentMethod, buyer, note, lines }
}

const newLine = { id: null, name: 'Montaż', unit: 'godz.', quantityMicro: 2_500_000, unitPriceE8: 12_000_000_000, discountBp: 0, vatCode: '8' }
const today = '2026-11-22'

async function draftOf(amountMinor: number): Promise<string> {
  const clientId = addClient('Żabka i Syn')
  const { id } = await app.call('invoices.draft', { clientId, dealId: addDeal(clientId, 'Regały', amountMinor) })
  return id
}

test('a draft of a deal carries its title and amount, the buyer of the client card and two weeks to pay', async () => {
  const id = await draftOf(100_000)
  const invoice = await app.call('invoices.get', { id })
  expect(invoice).toMatchObject({
    state: 'draft', number: null, netMinor: 100_000, vatMinor: 23_000, grossMinor: 123_000, dueOn: '2026-12-06', currency: 'PLN',
    buyer: { name: 'Żabka i Syn', taxNumber: '5260250995', town: 'Łódź' },
    lines: [{ name: 'Regały', unit: 'szt.', quantityMicro: 1_000_000, vatCode: '23', valueMinor: 100_000 }],
    deal: { title: 'Regały' },
    obstacles: ['invoice.seller_incomplete'],
    next: { number: 'FV/2026/A/0001', lastIssuedOn: null }
  })
})

test('a deal of another client is not billed to this one', async () => {
  const dealId = addDeal(addClient('Inny'), 'Biurka', 1)
  expect(await app.ask('invoices.draft', { clientId: addClient('Ten'), dealId })).toMatchObject({ ok: false, error: { reason: 'invoice.other_deal' } })
})

test('saving a draft counts tax once per rate, and undo gives back the lines that were there', async () => {
  const id = await draftOf(100_000)
  const before = await app.call('invoices.get', { id })
  const [first] = asInput(before).lines
  const { changeId } = await app.change('invoices.changeDraft', {
    ...asInput(before),
    note: 'Dziękujemy',
    lines: [newLine, { ...first!, discountBp: 1000 }, { ...newLine, name: 'Dojazd', vatCode: '23', quantityMicro: 1_000_000, unitPriceE8: 33_000_000 }]
  })
  const after = await app.call('invoices.get', { id })
  expect(after.lines.map((line) => [line.name, line.valueMinor])).toEqual([['Montaż', 30_000], ['Regały', 90_000], ['Dojazd', 33]])
  expect(after.vat.map((row) => [row.vatCode, row.netMinor, row.vatMinor])).toEqual([['23', 90_033, 20_708], ['8', 30_000, 2_400]])
  expect(after.grossMinor).toBe(90_033 + 20_708 + 32_400)
  await app.call('journal.undo', { changeId })
  expect(await app.call('invoices.get', { id })).toEqual(before)
})

test('prices with tax inside give the net that is left', async () => {
  const id = await draftOf(12_300)
  const invoice = await app.call('invoices.get', { id })
  await app.call('invoices.changeDraft', { ...asInput(invoice), method: 'gross' })
  expect(await app.call('invoices.get', { id })).toMatchObject({ netMinor: 10_000, vatMinor: 2_300, grossMinor: 12_300 })
})

test('a rate that nobody knows and a sum beyond all measure are refused', async () => {
  const id = await draftOf(1)
  const input = asInput(await app.call('invoices.get', { id }))
  expect(await app.ask('invoices.changeDraft', { ...input, lines: [{ ...newLine, vatCode: '99' }] })).toMatchObject({
    error: { reason: 'invoice.vat_unknown' }
  })
  const huge = { ...newLine, quantityMicro: 1_000_000_000_000_000, unitPriceE8: 9_000_000_000_000_000 }
  expect(await app.ask('invoices.changeDraft', { ...input, lines: [huge] })).toMatchObject({ error: { reason: 'invoice.too_large' } })
})

test('a removed draft is gone, and undo gives it back', async () => {
  const id = await draftOf(100)
  const { changeId } = await app.change('invoices.removeDraft', { id })
  expect(await app.ask('invoices.get', { id })).toMatchObject({ error: { code: 'not_found' } })
  await app.call('journal.undo', { changeId })
  expect((await app.call('invoices.get', { id })).lines).toHaveLength(1)
})

test('an invoice is issued only when seller, buyer, lines and days are right', async () => {
  const id = await draftOf(100_000)
  const issue = async (issuedOn: string) => {
    const result = await app.ask('invoices.issue', { id, issuedOn, soldOn: today })
    return result.ok ? result.value.number : result.error.reason
  }
  const save = async (change: Partial<ReturnType<typeof asInput>>) =>
    app.call('invoices.changeDraft', { ...asInput(await app.call('invoices.get', { id })), ...change })

  expect(await issue(today)).toBe('invoice.seller_incomplete')
  await app.call('settings.changeFirm', firm)
  const { buyer, lines } = asInput(await app.call('invoices.get', { id }))
  await save({ buyer: { ...buyer, name: '' } })
  expect(await issue(today)).toBe('invoice.buyer_name')
  await save({ buyer, lines: [] })
  expect(await issue(today)).toBe('invoice.no_lines')
  await save({ lines: [{ ...newLine, name: '' }] })
  expect(await issue(today)).toBe('invoice.line_incomplete')
  await save({ lines: [{ ...newLine, unitPriceE8: -100_000_000 }] })
  expect(await issue(today)).toBe('invoice.negative')
  await save({ lines: lines.map((line) => ({ ...line, id: null })), dueOn: null })
  expect(await issue(today)).toBe('invoice.no_due_day')
  await save({ dueOn: '2026-11-01' })
  expect(await issue(today)).toBe('invoice.due_before_issue')
  await save({ dueOn: '2026-12-01' })
  expect(await issue('2026-11-23')).toBe('invoice.day_ahead')
  expect((await app.call('invoices.get', { id })).obstacles).toEqual([])
  expect(await issue(today)).toBe('FV/2026/A/0001')
  expect(await issue(today)).toBe('invoice.issued')
})

test('what was issued keeps seller and buyer as they were, and nothing can change it', async () => {
  await app.call('settings.changeFirm', firm)
  const id = await draftOf(100_000)
  const drafted = await app.change('invoices.changeDraft', { ...asInput(await app.call('invoices.get', { id })), note: 'Pierwsza' })
  await app.call('invoices.issue', { id, issuedOn: today, soldOn: '2026-11-20' })
  const issued = await app.call('invoices.get', { id })
  expect(issued).toMatchObject({ state: 'issued', number: 'FV/2026/A/0001', soldOn: '2026-11-20', seller: { taxNumber: '5260250995' }, issuedByName: 'Anna Kowalska' })
  await app.call('settings.changeFirm', { ...firm, name: 'Nowa nazwa', town: 'Kraków' })
  expect((await app.call('invoices.get', { id })).seller).toEqual(issued.seller)

  expect(await app.ask('invoices.changeDraft', asInput(issued))).toMatchObject({ error: { reason: 'invoice.issued' } })
  expect(await app.ask('invoices.removeDraft', { id })).toMatchObject({ error: { reason: 'invoice.issued' } })
  expect(await app.ask('journal.undoLast', {})).toMatchObject({ ok: true })
  expect((await app.call('invoices.get', { id })).state).toBe('issued')
  expect(await app.ask('journal.undo', { changeId: drafted.changeId })).toMatchObject({ error: { code: 'rule' } })
  expect(await app.call('invoices.get', { id })).toEqual(issued)

  const { $client } = app.store.db()
  const lineColumns = 'invoice_id, position, name, unit, quantity_micro, unit_price_e_8, discount_bp, vat_code, percent_bp, net_minor, created_at, updated_at, deleted_at'
  const sqlOf = [
    "UPDATE invoice SET note = 'x'", 'UPDATE invoice SET gross_minor = 1', "UPDATE invoice SET state = 'draft'", 'UPDATE invoice SET deleted_at = 1',
    "UPDATE invoice SET number = 'FV/1'", "UPDATE invoice_line SET name = 'x'", 'UPDATE invoice_vat SET vat_minor = 1',
    `INSERT INTO invoice_line (id, ${lineColumns}) SELECT 'new', ${lineColumns} FROM invoice_line`
  ]
  for (const sql of sqlOf) expect(() => $client.exec(sql), sql).toThrow('never changes')
  for (const sql of ['DELETE FROM invoice', 'DELETE FROM invoice_line', 'DELETE FROM invoice_vat']) expect(() => $client.exec(sql), sql).toThrow()
})

test('however issuing goes, the numbers of a year are one to n without a gap', async () => {
  await app.call('settings.changeFirm', firm)
  const clientId = addClient('Odbiorca')
  const dealId = addDeal(clientId, 'Stoły', 50_000)
  const step = fc.record({ kind: fc.constantFrom('good', 'good', 'refused', 'rolledBack', 'parallel'), year: fc.constantFrom('2025', '2026') })
  const counts = { 2025: 0, 2026: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      for (const { kind, year } of steps) {
        const { id } = await app.call('invoices.draft', { clientId, dealId })
        const days = { issuedOn: `${year}-11-10`, soldOn: `${year}-11-10` }
        if (kind === 'refused') {
          await app.call('invoices.changeDraft', { ...asInput(await app.call('invoices.get', { id })), lines: [] })
          expect((await app.ask('invoices.issue', { id, ...days })).ok).toBe(false)
        } else if (kind === 'rolledBack') {
          const ctx = app.store.makeContext('test')
          const breaks = () =>
            inTransaction(ctx, () => {
              issueInvoice(ctx, { id, ...days })
              throw new Error('the power went')
            })
          expect(breaks).toThrow('the power went')
          expect((await app.call('invoices.get', { id })).number).toBeNull()
        } else {
          const attempts = kind === 'parallel' ? [days, days, days] : [days]
          const results = await Promise.all(attempts.map((attempt) => app.ask('invoices.issue', { id, ...attempt })))
          expect(results.filter((result) => result.ok)).toHaveLength(1)
          counts[year as '2025' | '2026'] += 1
        }
      }
      const report = await app.call('invoices.gaps', {})
      for (const series of report) {
        expect(series).toMatchObject({ seriesCode: 'A', lastNumber: counts[series.year as '2025' | '2026'], missing: [] })
        expect(series.issuedCount).toBe(series.lastNumber)
      }
    }),
    { numRuns: 25 }
  )
  const { rows } = await app.call('invoices.list', {
    filter: { state: 'issued', payment: null, clientId: null, dealId: null, period: null, search: '2026/' },
    sort: { by: 'number', direction: 'asc' },
    page: { offset: 0, limit: 200 }
  })
  expect(rows.map((row) => row.number)).toEqual(rows.map((_, index) => `FV/2026/A/${String(index + 1).padStart(4, '0')}`))
})

test('a number that was lost is named in the report', async () => {
  await app.call('settings.changeFirm', firm)
  await app.call('invoices.issue', { id: await draftOf(100), issuedOn: today, soldOn: today })
  inTransaction(app.store.makeContext('test'), (db) => {
    db.update(documentSeries).set({ lastNumber: 3 }).run()
  })
  expect(await app.call('invoices.gaps', {})).toMatchObject([{ lastNumber: 3, issuedCount: 1, missing: ['FV/2026/A/0002', 'FV/2026/A/0003'] }])
})

test('a store put back from a copy gives numbers of a new series', async () => {
  await app.call('settings.changeFirm', firm)
  await app.call('invoices.issue', { id: await draftOf(100), issuedOn: today, soldOn: today })
  const backup = await app.call('backups.make', {})
  await app.call('invoices.issue', { id: await draftOf(100), issuedOn: today, soldOn: today })
  await app.call('backups.restore', { name: backup.name })
  expect(await app.call('invoices.issue', { id: await draftOf(100), issuedOn: today, soldOn: today })).toEqual({ number: 'FV/2026/B/0001' })
})
