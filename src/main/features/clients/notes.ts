import type { Context } from '#main/app/context.ts'
import { inTransaction } from '#main/db/transaction.ts'
import type { NoteKind } from '#shared/contract/clients.ts'
import { getClient, getContact } from './clients.queries.ts'
import { getNote, insertNote, updateNote } from './notes.queries.ts'

export type NewNote = {
  readonly clientId: string
  readonly dealId: string | null
  readonly text: string
  /** A note unless it tells of a call, a meeting or a message. */
  readonly kind?: NoteKind | undefined
  readonly contactId?: string | null | undefined
  /** Epoch ms; now unless said. */
  readonly at?: number | undefined
}

/** Writes down what was said or seen; it counts as contact with the client. Throws not_found. */
export function addNote(ctx: Context, { clientId, dealId, text, kind, contactId, at }: NewNote): { readonly id: string } {
  getClient(ctx.db, clientId)
  if (contactId) getContact(ctx.db, contactId)
  const id = ctx.newId()
  inTransaction(ctx, (db) =>
    insertNote(db, {
      id,
      clientId,
      dealId,
      kind: kind ?? 'note',
      contactId: contactId ?? null,
      text,
      at: Math.min(at ?? ctx.now(), ctx.now()),
      byId: ctx.userId,
      createdAt: ctx.now(),
      updatedAt: ctx.now()
    })
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
