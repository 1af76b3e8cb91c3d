import type { SheetRow } from '#main/workers/sheetRows.ts'
import { type FoundTable, rowRole } from '#main/workers/table.ts'
import type { DayOrder, ImportField } from '#shared/contract/imports.ts'
import { type ClientOfRow, readClient, type UnusableWords } from './clientRow.ts'
import { type DealOfRow, readDeal, type StageNames } from './dealRow.ts'
import { fieldReader, type Remark } from './fields.ts'

/** All that reading rows needs to know, as plain data: the thread of the file reads them, the store's thread only writes. */
export type ReadPlan = {
  readonly table: FoundTable
  readonly mapping: readonly { readonly column: number; readonly field: ImportField }[]
  readonly target: TargetPlan
}
export type TargetPlan =
  | { readonly kind: 'client'; readonly country: string; readonly words: UnusableWords }
  | { readonly kind: 'deal'; readonly stages: StageNames; readonly currency: string; readonly dayOrder: DayOrder }

/** What a row says; with neither client nor deal it is empty (no remark) or failed (the remark says why). */
export type Reading = {
  readonly isData: boolean
  readonly client: ClientOfRow | null
  readonly deal: DealOfRow | null
  readonly remarks: readonly Remark[]
}
export type ReadRow = { readonly row: SheetRow; readonly reading: Reading }

const empty: Reading = { isData: false, client: null, deal: null, remarks: [] }

/** Gives the reader of a plan; rows above the data are for the caller to leave out. */
export function rowReader({ table, mapping, target }: ReadPlan): (row: SheetRow) => Reading {
  const valuesOf = fieldReader(mapping)
  return (row) => {
    if (rowRole(row, table) !== 'data') return empty
    const values = valuesOf(row)
    return target.kind === 'client'
      ? { isData: true, deal: null, ...readClient(values, target.country, target.words) }
      : { isData: true, client: null, ...readDeal(values, target.stages, target.currency, target.dayOrder) }
  }
}
