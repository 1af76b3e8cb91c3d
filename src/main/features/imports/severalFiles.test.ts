import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ImportPart, ImportRun } from '#shared/contract/imports.ts'
import { openTestApp, type TestApp } from '#test/app.ts'
import { outsideData, testFolder } from '#test/fixtures/files.ts'
import { makeOds } from '#test/fixtures/ods.ts'
import { checkParts, partOf, runParts, sumOfRows } from '#test/imports.ts'

const hubspot = outsideData('hubspot_fake')
const write = testFolder()
let app: TestApp
beforeEach(async () => {
  app = await openTestApp()
})
afterEach(() => app.close())

const count = (sql: string): number => Number(app.store.db().$client.prepare(sql).pluck().get())
async function parts(...files: readonly string[]): Promise<ImportPart[]> {
  const opened = []
  for (const file of files) opened.push((await partOf(app, file, {})).part)
  return opened
}
const problemsOf = async (run: ImportRun): Promise<Record<string, number>> => {
  const { problems } = await app.call('imports.get', { importRunId: run.id })
  const sums: Record<string, number> = {}
  for (const one of problems) sums[one.problem] = (sums[one.problem] ?? 0) + one.count
  return sums
}

test.skipIf(!hubspot)('the five files of one export come in at once, and every link that leads nowhere is counted', async () => {
  // The tickets first: what others point at goes in before them whatever the order of choosing.
  const files = ['tickets', 'deals', 'contacts', 'products', 'companies'].map((name) => join(hubspot!, `${name}.csv`))
  const chosen = await parts(...files)
  expect(chosen.map(({ target }) => target)).toEqual(['note', 'deal', 'contact', 'product', 'client'])
  const check = await checkParts(app, chosen, { currency: 'USD' })
  const runs = await runParts(app, chosen, { currency: 'USD' })
  expect(runs.map(({ fileName, target }) => [fileName, target])).toEqual([
    ['companies.csv', 'client'], ['products.csv', 'product'], ['contacts.csv', 'contact'], ['deals.csv', 'deal'], ['tickets.csv', 'note']
  ])
  const counts = (run: Pick<ImportRun, 'rowsRead' | 'createdCount' | 'updatedCount' | 'duplicateCount' | 'failedCount' | 'emptyCount'>) =>
    [run.rowsRead, run.createdCount, run.updatedCount, run.duplicateCount, run.failedCount, run.emptyCount]
  expect(runs.map(counts)).toEqual([[50, 50, 0, 0, 0, 0], [20, 20, 0, 0, 0, 0], [200, 200, 0, 0, 0, 0], [150, 150, 0, 0, 0, 0], [500, 175, 0, 0, 325, 0]])
  expect(check.parts.map(counts), 'the check said so beforehand').toEqual(runs.map(counts))
  expect(check.parts.map(({ part }) => part), 'and says which file each count is of').toEqual([4, 3, 2, 1, 0])
  // Counted by a script of its own over the files: 413 companies and 387 people are missing, 325 tickets have neither, 25 tickets name a person of another firm.
  const [, , contacts, deals, tickets] = runs
  expect(await problemsOf(contacts!)).toEqual({ phoneUnusable: 96 })
  expect(await problemsOf(deals!), 'deals whose person is of another firm').toEqual({ linksDiffer: 148 })
  expect(await problemsOf(tickets!)).toEqual({ clientNotFound: 413, contactNotFound: 387, linksDiffer: 25 })
  expect(count('SELECT count(*) FROM note WHERE contact_id IS NOT NULL')).toBe(113 - 25)
  expect(count("SELECT count(*) FROM deal_state WHERE outcome = 'won'")).toBe(23)
  expect(count("SELECT count(*) FROM deal_state WHERE outcome = 'lost'")).toBe(31)
  expect(count('SELECT count(*) FROM contact WHERE external_id IS NOT NULL')).toBe(200)

  const again = await runParts(app, chosen, { currency: 'USD' })
  expect(again.map(({ createdCount, updatedCount }) => [createdCount, updatedCount]), 'the second time changes nothing').toEqual(again.map(() => [0, 0]))
  expect(again.map(sumOfRows)).toEqual([50, 20, 200, 150, 500])

  expect((await app.ask('journal.undo', { changeId: runs[0]!.changeId })).ok, 'one undo takes all five back').toBe(true)
  for (const table of ['client', 'contact', 'deal', 'product', 'note']) expect(count(`SELECT count(*) FROM ${table} WHERE deleted_at IS NULL`), table).toBe(0)
}, 120_000)

test('ids of two programs that both count from 1 do not mix up their clients', async () => {
  const first = write('firmy-a.csv', 'company_id,company_name,city\n1,Meble Jesion,Łódź\n2,Studio Żubr,Białystok\n')
  const second = write('firmy-b.csv', 'company_id,company_name,city\n1,Drukarnia Łan,Kielce\n2,Studio Żubr Sp. z o.o.,Białystok\n')
  const people = write('osoby-b.csv', 'contact_id,first_name,last_name,company_id\n7,Jan,Lis,1\n')
  await runParts(app, await parts(first), {})
  const runs = await runParts(app, [...(await parts(second)), (await partOf(app, people, { target: 'contact' })).part], {})
  expect(runs.map(({ createdCount, warningCount, duplicateCount }) => [createdCount, warningCount, duplicateCount])).toEqual([[1, 1, 1], [1, 0, 0]])
  expect(await problemsOf(runs[0]!)).toEqual({ sameIdOtherName: 1, duplicateExternalId: 1 })
  const owner = app.store.db().$client.prepare('SELECT c.name FROM contact AS p JOIN client AS c ON c.id = p.client_id').pluck().get()
  expect(owner, 'the person is at the firm that came in with it').toBe('Drukarnia Łan')
})

test('past invoices come in line by line and add up; the second time they are there already', async () => {
  const clients = write('klienci.csv', 'Id klienta;Nazwa;NIP\nK1;Meble Jesion;8567346215\n')
  const products = write('produkty.csv', 'Kod;Nazwa;J.m.;Cena netto;Koszt\nKB-01;Krzesło;szt.;349,00;210,00\n')
  const sales = write(
    'sprzedaz.csv',
    [
      'Id klienta;Numer faktury;Data wystawienia;Kod towaru;Towar;Ilość;Cena netto;Wartość netto;Koszt', 'K1;FV 1/2026;14.03.2026;KB-01;Krzesło;10;349,00;3 490,00;2 100,00',
      'K1;FV 1/2026;14.03.2026;;Dostawa;1;;150,00;90,00', 'K1;FV 2/2026;20.04.2026;KB-01;Krzesło;2;349,00;;', 'K9;FV 3/2026;21.04.2026;KB-01;Krzesło;1;;349,00;', 'K1;FV 4/2026;;KB-01;Krzesło;1;;349,00;'
    ].join('\n')
  )
  const chosen = await parts(sales, products, clients)
  expect(chosen.map(({ target }) => target)).toEqual(['purchase', 'product', 'client'])
  const runs = await runParts(app, chosen, { currency: 'PLN' })
  expect(runs.map(({ target, createdCount, failedCount }) => [target, createdCount, failedCount])).toEqual([['client', 1, 0], ['product', 1, 0], ['purchase', 3, 2]])
  expect(await problemsOf(runs[2]!)).toEqual({ clientNotFound: 1, dayMissing: 1 })
  const purchases = app.store.db().$client.prepare('SELECT number, bought_on, net_minor, cost_minor FROM purchase ORDER BY number').raw().all()
  expect(purchases).toEqual([['FV 1/2026', '2026-03-14', 364_000, 219_000], ['FV 2/2026', '2026-04-20', 69_800, null]])
  expect(count('SELECT count(*) FROM purchase_line WHERE product_id IS NOT NULL')).toBe(2)
  const again = await runParts(app, chosen, { currency: 'PLN' })
  expect(again.map(({ createdCount, updatedCount }) => createdCount + updatedCount)).toEqual([0, 0, 0])
  expect(count('SELECT count(*) FROM purchase_line')).toBe(3)
})

test('all sheets of a workbook are several parts of one import', async () => {
  const cell = (text: string) => `<table:table-cell office:value-type="string"><text:p>${text}</text:p></table:table-cell>`
  const table = (name: string, rows: readonly (readonly string[])[]) => `<table:table table:name="${name}">${rows.map((row) => `<table:table-row>${row.map(cell).join('')}</table:table-row>`).join('')}</table:table>`
  const path = write('baza.ods', makeOds(table('Firmy', [['Id klienta', 'Nazwa'], ['K1', 'Meble Jesion']]) + table('Osoby', [['Id klienta', 'Imię i nazwisko'], ['K1', 'Lis, Jan']])))
  const first = await partOf(app, path, {})
  expect(first.preview.sheets.map(({ name }) => name)).toEqual(['Firmy', 'Osoby'])
  const second = await partOf(app, path, { sheetIndex: 1, target: 'contact' })
  const runs = await runParts(app, [second.part, first.part], {})
  expect(runs.map(({ fileName, createdCount }) => [fileName, createdCount])).toEqual([['baza.ods: Firmy', 1], ['baza.ods: Osoby', 1]])
  expect(app.store.db().$client.prepare('SELECT name FROM contact').pluck().get(), 'a name written for sorting is turned round').toBe('Jan Lis')
})
