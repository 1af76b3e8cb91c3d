import { z } from 'zod'
import { recordId } from './app.ts'
import { command, query, returns } from './define.ts'
import { type FilterGroup, filterGroup } from './filters.ts'
import type { TableName } from './tables.ts'

/** What the firm's own history looks at (S-17). */
export const scoreFactors = ['source', 'kind', 'country', 'region', 'town', 'property', 'activity', 'recency'] as const
export type ScoreFactor = (typeof scoreFactors)[number]

const points = z.int().min(-50).max(50)
const ruleInput = z.strictObject({ condition: filterGroup, points, isActive: z.boolean() })
export type ScoreRuleInput = z.output<typeof ruleInput>
export type ScoreRule = ScoreRuleInput & { readonly id: string }

/** What closed deals say of one value: `wonCount` of `closedCount` were won. `value` is an id, a word or a band. */
export type FactorValue = {
  readonly factor: ScoreFactor
  readonly propertyId: string | null
  readonly value: string
  readonly wonCount: number
  readonly closedCount: number
  readonly points: number
}

export type ScoreSettings = {
  readonly rules: readonly ScoreRule[]
  /** Nobody changed the rules that come with the program. */
  readonly isUntouched: boolean
  /** What everybody begins with. */
  readonly start: number
  /** Deals closed so far, and how many it takes before history speaks. */
  readonly closedCount: number
  readonly neededCount: number
  readonly wonCount: number
  readonly factors: readonly FactorValue[]
}

/** A reason for points. */
export type ScoreLine =
  | { readonly kind: 'rule'; readonly ruleId: string; readonly condition: FilterGroup; readonly points: number }
  | ({ readonly kind: 'history' } & FactorValue)

/** Why a client has its score: start and lines add up to it, held between 0 and 100. */
export type ScoreExplained = {
  readonly score: number
  readonly start: number
  readonly lines: readonly ScoreLine[]
  readonly closedCount: number
  readonly neededCount: number
}

/** What changed rules would do. */
export type ScorePreview = {
  /** Clients that each rule holds for, in the order given. */
  readonly matchCounts: readonly number[]
  /** Clients with 0-9, 10-19 … 90-100 points, as they are and as they would be. */
  readonly before: readonly number[]
  readonly after: readonly number[]
  /** The best of the prospects under the new rules. */
  readonly best: readonly { readonly id: string; readonly name: string; readonly before: number | null; readonly after: number }[]
}

/** Tables that conditions and factors look into. */
const looked: readonly TableName[] = [
  'score_rule', 'score_factor', 'client_figures', 'client_summary', 'client', 'contact', 'client_phone', 'client_email', 'call_list_entry',
  'call_attempt', 'note', 'client_property', 'property', 'client_category', 'segment', 'segment_member', 'consent_change', 'deal', 'deal_state',
  'invoice', 'allocation', 'purchase', 'task', 'user', 'firm', 'setting', 'derived_state'
]
const ruleList = z.strictObject({ rules: z.array(ruleInput).max(50) })

export const scoreOperations = {
  'scores.settings': query(z.strictObject({}), returns<ScoreSettings>(), ['score_rule', 'score_factor', 'deal_state', 'setting', 'firm']),
  'scores.changeRules': command(ruleList, returns<null>(), ['score_rule', 'client_figures']),
  'scores.preview': query(ruleList, returns<ScorePreview>(), looked),
  'scores.explain': query(z.strictObject({ clientId: recordId }), returns<ScoreExplained>(), looked)
}
