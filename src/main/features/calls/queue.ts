import type { Context } from '#main/app/context.ts'
import type { Db } from '#main/db/open.ts'
import { clockOf } from '#shared/countries.ts'
import type { CallClient, CallPhone, CallQueue } from '#shared/contract/calls.ts'
import { dayOf, startOfDayMs } from '#shared/day.ts'
import { overdueDays } from '#shared/metrics.ts'
import { consentsOf } from '../clients/consents.ts'
import { consentFor } from './consent.ts'
import { hoursOf, momentOf, officeHours } from './calls.ts'
import { getCallList, getCallListRow } from './lists.queries.ts'
import { countDeals, findFirstReady, findLastAttempt, findStrip, getEntry, listCandidates, listSpans, type StoredPhone } from './queue.queries.ts'
import { activeMs, compareWaiting, intoHours, isOpen, queueReason } from './rules.ts'

const shownEntries = 8
/** For so long Z takes the last outcome back. */
const undoWithinMs = 24 * 3_600_000

/** The next eight of a list with the reason why, and how the list and the day go (screens.md 4.4). Throws not_found. */
export function callQueue(ctx: Context, { listId }: { listId: string }): CallQueue {
  const { db, userId } = ctx
  const now = ctx.now()
  const times = momentOf(db, now)
  const list = getCallListRow(db, listId, times)
  const moment = { nowMs: now, endOfTodayMs: times.endOfToday, maxAttempts: list.maxAttempts }
  const entries = listCandidates(db, { listId, ...times, limit: shownEntries })
    .sort((a, b) => compareWaiting(a, b, moment))
    .slice(0, shownEntries)
  const hours = officeHours(db)
  const spans = listSpans(db, { listId, byId: userId, since: startOfDayMs(dayOf(now, hours.timeZone), hours.timeZone) })
  const last = findLastAttempt(db, { listId, byId: userId, workstationId: ctx.workstationId, since: now - undoWithinMs })
  return {
    list,
    entries: entries.map((entry) => ({ entryId: entry.entryId, clientId: entry.clientId, name: entry.name, ...queueReason(entry, moment) })),
    dealCount: countDeals(db, listId),
    pace: { attemptCount: spans.length, activeMs: activeMs(spans) },
    hours: { ...hoursOf(db), isOpen: isOpen(now, hours), opensAt: intoHours(now, hours) },
    lastAttempt: last?.changeId && last.entryId ? { changeId: last.changeId, entryId: last.entryId } : null
  }
}

/** Who may be called now: the first of the queue; undefined when nobody may be. */
export function firstReady(db: Db, listId: string, now: number): string | undefined {
  return findFirstReady(db, { listId, ...momentOf(db, now), limit: 1 })
}

/** Everything about one client of a list, or about the first who may be called; null when there is none. */
export function callClient(ctx: Context, { listId, entryId }: { listId: string; entryId: string | null }): CallClient | null {
  const { db } = ctx
  const now = ctx.now()
  const list = getCallList(db, listId)
  const id = entryId ?? firstReady(db, listId, now)
  if (id === undefined) return null
  const entry = getEntry(db, id)
  const strip = findStrip(db, entry.clientId)
  if (!strip || entry.listId !== listId) return null
  const { country } = strip.client
  const today = dayOf(now, officeHours(db).timeZone)
  const words = consentsOf(db, entry.clientId)
  const consentOf = (phone: Pick<StoredPhone, 'contactId' | 'isForbidden'>) => consentFor(words, phone, country, list.purpose)
  const phones = strip.phones.map((phone) => ({ ...phone, gate: consentOf(phone).gate })).sort((a, b) => Number(isShut(a)) - Number(isShut(b)))
  const first = phones.find((phone) => !phone.isBad && !phone.isForbidden)
  return {
    entryId: entry.entryId,
    state: entry.state,
    attemptCount: entry.attemptCount,
    maxAttempts: list.maxAttempts,
    isPromised: entry.isPromised,
    nextCallAt: entry.nextCallAt,
    skipReason: entry.skipReason,
    lastDispositionId: entry.lastDispositionId,
    ...strip,
    client: { ...strip.client, timeZone: clockOf(country) },
    phones,
    consent: consentOf(first ?? { contactId: null, isForbidden: false }),
    debts: strip.debts.map((debt) => ({ ...debt, daysLate: debt.dueOn === null ? 0 : overdueDays(debt.dueOn, today) }))
  }
}

/** Numbers that may be rung stand before those that may not. */
function isShut({ isBad, isForbidden, gate }: CallPhone): boolean {
  return isBad || isForbidden || gate === 'closed'
}
