import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { builtInDispositions } from '#main/features/settings/builtIns.ts'
import { dayOf } from '#shared/day.ts'
import { needsReason } from '#shared/outcomes.ts'
import { minuteOfDay, timeOfDayMs } from '#shared/when.ts'
import {
  activeMs,
  compareWaiting,
  type Hours,
  intoHours,
  isOpen,
  nextAttemptAt,
  orderOf,
  promisesKept,
  queueReason,
  skippedTo,
  standingAfter,
  usualHours,
  type Waiting
} from './rules.ts'

const timeZone = 'Europe/Warsaw'
const hours: Hours = { ...usualHours, timeZone, country: 'PL' }
const at = (day: string, clock: string) => timeOfDayMs(day, Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)), timeZone)
const say = (ms: number | null) => {
  if (ms === null) return null
  const minute = minuteOfDay(ms, timeZone)
  return `${dayOf(ms, timeZone)} ${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}
const outcome = (nameKey: string) => builtInDispositions.find((row) => row.nameKey === nameKey)!
const attempted = { attemptsAt: [1], maxAttempts: 6, hasOtherNumber: false, callbackAt: null }

// Thursday.
const thursday = '2026-11-19'

describe('calls are made from nine to five on workdays', () => {
  test.each([
    ['in the morning it waits for nine', thursday, '07:15', '2026-11-19 09:00'],
    ['within the hours nothing moves', thursday, '11:20', '2026-11-19 11:20'],
    ['at five the day is over', thursday, '17:00', '2026-11-20 09:00'],
    ['Friday evening becomes Monday', '2026-11-20', '18:00', '2026-11-23 09:00'],
    ['Saturday becomes Monday', '2026-11-21', '12:00', '2026-11-23 09:00'],
    ['the day before a holiday jumps over it', '2026-11-10', '17:30', '2026-11-12 09:00'],
    ['Christmas is over on the next workday', '2026-12-23', '18:00', '2026-12-28 09:00']
  ])('%s', (_name, day, clock, expected) => expect(say(intoHours(at(day, clock), hours))).toBe(expected))

  test('a country without our holidays works on 11 November', () => {
    expect(isOpen(at('2026-11-11', '10:00'), { ...hours, country: 'DE' })).toBe(true)
    expect(isOpen(at('2026-11-11', '10:00'), hours)).toBe(false)
  })

  test('the hours follow the zone of the firm', () => {
    expect(isOpen(Date.UTC(2026, 10, 19, 8, 30), hours)).toBe(true)
    expect(isOpen(Date.UTC(2026, 10, 19, 8, 30), { ...hours, timeZone: 'Europe/London' })).toBe(false)
  })

  test('whenever it is, the answer is a moment when calls are made, and never earlier', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) }), (ms) => {
        const moved = intoHours(ms, hours)
        expect(moved).toBeGreaterThanOrEqual(ms)
        expect(isOpen(moved, hours)).toBe(true)
        expect(intoHours(moved, hours)).toBe(moved)
      })
    )
  })
})

describe('the next try', () => {
  test.each([
    ['nobody answers at nine: the other half of the day', 'noAnswer', '09:10', '2026-11-19 13:10'],
    ['nobody answers at two: the next morning', 'noAnswer', '14:00', '2026-11-20 09:00'],
    ['busy: half an hour', 'busy', '10:00', '2026-11-19 10:30'],
    ['busy just before five: the next morning', 'busy', '16:45', '2026-11-20 09:00'],
    ['the wrong person: the same hour tomorrow', 'gatekeeper', '11:00', '2026-11-20 11:00'],
    ['an offer was sent: three days, moved past the weekend', 'sendOffer', '15:00', '2026-11-23 09:00']
  ])('%s', (_name, key, clock, expected) => {
    const now = at(thursday, clock)
    expect(say(nextAttemptAt(outcome(key), [now], now, hours))).toBe(expected)
  })

  test('after two tries in a day the client is left alone until the next', () => {
    const now = at(thursday, '10:30')
    expect(say(nextAttemptAt(outcome('busy'), [at(thursday, '10:00'), now], now, hours))).toBe('2026-11-20 09:00')
    expect(say(nextAttemptAt(outcome('busy'), [at('2026-11-18', '10:00'), at('2026-11-18', '15:00'), now], now, hours))).toBe('2026-11-19 11:00')
  })

  test('a firm may allow more tries a day', () => {
    const now = at(thursday, '10:30')
    expect(say(nextAttemptAt(outcome('busy'), [at(thursday, '10:00'), now], now, { ...hours, maxPerDay: 3 }))).toBe('2026-11-19 11:00')
  })

  test('an outcome that ends it asks for no other', () => {
    expect(nextAttemptAt(outcome('interested'), [1], at(thursday, '10:00'), hours)).toBeNull()
  })
})

describe('what an outcome does to the entry', () => {
  const now = at(thursday, '10:00')
  test.each(['interested', 'meeting', 'notNow', 'doNotCall'])('%s ends it', (key) => {
    expect(standingAfter(outcome(key), attempted, now, hours)).toEqual({ state: 'done', nextCallAt: null, isPromised: false })
  })

  test('a promised call waits for the minute promised, also outside the usual hours', () => {
    const callbackAt = at(thursday, '18:30')
    expect(standingAfter(outcome('callback'), { ...attempted, callbackAt }, now, hours)).toEqual({ state: 'waiting', nextCallAt: callbackAt, isPromised: true })
  })

  test('the last try ends it, but not a promise', () => {
    const last = { ...attempted, attemptsAt: [1, 2, 3, 4, 5, 6] }
    expect(standingAfter(outcome('noAnswer'), last, now, hours).state).toBe('done')
    expect(standingAfter(outcome('wrongNumber'), { ...last, hasOtherNumber: true }, now, hours).state).toBe('done')
    expect(standingAfter(outcome('callback'), { ...last, callbackAt: now + 1 }, now, hours).state).toBe('waiting')
  })

  test('a wrong number makes way for the next one at once, and ends it when none is left', () => {
    expect(standingAfter(outcome('wrongNumber'), { ...attempted, hasOtherNumber: true }, now, hours)).toEqual({ state: 'waiting', nextCallAt: now, isPromised: false })
    expect(standingAfter(outcome('wrongNumber'), attempted, now, hours).state).toBe('done')
  })

  test('only a plain refusal asks why', () => {
    expect(builtInDispositions.filter(needsReason).map((row) => row.nameKey)).toEqual(['notNow'])
  })
})

describe('who is next and why', () => {
  const now = at(thursday, '10:31')
  const moment = { nowMs: now, endOfTodayMs: at('2026-11-20', '00:00'), maxAttempts: 6 }
  const entry = (change: Partial<Waiting>): Waiting => ({ entryId: 'a', position: 1, attemptCount: 0, nextCallAt: null, isPromised: false, ...change })

  test.each([
    ['a promise that is due', { isPromised: true, nextCallAt: at(thursday, '10:30'), attemptCount: 2 }, 'promised', true],
    ['a promise in three minutes, so that it is on time', { isPromised: true, nextCallAt: at(thursday, '10:34') }, 'promised', true],
    ['a promise for the afternoon is shown, not called', { isPromised: true, nextCallAt: at(thursday, '15:00') }, 'promisedToday', false],
    ['a promise for tomorrow', { isPromised: true, nextCallAt: at('2026-11-20', '09:00') }, 'promisedLater', false],
    ['a new one', {}, 'new', true],
    ['one whose time has come', { attemptCount: 2, nextCallAt: at(thursday, '10:00') }, 'attempt', true],
    ['one that waits for the afternoon', { attemptCount: 1, nextCallAt: at(thursday, '13:30') }, 'after', false]
  ])('%s', (_name, change, kind, isReady) => {
    const answer = queueReason(entry(change), moment)
    expect(answer.reason.kind).toBe(kind)
    expect(answer.isReady).toBe(isReady)
  })

  test('the third try of six says so', () => {
    expect(queueReason(entry({ attemptCount: 2 }), moment).reason).toEqual({ kind: 'attempt', number: 3, of: 6 })
  })

  test('promises due, promises of today, new by position, tries by their number, then what waits', () => {
    const queue: Waiting[] = [
      entry({ entryId: 'after', attemptCount: 1, nextCallAt: at(thursday, '13:30') }),
      entry({ entryId: 'third', attemptCount: 2, nextCallAt: at(thursday, '09:00') }),
      entry({ entryId: 'second', attemptCount: 1, nextCallAt: at(thursday, '10:00') }),
      entry({ entryId: 'new2', position: 2 }),
      entry({ entryId: 'new1', position: 1 }),
      entry({ entryId: 'today', isPromised: true, nextCallAt: at(thursday, '15:00') }),
      entry({ entryId: 'tomorrow', isPromised: true, nextCallAt: at('2026-11-20', '09:00') }),
      entry({ entryId: 'due', isPromised: true, nextCallAt: at(thursday, '10:30') }),
      entry({ entryId: 'dueLonger', isPromised: true, nextCallAt: at(thursday, '09:30') })
    ]
    const order = [...queue].sort((a, b) => compareWaiting(a, b, moment)).map(({ entryId }) => entryId)
    expect(order).toEqual(['dueLonger', 'due', 'today', 'new1', 'new2', 'second', 'third', 'after', 'tomorrow'])
  })

  test('the order is one order: it never turns in a circle and equals only itself', () => {
    const waiting = fc.record({
      entryId: fc.uuid(),
      position: fc.nat(5),
      attemptCount: fc.nat(3),
      nextCallAt: fc.option(fc.integer({ min: now - 100_000, max: now + 200_000_000 })),
      isPromised: fc.boolean()
    })
    fc.assert(
      fc.property(waiting, waiting, waiting, (a, b, c) => {
        expect(Math.sign(compareWaiting(a, b, moment))).toBe(-Math.sign(compareWaiting(b, a, moment)) + 0)
        if (compareWaiting(a, b, moment) < 0 && compareWaiting(b, c, moment) < 0) expect(compareWaiting(a, c, moment)).toBeLessThan(0)
        expect(orderOf(a, moment)).toHaveLength(3)
      })
    )
  })

  test('a skipped new one goes to the end; one with tries or a promise comes back in an hour', () => {
    expect(skippedTo(entry({ position: 3 }), 40, now, hours)).toEqual({ position: 41, nextCallAt: null })
    expect(say(skippedTo(entry({ attemptCount: 1, nextCallAt: now }), 40, now, hours).nextCallAt)).toBe('2026-11-19 11:31')
    expect(say(skippedTo(entry({ isPromised: true, nextCallAt: now }), 40, at(thursday, '16:30'), hours).nextCallAt)).toBe('2026-11-20 09:00')
  })
})

describe('pace and promises', () => {
  const minute = 60_000
  test('gaps count, breaks do not', () => {
    const calls = [
      { startedAt: 0, endedAt: 3 * minute },
      { startedAt: 5 * minute, endedAt: 6 * minute },
      { startedAt: 60 * minute, endedAt: 64 * minute }
    ]
    expect(activeMs(calls)).toBe((3 + 2 + 1 + 4) * minute)
    expect(activeMs([])).toBe(0)
  })

  test('time at work is never longer than the day that holds it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(10_000_000), fc.nat(1_000_000))), (pairs) => {
        const calls = pairs.map(([startedAt, length]) => ({ startedAt, endedAt: startedAt + length })).sort((a, b) => a.startedAt - b.startedAt)
        const total = activeMs(calls)
        expect(total).toBeGreaterThanOrEqual(0)
        if (calls.length > 0) expect(total).toBeLessThanOrEqual(Math.max(...calls.map((call) => call.endedAt)) - calls[0]!.startedAt)
      })
    )
  })

  test('a promise is kept within a quarter of an hour, missed later, and open until its time', () => {
    const promise = { entryId: 'a', startedAt: 0, callbackAt: 100 * minute }
    expect(promisesKept([promise, { entryId: 'a', startedAt: 110 * minute, callbackAt: null }], 300 * minute)).toEqual({ due: 1, kept: 1 })
    expect(promisesKept([promise, { entryId: 'a', startedAt: 130 * minute, callbackAt: null }], 300 * minute)).toEqual({ due: 1, kept: 0 })
    expect(promisesKept([promise, { entryId: 'b', startedAt: 100 * minute, callbackAt: null }], 300 * minute)).toEqual({ due: 1, kept: 0 })
    expect(promisesKept([promise], 90 * minute)).toEqual({ due: 0, kept: 0 })
    expect(promisesKept([promise], 105 * minute)).toEqual({ due: 0, kept: 0 })
  })
})
