import { plannedMark } from '#main/db/derived/deals.ts'
import type { Db } from '#main/db/open.ts'
import { whileMarked } from '#main/db/unchanged.ts'
import type { NextStep } from '#shared/contract/deals.ts'
import { dayOf, today } from '#shared/day.ts'
import { listPlanned, listSteps, type Step, type Task } from './next.queries.ts'

/** Whether a step is late, for today or later; with a time it is late from that minute on. */
export function stateOf(step: { readonly on: string; readonly at: number | null }, now: number, timeZone: string): NextStep['state'] {
  const day = today(now, timeZone)
  if (step.at === null ? step.on < day : step.at < now) return 'overdue'
  return step.on <= day ? 'today' : 'future'
}

/** The nearest thing planned for each of the deals given; deals without one are left out. */
export function nextSteps(db: Db, dealIds: readonly string[], now: number, timeZone: string): Map<string, NextStep> {
  const found = new Map<string, NextStep>()
  for (const row of listSteps(db, dealIds)) {
    const [kind, on, at] = row.task === null ? [] : (JSON.parse(row.task) as [Step['kind'], string, number | null])
    const task = kind && on ? { kind, on, at: at ?? null } : null
    const step = sooner({ task, callAt: row.callAt }, timeZone)
    if (step) found.set(row.dealId, { ...step, state: stateOf(step, now, timeZone) })
  }
  return found
}

/** The nearest task and the nearest promised call. */
export type Nearest = { readonly task: Step | null; readonly callAt: number | null }
type OfClient = { task: Task | null; callAt: number | null; ofDeals: Task[] | null }

/** Looks up what is planned for a deal, from all that is planned at once: for a board full of deals. Kept until a plan changes. */
export function nearestSteps(db: Db): (dealId: string, clientId: string) => Nearest {
  return whileMarked(db, 'nearestSteps', plannedMark(db), () => readSteps(db))
}

function readSteps(db: Db): (dealId: string, clientId: string) => Nearest {
  const { tasks, calls } = listPlanned(db)
  const clients = new Map<string, OfClient>()
  const get = (id: string) => {
    let client = clients.get(id)
    if (!client) clients.set(id, (client = { task: null, callAt: null, ofDeals: null }))
    return client
  }
  for (const task of tasks) {
    const client = get(task.clientId)
    if (task.dealId !== null) (client.ofDeals ??= []).push(task)
    else client.task = earlier(client.task, task)
  }
  for (const { clientId, at } of calls) {
    const client = get(clientId)
    client.callAt = client.callAt === null ? at : Math.min(client.callAt, at)
  }
  return (dealId, clientId) => {
    const client = clients.get(clientId)
    if (!client) return nothing
    if (!client.ofDeals) return client
    let { task } = client
    for (const own of client.ofDeals) if (own.dealId === dealId) task = earlier(task, own)
    return { task, callAt: client.callAt }
  }
}

const nothing: Nearest = { task: null, callAt: null }

/** By day, then by time, as `listSteps` orders them. */
function earlier(known: Task | null, task: Task): Task {
  if (known === null) return task
  const order = compare(task.on, known.on) || (task.at ?? 0) - (known.at ?? 0) || compare(task.id, known.id)
  return order < 0 ? task : known
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Which of both comes first; a task of the same day and no later than the call does. */
export function sooner({ task, callAt }: Nearest, timeZone: string): Step | null {
  if (callAt === null) return task
  const call = { kind: 'call' as const, on: dayOf(callAt, timeZone), at: callAt }
  return task && (task.on < call.on || (task.on === call.on && (task.at ?? 0) <= callAt)) ? task : call
}
