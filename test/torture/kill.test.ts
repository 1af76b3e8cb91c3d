import { expect, test } from 'vitest'
import { killImport, killWrites } from './kill.ts'

test('a program that is killed in the middle of the day loses nothing that it said was saved', async () => {
  const found = await killWrites(8)
  expect(found.faults).toEqual([])
  expect(found.acknowledged).toBeGreaterThan(0)
}, 600_000)

test('an import that is cut off goes on to the last row, and its undo that is cut off takes all of it away', async () => {
  const found = await killImport(20_000, 4, 3)
  expect(found.faults).toEqual([])
  expect(found.importKills + found.undoKills).toBeGreaterThan(1)
}, 600_000)
