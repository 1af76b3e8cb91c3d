import { isEmailShape, splitEmails } from '#shared/email.ts'
import { checkRegistryNumber, checkTaxNumber } from '#shared/identifiers.ts'
import { parsePhone, splitPhones } from '#shared/phone.ts'
import { type FieldWords, isPlaceholder, type Kept, lineOf, type RowValues } from './fields.ts'

/** By what a row names the client that it belongs to; '' and null where it does not say. */
export type ClientLink = {
  /** Its own id, where the file is our own export. */
  readonly ownNumber: string | null
  readonly name: string | null
  readonly taxNumber: string | null
  readonly registryNumber: string | null
  readonly externalId: string | null
  readonly email: string | null
  readonly phone: string | null
}

/** Reads the keys of a client from a row of something that hangs on it. Values that cannot be right count as not said. */
export function readLink(row: RowValues, country: string, words: FieldWords, kept: Kept): ClientLink {
  const taxText = row.text('clientTaxNumber')
  const checked = taxText === '' || isPlaceholder(taxText) ? undefined : checkTaxNumber(taxText, country)
  const registry = checkRegistryNumber(row.text('clientRegistryNumber'), country)
  const [phone] = splitPhones(row.text('clientPhone')).map((part) => parsePhone(part, country).e164).filter(Boolean)
  const [email] = splitEmails(row.text('clientEmail')).filter(isEmailShape)
  return {
    ownNumber: lineOf(row, 'clientOwnNumber', 64, words, kept)?.toLowerCase() ?? null,
    name: lineOf(row, 'clientName', 300, words, kept),
    taxNumber: checked?.ok ? checked.value : null,
    registryNumber: registry.ok ? registry.value : null,
    externalId: lineOf(row, 'clientExternalId', 200, words, kept),
    email: email ?? null,
    phone: phone ?? null
  }
}

/** Whether anything names a client. */
export function isLinked(link: ClientLink): boolean {
  return Object.values(link).some((key) => key !== null)
}

/** What the row calls its client, for a report. */
export function linkText(link: ClientLink): string {
  return link.externalId ?? link.taxNumber ?? link.registryNumber ?? link.name ?? link.email ?? link.phone ?? link.ownNumber ?? ''
}
