import type { Context, JobContext } from '#main/app/context.ts'
import { inTransaction } from '#main/db/transaction.ts'
import type { ClientSelection } from '#shared/contract/clients.ts'
import type { PropertyValue, ValueCount } from '#shared/contract/properties.ts'
import { inBatches } from '../clients/batches.ts'
import { changeClient, type ClientChange, getClient, selectedClientIds } from '../clients/clients.ts'
import { checkValue } from './properties.ts'
import { getCategory, getProperty } from './properties.queries.ts'
import { writeCategory, writeValue } from './values.ts'

/** Sets or, with null, empties a property of a client. Throws not_found, validation `property.value`. */
export function setProperty(ctx: Context, { clientId, propertyId, value }: { clientId: string; propertyId: string; value: PropertyValue }): null {
  getClient(ctx.db, clientId)
  const property = getProperty(ctx.db, propertyId)
  if (value !== null) checkValue(ctx.db, property, value)
  inTransaction(ctx, (db) => writeValue(ctx, db, clientId, property, value, 'set'))
  return null
}

/** Fields and properties of a client at once. Throws not_found, validation `property.value`. */
export function editClient(
  ctx: Context,
  { id, change, properties }: { id: string; change: ClientChange; properties: readonly { readonly propertyId: string; readonly value: PropertyValue }[] }
): null {
  getClient(ctx.db, id)
  inTransaction(ctx, () => {
    changeClient(ctx, { id, change })
    for (const { propertyId, value } of properties) setProperty(ctx, { clientId: id, propertyId, value })
  })
  return null
}

/** Throws not_found. */
export function setCategory(ctx: Context, { clientId, categoryId, isOn }: { clientId: string; categoryId: string; isOn: boolean }): null {
  getClient(ctx.db, clientId)
  getCategory(ctx.db, categoryId)
  inTransaction(ctx, (db) => writeCategory(ctx, db, clientId, categoryId, isOn))
  return null
}

/** One property of many clients. Throws not_found, validation `property.value`. */
export async function setPropertyOfMany(
  ctx: JobContext,
  { selection, propertyId, value, mode }: { selection: ClientSelection; propertyId: string; value: PropertyValue; mode: 'set' | 'add' | 'remove' }
): Promise<ValueCount> {
  const property = getProperty(ctx.db, propertyId)
  if (value !== null) checkValue(ctx.db, property, value)
  let clientCount = 0
  await inBatches(ctx, selectedClientIds(ctx.db, selection, ctx.now), (clientId) => {
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
  await inBatches(ctx, selectedClientIds(ctx.db, selection, ctx.now), (clientId) => {
    if (writeCategory(ctx, ctx.db, clientId, categoryId, isOn)) clientCount += 1
  })
  return { clientCount }
}
