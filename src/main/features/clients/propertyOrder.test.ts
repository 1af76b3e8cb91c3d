import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ClientFilter } from '#shared/contract/clients.ts'
import type { PropertyKind, PropertyValue } from '#shared/contract/properties.ts'
import { openTestApp, type TestApp } from '#test/app.ts'

let app: TestApp
beforeEach(async () => {
  app = await openTestApp()
})
afterEach(() => app.close())

async function property(kind: PropertyKind, choices: string[] = []): Promise<{ id: string; choices: readonly string[] }> {
  const { id } = await app.call('properties.create', { name: 'Cecha', kind, isRequired: false, choices })
  const found = (await app.call('properties.list', {})).find((one) => one.id === id)!
  return { id, choices: found.choices.map((choice) => choice.id) }
}

/** Clients named by letters from A on, each with the value given for it. */
async function clientsWith(propertyId: string, values: readonly PropertyValue[]): Promise<string[]> {
  const ids: string[] = []
  for (const [index, value] of values.entries()) {
    const { id } = await app.call('clients.create', { name: String.fromCharCode(65 + index), properties: [{ propertyId, value }] })
    ids.push(id)
  }
  return ids
}

async function order(propertyId: string, direction: 'asc' | 'desc', filter: ClientFilter = {}, page = { offset: 0, limit: 50 }): Promise<string> {
  const { rows } = await app.call('clients.list', { filter, sort: { by: `property:${propertyId}`, direction }, page })
  return rows.map((row) => row.name).join('')
}

test('a list stands in the order of a number, with those nobody knows it of last both ways', async () => {
  const { id } = await property('number')
  await clientsWith(id, [12_000_000, null, -3_000_000, 12_000_000, 500_000])
  expect(await order(id, 'asc')).toBe('CEADB')
  expect(await order(id, 'desc')).toBe('DAECB')
})

test('texts stand as people look them up, days by the calendar, no before yes', async () => {
  const text = await property('text')
  await clientsWith(text.id, ['Żory', 'łódź', null, 'Mława', 'Lublin'])
  expect(await order(text.id, 'asc')).toBe('BEDAC')
  await app.call('properties.change', { id: text.id, name: 'Inna' })
  const date = await property('date')
  await app.call('properties.change', { id: date.id, name: 'Dzień' })
  const flag = await property('yesNo')
  const all = (await app.call('clients.list', { filter: {}, sort: { by: 'name', direction: 'asc' }, page: { offset: 0, limit: 50 } })).rows
  for (const [index, day] of ['2027-01-01', '2026-12-31', '2025-06-30'].entries()) {
    await app.call('clients.setProperty', { clientId: all[index]!.id, propertyId: date.id, value: day })
  }
  expect(await order(date.id, 'asc')).toBe('CBADE')
  await app.call('clients.setProperty', { clientId: all[3]!.id, propertyId: flag.id, value: false })
  await app.call('clients.setProperty', { clientId: all[1]!.id, propertyId: flag.id, value: true })
  expect(await order(flag.id, 'asc')).toBe('DBACE')
  expect(await order(flag.id, 'desc')).toBe('BDACE')
})

test('choices stand in the order that the firm gave them, and follow when it changes', async () => {
  const { id, choices } = await property('choice', ['mała', 'średnia', 'duża'])
  const [small, middle, large] = choices as [string, string, string]
  await clientsWith(id, [large, small, null, middle, small])
  expect(await order(id, 'asc')).toBe('BEDAC')
  expect(await order(id, 'desc')).toBe('ADBEC')
  await app.call('properties.moveChoice', { id: large, beforeId: small })
  expect(await order(id, 'asc')).toBe('ABEDC')
})

test('of several choices the one nearest to the beginning of the list decides', async () => {
  const { id, choices } = await property('choices', ['hotel', 'biuro', 'sklep'])
  const [hotel, office, shop] = choices as [string, string, string]
  await clientsWith(id, [[shop], [office, hotel], [office, shop], null])
  expect(await order(id, 'asc')).toBe('BCAD')
  expect(await order(id, 'desc')).toBe('ACBD')
})

test('pages, filters, searches, the archive and the export all keep the order', async () => {
  const { id } = await property('number')
  const ids = await clientsWith(id, [4_000_000, 3_000_000, null, 2_000_000, 1_000_000])
  expect(await order(id, 'asc', {}, { offset: 1, limit: 2 })).toBe('DB')
  expect(await order(id, 'asc', {}, { offset: 3, limit: 50 })).toBe('AC')
  expect(await order(id, 'asc', { rules: { match: 'all', rules: [{ field: 'property', propertyId: id, test: { is: 'between', from: 2_000_000, to: null } }] } })).toBe('DBA')
  expect(await order(id, 'asc', { text: 'b' })).toBe('B')
  await app.call('clients.archive', { selection: { kind: 'ids', ids: [ids[3]!] }, isArchived: true })
  expect(await order(id, 'asc')).toBe('EBAC')
  expect(await order(id, 'asc', { archived: 'with' })).toBe('EDBAC')
  await app.call('clients.setProperty', { clientId: ids[0]!, propertyId: id, value: null })
  expect(await order(id, 'asc')).toBe('EBAC')
})

test('a list kept in the order of a property that is gone still opens', async () => {
  const { id } = await property('number')
  await clientsWith(id, [2_000_000, 1_000_000])
  await app.call('properties.remove', { id })
  expect(await order(id, 'desc')).toBe('AB')
})
