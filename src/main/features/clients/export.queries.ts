import type { Db } from '#main/db/open.ts'
import { prepared } from '#main/db/statements.ts'

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
  /** JSON arrays, in order. */
  readonly phones: string
  readonly emails: string
  readonly contactName: string | null
  readonly contactRole: string | null
}

export function exportRows(db: Db, clientIds: readonly string[]): ReadonlyMap<string, ExportRow> {
  const rows = prepared<[string], ExportRow>(
    db,
    `SELECT c.id, c.registry_number AS registryNumber, c.court_number AS courtNumber, c.eu_vat_number AS euVatNumber, c.street, c.postal_code AS postalCode,
       c.website, c.language, c.description, c.external_id AS externalId,
       (SELECT json_group_array(e164) FROM (SELECT e164 FROM client_phone WHERE client_id = c.id AND deleted_at IS NULL AND is_bad = 0 ORDER BY position, id)) AS phones,
       (SELECT json_group_array(email) FROM (SELECT email FROM client_email WHERE client_id = c.id AND deleted_at IS NULL ORDER BY position, id)) AS emails,
       (SELECT name FROM contact WHERE client_id = c.id AND deleted_at IS NULL ORDER BY position, id LIMIT 1) AS contactName,
       (SELECT role FROM contact WHERE client_id = c.id AND deleted_at IS NULL ORDER BY position, id LIMIT 1) AS contactRole
     FROM json_each(?) AS j CROSS JOIN client AS c ON c.id = j.value ORDER BY j.key`
  ).all(JSON.stringify(clientIds))
  return new Map(rows.map((row) => [row.id, row]))
}
