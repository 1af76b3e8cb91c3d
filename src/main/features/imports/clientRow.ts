import { checkTaxNumber, isEuVat, isIban } from '#shared/identifiers.ts'
import { normalise } from '#shared/normalise.ts'
import { splitAddress } from './addresses.ts'
import { contactNames, readEmails, readPhones, shiftedValue, type UnusableWords } from './contactRow.ts'
import { countryOf } from './countries.ts'
import { dayOf, type DayReading, failed, type FieldMapping, isPlaceholder, lineOrNull, oneLine, type Remark, type RowResult, type RowValues, warning, wholeNumber } from './fields.ts'
import { type PropertyOfRow, readProperties } from './propertyValues.ts'

/** A client as a row of a file describes it, checked and put into our form. */
export type ClientOfRow = {
  readonly name: string
  readonly kind: 'company' | 'person'
  /** Two letters; null where the file does not say. */
  readonly language: string | null
  /** Null where the file does not say. */
  readonly status: 'prospect' | 'active' | 'former' | null
  readonly shortName: string | null
  readonly taxNumber: string | null
  readonly registryNumber: string | null
  readonly courtNumber: string | null
  readonly euVatNumber: string | null
  /** Null where the file does not say, so that an update leaves it. */
  readonly saidCountry: string | null
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
  readonly categories: readonly string[]
  readonly phones: readonly string[]
  readonly emails: readonly string[]
  readonly ibans: readonly string[]
  readonly contacts: readonly { readonly name: string; readonly role: string | null; readonly birthday: string | null }[]
  readonly properties: readonly PropertyOfRow[]
}

const longest = { name: 300, line: 200, text: 4000 } as const

/**
 * Reads a client from a row. Without a name or with a tax number whose check digit is wrong the row fails; a phone, e-mail,
 * account or country that cannot be used is kept as a remark on the client, so nothing from the file is lost (S-21).
 */
export function readClient(row: RowValues, mapping: FieldMapping, homeCountry: string, words: UnusableWords, days: DayReading): RowResult<ClientOfRow> {
  const error = row.errorIn('name') ?? row.errorIn('taxNumber')
  if (error) return failed('cellError', error.text)
  const shifted = shiftedValue(row)
  if (shifted !== undefined) return failed('rowShifted', shifted)
  const people = contactNames(row)
  const name = oneLine(row.text('name')) || oneLine(row.text('shortName')) || (people[0] ?? '')
  if (name === '') return failed('nameMissing', null)
  if (name.length > longest.name) return failed('tooLong', name)

  const remarks: Remark[] = []
  const kept: string[] = []
  const rawTaxNumber = wholeNumber(row.text('taxNumber')) ?? row.text('taxNumber')
  const saidCountry = isPlaceholder(row.text('country')) ? '' : row.text('country')
  const said = saidCountry === '' ? undefined : countryOf(saidCountry)
  const home = said ?? homeCountry
  if (isDamagedNumber(rawTaxNumber)) return failed('numberDamaged', rawTaxNumber)
  const number = rawTaxNumber === '' || isPlaceholder(rawTaxNumber) ? null : taxNumberOf(rawTaxNumber, home, said !== undefined)
  if (number === undefined) return failed('taxNumberWrong', rawTaxNumber)
  const country = number?.country ?? home
  if (country !== home) remarks.push(warning('countryFromTaxNumber', `${rawTaxNumber}: ${country}`))
  if (saidCountry !== '' && said === undefined) keep('countryUnknown', words.country, saidCountry)
  const phones = readPhones(row, country, words, remarks, kept)
  const emails = readEmails(row, words, remarks, kept)
  const ibans: string[] = []
  for (const cell of row.cells('iban')) {
    for (const part of cell.text.split(/[;,\n]+/)) {
      const compact = part.replace(/[\s\u00a0-]/g, '').toUpperCase()
      const iban = [compact, country + compact].find(isIban)
      if (iban) ibans.push(iban)
      else if (compact !== '' && !isPlaceholder(compact)) keep('valueUnusable', words.iban, part.trim())
    }
  }
  const registryText = wholeNumber(row.text('registryNumber')) ?? row.text('registryNumber')
  if (isDamagedNumber(registryText)) keep('numberDamaged', words.taxNumber, registryText)
  const euVat = row.text('euVatNumber').replace(/[\s-]/g, '').toUpperCase()
  if (euVat !== '' && !isPlaceholder(euVat) && !isEuVat(euVat)) keep('valueUnusable', words.taxNumber, euVat)
  const properties = readProperties(row, mapping, days, remarks, kept)
  if (row.hasErrors) remarks.push(warning('cellError', ''))

  const hasTown = row.text('town') !== '' || row.text('postalCode') !== ''
  const address = hasTown || row.text('street') !== '' ? { street: row.text('address'), postalCode: '', town: '' } : splitAddress(row.text('address'))
  const birthday = dayOf(row, 'birthday', days)
  if (birthday.problem) remarks.push(warning(birthday.problem, birthday.detail ?? ''))
  const notes = row.cells('note').map((cell) => cell.text.trim())
  const saidKind = kinds.get(normalise(row.text('clientKind')))
  const isPerson = row.text('name') === '' && row.text('shortName') === ''
  return {
    remarks,
    value: {
      name,
      kind: saidKind ?? (isPerson ? 'person' : 'company'),
      language: languageCode(row.text('language')),
      status: statusOf(row.text('status')),
      shortName: row.text('name') === '' ? null : lineOrNull(row.text('shortName'), longest.line),
      taxNumber: number?.value ?? null,
      registryNumber: isDamagedNumber(registryText) ? null : lineOrNull(registryText, longest.line),
      courtNumber: lineOrNull(row.text('courtNumber'), longest.line),
      euVatNumber: isEuVat(euVat) ? euVat : null,
      saidCountry: said ?? null,
      country,
      street: lineOrNull(row.text('street') || address.street, longest.line),
      postalCode: lineOrNull(row.text('postalCode') || address.postalCode, longest.line),
      town: lineOrNull(row.text('town') || address.town, longest.line),
      region: lineOrNull(row.text('region'), longest.line),
      website: lineOrNull(row.text('website'), longest.line),
      description: [...notes, ...kept].join('\n').slice(0, longest.text) || null,
      externalId: lineOrNull(row.text('externalId'), longest.line),
      sourceName: row.text('source'),
      ownerName: row.text('owner'),
      categories: row.cells('category').flatMap((cell) => cell.text.split(/[;,|\n]+/)).map((part) => oneLine(part).slice(0, 60)).filter((part) => part !== ''),
      phones,
      emails,
      ibans: [...new Set(ibans)].slice(0, 10),
      contacts: people.filter((person) => person !== name).map((person, index) => ({
        name: person,
        role: index === 0 ? lineOrNull(row.text('contactRole'), longest.line) : null,
        birthday: index === 0 ? birthday.day : null
      })),
      properties
    }
  }

  function keep(problem: Remark['problem'], word: string, text: string): void {
    remarks.push(warning(problem, text))
    kept.push(`${word}: ${text}`)
  }
}

/** A long number that a spreadsheet rounded: its last digits are lost. */
export function isDamagedNumber(text: string): boolean {
  return /^\d(?:[.,]\d+)?E\+?\d{1,2}$/i.test(text.trim())
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

const kinds = new Map<string, 'company' | 'person'>([
  ...['company', 'firm', 'business', 'firma', 'spółka', 'компанія', 'фірма', 'компания', 'фирма', 'организация', 'юр лицо', 'юридическое лицо', 'юридична особа'].map((word) => [normalise(word), 'company'] as const),
  ...['person', 'individual', 'private', 'osoba', 'osoba prywatna', 'osoba fizyczna', 'особа', 'фізична особа', 'человек', 'лицо', 'физ лицо', 'физическое лицо'].map((word) => [normalise(word), 'person'] as const)
])

function languageCode(text: string): string | null {
  const code = text.trim().toLowerCase()
  return /^[a-z]{2}$/.test(code) ? code : null
}

const statuses: Readonly<Record<string, ClientOfRow['status']>> = {
  prospect: 'prospect', lead: 'prospect', потенційний: 'prospect', potencjalny: 'prospect', потенциальный: 'prospect', 'potencjalny klient': 'prospect',
  active: 'active', aktywny: 'active', klient: 'active', client: 'active', customer: 'active', активний: 'active', активный: 'active', клієнт: 'active', клиент: 'active',
  former: 'former', inactive: 'former', nieaktywny: 'former', byly: 'former', 'byly klient': 'former', неактивний: 'former', неактивный: 'former', колишній: 'former', бывший: 'former'
}

function statusOf(text: string): ClientOfRow['status'] {
  return text === '' ? null : (statuses[normalise(text)] ?? null)
}
