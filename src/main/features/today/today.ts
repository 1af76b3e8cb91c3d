import type { Context } from '#main/app/context.ts'
import type { Today } from '#shared/contract/today.ts'
import { addDays, endOfDayMs, startOfDayMs, today } from '#shared/day.ts'
import { countOf } from '../clients/clients.ts'
import { tasksOf } from '../clients/tasks.ts'
import { ourFirm } from '../settings/settings.ts'
import { listDealsWithoutStep, listDebtors, listListsToResume, listPromisedCalls, workSince } from './today.queries.ts'

/** Days without contact after which a client counts as left alone (screens.md 4.15). */
export const quietDays = 90
const mostShown = 50

/** What waits for the person at the desk today, theirs or everybody's (S-73, screens.md 4.15). */
export function todayOf(ctx: Context, { scope }: { scope: 'mine' | 'all' }): Today {
  const { db, userId } = ctx
  const { timeZone } = ourFirm(db)
  const now = ctx.now()
  const day = today(now, timeZone)
  const ownerId = scope === 'mine' ? userId : null
  const owned = ownerId === null ? {} : { ownerId }
  const callbacks = listPromisedCalls(db, { ownerId, before: endOfDayMs(day, timeZone), limit: mostShown })
  const tasks = tasksOf(ctx, { filter: { state: 'open', dueBy: day, ...owned }, page: { offset: 0, limit: mostShown } })
  const overdue = tasksOf(ctx, { filter: { state: 'open', dueBy: addDays(day, -1), ...owned }, page: { offset: 0, limit: 1 } })
  const deals = listDealsWithoutStep(db, { ownerId, limit: 20 })
  const debtors = listDebtors(db, { ownerId, today: day, limit: 20 })
  return {
    clientCount: countOf(ctx, {}),
    callbacks: callbacks.rows,
    callbackCount: callbacks.total,
    tasks: tasks.rows,
    taskCount: tasks.total,
    overdueTaskCount: overdue.total,
    dealsWithoutStep: deals.rows,
    dealsWithoutStepCount: deals.total,
    debtors: debtors.rows,
    debtorCount: debtors.total,
    lists: listListsToResume(db, { ownerId, now, limit: 5 }),
    quietClientCount: countOf(ctx, { noContactDays: quietDays, ...owned }),
    ...workSince(db, { byId: ownerId, since: startOfDayMs(day, timeZone) })
  }
}
