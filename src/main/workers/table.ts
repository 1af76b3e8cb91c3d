import { isEmailShape, splitEmails } from '#shared/email.ts'
import { parseDay } from '#shared/day.ts'
import { isEdrpou, isInn, isNip, isRnokpp } from '#shared/identifiers.ts'
import { normalise } from '#shared/normalise.ts'
import { isExcelDamaged } from '#shared/phone.ts'
import type { Cell, SheetRow } from './sheetRows.ts'
import { columnLetters, emptyCell } from './sheetRows.ts'

/** What a column holds, judged by its values and never by its name. */
export type ColumnKind = 'phone' | 'email' | 'taxNumber' | 'date' | 'number' | 'text'

export type TableColumn = {
  /** Position in the sheet, from 0. */
  readonly index: number
  /** The header as written, two rows joined by ' / '; the column's letters where there is none. */
  readonly header: string
  /** Up to five different values from anywhere in the sample, so that a column empty at the top still shows what it is. */
  readonly samples: readonly string[]
  readonly kind: ColumnKind
  /** Rows of the sample with a value in this column. */
  readonly filledCount: number
}

export type FoundTable = {
  /** Number of the (lower) header row; `null` when the table starts with its data. */
  readonly headerRow: number | null
  readonly firstDataRow: number
  readonly columns: readonly TableColumn[]
  /** What stands above the header or between its rows and is left out, so that it can be shown. */
  readonly skippedRows: readonly { readonly rowNumber: number; readonly text: string }[]
  /** 0 to 1; below 0.5 the user should check the header row. */
  readonly confidence: number
  /** Scattered labels and values, as in an invoice or a questionnaire: nothing to import row by row. */
  readonly isForm: boolean
  /** The upper row of a header in two; null where one row or none holds it. */
  readonly upperHeaderRow: number | null
  /** Columns of a text file: a row with a value behind the last one has slipped. Null where that cannot be told. */
  readonly width: number | null
}

export type TableOptions = {
  /** Where the user says that the header stands; 0 for none. */
  readonly headerRow?: number | undefined
  /** In a text file a separator too many moves the values of a row aside. */
  readonly isText?: boolean
}

/** What a row below the header is. Only `data` becomes a client or a deal. */
export type RowRole = 'data' | 'totals' | 'header' | 'blank'

/** Rows that are enough to understand a table. */
export const tableSampleRows = 1000
const headerSearchRows = 30
const sampleCount = 5

/**
 * Finds the table in the first rows of a sheet: titles and notes above it, its header in one or two rows, what each column
 * holds. `isKnownHeader` tells usual column names; the search works without a hit too.
 */
export function findTable(rows: readonly SheetRow[], isKnownHeader: (text: string) => boolean, options?: TableOptions): FoundTable {
  const filled = rows.map(trimRow).filter((row) => row.cells.some(hasText)).slice(0, tableSampleRows)
  const asked = options?.headerRow
  if (asked === 0) return withoutHeader(filled)
  const at = asked === undefined ? -1 : filled.findIndex((row) => row.rowNumber >= asked)
  const found = at >= 0 ? tableBelow(filled, { index: at, score: 3, known: 2, knownShare: 1 }, { first: at, last: at }) : searchTable(filled, isKnownHeader)
  return options?.isText === true ? withWidth(found, filled) : found
}

function searchTable(filled: readonly SheetRow[], isKnownHeader: (text: string) => boolean): FoundTable {
  const candidates = filled.slice(0, headerSearchRows).map((_, index) => rateHeader(filled, index, isKnownHeader))
  const best = candidates.reduce<HeaderCandidate | undefined>((a, b) => (a && a.score >= b.score ? a : b), undefined)
  if (!best || best.score < 1) return withoutHeader(filled)
  return tableBelow(filled, best, twoRowHeader(filled, best.index, isKnownHeader))
}

function tableBelow(filled: readonly SheetRow[], best: HeaderCandidate, { first, last }: { readonly first: number; readonly last: number }): FoundTable {
  const data = filled.slice(last + 1).filter((row) => rowRoleOf(row.cells, undefined) === 'data')
  const headers = joinHeaders(filled[first], first === last ? undefined : filled[last])
  return {
    headerRow: filled[last]?.rowNumber ?? 1,
    firstDataRow: filled[last + 1]?.rowNumber ?? (filled[last]?.rowNumber ?? 1) + 1,
    columns: describeColumns(headers, data),
    skippedRows: filled.slice(0, first).map((row) => ({ rowNumber: row.rowNumber, text: rowText(row) })),
    confidence: Math.round(Math.min(1, best.score / 3) * 100) / 100,
    isForm: isScattered(filled, data, headers, best.known >= 2 && best.knownShare >= 0.5),
    upperHeaderRow: first === last ? null : (filled[first]?.rowNumber ?? null),
    width: null
  }
}

/** Columns without a name behind the last named one belong to the table only if most rows fill them. */
function withWidth(table: FoundTable, filled: readonly SheetRow[]): FoundTable {
  const header = filled.find((row) => row.rowNumber === table.headerRow)
  if (!header) return table
  const named = header.cells.length
  const rowCount = filled.filter((row) => row.rowNumber >= table.firstDataRow).length
  const isOurs = (column: TableColumn) => column.index < named || column.filledCount >= rowCount / 2
  const columns = table.columns.filter(isOurs)
  return { ...table, columns, width: Math.max(named, ...columns.map((column) => column.index + 1)) }
}

/** The first value that stands behind the last column, where a separator within a value moved all after it. */
export function isShifted(row: SheetRow, { width }: FoundTable): string | undefined {
  return width === null || row.cells.length <= width ? undefined : row.cells.slice(width).find(hasText)?.text
}

/** Tells totals, repeated headers and blanks from data while the rows of the whole file stream by. */
export function rowRole(row: SheetRow, table: FoundTable): RowRole {
  return rowRoleOf(trimRow(row).cells, table)
}

function rowRoleOf(cells: readonly Cell[], table: FoundTable | undefined): RowRole {
  const values = cells.filter(hasText)
  if (values.length === 0) return 'blank'
  if (isTotals(values)) return 'totals'
  return table && isRepeatedHeader(cells, table) ? 'header' : 'data'
}

const totalsWords = new Set(
  ['razem', 'suma', 'ogółem', 'łącznie', 'suma końcowa', 'total', 'grand total', 'totals', 'sum', 'разом', 'всього', 'підсумок', 'усього', 'итого', 'всего', 'итог', 'общий итог', 'загальний підсумок'].map(normalise)
)

function isTotals(values: readonly Cell[]): boolean {
  const [first, ...rest] = values
  if (!first || first.kind !== 'text') return false
  const words = normalise(first.text)
  const isWord = totalsWords.has(words) || /^(?:razem|итого|всего|разом|всього|total)\b/u.test(words) && first.text.trim().endsWith(':')
  return isWord && rest.every((cell) => isNumeric(cell))
}

function isRepeatedHeader(cells: readonly Cell[], table: FoundTable): boolean {
  if (table.headerRow === null) return false
  const named = table.columns.filter((column) => hasText(cells[column.index] ?? emptyCell))
  const lower = (header: string) => normalise(header.slice(header.lastIndexOf(' / ') + 1))
  return named.length > 1 && named.every((column) => {
    const value = normalise(cells[column.index]?.text ?? '')
    return value !== '' && (value === normalise(column.header) || value === lower(column.header))
  })
}

type HeaderCandidate = { readonly index: number; readonly score: number; readonly known: number; readonly knownShare: number }

/** How much a row looks like a header: names that are known, different and short, over rows of another kind. */
function rateHeader(filled: readonly SheetRow[], index: number, isKnownHeader: (text: string) => boolean): HeaderCandidate {
  const cells = filled[index]?.cells ?? []
  const values = cells.filter(hasText)
  const below = filled.slice(index + 1, index + 21)
  const known = values.filter((cell) => isKnownHeader(cell.text)).length
  const knownShare = known / values.length
  const width = usualWidth(filled)
  const nothing = { index, score: 0, known, knownShare }
  if (below.length === 0 && known < 2) return nothing
  // One value over a wide table is a title, not a header.
  if (values.length < 2 && width > 1) return nothing
  const names = values.filter((cell) => cell.kind === 'text' && valueKind(cell) === 'text' && cell.text.trim().length <= 80)
  const nameShare = names.length / values.length
  const distinctShare = new Set(values.map((cell) => normalise(cell.text))).size / values.length
  const widthShare = Math.min(1, values.length / Math.max(width, 1))
  const score =
    2 * Math.min(1, knownShare * 1.5) + 0.8 * widthShare + 0.6 * nameShare + 0.3 * distinctShare + contrast(cells, below) - 0.05 * index
  return { index, score: nameShare < 0.5 || (known === 0 && nameShare < 0.8) ? 0 : score, known, knownShare }
}

function usualWidth(filled: readonly SheetRow[]): number {
  const widths = filled.slice(0, 100).map((row) => row.cells.filter(hasText).length).sort((a, b) => a - b)
  return widths[Math.floor(widths.length * 0.6)] ?? 0
}

/** Share of columns whose values below are of another kind, or repeat each other while the header does not, or differ in length. */
function contrast(cells: readonly Cell[], below: readonly SheetRow[]): number {
  let columns = 0
  let different = 0
  cells.forEach((cell, column) => {
    if (!hasText(cell)) return
    columns += 1
    const values = below.map((row) => row.cells[column] ?? emptyCell).filter(hasText)
    const other = values.filter((value) => value.kind !== 'text' || valueKind(value) !== 'text').length
    const same = values.filter((value) => normalise(value.text) === normalise(cell.text)).length
    if (values.length > 0 && other / values.length > 0.5) different += 1
    else if (same > 0) different -= 1
  })
  return columns === 0 ? 0 : different / columns
}

/** A header in two rows: groups above, names below in the gaps of the upper row. */
function twoRowHeader(filled: readonly SheetRow[], best: number, isKnownHeader: (text: string) => boolean): { first: number; last: number } {
  if (isHeaderPair(filled, best, isKnownHeader)) return { first: best, last: best + 1 }
  if (best > 0 && isHeaderPair(filled, best - 1, isKnownHeader)) return { first: best - 1, last: best }
  return { first: best, last: best }
}

function isHeaderPair(filled: readonly SheetRow[], index: number, isKnownHeader: (text: string) => boolean): boolean {
  const upper = filled[index]
  const lower = filled[index + 1]
  if (!upper || !lower || !filled[index + 2] || lower.rowNumber !== upper.rowNumber + 1) return false
  const upperCells = upper.cells.filter(hasText)
  const lowerCells = lower.cells.filter(hasText)
  if (upperCells.length < 2 || lowerCells.length === 0) return false
  const inGaps = lower.cells.filter((cell, column) => hasText(cell) && !hasText(upper.cells[column] ?? emptyCell)).length
  const areNames = [...upperCells, ...lowerCells].every((cell) => cell.kind === 'text' && valueKind(cell) === 'text' && cell.text.length <= 40)
  if (inGaps === 0 || !areNames) return false
  // A lower row that names every column by itself needs no help from what stands above: that is a note.
  const names = lower.cells.map((cell) => normalise(cell.text))
  const isWhole = upper.cells.every((cell, column) => !hasText(cell) || hasText(lower.cells[column] ?? emptyCell)) && new Set(names).size === names.length
  if (isWhole) return false
  const known = lowerCells.filter((cell) => isKnownHeader(cell.text)).length
  return known / lowerCells.length >= 0.4 || contrast(lower.cells, filled.slice(index + 2, index + 12)) >= 0.5
}

function joinHeaders(upper: SheetRow | undefined, lower: SheetRow | undefined): string[] {
  const top = upper?.cells ?? []
  const bottom = lower?.cells ?? []
  const headers: string[] = []
  let group = ''
  for (let column = 0; column < Math.max(top.length, bottom.length); column += 1) {
    const above = clean(top[column])
    const below = clean(bottom[column])
    if (above !== '') group = above
    headers.push(below === '' ? above : group === '' ? below : `${group} / ${below}`)
  }
  return headers
}

function withoutHeader(filled: readonly SheetRow[]): FoundTable {
  const width = usualWidth(filled)
  const isTitle = (row: SheetRow) => width > 2 && row.cells.filter(hasText).length === 1
  const start = Math.max(0, filled.findIndex((row) => !isTitle(row)))
  const data = filled.slice(start).filter((row) => rowRoleOf(row.cells, undefined) === 'data')
  return {
    headerRow: null,
    firstDataRow: filled[start]?.rowNumber ?? 1,
    columns: describeColumns([], data),
    skippedRows: filled.slice(0, start).map((row) => ({ rowNumber: row.rowNumber, text: rowText(row) })),
    confidence: filled.length === 0 ? 0 : 0.4,
    isForm: isScattered(filled, data, [], false),
    upperHeaderRow: null,
    width: null
  }
}

/** Few rows fill the columns of the first: labels and values lie about, as in a form. */
function isScattered(filled: readonly SheetRow[], data: readonly SheetRow[], headers: readonly string[], hasKnownHeader: boolean): boolean {
  if (filled.length < 6 || hasKnownHeader) return false
  const widest = Math.max(headers.length, ...data.slice(0, 200).map((row) => row.cells.length))
  const usual = usualWidth(filled)
  return widest >= 8 && usual / widest < 0.25
}

function describeColumns(headers: readonly string[], data: readonly SheetRow[]): TableColumn[] {
  const width = Math.max(headers.length, ...data.map((row) => row.cells.length), 0)
  const columns: TableColumn[] = []
  for (let index = 0; index < width; index += 1) {
    const values = data.map((row) => row.cells[index] ?? emptyCell).filter(hasText)
    const header = headers[index] ?? ''
    if (header === '' && values.length === 0) continue
    columns.push({
      index,
      header: header === '' ? columnLetters(index) : header,
      samples: [...new Set(values.slice(0, 200).map((cell) => clean(cell)))].slice(0, sampleCount),
      kind: columnKind(values),
      filledCount: values.length
    })
  }
  return columns
}

/** The kind of most values of a column; digits alone are a phone or a tax number only when the column as a whole agrees. */
export function columnKind(values: readonly Cell[]): ColumnKind {
  const sample = values.slice(0, 200)
  if (sample.length === 0) return 'text'
  const counts = new Map<ColumnKind, number>()
  for (const cell of sample) {
    const kind = valueKind(cell)
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  const share = (...kinds: ColumnKind[]) => kinds.reduce((sum, kind) => sum + (counts.get(kind) ?? 0), 0) / sample.length
  if (share('email') >= 0.6) return 'email'
  if (share('date') >= 0.6) return 'date'
  // One in eleven numbers passes a checksum by chance: most of a column does not.
  if (share('taxNumber') >= 0.5) return 'taxNumber'
  if (share('phone') > 0 && share('phone', 'taxNumber') >= 0.6) return 'phone'
  if (share('number', 'taxNumber') >= 0.6) return 'number'
  return share('phone', 'number', 'taxNumber') >= 0.6 && share('phone') >= 0.3 ? 'phone' : 'text'
}

function valueKind(cell: Cell): ColumnKind {
  if (cell.kind === 'date') return 'date'
  const text = cell.text.trim()
  if (text.includes('@')) return splitEmails(text).some(isEmailShape) ? 'email' : 'text'
  const digits = text.replace(/\D/g, '')
  if (digits === '') return 'text'
  // '2026-04-01' without its dashes may well pass the check of a number.
  if (/^\d{4}-\d\d-\d\d|^\d\d?[./-]\d\d?[./-]\d{4}/.test(text) && (parseDay(text, 'dmy') ?? parseDay(text, 'mdy')) !== undefined) return 'date'
  if (isTaxNumber(text)) return 'taxNumber'
  if (isExcelDamaged(text) || isPhoneLike(text, digits)) return 'phone'
  if (isNumeric(cell)) return 'number'
  return cell.kind === 'text' && text.length <= 40 && parseDay(text, 'dmy') !== undefined ? 'date' : 'text'
}

function isTaxNumber(text: string): boolean {
  const bare = text.replace(/^(?:PL|UA)\s?(?=\d)/i, '').replace(/[\s-]/g, '')
  if (!/^\d{8,12}$/.test(bare)) return false
  return isNip(bare) || isEdrpou(bare) || isInn(bare) || isRnokpp(bare)
}

/** Written as phones are: a plus, a label or groups; nine digits and more in one piece, but not an amount. */
function isPhoneLike(text: string, digits: string): boolean {
  if (digits.length < 7 || digits.length > 60) return false
  if (/^(?:tel|fax|моб|тел|kom|m|t)\b[.:]?/iu.test(text)) return true
  if (!/^[\d\s()+\-./,;x*]+(?:(?:w|wew|ext|вн|доб|do|lub|fax|tel)[.\s]*[\d\s().,\-/]*)*$/iu.test(text)) return false
  if (/^\d{4}-\d\d-\d\d|^\d\d?[./]\d\d?[./]\d{4}/.test(text)) return false
  if (text.startsWith('+') || text.startsWith('(')) return true
  const groups = text.split(/[\s\-/.,;]+/).filter(Boolean)
  if (groups.length >= 3) return !/^\d{1,3}(?:[\s.,]\d{3})+(?:[.,]\d{1,2})?$/.test(text) || digits.length === 9
  return /^\d{9,13}$/.test(text) || (groups.length === 2 && digits.length >= 9 && !/[.,]\d{1,2}$/.test(text))
}

function isNumeric(cell: Cell): boolean {
  if (cell.kind === 'number') return true
  return cell.kind === 'text' && /^[-+]?(?:\d{1,3}(?:[\s\u00a0.,']\d{3})+|\d+)(?:[.,]\d+)?\s?(?:%|zł|PLN|EUR|USD|UAH|грн\.?|руб\.?|€|\$|₴)?$/iu.test(cell.text.trim())
}

function hasText(cell: Cell): boolean {
  return cell.kind !== 'empty' && cell.text.trim() !== ''
}

function clean(cell: Cell | undefined): string {
  return (cell?.text ?? '').replace(/\s+/g, ' ').trim()
}

function rowText(row: SheetRow): string {
  return row.cells.map(clean).filter(Boolean).join(' ')
}

function trimRow(row: SheetRow): SheetRow {
  let width = row.cells.length
  while (width > 0 && !hasText(row.cells[width - 1] ?? emptyCell)) width -= 1
  return width === row.cells.length ? row : { rowNumber: row.rowNumber, cells: row.cells.slice(0, width) }
}
