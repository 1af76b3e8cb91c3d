import { countries, homeOf } from '#shared/countries.ts'
import type { Language } from '../../app/i18n.ts'

const ofLanguage: Partial<Record<Language, string>> = { pl: 'PL', uk: 'UA' }

/** Where the firm probably is: by the clock of this computer, else by the language, else Poland. */
export function guessCountry(timeZone: string, language: Language): string {
  const zone = timeZone === 'Europe/Kiev' ? 'Europe/Kyiv' : timeZone
  return countries.find((country) => homeOf(country).timeZone === zone) ?? ofLanguage[language] ?? 'PL'
}
