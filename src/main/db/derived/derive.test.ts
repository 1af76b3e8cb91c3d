import { expect, test } from 'vitest'
import { openTestApp } from '#test/app.ts'

const sampleOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    name: `Zakład ${index}`,
    phones: [{ text: `42 630 ${1000 + index}`, label: null }],
    emails: [{ email: `biuro${index}@example.pl` }],
    contacts: [{ name: 'Jan Lis', role: null }]
  }))

test('a change stays quick however long the log is: none of its statements reads the whole log', async () => {
  const statements = new Set<string>()
  const app = await openTestApp({ trace: (sql) => statements.add(sql) })
  for (const sample of sampleOf(60)) await app.call('clients.create', sample)
  app.store.db().$client.exec('ANALYZE')
  statements.clear()
  const { id } = await app.call('clients.create', { name: 'Hurtownia Wisła' })
  await app.call('clients.change', { id, change: { name: 'Hurtownia Warta' } })
  const sqlite = app.store.db().$client
  const plans = [...statements]
    .filter((sql) => sql.includes('journal_op') && !sql.startsWith('EXPLAIN'))
    .map((sql) => (sqlite.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[]).map((step) => step.detail).join('; '))
  expect(plans.length).toBeGreaterThan(1)
  expect(plans.filter((plan) => /SCAN (journal_op|o)\b/.test(plan))).toEqual([])
  app.close()
})

test('taking a large change back does not take its clients out of the search one by one, and they are not found any more', async () => {
  let takenOut = 0
  const app = await openTestApp({
    trace: (sql) => {
      if (sql.includes("client_search, rowid, search) VALUES ('delete'")) takenOut += 1
    }
  })
  await app.call('clients.create', { name: 'Hurtownia Wisła' })
  const { changeId } = await app.change('demo.load', { clientCount: 400, dealsPerClient: 0, userCount: 1 })
  while (await app.store.tick());
  takenOut = 0
  await app.call('journal.undo', { changeId })
  expect(takenOut).toBeLessThanOrEqual(200)
  expect((await app.call('clients.list', { filter: { text: 'wisla' }, sort: { by: 'name', direction: 'asc' }, page: { offset: 0, limit: 10 } })).total).toBe(1)
  while (await app.store.tick());
  expect((await app.call('clients.count', { filter: {} }))).toBe(1)
  expect((await app.call('clients.find', { text: 'wisla' })).map((hit) => hit.name)).toEqual(['Hurtownia Wisła'])
  app.close()
})
