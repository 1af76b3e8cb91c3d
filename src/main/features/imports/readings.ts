import type { SheetRow } from '#main/workers/sheetRows.ts'
import { type FoundTable, isShifted, rowRole } from '#main/workers/table.ts'
import { type ClientOfRow, readClient } from './clientRow.ts'
import { type ContactOfRow, readContact, type UnusableWords } from './contactRow.ts'
import { type DealOfRow, readDeal, type StageNames } from './dealRow.ts'
import { type DayReading, failed, fieldReader, type FieldMapping, type Remark, type RowResult, type RowValues } from './fields.ts'
import { type NoteOfRow, readNote } from './noteRow.ts'
import { type ProductOfRow, readProduct } from './productRow.ts'
import { type PurchaseOfRow, readPurchase } from './purchaseRow.ts'

/** All that reading rows needs to know, as plain data: the thread of the file reads them, the store's thread only writes. */
export type ReadPlan = { readonly table: FoundTable; readonly mapping: FieldMapping; readonly target: TargetPlan }
export type TargetPlan = {
  readonly country: string
  readonly currency: string
  readonly days: DayReading
  readonly words: UnusableWords
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

/** Gives the reader of a plan; rows above the data are for the caller to leave out. */
export function rowReader({ table, mapping, target }: ReadPlan): (row: SheetRow) => Reading {
  const valuesOf = fieldReader(mapping)
  return (row) => {
    if (rowRole(row, table) !== 'data') return empty
    const over = isShifted(row, table)
    if (over !== undefined) return { isData: true, record: null, remarks: failed('rowShifted', over).remarks }
    return { isData: true, ...readRecord(valuesOf(row), mapping, target) }
  }
}

function readRecord(values: RowValues, mapping: FieldMapping, target: TargetPlan): Omit<Reading, 'isData'> {
  const { kind, country, currency, days, words } = target
  switch (kind) {
    case 'client':
      return record('client', readClient(values, mapping, country, words, days))
    case 'product':
      return record('product', readProduct(values, currency))
    case 'contact':
      return record('contact', readContact(values, country, words, days))
    case 'deal':
      return record('deal', readDeal(values, target.stages, country, currency, days))
    case 'purchase':
      return record('purchase', readPurchase(values, country, currency, days))
    case 'note':
      return record('note', readNote(values, country, days))
  }
}

function record<R extends RecordOfRow>(kind: R['kind'], { value, remarks }: RowResult<R['value']>): Omit<Reading, 'isData'> {
  return { record: value === null ? null : ({ kind, value } as RecordOfRow), remarks }
}
