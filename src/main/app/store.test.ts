import { expect, onTestFinished, test } from 'vitest'
import { openTestApp, type TestApp } from '#test/app.ts'
import { settle } from '#test/quiet.ts'

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

const minute = 60_000
const rolled = async (app: TestApp) => (await app.call('backups.list', {})).map((backup) => backup.cause)

/** Lets time go by in quiet, a look of the store each minute. */
async function wait(app: TestApp, minutes: number): Promise<void> {
  for (let past = 0; past < minutes; past += 1) {
    app.clock.now += minute
    await settle(app)
  }
}

test('the store is backed up once a day and half an hour after the last time when something changed since, not more often', async () => {
  const app = await openTestApp()
  await settle(app)
  expect(await rolled(app), 'the first of the day').toEqual(['daily'])
  await app.call('clients.create', { name: 'Meble Kowal' })
  await wait(app, 29)
  expect(await rolled(app), 'not before half an hour is over').toEqual(['daily'])
  await wait(app, 2)
  expect(await rolled(app)).toEqual(['changed', 'daily'])
  await wait(app, 65)
  expect(await rolled(app), 'nothing changed, so nothing is copied').toEqual(['changed', 'daily'])
  await app.call('clients.create', { name: 'Studio Żubr' })
  await wait(app, 1)
  expect(await rolled(app), 'the last one is long ago, so a change is kept at once').toEqual(['changed', 'changed', 'daily'])
  app.close()
})

test('a day on which nothing changes has its backup too, so that two quiet weeks keep fourteen', async () => {
  const app = await openTestApp()
  const day = 24 * 60 * minute
  for (let days = 0; days < 20; days += 1) {
    await settle(app)
    await wait(app, 1)
    app.clock.now += day - minute
  }
  const listed = await app.call('backups.list', {})
  expect(new Set(listed.map((backup) => backup.cause))).toEqual(new Set(['daily']))
  expect(listed.length).toBeGreaterThanOrEqual(14)
  expect(listed.length).toBeLessThanOrEqual(15)
  expect(new Set(listed.map((backup) => new Date(backup.at).toDateString())).size).toBe(listed.length)
  app.close()
})

test('a clock that was set back does not stop the backups', async () => {
  const app = await openTestApp()
  await settle(app)
  app.clock.now -= 3 * 24 * 60 * minute
  await app.call('clients.create', { name: 'Meble Kowal' })
  await settle(app)
  expect(await rolled(app)).toHaveLength(2)
  app.close()
})

test('after a large import the planner learns in quiet moments how the clients are spread', async () => {
  const app = await openTestApp()
  onTestFinished(app.close)
  const known = () => app.store.db().$client.prepare("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'client' AND stat LIKE '900 %'").pluck().get()
  await app.call('demo.load', { clientCount: 900, dealsPerClient: 1, userCount: 2 })
  expect(known()).toBe(0)
  await settle(app)
  expect(known()).not.toBe(0)
})
