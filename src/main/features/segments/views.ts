import type { Context } from '#main/app/context.ts'
import { inTransaction } from '#main/db/transaction.ts'
import { type ClientFilter, clientFilter, type ClientSort, clientSort } from '#shared/contract/clients.ts'
import { type SavedView, type ViewColumns, viewColumns } from '#shared/contract/segments.ts'
import { moveWithin } from '../properties/properties.ts'
import { getView, insertView, listViews, updateView } from './segments.queries.ts'

type ViewFields = { readonly name: string; readonly isForAll: boolean; readonly filter: ClientFilter; readonly sort: ClientSort; readonly columns: ViewColumns }
type ViewChange = { readonly [K in keyof ViewFields]?: ViewFields[K] | undefined }

const firstSort: ClientSort = { by: 'next', direction: 'asc' }

/** Views of the user and of everybody, in order. */
export function views({ db, userId }: Context): SavedView[] {
  return listViews(db, userId).map((row) => ({
    id: row.id,
    name: row.name,
    isForAll: row.userId === null,
    filter: clientFilter.safeParse(JSON.parse(row.filter)).data ?? {},
    sort: clientSort.safeParse(JSON.parse(row.sort)).data ?? firstSort,
    columns: viewColumns.safeParse(JSON.parse(row.columns)).data ?? null
  }))
}

function stored(ctx: Context, { name, isForAll, filter, sort, columns }: ViewChange) {
  return {
    ...(name !== undefined && { name }),
    ...(isForAll !== undefined && { userId: isForAll ? null : ctx.userId }),
    ...(filter !== undefined && { filter: JSON.stringify(filter) }),
    ...(sort !== undefined && { sort: JSON.stringify(sort) }),
    ...(columns !== undefined && { columns: JSON.stringify(columns) }),
    updatedAt: ctx.now()
  }
}

/** Keeps how the list is filtered, sorted and laid out under a name. */
export function createView(ctx: Context, fields: ViewFields): { readonly id: string } {
  const id = ctx.newId()
  const { filter, sort, columns } = fields
  inTransaction(ctx, (db) =>
    insertView(db, {
      id,
      name: fields.name,
      position: listViews(db, ctx.userId).length + 1,
      createdAt: ctx.now(),
      ...stored(ctx, fields),
      filter: JSON.stringify(filter),
      sort: JSON.stringify(sort),
      columns: JSON.stringify(columns)
    })
  )
  return { id }
}

/** Throws not_found. */
export function changeView(ctx: Context, { id, ...change }: { readonly id: string } & ViewChange): null {
  getView(ctx.db, id)
  inTransaction(ctx, (db) => updateView(db, id, stored(ctx, change)))
  return null
}

/** Throws not_found. */
export function moveView(ctx: Context, { id, beforeId }: { id: string; beforeId: string | null }): null {
  return moveWithin(ctx, 'saved_view', listViews(ctx.db, ctx.userId), id, beforeId)
}

/** Throws not_found. */
export function removeView(ctx: Context, { id }: { id: string }): null {
  getView(ctx.db, id)
  inTransaction(ctx, (db) => updateView(db, id, { deletedAt: ctx.now(), updatedAt: ctx.now() }))
  return null
}
