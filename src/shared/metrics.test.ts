import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  abc, ageing, ageingBucket, areApart, backPlan, backPlanRange, blend, collectionEffectiveness, dsoCountBack, dsoSimple, forecast, funnelSteps,
  mean, median, monotone, overdueDays, percentile, ratio, scores, shareMaking80, velocity, wilson, winBounds, winCurve, winWithin, xyz, type Course
} from './metrics.ts'

const chances = fc.double({ min: 0, max: 1, noNaN: true })
const counts = fc.integer({ min: 0, max: 10_000 })
const values = fc.array(fc.integer({ min: -1000, max: 1_000_000 }), { maxLength: 60 })

describe('rates', () => {
  test('nothing divided by nothing has no rate', () => {
    expect(ratio(0, 0)).toBeUndefined()
    expect(ratio(20, 100)).toBe(0.2)
    expect(wilson(0, 0)).toBeUndefined()
    expect(winBounds(0, 0, 0)).toBeUndefined()
  })

  test('four of five says little, thirty of forty more', () => {
    expect(wilson(4, 5)?.low).toBeCloseTo(0.3755, 4)
    expect(wilson(4, 5)?.high).toBeCloseTo(0.9638, 4)
    expect(wilson(30, 40)?.low).toBeCloseTo(0.5981, 4)
    expect(wilson(30, 40)?.high).toBeCloseTo(0.8581, 4)
    expect(areApart({ low: 0.1, high: 0.2 }, { low: 0.3, high: 0.4 })).toBe(true)
    expect(areApart({ low: 0.1, high: 0.3 }, { low: 0.3, high: 0.4 })).toBe(false)
  })

  test('an interval holds its rate and stays between nothing and all', () => {
    fc.assert(
      fc.property(counts, counts, (won, lost) => {
        fc.pre(won + lost > 0)
        const interval = wilson(won, won + lost)
        expect(interval && interval.low >= 0 && interval.high <= 1).toBe(true)
        expect((interval?.low ?? 1) - 1e-9).toBeLessThanOrEqual(won / (won + lost))
        expect((interval?.high ?? 0) + 1e-9).toBeGreaterThanOrEqual(won / (won + lost))
      })
    )
  })

  test('a funnel shows the step and the way so far', () => {
    const steps = funnelSteps([100, 70, 45, 30, 20])
    expect(steps.map((step) => step.next && Number((step.next * 100).toFixed(1)))).toEqual([70, 64.3, 66.7, 66.7, undefined])
    expect(steps.map((step) => step.cumulative)).toEqual([1, 0.7, 0.45, 0.3, 0.2])
    expect(funnelSteps([0, 0])[0]).toEqual({ reached: 0, next: undefined, cumulative: undefined })
  })
})

describe('the chance to win', () => {
  test('starts at the template and moves to the firm’s own history', () => {
    expect(blend(0, 0, 0.5, 8)).toBe(0.5)
    expect(blend(4, 5, 0.5, 8)).toBeCloseTo(0.6153846, 7)
    expect(blend(30, 40, 0.5, 8)).toBeCloseTo(0.7083333, 7)
    expect(blend(40, 65, 0.5, 0)).toBeCloseTo(0.6153846, 7)
    expect(blend(0, 0, 0.3, 0)).toBe(0.3)
  })

  test('lies between history and template', () => {
    fc.assert(
      fc.property(counts, counts, chances, fc.integer({ min: 1, max: 50 }), (won, lost, template, alpha) => {
        const own = ratio(won, won + lost) ?? template
        const mixed = blend(won, won + lost, template, alpha)
        expect(mixed).toBeGreaterThanOrEqual(Math.min(own, template) - 1e-9)
        expect(mixed).toBeLessThanOrEqual(Math.max(own, template) + 1e-9)
      })
    )
  })

  test('never falls from stage to stage', () => {
    expect(monotone([0.1, 0.3, 0.2, 0.5])).toEqual([0.1, 0.3, 0.3, 0.5])
    fc.assert(
      fc.property(fc.array(chances), (drawn) => {
        const made = monotone(drawn)
        made.forEach((chance, index) => expect(chance >= (made[index - 1] ?? 0) && chance >= (drawn[index] ?? 0)).toBe(true))
      })
    )
  })

  test('open deals leave a range', () => {
    expect(winBounds(20, 60, 20)).toEqual({ low: 0.2, high: 0.4 })
  })

  test('the curve of winning equals the plain rate when nothing is open', () => {
    const curve = winCurve([
      { days: 10, outcome: 'won' }, { days: 20, outcome: 'lost' }, { days: 20, outcome: 'won' }, { days: 40, outcome: 'lost' }
    ])
    expect(curve).toEqual([{ days: 10, won: 0.25, open: 0.75 }, { days: 20, won: 0.5, open: 0.25 }, { days: 40, won: 0.5, open: 0 }])
    expect(winWithin(curve, 0, 30)).toBe(0.5)
    expect(winWithin(curve, 10, 10)).toBeCloseTo(1 / 3)
    expect(winWithin(curve, 50, 10)).toBeUndefined()
    expect(winWithin([], 5, 10)).toBe(0)
  })

  test('an open deal leaves at its age: later wins weigh more', () => {
    const curve = winCurve([{ days: 5, outcome: 'lost' }, { days: 10, outcome: 'open' }, { days: 15, outcome: 'won' }, { days: 25, outcome: 'lost' }])
    expect(curve.at(-1)?.won).toBeCloseTo(0.375)
    const courses = fc.array(fc.record<Course>({ days: fc.integer({ min: 0, max: 100 }), outcome: fc.constantFrom('won', 'lost', 'open') }), { maxLength: 50 })
    fc.assert(
      fc.property(courses, (drawn) => {
        const points = winCurve(drawn)
        points.forEach((point, index) => {
          expect(point.won).toBeGreaterThanOrEqual(points[index - 1]?.won ?? 0)
          expect(point.won + point.open).toBeLessThanOrEqual(1 + 1e-9)
        })
      })
    )
  })
})

describe('speed and plans', () => {
  test('forty deals of 25,000 at a quarter in ninety days bring 2,777.78 a day', () => {
    expect(velocity(40, 2_500_000, 0.25, 90)).toBeCloseTo(277_777.78, 2)
    expect(velocity(40, 2_500_000, 0.25, 0)).toBeUndefined()
  })

  test('ten wins at two of ten take fifty leads, or anything from 20 to 177', () => {
    expect(backPlan(10, 2 / 10)).toBe(50)
    expect(backPlan(3, 0.1)).toBe(30)
    expect(backPlan(1, 0.3)).toBe(4)
    expect(backPlan(10, 0)).toBeUndefined()
    expect(backPlanRange(10, 2, 10)).toEqual({ low: 20, high: 177 })
    expect(backPlanRange(10, 0, 10)).toBeUndefined()
    expect(backPlanRange(10, 0, 0)).toBeUndefined()
  })

  test('the middle of a list and its edges', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, undefined])
    expect(percentile([1, 2, 3, 4, 5], 0.75)).toBe(4)
    expect(percentile([1, 2, 3, 4], 0.9)).toBeCloseTo(3.7)
    expect([mean([1, 2, 6]), mean([])]).toEqual([3, undefined])
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), chances, (drawn, share) => {
        const value = percentile(drawn, share) ?? Number.NaN
        expect(value >= Math.min(...drawn) && value <= Math.max(...drawn)).toBe(true)
        const sorted = drawn.toSorted((a, b) => a - b)
        expect(median(drawn)).toBe(((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2)
      })
    )
  })
})

test('four open deals are worth 48,000, most likely 22,272 to 73,728', () => {
  const deals = [[1_000_000, 0.1], [2_000_000, 0.3], [1_500_000, 0.6], [4_000_000, 0.8]] as const
  const result = forecast(deals.map(([amountMinor, p]) => ({ amountMinor, p })))
  expect(result).toMatchObject({ expectedMinor: 4_800_000, sdMinor: 2_007_486, lowMinor: 2_227_206, highMinor: 7_372_794 })
  expect(result.wins).toBeCloseTo(1.8)
  expect(forecast([])).toEqual({ expectedMinor: 0, sdMinor: 0, lowMinor: 0, highMinor: 0, wins: 0 })
})

describe('clients by size and steadiness', () => {
  test('the client who crosses the line belongs to the better class', () => {
    expect(abc([400, 250, 160, 90, 50, 30, 20], [8000, 9500])).toEqual(['A', 'A', 'A', 'B', 'B', 'C', 'C'])
    expect(abc([20, 400, 30, 250, 160, 50, 90], [8000, 9500])).toEqual(['C', 'A', 'C', 'A', 'A', 'B', 'B'])
    expect(abc([100, 0, -50], [8000, 9500])).toEqual(['A', 'C', 'C'])
    expect(abc([80, 10, 10], [8000, 9500])).toEqual(['A', 'B', 'B'])
    expect(abc([], [8000, 9500])).toEqual([])
  })

  test('classes follow size, whatever the order, and ties share one', () => {
    fc.assert(
      fc.property(values, (drawn) => {
        const classes = abc(drawn, [8000, 9500])
        drawn.forEach((a, i) => drawn.forEach((b, j) => {
          if (a === b) expect(classes[i]).toBe(classes[j])
          if (a > b) expect((classes[i] ?? 'C') <= (classes[j] ?? 'A')).toBe(true)
        }))
        if (drawn.some((value) => value > 0)) expect(classes).toContain('A')
      })
    )
  })

  test('how many clients make four fifths', () => {
    expect(shareMaking80([80, 5, 5, 5, 5])).toBe(0.2)
    expect(shareMaking80([25, 25, 25, 25])).toBe(1)
    expect(shareMaking80([])).toBeUndefined()
    expect(shareMaking80([0, 0])).toBe(0)
  })

  test('steady, wavering and erratic buyers', () => {
    const rounded = (steps: number[]) => {
      const found = xyz(steps, [10, 25])
      return found && `${found.cvPercent.toFixed(1)} ${found.class}`
    }
    expect(rounded([100, 105, 98, 102, 99, 96])).toBe('2.9 X')
    expect(rounded([100, 130, 80, 110, 90, 120])).toBe('16.3 Y')
    expect(rounded([0, 300, 0, 50, 0, 200])).toBe('127.6 Z')
    expect(rounded([100, 100, 100])).toBeUndefined()
    expect(rounded([0, 0, 0, 0, 0, 0])).toBeUndefined()
  })

  test('scores grow with the value and ties share one', () => {
    expect(scores([10, 20, 30, 40, 50], 5)).toEqual([1, 2, 3, 4, 5])
    expect(scores([5, 5, 5], 3)).toEqual([1, 1, 1])
    expect(scores([-3, -90, -10], 3)).toEqual([3, 1, 2])
  })
})

describe('receivables', () => {
  test('an invoice is overdue from the day after', () => {
    expect(overdueDays('2026-11-25', '2026-11-25')).toBe(0)
    expect(overdueDays('2026-11-24', '2026-11-25')).toBe(1)
    expect(overdueDays('2026-12-24', '2026-11-25')).toBe(0)
    expect([0, 1, 30, 31, 60, 61, 90, 91].map((days) => ageingBucket(days, [30, 60, 90]))).toEqual([0, 1, 1, 2, 2, 3, 3, 4])
  })

  test('buckets add up to what is due', () => {
    const items = [{ dueOn: '2026-11-25', openMinor: 100 }, { dueOn: '2026-11-01', openMinor: 200 }, { dueOn: '2026-01-01', openMinor: 400 }, { dueOn: '2026-10-25', openMinor: -50 }]
    expect(ageing(items, '2026-11-25', [30, 60, 90])).toEqual([100, 200, -50, 0, 400])
  })

  test('receivables of 100 reach back 79.6 days', () => {
    const months = [{ salesMinor: 30, days: 31 }, { salesMinor: 40, days: 30 }, { salesMinor: 50, days: 31 }]
    expect(dsoCountBack(100, months)).toBeCloseTo(79.6, 1)
    expect(dsoCountBack(0, months)).toBe(0)
    expect(dsoCountBack(1000, months)).toBeUndefined()
    expect(dsoSimple(50, 100, 30)).toBe(15)
    expect(dsoSimple(50, 0, 30)).toBeUndefined()
    expect(collectionEffectiveness(100, 200, 100, 100)).toBe(1)
    expect(collectionEffectiveness(100, 200, 150, 50)).toBe(0.6)
  })
})
