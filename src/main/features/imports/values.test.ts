import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { UnknownList, ValueMatch } from '#shared/contract/imports.ts'
import { openTestApp, type TestApp } from '#test/app.ts'
import { testFolder } from '#test/fixtures/files.ts'
import { checkParts, partOf, runParts } from '#test/imports.ts'

const write = testFolder()
let app: TestApp
beforeEach(async () => {
  app = await openTestApp()
})
afterEach(() => app.close())

const all = (sql: string): unknown[] => app.store.db().$client.prepare(sql).raw().all()
const match = (list: ValueMatch['list'], value: string, to: ValueMatch['to']): ValueMatch => ({ list, propertyId: null, value, to })
const told = (lists: readonly UnknownList[]) => Object.fromEntries(lists.map(({ list, values }) => [list, values.map(({ value, count, guess }) => [value, count, guess])]))
const problemsOf = async (importRunId: string) => (await app.call('imports.get', { importRunId })).problems.map(({ problem, count }) => [problem, count])

const clients = [
  'Nazwa;Źródło;Opiekun;Kategoria;Status;Kraj;Język', 'Meble Jesion;Polecenie od kogoś;A. Nowak;VIP, hurtt;aktywny;Polska;polski', 'Studio Żubr;internt;Nowak Anna;Hurt;w rozmowach;Polzka;xx',
  'Drukarnia Łan;Інтернет;anna.nowak@firma.pl;;były klient;PL;uk', 'Spichlerz;internt;Zenon Obcy;-;;;'
].join('\n')

test('words of a file that none of our lists has are told with their number and what they most likely mean', async () => {
  await app.call('settings.addUser', { name: 'Anna Nowak', role: 'rep' })
  await app.call('categories.create', { name: 'Hurt', color: null })
  const { part } = await partOf(app, write('klienci.csv', clients), { target: 'client' })
  const user = all("SELECT id FROM user WHERE name = 'Anna Nowak'")[0] as string[]
  const hurt = all("SELECT id FROM category WHERE name = 'Hurt'")[0] as string[]
  expect(told(await app.call('imports.values', { parts: [part] }))).toEqual({
    source: [['internt', 2, 'source-internet'], ['Polecenie od kogoś', 1, expect.anything()]],
    user: [['A. Nowak', 1, user[0]], ['Nowak Anna', 1, user[0]], ['Zenon Obcy', 1, null], ['anna.nowak@firma.pl', 1, user[0]]],
    category: [['VIP', 1, null], ['hurtt', 1, hurt[0]]],
    status: [['w rozmowach', 1, null]],
    country: [['Polzka', 1, 'PL']],
    language: [['xx', 1, null]]
  })
})

test('what the words mean is followed, what is new is made, and one undo takes it all back', async () => {
  await app.call('settings.addUser', { name: 'Anna Nowak', role: 'rep' })
  const user = (all("SELECT id FROM user WHERE name = 'Anna Nowak'")[0] as string[])[0]!
  const { part } = await partOf(app, write('klienci.csv', clients), { target: 'client' })
  const values: ValueMatch[] = [
    match('source', 'INTERNT', { id: 'source-internet' }), match('source', 'Polecenie od kogoś', 'new'), match('user', 'A. Nowak', { id: user }), match('user', 'Zenon Obcy', 'new'),
    match('user', 'nowak anna', 'empty'), match('category', 'VIP', 'empty'), match('status', 'w rozmowach', { id: 'prospect' }), match('country', 'Polzka', { id: 'PL' }), match('language', 'xx', 'empty')
  ]
  const check = await checkParts(app, [part], { values })
  const [run] = await runParts(app, [part], { values })
  expect([check.parts[0]!.createdCount, check.parts[0]!.warningCount]).toEqual([run!.createdCount, run!.warningCount])
  expect(all('SELECT c.name, coalesce(s.name, s.name_key), u.name, c.status FROM client AS c LEFT JOIN source AS s ON s.id = c.source_id LEFT JOIN user AS u ON u.id = c.owner_id ORDER BY c.name')).toEqual([
    ['Drukarnia Łan', 'internet', null, 'former'], ['Meble Jesion', 'Polecenie od kogoś', 'Anna Nowak', 'active'], ['Spichlerz', 'internet', 'Zenon Obcy', 'prospect'], ['Studio Żubr', 'internet', null, 'prospect']
  ])
  expect(all('SELECT g.name FROM category AS g ORDER BY g.name')).toEqual([['Hurt'], ['hurtt']])
  expect(await problemsOf(run!.id), 'the one word that nobody explained is told').toEqual([['valueUnknown', 1]])
  expect((await app.ask('journal.undo', { changeId: run!.changeId })).ok).toBe(true)
  expect(all("SELECT name FROM source WHERE name IS NOT NULL AND deleted_at IS NULL UNION SELECT name FROM user WHERE name = 'Zenon Obcy' AND deleted_at IS NULL")).toEqual([])
})

test('a source that was put away comes back where a file asks for a new one of its name', async () => {
  const { id } = await app.call('sources.create', { name: 'Polecenie od kogoś' })
  await app.call('sources.putAway', { id, isAway: true })
  const { part } = await partOf(app, write('klienci.csv', clients), { target: 'client' })
  await runParts(app, [part], { values: [match('source', 'Polecenie od kogoś', 'new')] })
  expect(all("SELECT id, deleted_at FROM source WHERE name = 'Polecenie od kogoś'")).toEqual([[id, null]])
  expect(all("SELECT source_id FROM client WHERE name = 'Meble Jesion'")).toEqual([[id]])
})

test('nothing said, nothing guessed: a word that is in no list leaves its field empty and its row says so', async () => {
  const { part } = await partOf(app, write('klienci.csv', clients), { target: 'client' })
  const [run] = await runParts(app, [part], {})
  expect(run!.createdCount).toBe(4)
  expect(all("SELECT count(*) FROM source WHERE name IS NOT NULL")).toEqual([[0]])
  const { rows } = await app.call('imports.rows', { importRunId: run!.id, outcome: 'warning', page: { offset: 0, limit: 50 } })
  expect(rows.filter(({ problem }) => problem === 'valueUnknown').map(({ rowNumber, detail }) => [rowNumber, detail])).toContainEqual([3, 'Status: w rozmowach'])
})

describe('deals of another program', () => {
  const deals = [
    'Nazwa transakcji;Klient;Etap;Wynik;Waluta;Kwota;Data zamknięcia;Powód przegranej;Handlowiec', 'Krzesła;Jesion;Wizyta u klienta;;zł;100;;;Ola Lis', 'Stoły;Jesion;Oferta;w zawieszeniu;PLN;200;;;Ola Lis',
    'Lampy;Jesion;Wizyta u klienta;;dukaty;300;;;', 'Szafy;Jesion;;przegrana;PLN;400;2026-05-05;za drogo;', 'Regały;Jesion;;przegrana;PLN;500;2026-05-05;brak towaru;'
  ].join('\n')

  test('come in by the meaning of their stages, currencies and reasons, and the words are known the next time', async () => {
    const path = write('transakcje.csv', deals)
    const { part } = await partOf(app, path, { target: 'deal' })
    expect(told(await app.call('imports.values', { parts: [part] }))).toEqual({
      stage: [['Wizyta u klienta', 2, null]], outcome: [['w zawieszeniu', 1, null]], currency: [['dukaty', 1, null]], lostReason: [['brak towaru', 1, null], ['za drogo', 1, null]],
      user: [['Ola Lis', 2, null]]
    })
    const check = await checkParts(app, [part], {})
    expect(check.parts[0]!.failedCount, 'without a word about them rows with an unknown stage or currency stay out').toBe(2)
    const { stages, lostReasons } = await app.call('app.dictionaries', {})
    const presentation = stages.find(({ nameKey }) => nameKey === 'presentation')!.id
    const price = lostReasons.find(({ nameKey }) => nameKey === 'price')!.id
    const values = [
      match('stage', 'Wizyta u klienta', { id: presentation }), match('outcome', 'w zawieszeniu', { id: 'open' }), match('currency', 'dukaty', { id: 'EUR' }), match('lostReason', 'za drogo', { id: price }),
      match('user', 'Ola Lis', 'new')
    ]
    const [run] = await runParts(app, [part], { values })
    expect([run!.createdCount, run!.failedCount]).toEqual([5, 0])
    expect(all('SELECT title, stage_id, currency, lost_reason_id, lost_note FROM deal ORDER BY title')).toEqual([
      ['Krzesła', presentation, 'PLN', null, null], ['Lampy', presentation, 'EUR', null, null], ['Regały', expect.anything(), 'PLN', null, 'brak towaru'],
      ['Stoły', stages.find(({ nameKey }) => nameKey === 'proposal')!.id, 'PLN', null, null], ['Szafy', expect.anything(), 'PLN', price, null]
    ])
    expect(await problemsOf(run!.id)).toEqual([['valueUnknown', 1]])
    const again = await partOf(app, path, { target: 'deal' })
    expect(again.preview.values).toEqual(values)
    expect(told(await app.call('imports.values', { parts: [again.part] })).user, 'who was made is known').toBeUndefined()
  })

  test('a template keeps what the words mean', async () => {
    const values = [match('stage', 'Wizyta u klienta', { id: 'stage-x' })]
    const columns = ['Nazwa transakcji', 'Etap'].map((header, index) => ({ header, field: index === 0 ? ('title' as const) : ('stage' as const), propertyId: null }))
    await app.call('imports.saveTemplate', { name: 'Stary program', target: 'deal', columns, known: 'fill', unknown: 'create', values })
    const { preview } = await partOf(app, write('inne.csv', 'Etap;Nazwa transakcji\nWizyta u klienta;Krzesła\n'), {})
    expect([preview.template?.name, preview.values]).toEqual(['Stary program', values])
    const { part } = await partOf(app, write('inne.csv', 'Etap;Nazwa transakcji\nWizyta u klienta;Krzesła\n'), {})
    const [check] = (await checkParts(app, [part], { values })).parts
    expect(check!.failedCount, 'a stage that is there no more is no meaning').toBe(1)
  })
})

test('choices of a property are taken for those that are there, and only what the user wants is added', async () => {
  await app.call('properties.create', { name: 'Branża', kind: 'choices', isRequired: false, choices: ['Meble', 'Druk'] })
  const [property] = await app.call('properties.list', {})
  const path = write('branze.csv', 'Nazwa;Branża\nJesion;mebel, Druk\nŻubr;reklama\nŁan;druk; handel\n'.replace('druk; handel', '"druk, handel"'))
  const { part } = await partOf(app, path, {})
  const lists = await app.call('imports.values', { parts: [part] })
  const [meble] = property!.choices
  expect(lists.map(({ list, propertyId, columns }) => [list, propertyId, columns])).toEqual([['choice', property!.id, ['Branża']]])
  expect(told(lists).choice).toEqual([['handel', 1, null], ['mebel', 1, meble!.id], ['reklama', 1, null]])
  const of = (value: string, to: ValueMatch['to']): ValueMatch => ({ list: 'choice', propertyId: property!.id, value, to })
  await runParts(app, [part], { values: [of('mebel', { id: meble!.id }), of('handel', 'new'), of('reklama', 'empty')] })
  expect(all('SELECT c.name, x.name FROM client_property AS v JOIN client AS c ON c.id = v.client_id JOIN property_choice AS x ON x.id = v.choice_id ORDER BY c.name, x.name')).toEqual([
    ['Jesion', 'Druk'], ['Jesion', 'Meble'], ['Łan', 'Druk'], ['Łan', 'handel']
  ])
})
