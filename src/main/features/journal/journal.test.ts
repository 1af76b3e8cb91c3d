import { expect, test } from 'vitest'
import { openTestApp } from '#test/app.ts'

test('undo, redo and undo again leave the history telling what holds, and the next undo takes back what came before', async () => {
  const app = await openTestApp()
  const { id } = await app.call('clients.create', { name: 'Meble Wisła' })
  const rename = (await app.change('clients.change', { id, change: { name: 'Meble Odra' } })).changeId
  const isUndone = async (changeId: string) => (await app.call('journal.changes', { page: { offset: 0, limit: 50 } })).find((change) => change.id === changeId)?.isUndone
  const nameNow = async () => (await app.call('clients.get', { id })).name

  const undo = (await app.change('journal.undo', { changeId: rename })).changeId
  expect([await nameNow(), await isUndone(rename)]).toEqual(['Meble Wisła', true])
  const redo = (await app.change('journal.undo', { changeId: undo })).changeId
  expect([await nameNow(), await isUndone(rename), await isUndone(undo)]).toEqual(['Meble Odra', false, true])
  await app.change('journal.undo', { changeId: redo })
  expect([await nameNow(), await isUndone(rename), await isUndone(undo), await isUndone(redo)]).toEqual(['Meble Wisła', true, false, true])

  const last = await app.call('journal.undoLast', {})
  expect(last.name).toBe('clients.create')
  app.close()
})
