import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addMinor, allocate, convertMinor, currencyExponent, formatMoney, isShareBelow, lineAmount, MAX_MINOR, parseMoney, scale
} from './money.ts'

const amounts = fc.integer({ min: -MAX_MINOR, max: MAX_MINOR })

describe('reading amounts', () => {
  test.each([
    ['1 234,50', 123450],
    ['1\u00a0234,50', 123450],
    ['1\u202f234,50 zł', 123450],
    ['1.234,50', 123450],
    ['1,234.50', 123450],
    ["1'234.50", 123450],
    ['1234.5', 123450],
    ['1234,5', 123450],
    ['1 234 567,89', 123456789],
    ['1.234.567', 123456700],
    ['1,234,567.8', 123456780],
    ['PLN 12,00', 1200],
    ['12 PLN', 1200],
    ['12,00 zł netto', 1200],
    ['-5', -500],
    ['−5,25 zł', -525],
    ['- 5', -500],
    ['5,25-', -525],
    ['(5,25)', -525],
    ['100,-', 10000],
    ['100,- zł', 10000],
    [',50', 50],
    ['0,125', 13],
    ['1234,567', 123457],
    ['1 234,567', 123457],
    ['12,5 tys. zł', 1250000],
    ['1,5 mln', 150000000],
    ['1,234 tys.', 123400],
    ['0', 0],
    ['-0,00', 0]
  ])('%s is read as %d grosze', (text, expected) => {
    expect(parseMoney(text, 'PLN')).toBe(expected)
  })

  test.each(['', 'brak', 'zł', '12 34', '1 23,50', '1,23,4', '1.234.5', '1,2.3,4', '12 szt.', '1 2345', '--5', '-(5)', '1e5', '12/5',
    '25.11.2026', '1 234.567,00', '4,85238E+10', '99999999999999999'])(
    '%j is not an amount', (text) => {
      expect(parseMoney(text, 'PLN')).toBeUndefined()
    })

  test('a lone separator before three digits groups thousands, unless the currency has three decimals', () => {
    expect(parseMoney('1,234', 'PLN')).toBe(123400)
    expect(parseMoney('1.234', 'EUR')).toBe(123400)
    expect(parseMoney('1,234', 'KWD')).toBe(1234)
    expect(parseMoney('1.234', 'JPY')).toBe(1234)
  })

  test('an amount in another currency is refused, not renamed', () => {
    expect(parseMoney('100 EUR', 'PLN')).toBeUndefined()
    expect(parseMoney('€100', 'PLN')).toBeUndefined()
    expect(parseMoney('100 грн', 'UAH')).toBe(10000)
    expect(parseMoney('100 грн.', 'UAH')).toBe(10000)
    expect(parseMoney('$1,000.00', 'USD')).toBe(100000)
  })

  test('whatever is written for people is read back the same, in every language', () => {
    const currencies = ['PLN', 'UAH', 'EUR', 'USD', 'CZK', 'RUB', 'JPY', 'GBP', 'CHF']
    fc.assert(
      fc.property(amounts, fc.constantFrom(...currencies), fc.constantFrom('pl', 'uk', 'ru', 'en', 'de-CH'), (amount, currency, locale) => {
        expect(parseMoney(formatMoney(amount, currency, locale), currency)).toBe(amount)
      })
    )
  })

  test('no text makes it fail or give anything but a whole number', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-0-9., '()złeE]{0,12}$/)), (text) => {
        const read = parseMoney(text, 'PLN')
        expect(read === undefined || (Number.isSafeInteger(read) && !Object.is(read, -0))).toBe(true)
      })
    )
  })
})

describe('writing amounts', () => {
  test('grosze, groups and the sign stand where the language puts them', () => {
    expect(formatMoney(123450, 'PLN', 'pl')).toBe('1\u00a0234,50\u00a0zł')
    expect(formatMoney(-123450, 'PLN', 'pl')).toBe('−1\u00a0234,50\u00a0zł')
    expect(formatMoney(123450, 'UAH', 'uk')).toBe('1\u00a0234,50\u00a0₴')
    expect(formatMoney(123450, 'USD', 'en')).toBe('$1,234.50')
    expect(formatMoney(1234, 'JPY', 'en')).toBe('¥1,234')
    expect(formatMoney(0, 'PLN', 'pl', { style: 'plain' })).toBe('0,00')
  })

  test('charts get the short form', () => {
    expect(formatMoney(1250000, 'PLN', 'pl', { style: 'short' })).toBe('12,5\u00a0tys.\u00a0zł')
    expect(formatMoney(1250000, 'UAH', 'uk', { style: 'short' })).toBe('12,5\u00a0тис.\u00a0₴')
    expect(formatMoney(1250000, 'USD', 'en', { style: 'short' })).toBe('$12.5K')
    expect(formatMoney(150000000, 'PLN', 'pl', { style: 'short' })).toBe('1,5\u00a0mln\u00a0zł')
  })
})

describe('counting', () => {
  test('halves go away from zero', () => {
    expect(scale(5, 1, 10)).toBe(1)
    expect(scale(-5, 1, 10)).toBe(-1)
    expect(scale(4, 1, 10)).toBe(0)
    expect(scale(15, -1, 10)).toBe(-2)
    expect(() => scale(1, 1, 0)).toThrow(RangeError)
    expect(() => scale(0.5, 1, 1)).toThrow(RangeError)
    expect(() => scale(Number.MAX_SAFE_INTEGER, 2, 1)).toThrow(RangeError)
  })

  test('1.005 zł times a hundred is 100.50 zł and one of it is 1.01 zł', () => {
    expect(lineAmount(100_000_000, 100_500_000, 0, 'PLN')).toBe(10050)
    expect(lineAmount(1_000_000, 100_500_000, 0, 'PLN')).toBe(101)
    expect(lineAmount(-1_000_000, 100_500_000, 0, 'PLN')).toBe(-101)
    expect(lineAmount(3_000_000, 9_999_000_000, 1000, 'PLN')).toBe(26997)
    expect(lineAmount(2_500_000, 12_300_000_000, 10_000, 'PLN')).toBe(0)
    expect(lineAmount(1_000_000, 1_234_000_000, 0, 'JPY')).toBe(12)
  })

  test('euro become złoty at the rate of the day', () => {
    expect(convertMinor(10000, 'EUR', 'PLN', 4_253_700)).toBe(42537)
    expect(convertMinor(1000, 'JPY', 'PLN', 26_350)).toBe(2635)
    expect(convertMinor(2635, 'PLN', 'JPY', 37_950_664)).toBe(1000)
  })

  test('a sum that cannot be exact is refused', () => {
    expect(addMinor()).toBe(0)
    expect(addMinor(1, 2, -4)).toBe(-1)
    expect(() => addMinor(Number.MAX_SAFE_INTEGER, 1)).toThrow(RangeError)
    expect(() => addMinor(0.1)).toThrow(RangeError)
  })

  test('scaling mirrors around zero and stays within half a unit', () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 1, max: 1_000_000 }), (amount, by, over) => {
        fc.pre(Math.abs(amount) * (by / over) < 9e15)
        const scaled = scale(amount, by, over)
        expect(scale(-amount, by, over)).toBe(scaled === 0 ? 0 : -scaled)
        const off = BigInt(scaled) * BigInt(over) - BigInt(amount) * BigInt(by)
        expect((off < 0n ? -off : off) * 2n <= BigInt(over)).toBe(true)
      })
    )
  })

  test('splitting loses and invents nothing and is fair to a unit', () => {
    fc.assert(
      fc.property(amounts, fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 20 }), (amount, weights) => {
        const parts = allocate(amount, weights)
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(amount)
        const total = weights.reduce((sum, weight) => sum + weight, 0)
        if (total > 0) parts.forEach((part, index) => expect(Math.abs(part - (amount * (weights[index] ?? 0)) / total)).toBeLessThan(1.01))
      })
    )
    expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33])
    expect(allocate(-100, [1, 1, 1])).toEqual([-34, -33, -33])
    expect(allocate(5, [0, 0])).toEqual([3, 2])
    expect(() => allocate(5, [])).toThrow(RangeError)
    expect(() => allocate(5, [1, -1])).toThrow(RangeError)
  })

  test('shares are compared without rounding', () => {
    expect(isShareBelow(800, 1000, 8000)).toBe(false)
    expect(isShareBelow(799, 1000, 8000)).toBe(true)
    expect(isShareBelow(79_999_999_999_999, 99_999_999_999_999, 8000)).toBe(true)
  })

  test('currencies know their digits', () => {
    expect(['PLN', 'UAH', 'JPY', 'KWD'].map(currencyExponent)).toEqual([2, 2, 0, 3])
  })
})
