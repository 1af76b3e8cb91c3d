import type { Db } from '#main/db/open.ts'
import { consentChange } from '#main/db/schema/index.ts'
import { perConnection } from '#main/db/statements.ts'
import type { ClientConsent } from '#shared/contract/card.ts'
import type { ConsentWord } from '#shared/consent.ts'

const columns = 'id, contact_id AS contactId, channel, state, at, basis, wording, origin, by_id AS byId'

const statementsOf = perConnection((sqlite) => ({
  ofClient: sqlite.prepare<[string], ClientConsent>(
    `SELECT ${columns} FROM consent_change WHERE client_id = ? AND undone_at IS NULL ORDER BY at, id`
  ),
  callsOfClients: sqlite.prepare<[string], ConsentWord & { readonly clientId: string }>(
    `SELECT k.client_id AS clientId, k.contact_id AS contactId, k.channel, k.state, k.at
     FROM json_each(?) AS j CROSS JOIN consent_change AS k ON k.client_id = j.value WHERE k.channel = 'call' AND k.undone_at IS NULL ORDER BY k.at, k.id`
  ),
  phone: sqlite.prepare<[string, string], { contactId: string | null }>(
    'SELECT contact_id AS contactId FROM client_phone WHERE client_id = ? AND e164 = ? AND deleted_at IS NULL ORDER BY position, id LIMIT 1'
  ),
  email: sqlite.prepare<[string, string], { contactId: string | null }>(
    'SELECT contact_id AS contactId FROM client_email WHERE client_id = ? AND email = ? AND deleted_at IS NULL ORDER BY position, id LIMIT 1'
  ),
  isForbidden: sqlite.prepare<[string], number>('SELECT 1 FROM do_not_call WHERE e164 = ? AND deleted_at IS NULL LIMIT 1').pluck()
}))

/** Everything that a client and its people said about being contacted, in the order in which it was said. */
export function listConsents(db: Db, clientId: string): ClientConsent[] {
  return statementsOf(db.$client).ofClient.all(clientId)
}

/** The words on calls of many clients at once. */
export function listCallWords(db: Db, clientIds: readonly string[]): Map<string, ConsentWord[]> {
  const found = new Map<string, ConsentWord[]>()
  for (const { clientId, ...word } of statementsOf(db.$client).callsOfClients.all(JSON.stringify(clientIds))) {
    const words = found.get(clientId)
    if (words) words.push(word)
    else found.set(clientId, [word])
  }
  return found
}

/** Whose number or address it is: a person there or, null, the client itself. */
export function findAddressee(db: Db, clientId: string, kind: 'phone' | 'email', address: string): string | null {
  return statementsOf(db.$client)[kind].get(clientId, address)?.contactId ?? null
}

export function isForbiddenNumber(db: Db, e164: string): boolean {
  return statementsOf(db.$client).isForbidden.get(e164) !== undefined
}

export function insertConsent(db: Db, values: typeof consentChange.$inferInsert): void {
  db.insert(consentChange).values(values).run()
}
