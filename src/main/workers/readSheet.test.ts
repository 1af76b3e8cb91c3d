import { describe, expect, test } from 'vitest'
import { testFolder } from '#test/fixtures/files.ts'
import { hostileFiles } from '#test/fixtures/hostile.ts'
import { makeWorkbook } from '#test/fixtures/zip.ts'
import { AppError } from '#shared/result.ts'
import type { OpenSheetOptions } from './readSheet.ts'
import { openSheet } from './readSheet.ts'
import type { SheetRow } from './sheetRows.ts'

const write = testFolder()
const threadFile = new URL('sheetThread.ts', import.meta.url).pathname
const ways = [{ run: 'inline' }, { run: 'thread', threadFile }] as const satisfies readonly OpenSheetOptions[]

async function readAll(path: string, options: OpenSheetOptions): Promise<SheetRow[]> {
  const sheet = await openSheet(path, options)
  try {
    const rows: SheetRow[] = []
    for await (const batch of sheet.rows) rows.push(...batch)
    return rows
  } finally {
    await sheet.close()
  }
}

async function outcome(path: string, options: OpenSheetOptions): Promise<string> {
  try {
    await readAll(path, options)
    return 'read'
  } catch (error) {
    return error instanceof AppError ? error.data.reason : String(error)
  }
}

const manyRows = Array.from({ length: 5000 }, (_, i) => `<row r="${i + 1}"><c r="A${i + 1}"><v>${i}</v></c></row>`).join('')

describe('a hostile file', () => {
  test.each(hostileFiles)('$what: $expected', async ({ fileName, bytes, expected }) => {
    const path = write(fileName, bytes())
    const started = performance.now()
    expect(await outcome(path, { run: 'inline' })).toBe(expected)
    expect(performance.now() - started).toBeLessThan(2000)
  })

  const heaviest = hostileFiles.filter(({ fileName }) => /bomb|claims|laughs|wide|huge|long-quote|overlap|deep/.test(fileName))
  test.each(heaviest)('$what: the same answer from a thread with 48 MB', async ({ fileName, bytes, expected }) => {
    expect(await outcome(write(fileName, bytes()), { run: 'thread', threadFile, memoryMb: 48 })).toBe(expected)
  })
})

describe.each(ways)('reading $run', (options) => {
  test('a workbook gives every row once and in order', async () => {
    const rows = await readAll(write('many.xlsx', makeWorkbook(manyRows)), options)
    expect(rows.map((row) => row.rowNumber)).toEqual(Array.from({ length: 5000 }, (_, i) => i + 1))
    expect(rows[4999]?.cells).toEqual([{ text: '4999', kind: 'number' }])
  })

  test('a slow reader is waited for and loses nothing', async () => {
    const sheet = await openSheet(write('slow.xlsx', makeWorkbook(manyRows)), options)
    let count = 0
    for await (const batch of sheet.rows) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      expect(batch.length).toBeLessThanOrEqual(1000)
      count += batch.length
    }
    expect(count).toBe(5000)
    await sheet.close()
  })

  test('the rows can be read again, after a look at the first ones', async () => {
    const sheet = await openSheet(write('twice.xlsx', makeWorkbook(manyRows)), options)
    for await (const batch of sheet.rows) {
      expect(batch[0]?.rowNumber).toBe(1)
      break
    }
    let count = 0
    for await (const batch of sheet.rows) count += batch.length
    expect(count).toBe(5000)
    await sheet.close()
  })

  test('a cancel stops the reading and says so', async () => {
    const stop = new AbortController()
    const sheet = await openSheet(write('cancel.xlsx', makeWorkbook(manyRows.repeat(10).replaceAll(/ r="[A-Z]?\d+"/g, ''))), { ...options, signal: stop.signal })
    const reading = (async () => {
      for await (const batch of sheet.rows) if (batch.length > 0) stop.abort()
    })()
    await expect(reading).rejects.toMatchObject({ data: { code: 'cancelled' } })
    await sheet.close()
  })

  test('a text file without a known encoding asks before it is read, then is read as chosen', async () => {
    const path = write('cp1250.csv', Buffer.from([0x4e, 0x61, 0x7a, 0x77, 0x61, 0x3b, 0x4e, 0x49, 0x50, 0x0a, 0xa3, 0xf3, 0x64, 0x9f, 0x3b, 0x31, 0x0a]))
    const asked = await openSheet(path, options)
    expect(asked.info).toMatchObject({ format: 'csv', csv: { encoding: null, delimiter: ';' } })
    await asked.close()
    const rows = await readAll(path, { ...options, csv: { encoding: 'windows-1250' } })
    expect(rows[1]?.cells[0]?.text).toBe('Łódź')
  })

  test('rows of uneven length are read and counted', async () => {
    const sheet = await openSheet(write('uneven.csv', 'a,b,c\n1,2,3\n1,2\n1,2,3,4\n'), options)
    let count = 0
    for await (const batch of sheet.rows) count += batch.length
    expect([count, sheet.unevenRows()]).toEqual([4, 2])
    await sheet.close()
  })

  test('a sheet that is not there is named', async () => {
    await expect(openSheet(write('one.xlsx', makeWorkbook('')), { ...options, sheetIndex: 3 })).rejects.toMatchObject({ data: { reason: 'import.sheet_missing' } })
  })

  test('a file that is gone is said to be gone', async () => {
    await expect(openSheet('/nowhere/at/all.xlsx', options)).rejects.toMatchObject({ data: { code: 'io', reason: 'import.gone' } })
  })
})
