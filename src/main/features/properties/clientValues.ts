import type { Context, JobContext } from '#main/app/context.ts'
import { inTransaction } from '#main/db/transaction.ts'
import type { ClientSelection } from '#shared/contract/clients.ts'
import type { PropertyValue, ValueCount } from '#shared/contract/properties.ts'
import { inBatches } from '../clients/batches.ts'
import { getClient, selectedClientIds } from '../clients/clients.ts'
import { checkValue, refuseEmpty } from './properties.ts'
import { getCategory, getProperty } from './properties.queries.ts'
import { clientProperties, writeCategory, writeValue } from './values.ts'

/** Sets or, with null, empties a property of a client. Throws not_found, validation `property.value`, `property.required`. */
export function setProperty(ctx: Context, { clientId, propertyId, value }: { clientId: string; propertyId: string; value: PropertyValue }): null {
  getClient(ctx.db, clientId)
  const property = getProperty(ctx.db, propertyId)
  if (value !== null) checkValue(ctx.db, property, value)
  refuseEmpty(property, value)
  inTransaction(ctx, (db) => writeValue(ctx, db, clientId, property, value, 'set'))
  return null
}

/** Throws not_found. */
export function setCategory(ctx: Context, { clientId, categoryId, isOn }: { clientId: string; categoryId: string; isOn: boolean }): null {
  getClient(ctx.db, clientId)
  getCategory(ctx.db, categoryId)
  inTransaction(ctx, (db) => writeCategory(ctx, db, clientId, categoryId, isOn))
  return null
}

/** Puts on a client exactly these categories. Throws not_found. */
export function setCategories(ctx: Context, { clientId, categoryIds }: { clientId: string; categoryIds: readonly string[] }): null {
  getClient(ctx.db, clientId)
  for (const id of categoryIds) getCategory(ctx.db, id)
  const before = clientProperties(ctx, { clientId }).categoryIds
  inTransaction(ctx, (db) => {
    for (const id of new Set([...before, ...categoryIds])) writeCategory(ctx, db, clientId, id, categoryIds.includes(id))
  })
  return null
}

/** One property of many clients; the last choice of one that the firm asks for stays. Throws not_found, validation `property.value`, `property.required`. */
export async function setPropertyOfMany(
  ctx: JobContext,
  { selection, propertyId, value, mode }: { selection: ClientSelection; propertyId: string; value: PropertyValue; mode: 'set' | 'add' | 'remove' }
): Promise<ValueCount> {
  const property = getProperty(ctx.db, propertyId)
  if (value !== null) checkValue(ctx.db, property, value)
  if (mode === 'set') refuseEmpty(property, value)
  let clientCount = 0
  await inBatches(ctx, selectedClientIds(ctx.db, selection, ctx.now).sort(), (clientId) => {
    if (writeValue(ctx, ctx.db, clientId, property, value, mode)) clientCount += 1
  })
  return { clientCount }
}

/** One category on or off many clients. Throws not_found. */
export async function setCategoryOfMany(
  ctx: JobContext,
  { selection, categoryId, isOn }: { selection: ClientSelection; categoryId: string; isOn: boolean }
): Promise<ValueCount> {
  getCategory(ctx.db, categoryId)
  let clientCount = 0
  await inBatches(ctx, selectedClientIds(ctx.db, selection, ctx.now).sort(), (clientId) => {
    if (writeCategory(ctx, ctx.db, clientId, categoryId, isOn)) clientCount += 1
  })
  return { clientCount }
}
