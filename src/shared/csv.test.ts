import { parse } from 'csv-parse/sync'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvCell, csvRow, unguard, type CsvOptions } from './csv.ts'

const excel: CsvOptions = { separator: ';', isSafeForExcel: true }
const plain: CsvOptions = { separator: ',', isSafeForExcel: false }

const hostile = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.stringMatching(/^['"=+\-@\t\r\n\0;, aI D1]{0,8}$/),
  fc.tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\0', "'", "'="), fc.string()).map(([trigger, rest]) => trigger + rest)
)
const tables = fc.integer({ min: 1, max: 5 }).chain((width) => fc.array(fc.array(hostile, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }))
const separators = fc.constantFrom(',' as const, ';' as const, '\t' as const)

test.each([
  ['Kowal', 'Kowal'],
  ['Kowal; Nowak', '"Kowal; Nowak"'],
  ['Firma "Kowal"', '"Firma ""Kowal"""'],
  ['dwa\nwiersze', '"dwa\nwiersze"'],
  ['+48 601 222 333', "'+48 601 222 333"],
  ['=1+1', "'=1+1"],
  ['-5', "'-5"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "\"'\t=1\""],
  ["'=1", "''=1"],
  ["'Kowal'", "'Kowal'"],
  ['ID', '"ID"'],
  ['', ''],
  [null, ''],
  [undefined, ''],
  [-12.5, '-12.5'],
  [true, 'true']
])('%j is written as %j for Excel', (value, cell) => {
  expect(csvCell(value, excel)).toBe(cell)
})

test('a program gets its phone numbers without the apostrophe', () => {
  expect(csvRow(['+48601222333', 'a,b'], plain)).toBe('+48601222333,"a,b"\r\n')
})

test('only one apostrophe before a formula comes off', () => {
  expect(["'=1", "''=1", "'Kowal", "'", '=1', "'+48"].map(unguard)).toEqual(['=1', "'=1", "'Kowal", "'", '=1', '+48'])
})

test('what is written for Excel is read back exactly', () => {
  fc.assert(
    fc.property(tables, separators, (rows, separator) => {
      const written = rows.map((row) => csvRow(row, { separator, isSafeForExcel: true })).join('')
      const read: string[][] = parse(written, { delimiter: separator })
      expect(read.map((row) => row.map(unguard))).toEqual(rows)
    }),
    { numRuns: 1000 }
  )
})

test('what is written for programs is read back exactly', () => {
  fc.assert(
    fc.property(tables, separators, (rows, separator) => {
      const written = rows.map((row) => csvRow(row, { separator, isSafeForExcel: false })).join('')
      expect(parse(written, { delimiter: separator })).toEqual(rows)
    })
  )
})

test('no cell for Excel begins with anything that it would run', () => {
  fc.assert(
    fc.property(hostile, separators, (text, separator) => {
      expect(csvCell(text, { separator, isSafeForExcel: true }).replace(/^"/, '')).not.toMatch(/^[=+\-@\t\r\0]/)
    }),
    { numRuns: 1000 }
  )
})
