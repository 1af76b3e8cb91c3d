import { expect, test } from 'vitest'
import { matchQuery, searchTerms } from './searchTerms.ts'

test('words must all be there, in either alphabet', () => {
  expect(searchTerms('Meble Шевченко')).toEqual([{ anyOf: [['meble']] }, { anyOf: [['шевченко'], ['shevchenko']] }])
  expect(matchQuery(searchTerms('meble kow'))).toBe('(("meble")) AND (("kow") OR ("kov"))')
})

test('a number is one number however it was spaced', () => {
  expect(searchTerms('42 630 11')).toEqual([{ anyOf: [['4263011']] }])
  expect(searchTerms('(042) 630-11')).toEqual([{ anyOf: [['04263011'], ['4263011'], ['042', '63011']] }])
  expect(searchTerms('725-187')).toEqual([{ anyOf: [['725187']] }])
  expect(searchTerms('PL7251870436')).toEqual([{ anyOf: [['pl7251870436'], ['7251870436']] }])
})

test('one or two letters ask for the beginning of a word of the name', () => {
  expect(searchTerms('ko')).toEqual([{ wordStart: 'ko' }])
  expect(matchQuery(searchTerms('ko'))).toBeUndefined()
})

test('an e-mail stays in one piece, and quotes cannot break the query', () => {
  expect(searchTerms('jan@firma.pl')[0]).toMatchObject({ anyOf: [['jan firma pl'], expect.anything()] })
  expect(searchTerms('"OR" * NEAR(')).toEqual([{ wordStart: 'or' }, { anyOf: [['near']] }])
  expect(searchTerms('  …  ')).toEqual([])
})
