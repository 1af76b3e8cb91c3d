import type { Db } from '#main/db/open.ts'
import type { NextStep } from '#shared/contract/deals.ts'
import { dayOf, today } from '#shared/day.ts'
import { listSteps, type Step } from './next.queries.ts'

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

function toStep([kind, on, at]: [Step['kind'], string, number | null]): Step {
  return { kind, on, at }
}
