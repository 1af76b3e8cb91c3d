import { z } from 'zod'
import { type ConsentGate, type ConsentState, type ContactPurpose, contactPurposes, type GateReason } from '../consent.ts'
import { MAX_MINOR } from '../money.ts'
import { day, instant, line, optionalLine, recordId } from './app.ts'
import { clientSelection, taskKinds } from './clients.ts'
import { command, job, query, returns } from './define.ts'

const e164 = z.string().regex(/^\+[1-9]\d{5,14}$/)
const maxAttempts = z.int().min(1).max(50)
/** Calls to one client, unless a list says otherwise. */
export const usualMaxAttempts = 6

/** Why a list is called. */
export const callPurposes = contactPurposes
export type CallPurpose = ContactPurpose

/** A call list and how far it is. Counts are clients unless they say otherwise. */
export type CallListRow = {
  readonly id: string
  readonly name: string
  readonly purpose: CallPurpose
  readonly script: string | null
  readonly ownerId: string | null
  readonly startsOn: string
  readonly endsOn: string | null
  readonly maxAttempts: number
  readonly closedAt: number | null
  readonly createdAt: number
  readonly totalCount: number
  readonly doneCount: number
  /** With at least one attempt. */
  readonly attemptedCount: number
  readonly reachedCount: number
  readonly positiveCount: number
  /** Calls made. */
  readonly attemptCount: number
  /** Promised by the end of today and not called yet. */
  readonly callbackCount: number
  /** May be called now. */
  readonly readyCount: number
  /** When the next one may be called; null while some may be called now or none is left. */
  readonly nextReadyAt: number | null
  readonly lastAttemptAt: number | null
}

/** How well a list goes (metrics.md 5.12); a share without anything to divide by is null. */
export type CallStats = {
  readonly clientCount: number
  readonly attemptCount: number
  readonly penetration: number | null
  readonly contactRate: number | null
  readonly conversion: number | null
  readonly listConversion: number | null
  readonly attemptsPerClient: number | null
  readonly attemptsToReach: number | null
  /** Over all days on which the list was called. */
  readonly callsPerHour: number | null
  readonly dealCount: number
  readonly promisesDue: number
  /** Of them called within 15 minutes of the time. */
  readonly promisesKept: number
  readonly outcomes: readonly { readonly dispositionId: string; readonly count: number }[]
}

/** Why an entry stands where it stands in the queue. */
export type QueueReason =
  | { readonly kind: 'promised' | 'promisedToday' | 'promisedLater' | 'after'; readonly at: number }
  | { readonly kind: 'new' }
  | { readonly kind: 'attempt'; readonly number: number; readonly of: number }

export type QueueEntry = {
  readonly entryId: string
  readonly clientId: string
  readonly name: string
  readonly reason: QueueReason
  /** False for those that are only shown ahead of their time. */
  readonly isReady: boolean
}

/** When calls are made: hours of a day in minutes after midnight, workdays of the firm's country, the firm's time zone. */
export type CallingHours = { readonly fromMinute: number; readonly toMinute: number; readonly maxPerDay: number }

export type CallQueue = {
  readonly list: CallListRow
  /** The next eight. */
  readonly entries: readonly QueueEntry[]
  /** Deals that came out of the list's calls. */
  readonly dealCount: number
  /** Calls of this person in the list today, and the time they took: gaps over 15 minutes are breaks. */
  readonly pace: { readonly attemptCount: number; readonly activeMs: number }
  readonly hours: CallingHours & { readonly isOpen: boolean; readonly opensAt: number }
  /** The last outcome that this person recorded here within a day; what Z takes back. */
  readonly lastAttempt: { readonly changeId: string; readonly entryId: string } | null
}

export type CallPhone = {
  readonly id: string
  readonly e164: string
  readonly label: string | null
  readonly contactName: string | null
  readonly contactRole: string | null
  readonly isBad: boolean
  readonly isForbidden: boolean
  readonly contactId: string | null
  /** Of the person whose number it is. */
  readonly gate: ConsentGate
}

/** What is on file about calls for a number, and whether it may be rung in this list. */
export type CallConsent = {
  readonly state: ConsentState
  readonly at: number | null
  readonly basis: string | null
  readonly gate: ConsentGate
  readonly reason: GateReason
}

export type CallHistoryItem = { readonly id: string; readonly at: number } & (
  | { readonly kind: 'call'; readonly dispositionId: string; readonly attemptNumber: number; readonly reasonId: string | null; readonly text: string | null; readonly listName: string | null }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'task'; readonly taskKind: (typeof taskKinds)[number]; readonly text: string; readonly isDone: boolean }
  | { readonly kind: 'deal'; readonly title: string; readonly stageId: string }
  | { readonly kind: 'consent'; readonly state: 'given' | 'withdrawn'; readonly basis: string | null }
)

/** Everything about the client to call, in one read. */
export type CallClient = {
  readonly entryId: string
  readonly state: 'waiting' | 'done'
  readonly attemptCount: number
  readonly maxAttempts: number
  readonly isPromised: boolean
  readonly nextCallAt: number | null
  readonly skipReason: string | null
  readonly lastDispositionId: string | null
  readonly client: {
    readonly id: string
    readonly name: string
    readonly taxNumber: string | null
    readonly town: string | null
    readonly country: string
    readonly description: string | null
    /** Null where a country has several or we do not know it. */
    readonly timeZone: string | null
  }
  /** Callable ones first. */
  readonly phones: readonly CallPhone[]
  readonly contact: { readonly name: string; readonly role: string | null } | null
  /** For the number that is rung first. */
  readonly consent: CallConsent
  /** Calls and notes so far (S-32). */
  readonly touchCount: number
  /** Newest first. */
  readonly history: readonly CallHistoryItem[]
  readonly deals: readonly {
    readonly id: string
    readonly title: string
    readonly amountMinor: number
    readonly currency: string
    readonly stageId: string
    readonly next: { readonly on: string; readonly text: string } | null
  }[]
  /** Issued invoices with something still owed, the oldest first. */
  readonly debts: readonly {
    readonly invoiceId: string
    readonly number: string | null
    readonly dueMinor: number
    readonly currency: string
    readonly dueOn: string | null
    readonly daysLate: number
  }[]
}

/** What became of the clients chosen for a list. */
export type ListFilled = {
  readonly listId: string
  readonly addedCount: number
  readonly noNumberCount: number
  readonly badNumberCount: number
  readonly forbiddenCount: number
  /** Were in the list before. */
  readonly knownCount: number
}

export const callListFields = z.strictObject({
  name: line(200).min(1),
  purpose: z.enum(callPurposes),
  script: optionalLine(10_000),
  ownerId: recordId.nullable(),
  startsOn: day,
  endsOn: day.nullable(),
  maxAttempts
})
export type CallListFields = z.output<typeof callListFields>

export const createListInput = callListFields.extend({ clients: clientSelection })
export const addClientsInput = z.strictObject({ listId: recordId, clients: clientSelection })

/** The result of one call, as the person at the desk knows it. */
export const attemptInput = z.strictObject({
  entryId: recordId,
  /** The number called: one of the client's, or another written out. */
  phoneId: recordId.nullable(),
  e164: e164.nullable(),
  startedAt: instant,
  endedAt: instant,
  dispositionId: recordId,
  note: optionalLine(10_000),
  callbackAt: instant.nullable(),
  /** Why the client does not want to buy now. */
  reasonId: recordId.nullable(),
  /** A new deal that came of it, in the firm's currency. */
  deal: z.strictObject({ title: line(200).min(1), amountMinor: z.int().min(0).max(MAX_MINOR) }).nullable(),
  /** An open deal that it belongs to instead. */
  dealId: recordId.nullable(),
  nextStep: z
    .strictObject({ kind: z.enum(taskKinds), text: line(1000).min(1), dueOn: day, dueAt: instant.nullable() })
    .nullable()
})
export type AttemptInput = z.output<typeof attemptInput>

/** `nextEntryId`: who is to be called now; null when nobody may be. */
export type Recorded = { readonly attemptId: string; readonly dealId: string | null; readonly nextEntryId: string | null }

export const hoursInput = z.strictObject({
  fromMinute: z.int().min(0).max(1439),
  toMinute: z.int().min(1).max(1440),
  maxPerDay: z.int().min(1).max(20)
})

const id = z.strictObject({ listId: recordId })

export const callOperations = {
  'calls.lists': query(z.strictObject({ state: z.enum(['open', 'closed']) }), returns<readonly CallListRow[]>(), [
    'call_list', 'call_list_entry', 'call_attempt', 'disposition', 'client_summary', 'client_phone', 'do_not_call', 'firm'
  ]),
  'calls.stats': query(id, returns<CallStats>(), ['call_list', 'call_list_entry', 'call_attempt', 'disposition', 'client']),
  'calls.queue': query(id, returns<CallQueue>(), [
    'call_list', 'call_list_entry', 'call_attempt', 'disposition', 'client', 'client_summary', 'client_phone', 'do_not_call', 'firm', 'setting'
  ]),
  /** Null entry: the first who may be called now. Null answer: nobody may be. */
  'calls.current': query(z.strictObject({ listId: recordId, entryId: recordId.nullable() }), returns<CallClient | null>(), [
    'call_list', 'call_list_entry', 'call_attempt', 'client', 'client_phone', 'contact', 'do_not_call', 'consent_change', 'note', 'task',
    'deal', 'deal_state', 'stage_change', 'invoice', 'allocation', 'setting', 'firm'
  ]),
  /** Clients without a number that may be called are left out and counted. Throws `call.list_empty` when none is left. */
  'calls.createList': job(createListInput, returns<ListFilled>(), ['call_list', 'call_list_entry']),
  'calls.addClients': job(addClientsInput, returns<ListFilled>(), ['call_list_entry']),
  'calls.changeList': command(z.strictObject({ listId: recordId, change: callListFields.partial() }), returns<null>(), ['call_list']),
  /** Promises that are still open become tasks, so that none is lost. */
  'calls.closeList': command(id, returns<{ readonly taskCount: number }>(), [
    'call_list', 'call_list_entry', 'task', 'client_summary'
  ]),
  'calls.reopenList': command(id, returns<null>(), ['call_list']),
  'calls.removeList': command(id, returns<{ readonly taskCount: number }>(), [
    'call_list', 'call_list_entry', 'task', 'client_summary'
  ]),
  'calls.recordAttempt': command(attemptInput, returns<Recorded>(), [
    'call_attempt', 'call_list_entry', 'client_phone', 'do_not_call', 'consent_change', 'deal', 'stage_change', 'task', 'client_summary',
    'deal_state', 'deal_stage'
  ]),
  'calls.skip': command(
    z.strictObject({ entryId: recordId, reason: line(200).min(1) }),
    returns<{ readonly nextEntryId: string | null }>(),
    ['call_list_entry', 'client_summary']
  ),
  'calls.hours': query(z.strictObject({}), returns<CallingHours>(), ['setting']),
  'calls.changeHours': command(hoursInput, returns<null>(), ['setting'])
}
