import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { documentTotals, needsSplitPayment, vatOfGross, vatOfNet, vatRatesOf, type VatLine } from './vat.ts'

const aLine = (line: Partial<VatLine>): VatLine => ({
  quantityMicro: 1_000_000, unitPriceE8: 10_000_000_000, discountBp: 0, vatCode: '23', percentBp: 2300, ...line
})

const lines = fc.array(
  fc.record({
    quantityMicro: fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
    unitPriceE8: fc.integer({ min: 0, max: 100_000_000_000_000 }),
    discountBp: fc.integer({ min: 0, max: 10_000 }),
    rate: fc.constantFrom(...vatRatesOf('PL'))
  }).map(({ rate, ...line }) => ({ ...line, vatCode: rate.code, percentBp: rate.percentBp })),
  { maxLength: 30 }
)

describe('VAT of one amount', () => {
  test('is rounded half away from zero, also below zero', () => {
    expect(vatOfNet(99, { percentBp: 2300 })).toBe(23)
    expect(vatOfNet(50, { percentBp: 500 })).toBe(3)
    expect(vatOfNet(-50, { percentBp: 500 })).toBe(-3)
    expect(vatOfNet(12345, { percentBp: null })).toBe(0)
    expect(vatOfGross(12300, { percentBp: 2300 })).toBe(2300)
    expect(vatOfGross(-12300, { percentBp: 2300 })).toBe(-2300)
  })

  test('counting up and taking out agree', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.constantFrom(2300, 800, 500, 0, 2000, 700), (net, percentBp) => {
        const gross = net + vatOfNet(net, { percentBp })
        expect(Math.abs(vatOfGross(gross, { percentBp }) - vatOfNet(net, { percentBp }))).toBeLessThanOrEqual(1)
      })
    )
  })
})

describe('the VAT summary of a document', () => {
  test('three lines of 0.33 zł at 23 % carry 0.23 zł of tax, not three times 0.08', () => {
    const total = documentTotals([1, 2, 3].map(() => aLine({ unitPriceE8: 33_000_000 })), 'net')
    expect(total).toEqual({
      rows: [{ vatCode: '23', percentBp: 2300, netMinor: 99, vatMinor: 23, grossMinor: 122 }],
      linesMinor: [33, 33, 33],
      netMinor: 99,
      vatMinor: 23,
      grossMinor: 122
    })
  })

  test('the gross method takes the tax out of the gross sum', () => {
    const total = documentTotals([aLine({ unitPriceE8: 12_300_000_000 }), aLine({ unitPriceE8: 999_000_000, vatCode: '8', percentBp: 800 })], 'gross')
    expect(total.rows).toEqual([
      { vatCode: '23', percentBp: 2300, netMinor: 10000, vatMinor: 2300, grossMinor: 12300 },
      { vatCode: '8', percentBp: 800, netMinor: 925, vatMinor: 74, grossMinor: 999 }
    ])
    expect(total.grossMinor).toBe(13299)
  })

  test('discounts come off before rounding and rates stand in a fixed order', () => {
    const total = documentTotals(
      [
        aLine({ vatCode: 'zw', percentBp: null }),
        aLine({ vatCode: '0 WDT', percentBp: 0 }),
        aLine({ vatCode: '5', percentBp: 500, discountBp: 333 }),
        aLine({})
      ],
      'net'
    )
    expect(total.rows.map((row) => row.vatCode)).toEqual(['23', '5', '0 WDT', 'zw'])
    expect(total.linesMinor).toEqual([10000, 10000, 9667, 10000])
  })

  test('an empty document is worth nothing', () => {
    expect(documentTotals([], 'net')).toEqual({ rows: [], linesMinor: [], netMinor: 0, vatMinor: 0, grossMinor: 0 })
  })

  test('yen have no hundredths', () => {
    expect(documentTotals([aLine({})], 'net', 'JPY').grossMinor).toBe(123)
  })

  test('rows add up, net and tax make gross, and a credit note mirrors its invoice', () => {
    fc.assert(
      fc.property(lines, fc.constantFrom('net' as const, 'gross' as const), (drawn, method) => {
        const total = documentTotals(drawn, method)
        expect(total.netMinor + total.vatMinor).toBe(total.grossMinor)
        expect(total.linesMinor.reduce((sum, line) => sum + line, 0)).toBe(method === 'net' ? total.netMinor : total.grossMinor)
        for (const row of total.rows) {
          expect(row.netMinor + row.vatMinor).toBe(row.grossMinor)
          const exact = (row.netMinor * (row.percentBp ?? 0)) / 10_000
          if (method === 'net') expect(Math.abs(row.vatMinor - exact)).toBeLessThanOrEqual(0.5001)
        }
        const credit = documentTotals(drawn.map((line) => ({ ...line, quantityMicro: 0 - line.quantityMicro })), method)
        expect(credit.grossMinor + total.grossMinor).toBe(0)
        expect(credit.vatMinor + total.vatMinor).toBe(0)
      })
    )
  })
})

describe('rates and hints', () => {
  test('Poland ships the exact codes of FA(3)', () => {
    expect(vatRatesOf('PL').map((rate) => rate.code)).toEqual(['23', '8', '5', '0 KR', '0 WDT', '0 EX', 'zw', 'oo', 'np I', 'np II'])
    expect(vatRatesOf('UA').map((rate) => rate.code)).toEqual(['20', '7', '14', '0', 'exempt'])
    expect(vatRatesOf('XX').map((rate) => rate.code)).toEqual(['0', 'exempt', 'reverse'])
  })

  test('split payment is due above 15 000 zł with an Annex 15 line', () => {
    expect(needsSplitPayment(1_500_000, true)).toBe(false)
    expect(needsSplitPayment(1_500_001, true)).toBe(true)
    expect(needsSplitPayment(9_900_000, false)).toBe(false)
  })
})
