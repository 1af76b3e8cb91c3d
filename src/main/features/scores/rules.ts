import type { Db } from '#main/db/open.ts'
import type { FilterCondition, FilterGroup } from '#shared/contract/filters.ts'
import type { ScoreRule } from '#shared/contract/scores.ts'
import { hasOwnRules, listRules } from './scoring.queries.ts'

const all = (...rules: FilterCondition[]): FilterGroup => ({ match: 'all', rules })

/** Points that most firms would give; they hold until somebody changes the list. */
const usual: readonly { readonly condition: FilterGroup; readonly points: number }[] = [
  { condition: all({ field: 'source', test: { is: 'anyOf', values: ['source-referral', 'source-currentClients'] } }), points: 15 },
  { condition: all({ field: 'hasPhone', test: { is: 'yes' } }, { field: 'hasEmail', test: { is: 'yes' } }), points: 5 },
  { condition: all({ field: 'lastContact', test: { is: 'within', days: 30 } }), points: 10 },
  { condition: all({ field: 'lastContact', test: { is: 'filled' } }, { field: 'lastContact', test: { is: 'olderThan', days: 90 } }), points: -15 },
  { condition: all({ field: 'openDeal', has: true, stageIds: [], olderThanDays: null, fromMinor: null }), points: 15 },
  { condition: all({ field: 'nextStep', state: 'any' }), points: 5 },
  { condition: all({ field: 'closedDeal', has: true, outcome: 'won', period: { kind: 'last12Months' } }), points: 10 },
  { condition: all({ field: 'consent', channel: 'call', state: 'given' }), points: 5 },
  { condition: all({ field: 'consent', channel: 'call', state: 'withdrawn' }), points: -20 },
  { condition: all({ field: 'overdueInvoice', has: true, olderThanDays: 30 }), points: -10 }
]

/** The rules of the lead score in their order: the firm's own, or those that come with the program (S-17). */
export function rulesOf(db: Db): { readonly rules: readonly ScoreRule[]; readonly isUntouched: boolean } {
  if (!hasOwnRules(db)) {
    return { rules: usual.map((rule, index) => ({ id: `usual-${index + 1}`, ...rule, isActive: true })), isUntouched: true }
  }
  const rules = listRules(db).map(({ id, condition, points, isActive }) => ({
    id, condition: JSON.parse(condition) as FilterGroup, points, isActive: isActive === 1
  }))
  return { rules, isUntouched: false }
}
