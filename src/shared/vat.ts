import { addMinor, lineAmount, scale } from './money.ts'

/**
 * One VAT rate as it is stored on a line. `code` is the exact text that documents use (for Poland the FA(3) P_12 codes,
 * accounting.md 2). `percentBp` is in basis points; null where tax does not apply (exempt, reverse charge, out of scope).
 */
export type VatRate = { readonly code: string; readonly percentBp: number | null }

/** 'net' counts tax up from the sum of net lines, 'gross' takes it out of the sum of gross lines (art. 106e ust. 1 and 7-8). */
export type VatMethod = 'net' | 'gross'

/** A document line in stored units: quantity ×10⁶, unit price ×10⁸ of the major unit, discount in basis points. */
export type VatLine = {
  readonly quantityMicro: number
  /** Net in the net method, gross in the gross method. */
  readonly unitPriceE8: number
  readonly discountBp: number
  readonly vatCode: string
  readonly percentBp: number | null
}

/** The summary of one rate, in minor units. */
export type VatRow = {
  readonly vatCode: string
  readonly percentBp: number | null
  readonly netMinor: number
  readonly vatMinor: number
  readonly grossMinor: number
}

export type DocumentTotals = {
  /** Highest rate first, untaxed last, so that the same document always prints the same. */
  readonly rows: readonly VatRow[]
  /** The value of each line in the order given: net in the net method, gross in the gross method. */
  readonly linesMinor: readonly number[]
  readonly netMinor: number
  readonly vatMinor: number
  readonly grossMinor: number
}

/** Tax on a net base, both in minor units: base × rate, half away from zero (art. 106e ust. 1 pkt 14; EN 16931 BR-CO-17). */
export function vatOfNet(baseMinor: number, rate: Pick<VatRate, 'percentBp'>): number {
  return scale(baseMinor, rate.percentBp ?? 0, 10_000)
}

/** Tax inside a gross amount, both in minor units: gross × rate ÷ (100 + rate) (art. 106e ust. 7). */
export function vatOfGross(grossMinor: number, rate: Pick<VatRate, 'percentBp'>): number {
  const percentBp = rate.percentBp ?? 0
  return scale(grossMinor, percentBp, 10_000 + percentBp)
}

/**
 * The VAT summary of a document: lines are rounded one by one, tax once per rate on their sum, so that the printed
 * invoice, FA(3) and UBL agree (accounting.md 6). Negative lines mirror positive ones. `currency` decides the minor
 * unit and is needed only where that is not a hundredth.
 * @throws RangeError when a line or a sum is beyond safe integers.
 */
export function documentTotals(lines: readonly VatLine[], method: VatMethod, currency?: string): DocumentTotals {
  const linesMinor = lines.map((line) => lineAmount(line.quantityMicro, line.unitPriceE8, line.discountBp, currency ?? 'PLN'))
  const baseByRate = new Map<string, { vatCode: string; percentBp: number | null; baseMinor: number }>()
  lines.forEach(({ vatCode, percentBp }, index) => {
    const key = `${vatCode} ${percentBp}`
    const baseMinor = addMinor(baseByRate.get(key)?.baseMinor ?? 0, linesMinor[index] ?? 0)
    baseByRate.set(key, { vatCode, percentBp, baseMinor })
  })
  const rows = [...baseByRate.values()].sort(byRate).map(({ vatCode, percentBp, baseMinor }): VatRow => {
    const vatMinor = method === 'net' ? vatOfNet(baseMinor, { percentBp }) : vatOfGross(baseMinor, { percentBp })
    return method === 'net'
      ? { vatCode, percentBp, netMinor: baseMinor, vatMinor, grossMinor: addMinor(baseMinor, vatMinor) }
      : { vatCode, percentBp, netMinor: addMinor(baseMinor, -vatMinor), vatMinor, grossMinor: baseMinor }
  })
  return {
    rows,
    linesMinor,
    netMinor: addMinor(...rows.map((row) => row.netMinor)),
    vatMinor: addMinor(...rows.map((row) => row.vatMinor)),
    grossMinor: addMinor(...rows.map((row) => row.grossMinor))
  }
}

/**
 * Whether a Polish B2B invoice must say "mechanizm podzielonej płatności" (P_18A): over 15 000 PLN gross in all and at
 * least one Annex 15 line (accounting.md 6). The gross is in grosze, converted when the invoice is in another currency.
 */
export function needsSplitPayment(grossPlnMinor: number, hasAnnex15: boolean): boolean {
  return hasAnnex15 && Math.abs(grossPlnMinor) > 1_500_000
}

const EXEMPT: VatRate = { code: 'exempt', percentBp: null }
const REVERSE: VatRate = { code: 'reverse', percentBp: null }

function percents(...whole: readonly number[]): VatRate[] {
  return whole.map((percent) => ({ code: String(percent), percentBp: percent * 100 }))
}

const RATES: Readonly<Record<string, readonly VatRate[]>> = {
  PL: [
    ...percents(23, 8, 5),
    { code: '0 KR', percentBp: 0 },
    { code: '0 WDT', percentBp: 0 },
    { code: '0 EX', percentBp: 0 },
    { code: 'zw', percentBp: null },
    { code: 'oo', percentBp: null },
    { code: 'np I', percentBp: null },
    { code: 'np II', percentBp: null }
  ],
  UA: [...percents(20, 7, 14, 0), EXEMPT],
  DE: [...percents(19, 7, 0), EXEMPT, REVERSE],
  CZ: [...percents(21, 12, 0), EXEMPT, REVERSE],
  SK: [...percents(23, 19, 5, 0), EXEMPT, REVERSE],
  LT: [...percents(21, 12, 5, 0), EXEMPT, REVERSE],
  RO: [...percents(21, 11, 0), EXEMPT, REVERSE]
}

/** The VAT rates that ship for a seller's country (ISO 3166 alpha-2), the usual one first; elsewhere only the untaxed ones. */
export function vatRatesOf(country: string): readonly VatRate[] {
  return RATES[country] ?? [...percents(0), EXEMPT, REVERSE]
}

function byRate(a: { vatCode: string; percentBp: number | null }, b: { vatCode: string; percentBp: number | null }): number {
  const byPercent = (b.percentBp ?? -1) - (a.percentBp ?? -1)
  if (byPercent !== 0) return byPercent
  return a.vatCode < b.vatCode ? -1 : a.vatCode > b.vatCode ? 1 : 0
}
