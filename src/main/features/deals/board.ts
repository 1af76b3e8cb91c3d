import type { Context } from '#main/app/context.ts'
import type { BoardAnswer, BoardCard, BoardColumn, BoardInput } from '#shared/contract/deals.ts'
import { dayOf, daysBetween, endOfMonth, today } from '#shared/day.ts'
import { addMinor, scale } from '#shared/money.ts'
import { normalise } from '#shared/normalise.ts'
import { listCards, listStandingForBoard, type Standing } from './board.queries.ts'
import { getFirmFacts } from './deals.queries.ts'
import { limitsAt, openStagesOf } from './facts.ts'
import { nextSteps } from './next.ts'
import { stageChances } from './probability.ts'

const cardsPerColumn = 200

/** Open deals of a pipeline by stage: what each column holds and its first 200 cards. */
export function board(ctx: Context, input: BoardInput): BoardAnswer {
  const { db } = ctx
  const now = ctx.now()
  const { timeZone, baseCurrency } = getFirmFacts(db)
  const day = today(now, timeZone)
  const { pipelineId } = input
  const limits = limitsAt(db, pipelineId, now)
  const deals = listStandingForBoard(db, {
    pipelineId,
    ownerId: input.ownerId,
    sourceId: input.filter.sourceId,
    search: normalise(input.filter.search),
    only: input.filter.only,
    limits,
    today: day,
    endOfMonth: endOfMonth(day),
    now
  })
  const byStage = new Map<string, Standing[]>()
  for (const deal of deals) {
    const column = byStage.get(deal.stageId)
    if (column) column.push(deal)
    else byStage.set(deal.stageId, [deal])
  }
  const order = input.order === 'hand' ? compareByHand : byAttention(day, now, timeZone, limits)
  for (const column of byStage.values()) column.sort(order)
  const stages = openStagesOf(db, pipelineId)
  const shown = stages.flatMap((stage) => (byStage.get(stage.id) ?? []).slice(0, cardsPerColumn).map((deal) => deal.id))
  const rows = new Map(listCards(db, shown, day).map((row) => [row.id, row]))
  const steps = nextSteps(db, shown, now, timeZone)
  const chances = stageChances(db, pipelineId, now)

  const columns = stages.map((stage, index): BoardColumn => {
    const own = byStage.get(stage.id) ?? []
    const chance = chances[index]?.usedBp ?? 0
    const ages = own.map((deal) => daysBetween(dayOf(deal.enteredAt, timeZone), day))
    const isStuck = (deal: Standing) => deal.enteredAt < (limits[stage.id] ?? 0)
    return {
      stageId: stage.id,
      count: own.length,
      sums: sumsOf(own, baseCurrency),
      weightedMinor: weightedSum(own, baseCurrency, chance),
      probabilityBp: chance,
      averageDays: own.length === 0 ? null : ages.reduce((sum, age) => sum + age, 0) / own.length,
      ageLimitDays: stage.ageLimitDays,
      overLimitCount: own.filter(isStuck).length,
      crowdedShare: crowdedShare(own.length, deals.length, stages.length),
      cards: own.slice(0, cardsPerColumn).flatMap((deal, place): BoardCard[] => {
        const row = rows.get(deal.id)
        if (!row) return []
        return [
          {
            id: deal.id,
            title: row.title,
            clientId: row.clientId,
            clientName: row.clientName,
            amountMinor: deal.amountMinor,
            currency: deal.currency,
            ownerId: row.ownerId,
            ageDays: ages[place] ?? 0,
            ageLimitDays: stage.ageLimitDays,
            isStuck: isStuck(deal),
            next: steps.get(deal.id) ?? null,
            hasDebt: row.hasDebt === 1
          }
        ]
      })
    }
  })
  return { columns, total: deals.length, baseCurrency }
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
  for (const deal of deals) {
    if (deal.currency !== baseCurrency) continue
    const bp = deal.probabilityBp ?? chanceBp
    byChance.set(bp, (byChance.get(bp) ?? 0) + deal.amountMinor)
  }
  return addMinor(...[...byChance].map(([bp, sum]) => scale(sum, bp, 10_000)))
}

/** Sums by currency, the firm's own first and always there. */
export function sumsOf(
  deals: readonly { readonly amountMinor: number; readonly currency: string }[],
  baseCurrency: string
): { readonly currency: string; readonly amountMinor: number }[] {
  const sums = new Map<string, number>([[baseCurrency, 0]])
  for (const deal of deals) sums.set(deal.currency, (sums.get(deal.currency) ?? 0) + deal.amountMinor)
  return [...sums].map(([currency, amountMinor]) => ({ currency, amountMinor }))
}

function compareByHand(a: Standing, b: Standing): number {
  return a.orderKey < b.orderKey ? -1 : a.orderKey > b.orderKey ? 1 : a.id < b.id ? -1 : 1
}

/** Late first, then for today, then without a next step, then planned; within each the stuck, then the oldest (screens.md 4.5). */
function byAttention(day: string, now: number, timeZone: string, limits: Readonly<Record<string, number>>) {
  const rankOf = (deal: Standing): number => {
    const callOn = deal.nextCallAt === null ? null : dayOf(deal.nextCallAt, timeZone)
    const on = deal.nextOn !== null && (callOn === null || deal.nextOn <= callOn) ? deal.nextOn : callOn
    if (on === null) return 2
    if (on < day || (deal.nextCallAt !== null && deal.nextCallAt < now)) return 0
    return on === day ? 1 : 3
  }
  const ranks = new Map<string, number>()
  const rank = (deal: Standing) => {
    const known = ranks.get(deal.id)
    if (known !== undefined) return known
    const made = rankOf(deal) * 2 + (deal.enteredAt < (limits[deal.stageId] ?? 0) ? 0 : 1)
    ranks.set(deal.id, made)
    return made
  }
  return (a: Standing, b: Standing) => rank(a) - rank(b) || a.enteredAt - b.enteredAt || (a.id < b.id ? -1 : 1)
}
