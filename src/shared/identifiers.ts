export type TaxNumberKind = 'nip' | 'regon' | 'pesel' | 'edrpou' | 'rnokpp' | 'ipn' | 'inn' | 'euVat' | 'other'

export type TaxNumberProblem = 'empty' | 'characters' | 'length' | 'checksum' | 'excel_damage'

export type TaxNumberCheck = {
  /** Without separators and, at home, without the country's prefix: the form to store. */
  readonly value: string
  readonly kind: TaxNumberKind
  readonly ok: boolean
  readonly reason?: TaxNumberProblem
}

/** Polish tax number: ten digits, weights 6 5 7 2 3 4 5 6 7 mod 11 (accounting.md 6), in the pattern that FA(3) accepts. */
export function isNip(text: string): boolean {
  return /^[1-9](?:\d[1-9]|[1-9]\d)\d{7}$/.test(text) && weigh(text, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === digit(text, 9)
}

/** Polish statistical number of 9 or 14 digits; the longer one carries the shorter (accounting.md 6). */
export function isRegon(text: string): boolean {
  if (!/^(?:\d{9}|\d{14})$/.test(text) || /^0+$/.test(text)) return false
  if (!isMod11Mod10(text.slice(0, 9), [8, 9, 2, 3, 4, 5, 6, 7])) return false
  return text.length === 9 || isMod11Mod10(text, [2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8])
}

/** Polish personal number: eleven digits with a real birth day in front and a control digit mod 10 (accounting.md 6). */
export function isPesel(text: string): boolean {
  if (!/^\d{11}$/.test(text)) return false
  const month = Number(text.slice(2, 4)) % 20
  const date = Number(text.slice(4, 6))
  const isBirthDay = month >= 1 && month <= 12 && date >= 1 && date <= new Date(Date.UTC(peselYear(text), month, 0)).getUTCDate()
  return isBirthDay && (10 - (weigh(text, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10 === digit(text, 10)
}

/** Ukrainian register code of a firm: eight digits, weights by range, a second round when the first gives 10 (accounting.md 6). */
export function isEdrpou(text: string): boolean {
  if (!/^\d{8}$/.test(text) || /^0+$/.test(text)) return false
  const code = Number(text)
  const weights = code >= 30_000_000 && code <= 60_000_000 ? [7, 1, 2, 3, 4, 5, 6] : [1, 2, 3, 4, 5, 6, 7]
  const first = weigh(text, weights) % 11
  const control = first === 10 ? (weigh(text, weights.map((weight) => weight + 2)) % 11) % 10 : first
  return control === digit(text, 7)
}

/** Ukrainian number of a person: ten digits, weights −1 5 7 9 4 6 10 5 7 mod 11 mod 10 (accounting.md 6). */
export function isRnokpp(text: string): boolean {
  if (!/^\d{10}$/.test(text) || /^0+$/.test(text)) return false
  const sum = weigh(text, [-1, 5, 7, 9, 4, 6, 10, 5, 7])
  return (((sum % 11) + 11) % 11) % 10 === digit(text, 9)
}

/** Russian tax number: ten digits for a firm, twelve for a person (decisions.md 25). */
export function isInn(text: string): boolean {
  if (/^0+$/.test(text)) return false
  if (/^\d{10}$/.test(text)) return isMod11Mod10(text, [2, 4, 10, 3, 5, 9, 4, 6, 8])
  if (!/^\d{12}$/.test(text)) return false
  return isMod11Mod10(text.slice(0, 11), [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) && isMod11Mod10(text, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8])
}

/** A bank account in IBAN form, spaces allowed: the country's length and the remainder of 97 (accounting.md 6). */
export function isIban(text: string): boolean {
  const compact = text.replace(/[\s\u00a0]/g, '').toUpperCase()
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(compact) || IBAN_LENGTH[compact.slice(0, 2)] !== compact.length) return false
  let remainder = 0
  for (const char of compact.slice(4) + compact.slice(0, 4)) {
    const value = parseInt(char, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder === 1
}

/** Whether a text looks like a VAT number of the EU or Northern Ireland, with its prefix. The shape only: VIES is not asked. */
export function isEuVat(text: string): boolean {
  const compact = text.replace(SEPARATORS, '').toUpperCase()
  return EU_VAT[compact.slice(0, 2)]?.test(compact.slice(2)) ?? false
}

/**
 * Checks a client's tax number in the way of their country (ISO 3166 alpha-2) and gives the form to store. Separators and
 * the prefix of that country are dropped; a Ukrainian code whose leading zeros a spreadsheet has eaten gets them back when
 * the control digit agrees. A foreign EU prefix wins over the country. Where no rule is known, any short text passes.
 */
export function checkTaxNumber(text: string, country: string): TaxNumberCheck {
  if (text.trim() === '') return { value: '', kind: 'other', ok: false, reason: 'empty' }
  if (/^\s*\d(?:[.,]\d+)?E\+?\d+\s*$/i.test(text)) return { value: text.trim(), kind: 'other', ok: false, reason: 'excel_damage' }
  const compact = text
    .trim()
    .replace(/^(\d+)[.,]0$/, '$1')
    .replace(/^(?:NIP|VAT ?UE|VAT|REGON|PESEL|ЄДРПОУ|РНОКПП|ІПН|ИНН|INN|ЕГРПОУ)[\s:.№#-]*/i, '')
    .replace(SEPARATORS, '')
    .toUpperCase()
  const home = country === 'GR' ? 'EL' : country
  const prefix = compact.slice(0, 2)
  if (prefix !== home && isEuVat(compact)) return shapeOf(compact)
  const bare = prefix === home ? compact.slice(2) : compact
  const rule = HOME_RULES[country]
  if (rule) return rule(bare)
  if (EU_VAT[home]) return { ...shapeOf(home + bare), value: bare }
  const isShort = /^[\p{L}\d]{2,20}$/u.test(bare)
  return isShort ? { value: bare, kind: 'other', ok: true } : { value: bare, kind: 'other', ok: false, reason: bare.length > 20 ? 'length' : 'characters' }
}

export type RegistryCheck = { readonly value: string; readonly ok: boolean; readonly reason?: TaxNumberProblem }

/**
 * Checks the number in the register of firms: REGON in Poland, EDRPOU in Ukraine; elsewhere any short text passes.
 * Gives the form to store, with the leading zeros that a spreadsheet has eaten.
 */
export function checkRegistryNumber(text: string, country: string): RegistryCheck {
  const compact = text.trim().replace(/^(?:REGON|ЄДРПОУ|ЕГРПОУ|EDRPOU)[\s:.№#-]*/i, '').replace(SEPARATORS, '').toUpperCase()
  if (compact === '') return { value: '', ok: false, reason: 'empty' }
  if (/^\s*\d(?:[.,]\d+)?E\+?\d+\s*$/i.test(text)) return { value: text.trim(), ok: false, reason: 'excel_damage' }
  if (country === 'PL') return numberOf(byLength(withZeros(compact, [9, 14], isRegon), { 9: ['regon', isRegon], 14: ['regon', isRegon] }, 'regon'))
  if (country === 'UA') {
    return numberOf(byLength(fullEdrpou(compact), { 8: ['edrpou', isEdrpou] }, 'edrpou'))
  }
  if (/^[\p{L}\d]{2,20}$/u.test(compact)) return { value: compact, ok: true }
  return { value: compact, ok: false, reason: compact.length > 20 || compact.length < 2 ? 'length' : 'characters' }
}

/** Checks a KRS by its shape, ten digits; zeros that a spreadsheet has eaten come back. Gives the form to store. */
export function checkKrs(text: string): RegistryCheck {
  const compact = text.trim().replace(/^(?:NR\s*)?KRS[\s:.№#-]*/i, '').replace(SEPARATORS, '')
  if (compact === '') return { value: '', ok: false, reason: 'empty' }
  if (!/^\d+$/.test(compact)) return { value: compact, ok: false, reason: 'characters' }
  if (compact.length > 10 || /^0+$/.test(compact)) return { value: compact, ok: false, reason: 'length' }
  return { value: compact.padStart(10, '0'), ok: true }
}

/** Checks a VAT number of the EU by its shape, a Polish one by its check digit too. Gives the form to store, prefix in front. */
export function checkEuVat(text: string): RegistryCheck {
  const compact = text.trim().replace(/^VAT[\s-]*(?:UE|EU|ID)?[\s:.№#-]*/i, '').replace(SEPARATORS, '').toUpperCase()
  if (compact === '') return { value: '', ok: false, reason: 'empty' }
  return numberOf(shapeOf(compact))
}

/** A bank account as it is stored, without spaces; ok when its length and check digits fit. Polish ones may come without PL. */
export function checkIban(text: string): RegistryCheck {
  const compact = text.trim().replace(/^IBAN[\s:.-]*/i, '').replace(/[\s\u00a0.-]/g, '').toUpperCase()
  if (compact === '') return { value: '', ok: false, reason: 'empty' }
  if (/^\d{26}$/.test(compact) && isIban(`PL${compact}`)) return { value: `PL${compact}`, ok: true }
  if (isIban(compact)) return { value: compact, ok: true }
  if (!/^[A-Z0-9]+$/.test(compact)) return { value: compact, ok: false, reason: 'characters' }
  const expected = /^[A-Z]{2}\d{2}/.test(compact) ? IBAN_LENGTH[compact.slice(0, 2)] : /^\d+$/.test(compact) ? 26 : undefined
  return { value: compact, ok: false, reason: expected === compact.length ? 'checksum' : 'length' }
}

/** A register code of Ukraine with the leading zeros that a spreadsheet has eaten, where the control digit agrees; else as it is. */
export function fullEdrpou(text: string): string {
  return withZeros(text, [8], isEdrpou)
}

/** Register codes of Ukraine among a client's numbers, in full: some keep theirs as the tax number, some as that of the register. */
export function edrpousAmong(...numbers: readonly (string | null | undefined)[]): string[] {
  return [...new Set(numbers.flatMap((number) => (number ? [fullEdrpou(number.replace(SEPARATORS, ''))] : [])).filter(isEdrpou))]
}

/** How such a code may stand in the base: in full, and as a spreadsheet left it. */
export function edrpouForms(code: string): string[] {
  return [...new Set([code, code.replace(/^0+/, '')])]
}

/** Up to three zeros in front come back where the number is right with them. */
function withZeros(text: string, lengths: readonly number[], isRight: (text: string) => boolean): string {
  if (!/^\d+$/.test(text)) return text
  const length = lengths.find((one) => text.length < one && text.length >= one - 3 && isRight(text.padStart(one, '0')))
  return length === undefined ? text : text.padStart(length, '0')
}

function numberOf({ value, ok, reason }: TaxNumberCheck): RegistryCheck {
  return { value, ok, ...(reason && { reason }) }
}

/** A NIP as people read it, '725 187 04 36'; anything but ten digits comes back as it is. */
export function formatNip(nip: string): string {
  return nip.replace(/^(\d{3})(\d{3})(\d{2})(\d{2})$/, '$1 $2 $3 $4')
}

/** An IBAN in groups of four, as banks print it. */
export function formatIban(iban: string): string {
  return iban.replace(/\s/g, '').toUpperCase().replace(/(.{4})(?=.)/g, '$1 ')
}

const SEPARATORS = /[\s\u00a0.\-\u2010-\u2015/]/g

const HOME_RULES: Readonly<Record<string, (bare: string) => TaxNumberCheck>> = {
  PL: (bare) => byLength(bare, { 9: ['regon', isRegon], 10: ['nip', isNip], 11: ['pesel', isPesel], 14: ['regon', isRegon] }, 'nip'),
  UA: (bare) => {
    return byLength(fullEdrpou(bare), { 8: ['edrpou', isEdrpou], 10: ['rnokpp', isRnokpp], 12: ['ipn', (text) => !/^0+$/.test(text)] }, 'edrpou')
  },
  RU: (bare) => byLength(bare, { 10: ['inn', isInn], 12: ['inn', isInn] }, 'inn')
}

function byLength(
  value: string,
  rules: Readonly<Record<number, readonly [TaxNumberKind, (text: string) => boolean]>>,
  usual: TaxNumberKind
): TaxNumberCheck {
  if (!/^\d*$/.test(value)) return { value, kind: usual, ok: false, reason: 'characters' }
  const rule = rules[value.length]
  if (!rule) return { value, kind: usual, ok: false, reason: 'length' }
  const [kind, isRight] = rule
  return isRight(value) ? { value, kind, ok: true } : { value, kind, ok: false, reason: 'checksum' }
}

function shapeOf(compact: string): TaxNumberCheck {
  if (compact.startsWith('PL')) return { ...byLength(compact.slice(2), { 10: ['nip', isNip] }, 'nip'), value: compact }
  if (isEuVat(compact)) return { value: compact, kind: 'euVat', ok: true }
  return { value: compact, kind: 'euVat', ok: false, reason: /^[A-Z0-9+*]+$/.test(compact) ? 'length' : 'characters' }
}

function digit(text: string, index: number): number {
  return text.charCodeAt(index) - 48
}

function weigh(text: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * digit(text, index), 0)
}

function isMod11Mod10(text: string, weights: readonly number[]): boolean {
  return (weigh(text, weights) % 11) % 10 === digit(text, weights.length)
}

// The century hides in the month: 80 is added for the 1800s, 20, 40 and 60 for the 2000s to the 2200s.
function peselYear(text: string): number {
  const century = [1900, 2000, 2100, 2200, 1800][Math.floor(Number(text.slice(2, 4)) / 20)] ?? 1900
  return century + Number(text.slice(0, 2))
}

const IBAN_LENGTH: Readonly<Record<string, number>> = {
  AD: 24, AE: 23, AL: 28, AT: 20, AZ: 28, BA: 20, BE: 16, BG: 22, BH: 22, BR: 29, BY: 28, CH: 21, CR: 22, CY: 28, CZ: 24, DE: 22, DK: 18,
  DO: 28, EE: 20, EG: 29, ES: 24, FI: 18, FO: 18, FR: 27, GB: 22, GE: 22, GI: 23, GL: 18, GR: 27, GT: 28, HR: 21, HU: 28, IE: 22, IL: 23,
  IQ: 23, IS: 26, IT: 27, JO: 30, KW: 30, KZ: 20, LB: 28, LC: 32, LI: 21, LT: 20, LU: 20, LV: 21, LY: 25, MC: 27, MD: 24, ME: 22, MK: 19,
  MR: 27, MT: 31, MU: 30, NL: 18, NO: 15, PK: 24, PL: 28, PS: 29, PT: 25, QA: 29, RO: 24, RS: 22, RU: 33, SA: 24, SC: 31, SE: 24, SI: 19,
  SK: 24, SM: 27, ST: 25, SV: 28, TL: 23, TN: 24, TR: 26, UA: 29, VA: 22, VG: 24, XK: 20
}

const EU_VAT: Readonly<Record<string, RegExp>> = {
  AT: /^U\d{8}$/, BE: /^[01]\d{9}$/, BG: /^\d{9,10}$/, CY: /^\d{8}[A-Z]$/, CZ: /^\d{8,10}$/, DE: /^\d{9}$/, DK: /^\d{8}$/, EE: /^\d{9}$/,
  EL: /^\d{9}$/, ES: /^[A-Z0-9]\d{7}[A-Z0-9]$/, FI: /^\d{8}$/, FR: /^[A-HJ-NP-Z0-9]{2}\d{9}$/, HR: /^\d{11}$/, HU: /^\d{8}$/,
  IE: /^(?:\d[A-Z0-9+*]\d{5}[A-Z]|\d{7}[A-Z]{1,2})$/, IT: /^\d{11}$/, LT: /^(?:\d{9}|\d{12})$/, LU: /^\d{8}$/, LV: /^\d{11}$/, MT: /^\d{8}$/,
  NL: /^[A-Z0-9+*]{10}\d{2}$/, PL: /^\d{10}$/, PT: /^\d{9}$/, RO: /^\d{2,10}$/, SE: /^\d{12}$/, SI: /^\d{8}$/, SK: /^\d{10}$/,
  XI: /^(?:\d{9}|\d{12}|GD\d{3}|HA\d{3})$/
}
