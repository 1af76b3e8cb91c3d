import * as fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import {
  addDays, addMonths, addWorkdays, dayOf, dayOfExcelSerial, daysBetween, endOfDayMs, endOfMonth, endOfQuarter, endOfWeek, endOfYear,
  isDay, isWorkday, parseDay, period, periodKinds, previousPeriod, startOfDayMs, startOfMonth, startOfQuarter, startOfWeek, startOfYear,
  today, weekday
} from './day.ts'
import { holidaysOf } from './holidays.ts'

const days = fc.integer({ min: -200_000, max: 2_000_000 }).map((number) => addDays('1970-01-01', number))
const zones = fc.constantFrom('Europe/Warsaw', 'Europe/Kyiv', 'America/New_York', 'Asia/Kathmandu', 'UTC')
const nearDays = fc.integer({ min: 0, max: 30_000 }).map((number) => addDays('1980-01-01', number))

describe('a day', () => {
  test('is a real day of the calendar', () => {
    expect(['2026-11-25', '2024-02-29', '2000-02-29'].every(isDay)).toBe(true)
    expect(['2026-02-29', '1900-02-29', '2026-13-01', '2026-00-10', '2026-1-5', '0202-01-01', '2026-11-25T00:00', ''].some(isDay)).toBe(false)
  })

  test('a text that is none is refused loudly', () => {
    expect(() => addDays('25.11.2026', 1)).toThrow(RangeError)
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError)
  })

  test('counting days agrees with the calendar of the standard', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -5000, max: 5000 }), (day, count) => {
        const later = addDays(day, count)
        expect(later).toBe(Temporal.PlainDate.from(day).add({ days: count }).toString())
        expect(daysBetween(day, later)).toBe(count)
        expect(weekday(day)).toBe(Temporal.PlainDate.from(day).dayOfWeek)
        expect(day < later).toBe(count > 0)
      })
    )
  })

  test('counting months keeps to the end of shorter months', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
    expect(addMonths('2024-03-31', -1)).toBe('2024-02-29')
    fc.assert(
      fc.property(days, fc.integer({ min: -600, max: 600 }), (day, months) => {
        expect(addMonths(day, months)).toBe(Temporal.PlainDate.from(day).add({ months }).toString())
      })
    )
  })

  test('lies between the start and the end of its week, month, quarter and year', () => {
    expect([startOfWeek('2026-11-25'), endOfWeek('2026-11-25')]).toEqual(['2026-11-23', '2026-11-29'])
    expect([startOfMonth('2026-02-10'), endOfMonth('2026-02-10')]).toEqual(['2026-02-01', '2026-02-28'])
    expect([startOfQuarter('2026-11-25'), endOfQuarter('2026-11-25')]).toEqual(['2026-10-01', '2026-12-31'])
    expect([startOfYear('2026-11-25'), endOfYear('2026-11-25')]).toEqual(['2026-01-01', '2026-12-31'])
    const pairs = [[startOfWeek, endOfWeek], [startOfMonth, endOfMonth], [startOfQuarter, endOfQuarter], [startOfYear, endOfYear]] as const
    fc.assert(
      fc.property(days, fc.constantFrom(...pairs), (day, [start, end]) => {
        expect(start(day) <= day && day <= end(day)).toBe(true)
        expect(start(addDays(end(day), 1))).toBe(addDays(end(day), 1))
      })
    )
  })
})

describe('working days', () => {
  test('an invoice of Friday 29 May 2026 goes to KSeF by Monday, one before Corpus Christi by Friday', () => {
    const holidays = holidaysOf('PL', 2026)
    expect(addWorkdays('2026-05-29', 1, holidays)).toBe('2026-06-01')
    expect(addWorkdays('2026-06-03', 1, holidays)).toBe('2026-06-05')
    expect(isWorkday('2026-06-04', holidays)).toBe(false)
    expect(isWorkday('2026-06-04')).toBe(true)
    expect(isWorkday('2026-11-21')).toBe(false)
    expect(addWorkdays('2026-06-08', -1, holidays)).toBe('2026-06-05')
  })

  test('Easter Monday and Christmas Eve are free in Poland', () => {
    expect(holidaysOf('PL', 2026).has('2026-04-06')).toBe(true)
    expect(holidaysOf('PL', 2027).has('2027-03-29')).toBe(true)
    expect(holidaysOf('PL', 2024).has('2024-12-24')).toBe(false)
    expect(holidaysOf('PL', 2025).has('2025-12-24')).toBe(true)
    expect(holidaysOf('UA', 2026).size).toBe(0)
  })
})

describe('days and instants', () => {
  test('late evening in Warsaw is already tomorrow in Kyiv', () => {
    const at = Date.parse('2026-11-25T22:30:00Z')
    expect(today(at, 'Europe/Warsaw')).toBe('2026-11-25')
    expect(today(at, 'Europe/Kyiv')).toBe('2026-11-26')
  })

  test.each(['Europe/Warsaw', 'Europe/Kyiv'])('days when the clock changes last 23 and 25 hours in %s', (zone) => {
    const hours = (day: string) => (endOfDayMs(day, zone) - startOfDayMs(day, zone)) / 3_600_000
    expect(hours('2026-03-29')).toBe(23)
    expect(hours('2026-10-25')).toBe(25)
    expect(hours('2026-11-25')).toBe(24)
  })

  test('a day begins after midnight where the clock skips it', () => {
    const start = startOfDayMs('2018-11-04', 'America/Sao_Paulo')
    expect(dayOf(start, 'America/Sao_Paulo')).toBe('2018-11-04')
    expect(dayOf(start - 1, 'America/Sao_Paulo')).toBe('2018-11-03')
  })

  test('days of a zone tile time without gaps, and every instant is in its day', () => {
    fc.assert(
      fc.property(nearDays, zones, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (day, zone, share) => {
        const start = startOfDayMs(day, zone)
        const end = endOfDayMs(day, zone)
        expect(dayOf(start, zone)).toBe(day)
        expect(dayOf(end - 1, zone)).toBe(day)
        expect(dayOf(end, zone)).toBe(addDays(day, 1))
        expect(dayOf(start + Math.floor(share * (end - start)), zone)).toBe(day)
      })
    )
  })
})

describe('reading days from files', () => {
  test.each([
    ['25.11.2026', 'dmy'], ['2026-11-25', 'dmy'], ['2026/11/25', 'mdy'], ['2026.11.25', 'ymd'], ['25/11/26', 'dmy'], ['25-11-2026', 'dmy'],
    ['11/25/2026', 'mdy'], ['11/25/26', 'mdy'], ['26/11/25', 'ymd'], ['25.11.2026', 'ymd'], ['20261125', 'dmy'], ['25.11.2026 14:30', 'dmy'],
    ['2026-11-25T14:30:00.000Z', 'dmy'], ['2026-11-25 14:30:00', 'dmy'], ['25.11.2026 r.', 'dmy'], ['25.11.2026 г.', 'dmy'], ['25. 11. 2026', 'dmy'],
    ['25-Nov-26', 'dmy'], ['Nov 25, 2026', 'dmy'], ['25 listopada 2026', 'dmy'], ['25 листопада 2026 р.', 'dmy'], ['25 ноября 2026 года', 'dmy'],
    ['  25.11.2026  ', 'dmy'], ['śr., 25.11.2026', 'dmy'], ['середа, 25.11.2026', 'dmy'], ['Wednesday, 25 November 2026', 'dmy'], ['11/25/2026 2:30 PM', 'mdy']
  ] as const)('%s in order %s is 25 November 2026', (text, order) => {
    expect(parseDay(text, order)).toBe('2026-11-25')
  })

  test.each([
    ['11/25/2026', 'dmy'], ['25/11/2026', 'mdy'], ['29.02.2026', 'dmy'], ['31.04.2026', 'dmy'], ['', 'dmy'], ['brak', 'dmy'], ['25.11', 'dmy'],
    ['25.11.202', 'dmy'], ['45986', 'dmy'], ['25.11/2026', 'dmy'], ['25 foo 2026', 'dmy'], ['00.11.2026', 'dmy'], ['20261325', 'dmy'], ['1 234,50', 'dmy']
  ] as const)('%j in order %s is not a day', (text, order) => {
    expect(parseDay(text, order)).toBeUndefined()
  })

  test('two-digit years turn over at seventy', () => {
    expect(parseDay('01.02.69', 'dmy')).toBe('2069-02-01')
    expect(parseDay('01.02.70', 'dmy')).toBe('1970-02-01')
  })

  test('every way of writing a day is read back in its own order', () => {
    fc.assert(
      fc.property(nearDays, (day) => {
        const [year = '', month = '', date = ''] = day.split('-')
        expect(parseDay(`${Number(date)}.${Number(month)}.${year}`, 'dmy')).toBe(day)
        expect(parseDay(`${month}/${date}/${year}`, 'mdy')).toBe(day)
        expect(parseDay(day, 'ymd')).toBe(day)
        for (const locale of ['en', 'pl', 'uk', 'ru']) {
          const written = new Date(`${day}T12:00Z`).toLocaleDateString(locale, { dateStyle: 'long', timeZone: 'UTC' })
          expect(parseDay(written, 'dmy'), written).toBe(day)
        }
      })
    )
  })

  test('no text makes it fail', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d./ :T-]{0,20}$/)), fc.constantFrom('dmy' as const, 'ymd' as const, 'mdy' as const), (text, order) => {
        const read = parseDay(text, order)
        expect(read === undefined || isDay(read)).toBe(true)
      })
    )
  })

  test('spreadsheet numbers become days in both systems', () => {
    expect(dayOfExcelSerial(1, 1900)).toBe('1900-01-01')
    expect(dayOfExcelSerial(59, 1900)).toBe('1900-02-28')
    expect(dayOfExcelSerial(60, 1900)).toBeUndefined()
    expect(dayOfExcelSerial(61, 1900)).toBe('1900-03-01')
    expect(dayOfExcelSerial(46351.75, 1900)).toBe('2026-11-25')
    expect(dayOfExcelSerial(44889, 1904)).toBe('2026-11-25')
    expect(dayOfExcelSerial(2_958_465, 1900)).toBe('9999-12-31')
    expect(dayOfExcelSerial(2_957_003, 1904)).toBe('9999-12-31')
    for (const serial of [0, -5, Number.NaN, Infinity, 2_958_466]) expect(dayOfExcelSerial(serial, 1900)).toBeUndefined()
    expect(dayOfExcelSerial(2_957_004, 1904)).toBeUndefined()
  })
})

describe('periods', () => {
  test('are named from today', () => {
    expect(period('thisMonth', '2026-11-25')).toEqual({ from: '2026-11-01', to: '2026-11-30' })
    expect(period('lastMonth', '2026-03-31')).toEqual({ from: '2026-02-01', to: '2026-02-28' })
    expect(period('thisQuarter', '2026-11-25')).toEqual({ from: '2026-10-01', to: '2026-12-31' })
    expect(period('lastQuarter', '2026-01-31')).toEqual({ from: '2025-10-01', to: '2025-12-31' })
    expect(period('lastYear', '2024-02-29')).toEqual({ from: '2023-01-01', to: '2023-12-31' })
    expect(period('last30', '2026-11-25')).toEqual({ from: '2026-10-27', to: '2026-11-25' })
    expect(period('last12Months', '2026-11-25')).toEqual({ from: '2025-12-01', to: '2026-11-30' })
    expect(period('nextMonth', '2026-12-31')).toEqual({ from: '2027-01-01', to: '2027-01-31' })
  })

  test('the period before a month is a month, before ten days ten days', () => {
    expect(previousPeriod({ from: '2026-03-01', to: '2026-03-31' })).toEqual({ from: '2026-02-01', to: '2026-02-28' })
    expect(previousPeriod({ from: '2026-10-01', to: '2026-12-31' })).toEqual({ from: '2026-07-01', to: '2026-09-30' })
    expect(previousPeriod({ from: '2026-11-16', to: '2026-11-25' })).toEqual({ from: '2026-11-06', to: '2026-11-15' })
  })

  test('"last" is what comes before "this", and no period ends before it starts', () => {
    fc.assert(
      fc.property(days, (day) => {
        for (const unit of ['Week', 'Month', 'Quarter', 'Year'] as const) {
          expect(previousPeriod(period(`this${unit}`, day))).toEqual(period(`last${unit}`, day))
          expect(previousPeriod(period(`next${unit}`, day))).toEqual(period(`this${unit}`, day))
        }
        for (const kind of periodKinds) {
          const { from, to } = period(kind, day)
          expect(from <= to).toBe(true)
          expect(addDays(previousPeriod({ from, to }).to, 1)).toBe(from)
        }
      })
    )
  })
})
