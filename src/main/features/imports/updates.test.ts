import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ImportRun } from '#shared/contract/imports.ts'
import { openTestApp, type TestApp } from '#test/app.ts'
import { testFolder } from '#test/fixtures/files.ts'
import { checkParts, partOf, runParts } from '#test/imports.ts'

const write = testFolder()
let app: TestApp
let fileCount = 0
beforeEach(async () => {
  app = await openTestApp()
})
afterEach(() => app.close())

const sql = <Row>(text: string): Row[] => app.store.db().$client.prepare(text).all() as Row[]
const file = (text: string): string => write(`plik-${(fileCount += 1)}.csv`, text)
async function load(text: string, choices: Parameters<typeof runParts>[2], rowActions?: { rowNumber: number; action: 'create' | 'fill' | 'overwrite' | 'skip' }[]): Promise<ImportRun> {
  const { part } = await partOf(app, file(text), {})
  const [run] = await runParts(app, [{ ...part, ...(rowActions && { rowActions }) }], choices)
  return run!
}
const counts = ({ createdCount, updatedCount, duplicateCount, failedCount }: ImportRun) => [createdCount, updatedCount, duplicateCount, failedCount]

const base = 'Nazwa;NIP;Miasto;Ulica;Telefon\nMeble Jesion;8567346215;Łódź;;426301187\n'

test('blanks are filled, what is there stays, and a blank cell never erases', async () => {
  await load(base, {})
  const run = await load('Nazwa;NIP;Miasto;Ulica;Telefon;WWW\nMEBLE JESION;8567346215;;Polna 1;601222333;jesion.pl\n', {})
  expect(counts(run)).toEqual([0, 1, 0, 0])
  expect(sql('SELECT name, town, street, website FROM client')).toEqual([{ name: 'Meble Jesion', town: 'Łódź', street: 'Polna 1', website: 'jesion.pl' }])
  expect(sql('SELECT e164 FROM client_phone ORDER BY position')).toEqual([{ e164: '+48426301187' }, { e164: '+48601222333' }])
})

test('a street of another town is not put beside the town that is there', async () => {
  await load(base, {})
  await load('Nazwa;NIP;Miasto;Ulica\nMeble Jesion;8567346215;Kielce;Długa 5\n', {})
  expect(sql('SELECT town, street FROM client')).toEqual([{ town: 'Łódź', street: null }])
})

test('values are replaced where the user says so, the former name is kept, and undo gives back every value', async () => {
  await load(base, {})
  const dump = () => sql<Record<string, unknown>>('SELECT * FROM client').map(({ updated_at: _updatedAt, ...row }) => row)
  const before = dump()
  const run = await load('Nazwa;NIP;Miasto;Ulica\nJesion Meble i Wnętrza;8567346215;Zgierz;Długa 5\n', { known: 'overwrite' })
  expect(counts(run)).toEqual([0, 1, 0, 0])
  expect(sql('SELECT name, town FROM client')).toEqual([{ name: 'Jesion Meble i Wnętrza', town: 'Zgierz' }])
  expect(sql('SELECT name FROM former_name')).toEqual([{ name: 'Meble Jesion' }])
  expect((await app.ask('journal.undo', { changeId: run.changeId })).ok).toBe(true)
  expect(dump()).toEqual(before)
  expect(sql('SELECT name FROM former_name WHERE deleted_at IS NULL')).toEqual([])
})

test('what is done with a row may be said for that row alone', async () => {
  await load(base, {})
  const text = 'Nazwa;NIP;Miasto\nJesion;8567346215;Zgierz\nStudio Żubr;;Białystok\nDrukarnia Łan;;Kielce\n'
  const run = await load(text, {}, [{ rowNumber: 2, action: 'overwrite' }, { rowNumber: 3, action: 'skip' }])
  expect(counts(run)).toEqual([1, 1, 1, 0])
  expect(sql('SELECT name, town FROM client ORDER BY id')).toEqual([{ name: 'Jesion', town: 'Zgierz' }, { name: 'Drukarnia Łan', town: 'Kielce' }])
})

test('only those who are there may be brought up to date, and nobody added', async () => {
  await load(base, {})
  const run = await load('Nazwa;NIP;WWW\nMeble Jesion;8567346215;jesion.pl\nStudio Żubr;;zubr.pl\n', { unknown: 'skip' })
  expect(counts(run)).toEqual([0, 1, 1, 0])
  expect(sql('SELECT count(*) AS count FROM client')).toEqual([{ count: 1 }])
})

test('the same firm twice in a file is one client with what both rows say', async () => {
  const run = await load('Nazwa;NIP;Osoba kontaktowa;Telefon\nMeble Jesion;8567346215;Jan Lis;601222333\nMeble Jesion;8567346215;Beata Nowicka;601222334\n', {})
  expect(counts(run)).toEqual([1, 1, 0, 0])
  expect(sql('SELECT name FROM contact ORDER BY position')).toEqual([{ name: 'Jan Lis' }, { name: 'Beata Nowicka' }])
})

test('a firm that shares only a phone with another of quite another name is left alone until a person decides', async () => {
  await load(base, {})
  const text = 'Nazwa;Telefon;WWW\nKsięgowość Wrona;426301187;wrona.pl\n'
  const { part } = await partOf(app, file(text), {})
  const [check] = (await checkParts(app, [part], {})).parts
  expect(check!.rows[0]).toMatchObject({ outcome: 'duplicate', matchName: 'Meble Jesion', remarks: [{ problem: 'duplicatePhone' }] })
  expect(counts(await load(text, {}))).toEqual([0, 0, 1, 0])
  expect(counts(await load(text, {}, [{ rowNumber: 2, action: 'create' }]))).toEqual([1, 0, 0, 0])
})

test('the registry number finds the firm, and the row brings its tax number', async () => {
  await load('Nazwa;REGON;Miasto\nMeble Jesion;017375050;Łódź\n', {})
  const run = await load('Nazwa;NIP;REGON\nJesion meble Sp. z o.o.;8567346215;017375050\n', {})
  expect(counts(run)).toEqual([0, 1, 0, 0])
  expect(sql('SELECT tax_number FROM client')).toEqual([{ tax_number: '8567346215' }])
})

test('columns that nobody knows become properties of the right kind, and come in the same the next time', async () => {
  const text = 'Nazwa;Miasto;Liczba pracowników;Branża;Ostatnia wizyta;Newsletter\nMeble Jesion;Łódź;1 684;meble;14.03.2026;tak\nStudio Żubr;Białystok;12;projekty;2026-04-01;nie\nDrukarnia Łan;Kielce;wielu;meble;;\n'
  const path = file(text)
  const { part, preview } = await partOf(app, path, {})
  expect(preview.columns.slice(2).map(({ field, propertyKind }) => [field, propertyKind])).toEqual([[null, 'text'], [null, 'text'], [null, 'date'], [null, 'yesNo']])
  const kinds = ['number', 'choice', 'date', 'yesNo'] as const
  const own = preview.columns.slice(2).map(({ index, header }, at) => ({ column: index, newProperty: { name: header, kind: kinds[at]! } }))
  const [run] = await runParts(app, [{ ...part, mapping: [...part.mapping, ...own] }], {})
  expect(run).toMatchObject({ createdCount: 3, warningCount: 1 })
  const values = () =>
    sql<Record<string, unknown>>(
      `SELECT c.name AS client, p.name, v.number_micro AS number, v.day_value AS day, x.name AS choice FROM client_property AS v JOIN client AS c ON c.id = v.client_id JOIN property AS p ON p.id = v.property_id
       LEFT JOIN property_choice AS x ON x.id = v.choice_id WHERE v.deleted_at IS NULL ORDER BY c.id, p.position`
    ).map(({ client, name, number, day, choice }) => [client, name, number ?? day ?? choice])
  expect(values()).toEqual([
    ['Meble Jesion', 'Liczba pracowników', 1_684_000_000], ['Meble Jesion', 'Branża', 'meble'], ['Meble Jesion', 'Ostatnia wizyta', '2026-03-14'], ['Meble Jesion', 'Newsletter', 1_000_000],
    ['Studio Żubr', 'Liczba pracowników', 12_000_000], ['Studio Żubr', 'Branża', 'projekty'], ['Studio Żubr', 'Ostatnia wizyta', '2026-04-01'], ['Studio Żubr', 'Newsletter', 0],
    ['Drukarnia Łan', 'Branża', 'meble']
  ])
  expect(sql('SELECT description FROM client WHERE description IS NOT NULL')).toEqual([{ description: 'Liczba pracowników: wielu' }])
  const before = values()
  const again = await partOf(app, path, {})
  expect(again.preview.isKnownLayout).toBe(true)
  const [second] = await runParts(app, [again.part], {})
  expect(counts(second!)).toEqual([0, 0, 3, 0])
  expect(values()).toEqual(before)
  expect(sql('SELECT count(*) AS count FROM property')).toEqual([{ count: 4 }])
})

test('a template keeps how columns go under a name and is known again by its columns in any order', async () => {
  const text = 'Kontrahent;Kto pyta;Numer\nMeble Jesion;Beata Nowicka;426301187\n'
  await app.call('imports.saveTemplate', {
    name: 'Targi', target: 'client', known: 'overwrite', unknown: 'create',
    columns: [{ header: 'Kontrahent', field: 'name', propertyId: null }, { header: 'Kto pyta', field: 'contactName', propertyId: null }, { header: 'Numer', field: 'phone', propertyId: null }]
  })
  const { preview } = await partOf(app, file('Data;Numer;Kto pyta;Kontrahent\n2026-11-02;426301187;Beata Nowicka;Meble Jesion\n'), {})
  expect(preview.template).toMatchObject({ name: 'Targi', known: 'overwrite' })
  expect(preview.columns.map(({ field }) => field)).toEqual([null, 'phone', 'contactName', 'name'])
  const { preview: other } = await partOf(app, file('Kontrahent;Numer\nMeble Jesion;426301187\n'), {})
  expect(other.template, 'a file that lacks one of its columns is another kind').toBeNull()
  await app.call('imports.removeTemplate', { id: preview.template!.id })
  expect((await partOf(app, file(text), {})).preview.template).toBeNull()
})

test('owners are dealt out in turn, and all go into a segment, a category and the consent that was given', async () => {
  const rep = (await app.call('settings.addUser', { name: 'Jan Lis', role: 'rep' })).id
  const me = (await app.call('app.status', {})).userId!
  const text = 'Nazwa;Miasto;Kategoria\nMeble Jesion;Łódź;VIP\nStudio Żubr;Białystok;\nDrukarnia Łan;Kielce;VIP, hurt\n'
  const run = await load(text, { ownerIds: [me, rep], segment: { name: 'Targi 2026' }, consent: { channels: ['email'], basis: 'zgoda art. 6 ust. 1 lit. a', wording: 'Zgadzam się na oferty', origin: 'formularz na targach', on: '2026-11-02' } })
  expect(sql('SELECT owner_id FROM client ORDER BY id').map((row) => (row as { owner_id: string }).owner_id)).toEqual([me, rep, me])
  expect(sql('SELECT name, kind FROM segment')).toEqual([{ name: 'Targi 2026', kind: 'fixed' }])
  expect(sql('SELECT count(*) AS count FROM segment_member')).toEqual([{ count: 3 }])
  expect(sql('SELECT c.name FROM client_category AS k JOIN category AS c ON c.id = k.category_id ORDER BY k.id')).toEqual([{ name: 'VIP' }, { name: 'VIP' }, { name: 'hurt' }])
  expect(sql('SELECT channel, state, origin FROM consent_change')).toHaveLength(3)
  expect(counts(await load(text, { segment: { name: 'targi 2026' }, consent: { channels: ['email'], basis: 'znowu', wording: null, origin: 'znowu', on: null } }))).toEqual([0, 0, 3, 0])
  expect((await app.ask('journal.undo', { changeId: run.changeId })).ok).toBe(true)
  for (const table of ['client', 'segment', 'segment_member', 'client_category', 'category']) expect(sql(`SELECT 1 FROM ${table} WHERE deleted_at IS NULL`), table).toEqual([])
  expect(sql('SELECT 1 FROM consent_change WHERE undone_at IS NULL')).toEqual([])
})

test('without a word about it no consent is recorded', async () => {
  await load('Nazwa;Telefon\nMeble Jesion;426301187\n', {})
  expect(sql('SELECT count(*) AS count FROM consent_change')).toEqual([{ count: 0 }])
})

test('rows that failed are mended where they are shown and come in; one undo takes all back', async () => {
  const run = await load('Nazwa;NIP;Telefon\nMeble Jesion;8567346216;426301187\n;5265877635;\nStudio Żubr;;857112233\n', {})
  expect(counts(run)).toEqual([1, 0, 0, 2])
  const { rows } = await app.call('imports.rows', { importRunId: run.id, outcome: 'failed', page: { offset: 0, limit: 100 } })
  const mended = await app.call('imports.mend', {
    importRunId: run.id,
    rows: [
      { rowNumber: 2, cells: rows[0]!.cells.map((cell) => (cell === '8567346216' ? '8567346215' : cell)) },
      { rowNumber: 3, cells: [...rows[1]!.cells] },
      { rowNumber: 4, cells: ['Studio Żubr', '', '857112233'] }
    ]
  })
  expect(mended).toMatchObject({ mendedCount: 1, run: { createdCount: 2, failedCount: 1, rowsRead: 3 } })
  expect(sql('SELECT name, tax_number FROM client ORDER BY id')).toEqual([{ name: 'Studio Żubr', tax_number: null }, { name: 'Meble Jesion', tax_number: '8567346215' }])
  const left = await app.call('imports.rows', { importRunId: run.id, outcome: 'failed', page: { offset: 0, limit: 100 } })
  expect(left.rows.map(({ rowNumber, problem }) => [rowNumber, problem])).toEqual([[3, 'nameMissing']])
  expect((await app.ask('journal.undo', { changeId: run.changeId })).ok).toBe(true)
  expect(sql('SELECT 1 FROM client WHERE deleted_at IS NULL')).toEqual([])
})

test('nothing is guessed: days as numbers, shifted rows, errors of formulas and rounded numbers are told by name', async () => {
  const deals = await partOf(app, file('Deal name,Amount,Create date,Stage\nChairs,100,45991,\nTables,200,2026-11-02,\n'), {})
  expect(deals.preview.target).toBe('deal')
  expect(deals.preview.findings).toMatchObject([{ kind: 'dayNumbers', count: 1, example: '45991' }])
  const [without] = (await checkParts(app, [deals.part], {})).parts
  expect(without!.problems).toMatchObject([{ problem: 'dayIsNumber', outcome: 'failed', count: 1, firstDetail: '45991' }])
  const days = async (system: '1900' | '1904') => (await checkParts(app, [{ ...deals.part, dayNumbers: system }], {})).parts[0]!.rows[0]!.values.createdOn
  expect([await days('1900'), await days('1904')]).toEqual(['2025-11-30', '2029-12-01'])

  const shifted = await partOf(app, file('Nazwa,Telefon,Miasto\nMeble Jesion,426301187,Łódź\nLis, Nowak i spółka,601222333,Kielce\nStudio Żubr,857112233,Białystok\n'), {})
  expect(shifted.preview.findings).toMatchObject([{ kind: 'shiftedRows', count: 1, example: '3' }])
  const [check] = (await checkParts(app, [shifted.part], {})).parts
  expect(check).toMatchObject({ createdCount: 2, failedCount: 1, problems: [{ problem: 'rowShifted', firstRow: 3, firstDetail: 'Kielce' }] })

  const damaged = await partOf(app, file('Nazwa;NIP;Telefon\nMeble Jesion;8,56735E+09;4,85238E+10\nStudio Żubr;;4,8523812345E+10\n'), { map: { NIP: 'taxNumber', Telefon: 'phone' } })
  expect(damaged.preview.findings[0]).toMatchObject({ kind: 'damagedNumbers' })
  const [numbers] = (await checkParts(app, [damaged.part], {})).parts
  expect(numbers!.rows.map(({ outcome, remarks, values }) => [outcome, remarks[0]?.problem, values.phone])).toEqual([
    ['failed', 'numberDamaged', '4,85238E+10'], ['created', undefined, '+48523812345']
  ])
})

test('the row with the names of the columns may be another than the one that was found', async () => {
  const path = file('Lista firm;;\nNazwa;Telefon;Miasto\nMeble Jesion;426301187;Łódź\nStudio Żubr;857112233;Białystok\n')
  expect((await partOf(app, path, {})).preview).toMatchObject({ headerRow: 2, skippedRows: [{ rowNumber: 1, text: 'Lista firm' }] })
  const own = await partOf(app, path, { headerRow: 3 })
  expect(own.preview.columns.map(({ header }) => header)).toEqual(['Meble Jesion', '426301187', 'Łódź'])
  const none = await partOf(app, path, { headerRow: 0, map: { A: 'name', B: 'phone', C: 'town' } })
  const [run] = await runParts(app, [none.part], {})
  expect(run!.createdCount).toBe(3)
})
