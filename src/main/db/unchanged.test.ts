import { expect, test } from 'vitest'
import { openTestApp } from '#test/app.ts'
import { whileUnchanged } from './unchanged.ts'

test('an answer is worked out once until something is written, and never kept from inside a change', async () => {
  const app = await openTestApp()
  const db = app.store.db()
  let times = 0
  const ask = (key: string) => whileUnchanged(db, key, () => (times += 1))
  expect([ask('a'), ask('a'), ask('b'), ask('a')]).toEqual([1, 1, 2, 1])
  await app.call('clients.create', { name: 'Meble Jesion' })
  expect([ask('a'), ask('a')]).toEqual([3, 3])
  db.$client.exec('BEGIN')
  expect([ask('a'), ask('a')]).toEqual([4, 5])
  db.$client.exec('ROLLBACK')
  expect(ask('a')).toBe(3)
  app.close()
})
