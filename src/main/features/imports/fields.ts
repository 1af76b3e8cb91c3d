import { type Cell, emptyCell, type SheetRow } from '#main/workers/sheetRows.ts'
import type { DayNumbers, DayOrder, ImportField, ImportOutcome, ImportProblem, PropertyKind } from '#shared/contract/imports.ts'
import { dayOfExcelSerial, parseDay } from '#shared/day.ts'
import { normalise } from '#shared/normalise.ts'

/** Which column feeds which field, and which ones feed properties of the firm's own. */
export type FieldMapping = {
  readonly fields: readonly ({ readonly column: number; readonly field: ImportField; readonly header: string } & ColumnValues)[]
  readonly properties: readonly ({ readonly column: number; readonly propertyId: string; readonly name: string; readonly kind: PropertyKind } & ColumnValues)[]
}
/** What words of a column mean. */
export type ColumnValues = {
  /** By `valueKey`: the word of ours that stands for it, or '' where it counts as not said. */
  readonly meanings?: ReadonlyMap<string, string>
  /** Words, by `valueKey`, that need no remark. */
  readonly known?: ReadonlySet<string>
}

/** Cells of one row by the field that they feed; a field may have several (phones in two columns). */
export type RowValues = {
  readonly rowNumber: number
  /** The first value that is there, trimmed; '' where there is none. */
  readonly text: (field: ImportField) => string
  readonly cells: (field: ImportField) => readonly FieldCell[]
  /** What stands in a column, by its position. */
  readonly at: (column: number) => Cell | undefined
  /** The first cell of the field that holds a spreadsheet's error. */
  readonly errorIn: (field: ImportField) => Cell | undefined
  readonly hasErrors: boolean
}
export type FieldCell = Cell & { readonly header: string }

/** Something to tell about a row. */
export type Remark = { readonly outcome: ImportOutcome; readonly problem: ImportProblem; readonly detail: string | null }

/** What a row says, or null with the remark that says why it cannot come in. */
export type RowResult<T> = { readonly value: T | null; readonly remarks: readonly Remark[] }

const noCells: readonly FieldCell[] = []
const hasText = (cell: Cell | undefined): cell is Cell =>
  cell !== undefined && cell.kind !== 'empty' && cell.kind !== 'error' && cell.text.trim() !== ''

/** In what form words of a file are compared with those of our lists. */
export function valueKey(text: string): string {
  return normalise(text) || text.trim().toLowerCase()
}

const severalValues = /[;,|\n]+/

/** The values of a cell, several where its column may hold several. */
export function valuesIn(text: string, isSeveral: boolean): string[] {
  return (isSeveral ? text.split(severalValues) : [text]).map(oneLine).filter((value) => value !== '' && !isPlaceholder(value))
}

/** The cell with the words of ours for those of the file. */
function meant(cell: Cell | undefined, meanings: ReadonlyMap<string, string>, isSeveral: boolean): Cell | undefined {
  if (!hasText(cell)) return cell
  const values = valuesIn(cell.text, isSeveral)
  if (!values.some((value) => meanings.has(valueKey(value)))) return cell
  const text = values.map((value) => meanings.get(valueKey(value)) ?? value).filter((value) => value !== '').join('; ')
  return text === '' ? emptyCell : { text, kind: 'text' }
}

/** Gives a reader of rows for a mapping of columns to fields; a spreadsheet's error cells count as empty. */
export function fieldReader(mapping: FieldMapping): (row: SheetRow) => RowValues {
  const read = plainReader(mapping)
  const replaced = [
    ...mapping.fields.map(({ column, field, meanings }) => ({ column, meanings, isSeveral: field === 'category' })),
    ...mapping.properties.map(({ column, kind, meanings }) => ({ column, meanings, isSeveral: kind === 'choices' }))
  ].filter(({ meanings }) => meanings !== undefined && meanings.size > 0)
  if (replaced.length === 0) return read
  return (row) => {
    const cells = [...row.cells]
    for (const { column, meanings, isSeveral } of replaced) if (cells[column]) cells[column] = meant(cells[column], meanings!, isSeveral) ?? emptyCell
    return read({ ...row, cells })
  }
}

function plainReader({ fields, properties }: FieldMapping): (row: SheetRow) => RowValues {
  const columnsOf = new Map<ImportField, { readonly column: number; readonly header: string }[]>()
  for (const { column, field, header } of fields) columnsOf.set(field, [...(columnsOf.get(field) ?? []), { column, header }])
  const mapped = [...fields, ...properties].map(({ column }) => column)
  return (row) => ({
    rowNumber: row.rowNumber,
    cells: (field) =>
      columnsOf.get(field)?.flatMap(({ column, header }) => {
        const cell = row.cells[column]
        return hasText(cell) ? [{ ...cell, header }] : []
      }) ?? noCells,
    text: (field) => {
      const place = columnsOf.get(field)?.find(({ column }) => hasText(row.cells[column]))
      return place === undefined ? '' : (row.cells[place.column]?.text.trim() ?? '')
    },
    at: (column) => row.cells[column],
    errorIn: (field) => columnsOf.get(field)?.map(({ column }) => row.cells[column]).find((cell) => cell?.kind === 'error'),
    hasErrors: mapped.some((column) => row.cells[column]?.kind === 'error')
  })
}

/** The first words of a value, for a report: a cell can hold a novel. */
export function excerpt(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text
}

/** A row that cannot come in. */
export function failed(problem: ImportProblem, detail: string | null): RowResult<never> {
  return { value: null, remarks: [{ outcome: 'failed', problem, detail: detail === null ? null : excerpt(detail) }] }
}

export function warning(problem: ImportProblem, detail: string): Remark {
  return { outcome: 'warning', problem, detail: excerpt(detail) }
}

/** What a row cannot hold where it belongs, with the remarks that say so; the texts go to the notes of its record. */
export type Kept = { readonly remarks: Remark[]; readonly texts: string[] }

/** A line of a field; one that is too long is cut, told and kept whole. */
export function lineOf(row: RowValues, field: ImportField, most: number, words: FieldWords, kept: Kept, text = row.text(field)): string | null {
  const line = oneLine(text)
  if (line === '' || isPlaceholder(line)) return null
  if (line.length <= most) return line
  keepText(kept, 'tooLong', words[field], line)
  return line.slice(0, most)
}

/** Keeps a value that cannot stand where it belongs and says so. */
export function keepText(kept: Kept, problem: ImportProblem, word: string | undefined, text: string): void {
  kept.remarks.push(warning(problem, word === undefined ? text : `${word}: ${text}`))
  kept.texts.push(word === undefined ? text : `${word}: ${text}`)
}

/** What fields are called in the user's language. */
export type FieldWords = Readonly<Partial<Record<ImportField, string>>>

/** Characters of one note (contract `notes.add`). */
const longestNote = 10_000

/** A text as notes that hold it whole. */
export function inNotes(text: string): string[] {
  const notes: string[] = []
  for (let from = 0; from < text.length; ) {
    // Parts end between words where there is one near.
    const rest = text.slice(from, from + longestNote)
    const gap = from + rest.length < text.length ? rest.search(/\s\S{0,200}$/) : -1
    const part = gap > 0 ? rest.slice(0, gap) : rest
    if (part.trim() !== '') notes.push(part.trim())
    from += part.length
  }
  return notes
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

const placeholders = new Set(['-', '--', '—', '–', 'n/a', 'na', 'brak', 'нет', 'немає', 'none', 'null', 'b/d', 'x'])

/** What people type where they have nothing to type. */
export function isPlaceholder(text: string): boolean {
  return placeholders.has(text.trim().toLowerCase())
}

/** How days are read that are written in digits or left as a spreadsheet's own numbers; `today` in the firm's time zone. */
export type DayReading = { readonly order: DayOrder; readonly numbers: DayNumbers | null; readonly today: string }
export type ReadDay = { readonly day: string | null; readonly problem?: ImportProblem; readonly detail?: string }

/** A day of a cell: null where nothing stands, a problem where it cannot be read without guessing. */
export function dayOf(row: RowValues, field: ImportField, { order, numbers }: DayReading): ReadDay {
  const [cell] = row.cells(field)
  if (!cell || isPlaceholder(cell.text)) return { day: null }
  return dayOfCell(cell, order, numbers)
}

export function dayOfCell(cell: Cell, order: DayOrder, numbers: DayNumbers | null): ReadDay {
  if (cell.kind === 'date') return { day: cell.text.slice(0, 10) }
  const text = cell.text.trim()
  const day = parseDay(text, order)
  if (day !== undefined) return { day }
  if (!isDayNumber(text)) return { day: null, problem: 'dayUnreadable', detail: text }
  const counted = numbers && dayOfExcelSerial(Number(text.replace(',', '.')), numbers === '1904' ? 1904 : 1900)
  return counted ? { day: counted } : { day: null, problem: 'dayIsNumber', detail: text }
}

/** A number that a spreadsheet shows as a day between 1945 and 2078 once somebody tells it to. */
export function isDayNumber(text: string): boolean {
  return /^\d{5}(?:[.,]\d+)?$/.test(text) && Number(text.slice(0, 5)) >= 16_500 && Number(text.slice(0, 5)) <= 65_400
}

/** All digits of a number in scientific form where none is lost: '4.8523812345E+10' is 48523812345; '4,85238E+10' is not known. */
export function wholeNumber(text: string): string | undefined {
  const [, first, rest = '', power] = /^\s*(\d)[.,](\d+)E\+?(\d{1,2})\s*$/i.exec(text) ?? []
  return first !== undefined && rest.length === Number(power) ? first + rest : undefined
}
