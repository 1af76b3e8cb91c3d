import type { Context } from '#main/app/context.ts'
import type { DealCard, DealHistoryRow, DealSignal, DealStep } from '#shared/contract/deals.ts'
import { dayOf, daysBetween, today } from '#shared/day.ts'
import {
  findDealState,
  getDealClient,
  listDealCalls,
  listDealInvoices,
  listDealNotes,
  listDealTasks,
  listOwnerChanges,
  listReachedStages,
  listStageChanges,
  owesOverdue
} from './dealCard.queries.ts'
import { getDealRow, getFirmFacts } from './deals.queries.ts'
import { limitsAt, openStagesOf } from './facts.ts'
import { nextSteps, stateOf } from './next.ts'
import { stageChances } from './probability.ts'

const dayMs = 86_400_000

/** All that the page of a deal shows. Throws not_found. */
export function dealCard(ctx: Context, { dealId }: { readonly dealId: string }): DealCard {
  const { db } = ctx
  const now = ctx.now()
  const { timeZone } = getFirmFacts(db)
  const day = today(now, timeZone)
  const deal = getDealRow(db, dealId)
  const state = findDealState(db, dealId)
  const outcome = state?.outcome ?? 'open'
  const enteredAt = state?.enteredAt ?? now
  const createdAt = state?.createdAt ?? now
  const ageDays = daysBetween(dayOf(enteredAt, timeZone), day)
  const stages = openStagesOf(db, deal.pipelineId)
  const current = stages.find((stage) => stage.id === deal.stageId)
  const reached = new Map(listReachedStages(db, dealId).map((row) => [row.stageId, row]))
  const steps = stages.map((stage): DealStep => {
    const row = reached.get(stage.id)
    const isCurrent = outcome === 'open' && stage.id === deal.stageId
    const isDone = row !== undefined && row.isVisited === 1
    return {
      stageId: stage.id,
      // A deal that went back has been in later stages, which are ahead of it again.
      state: isCurrent ? 'current' : row === undefined || (current && stage.position > current.position) ? 'ahead' : isDone ? 'done' : 'skipped',
      enteredAt: isDone ? row.firstEnteredAt : null,
      days: isDone ? Math.round(row.stayMs / dayMs) + (isCurrent ? ageDays : 0) : null,
      isLostHere: row?.isLostHere === 1
    }
  })
  const stageChanges = listStageChanges(db, dealId)
  const history: DealHistoryRow[] = [
    ...stageChanges.map((row) => ({ kind: 'stage' as const, ...row, isImputed: row.isImputed === 1 })),
    ...listOwnerChanges(db, dealId).map((row) => ({ kind: 'owner' as const, ...row })),
    ...listDealNotes(db, dealId, deal.clientId).map((row) => ({ kind: 'note' as const, ...row })),
    ...listDealCalls(db, dealId, deal.clientId, createdAt).map((row) => ({ kind: 'call' as const, ...row }))
  ].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
  const next = nextSteps(db, [dealId], now, timeZone).get(dealId) ?? null
  const chance = stageChances(db, deal.pipelineId, now).find((one) => one.stageId === deal.stageId)
  const automaticBp = chance?.usedBp ?? (outcome === 'won' ? 10_000 : 0)
  const limit = limitsAt(db, deal.pipelineId, now)[deal.stageId] ?? 0
  const highest = Math.max(0, ...stageChanges.filter((row) => row.currency === deal.currency).map((row) => row.amountMinor))
  const signals: DealSignal[] = []
  if (outcome === 'open') {
    if (enteredAt < limit) signals.push('overLimit')
    if (next === null) signals.push('noNextStep')
    if (deal.expectedOn !== null && deal.expectedOn < day) signals.push('expectedPassed')
    if (deal.amountMinor < highest) signals.push('amountDropped')
    if (owesOverdue(db, deal.clientId, day)) signals.push('clientOwes')
  }
  return {
    deal,
    client: getDealClient(db, deal.clientId),
    outcome,
    createdAt,
    steps,
    ageDays,
    ageLimitDays: current?.ageLimitDays ?? null,
    history,
    tasks: listDealTasks(db, dealId, deal.clientId).map((task) => ({ ...task, state: stateOf(task, now, timeZone) })),
    next,
    invoices: listDealInvoices(db, dealId),
    probability: {
      templateBp: chance?.templateBp ?? 0,
      ownBp: chance?.ownBp ?? null,
      ownCount: chance?.ownCount ?? 0,
      automaticBp,
      usedBp: deal.probabilityBp ?? automaticBp,
      isManual: deal.probabilityBp !== null
    },
    signals
  }
}
