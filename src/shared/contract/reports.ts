import { z } from 'zod'
import type { Period } from '../day.ts'
import { instant, recordId } from './app.ts'
import { clientFilter, clientFilterTables } from './clients.ts'
import { closedBases, type CurrencySum, type DealFilter, type FunnelColumn, periodInput, readings } from './deals.ts'
import { job, query, returns } from './define.ts'

const columns = z.enum(['none', 'owner', 'source'])
/** Deals to look at: who owns them now, where they came from, and whose they are by anything known of the client now (S-6). */
const filter = z.strictObject({ ownerId: recordId.nullable(), sourceId: recordId.nullable(), clients: clientFilter.optional() })

export const openFunnelInput = z.strictObject({
  pipelineId: recordId,
  /** Epoch ms of a past state; null is now. */
  at: instant.nullable(),
  columns,
  filter
})
export const closedFunnelInput = z.strictObject({
  pipelineId: recordId,
  period: periodInput,
  /** What finished in the period, or what was created in it and has finished since (metrics.md 5.0). */
  basis: z.enum(closedBases),
  reading: z.enum(readings),
  columns,
  compareTo: periodInput.nullable(),
  filter
})
export const findingsInput = z.strictObject({
  pipelineId: recordId,
  period: periodInput,
  compareTo: periodInput.nullable(),
  filter
})

export type OpenFunnelInput = z.output<typeof openFunnelInput>
export type ClosedFunnelInput = z.output<typeof closedFunnelInput>
export type FindingsInput = z.output<typeof findingsInput>
export type FunnelQuestion = ({ readonly kind: 'open' } & OpenFunnelInput) | ({ readonly kind: 'closed' } & ClosedFunnelInput)

/** Deals that stand in a stage; every count comes with the filter of the deals that it counts. */
export type OpenCellValue = {
  readonly count: number
  /** Base currency. */
  readonly sumMinor: number
  /** What is in no known rate to the base currency, each currency by itself (decisions.md 21). */
  readonly otherSums: readonly CurrencySum[]
  readonly weightedMinor: number
  readonly overLimitCount: number
  /** Base currency. */
  readonly overLimitMinor: number
  readonly medianAgeDays: number | null
  readonly drill: DealFilter
  readonly overLimitDrill: DealFilter
  readonly withinLimitDrill: DealFilter
}
export type OpenRow = OpenCellValue & {
  readonly stageId: string
  readonly ageLimitDays: number | null
  readonly probabilityBp: number
  /** Share of all, where too many stand here (S-92). */
  readonly crowdedShare: number | null
  readonly cells: readonly OpenCellValue[]
}
export type OpenFunnel = {
  readonly at: number | null
  readonly baseCurrency: string
  readonly columns: readonly FunnelColumn[]
  readonly rows: readonly OpenRow[]
  readonly total: OpenCellValue & { readonly cells: readonly OpenCellValue[] }
}

/** How an owner's rate stands to the company's: `few` below ten cases, else by 95 % intervals that share nothing. */
export type Verdict = 'few' | 'same' | 'better' | 'worse'

/** What became of the deals that reached a stage (metrics.md 5.4). */
export type ClosedCellValue = {
  readonly reached: number
  /** Reached and not lost here: `reached − lostAt`. */
  readonly passed: number
  readonly lostAt: number
  /** Base currency, as it was on entering the stage. */
  readonly reachedMinor: number
  readonly passedMinor: number
  readonly lostMinor: number
  /** `passed ÷ reached`, which over passed-through stages is `reached(s+1) ÷ reached(s)`; null for none. */
  readonly conversion: number | null
  /** Wilson 95 % of the conversion. */
  readonly low: number | null
  readonly high: number | null
  readonly drill: { readonly reached: DealFilter; readonly passed: DealFilter; readonly lost: DealFilter }
}
export type ClosedColumnCell = ClosedCellValue & { readonly pointsVsCompany: number | null; readonly verdict: Verdict }
export type ClosedRow = ClosedCellValue & {
  readonly stageId: string
  /** `reached(s) ÷ reached(s1)`. */
  readonly cumulative: number | null
  /** Share of all losses. */
  readonly lostShare: number | null
  /** Median of finished stays of deals that were really there. */
  readonly medianDays: number | null
  /** The same stage in the period compared with; `points` is the change of the conversion in percentage points. */
  readonly before: { readonly reached: number; readonly lostAt: number; readonly conversion: number | null; readonly points: number | null; readonly isApart: boolean } | null
  readonly cells: readonly ClosedColumnCell[]
}
export type ClosedTotals = {
  readonly closed: number
  readonly won: number
  readonly lost: number
  readonly wonMinor: number
  readonly lostMinor: number
  /** Of the cohort, not finished yet; 0 by close date. */
  readonly stillOpen: number
  readonly winRate: number | null
  /** The lowest and highest win rate that open deals of the cohort still allow (metrics.md 5.7). */
  readonly bounds: { readonly low: number; readonly high: number } | null
  /** Won value of all closed value. */
  readonly winRateByValue: number | null
  /** Median days from creation to winning. */
  readonly medianCycleDays: number | null
  /** Deals without an amount in base currency: in counts, not in sums. */
  readonly withoutRate: number
  readonly drill: { readonly closed: DealFilter; readonly won: DealFilter; readonly lost: DealFilter; readonly stillOpen: DealFilter }
}
export type ClosedFunnel = {
  readonly period: Period
  readonly basis: (typeof closedBases)[number]
  readonly reading: (typeof readings)[number]
  readonly baseCurrency: string
  readonly columns: readonly FunnelColumn[]
  readonly rows: readonly ClosedRow[]
  readonly totals: ClosedTotals
  readonly before: { readonly period: Period; readonly totals: ClosedTotals } | null
}

/** A sentence for the head of sales; the words are in the locale, the numbers and their lists here (S-90 … S-92, S-108). */
export type Finding =
  | {
      readonly kind: 'biggestLoss' | 'biggestDrop'
      readonly stageId: string
      readonly lost: number
      readonly reached: number
      readonly rate: number
      readonly rateBefore: number | null
      readonly drill: DealFilter
    }
  | {
      readonly kind: 'overLimit'
      readonly stageId: string
      readonly count: number
      readonly limitDays: number
      readonly sumMinor: number
      readonly currency: string
      readonly drill: DealFilter
    }
  | { readonly kind: 'crowded'; readonly stageId: string; readonly count: number; readonly share: number; readonly drill: DealFilter }
  | { readonly kind: 'tooFewNew'; readonly count: number; readonly countBefore: number; readonly drill: DealFilter }
  | {
      readonly kind: 'ownerLeak'
      readonly stageId: string
      readonly ownerId: string
      readonly rate: number
      readonly companyRate: number
      readonly n: number
      readonly drill: DealFilter
    }
  | { readonly kind: 'tooFewClosed'; readonly count: number; readonly needed: number; readonly drill: null }

const facts = ['deal', 'deal_state', 'deal_stage', 'stage', 'stage_change', 'owner_change', 'client', 'firm', 'user', ...clientFilterTables] as const

export const reportOperations = {
  'reports.openFunnel': query(openFunnelInput, returns<OpenFunnel>(), [...facts]),
  'reports.closedFunnel': query(closedFunnelInput, returns<ClosedFunnel>(), [...facts]),
  'reports.findings': query(findingsInput, returns<readonly Finding[]>(), [...facts]),
  /** Writes one of the funnels to a workbook in the language of the desk; `path` was chosen in a dialog before. */
  'reports.exportFunnel': job(
    z.strictObject({
      path: z.string().min(1).max(4096),
      question: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('open'), ...openFunnelInput.shape }),
        z.strictObject({ kind: z.literal('closed'), ...closedFunnelInput.shape })
      ])
    }),
    returns<{ readonly path: string }>(),
    []
  )
}
