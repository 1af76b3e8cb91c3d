/** An amount: whole minor units (grosze, kopecks, cents) and the ISO 4217 code they are counted in. */
export type Money = { readonly amountMinor: number; readonly currency: string }

/** 'full' is for tables and documents, 'short' for charts and column heads ("12,5 tys. zł"), 'plain' has no currency sign. */
export type MoneyStyle = 'full' | 'short' | 'plain'

/**
 * The largest amount that one row may hold, in minor units: just under a trillion of a two-digit currency.
 * Ninety such rows still add up to a safe integer. Columns and inputs check the same number.
 */
export const MAX_MINOR = 99_999_999_999_999

/** Quantities are whole millionths, unit prices whole hundred-millionths of the major unit (accounting.md 6; FA(3) limits). */
export const QUANTITY_SCALE = 1_000_000
export const UNIT_PRICE_SCALE = 100_000_000

const EXPONENT_BY_CURRENCY: Readonly<Record<string, number>> = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, UYI: 0, VND: 0, VUV: 0,
  XAF: 0, XOF: 0, XPF: 0, BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3
}

/** How many decimal digits a currency has (ISO 4217): 2 for nearly all, 0 for JPY, 3 for KWD. */
export function currencyExponent(currency: string): number {
  return EXPONENT_BY_CURRENCY[currency] ?? 2
}

/**
 * `amount × numerator ÷ denominator`, exact inside and rounded once, half away from zero (art. 106e ust. 11).
 * Whole numbers in, a whole number out.
 * @throws RangeError when an argument is not a safe integer, the denominator is zero or the result does not fit.
 */
export function scale(amount: number, numerator: number, denominator: number): number {
  return toSafe(divideRounding(toBig(amount) * toBig(numerator), toBig(denominator)))
}

/**
 * The value of one line in minor units: quantity (×10⁶) times unit price (×10⁸ of the major unit) less a discount in
 * basis points, rounded once, half away from zero (accounting.md 6).
 * @throws RangeError when an argument is not a safe integer or the result does not fit.
 */
export function lineAmount(quantityMicro: number, unitPriceE8: number, discountBp: number, currency: string): number {
  const exact = toBig(quantityMicro) * toBig(unitPriceE8) * toBig(10_000 - discountBp) * 10n ** BigInt(currencyExponent(currency))
  return toSafe(divideRounding(exact, 10_000n * BigInt(QUANTITY_SCALE) * BigInt(UNIT_PRICE_SCALE)))
}

/**
 * An amount in another currency at a rate in millionths (major unit of `to` for one major unit of `from`; FA(3) allows
 * six decimals), rounded half away from zero.
 * @throws RangeError when an argument is not a safe integer or the result does not fit.
 */
export function convertMinor(amountMinor: number, from: string, to: string, rateMicro: number): number {
  const exact = toBig(amountMinor) * toBig(rateMicro) * 10n ** BigInt(currencyExponent(to))
  return toSafe(divideRounding(exact, 1_000_000n * 10n ** BigInt(currencyExponent(from))))
}

/**
 * The sum of amounts in minor units of one currency; 0 for none.
 * @throws RangeError when a part or the running sum is not a safe integer.
 */
export function addMinor(...amountsMinor: readonly number[]): number {
  let sum = 0
  for (const amount of amountsMinor) sum = safe(sum + safe(amount))
  return sum
}

/**
 * Splits minor units by weights so that the parts add up to the whole exactly: the units left over by rounding down go
 * to the largest remainders, earlier parts first. Weights that are all zero mean equal parts.
 * @throws RangeError without weights, with a negative or fractional weight, or beyond safe integers.
 */
export function allocate(amountMinor: number, weights: readonly number[]): number[] {
  if (weights.length === 0) throw new RangeError('allocate needs at least one weight')
  if (weights.some((weight) => weight < 0)) throw new RangeError('allocate takes no negative weight')
  if (weights.every((weight) => weight === 0)) return allocate(amountMinor, weights.map(() => 1))
  const size = toBig(Math.abs(amountMinor))
  const bigWeights = weights.map(toBig)
  const total = bigWeights.reduce((sum, weight) => sum + weight, 0n)
  const shares = bigWeights.map((weight, index) => ({
    index,
    part: Number((size * weight) / total),
    remainder: (size * weight) % total
  }))
  let left = Math.abs(amountMinor) - shares.reduce((sum, share) => sum + share.part, 0)
  const byRemainder = shares.toSorted((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
  for (const share of byRemainder) {
    if (left === 0) break
    share.part += 1
    left -= 1
  }
  return shares.map((share) => (amountMinor < 0 && share.part !== 0 ? -share.part : share.part))
}

/**
 * Whether `part` is below `shareBp` basis points of `total`, without rounding: the comparison behind ABC classes
 * (metrics.md 5.10).
 * @throws RangeError when an argument is not a safe integer.
 */
export function isShareBelow(part: number, total: number, shareBp: number): boolean {
  return toBig(part) * 10_000n < toBig(total) * toBig(shareBp)
}

/**
 * Reads an amount as people and spreadsheets write it ("1 234,50 zł", "1.234,50", "1,234.50", "-5", "(5,00)", "100,-",
 * "12,5 tys.") into minor units; undefined when it is not clearly an amount in `currency` or exceeds MAX_MINOR.
 *
 * With both separators the last one is the decimal one. A lone separator that repeats groups thousands. A lone separator
 * used once is ambiguous only in the shape "1,234" / "1.234": amounts have no more digits after the comma than their
 * currency, so three digits there are thousands, unless the currency itself has three. "0,123" and "1234,567" cannot be
 * thousands and are rounded half away from zero. Another currency's sign gives undefined: silence would change the value.
 */
export function parseMoney(text: string, currency: string): number | undefined {
  let rest = text.normalize('NFKC').replace(/[\u2212\u2010-\u2015]/g, '-').replace(/[.,]-+(?=\D*$)/, '').trim().toLowerCase()
  let negative = false
  const bracketed = /^\((.*)\)$/.exec(rest)
  if (bracketed) {
    negative = true
    rest = bracketed[1] ?? ''
  }
  let thousands = 0
  let unknownWord = false
  rest = rest.replace(/[\p{L}\p{Sc}]+\.?/gu, (found) => {
    const word = found.replace(/\.$/, '')
    const multiplier = MULTIPLIERS[word]
    if (multiplier !== undefined && thousands === 0) thousands = multiplier
    else if (!isSignOf(word, currency)) unknownWord = true
    return '|'
  })
  if (unknownWord) return undefined
  const parts = /^[\s|]*(-|\+)?[\s|]*([\d.,'’ ]*\d)\s*(-)?[\s|]*$/.exec(rest)
  if (!parts || (parts[1] && parts[3]) || (negative && (parts[1] || parts[3]))) return undefined
  const digits = readDigits((parts[2] ?? '').trim(), currencyExponent(currency), thousands > 0)
  if (!digits) return undefined
  const size = toMinorDigits(digits.whole, digits.fraction, currencyExponent(currency), thousands)
  if (size === undefined || size > MAX_MINOR) return undefined
  return size !== 0 && (negative || parts[1] === '-' || parts[3] === '-') ? -size : size
}

/**
 * Writes minor units for people: grouped with non-breaking spaces, a true minus sign and the currency's sign in the
 * place where the language puts it.
 */
export function formatMoney(amountMinor: number, currency: string, locale: string, options?: { readonly style?: MoneyStyle }): string {
  const formatter = formatterFor(currency, locale, options?.style ?? 'full')
  const value = amountMinor / 10 ** currencyExponent(currency)
  return formatter
    .formatToParts(value === 0 ? 0 : value)
    .map((part) => (part.type === 'minusSign' ? '\u2212' : part.value))
    .join('')
    .replace(/ /g, '\u00a0')
}

const formatters = new Map<string, Intl.NumberFormat>()

function formatterFor(currency: string, locale: string, style: MoneyStyle): Intl.NumberFormat {
  const key = `${locale} ${currency} ${style}`
  const known = formatters.get(key)
  if (known) return known
  const digits = currencyExponent(currency)
  const exact = { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: 'always' } as const
  const sign = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const
  const options: Intl.NumberFormatOptions =
    style === 'short'
      ? { ...sign, notation: 'compact', minimumFractionDigits: 0, maximumFractionDigits: 1 }
      : style === 'plain'
        ? exact
        : { ...sign, ...exact }
  const made = new Intl.NumberFormat(locale, options)
  formatters.set(key, made)
  return made
}

// The power of ten, so that "12,5 tys." is moved and not multiplied.
const MULTIPLIERS: Readonly<Record<string, number>> = {
  tys: 3, тис: 3, тыс: 3, k: 3, mln: 6, млн: 6, mio: 6, mld: 9, млрд: 9
}

const SIGNS: Readonly<Record<string, readonly string[]>> = {
  PLN: ['zł', 'zl', 'złotych', 'złote', 'złoty'],
  UAH: ['₴', 'грн', 'гривень', 'гривні', 'гривня', 'гривен', 'гривны'],
  RUB: ['₽', 'руб', 'р', 'рублей', 'рубля', 'рубль'],
  BYN: ['br', 'руб', 'р'],
  KZT: ['₸', 'тг', 'тенге'],
  EUR: ['€', 'euro', 'євро', 'евро'],
  USD: ['$', 'us$', 'дол', 'долл', 'доларів', 'долларов'],
  GBP: ['£'],
  CHF: ['fr', 'sfr'],
  CZK: ['kč', 'kc'],
  RON: ['lei', 'leu'],
  HUF: ['ft'],
  BGN: ['лв'],
  SEK: ['kr'],
  NOK: ['kr'],
  DKK: ['kr'],
  TRY: ['₺'],
  JPY: ['¥'],
  CNY: ['¥'],
  CAD: ['$'],
  AUD: ['$']
}
const NEUTRAL_WORDS = new Set(['netto', 'brutto', 'нетто', 'брутто', 'net', 'gross'])

function isSignOf(word: string, currency: string): boolean {
  return word === currency.toLowerCase() || NEUTRAL_WORDS.has(word) || (SIGNS[currency]?.includes(word) ?? false)
}

function readDigits(text: string, exponent: number, isMultiplied: boolean): { whole: string; fraction: string } | undefined {
  const spaced = /^\d{1,3}(?:[ '’]\d{3})+(?=$|[.,])/.test(text)
  if (/[ '’]/.test(text) && !spaced) return undefined
  const compact = text.replace(/[ '’]/g, '')
  if (/[ '’]/.test(text.slice(text.search(/[.,]|$/)))) return undefined
  const separators = compact.replace(/\d/g, '')
  if (separators === '') return { whole: compact, fraction: '' }
  const last = separators.at(-1) ?? ''
  const [head = '', tail = ''] = [compact.slice(0, compact.lastIndexOf(last)), compact.slice(compact.lastIndexOf(last) + 1)]
  const isMixed = separators.includes('.') && separators.includes(',')
  if (isMixed) {
    const grouping = last === '.' ? ',' : '.'
    if (head.includes(last) || spaced) return undefined
    return isGrouped(head, grouping) ? { whole: head.replaceAll(grouping, ''), fraction: tail } : undefined
  }
  if (separators.length > 1) {
    return !spaced && isGrouped(compact, last) ? { whole: compact.replaceAll(last, ''), fraction: '' } : undefined
  }
  const couldBeThousands = !spaced && tail.length === 3 && /^[1-9]\d{0,2}$/.test(head)
  if (couldBeThousands && exponent !== 3 && !isMultiplied) return { whole: head + tail, fraction: '' }
  return { whole: head === '' ? '0' : head, fraction: tail }
}

function isGrouped(text: string, separator: string): boolean {
  const [first = '', ...groups] = text.split(separator)
  return /^\d{1,3}$/.test(first) && groups.every((group) => /^\d{3}$/.test(group))
}

function toMinorDigits(whole: string, fraction: string, exponent: number, powerOfTen: number): number | undefined {
  const kept = exponent + powerOfTen
  const padded = fraction.padEnd(kept + 1, '0')
  const digits = (whole + padded.slice(0, kept)).replace(/^0+(?=\d)/, '')
  if (digits.length > 15) return undefined
  return Number(digits) + (Number(padded[kept]) >= 5 ? 1 : 0)
}

function divideRounding(dividend: bigint, divisor: bigint): bigint {
  if (divisor === 0n) throw new RangeError('division by zero')
  const isNegative = dividend < 0n !== divisor < 0n
  const size = dividend < 0n ? -dividend : dividend
  const by = divisor < 0n ? -divisor : divisor
  const rounded = (size * 2n + by) / (by * 2n)
  return isNegative ? -rounded : rounded
}

function toBig(value: number): bigint {
  return BigInt(safe(value))
}

function toSafe(value: bigint): number {
  return safe(Number(value))
}

function safe(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a whole number that is safe to count with`)
  return value
}
