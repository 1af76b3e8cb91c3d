import { z } from 'zod'
import { MAX_MINOR } from '../money.ts'
import { currency, day, instant, page, recordId } from './app.ts'
import { clientFilter, clientFilterTables } from './clients.ts'
import { command, query, returns } from './define.ts'

const amountMinor = z.int().min(0).max(MAX_MINOR)
const title = z.string().trim().min(1).max(200)

export const periodInput = z.strictObject({ from: day, to: day })

/** A column of the funnel: what it is by and the value; null where a deal has none. */
export const funnelColumn = z.strictObject({ by: z.enum(['owner', 'source']), id: recordId.nullable() })
export type FunnelColumn = z.output<typeof funnelColumn>

export const closedBases = ['close', 'cohort'] as const
export const readings = ['passed', 'visited'] as const

/** A cell of the open funnel: deals that stand in a stage now, or stood there at an instant (metrics.md 5.4). */
const openCell = z.strictObject({
  kind: z.literal('open'),
  pipelineId: recordId,
  /** Epoch ms; null is now. */
  at: instant.nullable(),
  /** Null is all open stages. */
  stageId: recordId.nullable(),
  column: funnelColumn.nullable(),
  /** Over the stage's limit of days, or within it (stages without a limit are always within). */
  age: z.enum(['any', 'over', 'within'])
})

/** A cell of the closed funnel: deals of a period by what became of them at a stage (metrics.md 5.4). */
const closedCell = z.strictObject({
  kind: z.literal('closed'),
  pipelineId: recordId,
  period: periodInput,
  basis: z.enum(closedBases),
  reading: z.enum(readings),
  /** Null with `won`, `lost`, `closed`, `stillOpen` and `created`: all deals of the period. */
  stageId: recordId.nullable(),
  part: z.enum(['reached', 'passed', 'lost', 'won', 'closed', 'stillOpen', 'created']),
  column: funnelColumn.nullable()
})

export const funnelCell = z.discriminatedUnion('kind', [openCell, closedCell])
export type OpenCell = z.output<typeof openCell>
export type ClosedCell = z.output<typeof closedCell>
export type FunnelCell = z.output<typeof funnelCell>

/** What a deal must be to be listed. The same object explains every number of the funnel (decisions.md 16). */
export const dealFilter = z.strictObject({
  search: z.string().trim().max(200),
  pipelineId: recordId.nullable(),
  outcome: z.enum(['any', 'open', 'won', 'lost', 'closed']),
  stageId: recordId.nullable(),
  /** Who owns the deal now. */
  ownerId: recordId.nullable(),
  /** The deal's source, else its client's. */
  sourceId: recordId.nullable(),
  clientId: recordId.nullable(),
  /** Whose deals, by anything that is known of a client now (S-6); archived ones too unless it speaks of them. */
  clients: clientFilter.optional(),
  only: z.enum(['all', 'stuck', 'noNextStep', 'overdueStep', 'closingSoon']),
  cell: funnelCell.nullable()
})
export type DealFilter = z.output<typeof dealFilter>

/** Every deal there is. */
export const anyDeal: DealFilter = {
  search: '',
  pipelineId: null,
  outcome: 'any',
  stageId: null,
  ownerId: null,
  sourceId: null,
  clientId: null,
  only: 'all',
  cell: null
}

export const boardInput = z.strictObject({
  pipelineId: recordId,
  ownerId: recordId.nullable(),
  filter: z.strictObject({
    search: z.string().trim().max(200),
    sourceId: recordId.nullable(),
    /** As in `dealFilter`. */
    clients: clientFilter.optional(),
    only: z.enum(['all', 'stuck', 'noNextStep', 'overdueStep', 'closingSoon'])
  }),
  /** What needs a hand first, or the order in which people put the cards. */
  order: z.enum(['attention', 'hand'])
})

export const createDealInput = z.strictObject({
  clientId: recordId,
  title,
  amountMinor,
  currency,
  pipelineId: recordId,
  /** Null is the first stage. */
  stageId: recordId.nullable(),
  ownerId: recordId.nullable(),
  expectedOn: day.nullable(),
  sourceId: recordId.nullable()
})

/** Only what is named is changed. */
export const changeDealInput = z.strictObject({
  dealId: recordId,
  title: title.optional(),
  amountMinor: amountMinor.optional(),
  currency: currency.optional(),
  expectedOn: day.nullable().optional(),
  sourceId: recordId.nullable().optional(),
  /** Basis points; null gives it back to template and statistics. */
  probabilityBp: z.int().min(0).max(10_000).nullable().optional()
})

export const closeDealInput = z.strictObject({
  dealId: recordId,
  outcome: z.enum(['won', 'lost']),
  lostReasonId: recordId.nullable(),
  note: z.string().trim().max(2000),
  /** What it was won for; the amount stays where it is not given. */
  amountMinor: amountMinor.optional()
})

export type CreateDeal = z.output<typeof createDealInput>
export type ChangeDeal = z.output<typeof changeDealInput>
export type CloseDeal = z.output<typeof closeDealInput>
/** `before`: the deal that it is put in front of; null puts it last. */
export type MoveDeal = { readonly dealId: string; readonly stageId: string; readonly before: string | null }
export type BoardInput = z.output<typeof boardInput>

export type Deal = {
  readonly id: string
  readonly clientId: string
  readonly title: string
  readonly amountMinor: number
  readonly currency: string
  readonly pipelineId: string
  readonly stageId: string
  readonly orderKey: string
  readonly ownerId: string | null
  readonly sourceId: string | null
  readonly expectedOn: string | null
  readonly closedAt: number | null
  readonly lostReasonId: string | null
  readonly lostNote: string | null
  readonly probabilityBp: number | null
}

/** The nearest thing planned with the client about the deal: a task, or a call promised in a call list. */
export type NextStep = {
  readonly kind: 'call' | 'meeting' | 'mail' | 'other'
  readonly on: string
  /** Epoch ms where a time was promised. */
  readonly at: number | null
  readonly state: 'overdue' | 'today' | 'future'
}

export type BoardCard = {
  readonly id: string
  readonly title: string
  readonly clientId: string
  readonly clientName: string
  readonly amountMinor: number
  readonly currency: string
  readonly ownerId: string | null
  /** Calendar days in the stage. */
  readonly ageDays: number
  readonly ageLimitDays: number | null
  readonly isStuck: boolean
  readonly next: NextStep | null
  /** The client owes us something past its day. */
  readonly hasDebt: boolean
}

export type CurrencySum = { readonly currency: string; readonly amountMinor: number }

export type BoardColumn = {
  readonly stageId: string
  readonly count: number
  /** The firm's currency first, then the others, each by itself (decisions.md 21). */
  readonly sums: readonly CurrencySum[]
  /** Base currency, amount times chance to win (metrics.md 5.6). */
  readonly weightedMinor: number
  readonly probabilityBp: number
  /** Mean age in the stage in days; null for none. */
  readonly averageDays: number | null
  readonly ageLimitDays: number | null
  readonly overLimitCount: number
  /** Share of all open deals, where too many stand here (S-92). */
  readonly crowdedShare: number | null
  /** At most 200, in order. */
  readonly cards: readonly BoardCard[]
}

export type BoardAnswer = { readonly columns: readonly BoardColumn[]; readonly total: number; readonly baseCurrency: string }

export type DealRow = {
  readonly id: string
  readonly title: string
  readonly clientId: string
  readonly clientName: string
  readonly amountMinor: number
  readonly currency: string
  /** In base currency as the number counted it: at the stage of the cell, else now; null without a rate. */
  readonly potentialMinor: number | null
  readonly ownerId: string | null
  readonly pipelineId: string
  readonly stageId: string
  readonly outcome: 'open' | 'won' | 'lost'
  /** Calendar days in the present stage; null once closed. */
  readonly ageDays: number | null
  readonly expectedOn: string | null
  readonly createdAt: number
  readonly closedAt: number | null
  readonly lostReasonId: string | null
}
export type DealList = {
  readonly rows: readonly DealRow[]
  readonly total: number
  /** Of all rows, base currency. */
  readonly potentialMinor: number
}

/** A stage on the ribbon of a deal. */
export type DealStep = {
  readonly stageId: string
  readonly state: 'done' | 'skipped' | 'current' | 'ahead'
  readonly enteredAt: number | null
  /** Calendar days spent there so far; null where it never was. */
  readonly days: number | null
  readonly isLostHere: boolean
}

export type DealHistoryRow =
  | {
      readonly kind: 'stage'
      readonly id: string
      readonly at: number
      readonly byId: string | null
      readonly fromStageId: string | null
      readonly toStageId: string
      readonly amountMinor: number
      readonly currency: string
      readonly isImputed: boolean
    }
  | { readonly kind: 'owner'; readonly id: string; readonly at: number; readonly byId: string | null; readonly fromOwnerId: string | null; readonly toOwnerId: string | null }
  | { readonly kind: 'note'; readonly id: string; readonly at: number; readonly byId: string | null; readonly text: string }
  | { readonly kind: 'call'; readonly id: string; readonly at: number; readonly byId: string | null; readonly dispositionId: string; readonly reasonId: string | null; readonly text: string }

export type DealSignal = 'overLimit' | 'noNextStep' | 'expectedPassed' | 'clientOwes' | 'amountDropped'

export type DealCard = {
  readonly deal: Deal
  readonly client: { readonly id: string; readonly name: string; readonly town: string | null; readonly taxNumber: string | null; readonly phone: string | null; readonly email: string | null }
  readonly outcome: 'open' | 'won' | 'lost'
  readonly createdAt: number
  readonly steps: readonly DealStep[]
  readonly ageDays: number
  readonly ageLimitDays: number | null
  readonly history: readonly DealHistoryRow[]
  readonly tasks: readonly { readonly id: string; readonly kind: NextStep['kind']; readonly text: string; readonly on: string; readonly at: number | null; readonly state: NextStep['state']; readonly ownerId: string | null }[]
  readonly next: NextStep | null
  readonly invoices: readonly { readonly id: string; readonly number: string | null; readonly state: 'draft' | 'issued'; readonly grossMinor: number; readonly currency: string; readonly dueOn: string | null }[]
  /**
   * Chance to win by template, by own closed deals (`ownCount` of them reached the stage), both blended, and the one in
   * use, which differs from the blend when it was set by hand (metrics.md 5.6).
   */
  readonly probability: {
    readonly templateBp: number
    readonly ownBp: number | null
    readonly ownCount: number
    readonly automaticBp: number
    readonly usedBp: number
    readonly isManual: boolean
  }
  readonly signals: readonly DealSignal[]
}

export const dealSorts = ['title', 'clientName', 'amount', 'potential', 'stage', 'age', 'expectedOn', 'createdAt', 'closedAt'] as const

const journalled = ['deal', 'stage_change', 'deal_state', 'deal_stage', 'client_summary'] as const

export const dealOperations = {
  'deals.board': query(boardInput, returns<BoardAnswer>(), [
    'deal', 'deal_state', 'stage', 'client', 'client_summary', 'task', 'call_list_entry', 'call_list', 'firm', 'invoice', 'allocation',
    ...clientFilterTables
  ]),
  'deals.list': query(
    z.strictObject({
      filter: dealFilter,
      sort: z.strictObject({ by: z.enum(dealSorts), direction: z.enum(['asc', 'desc']) }).nullable(),
      page
    }),
    returns<DealList>(),
    ['deal', 'deal_state', 'deal_stage', 'stage', 'stage_change', 'owner_change', 'client', 'task', 'call_list_entry', 'call_list', 'firm', ...clientFilterTables]
  ),
  'deals.get': query(z.strictObject({ dealId: recordId }), returns<DealCard>(), [
    'deal', 'deal_state', 'deal_stage', 'stage', 'stage_change', 'owner_change', 'note', 'call_attempt', 'client', 'client_summary', 'task',
    'call_list_entry', 'call_list', 'invoice', 'allocation', 'firm'
  ]),
  'deals.create': command(createDealInput, returns<Deal>(), [...journalled]),
  'deals.change': command(changeDealInput, returns<Deal>(), ['deal', 'deal_state', 'client_summary']),
  'deals.move': command(
    z.strictObject({ dealId: recordId, stageId: recordId, before: recordId.nullable() }),
    returns<Deal>(),
    [...journalled]
  ),
  'deals.close': command(closeDealInput, returns<Deal>(), ['note', ...journalled]),
  'deals.reopen': command(z.strictObject({ dealId: recordId }), returns<Deal>(), [...journalled]),
  'deals.remove': command(z.strictObject({ dealId: recordId }), returns<Deal>(), ['deal', 'deal_state', 'deal_stage', 'client_summary']),
  'deals.changeOwner': command(z.strictObject({ dealId: recordId, ownerId: recordId.nullable() }), returns<Deal>(), [
    'deal', 'owner_change', 'deal_state', 'deal_stage', 'client_summary'
  ])
}
