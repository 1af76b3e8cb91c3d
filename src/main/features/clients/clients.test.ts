import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { catchUpSearch } from '#main/db/derived/clients.ts'
import type { ClientFilter, ClientSort } from '#shared/contract/clients.ts'
import { AppError } from '#shared/result.ts'
import { openTestApp, type TestApp } from '#test/app.ts'
import { walkSql } from './clientList.queries.ts'

let app: TestApp

beforeEach(async () => {
  app = await openTestApp()
})

afterEach(() => app.close())

const byName: ClientSort = { by: 'name', direction: 'asc' }
const page = { offset: 0, limit: 50 }

async function namesOf(filter: ClientFilter, sort: ClientSort = byName): Promise<string[]> {
  return (await app.call('clients.list', { filter, sort, page })).rows.map((row) => row.name)
}

async function add(name: string, more: object = {}): Promise<string> {
  return (await app.call('clients.create', { name, ...more })).id
}

async function reasonOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(() => undefined, (thrown: unknown) => thrown)
  return error instanceof AppError ? error.data.reason : 'none'
}

async function undo(changeId: string): Promise<void> {
  await app.call('journal.undo', { changeId })
}

test('a new client is found by its name, town, tax number, phone and e-mail', async () => {
  await add('Meble Kowal Sp. z o.o.', {
    town: 'Łódź',
    taxNumber: '526-025-02-74',
    phones: [{ text: '42 630 11 87', label: null }],
    emails: [{ email: 'Biuro@Kowal.pl' }],
    contacts: [{ name: 'Ewa Żak', role: 'zakupy' }]
  })
  await add('Stolarnia Dąb')
  for (const text of ['kowal', 'lodz', 'Łódź kow', '526-025', '42 630 11', '042 630', '+48 42 630', 'biuro@kowal.pl', 'zak', 'ko', 'sp z o o']) {
    expect(await namesOf({ text }), text).toEqual(['Meble Kowal Sp. z o.o.'])
  }
  expect(await namesOf({ text: 'kowal dąb' })).toEqual([])
  expect(await namesOf({})).toEqual(['Meble Kowal Sp. z o.o.', 'Stolarnia Dąb'])
})

test('a Cyrillic name is found by Latin letters and the other way round', async () => {
  await add('ТОВ Шевченко')
  await add('Szewczenko Meble')
  expect(await namesOf({ text: 'shevchenko' })).toEqual(['Szewczenko Meble', 'ТОВ Шевченко'])
  expect(await namesOf({ text: 'шевченко' })).toEqual(['Szewczenko Meble', 'ТОВ Шевченко'])
})

test('clients that the index does not know yet are found all the same', async () => {
  for (let index = 0; index < 3; index += 1) await add(`Tartak ${index}`)
  app.store.db().$client.exec("UPDATE derived_state SET position = 0 WHERE name = 'client_search'; INSERT INTO client_search (client_search) VALUES ('delete-all')")
  expect(await namesOf({ text: 'tartak 2' })).toEqual(['Tartak 2'])
  catchUpSearch(app.store.db(), 100)
  expect(await namesOf({ text: 'tartak' })).toEqual(['Tartak 0', 'Tartak 1', 'Tartak 2'])
})

test('the list follows each order, with what is empty at the end', async () => {
  const anna = (await app.call('app.status', {})).userId
  const zofia = await app.call('settings.addUser', { name: 'Zofia Adamska', role: 'rep' })
  await add('Bożena', { town: 'Łódź', ownerId: zofia.id })
  await add('Adam', { town: 'Żary', ownerId: anna })
  await add('Cezary', { ownerId: null, town: 'Lublin' })
  await add('Dorota', { ownerId: anna })
  expect(await namesOf({}, { by: 'town', direction: 'asc' })).toEqual(['Cezary', 'Bożena', 'Adam', 'Dorota'])
  expect(await namesOf({}, { by: 'owner', direction: 'asc' })).toEqual(['Adam', 'Dorota', 'Bożena', 'Cezary'])
  expect(await namesOf({}, { by: 'created', direction: 'desc' })).toEqual(['Dorota', 'Cezary', 'Adam', 'Bożena'])
  expect(await namesOf({ ownerId: 'none' })).toEqual(['Cezary'])
  expect(await namesOf({ town: 'Żary' })).toEqual(['Adam'])
})

test('who was left alone and what has no next step shows in the filters', async () => {
  const quiet = await add('Cicha')
  const busy = await add('Gwarna')
  await app.call('notes.add', { clientId: busy, dealId: null, text: 'Rozmowa o blatach' })
  await app.call('tasks.add', { clientId: quiet, dealId: null, kind: 'call', text: 'Oferta', dueOn: '2026-11-25', dueAt: null, ownerId: null })
  expect(await namesOf({ noContactDays: 30 })).toEqual(['Cicha'])
  expect(await namesOf({ withoutNextStep: true })).toEqual(['Gwarna'])
  const [row] = (await app.call('clients.list', { filter: { text: 'cicha' }, sort: byName, page })).rows
  expect(row?.next).toMatchObject({ kind: 'call', text: 'Oferta', isTimed: false })
  app.clock.now += 40 * 86_400_000
  expect(await namesOf({ noContactDays: 30 })).toEqual(['Cicha', 'Gwarna'])
})

test('what cannot be a phone, a tax number or an e-mail is refused with the reason under its field', async () => {
  expect(await reasonOf(add('A', { phones: [{ text: '630 11', label: null }] }))).toBe('client.phone.too_short')
  expect(await reasonOf(add('A', { taxNumber: '526-025-02-75' }))).toBe('client.tax_number.checksum')
  expect(await reasonOf(add('A', { emails: [{ email: 'jan.firma.pl' }] }))).toBe('client.email')
  const answer = await app.ask('clients.create', { name: 'A', taxNumber: '123' })
  expect(answer.ok ? null : answer.error.fields).toEqual({ taxNumber: 'client.tax_number.length' })
  expect(await namesOf({})).toEqual([])
})

test('a field changed on the card can be taken back', async () => {
  const id = await add('Meble Nowak', { town: 'Radom' })
  const { changeId } = await app.change('clients.change', { id, change: { town: 'Kielce', taxNumber: '526 025 02 74' } })
  expect(await app.call('clients.get', { id })).toMatchObject({ town: 'Kielce', taxNumber: '5260250274' })
  await undo(changeId)
  expect(await app.call('clients.get', { id })).toMatchObject({ town: 'Radom', taxNumber: null })
  expect(await namesOf({ text: 'radom' })).toEqual(['Meble Nowak'])
})

test('phones, e-mails and people of a client are added, changed and removed, and undo gives them back', async () => {
  const id = await add('Meble Nowak')
  const person = await app.call('clients.addContact', { clientId: id, name: 'Jan Nowak', role: 'właściciel' })
  const phone = await app.call('clients.addPhone', { clientId: id, contactId: person.id, text: '601 222 333', label: null })
  expect(phone.e164).toBe('+48601222333')
  await app.call('clients.addEmail', { clientId: id, contactId: person.id, email: 'Jan@Nowak.pl' })
  await app.call('clients.changePhone', { id: phone.id, isBad: true })
  expect((await app.call('clients.get', { id })).phones).toMatchObject([{ e164: '+48601222333', isBad: true, contactId: person.id }])
  const removed = await app.change('clients.removeContact', { id: person.id })
  expect(await app.call('clients.get', { id })).toMatchObject({ phones: [], emails: [], contacts: [] })
  await undo(removed.changeId)
  expect(await app.call('clients.get', { id })).toMatchObject({ emails: [{ email: 'jan@nowak.pl' }], contacts: [{ name: 'Jan Nowak' }] })
})

test('while a client is typed, the same firm under another spelling is shown', async () => {
  const id = await add('Kowal Meble Sp. z o.o.', { taxNumber: '5260250274', phones: [{ text: '601 222 333', label: null }] })
  const nothing = { taxNumber: '', phone: '', email: '', country: 'PL', exceptId: null }
  const sharedBy = async (input: object) =>
    (await app.call('clients.similar', { ...nothing, name: '', ...input })).map((found) => [found.id, ...found.sharedBy])
  expect(await sharedBy({ name: 'KOWAL MEBLE s.c.' })).toEqual([[id, 'name']])
  expect(await sharedBy({ name: 'Kow' })).toEqual([[id, 'name']])
  expect(await sharedBy({ taxNumber: 'PL 526-025-02-74', phone: '601222333' })).toEqual([[id, 'taxNumber', 'phone']])
  expect(await sharedBy({ name: 'Kowal Meble', exceptId: id })).toEqual([])
})

test('a selection is handed over with its open history, and undo gives it back', async () => {
  const zofia = await app.call('settings.addUser', { name: 'Zofia Adamska', role: 'rep' })
  const ids = [await add('A'), await add('B'), await add('C')]
  const { value, changeId } = await app.change('clients.changeOwner', {
    selection: { kind: 'filter', filter: {}, except: [ids[2] ?? ''] },
    ownerId: zofia.id,
    withOpenDeals: true
  })
  expect(value).toMatchObject({ clientCount: 2, dealCount: 0 })
  expect(await namesOf({ ownerId: zofia.id })).toEqual(['A', 'B'])
  const { rows } = await app.call('clients.timeline', { clientId: ids[0] ?? '', kinds: ['owner'], page })
  expect(rows).toMatchObject([{ kind: 'owner', toOwnerId: zofia.id }])
  const load = await app.call('clients.ownerLoad', { selection: { kind: 'ids', ids } })
  expect(load.map((row) => [row.clientCount, row.chosenCount]).sort()).toEqual([[1, 1], [2, 2]])
  await undo(changeId)
  expect(await namesOf({ ownerId: zofia.id })).toEqual([])
  expect((await app.call('clients.timeline', { clientId: ids[0] ?? '', kinds: ['owner'], page })).rows).toEqual([])
})

test('removed clients leave the lists with their tasks, and undo brings all of it back', async () => {
  const id = await add('Do usunięcia')
  await add('Zostaje')
  await app.call('tasks.add', { clientId: id, dealId: null, kind: 'other', text: 'Umowa', dueOn: '2026-11-20', dueAt: null, ownerId: null })
  const { value, changeId } = await app.change('clients.remove', { selection: { kind: 'ids', ids: [id] } })
  expect(value).toMatchObject({ removedCount: 1, keptCount: 0 })
  expect(await namesOf({})).toEqual(['Zostaje'])
  expect((await app.call('tasks.list', { filter: { state: 'open' }, page })).total).toBe(0)
  expect(await reasonOf(app.call('clients.get', { id }))).toBe('not_found')
  await undo(changeId)
  expect(await namesOf({})).toEqual(['Do usunięcia', 'Zostaje'])
  expect((await app.call('tasks.list', { filter: { state: 'open' }, page })).total).toBe(1)
})

test('the time line tells everything, newest first, and can be narrowed', async () => {
  const id = await add('Meble Nowak')
  app.clock.now += 1000
  await app.call('notes.add', { clientId: id, dealId: null, text: 'Pytali o dęba' })
  const task = await app.call('tasks.add', { clientId: id, dealId: null, kind: 'mail', text: 'Wysłać cennik', dueOn: '2026-11-23', dueAt: null, ownerId: null })
  expect(await app.call('clients.get', { id })).toMatchObject({ next: { text: 'Wysłać cennik' }, openTasks: [{ id: task.id }] })
  app.clock.now += 1000
  const { changeId } = await app.change('tasks.complete', { id: task.id })
  const kinds = async () => (await app.call('clients.timeline', { clientId: id, kinds: [], page })).rows.map((row) => row.kind)
  expect(await kinds()).toEqual(['task', 'note', 'created'])
  expect((await app.call('clients.timeline', { clientId: id, kinds: ['note'], page })).rows).toMatchObject([{ text: 'Pytali o dęba' }])
  await undo(changeId)
  expect(await kinds()).toEqual(['note', 'created'])
})

test('the chosen clients are exported with headings in the user’s language', async () => {
  await add('=HYPERLINK("x")', { phones: [{ text: '601 222 333', label: null }], town: 'Łódź', sourceId: 'source-referral' })
  await add('Inny')
  const path = join(app.dataDir, 'klienci.csv')
  const done = await app.call('clients.export', { selection: { kind: 'filter', filter: { text: 'hyper' }, except: [] }, sort: byName, format: 'csv', path })
  expect(done.rowCount).toBe(1)
  const [head, row] = readFileSync(path, 'utf8').split('\r\n')
  expect(head).toContain(';Nazwa skrócona;NIP;')
  expect(head).toContain(';Miejscowość;Region;Kraj;Telefon;')
  expect(row).toContain('"\'=HYPERLINK(""x"")"')
  expect(row).toContain('Łódź;;PL;\'+48 601 222 333;')
  expect(row).toContain('Polecenie')
})

test('today shows what is due, what was left alone and what was done', async () => {
  const id = await add('Meble Nowak')
  const add2 = (text: string, dueOn: string) => app.call('tasks.add', { clientId: id, dealId: null, kind: 'call', text, dueOn, dueAt: null, ownerId: null })
  const late = await add2('Zaległe', '2026-11-20')
  await add2('Na dziś', '2026-11-22')
  await add2('Jutro', '2026-11-23')
  const today = await app.call('today.get', { scope: 'all' })
  expect(today.tasks.map((task) => task.text)).toEqual(['Zaległe', 'Na dziś'])
  expect(today).toMatchObject({ taskCount: 2, overdueTaskCount: 1, quietClientCount: 1, clientCount: 1, tasksDone: 0 })
  await app.call('tasks.complete', { id: late.id })
  expect(await app.call('today.get', { scope: 'all' })).toMatchObject({ taskCount: 1, tasksDone: 1 })
})

test('every order of a long list is read along its index, without sorting it', () => {
  const { $client } = app.store.db()
  for (const by of ['name', 'town', 'lastContact', 'next', 'openDeals', 'created', 'owner'] as const) {
    for (const direction of ['asc', 'desc'] as const) {
      const plan = $client.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${walkSql('1', { by, direction })}`).all(50, 0)
      expect(plan.map((step) => step.detail).join('; '), `${by} ${direction}`).not.toContain('TEMP B-TREE')
    }
  }
})

test('a number learned in a call goes to the person of that name, or to the client where no name was said', async () => {
  const { id: clientId } = await app.call('clients.create', { name: 'Meble Jesion', contacts: [{ name: 'Ewa Lis', role: null }] })
  const ewa = (await app.call('clients.get', { id: clientId })).contacts[0]!.id
  expect(await app.call('clients.addReach', { clientId, name: 'ewa lis', role: 'zakupy', phone: '42 630 55 66', email: '' })).toEqual({ contactId: ewa })
  expect(await app.call('clients.addReach', { clientId, name: '', role: null, phone: '', email: 'biuro@jesion.pl' })).toEqual({ contactId: null })
  expect(await app.call('clients.get', { id: clientId })).toMatchObject({
    contacts: [{ id: ewa, role: 'zakupy' }],
    phones: [{ e164: '+48426305566', contactId: ewa }],
    emails: [{ email: 'biuro@jesion.pl', contactId: null }]
  })
  await expect(app.call('clients.addReach', { clientId, name: '', role: null, phone: '', email: '' })).rejects.toMatchObject({ data: { reason: 'client.reach_empty' } })
  await expect(app.call('clients.addReach', { clientId, name: 'Jan', role: null, phone: '12', email: '' })).rejects.toMatchObject({ data: { fields: { phone: expect.stringMatching(/^client.phone/) } } })
  expect((await app.call('clients.get', { id: clientId })).contacts).toHaveLength(1)
})

test('one step is planned with all the chosen clients, each for whoever looks after it, and undo takes all of them back', async () => {
  const other = await app.call('settings.addUser', { name: 'Piotr Wilk', role: 'rep' })
  const ids = [(await app.call('clients.create', { name: 'A' })).id, (await app.call('clients.create', { name: 'B', ownerId: other.id })).id]
  const planned = await app.change('tasks.addMany', { selection: { kind: 'filter', filter: {}, except: [] }, kind: 'call', text: 'Nowa oferta', dueOn: '2026-12-01', dueAt: null })
  expect(planned.value).toEqual({ clientCount: 2 })
  const open = async () => (await app.call('tasks.list', { filter: { state: 'open' }, page: { offset: 0, limit: 10 } })).rows
  expect((await open()).map((task) => [task.clientId, task.ownerId === other.id]).sort()).toEqual([[ids[0], false], [ids[1], true]].sort())
  await app.call('journal.undo', { changeId: planned.changeId })
  expect(await open()).toEqual([])
})
