import type { Context, JobContext } from '#main/app/context.ts'
import type { Db } from '#main/db/open.ts'
import { findSetting, putSetting } from '#main/db/firmSettings.ts'
import { inTransaction } from '#main/db/transaction.ts'
import type { CallingHours, CallListFields, CallListRow, CallPurpose, CallStats, ListFilled } from '#shared/contract/calls.ts'
import type { ClientSelection } from '#shared/contract/clients.ts'
import { type ConsentWord, wordFor } from '#shared/consent.ts'
import { dayOf, endOfDayMs } from '#shared/day.ts'
import { mean, ratio } from '#shared/metrics.ts'
import { invalid, ruleBroken } from '#shared/result.ts'
import { selectedClientIds } from '../clients/clients.ts'
import { callWordsOf } from '../clients/consents.ts'
import { inBatches } from '../clients/batches.ts'
import { addTask } from '../clients/tasks.ts'
import { ourFirm } from '../settings/settings.ts'
import {
  getCallList,
  getLastPosition,
  insertCallList,
  insertEntry,
  listCallLists,
  listMembers,
  listOpenPromises,
  listReachable,
  type ReachablePhone,
  type StoredList,
  updateCallList,
  updateEntry
} from './lists.queries.ts'
import { countClientsOf, countDeals, listAttempts } from './queue.queries.ts'
import { activeMs, type Hours, promisesDueBy, promisesKept, usualHours } from './rules.ts'

const hoursKey = 'calls.hours'
/** Clients looked at between two breaths of a job. */
const lookAtOnce = 500

/** When this firm makes calls; usual office hours until it says otherwise. */
export function hoursOf(db: Db): CallingHours {
  const kept = findSetting(db, hoursKey)
  return kept === undefined ? usualHours : (JSON.parse(kept) as CallingHours)
}

/** The hours together with the firm's zone and country, as the rules need them. */
export function officeHours(db: Db): Hours {
  const { timeZone, country } = ourFirm(db)
  return { ...hoursOf(db), timeZone, country }
}

/** Throws validation `call.hours` when the day would end before it begins. */
export function changeHours(ctx: Context, { fromMinute, toMinute, maxPerDay }: CallingHours): null {
  if (fromMinute >= toMinute) throw invalid('call.hours', undefined, { toMinute: 'call.hours' })
  inTransaction(ctx, (db) => putSetting(db, hoursKey, JSON.stringify({ fromMinute, toMinute, maxPerDay }), ctx.now()))
  return null
}

/** The instants by which entries are told apart: now, up to when promises are due, the end of today. */
export function momentOf(db: Db, now: number): { readonly now: number; readonly dueBy: number; readonly endOfToday: number } {
  const { timeZone } = ourFirm(db)
  return { now, dueBy: promisesDueBy(now), endOfToday: endOfDayMs(dayOf(now, timeZone), timeZone) }
}

/** Lists with their progress (S-28): open ones by their last call, closed ones the latest first. */
export function callLists(ctx: Context, { state }: { state: 'open' | 'closed' }): readonly CallListRow[] {
  return listCallLists(ctx.db, state, momentOf(ctx.db, ctx.now()))
}

/** How well a list goes (metrics.md 5.12). Throws not_found. */
export function callStats(ctx: Context, { listId }: { listId: string }): CallStats {
  const { db } = ctx
  getCallList(db, listId)
  const attempts = listAttempts(db, listId)
  const clientCount = countClientsOf(db, listId)
  const attempted = new Set(attempts.map(({ entryId }) => entryId))
  const reached = new Map<string, number>()
  for (const attempt of attempts) {
    if (attempt.isReached === 1 && !reached.has(attempt.entryId)) reached.set(attempt.entryId, attempt.attemptNumber)
  }
  const positive = new Set(attempts.filter((attempt) => attempt.isPositive === 1).map(({ entryId }) => entryId))
  const callers = new Map<string, (typeof attempts)[number][]>()
  for (const attempt of attempts) callers.set(attempt.byId ?? '', [...(callers.get(attempt.byId ?? '') ?? []), attempt])
  const workMs = [...callers.values()].reduce((sum, calls) => sum + activeMs(calls), 0)
  const outcomes = new Map<string, number>()
  for (const { dispositionId } of attempts) outcomes.set(dispositionId, (outcomes.get(dispositionId) ?? 0) + 1)
  const promises = promisesKept(attempts, ctx.now())
  return {
    clientCount,
    attemptCount: attempts.length,
    penetration: ratio(attempted.size, clientCount) ?? null,
    contactRate: ratio(reached.size, attempted.size) ?? null,
    conversion: ratio(positive.size, reached.size) ?? null,
    listConversion: ratio(positive.size, clientCount) ?? null,
    attemptsPerClient: ratio(attempts.length, attempted.size) ?? null,
    attemptsToReach: mean([...reached.values()]) ?? null,
    callsPerHour: workMs > 0 ? (attempts.length * 3_600_000) / workMs : null,
    dealCount: countDeals(db, listId),
    promisesDue: promises.due,
    promisesKept: promises.kept,
    outcomes: [...outcomes].map(([dispositionId, count]) => ({ dispositionId, count })).sort((a, b) => b.count - a.count || (a.dispositionId < b.dispositionId ? -1 : 1))
  }
}

type Chosen = { readonly ids: readonly string[] } & Omit<ListFilled, 'listId' | 'addedCount'>

/** Of the clients chosen, those who may be called and are not in the list yet, and why the others are left out. */
async function choose(ctx: JobContext, clients: ClientSelection, purpose: CallPurpose, members: ReadonlySet<string>): Promise<Chosen> {
  const all = selectedClientIds(ctx.db, clients, ctx.now)
  const counts = { noNumberCount: 0, badNumberCount: 0, forbiddenCount: 0, knownCount: 0 }
  const ids: string[] = []
  for (let from = 0; from < all.length; from += lookAtOnce) {
    const slice = all.slice(from, from + lookAtOnce)
    const reachable = listReachable(ctx.db, slice)
    const words = callWordsOf(ctx.db, slice)
    for (const id of slice) {
      const phones = reachable.get(id)
      if (!phones) continue
      const obstacle = members.has(id) ? 'knownCount' : obstacleOf(phones, words.get(id) ?? [], purpose)
      if (obstacle === null) ids.push(id)
      else counts[obstacle] += 1
    }
    await ctx.breathe()
  }
  return { ids, ...counts }
}

function obstacleOf(
  phones: readonly ReachablePhone[],
  words: readonly ConsentWord[],
  purpose: CallPurpose
): 'noNumberCount' | 'badNumberCount' | 'forbiddenCount' | null {
  if (phones.length === 0) return 'noNumberCount'
  const good = phones.filter(({ isBad }) => !isBad)
  if (good.length === 0) return 'badNumberCount'
  // Who objected to offers is not even put into a list of them; whoever was never asked is, and the desk asks.
  const hasObjected = (contactId: string | null) => purpose === 'offer' && wordFor(words, contactId, 'call')?.state === 'withdrawn'
  return good.some(({ contactId, isForbidden }) => !isForbidden && !hasObjected(contactId)) ? null : 'forbiddenCount'
}

/**
 * Makes a call list of the clients chosen (S-27), in batches; those who cannot be called are left out and counted. When
 * it is stopped half-way nothing of it is left. Throws `call.list_empty` with the counts when nobody is left to call,
 * validation `call.list_days`.
 */
export async function createList(ctx: JobContext, { clients, ...fields }: CallListFields & { clients: ClientSelection }): Promise<ListFilled> {
  checkDays(fields)
  const { ids, ...counts } = await choose(ctx, clients, fields.purpose, new Set())
  if (ids.length === 0) throw ruleBroken('call.list_empty', counts)
  const listId = ctx.newId()
  inTransaction(ctx, (db) => insertCallList(db, { id: listId, ...fields, createdAt: ctx.now(), updatedAt: ctx.now() }))
  try {
    await addEntries(ctx, listId, ids, 0)
  } catch (error) {
    inTransaction(ctx, (db) => updateCallList(db, listId, { deletedAt: ctx.now(), updatedAt: ctx.now() }))
    throw error
  }
  return { listId, addedCount: ids.length, ...counts }
}

/** Puts more clients behind those of a list. Throws not_found, `call.list_closed`. */
export async function addClients(ctx: JobContext, { listId, clients }: { listId: string; clients: ClientSelection }): Promise<ListFilled> {
  const list = openList(ctx.db, listId)
  const { ids, ...counts } = await choose(ctx, clients, list.purpose, listMembers(ctx.db, listId))
  await addEntries(ctx, listId, ids, getLastPosition(ctx.db, listId))
  return { listId, addedCount: ids.length, ...counts }
}

async function addEntries(ctx: JobContext, listId: string, clientIds: readonly string[], after: number): Promise<void> {
  let position = after
  await inBatches(ctx, clientIds, (clientId) => {
    position += 1
    insertEntry(ctx.db, {
      id: ctx.newId(),
      callListId: listId,
      clientId,
      state: 'waiting',
      position,
      attemptCount: 0,
      isPromised: false,
      createdAt: ctx.now(),
      updatedAt: ctx.now()
    })
  })
}

/** A list that is called now. Throws not_found, `call.list_closed`. */
export function openList(db: Db, listId: string): StoredList {
  const list = getCallList(db, listId)
  if (list.closedAt !== null) throw ruleBroken('call.list_closed', { name: list.name })
  return list
}

/** Changes what is named of a list. Throws not_found, validation `call.list_days`. */
export function changeList(ctx: Context, { listId, change }: { listId: string; change: { [K in keyof CallListFields]?: CallListFields[K] | undefined } }): null {
  const list = getCallList(ctx.db, listId)
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<CallListFields>
  checkDays({ startsOn: list.startsOn, endsOn: list.endsOn, ...given })
  inTransaction(ctx, (db) => updateCallList(db, listId, { ...given, updatedAt: ctx.now() }))
  return null
}

function checkDays({ startsOn, endsOn }: Pick<CallListFields, 'startsOn' | 'endsOn'>): void {
  if (endsOn !== null && endsOn < startsOn) throw invalid('call.list_days', undefined, { endsOn: 'call.list_days' })
}

/** Ends a list. Calls that were promised become tasks of whoever ends it, so that no promise is lost. Throws not_found. */
export function closeList(ctx: Context, { listId }: { listId: string }): { taskCount: number } {
  const list = openList(ctx.db, listId)
  const taskCount = inTransaction(ctx, (db) => {
    const count = turnPromisesIntoTasks(ctx, list)
    updateCallList(db, listId, { closedAt: ctx.now(), updatedAt: ctx.now() })
    return count
  })
  return { taskCount }
}

/** Takes a list up again where it was. Throws not_found. */
export function reopenList(ctx: Context, { listId }: { listId: string }): null {
  getCallList(ctx.db, listId)
  inTransaction(ctx, (db) => updateCallList(db, listId, { closedAt: null, updatedAt: ctx.now() }))
  return null
}

/** Takes a list away; its calls stay in the history of the clients, its promises become tasks. Throws not_found. */
export function removeList(ctx: Context, { listId }: { listId: string }): { taskCount: number } {
  const list = getCallList(ctx.db, listId)
  const taskCount = inTransaction(ctx, (db) => {
    const count = turnPromisesIntoTasks(ctx, list)
    updateCallList(db, listId, { deletedAt: ctx.now(), updatedAt: ctx.now() })
    return count
  })
  return { taskCount }
}

function turnPromisesIntoTasks(ctx: Context, list: StoredList): number {
  const { timeZone } = ourFirm(ctx.db)
  const promises = listOpenPromises(ctx.db, list.id)
  for (const { entryId, clientId, at, note } of promises) {
    addTask(ctx, {
      clientId,
      dealId: null,
      kind: 'call',
      text: note === null ? list.name : `${list.name}: ${note}`.slice(0, 1000),
      dueOn: dayOf(at, timeZone),
      dueAt: at,
      ownerId: ctx.userId
    })
    updateEntry(ctx.db, entryId, { state: 'done', nextCallAt: null, isPromised: false, updatedAt: ctx.now() })
  }
  return promises.length
}
