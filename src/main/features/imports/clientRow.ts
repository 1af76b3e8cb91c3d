import { checkEuVat, checkIban, checkKrs, checkRegistryNumber, checkTaxNumber, type RegistryCheck } from '#shared/identifiers.ts'
import type { ImportField } from '#shared/contract/imports.ts'
import { normalise } from '#shared/normalise.ts'
import { isExcelDamaged } from '#shared/phone.ts'
import { addressesOf, type AddressOfRow, splitAddress } from './addresses.ts'
import { type ConsentOfRow, readConsents } from './consentCells.ts'
import { contactNames, readEmails, readPhones, shiftedValue } from './contactRow.ts'
import { countryOf, languageOf } from './countries.ts'
import {
  dayOf, type DayReading, failed, type FieldMapping, type FieldWords, isPlaceholder, type Kept, keepText, lineOf, oneLine, type RowResult, type RowValues, valuesIn, warning, wholeNumber
} from './fields.ts'
import { type PropertyOfRow, readProperties, yesNoOf } from './propertyValues.ts'

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
  /** What could not be used, each with the name of its field: at the end of a new description, else a note. */
  readonly kept: readonly string[]
  /** Texts too long for the description, whole. */
  readonly notes: readonly string[]
  readonly externalId: string | null
  /** The client's own id where the file is our own export. */
  readonly ownNumber: string | null
  readonly isVatPayer: boolean | null
  readonly isKey: boolean | null
  readonly parent: string | null
  readonly recommendedBy: string | null
  readonly addresses: readonly AddressOfRow[]
  readonly consents: readonly ConsentOfRow[]
  readonly sourceName: string
  readonly ownerName: string
  readonly categories: readonly string[]
  readonly phones: readonly string[]
  /** By the number in E.164. */
  readonly phoneLabels: Readonly<Record<string, string>>
  readonly emails: readonly string[]
  readonly ibans: readonly string[]
  readonly banks: Readonly<Record<string, { readonly bankName: string | null; readonly currency: string | null }>>
  readonly contacts: readonly { readonly name: string; readonly role: string | null; readonly birthday: string | null }[]
  readonly properties: readonly PropertyOfRow[]
}

const longest = { name: 300, line: 200, short: 100, code: 20, text: 4000 } as const

/**
 * Reads a client from a row. Without a name or with a tax number whose check digit is wrong the row fails; a phone, e-mail,
 * account, country or other number that cannot be used is kept as a remark on the client and a text that is too long as a
 * note, so nothing from the file is lost (S-21).
 */
export function readClient(row: RowValues, mapping: FieldMapping, homeCountry: string, words: FieldWords, days: DayReading): RowResult<ClientOfRow> {
  const error = row.errorIn('name') ?? row.errorIn('taxNumber')
  if (error) return failed('cellError', error.text)
  const shifted = shiftedValue(row)
  if (shifted !== undefined) return failed('rowShifted', shifted)
  const people = contactNames(row)
  const name = oneLine(row.text('name')) || oneLine(row.text('shortName')) || (people[0] ?? '')
  if (name === '') return failed('nameMissing', null)
  if (name.length > longest.name) return failed('tooLong', name)

  const kept: Kept = { remarks: [], texts: [] }
  const { remarks } = kept
  const rawTaxNumber = wholeNumber(row.text('taxNumber')) ?? row.text('taxNumber')
  const saidCountry = isPlaceholder(row.text('country')) ? '' : row.text('country')
  const said = saidCountry === '' ? undefined : countryOf(saidCountry)
  const home = said ?? homeCountry
  if (isDamagedNumber(rawTaxNumber)) return failed('numberDamaged', rawTaxNumber)
  const number = rawTaxNumber === '' || isPlaceholder(rawTaxNumber) ? null : taxNumberOf(rawTaxNumber, home, said !== undefined)
  if (number === undefined) return failed('taxNumberWrong', rawTaxNumber)
  const country = number?.country ?? home
  if (country !== home) remarks.push(warning('countryFromTaxNumber', `${rawTaxNumber}: ${country}`))
  if (saidCountry !== '' && said === undefined) keepText(kept, 'countryUnknown', words.country, saidCountry)
  const { phones, labels } = readPhones(row, country, words, kept)
  const doubtful = said === undefined && number?.country !== country ? phoneInDoubt(row, country) : undefined
  if (doubtful !== undefined) remarks.push(warning('countryDoubtful', doubtful))
  const emails = readEmails(row, words, kept)
  const ibans: string[] = []
  const banks: Record<string, { bankName: string | null; currency: string | null }> = {}
  for (const cell of row.cells('iban')) {
    for (const part of cell.text.split(cell.text.includes('|') ? /\n+/ : /[;,\n]+/)) {
      // Our own export writes 'PL61… | bank | currency'.
      const [text = '', bankName = '', currency = ''] = part.split('|').map((piece) => piece.trim())
      if (text === '' || isPlaceholder(text)) continue
      const checked = [checkIban(text), checkIban(country + text)].find(({ ok }) => ok)
      if (!checked) keepText(kept, 'valueUnusable', words.iban, part.trim())
      else if (!ibans.includes(checked.value)) {
        ibans.push(checked.value)
        if (bankName !== '' || currency !== '') banks[checked.value] = { bankName: bankName.slice(0, 100) || null, currency: /^[A-Z]{3}$/.test(currency) ? currency : null }
      }
    }
  }
  // A column of register codes of Ukraine holds the personal numbers of traders too.
  const isTrader = number === null && country === 'UA' && !numberIn('registryNumber').ok && checkTaxNumber(numberIn('registryNumber').value, country).kind === 'rnokpp'
  const trader = isTrader ? checkTaxNumber(numberIn('registryNumber').value, country) : undefined
  const registryNumber = trader?.ok ? null : checkedNumber('registryNumber')
  const courtNumber = checkedNumber('courtNumber')
  const euVatNumber = checkedNumber('euVatNumber')
  const properties = readProperties(row, mapping, days, kept)
  if (row.hasErrors) remarks.push(warning('cellError', ''))

  const hasTown = row.text('town') !== '' || row.text('postalCode') !== ''
  const address = hasTown || row.text('street') !== '' ? { street: row.text('address'), postalCode: '', town: '' } : splitAddress(row.text('address'))
  const birthday = dayOf(row, 'birthday', days)
  if (birthday.problem) remarks.push(warning(birthday.problem, birthday.detail ?? ''))
  const ownNumber = /^[0-9a-f-]{36}$/i.test(row.text('ownNumber')) ? row.text('ownNumber').toLowerCase() : null
  const consents = readConsents(row, days, words, kept)
  const line = (field: ImportField, most: number, text?: string) => lineOf(row, field, most, words, kept, text)
  const shortName = row.text('name') === '' ? null : line('shortName', longest.short)
  const places = {
    street: line('street', longest.line, row.text('street') || address.street),
    postalCode: line('postalCode', longest.code, row.text('postalCode') || address.postalCode),
    town: line('town', longest.short, row.text('town') || address.town),
    region: line('region', longest.short),
    website: line('website', longest.line),
    externalId: line('externalId', longest.line)
  }
  const contactRole = line('contactRole', longest.line)
  const contacts = people.filter((person) => person !== name).slice(0, 10)
  for (const person of people.filter((one) => one !== name).slice(10)) keepText(kept, 'tooLong', words.contactName, person)
  const categories = row.cells('category').flatMap((cell) => valuesIn(cell.text, true))
  for (const category of categories) if (category.length > 60) keepText(kept, 'tooLong', words.category, category)
  for (const iban of ibans.slice(10)) keepText(kept, 'tooLong', words.iban, iban)
  const description = row.cells('note').map((cell) => cell.text.trim()).join('\n')
  const isLong = description.length > longest.text
  if (isLong) remarks.push(warning('tooLong', `${words.note ?? ''}: ${description}`))
  const saidKind = kinds.get(normalise(row.text('clientKind')))
  const isPerson = row.text('name') === '' && row.text('shortName') === ''
  return {
    remarks,
    value: {
      name,
      kind: saidKind ?? (isPerson ? 'person' : 'company'),
      language: languageOf(row.text('language')) ?? null,
      status: statusOf(row.text('status')),
      shortName,
      taxNumber: number?.value ?? (trader?.ok ? trader.value : null),
      registryNumber,
      courtNumber,
      euVatNumber,
      saidCountry: said ?? null,
      country,
      ...places,
      description: isLong ? description.slice(0, longest.text) : description || null,
      kept: kept.texts,
      notes: isLong ? [description] : [],
      ownNumber,
      isVatPayer: yesNo('isVatPayer'),
      isKey: yesNo('isKey'),
      parent: row.text('parent') || null,
      recommendedBy: row.text('recommendedBy') || null,
      addresses: [...addressesOf(row.text('postAddress'), 'post', country), ...addressesOf(row.text('deliveryAddress'), 'delivery', country)],
      consents,
      sourceName: row.text('source'),
      ownerName: row.text('owner'),
      categories: categories.map((part) => part.slice(0, 60)),
      phones,
      phoneLabels: labels,
      emails,
      ibans: ibans.slice(0, 10),
      banks,
      contacts: contacts.map((person, index) => ({
        name: person,
        role: index === 0 ? contactRole : null,
        birthday: index === 0 ? birthday.day : null
      })),
      properties
    }
  }

  function numberIn(field: CheckedField): RegistryCheck {
    const text = wholeNumber(row.text(field)) ?? row.text(field)
    if (text === '' || isPlaceholder(text)) return { value: '', ok: false, reason: 'empty' }
    if (isDamagedNumber(text)) return { value: text, ok: false, reason: 'excel_damage' }
    return field === 'registryNumber' ? checkRegistryNumber(text, country) : field === 'courtNumber' ? checkKrs(text) : checkEuVat(text)
  }

  /** A number as the card would store it; one that cannot be right is told and kept. */
  function checkedNumber(field: CheckedField): string | null {
    const { value, ok, reason } = numberIn(field)
    if (ok) return value
    if (reason !== 'empty') keepText(kept, reason === 'excel_damage' ? 'numberDamaged' : 'valueUnusable', words[field], row.text(field))
    return null
  }

  function yesNo(field: 'isVatPayer' | 'isKey'): boolean | null {
    const text = row.text(field)
    const said = yesNoOf(text)
    if (text === '' || (isPlaceholder(text) && (said === undefined || isDash(text)))) return null
    if (said === undefined) keepText(kept, 'valueUnusable', words[field], text)
    return said ?? null
  }
}

/** A dash says that nobody said anything, whatever '-' means beside '+'. */
function isDash(text: string): boolean {
  return /^[-–—]+$/.test(text.trim())
}

type CheckedField = 'registryNumber' | 'courtNumber' | 'euVatNumber'

/** Countries that write in Cyrillic: there nobody wonders at such letters. */
const cyrillic: ReadonlySet<string> = new Set(['UA', 'RU', 'BY', 'BG', 'RS', 'MK', 'ME', 'BA', 'KZ', 'KG', 'MN', 'TJ', 'UZ'])

/** A phone without its country's prefix in a row whose name or town is written as people of the file's country do not. */
function phoneInDoubt(row: RowValues, country: string): string | undefined {
  if (cyrillic.has(country) || !(['name', 'town', 'address', 'street'] as const).some((field) => /\p{Script=Cyrillic}/u.test(row.text(field)))) return undefined
  const phone = row.cells('phone').find(({ text }) => !isPlaceholder(text) && !isExcelDamaged(text) && !/^\s*(?:\+|00|380\d)/.test(text))
  return phone && `${phone.text.trim()}: ${country}`
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

/** Words for what a client is, by `normalise`. */
export const kinds: ReadonlyMap<string, 'company' | 'person'> = new Map<string, 'company' | 'person'>([
  ...['company', 'firm', 'business', 'firma', 'spółka', 'компанія', 'фірма', 'компания', 'фирма', 'организация', 'юр лицо', 'юридическое лицо', 'юридична особа'].map((word) => [normalise(word), 'company'] as const),
  ...['person', 'individual', 'private', 'osoba', 'osoba prywatna', 'osoba fizyczna', 'особа', 'фізична особа', 'человек', 'лицо', 'физ лицо', 'физическое лицо'].map((word) => [normalise(word), 'person'] as const)
])

/** Words for where a client stands, by `normalise`. */
export const statuses: Readonly<Record<string, ClientOfRow['status']>> = {
  prospect: 'prospect', lead: 'prospect', потенційний: 'prospect', potencjalny: 'prospect', потенциальный: 'prospect', 'potencjalny klient': 'prospect',
  active: 'active', aktywny: 'active', klient: 'active', client: 'active', customer: 'active', активний: 'active', активный: 'active', клієнт: 'active', клиент: 'active',
  former: 'former', inactive: 'former', nieaktywny: 'former', byly: 'former', 'byly klient': 'former', неактивний: 'former', неактивный: 'former', колишній: 'former', бывший: 'former'
}

function statusOf(text: string): ClientOfRow['status'] {
  return text === '' ? null : (statuses[normalise(text)] ?? null)
}
