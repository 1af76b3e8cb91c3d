import { daysBetween, type Day } from './day.ts'
import { isShareBelow } from './money.ts'

/** A rate between 0 and 1, or undefined where there is nothing to divide by; the screen prints an en dash then. */
export type Rate = number | undefined

export type Interval = { readonly low: number; readonly high: number }

/** A part of a whole as a rate (metrics.md 5.0: no division by zero). */
export function ratio(part: number, whole: number): Rate {
  return whole === 0 ? undefined : part / whole
}

const Z_95 = 1.959963984540054

/** The Wilson 95 % interval of a rate (metrics.md 5.4); undefined for no cases. */
export function wilson(successes: number, cases: number): Interval | undefined {
  if (cases <= 0) return undefined
  const rate = successes / cases
  const square = Z_95 * Z_95
  const middle = rate + square / (2 * cases)
  const half = Z_95 * Math.sqrt((rate * (1 - rate)) / cases + square / (4 * cases * cases))
  const scale = 1 + square / cases
  return { low: Math.max(0, (middle - half) / scale), high: Math.min(1, (middle + half) / scale) }
}

/** Whether two intervals share nothing: only then is a difference coloured (metrics.md 5.4). */
export function areApart(a: Interval, b: Interval): boolean {
  return a.high < b.low || b.high < a.low
}

/**
 * The chance to win from a stage: own history mixed with the stage's template, which weighs as much as `alpha` deals
 * (8 by default in settings; metrics.md 5.6). `reachedClosed` counts closed deals that reached the stage, won and lost.
 */
export function blend(won: number, reachedClosed: number, template: number, alpha: number): number {
  return reachedClosed + alpha === 0 ? template : (won + alpha * template) / (reachedClosed + alpha)
}

/** Chances by stage made so that none is below an earlier one: the running maximum (metrics.md 5.6). */
export function monotone(chances: readonly number[]): number[] {
  let highest = 0
  return chances.map((chance) => (highest = Math.max(highest, chance)))
}

/** The middle value; undefined for none. */
export function median(values: readonly number[]): number | undefined {
  return percentile(values, 0.5)
}

/** The value below which the share lies (0.75 for P75), interpolated between neighbours as Excel's PERCENTILE.INC does. */
export function percentile(values: readonly number[], share: number): number | undefined {
  if (values.length === 0) return undefined
  const ranked = new Float64Array(values)
  const position = (ranked.length - 1) * Math.min(1, Math.max(0, share))
  const rank = Math.floor(position)
  const below = select(ranked, rank)
  if (position === rank) return below
  const above = ranked.subarray(rank + 1).reduce((least, value) => Math.min(least, value))
  return below === above ? below : below + (above - below) * (position - rank)
}

/** Puts the value of a rank in its place with none greater before it (Hoare): a median needs no more of a sort. */
function select(values: Float64Array, rank: number): number {
  let low = 0
  let high = values.length - 1
  while (low < high) {
    const pivot = values[(low + high) >> 1]!
    let left = low
    let right = high
    while (left <= right) {
      while (values[left]! < pivot) left += 1
      while (values[right]! > pivot) right -= 1
      if (left > right) break
      const moved = values[left]!
      values[left] = values[right]!
      values[right] = moved
      left += 1
      right -= 1
    }
    if (rank <= right) high = right
    else if (rank >= left) low = left
    else break
  }
  return values[rank]!
}

export function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** One step of a funnel: how many reached it, of those the share that went on, and the share of all that came so far. */
export type FunnelStep = { readonly reached: number; readonly next: Rate; readonly cumulative: Rate }

/** Conversion from stage to stage and from the first (metrics.md 5.1, 5.4); the last stage has no next. */
export function funnelSteps(reached: readonly number[]): FunnelStep[] {
  return reached.map((count, index) => {
    const following = reached[index + 1]
    return { reached: count, next: following === undefined ? undefined : ratio(following, count), cumulative: ratio(count, reached[0] ?? 0) }
  })
}

/** The lowest and highest win rate that open deals still allow: W/(W+L+O) to (W+O)/(W+L+O) (metrics.md 5.7). */
export function winBounds(won: number, lost: number, open: number): Interval | undefined {
  const all = won + lost + open
  return all === 0 ? undefined : { low: won / all, high: (won + open) / all }
}

/** How a deal that entered a stage went on: after so many days it was won or lost, or it is open at that age. */
export type Course = { readonly days: number; readonly outcome: 'won' | 'lost' | 'open' }

/** At `days` after entering: the share won by then, and the share still open. */
export type WinCurvePoint = { readonly days: number; readonly won: number; readonly open: number }

/** The competing-risks (Aalen-Johansen) curve of winning; it rises at each day on which deals closed (metrics.md 5.7). */
export function winCurve(courses: readonly Course[]): WinCurvePoint[] {
  const sorted = courses.toSorted((a, b) => a.days - b.days)
  const points: WinCurvePoint[] = []
  let won = 0
  let open = 1
  for (let start = 0; start < sorted.length; ) {
    const days = sorted[start]?.days ?? 0
    const atRisk = sorted.length - start
    let wins = 0
    let losses = 0
    for (; start < sorted.length && sorted[start]?.days === days; start += 1) {
      if (sorted[start]?.outcome === 'won') wins += 1
      if (sorted[start]?.outcome === 'lost') losses += 1
    }
    if (wins + losses === 0) continue
    won += (open * wins) / atRisk
    open *= 1 - (wins + losses) / atRisk
    points.push({ days, won, open })
  }
  return points
}

/**
 * The chance that a deal aged `ageDays` in a stage is won within `withinDays` more (metrics.md 5.7); undefined where no
 * past deal was still open at that age.
 */
export function winWithin(curve: readonly WinCurvePoint[], ageDays: number, withinDays: number): Rate {
  const now = pointAt(curve, ageDays)
  return now.open <= 1e-12 ? undefined : (pointAt(curve, ageDays + withinDays).won - now.won) / now.open
}

function pointAt(curve: readonly WinCurvePoint[], days: number): { won: number; open: number } {
  return curve.findLast((point) => point.days <= days) ?? { won: 0, open: 1 }
}

/**
 * Sales velocity in minor units a day: open qualified deals × average won amount × win rate ÷ average won cycle in days
 * (metrics.md 5.2). For a month times 30.4375.
 */
export function velocity(openDeals: number, averageWonMinor: number, winRate: number, cycleDays: number): number | undefined {
  return cycleDays === 0 ? undefined : (openDeals * averageWonMinor * winRate) / cycleDays
}

/** How many must reach a stage for so many wins at its win chance, rounded up (metrics.md 5.9). */
export function backPlan(targetWins: number, chance: number): number | undefined {
  return chance <= 0 ? undefined : Math.ceil(Number((targetWins / chance).toPrecision(12)))
}

/** The same with the 95 % interval of the chance: with 2 wins of 10, ten wins may take 20 to 177 (metrics.md 5.9). */
export function backPlanRange(targetWins: number, won: number, reachedClosed: number): { low: number; high: number } | undefined {
  const chance = wilson(won, reachedClosed)
  if (!chance || chance.low <= 0) return undefined
  return { low: backPlan(targetWins, chance.high) ?? 0, high: backPlan(targetWins, chance.low) ?? 0 }
}

export type Forecast = {
  readonly expectedMinor: number
  readonly sdMinor: number
  /** The 80 % band, deals taken as independent. */
  readonly lowMinor: number
  readonly highMinor: number
  readonly wins: number
}

/** Expected revenue of open deals in minor units with its 80 % band and the expected number of wins (metrics.md 5.8). */
export function forecast(deals: readonly { readonly amountMinor: number; readonly p: number }[]): Forecast {
  let expected = 0
  let variance = 0
  let wins = 0
  for (const { amountMinor, p } of deals) {
    expected += amountMinor * p
    variance += amountMinor * amountMinor * p * (1 - p)
    wins += p
  }
  const sd = Math.sqrt(variance)
  return {
    expectedMinor: Math.round(expected),
    sdMinor: Math.round(sd),
    lowMinor: Math.round(expected - 1.2816 * sd),
    highMinor: Math.round(expected + 1.2816 * sd),
    wins
  }
}

export type AbcClass = 'A' | 'B' | 'C'

/**
 * ABC classes in the order of the values given (whole numbers): by the cumulative share before each client, so that the
 * one who crosses a line belongs to the better class; ties share a class; zero or less is C and no part of the total
 * (metrics.md 5.10). Limits in basis points, 8000 and 9500 by default in settings.
 */
export function abc(values: readonly number[], limitsBp: readonly [number, number]): AbcClass[] {
  const order = values.map((_, index) => index).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0))
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0)
  const classes: AbcClass[] = values.map(() => 'C')
  let before = 0
  let previous: { value: number; class: AbcClass } | undefined
  for (const index of order) {
    const value = values[index] ?? 0
    if (value <= 0) break
    const own = isShareBelow(before, total, limitsBp[0]) ? 'A' : isShareBelow(before, total, limitsBp[1]) ? 'B' : 'C'
    const shared: AbcClass = previous?.value === value ? previous.class : own
    classes[index] = shared
    previous = { value, class: shared }
    before += value
  }
  return classes
}

/** The share of clients that make 80 % of the total: the 20/80 rule checked, not assumed (metrics.md 5.10). */
export function shareMaking80(values: readonly number[]): Rate {
  const sorted = values.filter((value) => value > 0).sort((a, b) => b - a)
  const total = sorted.reduce((sum, value) => sum + value, 0)
  let before = 0
  const count = sorted.findIndex((value) => !isShareBelow((before += value), total, 8000)) + 1
  return ratio(count, values.length)
}

export type Xyz = { readonly class: 'X' | 'Y' | 'Z'; readonly cvPercent: number }

/**
 * How steadily a client buys: the coefficient of variation over equal steps, population σ ÷ μ in percent (metrics.md
 * 5.10). Zero steps count, steps before the first purchase are the caller's to leave out. Undefined below six steps or
 * without purchases. Limits in percent, 10 and 25 by default in settings.
 */
export function xyz(steps: readonly number[], limitsPercent: readonly [number, number]): Xyz | undefined {
  const average = mean(steps)
  if (steps.length < 6 || average === undefined || average <= 0) return undefined
  const variance = steps.reduce((sum, step) => sum + (step - average) ** 2, 0) / steps.length
  const cvPercent = (Math.sqrt(variance) / average) * 100
  return { class: cvPercent <= limitsPercent[0] ? 'X' : cvPercent <= limitsPercent[1] ? 'Y' : 'Z', cvPercent }
}

/**
 * RFM scores in the order of the values given, 1 worst to `bands` best: 5 from a hundred buyers on, 3 below (metrics.md
 * 5.10). Ties share a score. For recency give days negated, so that fewer days are better.
 */
export function scores(values: readonly number[], bands: 3 | 5): number[] {
  const sorted = values.toSorted((a, b) => a - b)
  const scoreOf = new Map<number, number>()
  sorted.forEach((value, index) => {
    if (!scoreOf.has(value)) scoreOf.set(value, Math.floor((index * bands) / sorted.length) + 1)
  })
  return values.map((value) => scoreOf.get(value) ?? 1)
}

/** Days past due as of a day; 0 when due on that day or later (metrics.md 5.11). */
export function overdueDays(dueOn: Day, asOf: Day): number {
  return Math.max(0, daysBetween(dueOn, asOf))
}

/** The bucket of an item: 0 is not due, then one for each cut (30, 60, 90 by default in settings), the last is beyond all. */
export function ageingBucket(overdue: number, cuts: readonly number[]): number {
  if (overdue <= 0) return 0
  const index = cuts.findIndex((cut) => overdue <= cut)
  return (index === -1 ? cuts.length : index) + 1
}

/** Open amounts in minor units of one currency by bucket; they add up to the total due (metrics.md 5.11). */
export function ageing(items: readonly { readonly dueOn: Day; readonly openMinor: number }[], asOf: Day, cuts: readonly number[]): number[] {
  const sums = Array.from({ length: cuts.length + 2 }, () => 0)
  for (const { dueOn, openMinor } of items) {
    const bucket = ageingBucket(overdueDays(dueOn, asOf), cuts)
    sums[bucket] = (sums[bucket] ?? 0) + openMinor
  }
  return sums
}

/**
 * Days sales outstanding by counting back: whole months from the latest while receivables last, then a part of a month
 * (metrics.md 5.11). Months come latest first; undefined when receivables outlast them.
 */
export function dsoCountBack(receivablesMinor: number, months: readonly { readonly salesMinor: number; readonly days: number }[]): number | undefined {
  let left = receivablesMinor
  let days = 0
  if (left <= 0) return 0
  for (const month of months) {
    if (month.salesMinor >= left) return days + (left / month.salesMinor) * month.days
    left -= Math.max(0, month.salesMinor)
    days += month.days
  }
  return undefined
}

/** Days sales outstanding, the simple way: average receivables ÷ credit sales × days (metrics.md 5.11). */
export function dsoSimple(averageReceivablesMinor: number, creditSalesMinor: number, days: number): number | undefined {
  return creditSalesMinor === 0 ? undefined : (averageReceivablesMinor / creditSalesMinor) * days
}

/** What was collected of what could have been (metrics.md 5.11); `closingCurrentMinor` is the part not yet due. */
export function collectionEffectiveness(openingMinor: number, salesMinor: number, closingMinor: number, closingCurrentMinor: number): Rate {
  return ratio(openingMinor + salesMinor - closingMinor, openingMinor + salesMinor - closingCurrentMinor)
}
