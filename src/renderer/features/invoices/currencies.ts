const usual = ['PLN', 'EUR', 'USD', 'UAH', 'GBP', 'CHF', 'CZK', 'HUF', 'RON', 'BGN', 'SEK', 'NOK', 'DKK', 'MDL', 'GEL', 'KZT', 'TRY', 'CAD']

/** Currencies to choose from, the one in use first. */
export function currencies(current: string): string[] {
  return [current, ...usual.filter((one) => one !== current)]
}
