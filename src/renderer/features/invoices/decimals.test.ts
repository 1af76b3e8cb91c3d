import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDecimal, writeDecimal } from './decimals.ts'

test('amounts are read as people type them', () => {
  expect(['1234,5', '1 234,50', '1.234,50', '1,234.50', '1234.5', '1234'].map((text) => readDecimal(text, 2))).toEqual([
    123_450, 123_450, 123_450, 123_450, 123_450, 123_400
  ])
  expect(['', 'abc', '1,2,3', '1-2', '1,234', '99999999999999999'].map((text) => readDecimal(text, 2))).toEqual(Array(6).fill(undefined))
  expect(readDecimal('-0,05', 2)).toBe(-5)
})

test('what is written is read back the same', () => {
  const number = fc.integer({ min: -9_000_000_000_000_000, max: 9_000_000_000_000_000 })
  fc.assert(
    fc.property(number, fc.constantFrom(0, 2, 6, 8), fc.constantFrom('pl', 'en'), (value, digits, language) => {
      expect(readDecimal(writeDecimal(value, digits, Math.min(2, digits), language), digits)).toBe(value)
    })
  )
  expect(writeDecimal(1_000_000, 6, 0, 'pl')).toBe('1')
  expect(writeDecimal(12_000_000_000, 8, 2, 'pl')).toBe('120,00')
})
