import { z } from 'zod'
import { rfmSegments } from '../analysis.ts'
import { channels } from '../consent.ts'
import { periodKinds } from '../day.ts'
import { day, recordId } from './app.ts'

/**
 * Fields of a client that hold words; phones, e-mails, people, former names, post and delivery addresses and accounts stand
 * for any one of several; the parent firm and who recommended go by their names.
 */
export const textFields = [
  'name', 'shortName', 'taxNumber', 'registryNumber', 'courtNumber', 'euVatNumber', 'street', 'postalCode', 'town', 'region', 'website', 'language',
  'description', 'externalId', 'phone', 'email', 'contact', 'contactRole', 'formerName', 'otherAddress', 'iban', 'parent', 'recommendedBy'
] as const
/** Fields that hold one of a list, or several (category, segment, callList, decisionRole). */
export const choiceFields = ['status', 'kind', 'country', 'owner', 'source', 'category', 'segment', 'callList', 'importRun', 'decisionRole'] as const
/** Counts, and sums in minor units of the base currency; `margin` is that of the window of the analysis, where it is known. */
export const numberFields = ['openDealCount', 'openDealSum', 'dueSum', 'overdueSum', 'margin'] as const
export const moneyFields: readonly string[] = ['openDealSum', 'dueSum', 'overdueSum', 'margin']
export const dayFields = ['created', 'lastContact', 'nextStepOn', 'firstPurchase', 'lastPurchase'] as const
export const flagFields = ['isKey', 'isVatPayer', 'hasPhone', 'hasEmail', 'hasFile', 'repeatBuyer'] as const
/** What can have happened with a client; `contact` is any of calls, meetings and messages (S-7). */
export const eventKinds = ['contact', 'call', 'talk', 'meeting', 'email', 'sms', 'note', 'task', 'deal', 'payment', 'file'] as const

/** What can be asked of a consent. */
export const consentStates = ['given', 'anyGiven', 'withdrawn', 'unknown'] as const

export const loyaltyStates = ['atStart', 'kept', 'lost'] as const

/** Days between two, open where null, or a period by its name that moves along with the calendar. */
const filterPeriod = z.union([
  z.strictObject({ kind: z.enum(periodKinds) }),
  z.strictObject({ from: day.nullable(), to: day.nullable() })
])
export type FilterPeriod = z.output<typeof filterPeriod>

const days = z.int().min(0).max(3650)
const whole = z.int().min(-1_000_000_000_000_000).max(1_000_000_000_000_000)
const amount = z.int().min(-1_000_000_000_000).max(1_000_000_000_000)
const textTest = z.strictObject({ is: z.enum(['equals', 'differs', 'contains', 'lacks', 'starts']), text: z.string().trim().min(1).max(200) })
const choiceTest = z.strictObject({ is: z.enum(['anyOf', 'noneOf', 'allOf']), values: z.array(recordId).min(1).max(100) })
/** Both ends count; null is open. */
const numberTest = z.strictObject({ is: z.literal('between'), from: whole.nullable(), to: whole.nullable() })
/** `olderThan`: so many days ago or longer, where the last contact also counts as old when there was none. `ahead`: today and so many days on. */
const dayTest = z.union([
  z.strictObject({ is: z.enum(['during', 'notDuring']), period: filterPeriod }),
  z.strictObject({ is: z.enum(['olderThan', 'within', 'ahead']), days })
])
const flagTest = z.strictObject({ is: z.enum(['yes', 'no']) })
const presenceTest = z.strictObject({ is: z.enum(['empty', 'filled']) })

export type TextTest = z.output<typeof textTest>
export type ChoiceTest = z.output<typeof choiceTest>
export type NumberTest = z.output<typeof numberTest>
export type DayTest = z.output<typeof dayTest>
export type PresenceTest = z.output<typeof presenceTest>

/** One thing that is asked about a client. */
export const filterCondition = z.discriminatedUnion('field', [
  z.strictObject({ field: z.enum(textFields), test: z.union([textTest, presenceTest]) }),
  z.strictObject({ field: z.enum(choiceFields), test: z.union([choiceTest, presenceTest]) }),
  z.strictObject({ field: z.enum(numberFields), test: numberTest }),
  z.strictObject({ field: z.enum(dayFields), test: z.union([dayTest, presenceTest]) }),
  z.strictObject({ field: z.enum(flagFields), test: flagTest }),
  /** Numbers x 10^6. */
  z.strictObject({
    field: z.literal('property'),
    propertyId: recordId,
    test: z.union([textTest, choiceTest, numberTest, dayTest, flagTest, presenceTest])
  }),
  /** What the firm itself said last, as the gate reads it; `unknown` when nobody asked; `anyGiven`: the firm or somebody there agreed. */
  z.strictObject({ field: z.literal('consent'), channel: z.enum(channels), state: z.enum(consentStates) }),
  z.strictObject({ field: z.literal('nextStep'), state: z.enum(['overdue', 'today', 'later', 'none', 'any']) }),
  /** An open deal, in one of these stages when any are named, at least so old, worth at least so much (base currency). */
  z.strictObject({
    field: z.literal('openDeal'),
    has: z.boolean(),
    stageIds: z.array(recordId).max(50),
    olderThanDays: days.nullable(),
    fromMinor: amount.nullable()
  }),
  z.strictObject({ field: z.literal('closedDeal'), has: z.boolean(), outcome: z.enum(['won', 'lost']), period: filterPeriod }),
  z.strictObject({ field: z.literal('overdueInvoice'), has: z.boolean(), olderThanDays: days.nullable() }),
  /** Invoices of ours and purchases of before; `notSince`: in the period and never after it. */
  z.strictObject({ field: z.literal('bought'), is: z.enum(['during', 'notSince', 'notDuring']), period: filterPeriod }),
  /** Net, base currency; both ends count. */
  z.strictObject({ field: z.literal('revenue'), period: filterPeriod, fromMinor: amount.nullable(), toMinor: amount.nullable() }),
  /** Something that happened, or did not, in a period; of a call from a list with one of these outcomes when any are named. */
  z.strictObject({
    field: z.literal('event'),
    has: z.boolean(),
    kind: z.enum(eventKinds),
    dispositionIds: z.array(recordId).max(50),
    /** Who did it; null: anybody. Nobody is written at a payment. */
    byId: recordId.nullable(),
    period: filterPeriod
  }),
  /** Somebody there has a birthday today or in so many days, whatever the year. */
  z.strictObject({ field: z.literal('birthday'), days: z.int().min(0).max(364) }),
  /** What the analysis of the base says, by the firm's settings; `none`: it has no class. */
  z.strictObject({ field: z.literal('abcClass'), values: z.array(z.enum(['A', 'B', 'C', 'none'])).min(1).max(4) }),
  z.strictObject({ field: z.literal('xyzClass'), values: z.array(z.enum(['X', 'Y', 'Z', 'none'])).min(1).max(4) }),
  z.strictObject({ field: z.literal('rfmSegment'), values: z.array(z.enum([...rfmSegments, 'none'])).min(1).max(7) }),
  z.strictObject({ field: z.literal('clientGroup'), group: z.enum(['regular', 'key', 'recommending']), is: z.enum(['yes', 'no']) }),
  /** Clients who were buying twelve months ago, and what became of them by the rule of silence (metrics.md 5.3). */
  z.strictObject({ field: z.literal('loyalty'), state: z.enum(loyaltyStates) }),
  /** Purchases in the window of the analysis. */
  z.strictObject({ field: z.literal('purchaseCount'), from: whole.nullable(), to: whole.nullable() }),
  /** 0 to 100; both ends count. */
  z.strictObject({ field: z.literal('leadScore'), from: whole.nullable(), to: whole.nullable() })
])
export type FilterCondition = z.output<typeof filterCondition>

/** Conditions and groups of them: all hold, at least one does, or none does. */
export type FilterGroup = { readonly match: 'all' | 'any' | 'none'; readonly rules: readonly (FilterCondition | FilterGroup)[] }

const match = z.enum(['all', 'any', 'none'])
const most = 40
const innermost = z.strictObject({ match, rules: z.array(filterCondition).max(most) })
const inner = z.strictObject({ match, rules: z.array(z.union([filterCondition, innermost])).max(most) })

/** Three levels deep and `most` conditions in all, so that no filter outgrows a screen or a statement. */
export const filterGroup: z.ZodType<FilterGroup, FilterGroup> = z
  .strictObject({ match, rules: z.array(z.union([filterCondition, inner])).max(most) })
  .refine((group) => countConditions(group) <= most)

export function countConditions(group: FilterGroup): number {
  let count = 0
  for (const rule of group.rules) count += isGroup(rule) ? countConditions(rule) : 1
  return count
}

export function isGroup(rule: FilterCondition | FilterGroup): rule is FilterGroup {
  return 'match' in rule
}
