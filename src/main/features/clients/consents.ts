import type { Context } from '#main/app/context.ts'
import type { Db } from '#main/db/open.ts'
import { inTransaction } from '#main/db/transaction.ts'
import { type Channel, type ConsentWord, type ContactPurpose, mayContact, wordFor } from '#shared/consent.ts'
import type { ClientConsent, consentInput, ConsentAnswer } from '#shared/contract/card.ts'
import { startOfDayMs, today } from '#shared/day.ts'
import { invalid, notFound } from '#shared/result.ts'
import type { z } from 'zod'
import { ourFirm } from '../settings/settings.ts'
import { getClient, getContact } from './clients.queries.ts'
import { findAddressee, insertConsent, isForbiddenNumber, listCallWords, listConsents } from './consents.queries.ts'

/**
 * Writes down that a client, or a person there, allowed to be contacted or objected, on what ground and where (S-4,
 * S-164). A day in the past stands for its noon. Throws not_found, validation `consent.day_ahead`, `consent.basis_missing`.
 */
export function recordConsent(ctx: Context, { clientId, contactId, channels, state, basis, wording, origin, on }: z.output<typeof consentInput>): null {
  getClient(ctx.db, clientId)
  if (contactId !== null && getContact(ctx.db, contactId).clientId !== clientId) throw notFound('contact', contactId)
  const at = consentInstant(ctx, { state, basis, on })
  inTransaction(ctx, (db) => {
    for (const channel of new Set(channels)) {
      insertConsent(db, {
        id: ctx.newId(),
        clientId,
        contactId,
        channel,
        state,
        basis,
        wording,
        origin,
        at,
        byId: ctx.userId,
        workstationId: ctx.workstationId
      })
    }
  })
  return null
}

/**
 * The instant of a word on being contacted, if it may be written down at all: a consent has a legal basis, no word lies
 * ahead (S-164). For whoever records one, an import too. Throws validation `consent.day_ahead`, `consent.basis_missing`.
 */
export function consentInstant(ctx: Context, { state, basis, on }: { readonly state: 'given' | 'withdrawn'; readonly basis: string | null; readonly on: string | null }): number {
  if (state === 'given' && basis === null) throw invalid('consent.basis_missing', undefined, { basis: 'consent.basis_missing' })
  const { timeZone } = ourFirm(ctx.db)
  const now = today(ctx.now(), timeZone)
  if (on === null || on === now) return ctx.now()
  if (on > now) throw invalid('consent.day_ahead', undefined, { on: 'consent.day_ahead' })
  return startOfDayMs(on, timeZone) + 12 * 3_600_000
}

/** May this number or address be used, and why? Throws not_found. */
export function checkConsent(
  ctx: Context,
  { clientId, channel, address, purpose }: { clientId: string; channel: Channel; address: string; purpose: ContactPurpose }
): ConsentAnswer {
  const { db } = ctx
  const { country } = getClient(db, clientId)
  const contactId = findAddressee(db, clientId, channel === 'email' ? 'email' : 'phone', address)
  const word = wordFor(listConsents(db, clientId), contactId, channel)
  const isForbidden = channel !== 'email' && isForbiddenNumber(db, address)
  const state = word?.state ?? 'unknown'
  return { ...mayContact({ channel, country, purpose, state, isForbidden }), state, at: word?.at ?? null, contactId }
}

/** Everything said about being contacted, in the order in which it was said. */
export function consentsOf(db: Db, clientId: string): ClientConsent[] {
  return listConsents(db, clientId)
}

/** The words on calls of many clients; those of whom nothing is on file are left out. */
export function callWordsOf(db: Db, clientIds: readonly string[]): ReadonlyMap<string, readonly ConsentWord[]> {
  return listCallWords(db, clientIds)
}

/** On the list of numbers that must not be called. */
export function isNumberForbidden(db: Db, e164: string): boolean {
  return isForbiddenNumber(db, e164)
}
