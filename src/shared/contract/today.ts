import { z } from 'zod'
import type { TaskRow } from './clients.ts'
import { query, returns } from './define.ts'

/** A call that somebody was promised. */
export type PromisedCall = {
  readonly entryId: string
  readonly callListId: string
  readonly callListName: string
  readonly clientId: string
  readonly clientName: string
  readonly phone: string | null
  readonly at: number
}

/** An open deal for which nothing is planned. */
export type DealWithoutStep = {
  readonly id: string
  readonly title: string
  readonly clientId: string
  readonly clientName: string
  readonly amountMinor: number
  readonly currency: string
  readonly pipelineId: string
  readonly stageId: string
  readonly enteredAt: number
}

export type ListToResume = {
  readonly id: string
  readonly name: string
  readonly doneCount: number
  readonly totalCount: number
  /** May be rung now. */
  readonly readyCount: number
  readonly lastAttemptAt: number | null
}

/** A client who is late with paying; in each currency by itself. */
export type Debtor = {
  readonly clientId: string
  readonly clientName: string
  readonly overdueMinor: number
  readonly currency: string
  /** The oldest day by which something should have been paid. */
  readonly dueOn: string
}

/** What waits for the person at the desk; `…Count` says how many there are where only the first are given. */
export type Today = {
  readonly clientCount: number
  readonly callbacks: readonly PromisedCall[]
  readonly callbackCount: number
  readonly tasks: readonly TaskRow[]
  readonly taskCount: number
  readonly overdueTaskCount: number
  readonly dealsWithoutStep: readonly DealWithoutStep[]
  readonly dealsWithoutStepCount: number
  /** Clients who are late with paying, the largest debt first (screens.md 4.15). */
  readonly debtors: readonly Debtor[]
  readonly debtorCount: number
  readonly lists: readonly ListToResume[]
  /** Clients without any contact for 90 days, or ever. */
  readonly quietClientCount: number
  readonly callsMade: number
  readonly clientsReached: number
  readonly tasksDone: number
}

export const todayOperations = {
  /** 'mine' leaves out what colleagues own. */
  'today.get': query(z.strictObject({ scope: z.enum(['mine', 'all']) }), returns<Today>(), [
    'firm', 'user', 'client', 'client_summary', 'task', 'deal', 'deal_state', 'call_list', 'call_list_entry', 'call_attempt', 'disposition',
    'invoice', 'allocation'
  ])
}
