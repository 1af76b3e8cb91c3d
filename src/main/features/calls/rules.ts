import type { CallingHours, QueueReason } from '#shared/contract/calls.ts'
import { addDays, type Day, dayOf, endOfDayMs, isWorkday, startOfDayMs } from '#shared/day.ts'
import { holidaysOf } from '#shared/holidays.ts'
import type { Effects } from '#shared/outcomes.ts'
import { minuteOfDay, timeOfDayMs } from '#shared/when.ts'

/** When calls are made, where: the firm's hours in its zone, on workdays of its country. */
export type Hours = CallingHours & { readonly timeZone: string; readonly country: string }

/** Business hours and at most two tries a day, until the firm says otherwise (screens.md 4.4). */
export const usualHours: CallingHours = { fromMinute: 9 * 60, toMinute: 17 * 60, maxPerDay: 2 }

const minuteMs = 60_000
/** A promised call is offered this much ahead, so that it is made on time. */
const promiseLeadMs = 5 * minuteMs
/** A call so close to the promised time kept the promise (metrics.md 5.12). */
const keptWithinMs = 15 * minuteMs
/** A longer gap between calls is a break (metrics.md 5.12: time on screen less pauses). */
const breakMs = 15 * minuteMs

/** Whether calls are made at an instant. */
export function isOpen(atMs: number, hours: Hours): boolean {
  return intoHours(atMs, hours) === atMs
}

/** The first instant from `atMs` on at which calls are made. */
export function intoHours(atMs: number, hours: Hours): number {
  const on = dayOf(atMs, hours.timeZone)
  const minute = minuteOfDay(atMs, hours.timeZone)
  if (isCallingDay(on, hours.country)) {
    if (minute >= hours.fromMinute && minute < hours.toMinute) return atMs
    if (minute < hours.fromMinute) return timeOfDayMs(on, hours.fromMinute, hours.timeZone)
  }
  return startOfNextDay(on, hours)
}

/** The start of the first calling day after a day. */
function startOfNextDay(on: Day, hours: Hours): number {
  let next = addDays(on, 1)
  while (!isCallingDay(next, hours.country)) next = addDays(next, 1)
  return timeOfDayMs(next, hours.fromMinute, hours.timeZone)
}

function isCallingDay(on: Day, country: string): boolean {
  return isWorkday(on, holidaysOf(country, Number(on.slice(0, 4))))
}

/**
 * When to try again after an outcome, epoch ms; null where it asks for no other try. `attemptsAt` are the starts of all
 * tries so far with this one: a day that has had its share gives way to the next (screens.md 4.4, attempt rules).
 */
export function nextAttemptAt(
  disposition: Pick<Effects, 'retryAfterMinutes'>,
  attemptsAt: readonly number[],
  nowMs: number,
  hours: Hours
): number | null {
  if (disposition.retryAfterMinutes === null) return null
  const at = intoHours(nowMs + disposition.retryAfterMinutes * minuteMs, hours)
  const on = dayOf(at, hours.timeZone)
  const from = startOfDayMs(on, hours.timeZone)
  const to = endOfDayMs(on, hours.timeZone)
  const thatDay = attemptsAt.filter((startedAt) => startedAt >= from && startedAt < to).length
  return thatDay >= hours.maxPerDay ? startOfNextDay(on, hours) : at
}

export type Attempted = {
  /** Starts of all tries in the list, this one last. */
  readonly attemptsAt: readonly number[]
  readonly maxAttempts: number
  /** Another good number is left. */
  readonly hasOtherNumber: boolean
  readonly callbackAt: number | null
}
export type Standing = { readonly state: 'waiting' | 'done'; readonly nextCallAt: number | null; readonly isPromised: boolean }

const done: Standing = { state: 'done', nextCallAt: null, isPromised: false }

/**
 * Where an entry stands after an outcome. A promise is kept even past the last try; a wrong number makes way for the next
 * good one at once; the last try, or an outcome that asks for no other, ends it.
 */
export function standingAfter(effects: Effects, attempted: Attempted, nowMs: number, hours: Hours): Standing {
  if (effects.forbidsCalls || effects.isFinal) return done
  if (effects.isCallback) return { state: 'waiting', nextCallAt: attempted.callbackAt ?? nowMs, isPromised: true }
  if (attempted.attemptsAt.length >= attempted.maxAttempts) return done
  if (effects.spoilsNumber) return attempted.hasOtherNumber ? { state: 'waiting', nextCallAt: nowMs, isPromised: false } : done
  const nextCallAt = nextAttemptAt(effects, attempted.attemptsAt, nowMs, hours)
  return nextCallAt === null ? done : { state: 'waiting', nextCallAt, isPromised: false }
}

/** A waiting entry as the queue knows it. */
export type Waiting = {
  readonly entryId: string
  readonly position: number
  readonly attemptCount: number
  readonly nextCallAt: number | null
  readonly isPromised: boolean
}

export type Moment = { readonly nowMs: number; readonly endOfTodayMs: number; readonly maxAttempts: number }

/** Why the entry stands where it stands, and whether it may be called now. */
export function queueReason(entry: Waiting, { nowMs, endOfTodayMs, maxAttempts }: Moment): { reason: QueueReason; isReady: boolean } {
  const at = entry.nextCallAt ?? 0
  if (entry.isPromised) {
    if (at <= nowMs + promiseLeadMs) return { reason: { kind: 'promised', at }, isReady: true }
    return { reason: { kind: at < endOfTodayMs ? 'promisedToday' : 'promisedLater', at }, isReady: false }
  }
  if (at > nowMs) return { reason: { kind: 'after', at }, isReady: false }
  if (entry.attemptCount === 0) return { reason: { kind: 'new' }, isReady: true }
  return { reason: { kind: 'attempt', number: entry.attemptCount + 1, of: maxAttempts }, isReady: true }
}

const ranks = { promised: 0, promisedToday: 1, new: 2, attempt: 3, after: 4, promisedLater: 4 } as const

/**
 * The order of the queue (screens.md 4.4): promises that are due, promises of today, new ones by position, others by the
 * fewest tries, then those whose time comes later. Smaller numbers first, compared one by one.
 */
export function orderOf(entry: Waiting, moment: Moment): readonly number[] {
  const { kind } = queueReason(entry, moment).reason
  const at = entry.nextCallAt ?? 0
  if (kind === 'new') return [ranks.new, entry.position, 0]
  if (kind === 'attempt') return [ranks.attempt, entry.attemptCount, at]
  return [ranks[kind], at, entry.position]
}

/** Compares two waiting entries by their place in the queue; the id decides between equals. */
export function compareWaiting(a: Waiting, b: Waiting, moment: Moment): number {
  const [left, right] = [orderOf(a, moment), orderOf(b, moment)]
  for (const [index, value] of left.entries()) {
    const difference = value - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return a.entryId < b.entryId ? -1 : a.entryId > b.entryId ? 1 : 0
}

/** Up to this instant a promise counts as due. */
export function promisesDueBy(nowMs: number): number {
  return nowMs + promiseLeadMs
}

/** Where a skipped entry goes: a new one to the end, one with tries or a promise an hour on (within calling hours). */
export function skippedTo(entry: Waiting, lastPosition: number, nowMs: number, hours: Hours): { position: number; nextCallAt: number | null } {
  if (entry.attemptCount === 0 && !entry.isPromised) return { position: lastPosition + 1, nextCallAt: entry.nextCallAt }
  return { position: entry.position, nextCallAt: intoHours(nowMs + 60 * minuteMs, hours) }
}

export type Span = { readonly startedAt: number; readonly endedAt: number }

/**
 * Time at work on calls in ms, from calls in the order of their start: the calls themselves and the gaps between them,
 * without breaks. The one figure of metrics.md 5.12 that the journal of calls can give for every past day.
 */
export function activeMs(calls: readonly Span[]): number {
  let total = 0
  let until: number | undefined
  for (const { startedAt, endedAt } of calls) {
    if (until !== undefined && startedAt > until && startedAt - until <= breakMs) total += startedAt - until
    total += Math.max(0, endedAt - Math.max(startedAt, until ?? startedAt))
    until = Math.max(endedAt, until ?? endedAt)
  }
  return total
}

export type PromiseMade = { readonly entryId: string; readonly startedAt: number; readonly callbackAt: number | null }

/** Promised calls that were due by now, and how many were made within 15 minutes of their time (metrics.md 5.12, S-36). */
export function promisesKept(attempts: readonly PromiseMade[], nowMs: number): { due: number; kept: number } {
  let due = 0
  let kept = 0
  for (const [index, { entryId, callbackAt }] of attempts.entries()) {
    if (callbackAt === null || callbackAt > nowMs) continue
    const next = attempts.slice(index + 1).find((attempt) => attempt.entryId === entryId)
    if (next === undefined && callbackAt + keptWithinMs > nowMs) continue
    due += 1
    if (next !== undefined && Math.abs(next.startedAt - callbackAt) <= keptWithinMs) kept += 1
  }
  return { due, kept }
}
