import { languages } from '#shared/contract/app.ts'
import { normalise } from '#shared/normalise.ts'

/** What people write instead of a country's full name. */
const shortNames: Readonly<Record<string, string>> = {
  usa: 'US', 'u s a': 'US', uk: 'GB', 'great britain': 'GB', anglia: 'GB', england: 'GB', англія: 'GB', англия: 'GB', сша: 'US', rp: 'PL', rzeczpospolita: 'PL',
  'rzeczpospolita polska': 'PL', 'republic of poland': 'PL', rfn: 'DE', deutschland: 'DE', niemcy: 'DE', 'czech republic': 'CZ', 'republika czeska': 'CZ',
  holandia: 'NL', голландія: 'NL', голландия: 'NL', holland: 'NL', slovensko: 'SK', lietuva: 'LT', рф: 'RU', 'російська федерація': 'RU',
  'российская федерация': 'RU', 'russian federation': 'RU', белоруссия: 'BY'
}

let names: Map<string, string> | undefined

/** Every country by its code and by its names in our four languages, normalised. */
export function countryNames(): ReadonlyMap<string, string> {
  if (names) return names
  names = new Map(Object.entries(shortNames).map(([name, code]) => [normalise(name), code]))
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  for (const language of languages) {
    const regions = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' })
    for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
      const name = regions.of(code)
      if (name === undefined || notCountries.has(code)) continue
      names.set(code.toLowerCase(), code)
      if (!names.has(normalise(name))) names.set(normalise(name), code)
    }
  }
  return names
}

// Codes of unions, of states that are gone and of test data.
const notCountries = new Set(['EU', 'EZ', 'UN', 'QO', 'ZZ', 'XA', 'XB', 'SU', 'DD', 'YU', 'CS', 'FX', 'UK', 'AN', 'BU', 'TP', 'ZR', 'YD', 'VD', 'RH', 'NH', 'HV', 'DY', 'NT'])

/** Two-letter code of a country as a file writes it, in any of our languages; undefined where it is not known. */
export function countryOf(text: string): string | undefined {
  return countryNames().get(normalise(text))
}

const languageCodes = [
  'pl', 'uk', 'ru', 'en', 'de', 'fr', 'es', 'it', 'cs', 'sk', 'lt', 'lv', 'et', 'ro', 'hu', 'bg', 'nl', 'pt', 'sv', 'no', 'da', 'fi', 'tr', 'be', 'ka', 'kk', 'el', 'sr', 'hr', 'sl', 'he', 'ar', 'zh',
  'ja'
]
let languagesByName: Map<string, string> | undefined

/** Every language by its code and by its names in our four languages, normalised. */
export function languageNames(): ReadonlyMap<string, string> {
  if (languagesByName) return languagesByName
  languagesByName = new Map(languageCodes.map((code) => [code, code]))
  for (const language of languages) {
    const words = new Intl.DisplayNames(language, { type: 'language', fallback: 'none' })
    for (const code of languageCodes) {
      const name = normalise(words.of(code) ?? '')
      if (name !== '' && !languagesByName.has(name)) languagesByName.set(name, code)
    }
  }
  return languagesByName
}

/** Two-letter code of a language as a file writes it; undefined where it is not known. */
export function languageOf(text: string): string | undefined {
  return languageNames().get(normalise(text))
}
