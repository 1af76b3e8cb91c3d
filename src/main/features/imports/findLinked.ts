import { edrpouForms, edrpousAmong } from '#shared/identifiers.ts'
import { normalise } from '#shared/normalise.ts'
import { type Base, type BaseRow, present } from './base.queries.ts'
import { type Remark, warning } from './fields.ts'
import { type ClientLink, isLinked, linkText } from './linkOfRow.ts'
import type { MadeClients } from './madeClients.ts'

/** What a row hangs on, with remarks on links that lead nowhere; or the remark that says why it cannot come in. */
export type Linked =
  | { readonly clientId: string; readonly contactId: string | null; readonly dealId: string | null; readonly remarks: readonly Remark[] }
  | { readonly failure: readonly Remark[] }
export type Links = { readonly link: ClientLink; readonly contactExternalId?: string | null; readonly dealExternalId?: string | null }

export type LinkFinder = {
  readonly find: (links: Links) => Linked
  /** As `find`; a client that is only named and not there yet is made. */
  readonly findOrMake: (links: Links) => Linked
}

type FoundClient = { readonly id: string } | { readonly remark: Remark }

/**
 * Finds what a row points at: its client by number, the other program's id, e-mail, phone or name; its person and deal by
 * the other program's id. Files that come in together point at each other first, since every program counts from 1; `made`
 * knows the clients of our own exports by the ids that they had there.
 */
export function linkFinder(base: Base, runIds: ReadonlySet<string>, made: MadeClients, makeClient: (name: string) => string): LinkFinder {
  const madeByName = new Map<string, string>()
  const newest = (rows: readonly BaseRow[]): readonly BaseRow[] => {
    const ours = rows.filter((row) => runIds.has(String(row['import_run_id'] ?? '')))
    return ours.length > 0 ? ours : rows
  }
  const failure = (problem: Remark['problem'], detail: string): Remark => ({ outcome: 'failed', problem, detail })

  function byKeys(link: ClientLink): FoundClient | undefined {
    const clientsOf = (rows: readonly BaseRow[]) => present(rows.map((row) => base.get('client', String(row['client_id']))))
    const candidates: readonly (() => readonly BaseRow[])[] = [
      () => {
        const id = link.ownNumber === null ? undefined : (made.idOf(link.ownNumber) ?? link.ownNumber)
        return id === undefined ? [] : present([base.get('client', id)])
      },
      () => (link.taxNumber === null ? [] : base.find('client.tax_number', link.taxNumber)),
      () => (link.registryNumber === null ? [] : base.find('client.registry_number', link.registryNumber)),
      () => edrpousAmong(link.taxNumber, link.registryNumber).flatMap(edrpouForms).flatMap((form) => [...base.find('client.registry_number', form), ...base.find('client.tax_number', form)]),
      () => (link.externalId === null ? [] : newest(base.find('client.external_id', link.externalId))),
      () => (link.email === null ? [] : clientsOf(base.find('client_email.email', link.email))),
      () => (link.phone === null ? [] : clientsOf(base.find('client_phone.e164', link.phone)))
    ]
    for (const look of candidates) {
      const ids = new Set(look().map((client) => String(client['id'])))
      if (ids.size === 1) return { id: [...ids][0]! }
      if (ids.size > 1) return { remark: failure('clientAmbiguous', linkText(link)) }
    }
    return undefined
  }

  function byName(name: string): FoundClient | undefined {
    const key = normalise(name)
    const made = madeByName.get(key)
    if (made !== undefined) return { id: made }
    const owners = base.named(key)
    if (owners.length > 1) return { remark: failure('clientAmbiguous', name) }
    return owners[0] && { id: String(owners[0]['id']) }
  }

  function find({ link, contactExternalId = null, dealExternalId = null }: Links, canMake: boolean): Linked {
    const remarks: Remark[] = []
    const keyed = byKeys(link)
    const named = !keyed && link.name !== null ? byName(link.name) : undefined
    const client = keyed ?? named
    const contact = contactExternalId === null ? undefined : newest(base.find('contact.external_id', contactExternalId))[0]
    const deal = dealExternalId === null ? undefined : newest(base.find('deal.external_id', dealExternalId))[0]
    if (contactExternalId !== null && !contact) remarks.push(warning('contactNotFound', contactExternalId))
    if (dealExternalId !== null && !deal) remarks.push(warning('dealNotFound', dealExternalId))
    const around = contact ?? deal
    const ids = { contactId: contact ? String(contact['id']) : null, dealId: deal ? String(deal['id']) : null }
    if (client && 'remark' in client) return around ? { clientId: String(around['client_id']), ...ids, remarks: [...remarks, { ...client.remark, outcome: 'warning' }] } : { failure: [client.remark] }
    if (client) {
      if (!around || around['client_id'] === client.id) return { clientId: client.id, ...ids, remarks }
      // A person of another client: the row is the client's, and the person is not named on it.
      remarks.push(warning('linksDiffer', contactExternalId ?? dealExternalId ?? ''))
      return { clientId: client.id, contactId: null, dealId: deal && deal['client_id'] === client.id ? ids.dealId : null, remarks }
    }
    if (around) {
      if (isLinked(link)) remarks.push(warning('clientNotFound', linkText(link)))
      return { clientId: String(around['client_id']), ...ids, remarks }
    }
    // A name alone is enough for a new client; a number that leads nowhere says that a file is missing.
    if (canMake && link.name !== null) {
      const id = makeClient(link.name)
      madeByName.set(normalise(link.name), id)
      return { clientId: id, contactId: null, dealId: null, remarks }
    }
    const missing: Remark[] = []
    if (isLinked(link)) missing.push(failure('clientNotFound', linkText(link)))
    if (contactExternalId !== null) missing.push(failure('contactNotFound', contactExternalId))
    if (dealExternalId !== null) missing.push(failure('dealNotFound', dealExternalId))
    return { failure: missing.length > 0 ? missing : [failure('clientMissing', '')] }
  }

  return { find: (links) => find(links, false), findOrMake: (links) => find(links, true) }
}
