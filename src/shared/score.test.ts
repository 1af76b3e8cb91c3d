import fc from 'fast-check'
import { expect, test } from 'vitest'
import { activityBand, bandEnds, bandOf, historyPoints, quartersOf, rankingQuality, recencyBand, totalScore } from './score.ts'

const all = { wonCount: 40, closedCount: 100 }

test('a source whose deals are won twice as often gives points, one that loses takes them, the usual gives none', () => {
  expect(historyPoints({ wonCount: 32, closedCount: 40 }, all)).toBe(16)
  expect(historyPoints({ wonCount: 4, closedCount: 40 }, all)).toBe(-15)
  expect(historyPoints({ wonCount: 16, closedCount: 40 }, all)).toBe(0)
})

test('nine cases say nothing, and nor does a history without a loss', () => {
  expect(historyPoints({ wonCount: 9, closedCount: 9 }, all)).toBeUndefined()
  expect(historyPoints({ wonCount: 20, closedCount: 20 }, { wonCount: 60, closedCount: 60 })).toBeUndefined()
})

test('more wins of as many cases never give fewer points, and points stay within twenty', () => {
  fc.assert(fc.property(fc.integer({ min: 10, max: 500 }), fc.integer({ min: 0, max: 499 }), (closedCount, some) => {
    const wonCount = some % closedCount
    const points = historyPoints({ wonCount, closedCount }, { wonCount: 300, closedCount: 900 })!
    expect(Math.abs(points)).toBeLessThanOrEqual(20)
    expect(historyPoints({ wonCount: wonCount + 1, closedCount }, { wonCount: 300, closedCount: 900 })!).toBeGreaterThanOrEqual(points)
  }))
})

test('a score stays between 0 and 100', () => {
  expect(totalScore(50, [20, -8])).toBe(62)
  expect(totalScore(50, [40, 40])).toBe(100)
  expect(totalScore(50, [-40, -40])).toBe(0)
})

test('talks and days fall into bands', () => {
  expect([0, 1, 2, 3, 5, 6].map(activityBand)).toEqual(['0', '1-2', '1-2', '3-5', '3-5', '6+'])
  expect([0, 7, 8, 30, 31, 90, 91, null].map(recencyBand)).toEqual(['0-7', '0-7', '8-30', '8-30', '31-90', '31-90', '91+', 'never'])
})

test('every number falls into exactly one band, and bands tell their ends', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 4, maxLength: 100 }), (values) => {
    const cuts = quartersOf(values)
    for (const value of values) {
      const { from, to } = bandEnds(bandOf(value, cuts))
      expect(from === null || value >= from).toBe(true)
      expect(to === null || value < to).toBe(true)
    }
  }))
})

test('ranking the won above the lost is worth 1, the other way 0, all alike a half', () => {
  const cases = (scores: readonly number[]) => scores.map((score, index) => ({ score, isWon: index < 2 }))
  expect(rankingQuality(cases([9, 8, 2, 1]))).toBe(1)
  expect(rankingQuality(cases([1, 2, 8, 9]))).toBe(0)
  expect(rankingQuality(cases([5, 5, 5, 5]))).toBe(0.5)
  expect(rankingQuality([{ score: 1, isWon: true }])).toBeUndefined()
})
