import fc from 'fast-check'
import { expect, test } from 'vitest'
import { abcBounds, abcOf, type Bought, boughtFigures, boughtQuestion, paretoCurve, rfmSegment, rfmSegments, scoreBands } from './analysis.ts'
import { addDays } from './day.ts'
import { abc, scores } from './metrics.ts'

const usual = { months: 12, regularCount: 3, xyzPercent: [10, 25] as const, xyzStep: 'month' as const }
const question = boughtQuestion('2026-11-22', usual)
const bought = (on: string, netMinor: number, costMinor?: number): Bought => ({
  on, netMinor, costedMinor: costMinor === undefined ? 0 : netMinor, costMinor: costMinor ?? 0
})
const monthly = (sums: readonly number[]) => sums.map((sum, index) => bought(['2026-06-15', '2026-07-15', '2026-08-15', '2026-09-15', '2026-10-15', '2026-11-15'][index]!, sum))

test('400, 250, 160, 90, 50, 30 and 20 make three A clients, two B and two C', () => {
  const values = [400, 250, 160, 90, 50, 30, 20]
  const bounds = abcBounds(values, [8000, 9500])
  expect(values.map((value) => abcOf(value, bounds))).toEqual(['A', 'A', 'A', 'B', 'B', 'C', 'C'])
})

test('bounds give every client the class that sorting them all would', () => {
  const amounts = fc.array(fc.integer({ min: -1000, max: 5_000_000_000_000 }), { maxLength: 300 })
  const limits = fc.tuple(fc.integer({ min: 100, max: 9000 }), fc.integer({ min: 9001, max: 9900 }))
  fc.assert(fc.property(amounts, limits, (values, limitsBp) => {
    const bounds = abcBounds(values, limitsBp)
    expect(values.map((value) => abcOf(value, bounds))).toEqual(abc(values, limitsBp))
  }))
})

test('scores looked up are those that sorting gives', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 300 }), fc.constantFrom(3 as const, 5 as const), (values, bands) => {
    const scoreOf = scoreBands(values, bands)
    expect(values.map(scoreOf)).toEqual(scores(values, bands))
  }))
})

test('every pair of scores has one of six names, and a client who buys more often or later never gets a worse one', () => {
  const rank = (segment: string) => rfmSegments.indexOf(segment as never)
  for (const bands of [3, 5] as const) {
    for (let r = 1; r <= bands; r += 1) for (let f = 1; f <= bands; f += 1) expect(rank(rfmSegment(r, f, bands))).toBeGreaterThanOrEqual(0)
  }
  expect(rfmSegment(5, 5, 5)).toBe('champions')
  expect(rfmSegment(4, 4, 5)).toBe('champions')
  expect(rfmSegment(5, 1, 5)).toBe('promising')
  expect(rfmSegment(2, 4, 5)).toBe('atRisk')
  expect(rfmSegment(1, 1, 5)).toBe('sleeping')
  expect(rfmSegment(3, 3, 3)).toBe('champions')
  expect(rfmSegment(1, 3, 3)).toBe('atRisk')
  expect(rfmSegment(3, 1, 3)).toBe('promising')
})

test('the three golden buyers are steady, wavering and unsteady', () => {
  expect(boughtFigures(monthly([100, 105, 98, 102, 99, 96]), question)).toMatchObject({ xyz: 'X', variationPermille: 29 })
  expect(boughtFigures(monthly([100, 130, 80, 110, 90, 120]), question)).toMatchObject({ xyz: 'Y', variationPermille: 163 })
  const unsteady = [bought('2026-06-15', 1), ...monthly([0, 300, 0, 50, 0, 200]), bought('2026-06-15', -1)].sort((a, b) => (a.on < b.on ? -1 : 1))
  expect(boughtFigures(unsteady, question)).toMatchObject({ xyz: 'Z', variationPermille: 1276 })
})

test('who has bought for less than six steps has no steadiness yet', () => {
  expect(boughtFigures([bought('2026-07-15', 100), bought('2026-11-15', 100)], question).xyz).toBeNull()
})

test('something taken back lowers the revenue and is no purchase', () => {
  const figures = boughtFigures([bought('2026-09-01', 1000), bought('2026-10-01', 500), bought('2026-10-20', -500)], question)
  expect(figures).toMatchObject({ purchaseCount: 2, revenueMinor: 1000, lastOn: '2026-10-01', gapDays: 30, isRegular: false })
})

test('a purchase before the window counts for the life of the client only', () => {
  expect(boughtFigures([bought('2024-03-01', 700), bought('2025-11-22', 300), bought('2025-11-23', 200)], question)).toMatchObject({
    purchaseCount: 1, revenueMinor: 200, lifetimeCount: 3, lifetimeMinor: 1200, firstOn: '2024-03-01'
  })
})

test('revenue without a cost is told apart and is no margin', () => {
  expect(boughtFigures([bought('2026-10-01', 1000, 600), bought('2026-10-02', 500)], question)).toMatchObject({ marginMinor: 400, uncostedMinor: 500 })
  expect(boughtFigures([bought('2026-10-02', 500)], question)).toMatchObject({ marginMinor: null, uncostedMinor: 500 })
})

test('sums of the steps are the purchases of those days, whatever the step', () => {
  const days = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 100_000 })), { minLength: 1, maxLength: 60 })
  fc.assert(fc.property(days, fc.constantFrom('week' as const, 'month' as const, 'quarter' as const, 'gap' as const), (raw, xyzStep) => {
    const rows = raw.map(([ago, net]) => bought(addDays('2026-11-22', -ago), net)).sort((a, b) => (a.on < b.on ? -1 : 1))
    const figures = boughtFigures(rows, boughtQuestion('2026-11-22', { ...usual, xyzStep }))
    expect(figures.lifetimeMinor).toBe(raw.reduce((sum, [, net]) => sum + net, 0))
    expect(figures.xyz === null).toBe(figures.variationPermille === null)
    if (figures.variationPermille !== null) expect(figures.variationPermille).toBeLessThanOrEqual(Math.round(Math.sqrt(11) * 1000) + 1)
  }))
})

test('the curve rises from nothing to everything', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 500 }), (values) => {
    const points = paretoCurve(values, 50)
    expect(points.length).toBeLessThanOrEqual(53)
    expect(points[points.length - 1]).toEqual({ clientShare: 1, sumShare: 1 })
    for (const [index, point] of points.entries()) {
      if (index > 0) expect(point.sumShare).toBeGreaterThanOrEqual(points[index - 1]!.sumShare)
      expect(point.sumShare).toBeGreaterThanOrEqual(point.clientShare - 1e-9)
    }
  }))
})
