import { isSupportedCountry, parsePhoneNumberFromString, validatePhoneNumberLength, type CountryCode, type PhoneNumber } from 'libphonenumber-js/min'

export type PhoneProblem = 'empty' | 'not_a_number' | 'too_short' | 'too_long' | 'impossible' | 'excel_damage'

export type ParsedPhone = {
  /** '+48523800000'; undefined when the text is not a number that can be called. */
  readonly e164: string | undefined
  /** The inside line of "wew. 12", digits only. */
  readonly extension: string | undefined
  readonly isPossible: boolean
  readonly reason?: PhoneProblem
}

const EXTENSION = /(?<!\p{L})(?:wewn?|wewnętrzny|w|ext|extn|extension|x|вн|внутр|внутрішній|доб|дод)\.?\s*:?\s*(\d{1,6})\s*$/iu
const OR_WORDS = /\s(?:lub|albo|oraz|i|and|or|и|или|та|або|чи|й)\s/giu

/**
 * Reads one phone number as people write it, national numbers in the country given (ISO 3166 alpha-2): labels, brackets,
 * an inside line, a missing plus, the old trunk 0 of Poland and 8 of Ukraine, and ranges ("620 90 01-06", the first
 * number counts). A number that a spreadsheet has rounded is recognised and refused, since its digits are lost.
 */
export function parsePhone(text: string, country: string): ParsedPhone {
  if (text.trim() === '') return refused('empty')
  if (isExcelDamaged(text)) return refused('excel_damage')
  const extension = EXTENSION.exec(text)?.[1]
  const bare = text
    .replace(EXTENSION, '')
    .trim()
    .replace(/^(\+?\d{7,15})\.0$/, '$1')
    .replace(/\p{L}+[.:]*/gu, ' ')
    .replace(/[^\d+]+/g, ' ')
    .trim()
  const digits = bare.replace(/\D/g, '')
  if (digits === '') return refused('not_a_number')
  const home = isSupportedCountry(country) ? country : undefined
  for (const guess of guesses(bare, digits, home)) {
    const number = parsePhoneNumberFromString(guess, home)
    if (number && isCallable(number)) return { e164: number.number, extension, isPossible: true }
  }
  return refused(problemOf(bare, home))
}

/**
 * The numbers in one cell, each as its own text for `parsePhone`: "(42) 630 11 87, 601-222-333", "tel. … / fax …", "… lub …".
 * An inside line stays with its number, a neighbour written without its area code ("77 463 11 87, 463 11 77") gets it from
 * the number before, the tail of a range ("344 41 60, 61, 62") is dropped, repeats are left out.
 */
export function splitPhones(cell: string): string[] {
  const text = cell.trim()
  if (text === '') return []
  if (isExcelDamaged(text)) return [text]
  const numbers: string[] = []
  const pieces = text
    .replace(OR_WORDS, ';')
    .replace(/(?<=\d[^+]*)\+/g, ';+')
    .split(/[,;|\n\r\t]+/)
    .flatMap(splitAtSlash)
    .flatMap(splitRun)
  for (const piece of pieces.map((part) => part.trim())) {
    const count = countDigits(piece)
    const last = numbers.length - 1
    if (count === 0) continue
    if (last >= 0 && EXTENSION.test(piece) && countDigits(piece.replace(EXTENSION, '')) === 0) numbers[last] += ` ${piece}`
    else if (last < 0 || count > 3) numbers.push(withAreaCode(piece, numbers[last]))
  }
  return numbers.length === 0 ? [text] : [...new Set(numbers)]
}

/** A stored number for people: '+48 52 380 00 00'. What is not a number comes back as it is. */
export function formatPhone(e164: string): string {
  const known = written.get(e164)
  if (known !== undefined) return known
  if (written.size > MAX_WRITTEN) written.clear()
  const text = parsePhoneNumberFromString(e164)?.formatInternational() ?? e164
  written.set(e164, text)
  return text
}

// Writing a number takes a good part of a millisecond, and a list writes its numbers each time it is drawn.
const written = new Map<string, string>()
const MAX_WRITTEN = 5000

/** The country that a stored number belongs to (ISO 3166 alpha-2); undefined where several share its code. */
export function countryOfPhone(e164: string): string | undefined {
  return parsePhoneNumberFromString(e164)?.country
}

/**
 * Whether a spreadsheet has turned a number into a rounded one: '4,85238E+10', or the same written out as
 * '48523800000.0'. Only a full number with '.0' behind it can be saved.
 */
export function isExcelDamaged(text: string): boolean {
  return /^\s*\+?\d(?:[.,]\d+)?E\+?\d{1,2}\s*$/i.test(text) || /^\s*\+?\d+0{5}[.,]0+\s*$/.test(text)
}

// Numbers without their plus are taken for these countries only; every longer string of digits begins with some code.
const NEIGHBOURS = /^(?:1|30|31|32|33|34|351|353|358|36|370|371|372|373|374|375|380|381|385|386|39|40|41|420|421|43|44|45|46|47|48|49|7|90|994|995)\d/

function guesses(bare: string, digits: string, home: CountryCode | undefined): string[] {
  const withoutTail = bare.replace(/ \d{1,2}$/, '')
  return [
    bare,
    ...(home === 'PL' && /^0\d{9}$/.test(digits) ? [digits.slice(1)] : []),
    ...(home === 'UA' && /^80\d{9}$/.test(digits) ? [digits.slice(1)] : []),
    ...(withoutTail !== bare && countDigits(withoutTail) >= 9 ? [withoutTail] : []),
    ...(!bare.startsWith('+') && digits.length >= 10 && NEIGHBOURS.test(digits) ? [`+${digits}`] : [])
  ]
}

// Seven digits pass the loose pattern of Poland, yet nobody can be reached on them since 2005.
function isCallable(number: PhoneNumber): boolean {
  if (number.number.length > 16 || !number.isPossible() || !number.isValid()) return false
  return number.countryCallingCode !== '48' || number.nationalNumber.length === 9
}

function problemOf(bare: string, home: CountryCode | undefined): PhoneProblem {
  if (home === 'PL' && !bare.startsWith('+') && countDigits(bare) < 9) return 'too_short'
  const length = validatePhoneNumberLength(bare, home)
  if (length === 'TOO_SHORT') return 'too_short'
  if (length === 'TOO_LONG') return 'too_long'
  return length === 'NOT_A_NUMBER' ? (countDigits(bare) < 7 ? 'too_short' : 'not_a_number') : 'impossible'
}

function refused(reason: PhoneProblem): ParsedPhone {
  return { e164: undefined, extension: undefined, isPossible: false, reason }
}

// "42/630 11 87" is one number with its area code, "620 90 01/630 11 87" are two.
function splitAtSlash(piece: string): string[] {
  const parts = piece.split('/')
  const isSeveral = parts.every((part, index) => countDigits(part) >= 7 || (index > 0 && countDigits(part) <= 3) || countDigits(part) === 0)
  return isSeveral ? parts : [parts.join(' ')]
}

// Only the same exchange lends its area code: any other number of seven digits may belong anywhere.
function withAreaCode(piece: string, before: string | undefined): string {
  const digits = (before ?? '').replace(EXTENSION, '').replace(/\D/g, '')
  const area = digits.slice(0, -7)
  const isNeighbour = /^[\d\s-]{7,}$/.test(piece) && countDigits(piece) === 7 && digits.slice(-7, -4) === piece.replace(/\D/g, '').slice(0, 3)
  return isNeighbour && (area.length === 2 || area.length === 3) ? `${area} ${piece}` : piece
}

function splitRun(piece: string): string[] {
  const count = countDigits(piece)
  if (count <= 15) return [piece]
  const wide = piece.split(/\s{2,}/)
  if (wide.length > 1 && wide.every((part) => countDigits(part) >= 7)) return wide
  const half = new RegExp(`^((?:\\D*\\d){${count / 2}})\\s+(.*)$`).exec(piece)
  return half && count % 2 === 0 ? [half[1] ?? '', half[2] ?? ''] : [piece]
}

function countDigits(text: string): number {
  return text.replace(/\D/g, '').length
}
