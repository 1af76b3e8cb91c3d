/** What follows from the country of the firm: base currency and the time zone that periods and midnight follow. */
const homes: Readonly<Record<string, { readonly currency: string; readonly timeZone: string }>> = {
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
}

/** Currency and time zone of a country; the euro and Central Europe where we know no better. */
export function homeOf(country: string): { readonly currency: string; readonly timeZone: string } {
  return homes[country] ?? { currency: 'EUR', timeZone: 'Europe/Berlin' }
}
