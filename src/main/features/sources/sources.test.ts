import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestApp, type TestApp } from '#test/app.ts'

let app: TestApp
beforeEach(async () => {
  app = await openTestApp()
})
afterEach(() => app.close())

const offered = async () => (await app.call('app.dictionaries', {})).sources.map((source) => source.id)
const undo = (changeId: string) => app.call('journal.undo', { changeId })

test('a new source stands last in every choice, gets another name and another place, and undo gives each back', async () => {
  const added = await app.change('sources.create', { name: 'Podcast' })
  const { id } = added.value
  expect((await offered()).at(-1)).toBe(id)
  const renamed = await app.change('sources.rename', { id, name: 'Radio' })
  expect((await app.call('sources.list', {})).find((row) => row.id === id)).toMatchObject({ name: 'Radio', isAway: false })
  const moved = await app.change('sources.move', { id, beforeId: 'source-internet' })
  expect((await offered())[0]).toBe(id)
  await undo(moved.changeId)
  expect((await offered()).at(-1)).toBe(id)
  await undo(renamed.changeId)
  expect((await app.call('sources.list', {})).find((row) => row.id === id)).toMatchObject({ name: 'Podcast' })
  await undo(added.changeId)
  expect(await offered()).not.toContain(id)
})

test('the same name is taken, in whatever language the built-in one is written', async () => {
  await expect(app.call('sources.create', { name: 'internet ' })).rejects.toMatchObject({ data: { reason: 'source.name_taken' } })
  await expect(app.call('sources.create', { name: 'Інтернет' })).rejects.toMatchObject({ data: { reason: 'source.name_taken' } })
  const { id } = await app.call('sources.create', { name: 'Podcast' })
  await expect(app.call('sources.rename', { id, name: 'Cold call' })).rejects.toMatchObject({ data: { reason: 'source.name_taken' } })
})

test('a source that was put away is not offered, clients keep it by its name, and writing the name brings it back', async () => {
  const { id } = await app.call('sources.create', { name: 'Podcast' })
  const client = await app.call('clients.create', { name: 'Meble Jesion', sourceId: id })
  await app.call('sources.putAway', { id, isAway: true })
  expect(await offered()).not.toContain(id)
  expect((await app.call('app.dictionaries', {})).awaySources).toEqual([{ id, name: 'Podcast', nameKey: null }])
  expect((await app.call('clients.get', { id: client.id })).sourceId).toBe(id)
  expect((await app.call('sources.create', { name: 'podcast' })).id).toBe(id)
  expect(await offered()).toContain(id)
})

test('the last source that is offered stays', async () => {
  const [last, ...others] = await offered()
  for (const id of others) await app.call('sources.putAway', { id, isAway: true })
  await expect(app.call('sources.putAway', { id: last!, isAway: true })).rejects.toMatchObject({ data: { reason: 'source.last' } })
})

test('of two sources one is made: clients, deals, segments and rules follow, and undo gives all of it back', async () => {
  const fair = await app.call('sources.create', { name: 'Targi' })
  const { id: clientId } = await app.call('clients.create', { name: 'Meble Jesion', sourceId: fair.id })
  const deal = await app.call('deals.create', {
    clientId, title: 'Stoły', amountMinor: 100, currency: 'PLN', pipelineId: 'pipeline-typical', stageId: 'stage-assessment', ownerId: null, expectedOn: null, sourceId: fair.id
  })
  const segment = await app.call('segments.createLive', { name: 'Z targów', filter: { rules: { match: 'all', rules: [{ field: 'source', test: { is: 'anyOf', values: [fair.id] } }] } } })
  const inSegment = () => app.call('clients.count', { filter: { rules: { match: 'all', rules: [{ field: 'segment', test: { is: 'anyOf', values: [segment.id] } }] } } })
  const merged = await app.change('sources.merge', { id: fair.id, intoId: 'source-exhibition' })
  expect(merged.value).toEqual({ clientCount: 1, dealCount: 1 })
  expect(await offered()).not.toContain(fair.id)
  expect((await app.call('clients.get', { id: clientId })).sourceId).toBe('source-exhibition')
  expect((await app.call('deals.get', { dealId: deal.id })).deal.sourceId).toBe('source-exhibition')
  expect(await inSegment()).toBe(1)
  await undo(merged.changeId)
  expect(await offered()).toContain(fair.id)
  expect((await app.call('clients.get', { id: clientId })).sourceId).toBe(fair.id)
  expect(await inSegment()).toBe(1)
  await expect(app.call('sources.merge', { id: fair.id, intoId: fair.id })).rejects.toMatchObject({ data: { reason: 'source.same' } })
})
