import type { ImportField } from '#shared/contract/imports.ts'
import { isEmailShape, splitEmails } from '#shared/email.ts'
import { isExcelDamaged, parsePhone, splitPhones } from '#shared/phone.ts'
import { type ConsentOfRow, readConsents } from './consentCells.ts'
import { dayOf, type DayReading, failed, type FieldWords, isPlaceholder, type Kept, keepText, lineOf, oneLine, type RowResult, type RowValues, warning, wholeNumber } from './fields.ts'
import { type ClientLink, isLinked, readLink } from './linkOfRow.ts'

export type ContactOfRow = {
  readonly link: ClientLink
  readonly name: string
  readonly role: string | null
  readonly birthday: string | null
  readonly note: string | null
  readonly externalId: string | null
  readonly phones: readonly string[]
  readonly phoneLabels: Readonly<Record<string, string>>
  readonly decisionRole: DecisionRole | null
  readonly consents: readonly ConsentOfRow[]
  /** Texts too long for the person's own note, whole. */
  readonly notes: readonly string[]
  readonly emails: readonly string[]
}

/** Reads a person at a client; a value that cannot be used is kept as a note on the person. */
export function readContact(row: RowValues, country: string, words: FieldWords, days: DayReading): RowResult<ContactOfRow> {
  const error = row.errorIn('contactName')
  if (error) return failed('cellError', error.text)
  const [name] = contactNames(row)
  if (name === undefined) return failed('nameMissing', null)
  const kept: Kept = { remarks: [], texts: [] }
  const link = readLink(row, country, words, kept)
  if (!isLinked(link)) return failed('clientMissing', null)
  const { remarks } = kept
  const { phones, labels } = readPhones(row, country, words, kept)
  const emails = readEmails(row, words, kept)
  const role = lineOf(row, 'contactRole', 200, words, kept)
  const externalId = lineOf(row, 'externalId', 200, words, kept)
  const consents = readConsents(row, days, words, kept)
  const decisionRole = decisionRoleOf(row.text('decisionRole'))
  if (decisionRole === undefined) keepText(kept, 'valueUnusable', words.decisionRole, row.text('decisionRole'))
  const note = [...row.cells('note').map((cell) => cell.text.trim()), ...kept.texts].join('\n')
  const isLong = note.length > longestNote
  if (isLong) remarks.push(warning('tooLong', `${words.note ?? ''}: ${note}`))
  const birthday = dayOf(row, 'birthday', days)
  if (birthday.problem) remarks.push(warning(birthday.problem, birthday.detail ?? ''))
  if (row.hasErrors) remarks.push(warning('cellError', ''))
  return {
    remarks,
    value: {
      link, name, phones, emails, role, externalId, consents,
      phoneLabels: labels,
      decisionRole: decisionRole ?? null,
      birthday: birthday.day,
      note: isLong ? note.slice(0, longestNote) : note || null,
      notes: isLong ? [note] : []
    }
  }
}

const longestNote = 2000
const decisionRoles = ['decides', 'influences', 'uses', 'pays', 'blocks'] as const
export type DecisionRole = (typeof decisionRoles)[number]

/** As our own export writes it; undefined where it is no such word. */
function decisionRoleOf(text: string): DecisionRole | null | undefined {
  return text === '' || isPlaceholder(text) ? null : decisionRoles.find((role) => role === text.trim().toLowerCase())
}

/** The people that a row names: in one column or two, several in a cell, 'Kowalski, Jan' turned round. */
export function contactNames(row: RowValues): string[] {
  const parts = [row.text('contactFirstName'), row.text('contactLastName')].map(oneLine).filter((part) => part !== '' && !isPlaceholder(part))
  const written = row.cells('contactName').flatMap((cell) => cell.text.split(/[;\n|]+/))
  const names = written.map(plainName).filter((name) => name !== '' && !isPlaceholder(name))
  if (names.length === 0 && parts.length > 0) names.push(parts.join(' '))
  return [...new Set(names)].map((name) => name.slice(0, 200))
}

/** 'Kowalski, Jan' is how mail programs sort; people say 'Jan Kowalski'. A firm's 'Nowak, Lis i Wspólnicy' stays. */
function plainName(text: string): string {
  const line = oneLine(text)
  const [, last, first] = /^([\p{Lu}][\p{L}'’-]+(?: [\p{Lu}][\p{L}'’-]+)?), ([\p{Lu}][\p{L}'’-]+(?: [\p{Lu}][\p{L}.'’-]*)?)$/u.exec(line) ?? []
  return last && first ? `${first} ${last}` : line
}

/** Phones of a row in E.164, each once; what is no phone goes to `kept` with a remark, and nothing is guessed. */
export function readPhones(row: RowValues, country: string, words: FieldWords, kept: Kept): { readonly phones: readonly string[]; readonly labels: Readonly<Record<string, string>> } {
  const phones: string[] = []
  const labels: Record<string, string> = {}
  for (const cell of row.cells('phone')) {
    const own = ownPhones(cell.text)
    if (own) {
      for (const { e164, label } of own) {
        if (!phones.includes(e164)) phones.push(e164)
        if (label !== '') labels[e164] = label
      }
      continue
    }
    const text = wholeNumber(cell.text) ?? cell.text.trim()
    if (isPlaceholder(text)) continue
    if (isExcelDamaged(text)) {
      keepText(kept, 'phoneDamaged', words.phone, text)
      continue
    }
    for (const part of splitPhones(text)) {
      const phone = parsePhone(part, country)
      if (phone.e164 !== undefined) {
        if (!phones.includes(phone.e164)) phones.push(phone.e164)
        continue
      }
      if (phone.reason === 'empty') continue
      keepText(kept, 'phoneUnusable', words.phone, part)
    }
  }
  for (const phone of phones.slice(mostNumbers)) keepText(kept, 'tooLong', words.phone, phone)
  return { phones: phones.slice(0, mostNumbers), labels }
}

const mostNumbers = 20

/** Numbers as our own export writes them: one a line, in full, the label in brackets behind it. */
function ownPhones(text: string): { readonly e164: string; readonly label: string }[] | undefined {
  const lines = text.split('\n').map((line) => /^(\+[\d -]{8,24}?)(?: \((.*)\))?$/.exec(line.trim()))
  const numbers = lines.flatMap((line) => {
    const e164 = line ? parsePhone(line[1] ?? '', '').e164 : undefined
    return e164 === undefined ? [] : [{ e164, label: line?.[2] ?? '' }]
  })
  return numbers.length === lines.length && lines.length > 0 ? numbers : undefined
}

/** E-mails of a row, each once; what is none goes to `kept` with a remark. */
export function readEmails(row: RowValues, words: FieldWords, kept: Kept): string[] {
  const emails: string[] = []
  for (const cell of row.cells('email')) {
    if (isPlaceholder(cell.text)) continue
    const parts = splitEmails(cell.text)
    for (const part of parts) if (isEmailShape(part) && !emails.includes(part)) emails.push(part)
    if (parts.some((part) => !isEmailShape(part))) {
      keepText(kept, 'emailUnusable', words.email, cell.text.trim())
    }
  }
  for (const email of emails.slice(mostNumbers)) keepText(kept, 'tooLong', words.email, email)
  return emails.slice(0, mostNumbers)
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
