import { getCountries, getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/min'

export type Home = { readonly currency: string; readonly timeZone: string }

/** What follows from the country of the firm: base currency and the time zone that periods and midnight follow. */
const homes = {
  PL: { currency: 'PLN', timeZone: 'Europe/Warsaw' },
  UA: { currency: 'UAH', timeZone: 'Europe/Kyiv' },
  DE: { currency: 'EUR', timeZone: 'Europe/Berlin' },
  CZ: { currency: 'CZK', timeZone: 'Europe/Prague' },
  SK: { currency: 'EUR', timeZone: 'Europe/Bratislava' },
  LT: { currency: 'EUR', timeZone: 'Europe/Vilnius' },
  LV: { currency: 'EUR', timeZone: 'Europe/Riga' },
  EE: { currency: 'EUR', timeZone: 'Europe/Tallinn' },
  RO: { currency: 'RON', timeZone: 'Europe/Bucharest' },
  HU: { currency: 'HUF', timeZone: 'Europe/Budapest' },
  BG: { currency: 'EUR', timeZone: 'Europe/Sofia' },
  MD: { currency: 'MDL', timeZone: 'Europe/Chisinau' },
  GE: { currency: 'GEL', timeZone: 'Asia/Tbilisi' },
  KZ: { currency: 'KZT', timeZone: 'Asia/Almaty' },
  GB: { currency: 'GBP', timeZone: 'Europe/London' },
  US: { currency: 'USD', timeZone: 'America/New_York' }
} as const satisfies Readonly<Record<string, Home>>

/** Countries offered at the first start, the likeliest first (ISO 3166 alpha-2). */
export const countries = Object.keys(homes)

/** Every country that has phones, ISO 3166 alpha-2: what a filter can ask for. */
export const countryCodes: readonly string[] = getCountries()

/** Currency and time zone of a country; the euro and Central Europe where we know no better. */
export function homeOf(country: string): Home {
  return (homes as Readonly<Record<string, Home>>)[country] ?? { currency: 'EUR', timeZone: 'Europe/Berlin' }
}

/** The one time zone of a country; null where there are several or we do not know it. */
export function clockOf(country: string): string | null {
  return country === 'US' ? null : ((homes as Readonly<Record<string, Home>>)[country]?.timeZone ?? null)
}

/** What stands before phone numbers of a country, '+48'; empty for a country that is not known. */
export function phonePrefixOf(country: string): string {
  return isSupportedCountry(country) ? `+${getCountryCallingCode(country)}` : ''
}
