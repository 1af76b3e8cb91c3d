/** Closed deals from which the firm's own history speaks (S-17). */
export const historyFrom = 50
/** Cases of one value below which it says nothing. */
export const leastCases = 10
/** What everybody begins with. */
export const scoreStart = 50
/** Average cases that each value is mixed with, so that few of them do not shout. */
const smoothing = 10
/** Points for odds twice as good as usual are about eight. */
const pointsPerLogit = 12
const mostPoints = 20

export type Cases = { readonly wonCount: number; readonly closedCount: number }

/**
 * Points of one value: how much better or worse its odds of winning were than usual, as log-odds smoothed towards the
 * usual, within 20 points either way. Undefined below ten cases, or where nothing or everything was won.
 */
export function historyPoints({ wonCount, closedCount }: Cases, all: Cases): number | undefined {
  if (closedCount < leastCases || all.wonCount <= 0 || all.wonCount >= all.closedCount) return undefined
  const usual = all.wonCount / all.closedCount
  const share = (wonCount + smoothing * usual) / (closedCount + smoothing)
  const points = Math.round(pointsPerLogit * (logit(share) - logit(usual)))
  return Math.max(-mostPoints, Math.min(mostPoints, points)) + 0
}

function logit(share: number): number {
  return Math.log(share / (1 - share))
}

/** Start and points together, held between 0 and 100. */
export function totalScore(start: number, points: readonly number[]): number {
  return Math.max(0, Math.min(100, points.reduce((sum, one) => sum + one, start)))
}

/** How often a client was talked to in the thirty days before. */
export function activityBand(count: number): '0' | '1-2' | '3-5' | '6+' {
  return count === 0 ? '0' : count <= 2 ? '1-2' : count <= 5 ? '3-5' : '6+'
}

/** How long ago the last talk was, in days; null for never. */
export function recencyBand(days: number | null): '0-7' | '8-30' | '31-90' | '91+' | 'never' {
  if (days === null) return 'never'
  return days <= 7 ? '0-7' : days <= 30 ? '8-30' : days <= 90 ? '31-90' : '91+'
}

/** Cut points that part numbers into up to four bands of about the same size. */
export function quartersOf(values: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort()
  const cuts = [0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * sorted.length)] ?? 0)
  const lowest = sorted[0] ?? 0
  return [...new Set(cuts)].filter((cut) => cut > lowest)
}

/** The band of a number as `from..to`, either end open; `to` is not part of it. */
export function bandOf(value: number, cuts: readonly number[]): string {
  const above = cuts.filter((cut) => value >= cut)
  return `${above[above.length - 1] ?? ''}..${cuts[above.length] ?? ''}`
}

/** The ends of a band written by `bandOf`. */
export function bandEnds(band: string): { readonly from: number | null; readonly to: number | null } {
  const [from = '', to = ''] = band.split('..')
  return { from: from === '' ? null : Number(from), to: to === '' ? null : Number(to) }
}

/**
 * How well scores rank: the chance that a won case stands above a lost one, ties half; 0.5 is no better than chance.
 * Undefined without both kinds.
 */
export function rankingQuality(cases: readonly { readonly score: number; readonly isWon: boolean }[]): number | undefined {
  const sorted = cases.toSorted((a, b) => a.score - b.score)
  let rankSum = 0
  let wonCount = 0
  for (let index = 0; index < sorted.length; ) {
    let end = index
    while (end < sorted.length && sorted[end]!.score === sorted[index]!.score) end += 1
    const rank = (index + 1 + end) / 2
    for (; index < end; index += 1) {
      if (!sorted[index]!.isWon) continue
      rankSum += rank
      wonCount += 1
    }
  }
  const lostCount = sorted.length - wonCount
  if (wonCount === 0 || lostCount === 0) return undefined
  return (rankSum - (wonCount * (wonCount + 1)) / 2) / (wonCount * lostCount)
}
