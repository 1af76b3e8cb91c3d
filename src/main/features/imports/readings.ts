import { emptyCell, type SheetRow } from '#main/workers/sheetRows.ts'
import { type FoundTable, isShifted, rowRole } from '#main/workers/table.ts'
import { type ClientOfRow, readClient } from './clientRow.ts'
import { type ContactOfRow, readContact } from './contactRow.ts'
import { type DealOfRow, readDeal, type StageNames } from './dealRow.ts'
import { type DayReading, failed, fieldReader, type FieldMapping, type FieldWords, isPlaceholder, type Remark, type RowResult, type RowValues, valueKey, warning } from './fields.ts'
import { type NoteOfRow, readNote } from './noteRow.ts'
import { type ProductOfRow, readProduct } from './productRow.ts'
import { type PurchaseOfRow, readPurchase } from './purchaseRow.ts'

/** All that reading rows needs to know, as plain data: the thread of the file reads them, the store's thread only writes. */
export type ReadPlan = { readonly table: FoundTable; readonly mapping: FieldMapping; readonly target: TargetPlan; readonly edits: readonly RowEdit[] }
/** Cells of a row that the user put right before the import. */
export type RowEdit = { readonly rowNumber: number; readonly cells: readonly { readonly column: number; readonly text: string }[] }
export type TargetPlan = {
  readonly country: string
  readonly currency: string
  readonly days: DayReading
  readonly words: FieldWords
} & (
  | { readonly kind: 'client' }
  | { readonly kind: 'product' }
  | { readonly kind: 'contact' }
  | { readonly kind: 'deal'; readonly stages: StageNames }
  | { readonly kind: 'purchase' }
  | { readonly kind: 'note' }
)

/** What a row describes. */
export type RecordOfRow =
  | { readonly kind: 'client'; readonly value: ClientOfRow }
  | { readonly kind: 'product'; readonly value: ProductOfRow }
  | { readonly kind: 'contact'; readonly value: ContactOfRow }
  | { readonly kind: 'deal'; readonly value: DealOfRow }
  | { readonly kind: 'purchase'; readonly value: PurchaseOfRow }
  | { readonly kind: 'note'; readonly value: NoteOfRow }

/** What a row says; without a record it is empty (no remark) or failed (the remark says why). */
export type Reading = { readonly isData: boolean; readonly record: RecordOfRow | null; readonly remarks: readonly Remark[] }
export type ReadRow = { readonly row: SheetRow; readonly reading: Reading }

const empty: Reading = { isData: false, record: null, remarks: [] }

/** Gives each row with what the user put right in it. */
export function rowMender(edits: readonly RowEdit[]): (row: SheetRow) => SheetRow {
  const byRow = new Map(edits.map(({ rowNumber, cells }) => [rowNumber, cells]))
  if (byRow.size === 0) return (row) => row
  return (row) => {
    const edited = byRow.get(row.rowNumber)
    if (!edited) return row
    const cells = [...row.cells]
    for (const { column, text } of edited) {
      while (cells.length <= column) cells.push(emptyCell)
      cells[column] = text.trim() === '' ? emptyCell : { text, kind: 'text' }
    }
    // What was put right is whole, also where the file ended within it.
    return { rowNumber: row.rowNumber, cells }
  }
}

/** Gives the reader of a plan; rows above the data are for the caller to leave out. */
export function rowReader({ table, mapping, target }: ReadPlan): (row: SheetRow) => Reading {
  const valuesOf = fieldReader(mapping)
  const listed = mapping.fields.flatMap(({ column, header, known }) => (known ? [{ column, header, known }] : []))
  return (row) => {
    if (rowRole(row, table) !== 'data') return empty
    if (row.isCut === true) return { isData: true, record: null, remarks: failed('rowCut', row.cells.at(-1)?.text ?? '').remarks }
    const over = isShifted(row, table)
    if (over !== undefined) return { isData: true, record: null, remarks: failed('rowShifted', over).remarks }
    const values = valuesOf(row)
    const reading = readRecord(values, mapping, target)
    if (reading.record === null || listed.length === 0) return { isData: true, ...reading }
    const unknown = listed.flatMap((column) => unknownIn(values, column))
    if (unknown.length === 0) return { isData: true, ...reading }
    return { isData: true, record: withKept(reading.record, unknown), remarks: [...reading.remarks, ...unknown.map((text) => warning('valueUnknown', text))] }
  }
}

type ListedColumn = { readonly column: number; readonly header: string; readonly known: ReadonlySet<string> }

/** A word that is in no list of ours says nothing: the row says that it does not, and its record keeps it as it was written. */
function unknownIn(values: RowValues, { column, header, known }: ListedColumn): string[] {
  const text = values.at(column)?.kind === 'error' ? '' : (values.at(column)?.text.trim() ?? '')
  return text === '' || isPlaceholder(text) || known.has(valueKey(text)) ? [] : [`${header}: ${text}`]
}

function withKept(record: RecordOfRow, texts: readonly string[]): RecordOfRow {
  if (record.kind === 'client') return { ...record, value: { ...record.value, kept: [...record.value.kept, ...texts] } }
  if (record.kind === 'deal') return { ...record, value: { ...record.value, note: [record.value.note, ...texts].filter(Boolean).join('\n') } }
  if (record.kind === 'note') return { ...record, value: { ...record.value, text: [record.value.text, ...texts].join('\n') } }
  return record
}

function readRecord(values: RowValues, mapping: FieldMapping, target: TargetPlan): Omit<Reading, 'isData'> {
  const { kind, country, currency, days, words } = target
  switch (kind) {
    case 'client':
      return record('client', readClient(values, mapping, country, words, days))
    case 'product':
      return record('product', readProduct(values, currency, words))
    case 'contact':
      return record('contact', readContact(values, country, words, days))
    case 'deal':
      return record('deal', readDeal(values, target.stages, country, currency, days, words))
    case 'purchase':
      return record('purchase', readPurchase(values, country, currency, days, words))
    case 'note':
      return record('note', readNote(values, country, days, words))
  }
}

function record<R extends RecordOfRow>(kind: R['kind'], { value, remarks }: RowResult<R['value']>): Omit<Reading, 'isData'> {
  return { record: value === null ? null : ({ kind, value } as RecordOfRow), remarks }
}
