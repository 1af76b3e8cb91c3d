import { expect, test } from 'vitest'
import { leaveOut } from '../machine.ts'
import { failDisk } from './faults.ts'
import { cutPower, hasStrace, recordWrites } from './powercut.ts'

const canWatch = hasStrace()
if (!canWatch) leaveOut('power cuts and failing disks: strace is missing here or may not be used')

test.skipIf(!canWatch)('after a power cut every change that was saved is there, and nothing is damaged', async () => {
  const found = await cutPower(await recordWrites(100, 'FULL'), 17)
  expect(found.faults).toEqual([])
  expect(found.images).toBeGreaterThanOrEqual(50)
  expect(found.acknowledged).toBeGreaterThan(50)
}, 600_000)

test.skipIf(!canWatch)('a disk that fails is told as what it is, the program goes on, and nothing that was saved is lost', async () => {
  const found = await failDisk(10)
  expect(found.faults).toEqual([])
  expect(found.injected).toBeGreaterThan(0)
  expect(found.told).toBeGreaterThan(0)
}, 600_000)
