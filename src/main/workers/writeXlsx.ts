import { basename } from 'node:path'
import writeExcelFile from 'write-excel-file/node'
import type { CellObject, SheetData } from 'write-excel-file/node'
import { writeFileAtomically } from '#main/app/atomicFile.ts'
import type { CsvOptions, CsvValue } from '#shared/csv.ts'
import { csvRow } from '#shared/csv.ts'
import { currencyExponent } from '#shared/money.ts'
import type { Money } from '#shared/money.ts'
import { ioFailed } from '#shared/result.ts'
import { caps } from './sheetRows.ts'

/** A column of an exported table; `width` in characters. */
export type ExportColumn = {
  readonly title: string
  readonly kind: 'text' | 'number' | 'date' | 'money'
  readonly width: number
}

/** A date is `YYYY-MM-DD`; money keeps its currency, which decides the decimals. */
export type ExportValue = string | number | Money | null

/** One table of a workbook, on a sheet of its own. */
export type ExportSheet = {
  readonly name: string
  readonly columns: readonly ExportColumn[]
  readonly rows: Iterable<readonly ExportValue[]>
}

/**
 * Writes one table as a workbook: a bold header that stays in sight, texts always as typed text cells, so that `=1+1` or
 * `+48…` stays what it is (reliability.md 2.6). Texts are cut at the 32,767 characters that a cell can hold.
 * Whole file or nothing. Throws `file.not_written`.
 */
export async function writeXlsx(
  path: string,
  sheetName: string,
  columns: readonly ExportColumn[],
  rows: Iterable<readonly ExportValue[]>
): Promise<void> {
  await writeXlsxSheets(path, [{ name: sheetName, columns, rows }])
}

/** As `writeXlsx`, several tables in one workbook. */
export async function writeXlsxSheets(path: string, sheets: readonly ExportSheet[]): Promise<void> {
  const filled = sheets.map(({ name, columns, rows }) => {
    const data: SheetData = [columns.map((column) => ({ value: escapeText(column.title), type: String, fontWeight: 'bold' }))]
    for (const row of rows) data.push(columns.map((column, index) => toCell(row[index] ?? null, column.kind)))
    return { data, sheet: validSheetName(name), columns: columns.map(({ width }) => ({ width })), stickyRowsCount: 1, dateFormat: 'yyyy-mm-dd' }
  })
  await writeOrExplain(path, await writeExcelFile(filled).toBuffer())
}

/** Writes one table as CSV with a byte order mark, which Excel needs to see UTF-8. Throws `file.not_written`. */
export async function writeCsv(
  path: string,
  titles: readonly string[],
  rows: Iterable<readonly CsvValue[]>,
  options: CsvOptions
): Promise<void> {
  const lines = ['\ufeff', csvRow(titles, options)]
  for (const row of rows) lines.push(csvRow(row, options))
  await writeOrExplain(path, Buffer.from(lines.join('')))
}

async function writeOrExplain(path: string, content: Uint8Array): Promise<void> {
  try {
    await writeFileAtomically(path, content)
  } catch (error) {
    throw ioFailed('file.not_written', { name: basename(path) }, error)
  }
}

function toCell(value: ExportValue, kind: ExportColumn['kind']): CellObject | null {
  if (value === null || value === '') return null
  if (typeof value === 'object') return moneyCell(value)
  if (kind === 'date' && typeof value === 'string') return dateCell(value)
  if (kind !== 'text' && typeof value === 'number' && Number.isFinite(value)) return { value, type: Number }
  return { value: escapeText(String(value)), type: String }
}

function moneyCell({ amountMinor, currency }: Money): CellObject {
  const decimals = currencyExponent(currency)
  const format = decimals === 0 ? '#,##0' : `#,##0.${'0'.repeat(decimals)}`
  return { value: amountMinor / 10 ** decimals, type: Number, format }
}

function dateCell(day: string): CellObject {
  const ms = Date.parse(`${day}T00:00:00Z`)
  // The calendar of Excel begins in 1900; older days are kept as they are written.
  const isShown = /^\d{4}-\d\d-\d\d$/.test(day) && ms >= Date.UTC(1900, 2, 1)
  return isShown ? { value: new Date(ms), type: Date } : { value: escapeText(day), type: String }
}

/** Characters that a workbook cannot hold as they are, and texts that look like their escapes (ECMA-376 part 1, 22.9.2.19). */
function escapeText(text: string): string {
  // The writer keeps texts as keys of a plain object: a firm called "constructor" would ruin the file.
  if (text in Object.prototype) return escapeChar(text.charAt(0)) + text.slice(1)
  return text
    .slice(0, caps.cellChars)
    .replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
    .replace(/(?![\t\n])[\p{Cc}\ufdd0-\ufdef\ufffd-\uffff]/gu, escapeChar)
}

function escapeChar(char: string): string {
  return `_x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
}

function validSheetName(name: string): string {
  const usable = name.replace(/[[\]/\\:*?]+/g, ' ').replace(/^'+|'+$/g, '').trim().slice(0, 31)
  return usable === '' ? 'Klientela' : usable
}
