import type { Context } from '#main/app/context.ts'
import { normalise } from '#shared/normalise.ts'
import type { ClientOfRow, UnusableWords } from './clientRow.ts'
import type { Remark } from './fields.ts'
import type { ImportStatements, Owned, Place } from './imports.queries.ts'
import type { Reading } from './readings.ts'

export type RowOutcome = { readonly kind: 'created' | 'duplicate' | 'failed'; readonly remarks: readonly Remark[] }
/** Writes one row of the file; called inside a transaction. */
export type RowWriter = (reading: Reading) => RowOutcome

export type ClientDefaults = {
  readonly importRunId: string
  readonly country: string
  readonly sourceId: string
  readonly ownerId: string | null
  readonly ownerByName: (name: string) => string | undefined
  readonly sourceByName: (name: string) => string | undefined
  readonly words: UnusableWords
}

/**
 * Makes clients of rows. A row that is already there, in the base or higher up in the file, by tax number, then phone,
 * then e-mail, is skipped and listed; a shared phone or e-mail does not count when both have tax numbers and they differ.
 * A row with none of the three is compared by its name, town and street, so that a plain list can be loaded twice.
 */
export function clientWriter(ctx: Context, statements: ImportStatements, defaults: ClientDefaults): RowWriter {
  // The summary by which names are found follows only when the transaction ends.
  const bareKeys = new Set<string>()

  function findNamesake(client: ClientOfRow): string | undefined {
    const key = placeKey(client)
    if (bareKeys.has(key)) return client.name
    bareKeys.add(key)
    return statements.placesOfName.all(normalise(client.name)).find((place) => placeKey(place) === key)?.name
  }

  return ({ client, remarks }) => {
    if (!client) return { kind: 'failed', remarks }
    const twin = findTwin(statements, client)
    if (twin) return { kind: 'duplicate', remarks: [{ outcome: 'duplicate', problem: twin.problem, detail: twin.name }] }
    const isBare = client.taxNumber === null && client.phones.length === 0 && client.emails.length === 0
    const namesake = isBare ? findNamesake(client) : undefined
    if (namesake !== undefined) return { kind: 'duplicate', remarks: [{ outcome: 'duplicate', problem: 'duplicateName', detail: namesake }] }
    insertClient(ctx, statements, defaults, client)
    return { kind: 'created', remarks }
  }
}

function placeKey(place: Place): string {
  return [place.name, place.town ?? '', place.street ?? ''].map(normalise).join('|')
}

function findTwin(statements: ImportStatements, client: ClientOfRow): { problem: Remark['problem']; name: string } | undefined {
  const isOther = (owned: Owned): boolean =>
    client.taxNumber !== null && owned.taxNumber !== null && owned.taxNumber !== client.taxNumber
  if (client.taxNumber !== null) {
    const twin = statements.byTaxNumber.get(client.taxNumber)
    if (twin) return { problem: 'duplicateTaxNumber', name: twin.name }
  }
  for (const e164 of client.phones) {
    const twin = statements.byPhone.all(e164).find((owned) => !isOther(owned))
    if (twin) return { problem: 'duplicatePhone', name: twin.name }
  }
  for (const email of client.emails) {
    const twin = statements.byEmail.all(email).find((owned) => !isOther(owned))
    if (twin) return { problem: 'duplicateEmail', name: twin.name }
  }
  return undefined
}

/** Inserts the client with contact, phones and e-mails; gives its id. */
export function insertClient(ctx: Context, statements: ImportStatements, defaults: ClientDefaults, client: ClientOfRow): string {
  const at = ctx.now()
  const stamps = { created_at: at, updated_at: at }
  const id = ctx.newId()
  statements.client.run({
    id,
    kind: client.kind,
    status: client.status,
    name: client.name,
    short_name: client.shortName,
    tax_number: client.taxNumber,
    registry_number: client.registryNumber,
    country: client.country,
    street: client.street,
    postal_code: client.postalCode,
    town: client.town,
    region: client.region,
    website: client.website,
    source_id: defaults.sourceByName(client.sourceName) ?? defaults.sourceId,
    owner_id: defaults.ownerByName(client.ownerName) ?? defaults.ownerId,
    description: client.description,
    external_id: client.externalId,
    import_run_id: defaults.importRunId,
    ...stamps
  })
  const contactId = client.contact ? ctx.newId() : null
  if (client.contact) {
    statements.contact.run({ id: contactId, client_id: id, name: client.contact.name, role: client.contact.role, position: 1, ...stamps })
  }
  for (const [index, e164] of client.phones.entries()) {
    statements.phone.run({ id: ctx.newId(), client_id: id, contact_id: contactId, e164, position: index + 1, is_bad: 0, ...stamps })
  }
  for (const [index, email] of client.emails.entries()) {
    statements.email.run({ id: ctx.newId(), client_id: id, contact_id: contactId, email, position: index + 1, ...stamps })
  }
  return id
}
