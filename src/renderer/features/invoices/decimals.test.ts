import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDecimal, writeDecimal } from './decimals.ts'

test('amounts are read as people type them', () => {
  const texts = ['1234,5', '1 234,50', '1.234,50', '1,234.50', '1234.5', '1234']
  for (const language of ['pl', 'en']) {
    expect(texts.map((text) => readDecimal(text, 2, language))).toEqual([123_450, 123_450, 123_450, 123_450, 123_450, 123_400])
  }
  expect(['', 'abc', '1,2,3', '1-2', '1,234', '99999999999999999'].map((text) => readDecimal(text, 2, 'pl'))).toEqual(Array(6).fill(undefined))
  expect(readDecimal('-0,05', 2, 'uk')).toBe(-5)
})

test('a comma before three digits is thousands in English and decimals in Polish', () => {
  expect(readDecimal('1,200', 6, 'en')).toBe(1_200_000_000)
  expect(readDecimal('1,200', 6, 'pl')).toBe(1_200_000)
  expect(readDecimal('12,50', 2, 'en')).toBe(1_250)
})

test('what is written is read back the same', () => {
  const number = fc.integer({ min: -9_000_000_000_000_000, max: 9_000_000_000_000_000 })
  fc.assert(
    fc.property(number, fc.constantFrom(0, 2, 6, 8), fc.constantFrom('pl', 'en'), (value, digits, language) => {
      expect(readDecimal(writeDecimal(value, digits, Math.min(2, digits), language), digits, language)).toBe(value)
    })
  )
  expect(writeDecimal(1_000_000, 6, 0, 'pl')).toBe('1')
  expect(writeDecimal(120_010_000_000, 8, 2, 'pl')).toBe('1\u00a0200,10')
  expect(writeDecimal(120_010_000_000, 8, 2, 'en')).toBe('1,200.10')
})
