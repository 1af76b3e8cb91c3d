import type { Db } from '#main/db/open.ts'
import { prepared } from '#main/db/statements.ts'
import type { Channel } from '#shared/consent.ts'
import type { AddressFields } from '#shared/contract/card.ts'

/** What an export writes of a client beside what the list shows. */
export type ExportRow = {
  readonly id: string
  readonly registryNumber: string | null
  readonly courtNumber: string | null
  readonly euVatNumber: string | null
  readonly street: string | null
  readonly postalCode: string | null
  readonly website: string | null
  readonly language: string | null
  readonly description: string | null
  readonly externalId: string | null
  readonly isVatPayer: number | null
  readonly isKey: number | null
  readonly parentId: string | null
  readonly parentName: string | null
  readonly recommendedById: string | null
  readonly recommendedByName: string | null
  /** JSON arrays, in order: `ExportedPhone`, texts, `ExportedAccount`, `ExportedAddress`, `ExportedConsent`. */
  readonly phones: string
  readonly emails: string
  readonly accounts: string
  readonly addresses: string
  readonly consents: string
}
export type ExportedPhone = { readonly e164: string; readonly label: string | null }
export type ExportedAccount = { readonly iban: string; readonly bankName: string | null; readonly currency: string | null }
export type ExportedAddress = AddressFields
export type ExportedConsent = {
  readonly channel: Channel
  readonly state: 'given' | 'withdrawn'
  readonly at: number
  readonly basis: string | null
  readonly origin: string | null
  readonly wording: string | null
}

/** A person at a client, with own numbers and words on being contacted. */
export type ExportedPerson = {
  readonly clientId: string
  readonly clientName: string
  readonly name: string
  readonly role: string | null
  readonly decisionRole: string | null
  readonly birthday: string | null
  readonly note: string | null
  readonly externalId: string | null
  /** JSON arrays, as those of `ExportRow`. */
  readonly phones: string
  readonly emails: string
  readonly consents: string
}

/** Own numbers, addresses and the last words of a client (`IS NULL`) or of a person there; a number that was found wrong is left out. */
const reach = (clientId: string, isOwner: string) => `
  (SELECT json_group_array(json_object('e164', e164, 'label', label)) FROM (SELECT e164, label FROM client_phone
     WHERE client_id = ${clientId} AND contact_id ${isOwner} AND deleted_at IS NULL AND is_bad = 0 ORDER BY position, id)) AS phones,
  (SELECT json_group_array(email) FROM (SELECT email FROM client_email WHERE client_id = ${clientId} AND contact_id ${isOwner} AND deleted_at IS NULL ORDER BY position, id)) AS emails,
  (SELECT json_group_array(json_object('channel', channel, 'state', state, 'at', at, 'basis', basis, 'origin', origin, 'wording', wording)) FROM (SELECT * FROM consent_change
     WHERE client_id = ${clientId} AND contact_id ${isOwner} AND undone_at IS NULL ORDER BY at, id)) AS consents`

/** The people of some clients, in their order. */
export function exportPeople(db: Db, clientIds: readonly string[]): readonly ExportedPerson[] {
  return prepared<[string], ExportedPerson>(
    db,
    `SELECT c.id AS clientId, c.name AS clientName, p.name, p.role, p.decision_role AS decisionRole, p.birthday, p.note, p.external_id AS externalId, ${reach('c.id', '= p.id')}
     FROM json_each(?) AS j CROSS JOIN client AS c ON c.id = j.value CROSS JOIN contact AS p ON p.client_id = c.id AND p.deleted_at IS NULL ORDER BY j.key, p.position, p.id`
  ).all(JSON.stringify(clientIds))
}

export function exportRows(db: Db, clientIds: readonly string[]): ReadonlyMap<string, ExportRow> {
  const rows = prepared<[string], ExportRow>(
    db,
    `SELECT c.id, c.registry_number AS registryNumber, c.court_number AS courtNumber, c.eu_vat_number AS euVatNumber, c.street, c.postal_code AS postalCode,
       c.website, c.language, c.description, c.external_id AS externalId,
       c.is_vat_payer AS isVatPayer, c.is_key AS isKey, c.parent_id AS parentId, c.recommended_by_id AS recommendedById,
       (SELECT name FROM client WHERE id = c.parent_id AND deleted_at IS NULL) AS parentName,
       (SELECT name FROM client WHERE id = c.recommended_by_id AND deleted_at IS NULL) AS recommendedByName, ${reach('c.id', 'IS NULL')},
       (SELECT json_group_array(json_object('iban', iban, 'bankName', bank_name, 'currency', currency)) FROM (SELECT * FROM client_bank_account
          WHERE client_id = c.id AND deleted_at IS NULL ORDER BY position, id)) AS accounts,
       (SELECT json_group_array(json_object('kind', kind, 'name', name, 'street', street, 'postalCode', postal_code, 'town', town, 'region', region, 'country', country))
          FROM (SELECT * FROM client_address WHERE client_id = c.id AND deleted_at IS NULL ORDER BY position, id)) AS addresses
     FROM json_each(?) AS j CROSS JOIN client AS c ON c.id = j.value ORDER BY j.key`
  ).all(JSON.stringify(clientIds))
  return new Map(rows.map((row) => [row.id, row]))
}
