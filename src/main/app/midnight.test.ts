import { afterEach, expect, test, vi } from 'vitest'
import { watchMidnight } from './midnight.ts'

afterEach(() => vi.useRealTimers())

test('windows are told once when midnight passes, also on a machine that slept over it', () => {
  vi.useFakeTimers()
  let day = 'Sat Nov 21 2026'
  let told = 0
  const stop = watchMidnight(() => told++, () => day)
  vi.advanceTimersByTime(60_000)
  expect(told).toBe(0)
  day = 'Mon Nov 23 2026'
  vi.advanceTimersByTime(60_000)
  expect(told).toBe(1)
  stop()
  day = 'Tue Nov 24 2026'
  vi.advanceTimersByTime(60_000)
  expect(told).toBe(1)
})
