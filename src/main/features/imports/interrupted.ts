import type { Context } from '#main/app/context.ts'
import { inTransactionWith } from '#main/db/transaction.ts'
import { listRunningIds, updateRun } from './runs.queries.ts'

/** An import that was running when the program stopped is offered to the user: continue or undo (decisions.md 34). */
export function markInterrupted(ctx: Context): void {
  const ids = listRunningIds(ctx.db)
  if (ids.length === 0) return
  inTransactionWith(ctx, { isUndoable: false, undoesId: null }, (db) => {
    for (const id of ids) updateRun(db, id, { state: 'interrupted', updatedAt: ctx.now() })
  })
}
