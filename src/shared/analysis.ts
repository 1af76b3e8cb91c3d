import { addDays, addMonths, daysBetween, type Day, type Period } from './day.ts'
import { type AbcClass, median, xyz } from './metrics.ts'

/** The six names of metrics.md 5.10, best first. */
export const rfmSegments = ['champions', 'loyal', 'promising', 'attention', 'atRisk', 'sleeping'] as const
export type RfmSegment = (typeof rfmSegments)[number]

/** Buyers from which recency, frequency and value are scored 1 to 5; below, 1 to 3 (metrics.md 5.10). */
export const quintilesFrom = 100

/**
 * The name of a pair of scores, recency and frequency, each 1 to `bands`: champions 5-4/5-4, promising bought lately and
 * seldom, at risk bought often and not lately, sleeping neither (metrics.md 5.10). Terciles count as 1, 3 and 5.
 */
export function rfmSegment(recency: number, frequency: number, bands: 3 | 5): RfmSegment {
  const r = bands === 5 ? recency : recency * 2 - 1
  const f = bands === 5 ? frequency : frequency * 2 - 1
  if (r >= 4) return f >= 4 ? 'champions' : f === 3 ? 'loyal' : 'promising'
  if (r === 3) return f >= 3 ? 'loyal' : 'attention'
  return f >= 4 ? 'atRisk' : f === 3 ? 'attention' : 'sleeping'
}

/**
 * The lowest value that is still A and still B, so that `value >= a` is class A: the same classes as `abc` gives, for a
 * base too large to be sorted by index (metrics.md 5.10). Values are whole numbers; limits in basis points.
 */
export function abcBounds(values: readonly number[], limitsBp: readonly [number, number]): { readonly a: number; readonly b: number } {
  const sorted = Float64Array.from(values.filter((value) => value > 0)).sort()
  const total = sorted.reduce((sum, value) => sum + value, 0)
  const ends = limitsBp.map((limit) => Number((BigInt(total) * BigInt(limit) + 9999n) / 10_000n))
  let before = 0
  let a = Number.POSITIVE_INFINITY
  let b = Number.POSITIVE_INFINITY
  for (let index = sorted.length - 1; index >= 0; index -= 1) {
    const value = sorted[index]!
    // Those of one value share the class of their first.
    if (value !== sorted[index + 1]) {
      if (before < ends[0]!) a = value
      if (before < ends[1]!) b = value
      else break
    }
    before += value
  }
  return { a, b }
}

/** The class of a value between these bounds; zero or less is C. */
export function abcOf(value: number, { a, b }: { readonly a: number; readonly b: number }): AbcClass {
  return value <= 0 ? 'C' : value >= a ? 'A' : value >= b ? 'B' : 'C'
}

/** Scores values as `scores` does, 1 worst to `bands` best, for any number of values: sorts once, then looks each up. */
export function scoreBands(values: readonly number[], bands: 3 | 5): (value: number) => number {
  const sorted = Float64Array.from(values).sort()
  return (value) => {
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (sorted[middle]! < value) low = middle + 1
      else high = middle
    }
    return Math.min(bands, Math.floor((low * bands) / Math.max(1, sorted.length)) + 1)
  }
}

const dayNumbers = new Map<Day, number>()

/** Days since 1970, remembered: half a million purchases fall on a few hundred days. */
export function dayNumber(day: Day): number {
  const known = dayNumbers.get(day)
  if (known !== undefined) return known
  if (dayNumbers.size > 20_000) dayNumbers.clear()
  const number = daysBetween('1970-01-01', day)
  dayNumbers.set(day, number)
  return number
}

/** A purchase as the analysis sees it: net minor units of the base currency, negative when it took something back. */
export type Bought = {
  readonly on: Day
  readonly netMinor: number
  /** Net of the part whose cost is known, and that cost. */
  readonly costedMinor: number
  readonly costMinor: number
}

export type BoughtQuestion = {
  readonly today: Day
  readonly window: Period
  /** Twelve months back, for regular clients whatever the window is. */
  readonly yearFrom: Day
  readonly regularCount: number
  readonly xyzPercent: readonly [number, number]
  /** Days on which the steps of XYZ begin, the newest first, each exclusive; null: as long as the client's own gap. */
  readonly stepStarts: readonly Day[] | null
  readonly monthStarts: readonly Day[]
}

export type BoughtFigures = {
  readonly purchaseCount: number
  readonly revenueMinor: number
  readonly marginMinor: number | null
  readonly uncostedMinor: number
  readonly lifetimeCount: number
  readonly lifetimeMinor: number
  readonly firstOn: Day | null
  readonly lastOn: Day | null
  readonly gapDays: number | null
  /** Days between each two purchases. */
  readonly gaps: readonly number[]
  readonly isRegular: boolean
  readonly xyz: 'X' | 'Y' | 'Z' | null
  readonly variationPermille: number | null
}

/** A client keeps silent for at least so many days before it counts as lost (metrics.md 5.3). */
export const leastSilenceDays = 90

export type LoyaltySums = {
  readonly activeCount: number
  readonly purchaseCount: number
  readonly revenueMinor: number
  readonly marginMinor: number
  /** Revenue whose cost is known: what the margin is a part of. */
  readonly costedMinor: number
  readonly months: number
  readonly atStartCount: number
  readonly lostCount: number
}

/** Null wherever nothing is there to divide by. */
export type LoyaltyFigures = {
  readonly averageCheckMinor: number | null
  readonly purchasesPerActive: number | null
  readonly churn: number | null
  readonly retention: number | null
  readonly marginShare: number | null
  readonly expectedYears: number | null
  readonly lifetimeValueMinor: number | null
}

/**
 * Average check, purchases of an active client, churn and retention of a year, and the value that a client is expected to
 * bring: average check x purchases a year x margin x years, where years are 1 / churn (metrics.md 5.3).
 */
export function loyaltyFigures(sums: LoyaltySums): LoyaltyFigures {
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : null)
  const averageCheck = share(sums.revenueMinor, sums.purchaseCount)
  const purchasesPerActive = share(sums.purchaseCount, sums.activeCount)
  const churn = share(sums.lostCount, sums.atStartCount)
  const marginShare = share(sums.marginMinor, sums.costedMinor)
  const expectedYears = churn === null || churn === 0 ? null : 1 / churn
  const isKnown = averageCheck !== null && purchasesPerActive !== null && marginShare !== null && expectedYears !== null
  return {
    averageCheckMinor: averageCheck === null ? null : Math.round(averageCheck),
    purchasesPerActive,
    churn,
    retention: churn === null ? null : 1 - churn,
    marginShare,
    expectedYears,
    lifetimeValueMinor: isKnown ? Math.round(averageCheck * purchasesPerActive * (12 / sums.months) * marginShare * expectedYears) : null
  }
}

/** How many steps XYZ looks back; metrics.md 5.10 wants six at least. */
const mostSteps = 12

/** The last so many months up to today, both days included: of the analysis, and of the twelve months on a card. */
export function windowOf(today: Day, months: number): Period {
  return { from: addDays(addMonths(today, -months), 1), to: today }
}

/** What `boughtFigures` needs to know of today and the firm's settings. */
export function boughtQuestion(
  today: Day,
  settings: {
    readonly months: number
    readonly regularCount: number
    readonly xyzPercent: readonly [number, number]
    readonly xyzStep: 'week' | 'month' | 'quarter' | 'gap'
  }
): BoughtQuestion {
  const starts = (back: (steps: number) => Day) => Array.from({ length: mostSteps + 1 }, (_, index) => back(index))
  const monthStarts = starts((steps) => addMonths(today, -steps))
  return {
    today,
    window: windowOf(today, settings.months),
    yearFrom: windowOf(today, 12).from,
    regularCount: settings.regularCount,
    xyzPercent: settings.xyzPercent,
    monthStarts,
    stepStarts: {
      week: () => starts((steps) => addDays(today, -7 * steps)),
      month: () => monthStarts,
      quarter: () => starts((steps) => addMonths(today, -3 * steps)),
      gap: () => null
    }[settings.xyzStep]()
  }
}

/**
 * What one client's purchases say, given in order of their days (metrics.md 5.3, 5.10). Something taken back lowers sums
 * and is no purchase.
 */
export function boughtFigures(bought: readonly Bought[], question: BoughtQuestion): BoughtFigures {
  const { window, yearFrom, today } = question
  let purchaseCount = 0
  let revenueMinor = 0
  let costedMinor = 0
  let marginMinor = 0
  let hasCost = false
  let lifetimeCount = 0
  let lifetimeMinor = 0
  let yearCount = 0
  const days: Day[] = []
  for (const { on, netMinor, costedMinor: costed, costMinor } of bought) {
    const isPurchase = netMinor > 0
    lifetimeMinor += netMinor
    if (isPurchase) {
      lifetimeCount += 1
      if (days[days.length - 1] !== on) days.push(on)
      if (on >= yearFrom && on <= today) yearCount += 1
    }
    if (on < window.from || on > window.to) continue
    revenueMinor += netMinor
    if (isPurchase) purchaseCount += 1
    if (costed !== 0 || costMinor !== 0) {
      hasCost = true
      costedMinor += costed
      marginMinor += costed - costMinor
    }
  }
  const gaps = days.slice(1).map((day, index) => dayNumber(day) - dayNumber(days[index]!))
  const middle = median(gaps)
  const gapDays = middle === undefined ? null : Math.round(middle)
  const steadiness = xyz(stepSums(bought, days[0], question, gapDays), question.xyzPercent)
  return {
    purchaseCount,
    revenueMinor,
    marginMinor: hasCost ? marginMinor : null,
    uncostedMinor: revenueMinor - costedMinor,
    lifetimeCount,
    lifetimeMinor,
    firstOn: days[0] ?? null,
    lastOn: days[days.length - 1] ?? null,
    gapDays,
    gaps,
    isRegular: yearCount >= question.regularCount,
    xyz: steadiness?.class ?? null,
    variationPermille: steadiness ? Math.round(steadiness.cvPercent * 10) : null
  }
}

/** Sums of the steps that ended by today, newest first; steps before the first purchase are left out, empty ones count. */
function stepSums(bought: readonly Bought[], firstOn: Day | undefined, question: BoughtQuestion, gapDays: number | null): number[] {
  if (firstOn === undefined) return []
  const starts = question.stepStarts ?? ownStarts(question, gapDays)
  const sums: number[] = []
  for (let step = 0; step + 1 < starts.length && firstOn <= starts[step]!; step += 1) sums.push(0)
  if (sums.length < 6) return []
  let step = 0
  for (let index = bought.length - 1; index >= 0; index -= 1) {
    const { on, netMinor } = bought[index]!
    if (on > question.today) continue
    while (step < sums.length && on <= starts[step + 1]!) step += 1
    if (step === sums.length) break
    sums[step]! += netMinor
  }
  return sums
}

function ownStarts(question: BoughtQuestion, gapDays: number | null): readonly Day[] {
  if (gapDays === null) return question.monthStarts
  const length = Math.min(120, Math.max(7, gapDays))
  return Array.from({ length: mostSteps + 1 }, (_, steps) => addDays(question.today, -length * steps))
}

/** Points of the curve of clients, best first, against their part of the whole; at most about `most` of them. */
export function paretoCurve(values: readonly number[], most: number): { readonly clientShare: number; readonly sumShare: number }[] {
  const sorted = Float64Array.from(values.filter((value) => value > 0)).sort().reverse()
  const total = sorted.reduce((sum, value) => sum + value, 0)
  if (total === 0) return []
  const every = Math.max(1, Math.ceil(sorted.length / most))
  const points = [{ clientShare: 0, sumShare: 0 }]
  let sum = 0
  sorted.forEach((value, index) => {
    sum += value
    const place = index + 1
    if (place % every === 0 || place === sorted.length) points.push({ clientShare: place / values.length, sumShare: sum / total })
  })
  return points
}
