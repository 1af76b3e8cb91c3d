import type { Context } from '#main/app/context.ts'
import { listRunningIds, updateRunState } from './imports.queries.ts'

/** An import that was running when the program stopped is offered to the user: continue or undo (decisions.md 34). */
export function markInterrupted(ctx: Context): void {
  for (const id of listRunningIds(ctx.db)) updateRunState(ctx.db, id, 'interrupted', null)
}
