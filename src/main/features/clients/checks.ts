import { isEmailShape } from '#shared/email.ts'
import { checkEuVat, checkIban, checkKrs, checkRegistryNumber, checkTaxNumber, type RegistryCheck } from '#shared/identifiers.ts'
import { parsePhone } from '#shared/phone.ts'
import type { Reason } from '#shared/reasons.ts'
import { invalid } from '#shared/result.ts'

/** A typed phone as it is stored; `field` is where a form shows what is wrong. Throws validation `client.phone.…`. */
export function phoneOf(text: string, country: string, field: string): string {
  const { e164, reason } = parsePhone(text, country)
  if (e164 !== undefined) return e164
  const why: Reason = `client.phone.${reason ?? 'not_a_number'}`
  throw invalid(why, { value: text }, { [field]: why })
}

/** A typed tax number as it is stored, checked by the rules of the country. Throws validation `client.tax_number.…`. */
export function taxNumberOf(text: string, country: string, field: string): string {
  const { value, ok, reason } = checkTaxNumber(text, country)
  if (ok) return value
  const why: Reason = `client.tax_number.${reason ?? 'characters'}`
  throw invalid(why, { value: text }, { [field]: why })
}

/** A typed e-mail as it is stored. Throws validation `client.email`. */
export function emailOf(text: string, field: string): string {
  const email = text.trim().toLowerCase()
  if (isEmailShape(email)) return email
  throw invalid('client.email', { value: text }, { [field]: 'client.email' })
}

/** A typed REGON, EDRPOU or the like as it is stored. Throws validation `client.registry_number.…`. */
export function registryNumberOf(text: string, country: string, field: string): string {
  return stored(checkRegistryNumber(text, country), 'client.registry_number', text, field)
}

/** A typed KRS as it is stored. Throws validation `client.court_number.…`. */
export function courtNumberOf(text: string, field: string): string {
  return stored(checkKrs(text), 'client.court_number', text, field)
}

/** A typed VAT number of the EU as it is stored. Throws validation `client.eu_vat.…`. */
export function euVatOf(text: string, field: string): string {
  return stored(checkEuVat(text), 'client.eu_vat', text, field)
}

/** A typed bank account as it is stored. Throws validation `client.iban.…`. */
export function ibanOf(text: string, field: string): string {
  return stored(checkIban(text), 'client.iban', text, field)
}

function stored(
  { value, ok, reason }: RegistryCheck,
  kind: 'client.registry_number' | 'client.court_number' | 'client.eu_vat' | 'client.iban',
  text: string,
  field: string
): string {
  if (ok) return value
  const why: Reason = `${kind}.${reason === 'checksum' || reason === 'length' ? reason : 'characters'}`
  throw invalid(why, { value: text }, { [field]: why })
}
