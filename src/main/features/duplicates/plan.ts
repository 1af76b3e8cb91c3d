import { type MergeField, mergeFields } from '#shared/contract/duplicates.ts'
import { checkTaxNumber } from '#shared/identifiers.ts'
import { normalise } from '#shared/normalise.ts'
import type { StoredClient } from './merge.queries.ts'

/** The parts of the legal address, which stay together: a street of one and a town of another are nowhere. */
export const addressColumns = ['street', 'postalCode', 'town', 'region', 'country'] as const

/** What a client has in a field, as text; null where it is empty. */
export function valueOf(client: StoredClient, field: MergeField): string | null {
  if (field === 'address') {
    // The country alone is no address, since every client has one.
    const parts = [client.street, [client.postalCode, client.town].filter(Boolean).join(' '), client.region].filter(Boolean)
    return parts.length === 0 ? null : [...parts, client.country].join(', ')
  }
  const value = client[field]
  if (value === null || value === '') return null
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value
}

export function isTaxNumberVerified({ taxNumber, country }: StoredClient): boolean {
  const { ok, kind } = checkTaxNumber(taxNumber ?? '', country)
  return ok && kind !== 'other'
}

const statusWeight = { active: 2, former: 1, prospect: 0 } as const

/**
 * From whom each value comes unless somebody says otherwise: filled beats empty, newer beats older; a tax number that passes
 * its check beats one that does not, the first source beats later ones, a buyer beats a lead, a mark as a key client stays,
 * descriptions are put below each other (`all`), and who looks after the survivor goes on.
 */
export function usualChoices(clients: readonly StoredClient[], survivorId: string): Record<MergeField, string> {
  const survivor = clients.find((client) => client.id === survivorId)!
  const rest = clients.filter((client) => client !== survivor)
  const newestFirst = [...clients].sort((a, b) => b.updatedAt - a.updatedAt || Number(b === survivor) - Number(a === survivor))
  const oldestFirst = [...clients].sort((a, b) => a.createdAt - b.createdAt)
  const mergedIds = new Set(clients.map((client) => client.id))
  const first = (field: MergeField, order: readonly StoredClient[], fits: (client: StoredClient) => boolean = () => true) =>
    order.find((client) => valueOf(client, field) !== null && fits(client))?.id
  const choose = (field: MergeField): string | undefined => {
    switch (field) {
      case 'taxNumber':
        return first(field, newestFirst, isTaxNumberVerified) ?? first(field, newestFirst)
      case 'sourceId':
        return first(field, oldestFirst)
      case 'kind':
      case 'ownerId':
        return first(field, [survivor, ...rest])
      case 'status':
        return [survivor, ...rest].reduce((best, client) => (statusWeight[client.status] > statusWeight[best.status] ? client : best)).id
      case 'isKey':
        return first(field, newestFirst, (client) => client.isKey === true)
      case 'parentId':
      case 'recommendedById':
        return first(field, newestFirst, (client) => !mergedIds.has(client[field] ?? ''))
      case 'address':
        return first(field, newestFirst, (client) => Boolean(client.street)) ?? first(field, newestFirst)
      case 'description':
        return new Set(clients.map((client) => normalise(client.description ?? '')).filter((text) => text !== '')).size > 1 ? 'all' : first(field, newestFirst)
      default:
        return first(field, newestFirst)
    }
  }
  return Object.fromEntries(mergeFields.map((field) => [field, choose(field) ?? survivorId])) as Record<MergeField, string>
}

/** Fields in which the clients do not agree, or which not all of them have. */
export function differingFields(clients: readonly StoredClient[]): MergeField[] {
  return mergeFields.filter((field) => new Set(clients.map((client) => normalise(valueOf(client, field) ?? ''))).size > 1)
}

/** Two firms rather than one: each has a tax number that passes its check, and they are not the same. */
export function haveOtherTaxNumbers(clients: readonly StoredClient[]): boolean {
  return new Set(clients.filter(isTaxNumberVerified).map((client) => client.taxNumber)).size > 1
}
