import { period, type Day, type Period } from '#shared/day.ts'

export const periodChoices = ['any', 'thisMonth', 'lastMonth', 'thisQuarter', 'lastQuarter', 'thisYear', 'lastYear'] as const
export type PeriodChoice = (typeof periodChoices)[number]

/** The days of a choice as seen from today; null where any day will do. */
export function periodOf(choice: PeriodChoice, today: Day): Period | null {
  return choice === 'any' ? null : period(choice, today)
}
