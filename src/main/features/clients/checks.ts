import { isEmailShape } from '#shared/email.ts'
import { checkTaxNumber } from '#shared/identifiers.ts'
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
