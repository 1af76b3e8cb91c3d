import type { TFunction } from 'i18next'

/** A VAT rate as people say it: "23%", "0% WDT", "zw", "exempt". `t` of the invoices. */
export function vatLabel(code: string, percentBp: number | null, t: TFunction<'invoices'>): string {
  if (code === 'exempt' || code === 'reverse') return t(`vatCode.${code}`)
  if (percentBp === null) return code
  const kind = code.replace(/^[\d.,]+\s*/, '')
  return `${percentBp / 100}%${kind === '' ? '' : ` ${kind}`}`
}
