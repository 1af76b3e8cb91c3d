import type { Context } from '#main/app/context.ts'
import { inTransaction } from '#main/db/transaction.ts'
import { getClient } from './clients.ts'
import { getNote, insertNote, updateNote } from './notes.queries.ts'

/** Writes down what was said or seen; it counts as contact with the client. Throws not_found. */
export function addNote(ctx: Context, { clientId, dealId, text }: { clientId: string; dealId: string | null; text: string }): { readonly id: string } {
  getClient(ctx.db, clientId)
  const id = ctx.newId()
  inTransaction(ctx, (db) =>
    insertNote(db, { id, clientId, dealId, text, at: ctx.now(), byId: ctx.userId, createdAt: ctx.now(), updatedAt: ctx.now() })
  )
  return { id }
}

export function changeNote(ctx: Context, { id, text }: { id: string; text: string }): null {
  getNote(ctx.db, id)
  inTransaction(ctx, (db) => updateNote(db, id, { text, updatedAt: ctx.now() }))
  return null
}

export function removeNote(ctx: Context, { id }: { id: string }): null {
  getNote(ctx.db, id)
  inTransaction(ctx, (db) => updateNote(db, id, { deletedAt: ctx.now(), updatedAt: ctx.now() }))
  return null
}
