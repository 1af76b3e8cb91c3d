import { expect, test } from 'vitest'
import { openTestApp } from '#test/app.ts'

test('a new store starts empty and asks who works here', async () => {
  const app = await openTestApp({ isSetUp: false })
  expect(app.store.startState()).toEqual({ state: 'ready' })
  expect(await app.call('app.status', {})).toMatchObject({ isSetUp: false, userName: '', searchBehind: 0 })
  app.close()
})

test('after the first start the desk knows its user, the firm and the nine stages of a sale', async () => {
  const app = await openTestApp()
  expect(await app.call('app.status', {})).toMatchObject({ isSetUp: true, userName: 'Anna Kowalska', userInitials: 'AK', baseCurrency: 'PLN' })
  const { stages, dispositions, vatRates } = await app.call('app.dictionaries', {})
  expect(stages.filter((stage) => stage.outcome === 'open')).toHaveLength(9)
  expect(dispositions.map((row) => row.digit).join('')).toBe('1234567890')
  expect(vatRates[0]).toMatchObject({ code: '23', percentBp: 2300 })
  app.close()
})

test('what changed something tells the change that undo takes back, what changed nothing tells none', async () => {
  const app = await openTestApp()
  const added = await app.ask('clients.create', { name: 'Meble Kowal' })
  expect(added).toMatchObject({ ok: true, changeId: expect.any(String) })
  const read = await app.ask('clients.count', { filter: {} })
  expect(read).toEqual({ ok: true, value: 1 })
  const none = await app.ask('clients.remove', { selection: { kind: 'filter', filter: { text: 'nobody' }, except: [] } })
  expect(none).toEqual({ ok: true, value: { removedCount: 0, keptCount: 0 } })
  app.close()
})
