export type StageFacts = {
  readonly id: string
  readonly pipelineId: string
  readonly position: number
  readonly outcome: 'open' | 'won' | 'lost'
}
export type DealFacts = {
  readonly id: string
  readonly clientId: string
  readonly ownerId: string | null
  readonly amountMinor: number
  readonly currency: string
}
export type DealEvent = {
  readonly pipelineId: string
  readonly toStageId: string
  readonly at: number
  readonly ownerId: string | null
  readonly amountBaseMinor: number | null
}
export type StateOfDeal = {
  readonly clientId: string
  readonly pipelineId: string
  readonly stageId: string
  readonly ownerId: string | null
  readonly enteredAt: number
  readonly createdAt: number
  readonly closedAt: number | null
  readonly outcome: 'open' | 'won' | 'lost'
  readonly maxPosition: number
  readonly amountMinor: number
  readonly currency: string
  readonly amountBaseMinor: number | null
  /** Closed once, and something happened after that. */
  readonly wasClosedBefore: boolean
}
export type StageOfDeal = {
  readonly stageId: string
  readonly pipelineId: string
  readonly position: number
  readonly isVisited: boolean
  readonly firstEnteredAt: number
  readonly stayMs: number
  readonly amountBaseMinor: number | null
  readonly ownerId: string | null
  readonly outcome: 'open' | 'won' | 'lost'
  readonly closedAt: number | null
  readonly isLostHere: boolean
}

type Stay = { enteredAt: number; stayMs: number; amountBaseMinor: number | null; ownerId: string | null }

/**
 * Where a deal stands and which stages it reached, from its events in order of time (metrics.md 5.0): the pipeline is
 * the one of the last event; `maxPosition` is the highest open stage ever entered there; a won deal passed all stages, a
 * lost one those up to its highest, skipped ones included. Gives nothing for a deal without events.
 */
export function historyOf(
  deal: DealFacts,
  events: readonly DealEvent[],
  stages: ReadonlyMap<string, StageFacts>,
  baseCurrency: string
): { state: StateOfDeal; stages: StageOfDeal[] } | undefined {
  const first = events[0]
  const last = events[events.length - 1]
  const lastStage = last && stages.get(last.toStageId)
  if (!first || !last || !lastStage) return undefined
  const outcome = lastStage.outcome
  const closedAt = outcome === 'open' ? null : last.at
  const ladder = [...stages.values()]
    .filter((stage) => stage.pipelineId === last.pipelineId && stage.outcome === 'open')
    .sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1))
  const stays = new Map<string, Stay>()
  for (const [index, event] of events.entries()) {
    if (event.pipelineId !== last.pipelineId || stages.get(event.toStageId)?.outcome !== 'open') continue
    const next = events[index + 1]
    const stay = stays.get(event.toStageId) ?? {
      enteredAt: event.at,
      stayMs: 0,
      amountBaseMinor: event.amountBaseMinor,
      ownerId: event.ownerId
    }
    if (next) stay.stayMs += next.at - event.at
    stay.ownerId = next ? next.ownerId : deal.ownerId
    stays.set(event.toStageId, stay)
  }
  const highest = ladder.reduce((top, stage) => (stays.has(stage.id) ? stage.position : top), ladder[0]?.position ?? 0)
  const lowest = outcome === 'won' ? (ladder[ladder.length - 1]?.position ?? 0) : highest
  const reached = ladder.filter((stage) => stage.position <= lowest)
  const rows: StageOfDeal[] = []
  // From the end, so that a stage passed over takes the amount, day and owner of the next one really entered.
  let following: Stay = { enteredAt: last.at, stayMs: 0, amountBaseMinor: last.amountBaseMinor, ownerId: last.ownerId }
  for (const stage of reached.toReversed()) {
    const stay = stays.get(stage.id)
    if (stay) following = stay
    rows.push({
      stageId: stage.id,
      pipelineId: last.pipelineId,
      position: stage.position,
      isVisited: stay !== undefined,
      firstEnteredAt: following.enteredAt,
      stayMs: stay?.stayMs ?? 0,
      amountBaseMinor: following.amountBaseMinor,
      ownerId: following.ownerId,
      outcome,
      closedAt,
      isLostHere: outcome === 'lost' && stage.position === highest
    })
  }
  return {
    state: {
      clientId: deal.clientId,
      pipelineId: last.pipelineId,
      stageId: last.toStageId,
      ownerId: deal.ownerId,
      enteredAt: last.at,
      createdAt: first.at,
      closedAt,
      outcome,
      maxPosition: highest,
      amountMinor: deal.amountMinor,
      currency: deal.currency,
      amountBaseMinor: deal.currency === baseCurrency ? deal.amountMinor : null,
      wasClosedBefore: events.some((event) => event !== last && isClosing(stages.get(event.toStageId)))
    },
    stages: rows.reverse()
  }
}

function isClosing(stage: StageFacts | undefined): boolean {
  return stage !== undefined && stage.outcome !== 'open'
}
