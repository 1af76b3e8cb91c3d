import type { SheetRow } from '#main/workers/sheetRows.ts'
import type { FileCountry, ImportField } from '#shared/contract/imports.ts'
import { isEdrpou, isEuVat, isInn, isNip, isRegon, isRnokpp } from '#shared/identifiers.ts'
import { normalise } from '#shared/normalise.ts'
import { countryOfPhone, parsePhone, splitPhones } from '#shared/phone.ts'
import { countryOf } from './countries.ts'

type Column = { readonly index: number; readonly header: string; readonly field: ImportField | null; readonly kind: string }
type Sign = Exclude<FileCountry['by'], 'settings'>
type Votes = Map<string, number>

/** What each kind of sign is worth where all values that say anything agree. */
const weights: Readonly<Record<Sign, number>> = { column: 12, numbers: 8, header: 6, phones: 6, letters: 5 }
/** Less than this is chance. */
const leastScore = 3.5

/** Names of numbers that only one country has; the language of a header says nothing by itself. */
const headerWords: readonly (readonly [string, RegExp])[] = [
  ['PL', /(?:^| )(?:nip|regon|krs|pesel|wojewodztwo|powiat|gmina)(?= |$)/],
  ['UA', /(?:^| )(?:єдрпоу|едрпоу|егрпоу|edrpou|рнокпп|rnokpp|іпн|квед)(?= |$)/],
  ['RU', /(?:^| )(?:огрн|огрнип|кпп|инн|ogrn|kpp)(?= |$)/],
  ['DE', /(?:^| )(?:ust id|ust idnr|ustid|umsatzsteuer id|steuernummer|handelsregister|hrb|plz|bundesland)(?= |$)/],
  ['CZ', /(?:^| )(?:ico|dic|psc)(?= |$)/]
]

/** Legal forms that only one country has. */
const legalForms: readonly (readonly [string, RegExp])[] = [
  ['PL', /(?:^| )(?:sp z o o|spolka|s c|sp j|sp k|p p h u|phu|pphu|gmina|urzad)(?= |$)/],
  ['UA', /(?:^| )(?:тов|тзов|прат|пат|фоп|тдв)(?= |$)/],
  ['RU', /(?:^| )(?:ооо|зао|оао|пао|ип)(?= |$)/],
  ['DE', /(?:^| )(?:gmbh|ohg|ug|e k|kgaa)(?= |$)/],
  ['CZ', /(?:^| )(?:s r o)(?= |$)/]
]

/** Letters that only one language of ours has. */
const letters: readonly (readonly [string, RegExp])[] = [
  ['UA', /[іїєґ]/i],
  ['RU', /[ыэъё]/i],
  ['PL', /[ąćęłńśźż]/i],
  ['DE', /[äß]/i]
]

const nameFields: ReadonlySet<ImportField> = new Set<ImportField>(['name', 'shortName', 'clientName', 'town', 'street', 'address', 'region', 'contactName', 'contactLastName'])
const numberFields: ReadonlySet<ImportField> = new Set<ImportField>(['taxNumber', 'registryNumber', 'clientTaxNumber', 'clientRegistryNumber'])
/** Where Russian is written beside the language of the country: its letters and legal forms say nothing there. */
const alsoRussian: ReadonlySet<string> = new Set(['UA', 'BY', 'KZ', 'KG', 'UZ', 'MD', 'GE', 'AM', 'AZ'])

/**
 * The country to whose rules phones and numbers of a file are read: that of the firm, unless a column of countries, the
 * names or check digits of numbers, prefixes of phones or letters say clearly that the file is of another one.
 */
export function countryOfFile(columns: readonly Column[], rows: readonly SheetRow[], home: string): FileCountry {
  const texts = (wanted: (column: Column) => boolean): string[] =>
    columns.filter(wanted).flatMap(({ index }) => rows.map((row) => row.cells[index]?.text.trim() ?? '').filter((text) => text !== ''))
  const found: Readonly<Record<Sign, Votes>> = {
    column: votesOf(texts(({ field }) => field === 'country'), (text) => [countryOf(text)]),
    header: votesOf(columns.map(({ header }) => normalise(header)), (header) => headerWords.filter(([, words]) => words.test(header)).map(([country]) => country)),
    numbers: votesOf(texts(({ field, kind }) => kind === 'taxNumber' || (field !== null && numberFields.has(field))), countriesOfNumber),
    phones: votesOf(texts(({ field, kind }) => kind === 'phone' || field === 'phone' || field === 'clientPhone').flatMap(splitPhones), (text) => [countryOfPrefix(text)]),
    letters: votesOf(texts(({ field }) => field !== null && nameFields.has(field)), (text) => countriesOfText(text, home))
  }
  const scores = new Map<string, number>()
  for (const sign of Object.keys(found) as Sign[]) for (const [country, share] of sharesOf(found[sign])) scores.set(country, (scores.get(country) ?? 0) + weights[sign] * share)
  const [best] = [...scores].sort((a, b) => b[1] - a[1])
  if (!best || best[0] === home || best[1] < leastScore || best[1] < 1.5 * (scores.get(home) ?? 0)) return { code: home, by: 'settings' }
  const worth = (sign: Sign): number => weights[sign] * (sharesOf(found[sign]).get(best[0]) ?? 0)
  const by = (Object.keys(found) as Sign[]).reduce((most, sign) => (worth(sign) > worth(most) ? sign : most))
  return { code: best[0], by }
}

function votesOf(texts: readonly string[], countriesOf: (text: string) => readonly (string | undefined)[]): Votes {
  const votes: Votes = new Map()
  for (const text of texts) {
    const countries = countriesOf(text).filter((country) => country !== undefined)
    for (const country of countries) votes.set(country, (votes.get(country) ?? 0) + 1 / countries.length)
  }
  return votes
}

/** How much of all votes each country has; one value alone may be chance. */
function sharesOf(votes: Votes): Votes {
  const all = [...votes.values()].reduce((sum, count) => sum + count, 0)
  return new Map([...votes].map(([country, count]) => [country, count / all]))
}

function countriesOfNumber(text: string): string[] {
  const compact = text.replace(/[\s\u00a0.\-/]/g, '').toUpperCase()
  if (/^[A-Z]{2}/.test(compact)) return isEuVat(compact) ? [compact.startsWith('EL') ? 'GR' : compact.slice(0, 2)] : []
  return [
    ...(isNip(compact) || (compact.length === 9 && isRegon(compact)) || (compact.length === 14 && isRegon(compact)) ? ['PL'] : []),
    ...(/^\d{6,8}$/.test(compact) && isEdrpou(compact.padStart(8, '0')) ? ['UA'] : []),
    ...(isRnokpp(compact) ? ['UA'] : []),
    ...(isInn(compact) ? ['RU'] : [])
  ]
}

/** The country that a number names itself, by its prefix. */
function countryOfPrefix(text: string): string | undefined {
  const digits = text.replace(/\D/g, '')
  const isAbroad = /^\s*(?:\+|00)/.test(text) || /^380\d{9}$/.test(digits) || /^48\d{9}$/.test(digits)
  const { e164 } = isAbroad ? parsePhone(text, '') : { e164: undefined }
  if (e164 !== undefined) return countryOfPhone(e164)
  return /^8\s*\(\d{3,5}\)/.test(text.trim()) && digits.length === 11 ? 'RU' : undefined
}

function countriesOfText(text: string, home: string): string[] {
  const key = normalise(text)
  const said = [...legalForms.filter(([, forms]) => forms.test(key)), ...letters.filter(([, own]) => own.test(text))].map(([country]) => country)
  return [...new Set(said)].map((country) => (country === 'RU' && alsoRussian.has(home) ? home : country))
}
