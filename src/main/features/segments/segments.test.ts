import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ClientFilter, ClientSelection } from '#shared/contract/clients.ts'
import type { PropertyValue } from '#shared/contract/properties.ts'
import { openTestApp, type TestApp } from '#test/app.ts'

const sort = { by: 'name', direction: 'asc' } as const
const page = { offset: 0, limit: 50 }
const namesOf = async (app: TestApp, filter: ClientFilter) => (await app.call('clients.list', { filter, sort, page })).rows.map((row) => row.name)
const ofProperty = (propertyId: string): ClientFilter => ({ rules: { match: 'all', rules: [{ field: 'property', propertyId, test: { is: 'filled' } }] } })

async function openFirm() {
  const app = await openTestApp()
  const ids: Record<string, string> = {}
  for (const name of ['Alfa', 'Beta', 'Gamma', 'Delta']) {
    ids[name] = (await app.call('clients.create', { name, phones: [{ text: `42 630 1${Object.keys(ids).length} 22`, label: null }] })).id
  }
  return { app, ids }
}
const allBut = (...except: string[]): ClientSelection => ({ kind: 'filter', filter: {}, except })

test('a property is set for all results but some, and undo gives the former values back', async () => {
  const { app, ids } = await openFirm()
  const { id: propertyId } = await app.call('properties.create', { name: 'Obrót', kind: 'number', isRequired: false, choices: [] })
  await app.call('clients.setProperty', { clientId: ids['Alfa']!, propertyId, value: 1_500_000 })
  const set = await app.change('clients.setPropertyOfMany', { selection: allBut(ids['Delta']!), propertyId, value: 7_000_000, mode: 'set' })
  expect(set.value).toEqual({ clientCount: 3 })
  expect(await namesOf(app, ofProperty(propertyId))).toEqual(['Alfa', 'Beta', 'Gamma'])
  await app.call('journal.undo', { changeId: set.changeId })
  const { values } = await app.call('clients.properties', { clientId: ids['Alfa']! })
  expect(values).toEqual({ [propertyId]: 1_500_000 })
  expect(await namesOf(app, ofProperty(propertyId))).toEqual(['Alfa'])
  app.close()
})

test('several choices are added to what is there and taken away again', async () => {
  const { app, ids } = await openFirm()
  const { id: propertyId } = await app.call('properties.create', { name: 'Branże', kind: 'choices', isRequired: false, choices: ['meble', 'biuro', 'hotel'] })
  const choices = (await app.call('properties.list', {}))[0]!.choices.map((choice) => choice.id)
  const selection: ClientSelection = { kind: 'ids', ids: [ids['Alfa']!] }
  const valueNow = async (): Promise<PropertyValue> => (await app.call('clients.properties', { clientId: ids['Alfa']! })).values[propertyId] ?? null
  await app.call('clients.setPropertyOfMany', { selection, propertyId, value: [choices[2]!], mode: 'add' })
  await app.call('clients.setPropertyOfMany', { selection, propertyId, value: [choices[0]!, choices[2]!], mode: 'add' })
  expect(await valueNow()).toEqual([choices[0], choices[2]])
  await app.call('clients.setPropertyOfMany', { selection, propertyId, value: [choices[2]!], mode: 'remove' })
  expect(await valueNow()).toEqual([choices[0]])
  app.close()
})

test('a value of another kind is refused', async () => {
  const { app, ids } = await openFirm()
  const { id: propertyId } = await app.call('properties.create', { name: 'Umowa do', kind: 'date', isRequired: false, choices: [] })
  await expect(app.call('clients.setProperty', { clientId: ids['Alfa']!, propertyId, value: 'jutro' })).rejects.toMatchObject({ data: { reason: 'property.value' } })
  app.close()
})

test('a property that is removed takes its values with it, and undo brings all of them back', async () => {
  const { app, ids } = await openFirm()
  const { id: propertyId } = await app.call('properties.create', { name: 'Wielkość', kind: 'choice', isRequired: true, choices: ['mała', 'duża'] })
  const small = (await app.call('properties.list', {}))[0]!.choices[0]!.id
  await app.call('clients.setPropertyOfMany', { selection: allBut(), propertyId, value: small, mode: 'set' })
  expect(await app.call('properties.count', { propertyId, choiceId: small })).toEqual({ clientCount: 4 })
  const removed = await app.change('properties.remove', { id: propertyId })
  expect(removed.value).toEqual({ clientCount: 4 })
  expect(await app.call('properties.list', {})).toEqual([])
  expect((await app.call('clients.properties', { clientId: ids['Beta']! })).values).toEqual({})
  await app.call('journal.undo', { changeId: removed.changeId })
  expect((await app.call('clients.properties', { clientId: ids['Beta']! })).values).toEqual({ [propertyId]: small })
  app.close()
})

test('properties stand in the order that the firm gives them, and a new client gets what is usual', async () => {
  const { app } = await openFirm()
  const { call } = app
  const first = await call('properties.create', { name: 'Region', kind: 'text', isRequired: false, choices: [] })
  const second = await call('properties.create', { name: 'Sieć', kind: 'yesNo', isRequired: false, choices: [] })
  await call('properties.change', { id: second.id, defaultValue: false })
  await call('properties.move', { id: second.id, beforeId: first.id })
  expect((await call('properties.list', {})).map((property) => property.name)).toEqual(['Sieć', 'Region'])
  const { id } = await call('clients.create', { name: 'Nowa', properties: [{ propertyId: first.id, value: 'Łódzkie' }] })
  expect((await call('clients.properties', { clientId: id })).values).toEqual({ [first.id]: 'Łódzkie', [second.id]: false })
  await expect(call('properties.create', { name: 'REGION', kind: 'text', isRequired: false, choices: [] })).rejects.toMatchObject({ data: { reason: 'property.name_taken' } })
  app.close()
})

test('a segment of chosen clients keeps them, others join and leave, and undo takes each step back', async () => {
  const { app, ids } = await openFirm()
  const { call } = app
  const { value, changeId } = await app.change('segments.createFixed', { name: 'Targi', selection: { kind: 'ids', ids: [ids['Alfa']!] } })
  const inside: ClientFilter = { rules: { match: 'all', rules: [{ field: 'segment', test: { is: 'anyOf', values: [value.id] } }] } }
  const joined = await app.change('segments.addMembers', { id: value.id, selection: allBut(ids['Delta']!) })
  expect(joined.value).toEqual({ clientCount: 2 })
  expect(await namesOf(app, inside)).toEqual(['Alfa', 'Beta', 'Gamma'])
  await call('segments.removeMembers', { id: value.id, selection: { kind: 'filter', filter: inside, except: [ids['Beta']!] } })
  expect(await namesOf(app, inside)).toEqual(['Beta'])
  await call('journal.undoLast', {})
  await call('journal.undo', { changeId: joined.changeId })
  expect(await namesOf(app, inside)).toEqual(['Alfa'])
  await call('journal.undo', { changeId })
  expect(await call('segments.list', {})).toEqual([])
  app.close()
})

test('archived clients leave lists, pickers and calling, stay in the archive and come back', async () => {
  const { app, ids } = await openFirm()
  const { call } = app
  const { userId } = await call('app.status', {})
  const list = await call('calls.createList', {
    name: 'Jesień', purpose: 'service', script: null, ownerId: userId, startsOn: '2026-11-22', endsOn: null, maxAttempts: 6, clients: { kind: 'ids', ids: Object.values(ids) }
  })
  const waiting = async () => (await call('calls.lists', { state: 'open' })).find((one) => one.id === list.listId)!.readyCount
  expect(await waiting()).toBe(4)
  const archived = await app.change('clients.archive', { selection: allBut(ids['Alfa']!), isArchived: true })
  expect(archived.value).toEqual({ clientCount: 3 })
  expect(await namesOf(app, {})).toEqual(['Alfa'])
  expect(await namesOf(app, { archived: 'only' })).toEqual(['Beta', 'Delta', 'Gamma'])
  expect(await namesOf(app, { archived: 'with' })).toHaveLength(4)
  expect(await namesOf(app, { text: 'beta' })).toEqual([])
  expect(await call('clients.find', { text: 'beta' })).toEqual([])
  expect(await waiting()).toBe(1)
  await call('clients.archive', { selection: { kind: 'filter', filter: { archived: 'only', text: 'gam' }, except: [] }, isArchived: false })
  expect(await namesOf(app, {})).toEqual(['Alfa', 'Gamma'])
  app.close()
})

test('who carries how much shows what is overdue, before and after clients go over', async () => {
  const { app, ids } = await openFirm()
  const { call } = app
  const other = await call('settings.addUser', { name: 'Piotr Wilk', role: 'rep' })
  await call('clients.changeOwner', { selection: { kind: 'ids', ids: [ids['Beta']!] }, ownerId: other.id, withOpenDeals: true })
  const sqlite = app.store.db().$client
  sqlite.exec('UPDATE journal_stamp SET tx_id = 1 WHERE id = 1')
  sqlite
    .prepare(
      `INSERT INTO invoice (id, kind, state, client_id, issued_on, due_on, currency, method, payment_method, net_minor, vat_minor, gross_minor, created_at, updated_at)
       VALUES ('late', 'invoice', 'issued', ?, '2026-10-01', '2026-10-15', 'PLN', 'net', 'transfer', 10000, 2300, 12300, 1, 1)`
    )
    .run(ids['Alfa'])
  sqlite.exec('UPDATE journal_stamp SET tx_id = NULL WHERE id = 1')
  const load = await call('clients.ownerLoad', { selection: { kind: 'ids', ids: [ids['Alfa']!, ids['Beta']!] } })
  expect(load.map((row) => ({ clients: row.clientCount, chosen: row.chosenCount, overdue: row.overdueMinor, moved: row.chosenOverdueMinor })).sort((a, b) => b.clients - a.clients)).toEqual([
    { clients: 3, chosen: 1, overdue: 12_300, moved: 12_300 },
    { clients: 1, chosen: 1, overdue: 0, moved: 0 }
  ])
  app.close()
})

test('an export has the properties, cannot run a formula and is written down', async () => {
  const { app, ids } = await openFirm()
  const { call } = app
  const { id: propertyId } = await call('properties.create', { name: 'Uwagi', kind: 'text', isRequired: false, choices: [] })
  const { id: categoryId } = await call('categories.create', { name: 'VIP', color: 'red' })
  await call('clients.setProperty', { clientId: ids['Alfa']!, propertyId, value: '=1+1' })
  await call('clients.setCategory', { clientId: ids['Alfa']!, categoryId, isOn: true })
  const path = join(app.dataDir, 'klienci.csv')
  expect(await call('clients.export', { selection: { kind: 'ids', ids: [ids['Alfa']!] }, sort, format: 'csv', path })).toEqual({ rowCount: 1 })
  const [header = '', row = ''] = readFileSync(path, 'utf8').replace('\ufeff', '').split(/\r?\n/)
  const cells = Object.fromEntries(header.split(';').map((title, index) => [title, row.split(';')[index]]))
  expect(cells).toMatchObject({ Nazwa: 'Alfa', Kategoria: 'VIP', Uwagi: "'=1+1" })
  const events = app.store.db().$client.prepare('SELECT kind, count FROM privacy_event').all()
  expect(events).toEqual([{ kind: 'listExport', count: 1 }])
  app.close()
})

test('a view of one’s own is nobody else’s, one for all is everybody’s', async () => {
  const { app } = await openFirm()
  const { call } = app
  const own = await call('views.create', { name: 'Cisi', isForAll: false, filter: { noContactDays: 90 }, sort, columns: { order: ['name'], widths: {}, hidden: ['town'] } })
  await call('views.create', { name: 'Łódź', isForAll: true, filter: { town: 'Łódź' }, sort, columns: null })
  expect((await call('views.list', {})).map((view) => [view.name, view.isForAll])).toEqual([['Cisi', false], ['Łódź', true]])
  await call('views.change', { id: own.id, isForAll: true, name: 'Cisi klienci' })
  const removed = await app.change('views.remove', { id: own.id })
  expect((await call('views.list', {})).map((view) => view.name)).toEqual(['Łódź'])
  await call('journal.undo', { changeId: removed.changeId })
  expect((await call('views.list', {}))[0]).toMatchObject({ name: 'Cisi klienci', isForAll: true, columns: { hidden: ['town'] } })
  app.close()
})
