import { formatMoney, parseMoney } from '#shared/money.ts'

/** An amount as it is typed back into a field: digits without the currency's sign. */
export function amountText(amountMinor: number, currency: string, language: string): string {
  return formatMoney(amountMinor, currency, language, { style: 'plain' })
}

/** Minor units of what was typed; undefined when it is no amount or below zero. */
export function readAmount(text: string, currency: string): number | undefined {
  const minor = parseMoney(text, currency)
  return minor === undefined || minor < 0 ? undefined : minor
}
