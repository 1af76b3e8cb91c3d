import type { Context, JobContext } from '#main/app/context.ts'
import { inTransaction } from '#main/db/transaction.ts'
import type { SourceRow } from '#shared/contract/sources.ts'
import { normalise } from '#shared/normalise.ts'
import { invalid, ruleBroken } from '#shared/result.ts'
import { inSlices } from '../clients/batches.ts'
import { builtInNames } from '../imports/names.ts'
import { moveWithin } from '../properties/properties.ts'
import { getSource, idsWithSource, insertSource, listSources, renameInQuestions, setSource, updateSource } from './sources.queries.ts'

/** Every source in the firm's order with its clients and deals, those put away last (S-20, S-25). */
export function sources({ db }: Pick<Context, 'db'>): SourceRow[] {
  return listSources(db)
}

/** The source of that name, whatever language it is written in. */
function named(ctx: Context, name: string): SourceRow | undefined {
  const all = listSources(ctx.db)
  const id = builtInNames(all, 'source', ctx.places.resourcesDir).get(normalise(name))
  return all.find((row) => row.id === id)
}

/** Adds a source, or brings back the one of that name that was put away. Throws validation `source.name_taken`. */
export function createSource(ctx: Context, { name }: { name: string }): { readonly id: string } {
  const same = named(ctx, name)
  if (same && !same.isAway) throw invalid('source.name_taken', { name }, { name: 'source.name_taken' })
  const id = same?.id ?? ctx.newId()
  inTransaction(ctx, (db) => {
    if (same) updateSource(db, id, { deletedAt: null, updatedAt: ctx.now() })
    else insertSource(db, { id, name, position: listSources(db).length + 1, createdAt: ctx.now(), updatedAt: ctx.now() })
  })
  return { id }
}

/** A built-in one gets a name of its own, the same in every language. Throws not_found, validation `source.name_taken`. */
export function renameSource(ctx: Context, { id, name }: { id: string; name: string }): null {
  getSource(ctx.db, id)
  const same = named(ctx, name)
  if (same && same.id !== id) throw invalid('source.name_taken', { name }, { name: 'source.name_taken' })
  inTransaction(ctx, (db) => updateSource(db, id, { name, updatedAt: ctx.now() }))
  return null
}

export function moveSource(ctx: Context, { id, beforeId }: { id: string; beforeId: string | null }): null {
  return moveWithin(ctx, 'source', listSources(ctx.db).filter((row) => !row.isAway), id, beforeId)
}

/** Takes a source out of every choice, or brings it back; clients and deals keep it. Throws not_found, rule `source.last`. */
export function putSourceAway(ctx: Context, { id, isAway }: { id: string; isAway: boolean }): null {
  getSource(ctx.db, id)
  if (isAway && listSources(ctx.db).every((row) => row.isAway || row.id === id)) throw ruleBroken('source.last')
  inTransaction(ctx, (db) => updateSource(db, id, { deletedAt: isAway ? ctx.now() : null, updatedAt: ctx.now() }))
  return null
}

/** Makes two sources one: clients, deals, segments, views and score rules of the first get the second. Throws not_found, rule `source.same`. */
export async function mergeSources(ctx: JobContext, { id, intoId }: { id: string; intoId: string }): Promise<{ clientCount: number; dealCount: number }> {
  const { db } = ctx
  getSource(db, id)
  if (id === intoId || getSource(db, intoId).deletedAt !== null) throw ruleBroken('source.same')
  const counted = listSources(db).find((row) => row.id === id)!
  for (const table of ['client', 'deal'] as const) {
    await inSlices(ctx, idsWithSource(db, table, id), (ids) => setSource(db, table, ids, intoId, ctx.now()))
  }
  inTransaction(ctx, () => {
    renameInQuestions(db, id, intoId, ctx.now())
    updateSource(db, id, { deletedAt: ctx.now(), updatedAt: ctx.now() })
  })
  return { clientCount: counted.clientCount, dealCount: counted.dealCount }
}
