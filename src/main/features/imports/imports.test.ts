import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { InputOf } from '#shared/contract/define.ts'
import type { ImportField, ImportPartCheck, ImportRun, ImportTarget } from '#shared/contract/imports.ts'
import type { storeContract } from '#shared/contract/index.ts'
import { openTestApp, resourcesDir, type TestApp } from '#test/app.ts'
import { makeZip, workbookEntries } from '#test/fixtures/zip.ts'
import { outsideData } from '#test/fixtures/files.ts'

let app: TestApp
beforeEach(async () => {
  app = await openTestApp()
})
afterEach(() => app.close())

const folder = mkdtempSync(join(tmpdir(), 'klientela-import-'))
let fileCount = 0

function file(text: string, name = `firmy-${(fileCount += 1)}.csv`): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

type Choices = InputOf<(typeof storeContract)['imports.run']>
const checked = { currency: null, known: 'fill', unknown: 'create' } as const
const choicesOf = (parts: Choices['parts']): Choices => ({
  ...checked, parts, sourceId: 'source-file', ownerIds: [], categoryIds: [], segment: null, consent: null
})

async function load(path: string, target: ImportTarget = 'client', map?: Readonly<Record<string, ImportField | null>>): Promise<ImportRun> {
  const place = { path, target, sheetIndex: null, encoding: null, delimiter: null }
  const preview = await app.call('imports.open', place)
  const mapping = preview.columns.flatMap((column) => {
    const field = map && column.header in map ? map[column.header] : column.field
    return field ? [{ column: column.index, field }] : []
  })
  const [run] = await app.call('imports.run', choicesOf([{ ...place, mapping }]))
  return run!
}

const names = () => app.store.db().$client.prepare<[], string>('SELECT name FROM client WHERE deleted_at IS NULL ORDER BY id').pluck().all()
const sumOf = (run: ImportRun) => run.createdCount + run.updatedCount + run.duplicateCount + run.failedCount + run.emptyCount

test('every row of a file is accounted for: created, duplicate, failed or empty', async () => {
  const run = await load(
    file(
      [
        'Nazwa;NIP;Telefon;E-mail;Miasto',
        'Meble Jesion;856-734-62-15;42 630 11 87;biuro@jesion.pl;Łódź',
        'Drukarnia Łan;8567346216;;;Kielce',
        'Meble Jesion Sp. z o.o.;PL8567346215;;;Łódź',
        ';;42 111 22 33;;',
        'Hurtownia Wisła;;(42) 630-11-87;;Łódź',
        'Studio Żubr;;;BIURO@jesion.pl;Białystok',
        'ТОВ «Карпатбуд»;;+380 44 234 56 78;;Львів',
        'Razem;;;;'
      ].join('\r\n')
    )
  )
  expect(run).toMatchObject({ state: 'done', rowsRead: 8, createdCount: 2, duplicateCount: 3, failedCount: 2, emptyCount: 1 })
  expect(sumOf(run)).toBe(run.rowsRead)
  expect(names()).toEqual(['Meble Jesion', 'ТОВ «Карпатбуд»'])
  const { rows } = await app.call('imports.rows', { importRunId: run.id, outcome: null, page: { offset: 0, limit: 200 } })
  expect(rows.map((row) => [row.rowNumber, row.problem])).toEqual([
    [3, 'taxNumberWrong'],
    [4, 'duplicateTaxNumber'],
    [5, 'nameMissing'],
    [6, 'duplicatePhone'],
    [7, 'duplicateEmail']
  ])
})

test('a file imported twice adds nobody the second time', async () => {
  const path = file('Nazwa;NIP;Telefon\nMeble Jesion;8567346215;426301187\nStudio Żubr;;857112233\n')
  await load(path)
  const again = await load(path)
  expect(again).toMatchObject({ createdCount: 0, duplicateCount: 2 })
})

test('two firms that share a phone but have different tax numbers both come in', async () => {
  const run = await load(file('Nazwa;NIP;Telefon\nMeble Jesion;8567346215;426301187\nSzafy Jesion;5265877635;426301187\n'))
  expect(run.createdCount).toBe(2)
})

test('a phone that Excel broke is not guessed: the firm comes in and the value is kept as a remark', async () => {
  const run = await load(file('Nazwa;Telefon;E-mail\nMeble Jesion;4,85238E+10;biuro(at)jesion.pl\n'), 'client', { Telefon: 'phone', 'E-mail': 'email' })
  expect(run).toMatchObject({ createdCount: 1, warningCount: 2 })
  const description = app.store.db().$client.prepare('SELECT description FROM client').pluck().get()
  expect(description).toContain('4,85238E+10')
  expect(description).toContain('biuro(at)jesion.pl')
})

test('a country may be named in any of our languages; one that nobody knows is kept as a remark', async () => {
  const run = await load(file('Nazwa;Kraj\nMeble Jesion;Hiszpania\nСтудія Жук;Словаччина\nHurtownia Wisła;Narnia\nКарпатбуд;DE\n'))
  expect(run).toMatchObject({ createdCount: 4, warningCount: 1 })
  const rows = app.store.db().$client.prepare<[], { country: string; description: string | null }>('SELECT country, description FROM client ORDER BY id').all()
  expect(rows.map((row) => row.country)).toEqual(['ES', 'SK', 'PL', 'DE'])
  expect(rows[2]?.description).toBe('Kraj: Narnia')
})

test('a plain list of names and towns can be loaded twice; the same name in another town is another firm', async () => {
  const text = 'Nazwa;Miasto\nMeble Jesion;Łódź\nMeble Jesion;Kielce\nMEBLE JESION;Lodz\nStudio Żubr;\n'
  const run = await load(file(text))
  expect(run).toMatchObject({ createdCount: 3, duplicateCount: 1 })
  expect(await load(file(text))).toMatchObject({ createdCount: 0, duplicateCount: 4 })
})

test('a check says beforehand what the import then does, and writes nothing', async () => {
  const path = join(resourcesDir, 'samples', 'firmy.xlsx')
  const place = { path, target: 'client' as const, sheetIndex: null, encoding: null, delimiter: null }
  const { columns } = await app.call('imports.open', place)
  const mapping = columns.flatMap(({ index, field }) => (field ? [{ column: index, field }] : []))
  const before = app.store.db().$client.prepare('SELECT total_changes()').pluck().get()
  const [check] = (await app.call('imports.check', { ...checked, parts: [{ ...place, mapping }] })).parts as [ImportPartCheck]
  expect(app.store.db().$client.prepare('SELECT total_changes()').pluck().get()).toBe(before)
  expect(await app.call('imports.list', {})).toEqual([])
  const { rowsRead, createdCount, duplicateCount, failedCount, emptyCount, warningCount } = check
  expect(await load(path)).toMatchObject({ rowsRead, createdCount, duplicateCount, failedCount, emptyCount, warningCount })
  expect(check.problems.reduce((sum, { count }) => sum + count, 0)).toBe(duplicateCount + failedCount + warningCount)
  expect(check.rows[0]?.outcome).toBe('created')
  expect(check.rows[0]?.values.phone).toMatch(/^\+48\d{9}/)
})

test('the first sheet of a workbook may be an empty cover: the first that holds something is read', async () => {
  const entries = workbookEntries('').map((entry) => {
    if (entry.name === 'xl/workbook.xml') return { ...entry, data: String(entry.data).replace('</sheets>', '<sheet name="Firmy" sheetId="2" r:id="rId9"/></sheets>') }
    if (!entry.name.endsWith('workbook.xml.rels')) return entry
    const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet'
    return { ...entry, data: String(entry.data).replace('</Relationships>', `<Relationship Id="rId9" Type="${type}" Target="worksheets/sheet2.xml"/></Relationships>`) }
  })
  const cell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`
  const rows = [['Nazwa', 'Miasto'], ['Meble Jesion', 'Łódź'], ['Studio Żubr', 'Kielce']].map((row) => `<row>${row.map(cell).join('')}</row>`)
  const sheet = `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows.join('')}</sheetData></worksheet>`
  const path = join(folder, 'okladka.xlsx')
  writeFileSync(path, makeZip([...entries, { name: 'xl/worksheets/sheet2.xml', data: sheet }]))
  const preview = await app.call('imports.open', { path, target: 'client', sheetIndex: null, encoding: null, delimiter: null })
  expect(preview).toMatchObject({ sheetIndex: 1, sheets: [{ name: 'Klienci' }, { name: 'Firmy' }] })
  expect(preview.columns.map((column) => column.field)).toEqual(['name', 'town'])
})

test('a backup stands before an import that has something to spoil', async () => {
  const path = file('Nazwa;Telefon\nMeble Jesion;426301187\n')
  await load(path)
  expect(await app.call('backups.list', {})).toEqual([])
  await load(file('Nazwa;Telefon\nStudio Żubr;857112233\n'))
  expect(await app.call('backups.list', {})).toMatchObject([{ cause: 'import', clientCount: 1 }])
})

test('undo takes the whole import away, and the clients are found no more', async () => {
  const run = await load(file('Nazwa;Telefon\nMeble Jesion;426301187\nStudio Żubr;857112233\n'))
  const undone = await app.ask('journal.undo', { changeId: run.changeId })
  expect(undone.ok).toBe(true)
  expect(names()).toEqual([])
  expect(await app.call('imports.get', { importRunId: run.id })).toMatchObject({ state: 'undone', isUndoable: false })
  expect((await load(file('Nazwa;Telefon\nMeble Jesion;426301187\n'))).createdCount).toBe(1)
})

test('an import that the user stops keeps whole rows and can be continued to the end', async () => {
  const lines = ['Nazwa;Telefon', ...Array.from({ length: 3000 }, (_, index) => `Firma ${index};42${2000000 + index}`)]
  const place = { path: file(lines.join('\n')), target: 'client' as const, sheetIndex: null, encoding: null, delimiter: null }
  const started = app.ask(
    'imports.run',
    choicesOf([{ ...place, mapping: [{ column: 0, field: 'name' }, { column: 1, field: 'phone' }] }]),
    'job-1'
  )
  while (app.events.filter(({ event }) => event === 'jobProgress').length < 2) await new Promise((resolve) => setImmediate(resolve))
  app.store.dispatcher.cancel('job-1')
  expect(await started).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  const [stopped] = await app.call('imports.list', {})
  expect(stopped).toMatchObject({ state: 'cancelled' })
  expect(names()).toHaveLength(stopped!.createdCount)
  expect(stopped!.createdCount).toBeGreaterThan(0)
  expect(stopped!.createdCount).toBeLessThan(3000)
  const [whole] = (await app.call('imports.resume', { importRunId: stopped!.id })) as [ImportRun]
  expect(whole).toMatchObject({ state: 'done', rowsRead: 3000, createdCount: 3000, duplicateCount: 0 })
  expect(new Set(names()).size).toBe(3000)
  expect((await app.ask('journal.undo', { changeId: whole.changeId })).ok).toBe(true)
  expect(names()).toEqual([])
})

test('an import that was taken back cannot be continued: half of it would be missing', async () => {
  const run = await load(file('Nazwa;Telefon\nMeble Jesion;426301187\n'))
  app.store.db().$client.prepare("UPDATE import_run SET state = 'cancelled' WHERE id = ?").run(run.id)
  await app.ask('journal.undo', { changeId: run.changeId })
  expect(await app.ask('imports.resume', { importRunId: run.id })).toMatchObject({ ok: false, error: { reason: 'import.not_interrupted' } })
})

test('days of an American file are read month first, and where nothing tells the user is asked', async () => {
  const open = (text: string) => app.call('imports.open', { path: file(text), target: 'deal', sheetIndex: null, encoding: null, delimiter: null })
  expect((await open('Deal name,Amount,Create date\nChairs,100,11/25/2026\n')).dayOrder).toBe('mdy')
  expect((await open('Deal name,Amount,Create date\nChairs,100,25/11/2026\n')).dayOrder).toBe('dmy')
  expect((await open('Deal name,Amount,Create date\nChairs,100,04/11/2026\n')).dayOrder).toBeNull()
  const path = file('Deal name,Amount,Create date\nChairs,100,11/04/2026\n')
  const place = { path, target: 'deal' as const, sheetIndex: null, encoding: null, delimiter: null }
  const mapping = [{ column: 0, field: 'title' as const }, { column: 1, field: 'amount' as const }, { column: 2, field: 'createdOn' as const }]
  const [check] = (await app.call('imports.check', { ...checked, parts: [{ ...place, mapping, dayOrder: 'mdy' }] })).parts as [ImportPartCheck]
  expect(check.rows[0]?.values).toMatchObject({ title: 'Chairs', amount: '10000', createdOn: '2026-11-04' })
})

test('an import cut off by a crash is offered at the next start', async () => {
  const run = await load(file('Nazwa;Telefon\nMeble Jesion;426301187\n'))
  app.store.db().$client.prepare("UPDATE import_run SET state = 'running' WHERE id = ?").run(run.id)
  app = app.reopen()
  expect((await app.call('app.status', {})).interruptedImportId).toBe(run.id)
  await app.call('imports.keep', { importRunId: run.id })
  expect((await app.call('app.status', {})).interruptedImportId).toBeNull()
})

test('a file of a kind that was imported before is matched the same way again', async () => {
  const text = (rows: string) => `Kontrahent;Kto pyta;Numer\n${rows}`
  await load(file(text('Meble Jesion;Beata Nowicka;426301187\n')), 'client', { Kontrahent: 'name', 'Kto pyta': 'contactName', Numer: 'phone' })
  const preview = await app.call('imports.open', { path: file(text('Studio Żubr;Jan Lis;857112233\n')), target: 'client', sheetIndex: null, encoding: null, delimiter: null })
  expect(preview.isKnownLayout).toBe(true)
  expect(preview.columns.map((column) => column.field)).toEqual(['name', 'contactName', 'phone'])
})

test('without a column for the name nothing starts and the message says so', async () => {
  const place = { path: file('Telefon\n426301187\n'), target: 'client' as const, sheetIndex: null, encoding: null, delimiter: null }
  const result = await app.ask('imports.run', choicesOf([{ ...place, mapping: [{ column: 0, field: 'phone' }] }]))
  expect(result).toMatchObject({ ok: false, error: { code: 'validation', reason: 'import.mapping_incomplete' } })
  expect(await app.call('imports.list', {})).toEqual([])
})

test('the sample workbook comes in with its mess explained', async () => {
  const run = await load(join(resourcesDir, 'samples', 'firmy.xlsx'))
  expect(sumOf(run)).toBe(run.rowsRead)
  expect(run.createdCount).toBeGreaterThan(90)
  expect(run.duplicateCount).toBeGreaterThan(0)
  expect(run.failedCount).toBeGreaterThan(0)
  expect((await app.call('app.status', {})).searchBehind + run.createdCount).toBeGreaterThan(0)
})

test('rows that did not come in go to a file with the reason of each', async () => {
  const run = await load(file('Nazwa;NIP\nMeble Jesion;8567346216\n;8567346215\n'))
  const path = join(folder, 'problems.csv')
  const words = { taxNumberWrong: 'zły NIP', nameMissing: 'brak nazwy' }
  const { rowCount } = await app.call('imports.exportProblems', {
    importRunId: run.id, outcomes: ['failed'], path, titles: { row: 'Wiersz', reason: 'Powód', value: 'Wartość' }, words
  })
  expect(rowCount).toBe(2)
  const [titles, ...rows] = readFileSync(path, 'utf8').replace(/^\ufeff/, '').trimEnd().split(/\r?\n/)
  expect(titles).toBe('Wiersz;Powód;Wartość;Nazwa;NIP')
  expect(rows, 'row, reason, value, then the row as it stood').toEqual(['2;zły NIP;8567346216;Meble Jesion;8567346216', '3;brak nazwy;;;8567346215'])
})

const registers = outsideData('company_registers')
const opportunities = outsideData('maven_crm')

test.skipIf(!registers)('the registers of Polish and Ukrainian institutions come in with nothing unaccounted for', async () => {
  // Some courts of one town share a switchboard or a mailbox: those are doubles of one another.
  const known = [
    ['pl_institutions_utf8bom.csv', { rowsRead: 720, createdCount: 702, duplicateCount: 18 }],
    ['ua_openfintech_companies_utf8.csv', { rowsRead: 421, createdCount: 421, duplicateCount: 0 }],
    ['ua_pl_listed_enterprises_utf8.csv', { rowsRead: 98, createdCount: 98, duplicateCount: 0 }]
  ] as const
  for (const [name, counts] of known) {
    const run = await load(join(registers!, name))
    expect(run, name).toMatchObject({ ...counts, updatedCount: 0, failedCount: 0, emptyCount: 0 })
    expect(sumOf(run), name).toBe(counts.rowsRead)
  }
  const find = (text: string) => app.store.db().$client.prepare('SELECT count(*) FROM client_summary WHERE search LIKE ?').pluck().get(`%${text}%`)
  expect(find('wojewodzka stacja')).toBeGreaterThan(5)
})

test.skipIf(!opportunities)('8,800 opportunities of a hardware firm give its known answers', async () => {
  await load(join(opportunities!, 'accounts.csv'), 'client', { account: 'name' })
  const run = await load(join(opportunities!, 'sales_pipeline.csv'), 'deal', {
    opportunity_id: 'externalId', sales_agent: 'ownerName', product: 'title', account: 'clientName', deal_stage: 'stage', engage_date: 'createdOn',
    close_date: 'closedOn', close_value: 'amount'
  })
  expect(run).toMatchObject({ rowsRead: 8800, createdCount: 8800, failedCount: 0, duplicateCount: 0 })
  const funnel = await app.call('reports.closedFunnel', {
    pipelineId: 'pipeline-typical', period: { from: '2016-01-01', to: '2018-12-31' }, basis: 'close', reading: 'passed', columns: 'owner', compareTo: null,
    filter: { ownerId: null, sourceId: null }
  })
  expect(funnel.totals).toMatchObject({ won: 4238, lost: 2473, closed: 6711, wonMinor: 1_000_553_400 })
  expect(((funnel.totals.winRate ?? 0) * 100).toFixed(4)).toBe('63.1501')

  // Five of the 35 agents never sell anything; what each of the others won is summed here from the file itself.
  const rowsOf = (name: string) => readFileSync(join(opportunities!, name), 'utf8').trimEnd().split(/\r?\n/).slice(1).map((line) => line.split(','))
  const wonBy = new Map<string, number>()
  for (const [, agent, , , stage, , , value] of rowsOf('sales_pipeline.csv')) wonBy.set(agent!, (wonBy.get(agent!) ?? 0) + (stage === 'Won' ? Number(value) * 100 : 0))
  const agents = rowsOf('sales_teams.csv').map(([agent]) => agent!)
  expect(agents).toHaveLength(35)
  expect(agents.filter((agent) => !wonBy.has(agent))).toHaveLength(5)
  const { users } = await app.call('app.dictionaries', {})
  const cells = funnel.rows.at(-1)!.cells
  const nameOf = (id: string | null) => users.find((user) => user.id === id)?.name ?? ''
  expect(new Map(funnel.columns.map((column, index) => [nameOf(column.id), cells[index]!.passedMinor]))).toEqual(wonBy)

  const open = await app.call('reports.openFunnel', { pipelineId: 'pipeline-typical', at: null, columns: 'none', filter: { ownerId: null, sourceId: null } })
  expect(open.rows.map((row) => row.count).filter(Boolean)).toEqual([500, 1589])
  const { total } = await app.call('deals.list', { filter: funnel.totals.drill.won, sort: null, page: { offset: 0, limit: 1 } })
  expect(total, 'the list behind the number is as long as the number says').toBe(4238)
}, 120_000)
