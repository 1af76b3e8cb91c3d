import { isEmailShape, splitEmails } from '#shared/email.ts'
import { checkTaxNumber } from '#shared/identifiers.ts'
import { normalise } from '#shared/normalise.ts'
import { isExcelDamaged, parsePhone, splitPhones } from '#shared/phone.ts'
import { countryOf } from './countries.ts'
import { excerpt, type Remark, type RowValues } from './fields.ts'

/** A client as a row of a file describes it, checked and put into our form. */
export type ClientOfRow = {
  readonly name: string
  readonly kind: 'company' | 'person'
  readonly status: 'prospect' | 'active' | 'former'
  readonly shortName: string | null
  readonly taxNumber: string | null
  readonly registryNumber: string | null
  readonly country: string
  readonly street: string | null
  readonly postalCode: string | null
  readonly town: string | null
  readonly region: string | null
  readonly website: string | null
  readonly description: string | null
  readonly externalId: string | null
  readonly sourceName: string
  readonly ownerName: string
  readonly phones: readonly string[]
  readonly emails: readonly string[]
  readonly contact: { readonly name: string; readonly role: string | null } | null
}

export type ClientRowResult = { readonly client: ClientOfRow | null; readonly remarks: readonly Remark[] }

const longest = { name: 300, line: 200, text: 4000 } as const

/**
 * Reads a client from a row. Without a name or with a tax number whose check digit is wrong the row fails; a phone, e-mail
 * or country that cannot be used is kept as a remark on the client, so nothing from the file is lost (S-21).
 */
export function readClient(row: RowValues, homeCountry: string, unusable: UnusableWords): ClientRowResult {
  const remarks: Remark[] = []
  const fail = (problem: Remark['problem'], detail: string | null): ClientRowResult => ({
    client: null,
    remarks: [{ outcome: 'failed', problem, detail: detail === null ? null : excerpt(detail) }]
  })
  const warn = (problem: Remark['problem'], detail: string): void => {
    remarks.push({ outcome: 'warning', problem, detail: excerpt(detail) })
  }

  const contactName = row.text('contactName') || [row.text('contactFirstName'), row.text('contactLastName')].filter(Boolean).join(' ')
  const name = oneLine(row.text('name')) || oneLine(row.text('shortName')) || oneLine(contactName)
  if (name === '') return fail('nameMissing', null)
  if (name.length > longest.name) return fail('tooLong', name)
  const rawTaxNumber = row.text('taxNumber')
  const saidCountry = isPlaceholder(row.text('country')) ? '' : row.text('country')
  const said = saidCountry === '' ? undefined : countryOf(saidCountry)
  const home = said ?? homeCountry
  const number = rawTaxNumber === '' || isPlaceholder(rawTaxNumber) ? null : taxNumberOf(rawTaxNumber, home, said !== undefined)
  if (number === undefined) return fail('taxNumberWrong', rawTaxNumber)
  const country = number?.country ?? home
  if (country !== home) warn('countryFromTaxNumber', `${rawTaxNumber}: ${country}`)

  const kept: string[] = []
  if (saidCountry !== '' && said === undefined) {
    warn('countryUnknown', saidCountry)
    kept.push(`${unusable.country}: ${saidCountry}`)
  }
  const phones: string[] = []
  for (const cell of row.cells('phone')) {
    const text = cell.text.trim()
    if (isPlaceholder(text)) continue
    if (isExcelDamaged(text)) {
      warn('phoneDamaged', text)
      kept.push(`${unusable.phone}: ${text}`)
      continue
    }
    for (const part of splitPhones(text)) {
      const phone = parsePhone(part, country)
      if (phone.e164 !== undefined) {
        if (!phones.includes(phone.e164)) phones.push(phone.e164)
        continue
      }
      if (phone.reason === 'empty') continue
      warn('phoneUnusable', part)
      kept.push(`${unusable.phone}: ${part}`)
    }
  }
  const emails: string[] = []
  for (const cell of row.cells('email')) {
    if (isPlaceholder(cell.text)) continue
    const parts = splitEmails(cell.text)
    for (const part of parts) if (isEmailShape(part) && !emails.includes(part)) emails.push(part)
    if (parts.some((part) => !isEmailShape(part))) {
      warn('emailUnusable', cell.text.trim())
      kept.push(`${unusable.email}: ${cell.text.trim()}`)
    }
  }
  if (row.hasErrors) warn('cellError', '')

  const notes = row.cells('note').map((cell) => cell.text.trim())
  const contact = contactName !== '' && oneLine(contactName) !== name ? { name: cut(oneLine(contactName)), role: lineOrNull(row.text('contactRole')) } : null
  return {
    remarks,
    client: {
      name,
      kind: row.text('name') === '' && row.text('shortName') === '' ? 'person' : 'company',
      status: statusOf(row.text('status')),
      shortName: row.text('name') === '' ? null : lineOrNull(row.text('shortName')),
      taxNumber: number?.value ?? null,
      registryNumber: lineOrNull(row.text('registryNumber')),
      country,
      street: lineOrNull(row.text('street') || row.text('address')),
      postalCode: lineOrNull(row.text('postalCode')),
      town: lineOrNull(row.text('town')),
      region: lineOrNull(row.text('region')),
      website: lineOrNull(row.text('website')),
      description: [...notes, ...kept].join('\n').slice(0, longest.text) || null,
      externalId: lineOrNull(row.text('externalId')),
      sourceName: row.text('source'),
      ownerName: row.text('owner'),
      phones: phones.slice(0, 10),
      emails: emails.slice(0, 10),
      contact
    }
  }
}

/**
 * The number checked by the rules of its country. Where the file names no country and the check digits fit another of
 * ours, that country is taken and the row says so; undefined when it cannot be right anywhere.
 */
function taxNumberOf(text: string, home: string, isSaid: boolean): { value: string; country: string } | undefined {
  for (const country of isSaid ? [home] : [home, ...['PL', 'UA'].filter((other) => other !== home)]) {
    const checked = checkTaxNumber(text, country)
    if (checked.ok) return { value: checked.value, country }
  }
  return undefined
}

/** How a value that could not be used is introduced in the client's remarks, in the user's language. */
export type UnusableWords = { readonly phone: string; readonly email: string; readonly country: string }

const placeholders = new Set(['-', '--', '—', '–', 'n/a', 'na', 'brak', 'нет', 'немає', 'none', 'null', 'b/d', 'x'])

/** What people type where they have nothing to type. */
export function isPlaceholder(text: string): boolean {
  return placeholders.has(text.trim().toLowerCase())
}

const statuses: Readonly<Record<string, ClientOfRow['status']>> = {
  active: 'active', aktywny: 'active', klient: 'active', client: 'active', customer: 'active', активний: 'active', активный: 'active', клієнт: 'active', клиент: 'active',
  former: 'former', inactive: 'former', nieaktywny: 'former', 'byly klient': 'former', неактивний: 'former', неактивный: 'former', колишній: 'former', бывший: 'former'
}

function statusOf(text: string): ClientOfRow['status'] {
  return statuses[normalise(text)] ?? 'prospect'
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function cut(text: string): string {
  return text.slice(0, longest.line)
}

function lineOrNull(text: string): string | null {
  const line = cut(oneLine(text))
  return line === '' || isPlaceholder(line) ? null : line
}
