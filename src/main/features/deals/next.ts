import type { Db } from '#main/db/open.ts'
import type { NextStep } from '#shared/contract/deals.ts'
import { dayOf, today } from '#shared/day.ts'
import { listPlanned, listSteps, type Step } from './next.queries.ts'

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
    const task = row.task === null ? null : toStep(JSON.parse(row.task) as [Step['kind'], string, number | null])
    const call = row.callAt === null ? null : { kind: 'call' as const, on: dayOf(row.callAt, timeZone), at: row.callAt }
    const step = task && call ? (task.on < call.on || (task.on === call.on && (task.at ?? 0) <= call.at) ? task : call) : (task ?? call)
    if (step) found.set(row.dealId, { ...step, state: stateOf(step, now, timeZone) })
  }
  return found
}

export type Nearest = { readonly on: string | null; readonly callAt: number | null }
type OfClient = { on: string | null; callAt: number | null; ofDeals: [dealId: string, on: string][] | null }

/** Looks up the nearest day planned for a deal, from all that is planned at once: for a board full of deals. */
export function nearestSteps(db: Db): (dealId: string, clientId: string) => Nearest {
  const { tasks, calls } = listPlanned(db)
  const clients = new Map<string, OfClient>()
  const get = (id: string) => {
    let client = clients.get(id)
    if (!client) clients.set(id, (client = { on: null, callAt: null, ofDeals: null }))
    return client
  }
  for (const [clientId, dealId, on] of tasks) {
    const client = get(clientId)
    if (dealId !== null) (client.ofDeals ??= []).push([dealId, on])
    else if (client.on === null || on < client.on) client.on = on
  }
  for (const [clientId, at] of calls) {
    const client = get(clientId)
    if (client.callAt === null || at < client.callAt) client.callAt = at
  }
  return (dealId, clientId) => {
    const client = clients.get(clientId)
    if (!client) return nothing
    let { on } = client
    for (const [id, taskOn] of client.ofDeals ?? []) if (id === dealId && (on === null || taskOn < on)) on = taskOn
    return { on, callAt: client.callAt }
  }
}

const nothing: Nearest = { on: null, callAt: null }

function toStep([kind, on, at]: [Step['kind'], string, number | null]): Step {
  return { kind, on, at }
}
