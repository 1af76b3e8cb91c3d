import type { Context } from '#main/app/context.ts'
import type { BoardAnswer, BoardCard, BoardColumn, BoardInput } from '#shared/contract/deals.ts'
import { dayOf, endOfMonth, today } from '#shared/day.ts'
import { addMinor, scale } from '#shared/money.ts'
import { normalise } from '#shared/normalise.ts'
import { type BoardWanted, listCards, listStandingForBoard, type Standing } from './board.queries.ts'
import { getFirmFacts } from './deals.queries.ts'
import { daysUntil, limitsAt, narrowingOf, openStagesOf } from './facts.ts'
import { type Nearest, nearestSteps, sooner, stateOf } from './next.ts'
import { stageChances } from './probability.ts'

const cardsPerColumn = 200

/** Open deals of a pipeline by stage: what each column holds and its first 200 cards. */
export function board(ctx: Context, input: BoardInput): BoardAnswer {
  const { db } = ctx
  const now = ctx.now()
  const { timeZone, baseCurrency } = getFirmFacts(db)
  const day = today(now, timeZone)
  const { pipelineId } = input
  const stages = openStagesOf(db, pipelineId)
  const limits = limitsAt(db, pipelineId, now)
  const wanted: BoardWanted = {
    pipelineId,
    stageIds: stages.map((stage) => stage.id),
    baseCurrency,
    isByHand: input.order === 'hand',
    ownerId: input.ownerId,
    sourceId: input.filter.sourceId,
    clients: narrowingOf(ctx, { ownerId: null, ...input.filter }).clients,
    search: normalise(input.filter.search),
    only: input.filter.only,
    limits,
    today: day,
    endOfMonth: endOfMonth(day),
    now
  }
  const nearest = nearestSteps(db)
  const firstOf = wanted.isByHand ? firstByHand : firstByAttention(attentionOf(nearest, now, timeZone))
  const ageOf = daysUntil(now, timeZone)
  const chances = stageChances(db, pipelineId, now)
  const byStage = stages.map((): Standing[] => [])
  for (const deal of listStandingForBoard(db, wanted)) byStage[deal.stage]?.push(deal)
  const limitOf = stages.map((stage) => limits[stage.id] ?? 0)
  const isStuck = (deal: Standing) => deal.enteredAt < (limitOf[deal.stage] ?? 0)
  const columns = stages.map((stage, index) => {
    const deals = byStage[index] ?? []
    return { stage, deals, shown: firstOf(deals, isStuck), chance: chances[index]?.usedBp ?? 0 }
  })
  const total = columns.reduce((sum, { deals }) => sum + deals.length, 0)
  const shown = columns.flatMap((column) => column.shown.map((deal) => deal.id))
  const rows = new Map(listCards(db, shown, day).map((row) => [row.id, row]))

  function cardOf(deal: Standing, ageLimitDays: number | null): BoardCard[] {
    const row = rows.get(deal.id)
    if (!row) return []
    const step = sooner(nearest(deal.id, deal.clientId), timeZone)
    return [
      {
        id: deal.id,
        title: row.title,
        clientId: row.clientId,
        clientName: row.clientName,
        amountMinor: deal.amountMinor,
        currency: deal.currency,
        ownerId: row.ownerId,
        ageDays: ageOf(deal.enteredAt),
        ageLimitDays,
        isStuck: isStuck(deal),
        next: step && { kind: step.kind, on: step.on, at: step.at, state: stateOf(step, now, timeZone) },
        hasDebt: row.hasDebt === 1
      }
    ]
  }

  return {
    columns: columns.map(
      ({ stage, deals, shown: first, chance }): BoardColumn => ({
        stageId: stage.id,
        count: deals.length,
        sums: sumsOf(deals, baseCurrency),
        weightedMinor: weightedSum(deals, baseCurrency, chance),
        probabilityBp: chance,
        averageDays: deals.length === 0 ? null : deals.reduce((sum, deal) => sum + ageOf(deal.enteredAt), 0) / deals.length,
        ageLimitDays: stage.ageLimitDays,
        overLimitCount: deals.reduce((count, deal) => (isStuck(deal) ? count + 1 : count), 0),
        crowdedShare: crowdedShare(deals.length, total, columns.length),
        cards: first.flatMap((deal) => cardOf(deal, stage.ageLimitDays))
      })
    ),
    total,
    baseCurrency
  }
}

/** Share of all deals that stand in one stage when that is a jam: over a quarter, well over an even share, of a dozen or more (S-92). */
export function crowdedShare(count: number, total: number, stageCount: number): number | null {
  if (total < 12 || stageCount < 2) return null
  const share = count / total
  return share > 0.25 && share > 1.5 / stageCount ? share : null
}

/** Σ amount × chance in base currency (metrics.md 5.4); a chance set by hand goes before the stage's. */
export function weightedSum(
  deals: readonly { readonly amountMinor: number; readonly currency: string; readonly probabilityBp: number | null }[],
  baseCurrency: string,
  chanceBp: number
): number {
  const byChance = new Map<number, number>()
  let atChance = 0
  for (const { currency, probabilityBp, amountMinor } of deals) {
    if (currency !== baseCurrency) continue
    if (probabilityBp === null || probabilityBp === chanceBp) atChance += amountMinor
    else byChance.set(probabilityBp, (byChance.get(probabilityBp) ?? 0) + amountMinor)
  }
  byChance.set(chanceBp, atChance)
  return addMinor(...[...byChance].map(([bp, sum]) => scale(sum, bp, 10_000)))
}

/** Sums by currency, the firm's own first and always there. */
export function sumsOf(
  deals: readonly { readonly amountMinor: number; readonly currency: string }[],
  baseCurrency: string
): { readonly currency: string; readonly amountMinor: number }[] {
  const sums = new Map<string, number>([[baseCurrency, 0]])
  let inBase = 0
  for (const { currency, amountMinor } of deals) {
    if (currency === baseCurrency) inBase += amountMinor
    else sums.set(currency, (sums.get(currency) ?? 0) + amountMinor)
  }
  sums.set(baseCurrency, inBase)
  return [...sums].map(([currency, amountMinor]) => ({ currency, amountMinor }))
}

type FirstOf = (deals: readonly Standing[], isStuck: (deal: Standing) => boolean) => readonly Standing[]

function firstByHand(deals: readonly Standing[]): readonly Standing[] {
  return deals
    .toSorted((a, b) => (a.orderKey < b.orderKey ? -1 : a.orderKey > b.orderKey ? 1 : a.id < b.id ? -1 : 1))
    .slice(0, cardsPerColumn)
}

/** By attention; within each group the stuck first, then the oldest (screens.md 4.5). Only the groups that are shown are sorted. */
function firstByAttention(attention: (deal: Standing) => number): FirstOf {
  return (deals, isStuck) => {
    const groups: Standing[][] = []
    for (const deal of deals) (groups[attention(deal) * 2 + (isStuck(deal) ? 0 : 1)] ??= []).push(deal)
    const first: Standing[] = []
    for (const group of groups) {
      if (!group || first.length >= cardsPerColumn) continue
      group.sort((a, b) => a.enteredAt - b.enteredAt || (a.id < b.id ? -1 : 1))
      first.push(...group.slice(0, cardsPerColumn - first.length))
    }
    return first
  }
}

/** 0 what is late, 1 for today, 2 without a next step, 3 planned (screens.md 4.5). */
function attentionOf(nearest: ReturnType<typeof nearestSteps>, now: number, timeZone: string): (deal: Standing) => number {
  const day = today(now, timeZone)
  return ({ id, clientId }) => {
    const { task, callAt }: Nearest = nearest(id, clientId)
    const callOn = callAt === null ? null : dayOf(callAt, timeZone)
    const on = task !== null && (callOn === null || task.on <= callOn) ? task.on : callOn
    if (on === null) return 2
    if (on < day || (callAt !== null && callAt < now)) return 0
    return on === day ? 1 : 3
  }
}
