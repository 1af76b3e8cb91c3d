import type { RowAction } from '#shared/contract/imports.ts'
import type { BaseRow, Value } from './base.queries.ts'
import type { Remark } from './fields.ts'
import type { Reading } from './readings.ts'

/** One value of a record that a row changes. */
export type Change = { readonly field: string; readonly from: string | null; readonly to: string }

/** What became of a row; `matchName` is the record that it was taken for. */
export type RowOutcome = {
  readonly kind: 'created' | 'updated' | 'duplicate' | 'failed'
  readonly remarks: readonly Remark[]
  readonly matchName?: string
  readonly changes?: readonly Change[]
}

/** Writes one row of the file; called inside a transaction. */
export type RowWriter = (reading: Reading, rowNumber: number) => RowOutcome

/** What is done with records that are there and with those that are not, for the file and for single rows of it. */
export type Policy = {
  readonly known: RowAction
  readonly unknown: 'create' | 'skip'
  readonly byRow: ReadonlyMap<number, RowAction>
}

/** What to do with a row. A match that is not sure changes nothing by itself; a person may say otherwise for that row. */
export function actionOf(policy: Policy, rowNumber: number, match: { readonly isSure: boolean } | undefined): RowAction {
  const asked = policy.byRow.get(rowNumber)
  if (!match) return asked === 'skip' ? 'skip' : asked === undefined ? policy.unknown : 'create'
  if (asked !== undefined) return asked
  return match.isSure || policy.known === 'create' ? policy.known : 'skip'
}

/** Columns of a record that a row changes: blanks are filled, or all that the row says is taken; a blank never erases. */
export function changed(now: BaseRow, said: BaseRow, action: 'fill' | 'overwrite'): Record<string, Value> {
  const change: Record<string, Value> = {}
  for (const [column, value] of Object.entries(said)) {
    const old = now[column] ?? null
    if (value === null || value === '' || value === old) continue
    if (action === 'overwrite' || old === null || old === '') change[column] = value
  }
  return change
}

export function changesOf(now: BaseRow, change: Readonly<Record<string, Value>>): Change[] {
  return Object.entries(change).map(([field, to]) => ({ field, from: textOrNull(now[field]), to: String(to) }))
}

function textOrNull(value: Value | undefined): string | null {
  return value === null || value === undefined || value === '' ? null : String(value)
}

export function leftOut(): RowOutcome {
  return { kind: 'duplicate', remarks: [{ outcome: 'duplicate', problem: 'leftOut', detail: null }] }
}
