import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestApp, type TestApp } from '#test/app.ts'
import { nearWords, piecesLeft } from './typos.ts'

const page = { offset: 0, limit: 10 }
const byName = { by: 'name', direction: 'asc' } as const

describe('search', () => {
  let app: TestApp
  const find = async (text: string) => (await app.call('clients.list', { filter: { text }, sort: byName, page })).rows.map(({ name }) => name)
  const ask = (text: string) => app.call('clients.list', { filter: { text }, sort: byName, page })

  beforeAll(async () => {
    app = await openTestApp()
    const { id } = await app.call('clients.create', {
      name: 'Hurtownia Wisła Sp. z o.o.', shortName: 'HW', town: 'Łódź', taxNumber: '8567346215', courtNumber: '0000127206', euVatNumber: 'DE136695976',
      phones: [{ text: '42 630 11 87', label: null }], emails: [{ email: 'biuro@wisla.pl' }], contacts: [{ name: 'Beata Nowicka', role: null }]
    } as never)
    await app.call('clients.create', { name: 'Kancelaria Kowalczyk', town: 'Київ' })
    await app.call('clients.create', { name: 'Stolarnia Jaskółka', town: 'Gdańsk' })
    await app.call('clients.create', { name: 'Meble Jesion', town: 'Łódź' })
    await app.call('clients.change', { id, change: { name: 'Wisła Grupa' } })
    await app.call('notes.add', { clientId: id, dealId: null, contactId: null, kind: 'note', text: 'Pytają o czterdzieści krzeseł dębowych do sali konferencyjnej' } as never)
    await app.call('notes.add', { clientId: id, dealId: null, contactId: null, kind: 'note', text: 'Просить каталог до кінця тижня' } as never)
  })
  afterAll(() => app.close())

  test('finds a client by the name it had, the short one, any of its numbers, its people and its town', async () => {
    for (const text of ['hurtownia', 'wisla grupa', 'HW', '856-734', '0000127206', 'DE136695976', '136695976', '630-11', '+48 42 630', 'biuro@wisla', 'nowicka', 'lodz wisla']) {
      expect(await find(text), text).toEqual(['Wisła Grupa'])
    }
    expect(await find('Kyiv')).toEqual(['Kancelaria Kowalczyk'])
  })

  test('forgives one letter where nothing matches exactly, and says so', async () => {
    for (const [text, name, typed, shown] of [
      ['jaskulka', 'Stolarnia Jaskółka', 'jaskulka', 'Jaskółka'],
      ['kanclaria', 'Kancelaria Kowalczyk', 'kanclaria', 'Kancelaria'],
      ['Kowlaczyk', 'Kancelaria Kowalczyk', 'Kowlaczyk', 'Kowalczyk'],
      ['stolarniaa gdansk', 'Stolarnia Jaskółka', undefined, undefined],
      ['meble jezion', 'Meble Jesion', 'jezion', 'Jesion'],
      ['kowalcyz', 'Kancelaria Kowalczyk', 'kowalcyz', 'Kowalczyk'],
      ['jesino', 'Meble Jesion', 'jesino', 'Jesion'],
      ['wsla', 'Wisła Grupa', 'wsla', 'Wisła']
    ] as const) {
      const answer = await ask(text)
      expect(answer.rows.map((row) => row.name), text).toEqual([name])
      expect(answer.corrected, text).toEqual(typed === undefined ? null : { typed, shown })
    }
    expect((await ask('jesion')).corrected).toBeNull()
    expect(await ask('zupelnie inne')).toMatchObject({ rows: [], corrected: null })
    // A number is typed or copied as it is.
    expect(await ask('8567346216')).toMatchObject({ rows: [], corrected: null })
  })

  test('a selection and the count mean what the list shows for a mistyped word', async () => {
    expect(await app.call('clients.count', { filter: { text: 'jaskulka' } })).toBe(1)
    const { value } = await app.change('clients.remove', { selection: { kind: 'filter', filter: { text: 'jaskulka' }, except: [] } })
    expect(value.removedCount).toBe(1)
    await app.call('journal.undoLast', {})
    expect((await app.call('clients.find', { text: 'jaskulka' }))[0]).toMatchObject({ name: 'Stolarnia Jaskółka', corrected: { typed: 'jaskulka', shown: 'Jaskółka' } })
  })

  test('finds words said in notes, in either alphabet, with the words around them', async () => {
    const { rows, total } = await app.call('clients.findNotes', { text: 'krzesel debow', page })
    expect(total).toBe(1)
    expect(rows[0]!.text.slice(rows[0]!.from, rows[0]!.to)).toBe('krzeseł')
    expect((await app.call('clients.findNotes', { text: 'katalog', page })).rows.map(({ clientName }) => clientName)).toEqual(['Wisła Grupa'])
    expect((await app.call('clients.findNotes', { text: 'каталог "OR', page })).total).toBe(0)
    const { id } = (await app.call('clients.findNotes', { text: 'каталог', page })).rows[0]!
    await app.call('notes.remove', { id })
    expect((await app.call('clients.findNotes', { text: 'katalog', page })).total).toBe(0)
    await app.call('journal.undoLast', {})
    expect((await app.call('clients.findNotes', { text: 'katalog', page })).total).toBe(1)
  })
})

test('a word is near when one letter is wrong, missing, too many or swapped, also while it is still being typed', () => {
  const near = (text: string, typed: string) => nearWords(text, typed).map(({ part }) => part)
  expect(near('\nhurtownia wisla\n', 'wisal')).toEqual(['wisla'])
  expect(near('\nhurtownia wisla\n', 'wila')).toEqual(['wisla'])
  expect(near('\nkancelaria\n', 'kancelrai')).toEqual(['kancelari'])
  expect(near('\nkancelaria\n', 'cancel')).toEqual([])
  expect(piecesLeft('wisla')).toContainEqual(['\nwi', ' wi'])
})
