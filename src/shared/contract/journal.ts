import { z } from 'zod'
import { job, query, returns } from './define.ts'
import { journalledNames } from './tables.ts'
import type { TableName } from './tables.ts'

/** A later change that stands in the way of taking one back. */
export type UndoBlocker = {
  readonly table: TableName
  readonly rowId: string
  readonly column: string
  readonly changeId: string | null
}
export type Undone = { readonly name: string; readonly opCount: number }
export type ChangeRow = {
  readonly id: string
  readonly name: string
  readonly at: number
  readonly userId: string | null
  readonly isUndoable: boolean
  readonly isUndone: boolean
  readonly opCount: number
}

const derived = ['client_summary', 'client_search', 'deal_state', 'deal_stage'] as const
/** An undo may touch anything that people change. */
const anything: readonly TableName[] = [...journalledNames, ...derived, 'journal_change', 'journal_tx', 'journal_op', 'journal_stamp']

export const journalOperations = {
  'journal.undo': job(z.strictObject({ changeId: z.string().min(1).max(64) }), returns<Undone>(), anything),
  'journal.undoLast': job(z.strictObject({}), returns<Undone>(), anything),
  'journal.changes': query(
    z.strictObject({ page: z.strictObject({ offset: z.int().min(0).max(10_000_000), limit: z.int().min(1).max(200) }) }),
    returns<readonly ChangeRow[]>(),
    ['journal_change', 'journal_tx', 'journal_op']
  )
}
