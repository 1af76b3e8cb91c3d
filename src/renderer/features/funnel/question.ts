import type { ClientFilter } from '#shared/contract/clients.ts'
import { addDays, addMonths, endOfDayMs, endOfMonth, period, previousPeriod, startOfMonth, type Day, type Period } from '#shared/day.ts'
import type { ClosedFunnelInput, OpenFunnelInput } from '#shared/contract/reports.ts'

export const periodChoices = ['thisMonth', 'lastMonth', 'thisQuarter', 'lastQuarter', 'thisYear', 'lastYear', 'last12Months', 'custom'] as const
export type PeriodChoice = (typeof periodChoices)[number]
export const comparisons = ['none', 'previous', 'year'] as const

/** Everything the user has chosen in the funnel; kept in the address and as the habit of the desk. */
export type Choices = {
  readonly tab: 'open' | 'closed'
  readonly pipelineId: string | null
  readonly period: PeriodChoice
  /** With `custom`. */
  readonly from: Day | null
  readonly to: Day | null
  readonly compare: (typeof comparisons)[number]
  readonly columns: 'none' | 'owner' | 'source'
  readonly basis: 'close' | 'cohort'
  readonly reading: 'passed' | 'visited'
  readonly ownerId: string | null
  readonly sourceId: string | null
  /** Whose deals; null is everybody's. */
  readonly clients: ClientFilter | null
  /** The open funnel at the end of a past day; null is now. */
  readonly asOf: Day | null
}

export const firstChoices: Choices = {
  tab: 'closed',
  pipelineId: null,
  period: 'thisQuarter',
  from: null,
  to: null,
  compare: 'previous',
  columns: 'owner',
  basis: 'close',
  reading: 'passed',
  ownerId: null,
  sourceId: null,
  clients: null,
  asOf: null
}

/** The days chosen as seen from today; whole months are compared with as many whole months before, or with those a year ago. */
export function periodsOf(choices: Choices, today: Day): { readonly period: Period; readonly compareTo: Period | null } {
  const custom = choices.from !== null && choices.to !== null ? { from: choices.from, to: choices.to } : null
  const chosen = choices.period === 'custom' ? (custom ?? period('thisQuarter', today)) : period(choices.period, today)
  if (choices.compare === 'none') return { period: chosen, compareTo: null }
  return { period: chosen, compareTo: choices.compare === 'previous' ? previousPeriod(chosen) : yearBefore(chosen) }
}

function yearBefore({ from, to }: Period): Period {
  const isWholeMonths = from === startOfMonth(from) && to === endOfMonth(to)
  return { from: addMonths(from, -12), to: isWholeMonths ? endOfMonth(addMonths(to, -12)) : addMonths(to, -12) }
}

export function closedQuestion(choices: Choices, pipelineId: string, today: Day): ClosedFunnelInput {
  const { basis, reading, columns } = choices
  return { pipelineId, ...periodsOf(choices, today), basis, reading, columns, filter: filterOf(choices) }
}

/** A past day is seen as it ended; today and later are now. */
export function openQuestion(choices: Choices, pipelineId: string, today: Day, timeZone: string): OpenFunnelInput {
  const { asOf, columns } = choices
  const at = asOf === null || asOf >= today ? null : endOfDayMs(asOf, timeZone) - 1
  return { pipelineId, at, columns, filter: filterOf(choices) }
}

function filterOf({ ownerId, sourceId, clients }: Choices): OpenFunnelInput['filter'] {
  return { ownerId, sourceId, ...(clients !== null && { clients }) }
}

/** The last day that can be looked back to. */
export function yesterday(today: Day): Day {
  return addDays(today, -1)
}
