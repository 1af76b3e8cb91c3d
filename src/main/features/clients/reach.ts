import type { Context } from '#main/app/context.ts'
import type { Db } from '#main/db/open.ts'
import { inTransaction } from '#main/db/transaction.ts'
import type { ClientContact } from '#shared/contract/clients.ts'
import { normalise } from '#shared/normalise.ts'
import { invalid } from '#shared/result.ts'
import { emailOf, phoneOf } from './checks.ts'
import {
  getClient,
  getContact,
  getEmail,
  getPhone,
  insertContact,
  insertEmail,
  insertPhone,
  listPeople,
  nextContactPosition,
  nextEmailPosition,
  nextPhonePosition,
  removeContactReach,
  updateContact,
  updateEmail,
  updatePhone
} from './clients.queries.ts'

/** Adds a number to a client or to a person there. Throws not_found, validation `client.phone.…`. */
export function addPhone(
  ctx: Context,
  { clientId, contactId, text, label }: { clientId: string; contactId: string | null; text: string; label: string | null }
): { id: string; e164: string } {
  const { country } = getClient(ctx.db, clientId)
  if (contactId !== null) getContact(ctx.db, contactId)
  const e164 = phoneOf(text, country, 'text')
  const id = ctx.newId()
  inTransaction(ctx, (db) => {
    const position = nextPhonePosition(db, clientId)
    insertPhone(db, { id, clientId, contactId, e164, label, position, isBad: false, createdAt: ctx.now(), updatedAt: ctx.now() })
  })
  return { id, e164 }
}

/** Changes a number, its label, or marks it wrong; a new number is no longer wrong. Throws not_found, validation `client.phone.…`. */
export function changePhone(
  ctx: Context,
  { id, text, label, isBad }: { id: string; text?: string | undefined; label?: string | null | undefined; isBad?: boolean | undefined }
): null {
  const phone = getPhone(ctx.db, id)
  const e164 = text === undefined ? phone.e164 : phoneOf(text, getClient(ctx.db, phone.clientId).country, 'text')
  inTransaction(ctx, (db) =>
    updatePhone(db, id, {
      e164,
      label: label === undefined ? phone.label : label,
      isBad: isBad ?? (e164 === phone.e164 ? phone.isBad : false),
      updatedAt: ctx.now()
    })
  )
  return null
}

/** The number of a phone that is there, as it is stored. Throws not_found. */
export function numberOf(db: Db, phoneId: string): string {
  return getPhone(db, phoneId).e164
}

export function removePhone(ctx: Context, { id }: { id: string }): null {
  getPhone(ctx.db, id)
  inTransaction(ctx, (db) => updatePhone(db, id, { deletedAt: ctx.now(), updatedAt: ctx.now() }))
  return null
}

/** Adds an address to a client or to a person there. Throws not_found, validation `client.email`. */
export function addEmail(
  ctx: Context,
  { clientId, contactId, email: text }: { clientId: string; contactId: string | null; email: string }
): { id: string } {
  getClient(ctx.db, clientId)
  if (contactId !== null) getContact(ctx.db, contactId)
  const email = emailOf(text, 'email')
  const id = ctx.newId()
  inTransaction(ctx, (db) => {
    insertEmail(db, { id, clientId, contactId, email, position: nextEmailPosition(db, clientId), createdAt: ctx.now(), updatedAt: ctx.now() })
  })
  return { id }
}

/** Throws not_found, validation `client.email`. */
export function changeEmail(ctx: Context, { id, email: text }: { id: string; email: string }): null {
  getEmail(ctx.db, id)
  const email = emailOf(text, 'email')
  inTransaction(ctx, (db) => updateEmail(db, id, { email, updatedAt: ctx.now() }))
  return null
}

export function removeEmail(ctx: Context, { id }: { id: string }): null {
  getEmail(ctx.db, id)
  inTransaction(ctx, (db) => updateEmail(db, id, { deletedAt: ctx.now(), updatedAt: ctx.now() }))
  return null
}

/** Adds a person at a client. */
export function addContact(ctx: Context, { clientId, name, role }: { clientId: string; name: string; role: string | null }): { id: string } {
  getClient(ctx.db, clientId)
  const id = ctx.newId()
  inTransaction(ctx, (db) => {
    insertContact(db, { id, clientId, name, role, position: nextContactPosition(db, clientId), createdAt: ctx.now(), updatedAt: ctx.now() })
  })
  return { id }
}

/**
 * Adds a person with a number and an address in one change, or a number and an address to the client where no person is
 * named; somebody of that name who is there gets them (S-38). Throws not_found, validation `client.reach_empty`,
 * `client.phone.…`, `client.email`.
 */
export function addReach(
  ctx: Context,
  { clientId, name, role, phone, email }: { clientId: string; name: string; role: string | null; phone: string; email: string }
): { contactId: string | null } {
  const { country } = getClient(ctx.db, clientId)
  if (name === '' && phone === '' && email === '') throw invalid('client.reach_empty', undefined, { name: 'client.reach_empty' })
  if (phone !== '') phoneOf(phone, country, 'phone')
  if (email !== '') emailOf(email, 'email')
  const known = name === '' ? undefined : listPeople(ctx.db, clientId).find((person) => normalise(person.name) === normalise(name))
  return inTransaction(ctx, () => {
    const contactId = name === '' ? null : (known?.id ?? addContact(ctx, { clientId, name, role }).id)
    if (known && role !== null && known.role === null) changeContact(ctx, { id: known.id, role })
    if (phone !== '') addPhone(ctx, { clientId, contactId, text: phone, label: null })
    if (email !== '') addEmail(ctx, { clientId, contactId, email })
    return { contactId }
  })
}

type PersonChange = { readonly [K in 'name' | 'role' | 'birthday' | 'decisionRole' | 'note']?: ClientContact[K] | undefined }

/** Changes what is known of a person. Throws not_found. */
export function changeContact(ctx: Context, { id, ...change }: PersonChange & { readonly id: string }): null {
  getContact(ctx.db, id)
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  inTransaction(ctx, (db) => updateContact(db, id, { ...given, updatedAt: ctx.now() }))
  return null
}

/** Removes a person with their own numbers and addresses. */
export function removeContact(ctx: Context, { id }: { id: string }): null {
  getContact(ctx.db, id)
  inTransaction(ctx, (db) => {
    removeContactReach(db, id, ctx.now())
    updateContact(db, id, { deletedAt: ctx.now(), updatedAt: ctx.now() })
  })
  return null
}
