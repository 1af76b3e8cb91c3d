import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testFolder } from '#test/fixtures/files.ts'
import { openSheet } from './readSheet.ts'
import { writeCsv, writeXlsx } from './writeXlsx.ts'

const write = testFolder()
const place = write('place.txt', '')
const file = (name: string) => join(dirname(place), name)

async function textsOf(path: string): Promise<string[][]> {
  const sheet = await openSheet(path, { run: 'inline' })
  const texts: string[][] = []
  for await (const batch of sheet.rows) texts.push(...batch.map((row) => row.cells.map((cell) => cell.text)))
  await sheet.close()
  return texts
}

// What people and attackers put in cells.
const cell = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: fc.constantFrom('\x01', '\x0b', '\x1f', '\x7f', '\x85', '\u2028', '=', "'", '"', '\n', '\r', '\t', ';', ',', 'ż', '😀', '_'), maxLength: 8 }),
  fc.constantFrom('=1+1', '+48 600 100 200', '-2', '@SUM(A1)', "'=x", '_x000D_', '_x005F_', ' x ', '00-950', '№', 'Київ', 'ID', 'sep=;', '\ufeffx', 'constructor', '__proto__')
)
const table = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 12 })

/** What a reader must give back: empty cells at the end of a row and empty rows are not told. */
function visible(rows: readonly (readonly string[])[]): string[][] {
  return rows.map((row) => row.slice(0, row.findLastIndex((text) => text !== '') + 1)).filter((row) => row.length > 0)
}

describe('what is exported can be imported again', () => {
  test('a workbook gives back every text', async () => {
    const columns = ['A', 'B', 'C'].map((title) => ({ title, kind: 'text' as const, width: 12 }))
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        await writeXlsx(file('round.xlsx'), 'Klienci', columns, rows)
        expect(await textsOf(file('round.xlsx'))).toEqual([['A', 'B', 'C'], ...visible(rows)])
      }),
      { numRuns: 30 }
    )
  }, 30_000)

  test.each([',', ';', '\t'] as const)('CSV with %j gives back every text', async (separator) => {
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        await writeCsv(file('round.csv'), ['Nazwa', 'NIP', 'Telefon'], rows, { separator, isSafeForExcel: true })
        expect(await textsOf(file('round.csv'))).toEqual([['Nazwa', 'NIP', 'Telefon'], ...visible(rows)])
      }),
      { numRuns: 30 }
    )
  }, 30_000)
})

test('numbers, dates and money come back as such', async () => {
  const columns = [
    { title: 'Liczba', kind: 'number', width: 10 },
    { title: 'Data', kind: 'date', width: 12 },
    { title: 'Kwota', kind: 'money', width: 14 },
    { title: 'Telefon', kind: 'text', width: 14 }
  ] as const
  const path = file('kinds.xlsx')
  await writeXlsx(path, 'a/b: [c]* and far more than thirty-one characters', columns, [[12.5, '2025-11-18', { amountMinor: 123_456, currency: 'PLN' }, '48523800000'], [null, '', { amountMinor: 500, currency: 'JPY' }, '=1+1']])
  const sheet = await openSheet(path, { run: 'inline' })
  for await (const [, first, second] of sheet.rows) {
    expect(first?.cells).toEqual([{ text: '12.5', kind: 'number' }, { text: '2025-11-18', kind: 'date' }, { text: '1234.56', kind: 'number' }, { text: '48523800000', kind: 'text' }])
    expect(second?.cells.slice(2)).toEqual([{ text: '500', kind: 'number' }, { text: '=1+1', kind: 'text' }])
  }
  await sheet.close()
})

test('a place that cannot be written to is named and leaves nothing behind', async () => {
  await expect(writeXlsx(join(tmpdir(), 'no', 'such', 'folder.xlsx'), 'x', [], [])).rejects.toMatchObject({ data: { reason: 'file.not_written', details: { name: 'folder.xlsx' } } })
  expect(readdirSync(dirname(place)).filter((name) => name.endsWith('.tmp'))).toEqual([])
})
