import type { Context } from '#main/app/context.ts'
import { inTransaction } from '#main/db/transaction.ts'
import type { AttemptInput, Recorded } from '#shared/contract/calls.ts'
import { addWorkdays, dayOf } from '#shared/day.ts'
import { holidaysOf } from '#shared/holidays.ts'
import { type Effects, needsReason } from '#shared/outcomes.ts'
import { invalid, notFound, ruleBroken } from '#shared/result.ts'
import { getClient } from '../clients/clients.ts'
import { consentsOf, isNumberForbidden, recordConsent } from '../clients/consents.ts'
import { addTask } from '../clients/tasks.ts'
import { createDeal } from '../deals/deals.ts'
import { ourFirm } from '../settings/settings.ts'
import { officeHours, openList } from './calls.ts'
import { consentFor } from './consent.ts'
import { endEntries, forbidNumbers } from './doNotCall.ts'
import { getLastPosition, type StoredList, updateEntry } from './lists.queries.ts'
import { firstReady } from './queue.ts'
import {
  findFirstPipeline,
  getEffects,
  getEntry,
  hasLostReason,
  hasOpenDeal,
  insertAttempt,
  listAttemptsAt,
  listPhones,
  listUnreachableSharers,
  markPhoneBad,
  type StoredEntry,
  type StoredPhone
} from './queue.queries.ts'
import { skippedTo, standingAfter } from './rules.ts'

/**
 * Records the outcome of one call and all that follows from it in one change: where the entry stands, numbers found bad
 * or forbidden, an objection, a deal with its next step (S-29). Which, the row of the outcome says. Throws
 * `call.number_forbidden`, `call.consent_needed`, `call.not_waiting`, `call.list_closed`, validation
 * `call.callback_missing`, `call.callback_past`, `call.reason_missing`, not_found.
 */
export function recordAttempt(ctx: Context, input: AttemptInput): Recorded {
  const { db } = ctx
  const entry = waitingEntry(ctx, input.entryId)
  const list = openList(db, entry.listId)
  const effects = getEffects(db, input.dispositionId)
  const phones = listPhones(db, entry.clientId)
  const number = numberOf(input, phones)
  const contactId = phones.find((phone) => phone.e164 === number)?.contactId ?? null
  check(ctx, { input, entry, list, effects, number, contactId })
  const now = ctx.now()
  const attemptsAt = [...listAttemptsAt(db, entry.entryId), input.startedAt]
  return inTransaction(ctx, () => {
    if (effects.spoilsNumber) for (const phone of phones) if (phone.e164 === number && !phone.isBad) markPhoneBad(db, phone.id, now)
    const hasOtherNumber = phones.some((phone) => isGood(phone) && phone.e164 !== number)
    const callbackAt = effects.isCallback ? input.callbackAt : null
    const standing = standingAfter(effects, { attemptsAt, maxAttempts: list.maxAttempts, hasOtherNumber, callbackAt }, now, officeHours(db))
    const dealId = dealOf(ctx, input, effects, entry, list)
    const attemptId = ctx.newId()
    insertAttempt(db, {
      id: attemptId,
      callListId: list.id,
      entryId: entry.entryId,
      clientId: entry.clientId,
      e164: number,
      attemptNumber: attemptsAt.length,
      startedAt: input.startedAt,
      endedAt: Math.max(input.startedAt, input.endedAt),
      dispositionId: input.dispositionId,
      note: input.note,
      reasonId: needsReason(effects) ? input.reasonId : null,
      callbackAt,
      dealId,
      byId: ctx.userId,
      workstationId: ctx.workstationId
    })
    updateEntry(db, entry.entryId, {
      ...standing,
      attemptCount: attemptsAt.length,
      lastDispositionId: input.dispositionId,
      skipReason: null,
      updatedAt: now
    })
    if (effects.forbidsCalls) forbid(ctx, entry.clientId, number === null ? phones.map((phone) => phone.e164) : [number], input.note)
    planNext(ctx, input, effects, entry.clientId, dealId, list)
    const isNextNumber = effects.spoilsNumber && standing.state === 'waiting'
    return { attemptId, dealId, nextEntryId: isNextNumber ? entry.entryId : (firstReady(db, list.id, now) ?? null) }
  })
}

/** Puts an entry behind, with the reason. Throws `call.not_waiting`, `call.list_closed`, not_found. */
export function skipEntry(ctx: Context, { entryId, reason }: { entryId: string; reason: string }): { nextEntryId: string | null } {
  const { db } = ctx
  const entry = waitingEntry(ctx, entryId)
  const list = openList(db, entry.listId)
  const now = ctx.now()
  return inTransaction(ctx, () => {
    const place = skippedTo(entry, getLastPosition(db, list.id), now, officeHours(db))
    updateEntry(db, entryId, { ...place, skipReason: reason, updatedAt: now })
    return { nextEntryId: firstReady(db, list.id, now) ?? null }
  })
}

function waitingEntry(ctx: Context, entryId: string): StoredEntry {
  const entry = getEntry(ctx.db, entryId)
  if (entry.state !== 'waiting') throw ruleBroken('call.not_waiting')
  return entry
}

const isGood = (phone: StoredPhone) => !phone.isBad && !phone.isForbidden

function numberOf({ phoneId, e164 }: Pick<AttemptInput, 'phoneId' | 'e164'>, phones: readonly StoredPhone[]): string | null {
  if (phoneId === null) return e164
  const phone = phones.find((one) => one.id === phoneId)
  if (!phone) throw notFound('client_phone', phoneId)
  return phone.e164
}

type Facts = {
  readonly input: AttemptInput
  readonly entry: StoredEntry
  readonly list: StoredList
  readonly effects: Effects
  readonly number: string | null
  /** Whose number it is; null is the firm's own, or one that was written out. */
  readonly contactId: string | null
}

function check(ctx: Context, { input, entry, list, effects, number, contactId }: Facts): void {
  const { db } = ctx
  if (number !== null && isNumberForbidden(db, number)) throw ruleBroken('call.number_forbidden', { number })
  const { gate } = consentFor(consentsOf(db, entry.clientId), { contactId, isForbidden: false }, getClient(db, entry.clientId).country, list.purpose)
  if (gate === 'closed' && !effects.forbidsCalls) throw ruleBroken('call.consent_needed')
  if (effects.isCallback) {
    if (input.callbackAt === null) throw invalid('call.callback_missing', undefined, { callbackAt: 'call.callback_missing' })
    if (input.callbackAt <= ctx.now()) throw invalid('call.callback_past', undefined, { callbackAt: 'call.callback_past' })
  }
  if (needsReason(effects) && (input.reasonId === null || !hasLostReason(db, input.reasonId))) {
    throw invalid('call.reason_missing', undefined, { reasonId: 'call.reason_missing' })
  }
  if (input.dealId !== null && !hasOpenDeal(db, input.dealId, entry.clientId)) throw notFound('deal', input.dealId)
}

/** The deal that the call belongs to: an open one that was named, or a new one where the outcome starts a sale. */
function dealOf(ctx: Context, { deal, dealId }: AttemptInput, effects: Effects, entry: StoredEntry, list: StoredList): string | null {
  if (dealId !== null || !effects.opensDeal) return dealId
  const pipelineId = findFirstPipeline(ctx.db)
  if (pipelineId === undefined) throw ruleBroken('deal.stage_missing')
  return createDeal(ctx, {
    clientId: entry.clientId,
    title: deal?.title ?? list.name,
    amountMinor: deal?.amountMinor ?? 0,
    currency: ourFirm(ctx.db).baseCurrency,
    pipelineId,
    stageId: null,
    ownerId: ctx.userId,
    expectedOn: null,
    sourceId: null
  }).id
}

/** No deal starts without its next step: what was agreed, else a call on the next workday. */
function planNext(ctx: Context, { nextStep, deal }: AttemptInput, effects: Effects, clientId: string, dealId: string | null, list: StoredList): void {
  if (nextStep !== null) {
    addTask(ctx, { clientId, dealId, ...nextStep, ownerId: ctx.userId })
    return
  }
  if (!effects.opensDeal) return
  const { timeZone, country } = ourFirm(ctx.db)
  const today = dayOf(ctx.now(), timeZone)
  const dueOn = addWorkdays(today, 1, holidaysOf(country, Number(today.slice(0, 4))))
  addTask(ctx, { clientId, dealId, kind: 'call', text: deal?.title ?? list.name, dueOn, dueAt: null, ownerId: ctx.userId })
}

/** Nobody calls these numbers again, in no list; the objection is written down with its date. */
function forbid(ctx: Context, clientId: string, numbers: readonly string[], reason: string | null): void {
  forbidNumbers(ctx, numbers, reason)
  recordConsent(ctx, { clientId, contactId: null, channels: ['call'], state: 'withdrawn', basis: reason?.slice(0, 500) ?? null, wording: null, origin: null, on: null })
  const sharers = [...new Set(numbers)].flatMap((e164) => listUnreachableSharers(ctx.db, e164, clientId))
  endEntries(ctx, [clientId, ...sharers])
}
