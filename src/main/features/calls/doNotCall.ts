import type { Context } from '#main/app/context.ts'
import { inTransaction } from '#main/db/transaction.ts'
import { isNumberForbidden } from '../clients/consents.ts'
import { numberOf } from '../clients/reach.ts'
import { updateEntry } from './lists.queries.ts'
import { insertForbidden, listForbidden, listUnreachableSharers, listWaitingEntriesOf, updateForbidden } from './queue.queries.ts'

/** Nobody calls the number of a client again, in no list; whoever cannot be reached any more leaves the queues. Throws not_found. */
export function forbidNumber(ctx: Context, { phoneId, reason }: { phoneId: string; reason: string | null }): null {
  const e164 = numberOf(ctx.db, phoneId)
  if (isNumberForbidden(ctx.db, e164)) return null
  inTransaction(ctx, () => {
    forbidNumbers(ctx, [e164], reason)
    endEntries(ctx, listUnreachableSharers(ctx.db, e164, ''))
  })
  return null
}

/** The number of a client may be called again. Throws not_found. */
export function allowNumber(ctx: Context, { phoneId }: { phoneId: string }): null {
  const e164 = numberOf(ctx.db, phoneId)
  const forbidden = listForbidden(ctx.db, e164)
  if (forbidden.length === 0) return null
  inTransaction(ctx, (db) => {
    for (const id of forbidden) updateForbidden(db, id, { deletedAt: ctx.now(), updatedAt: ctx.now() })
  })
  return null
}

/** Puts numbers on the list of those that must not be called; for use inside a transaction. */
export function forbidNumbers(ctx: Context, numbers: readonly string[], reason: string | null): void {
  const at = { createdAt: ctx.now(), updatedAt: ctx.now() }
  for (const e164 of new Set(numbers)) insertForbidden(ctx.db, { id: ctx.newId(), e164, reason, byId: ctx.userId, ...at })
}

/** Takes clients out of every queue that they wait in. */
export function endEntries(ctx: Context, clientIds: readonly string[]): void {
  for (const clientId of new Set(clientIds)) {
    for (const entryId of listWaitingEntriesOf(ctx.db, clientId)) {
      updateEntry(ctx.db, entryId, { state: 'done', nextCallAt: null, isPromised: false, updatedAt: ctx.now() })
    }
  }
}
