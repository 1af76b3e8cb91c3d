import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestApp, type TestApp } from '#test/app.ts'

let app: TestApp
beforeEach(async () => {
  app = await openTestApp()
})
afterEach(() => app.close())

const valuesOf = async (clientId: string) => (await app.call('clients.properties', { clientId })).values

test('a property that the firm asks for is filled in with every new client, by hand or by its default, and is never emptied', async () => {
  const { id: before } = await app.call('clients.create', { name: 'Dawny' })
  const { id: size } = await app.call('properties.create', { name: 'Wielkość', kind: 'choices', isRequired: true, choices: ['mała', 'duża'] })
  const [small, large] = (await app.call('properties.list', {}))[0]!.choices.map((choice) => choice.id)
  await expect(app.call('clients.create', { name: 'Bez' })).rejects.toMatchObject({
    data: { reason: 'property.required', fields: { [`properties.${size}`]: 'property.required' } }
  })
  await expect(app.call('clients.create', { name: 'Puste', properties: [{ propertyId: size, value: [] }] })).rejects.toMatchObject({ data: { reason: 'property.required' } })
  await app.call('properties.change', { id: size, defaultValue: [small!] })
  const { id } = await app.call('clients.create', { name: 'Z domyślną' })
  expect(await valuesOf(id)).toEqual({ [size]: [small] })
  for (const value of [null, []]) {
    await expect(app.call('clients.setProperty', { clientId: id, propertyId: size, value })).rejects.toMatchObject({ data: { reason: 'property.required' } })
  }
  const both = { kind: 'ids' as const, ids: [id, before] }
  await expect(app.call('clients.setPropertyOfMany', { selection: both, propertyId: size, value: null, mode: 'set' })).rejects.toMatchObject({ data: { reason: 'property.required' } })
  expect(await app.call('clients.setPropertyOfMany', { selection: both, propertyId: size, value: [small!], mode: 'remove' })).toEqual({ clientCount: 0 })
  await app.call('clients.setPropertyOfMany', { selection: both, propertyId: size, value: [large!], mode: 'add' })
  expect(await app.call('clients.setPropertyOfMany', { selection: both, propertyId: size, value: [small!], mode: 'remove' })).toEqual({ clientCount: 1 })
  expect([await valuesOf(id), await valuesOf(before)]).toEqual([{ [size]: [large] }, { [size]: [large] }])
})
