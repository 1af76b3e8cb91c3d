import type { Context } from '#main/app/context.ts'
import { inTransaction } from '#main/db/transaction.ts'
import type { AddressFields, WhiteList } from '#shared/contract/card.ts'
import {
  getAccount,
  getAddress,
  insertAccount,
  insertAddress,
  nextAccountPosition,
  nextAddressPosition,
  updateAccount,
  updateAddress
} from './addresses.queries.ts'
import { ibanOf } from './checks.ts'
import { getClient } from './clients.queries.ts'

type Given<T> = { readonly [K in keyof T]?: T[K] | undefined }

const given = <T extends object>(change: T): T =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as T

/** Adds a place where post or goods go. Throws not_found. */
export function addAddress(ctx: Context, { clientId, ...fields }: AddressFields & { clientId: string }): { readonly id: string } {
  getClient(ctx.db, clientId)
  const id = ctx.newId()
  const at = { createdAt: ctx.now(), updatedAt: ctx.now() }
  inTransaction(ctx, (db) => insertAddress(db, { id, clientId, ...fields, position: nextAddressPosition(db, clientId), ...at }))
  return { id }
}

export function changeAddress(ctx: Context, { id, change }: { id: string; change: Given<AddressFields> }): null {
  getAddress(ctx.db, id)
  inTransaction(ctx, (db) => updateAddress(db, id, { ...(given(change) as Partial<AddressFields>), updatedAt: ctx.now() }))
  return null
}

export function removeAddress(ctx: Context, { id }: { id: string }): null {
  getAddress(ctx.db, id)
  inTransaction(ctx, (db) => updateAddress(db, id, { deletedAt: ctx.now(), updatedAt: ctx.now() }))
  return null
}

type AccountFields = { readonly iban: string; readonly bankName: string | null; readonly currency: string | null }

/** Adds a bank account; its check digits must fit. Throws not_found, validation `client.iban.…`. */
export function addAccount(ctx: Context, { clientId, iban, ...fields }: AccountFields & { clientId: string }): { readonly id: string } {
  getClient(ctx.db, clientId)
  const id = ctx.newId()
  const checked = ibanOf(iban, 'iban')
  const at = { createdAt: ctx.now(), updatedAt: ctx.now() }
  inTransaction(ctx, (db) => insertAccount(db, { id, clientId, ...fields, iban: checked, position: nextAccountPosition(db, clientId), ...at }))
  return { id }
}

/** Another number is another account: what the white list said of the old one goes. Throws not_found, validation `client.iban.…`. */
export function changeAccount(ctx: Context, { id, change }: { id: string; change: Given<AccountFields & { whiteList: WhiteList | null }> }): null {
  const account = getAccount(ctx.db, id)
  const { whiteList, iban, ...fields } = change
  const checked = iban === undefined ? account.iban : ibanOf(iban, 'iban')
  const looked = whiteList !== undefined ? whiteList : checked === account.iban ? undefined : null
  inTransaction(ctx, (db) =>
    updateAccount(db, id, {
      ...(given(fields) as Partial<AccountFields>),
      iban: checked,
      ...(looked !== undefined && { whiteList: looked?.state ?? null, whiteListOn: looked?.on ?? null }),
      updatedAt: ctx.now()
    })
  )
  return null
}

export function removeAccount(ctx: Context, { id }: { id: string }): null {
  getAccount(ctx.db, id)
  inTransaction(ctx, (db) => updateAccount(db, id, { deletedAt: ctx.now(), updatedAt: ctx.now() }))
  return null
}
