import type { ImportField } from '#shared/contract/imports.ts'
import { isEmailShape, splitEmails } from '#shared/email.ts'
import { isExcelDamaged, parsePhone, splitPhones } from '#shared/phone.ts'
import { dayOf, type DayReading, failed, isPlaceholder, lineOrNull, oneLine, type Remark, type RowResult, type RowValues, warning, wholeNumber } from './fields.ts'
import { type ClientLink, isLinked, readLink } from './linkOfRow.ts'

/** How a value that could not be used is introduced in a remark, in the user's language. */
export type UnusableWords = { readonly phone: string; readonly email: string; readonly country: string; readonly iban: string; readonly taxNumber: string }

export type ContactOfRow = {
  readonly link: ClientLink
  readonly name: string
  readonly role: string | null
  readonly birthday: string | null
  readonly note: string | null
  readonly externalId: string | null
  readonly phones: readonly string[]
  readonly emails: readonly string[]
}

/** Reads a person at a client; a value that cannot be used is kept as a note on the person. */
export function readContact(row: RowValues, country: string, words: UnusableWords, days: DayReading): RowResult<ContactOfRow> {
  const error = row.errorIn('contactName')
  if (error) return failed('cellError', error.text)
  const [name] = contactNames(row)
  if (name === undefined) return failed('nameMissing', null)
  const link = readLink(row, country)
  if (!isLinked(link)) return failed('clientMissing', null)
  const remarks: Remark[] = []
  const kept: string[] = []
  const phones = readPhones(row, country, words, remarks, kept)
  const emails = readEmails(row, words, remarks, kept)
  const birthday = dayOf(row, 'birthday', days)
  if (birthday.problem) remarks.push(warning(birthday.problem, birthday.detail ?? ''))
  if (row.hasErrors) remarks.push(warning('cellError', ''))
  return {
    remarks,
    value: {
      link, name, phones, emails,
      role: lineOrNull(row.text('contactRole'), 200),
      birthday: birthday.day,
      note: [...row.cells('note').map((cell) => cell.text.trim()), ...kept].join('\n').slice(0, 4000) || null,
      externalId: lineOrNull(row.text('externalId'), 200)
    }
  }
}

/** The people that a row names: in one column or two, several in a cell, 'Kowalski, Jan' turned round. */
export function contactNames(row: RowValues): string[] {
  const parts = [row.text('contactFirstName'), row.text('contactLastName')].map(oneLine).filter((part) => part !== '' && !isPlaceholder(part))
  const written = row.cells('contactName').flatMap((cell) => cell.text.split(/[;\n|]+/))
  const names = written.map(plainName).filter((name) => name !== '' && !isPlaceholder(name))
  if (names.length === 0 && parts.length > 0) names.push(parts.join(' '))
  return [...new Set(names)].map((name) => name.slice(0, 200)).slice(0, 10)
}

/** 'Kowalski, Jan' is how mail programs sort; people say 'Jan Kowalski'. A firm's 'Nowak, Lis i Wspólnicy' stays. */
function plainName(text: string): string {
  const line = oneLine(text)
  const [, last, first] = /^([\p{Lu}][\p{L}'’-]+(?: [\p{Lu}][\p{L}'’-]+)?), ([\p{Lu}][\p{L}'’-]+(?: [\p{Lu}][\p{L}.'’-]*)?)$/u.exec(line) ?? []
  return last && first ? `${first} ${last}` : line
}

/** Phones of a row in E.164, each once; what is no phone goes to `kept` with a remark, and nothing is guessed. */
export function readPhones(row: RowValues, country: string, words: UnusableWords, remarks: Remark[], kept: string[]): string[] {
  const phones: string[] = []
  for (const cell of row.cells('phone')) {
    const text = wholeNumber(cell.text) ?? cell.text.trim()
    if (isPlaceholder(text)) continue
    if (isExcelDamaged(text)) {
      remarks.push(warning('phoneDamaged', text))
      kept.push(`${words.phone}: ${text}`)
      continue
    }
    for (const part of splitPhones(text)) {
      const phone = parsePhone(part, country)
      if (phone.e164 !== undefined) {
        if (!phones.includes(phone.e164)) phones.push(phone.e164)
        continue
      }
      if (phone.reason === 'empty') continue
      remarks.push(warning('phoneUnusable', part))
      kept.push(`${words.phone}: ${part}`)
    }
  }
  return phones.slice(0, 10)
}

/** E-mails of a row, each once; what is none goes to `kept` with a remark. */
export function readEmails(row: RowValues, words: UnusableWords, remarks: Remark[], kept: string[]): string[] {
  const emails: string[] = []
  for (const cell of row.cells('email')) {
    if (isPlaceholder(cell.text)) continue
    const parts = splitEmails(cell.text)
    for (const part of parts) if (isEmailShape(part) && !emails.includes(part)) emails.push(part)
    if (parts.some((part) => !isEmailShape(part))) {
      remarks.push(warning('emailUnusable', cell.text.trim()))
      kept.push(`${words.email}: ${cell.text.trim()}`)
    }
  }
  return emails.slice(0, 10)
}

/** Fields whose values betray by their shape that a row slipped to the side. */
const shaped: readonly ImportField[] = ['email', 'phone', 'taxNumber', 'postalCode', 'town', 'country', 'website', 'name', 'contactName']

/**
 * A row whose values stand one column aside, as when a separator is missing or too many: its e-mail column holds none, yet
 * an address stands where none belongs. Gives that value.
 */
export function shiftedValue(row: RowValues): string | undefined {
  const [email] = row.cells('email')
  if (!email || email.text.includes('@') || isPlaceholder(email.text)) return undefined
  const isAddress = (text: string) => /^\S+@\S+\.\S+$/.test(text.trim())
  return shaped.flatMap((field) => (field === 'email' ? [] : row.cells(field))).find((cell) => isAddress(cell.text))?.text
}
