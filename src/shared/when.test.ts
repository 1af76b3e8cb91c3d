import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayOf } from './day.ts'
import { minuteOfDay, parseWhen, timeOfDayMs } from './when.ts'

const timeZone = 'Europe/Warsaw'
/** Thursday 19 November 2026, 10:31 in Warsaw. */
const nowMs = timeOfDayMs('2026-11-19', 10 * 60 + 31, timeZone)
const context = { nowMs, timeZone, dayStartMinute: 9 * 60 }

function read(text: string): string {
  const when = parseWhen(text, context)
  if (!when.ok) return when.reason
  const minute = minuteOfDay(when.atMs, timeZone)
  return `${when.on} ${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}${when.isTimed ? '' : ' day'}`
}

describe('a promise is understood as it is said', () => {
  test.each([
    ['wt 14', '2026-11-24 14:00'],
    ['wt. 14:30', '2026-11-24 14:30'],
    ['we wtorek o 14', '2026-11-24 14:00'],
    ['w środę po południu', '2026-11-25 14:00'],
    ['jutro 10:30', '2026-11-20 10:30'],
    ['jutro o 10', '2026-11-20 10:00'],
    ['10:30 jutro', '2026-11-20 10:30'],
    ['jutro rano', '2026-11-20 09:00'],
    ['jutro', '2026-11-20 09:00 day'],
    ['pojutrze', '2026-11-21 09:00 day'],
    ['dziś 15', '2026-11-19 15:00'],
    ['dzis po 13', '2026-11-19 13:00'],
    ['za 2 godziny', '2026-11-19 12:31'],
    ['za godzinę', '2026-11-19 11:31'],
    ['za 30 min', '2026-11-19 11:01'],
    ['za 3 dni', '2026-11-22 09:00 day'],
    ['za tydzień', '2026-11-26 09:00 day'],
    ['za tydzień o 11', '2026-11-26 11:00'],
    ['za 2 miesiące', '2027-01-19 09:00 day'],
    ['24.11 10', '2026-11-24 10:00'],
    ['24.11. 10:15', '2026-11-24 10:15'],
    ['24 listopada o 9', '2026-11-24 09:00'],
    ['2.12', '2026-12-02 09:00 day'],
    ['12.01 9', '2027-01-12 09:00'],
    ['15', '2026-11-19 15:00'],
    ['9', '2026-11-20 09:00'],
    ['o 13:30', '2026-11-19 13:30'],
    ['po południu', '2026-11-19 14:00'],
    ['za 3 dni po południu', '2026-11-22 14:00'],
    ['jutro 2', '2026-11-20 14:00'],
    ['jutro 7:45', '2026-11-20 07:45'],
    ['godz. 14', '2026-11-19 14:00']
  ])('Polish: %s', (text, expected) => expect(read(text)).toBe(expected))

  test.each([
    ['tue 14', '2026-11-24 14:00'],
    ['Tuesday at 2pm', '2026-11-24 14:00'],
    ['tomorrow 10', '2026-11-20 10:00'],
    ['tomorrow at 9:15', '2026-11-20 09:15'],
    ['in 2 hours', '2026-11-19 12:31'],
    ['in an hour', '2026-11-19 11:31'],
    ['in a week', '2026-11-26 09:00 day'],
    ['24 nov 10:30', '2026-11-24 10:30'],
    ['Nov 24 at 10', '2026-11-24 10:00'],
    ['2026-11-24 10:30', '2026-11-24 10:30'],
    ['on monday afternoon', '2026-11-23 14:00'],
    ['in the afternoon', '2026-11-19 14:00'],
    ['noon', '2026-11-19 12:00'],
    ['3:30 pm', '2026-11-19 15:30']
  ])('English: %s', (text, expected) => expect(read(text)).toBe(expected))

  test.each([
    ['вт 14', '2026-11-24 14:00'],
    ['у вівторок о 14', '2026-11-24 14:00'],
    ['завтра 10', '2026-11-20 10:00'],
    ['завтра о 10:30', '2026-11-20 10:30'],
    ['завтра вранці', '2026-11-20 09:00'],
    ['у пʼятницю по обіді', '2026-11-20 14:00'],
    ["п'ятниця 11", '2026-11-20 11:00'],
    ['через 2 години', '2026-11-19 12:31'],
    ['через тиждень', '2026-11-26 09:00 day'],
    ['післязавтра', '2026-11-21 09:00 day'],
    ['24 листопада 10', '2026-11-24 10:00'],
    ['сьогодні о 15', '2026-11-19 15:00']
  ])('Ukrainian: %s', (text, expected) => expect(read(text)).toBe(expected))

  test.each([
    ['во вторник в 14', '2026-11-24 14:00'],
    ['завтра в 10', '2026-11-20 10:00'],
    ['в среду утром', '2026-11-25 09:00'],
    ['через час', '2026-11-19 11:31'],
    ['через 3 дня', '2026-11-22 09:00 day'],
    ['через неделю', '2026-11-26 09:00 day'],
    ['послезавтра 12', '2026-11-21 12:00'],
    ['24 ноября в 9', '2026-11-24 09:00'],
    ['после обеда', '2026-11-19 14:00'],
    ['сегодня 15', '2026-11-19 15:00']
  ])('Russian: %s', (text, expected) => expect(read(text)).toBe(expected))

  test('the weekday of today is today while its hour lies ahead, and next week after it', () => {
    expect(read('czw 14')).toBe('2026-11-19 14:00')
    expect(read('czw 9')).toBe('2026-11-26 09:00')
    expect(read('czwartek')).toBe('2026-11-26 09:00 day')
  })
})

describe('no promise is made by a guess', () => {
  test.each(['', 'kiedyś', 'jutro chyba', '32.13', 'wt 25', 'za 2', 'zadzwoni sam', '31.02', '14:75', 'wt 14 lub 15'])('%j is unclear', (text) =>
    expect(read(text)).toBe('unclear')
  )

  test('a time that has passed is refused', () => {
    expect(read('dziś 9')).toBe('past')
    expect(read('2026-11-18 10:00')).toBe('past')
  })

  test('whatever is typed is answered, and every answer lies ahead', () => {
    const piece = fc.constantFrom('wt', 'jutro', '14', '10:30', 'za', '2', 'dni', 'o', '24.11', 'завтра', 'через', 'годину', 'pm', '.', 'in', 'a', 'week')
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.array(piece, { maxLength: 5 }).map((words) => words.join(' '))), (text) => {
        const when = parseWhen(text, context)
        if (when.ok) {
          expect(when.atMs).toBeGreaterThan(nowMs)
          expect(dayOf(when.atMs, timeZone)).toBe(when.on)
        }
      }),
      { numRuns: 500 }
    )
  })
})

test('times of day follow the clock of the zone, also when it changes', () => {
  expect(new Date(timeOfDayMs('2026-10-25', 9 * 60, timeZone)).toISOString()).toBe('2026-10-25T08:00:00.000Z')
  expect(new Date(timeOfDayMs('2026-10-24', 9 * 60, timeZone)).toISOString()).toBe('2026-10-24T07:00:00.000Z')
  expect(minuteOfDay(timeOfDayMs('2026-03-29', 150, timeZone), timeZone)).toBe(210)
})
