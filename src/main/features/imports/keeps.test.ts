import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { followDuplicates } from '#main/db/derived/duplicates.ts'
import { openTestApp, type TestApp } from '#test/app.ts'
import { testFolder } from '#test/fixtures/files.ts'
import { checkParts, partOf, type PartOptions, runParts } from '#test/imports.ts'

const write = testFolder()
let fileCount = 0
const file = (text: string) => write(`zachowane-${(fileCount += 1)}.csv`, text)
let app: TestApp
beforeEach(async () => {
  app = await openTestApp()
})
afterEach(() => app.close())

type Choices = Parameters<typeof runParts>[2]
const sql = <Row>(text: string) => app.store.db().$client.prepare<[], Row>(text).all()
async function load(text: string, choices: Choices = {}, options: PartOptions = {}) {
  const { part } = await partOf(app, file(text), options)
  const [run] = await runParts(app, [part], choices)
  const { rows } = await app.call('imports.rows', { importRunId: run!.id, outcome: 'warning', page: { offset: 0, limit: 100 } })
  return { run: run!, warnings: rows.map(({ rowNumber, problem, detail }) => [rowNumber, problem, detail]) }
}

test('a word that is in none of our lists is told and kept, whatever the list', async () => {
  const { warnings } = await load('Nazwa;Źródło;Status;Język;Rodzaj klienta;Opiekun\nMeble Jesion;Targi w Nibylandii;zombie;klingoński;duch;Pan Nikt\n')
  expect(warnings.map(([, problem]) => problem)).toEqual(Array(5).fill('valueUnknown'))
  const { description } = sql<{ description: string }>('SELECT description FROM client')[0]!
  expect(description.split('\n').sort()).toEqual(['Język: klingoński', 'Opiekun: Pan Nikt', 'Rodzaj klienta: duch', 'Status: zombie', 'Źródło: Targi w Nibylandii'])
})

test('what cannot be used of a client that is there goes to a note, once', async () => {
  await load('Nazwa;NIP;Uwagi\nMeble Jesion;8567346215;stały klient\n')
  const text = 'Nazwa;NIP;Status\nMeble Jesion;8567346215;zombie\n'
  const { run } = await load(text)
  expect(run.updatedCount).toBe(1)
  expect(sql('SELECT text FROM note')).toEqual([{ text: 'Status: zombie' }])
  expect((await load(text)).run).toMatchObject({ updatedCount: 0, duplicateCount: 1 })
  expect(sql('SELECT description FROM client')).toEqual([{ description: 'stały klient' }])
})

test('words of deals and notes that nobody matched are kept with them', async () => {
  await load('Klient;Nazwa transakcji;Wartość;Źródło\nMeble Jesion;Krzesła;100;Nibylandia\n', {}, { target: 'deal' })
  expect(sql('SELECT text FROM note')).toEqual([{ text: 'Źródło: Nibylandia' }])
})

test('a new client gets the defaults of the firm, and a required property that stays empty is told', async () => {
  const { id: size } = await app.call('properties.create', { name: 'Wielkość', kind: 'choice', isRequired: false, choices: ['mała', 'duża'] })
  const { choices } = (await app.call('properties.list', {})).find((one) => one.id === size)!
  await app.call('properties.change', { id: size, defaultValue: choices[0]!.id })
  await app.call('properties.create', { name: 'Branża', kind: 'text', isRequired: true, choices: [] })
  const { run, warnings } = await load('Nazwa;Wielkość;Branża\nMeble Jesion;duża;meble\nTartak Dąb;;\n')
  expect(run.createdCount).toBe(2)
  expect(warnings).toEqual([[3, 'propertyMissing', 'Branża']])
  expect(
    sql(`SELECT c.name AS client, coalesce(h.name, v.text_value) AS value FROM client_property AS v JOIN client AS c ON c.id = v.client_id
         LEFT JOIN property_choice AS h ON h.id = v.choice_id ORDER BY client, value`)
  ).toEqual([{ client: 'Meble Jesion', value: 'duża' }, { client: 'Meble Jesion', value: 'meble' }, { client: 'Tartak Dąb', value: 'mała' }])
})

describe('numbers are checked as the card checks them', () => {
  test('zeros that a spreadsheet ate come back', async () => {
    const { warnings } = await load('Nazwa;REGON;KRS;NIP UE;Konto bankowe\nMeble Jesion;17375050;19193;PL 856-734-62-15;61 1090 1014 0000 0712 1981 2874\n')
    expect(warnings).toEqual([])
    expect(sql('SELECT registry_number, court_number, eu_vat_number FROM client')).toEqual([{ registry_number: '017375050', court_number: '0000019193', eu_vat_number: 'PL8567346215' }])
    expect(sql('SELECT iban FROM client_bank_account')).toEqual([{ iban: 'PL61109010140000071219812874' }])
  })

  test('a wrong one is told and kept, and the firm comes in', async () => {
    const { run, warnings } = await load('Nazwa;REGON;KRS;NIP UE;Konto bankowe\nMeble Jesion;017375051;12345678901;XX12;PL00109010140000071219812874\n')
    expect(run.createdCount).toBe(1)
    expect(warnings.map(([, problem]) => problem)).toEqual(Array(4).fill('valueUnusable'))
    expect(sql('SELECT registry_number, court_number, eu_vat_number FROM client')).toEqual([{ registry_number: null, court_number: null, eu_vat_number: null }])
    for (const text of ['017375051', '12345678901', 'XX12', 'PL00109010140000071219812874']) expect(sql<{ description: string }>('SELECT description FROM client')[0]!.description).toContain(text)
  })
})

describe('a Ukrainian register code is one number, wherever it stands', () => {
  test('the code of the file finds the firm of the card, with and without its zeros', async () => {
    const { id } = await app.call('clients.create', { name: 'Карпатбуд', country: 'UA', registryNumber: '00130694' })
    const { run } = await load('Назва;ЄДРПОУ;Сайт\nТОВ КБ;130694;kb.ua\n')
    expect(run).toMatchObject({ createdCount: 0, updatedCount: 1 })
    expect(sql('SELECT id, website, registry_number, tax_number FROM client')).toEqual([{ id, website: 'kb.ua', registry_number: '00130694', tax_number: null }])
  })

  test('both ways: kept as the tax number there, as the register code here', async () => {
    await app.call('clients.create', { name: 'Карпатбуд', country: 'UA', taxNumber: '00130694' })
    expect((await load('Назва;ЄДРПОУ\nТОВ КБ;00130694\n')).run).toMatchObject({ createdCount: 0 })
    expect((await load('Назва;Податковий номер\nТОВ КБ Україна;130694\n', {}, { country: 'UA' })).run).toMatchObject({ createdCount: 0 })
  })

  test('two codes that differ are two firms, though their names are one', async () => {
    await app.call('clients.create', { name: 'Карпатбуд', country: 'UA', registryNumber: '00130694', town: 'Львів' })
    expect((await load('Назва;ЄДРПОУ;Місто\nКарпатбуд;32855961;Львів\n')).run.createdCount).toBe(1)
  })

  test('it lands where the card keeps it; a trader\'s own number becomes the tax number', async () => {
    await load('Назва;Код ЄДРПОУ\nКиївхліб;130694\nФОП Шевченко;1234567899\n', {}, { country: 'UA' })
    expect(sql('SELECT registry_number, tax_number FROM client ORDER BY id')).toEqual([{ registry_number: '00130694', tax_number: null }, { registry_number: null, tax_number: '1234567899' }])
  })

  test('whoever types a client in is warned both ways, and the worklist of duplicates has the pair', async () => {
    await app.call('clients.create', { name: 'Карпатбуд', country: 'UA', registryNumber: '00130694' })
    const typed = await app.call('clients.similar', { name: 'Зовсім інша', taxNumber: '130694', phone: '', email: '', country: 'UA', exceptId: null })
    expect(typed).toMatchObject([{ name: 'Карпатбуд' }])
    await app.call('clients.create', { name: 'Зовсім інша', country: 'UA', taxNumber: '130694' })
    while (followDuplicates(app.store.db()).isBehind);
    expect(sql('SELECT score FROM duplicate_pair')).toEqual([{ score: 85 }])
  })
})

test('no text is cut in silence: a long one is told and kept whole in notes', async () => {
  const novel = 'słowo '.repeat(4500).trim()
  const street = `ul. ${'Bardzo Długa '.repeat(30)}1`.trim()
  const { warnings } = await load(`Nazwa;Uwagi;Ulica;Miasto\nMeble Jesion;${novel};${street};Łódź\n`)
  expect(warnings.map(([, problem]) => problem)).toEqual(['tooLong', 'tooLong'])
  const all = sql<{ text: string }>('SELECT text FROM note ORDER BY id').map(({ text }) => text)
  const notes = all.filter((text) => !text.startsWith('Ulica'))
  expect(notes.every((text) => text.length <= 10_000)).toBe(true)
  expect(notes.join(' ')).toBe(novel)
  expect(sql<{ description: string }>('SELECT description FROM client')[0]!.description.length).toBeLessThanOrEqual(4000)
  expect(all.find((text) => text.startsWith('Ulica'))).toContain(street)
})

describe('what all clients of a file agreed to', () => {
  const text = 'Nazwa;Telefon\nMeble Jesion;426301187\n'
  test('has its legal basis, its day and its wording, by the rule of the card', async () => {
    await load(text, { consent: { channels: ['call'], basis: 'zgoda', wording: 'Proszę dzwonić', origin: 'targi', on: '2026-10-01' } })
    const [said] = sql<{ at: number }>('SELECT channel, state, basis, wording, origin, at FROM consent_change')
    expect(said).toMatchObject({ channel: 'call', state: 'given', basis: 'zgoda', wording: 'Proszę dzwonić', origin: 'targi' })
    expect(new Date(said!.at).toISOString().slice(0, 10)).toBe('2026-10-01')
  })

  test.each([
    ['without a basis', { basis: null, on: '2026-10-01' }, 'consent.basis_missing'],
    ['in the future', { basis: 'zgoda', on: '2099-01-01' }, 'consent.day_ahead']
  ] as const)('%s nothing comes in', async (_what, { basis, on }, reason) => {
    const { part } = await partOf(app, file(text), {})
    await expect(runParts(app, [part], { consent: { channels: ['call'], basis, wording: null, origin: 'targi', on } })).rejects.toMatchObject({ data: { reason } })
    expect(sql('SELECT 1 FROM client')).toEqual([])
  })
})

test('bad cells are put right or dropped before the import, and the check and the import both go by that', async () => {
  const { part } = await partOf(app, file('Nazwa;NIP;Telefon;E-mail\nMeble Jesion;8567346216;426301187;\nStudio Żubr;;4,85238E+10;zubr(at)firma\n'), { map: { NIP: 'taxNumber', Telefon: 'phone', 'E-mail': 'email' } })
  const [before] = (await checkParts(app, [part], {})).parts
  expect([before!.failedCount, before!.warningCount]).toEqual([1, 2])
  expect(before!.columns.map(({ header }) => header)).toEqual(['Nazwa', 'NIP', 'Telefon', 'E-mail'])
  expect(before!.rows.map(({ cells }) => cells)).toEqual([['Meble Jesion', '8567346216', '426301187', ''], ['Studio Żubr', '', '4,85238E+10', 'zubr(at)firma']])
  const edits = [{ rowNumber: 2, cells: [{ column: 1, text: '8567346215' }] }, { rowNumber: 3, cells: [{ column: 2, text: '857112233' }, { column: 3, text: '' }] }]
  const [after] = (await checkParts(app, [{ ...part, edits }], {})).parts
  expect([after!.createdCount, after!.failedCount, after!.warningCount]).toEqual([2, 0, 0])
  const [run] = await runParts(app, [{ ...part, edits }], {})
  expect([run!.createdCount, run!.failedCount, run!.warningCount]).toEqual([2, 0, 0])
  expect(sql('SELECT tax_number, description FROM client ORDER BY id')).toEqual([{ tax_number: '8567346215', description: null }, { tax_number: null, description: null }])
  expect(sql('SELECT e164 FROM client_phone ORDER BY id')).toEqual([{ e164: '+48426301187' }, { e164: '+48857112233' }])
})

test('more than a few hundred bad rows can be put right before the import', async () => {
  const rows = Array.from({ length: 900 }, (_, index) => `Firma ${index};856734621${index % 5}`)
  const { part } = await partOf(app, file(`Nazwa;NIP\n${rows.join('\n')}\n`), {})
  const [check] = (await checkParts(app, [part], {})).parts
  expect(check!.rows.filter(({ outcome }) => outcome === 'failed')).toHaveLength(check!.failedCount)
  expect(check!.failedCount).toBeGreaterThan(300)
})

test('a property is set for every row that does not say it itself', async () => {
  const { id } = await app.call('properties.create', { name: 'Branża', kind: 'choice', isRequired: false, choices: ['meble', 'druk'] })
  const { id: fair } = await app.call('properties.create', { name: 'Targi', kind: 'yesNo', isRequired: false, choices: [] })
  const { choices } = (await app.call('properties.list', {})).find((property) => property.id === id)!
  const propertyValues = [{ propertyId: id, value: choices[0]!.id }, { propertyId: fair, value: true }]
  await load('Nazwa;Branża\nMeble Jesion;\nDrukarnia Łan;druk\n', { propertyValues })
  expect(sql('SELECT c.name, x.name AS choice FROM client_property AS v JOIN client AS c ON c.id = v.client_id JOIN property_choice AS x ON x.id = v.choice_id ORDER BY c.id')).toEqual([
    { name: 'Meble Jesion', choice: 'meble' }, { name: 'Drukarnia Łan', choice: 'druk' }
  ])
  expect(sql('SELECT count(*) AS count FROM client_property WHERE number_micro = 1000000')).toEqual([{ count: 2 }])
  const { part } = await partOf(app, file('Nazwa\nStudio Żubr\n'), {})
  await expect(runParts(app, [part], { propertyValues: [{ propertyId: id, value: 'no-such-choice' }] })).rejects.toMatchObject({ data: { reason: 'property.value' } })
})

test('"these clients" of an import are those it made and those it changed, in whatever way', async () => {
  await load('Nazwa;NIP;Telefon\nMeble Jesion;8567346215;426301187\nStudio Żubr;5265877635;857112233\n')
  const { run } = await load('Nazwa;NIP;Telefon\nMeble Jesion;8567346215;601222333\nStudio Żubr;5265877635;857112233\nDrukarnia Łan;;413456789\n')
  expect([run.createdCount, run.updatedCount, run.duplicateCount]).toEqual([1, 1, 1])
  const { rows } = await app.call('clients.list', { filter: { importRunId: run.id }, sort: { by: 'name', direction: 'asc' }, page: { offset: 0, limit: 10 } })
  expect(rows.map(({ name }) => name)).toEqual(['Drukarnia Łan', 'Meble Jesion'])
})

test('a template keeps columns that make new properties', async () => {
  const columns = [{ header: 'Nazwa', field: 'name' as const, propertyId: null, newProperty: null }, { header: 'Ilu ludzi', field: null, propertyId: null, newProperty: { name: 'Liczba pracowników', kind: 'number' as const } }]
  await app.call('imports.saveTemplate', { name: 'Targi', target: 'client', columns, known: 'fill', unknown: 'create' })
  const { preview } = await partOf(app, file('Ilu ludzi;Nazwa\n12;Meble Jesion\n'), {})
  expect(preview.template?.name).toBe('Targi')
  expect(preview.columns.map(({ field, newProperty }) => field ?? newProperty)).toEqual([{ name: 'Liczba pracowników', kind: 'number' }, 'name'])
})

test('rows of people that go to a file are in the log of data protection', async () => {
  const { run } = await load('Nazwa;NIP\nMeble Jesion;8567346216\n')
  const path = write('problemy.xlsx', '')
  await app.call('imports.exportProblems', { importRunId: run.id, outcomes: ['failed'], path, titles: { row: 'Wiersz', reason: 'Powód', value: 'Wartość' }, words: {} })
  expect(sql('SELECT kind, count, reason FROM privacy_event')).toEqual([{ kind: 'listExport', count: 1, reason: 'xlsx' }])
})
