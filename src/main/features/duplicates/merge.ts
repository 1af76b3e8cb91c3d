import type { Context, JobContext } from '#main/app/context.ts'
import type { Db } from '#main/db/open.ts'
import { inTransaction } from '#main/db/transaction.ts'
import type { MergeField } from '#shared/contract/duplicates.ts'
import { today } from '#shared/day.ts'
import { normalise } from '#shared/normalise.ts'
import { notFound } from '#shared/result.ts'
import { getClient } from '../clients/clients.ts'
import { ourFirm } from '../settings/settings.ts'
import { listBelongingCounts, listSameGroups } from './duplicates.queries.ts'
import {
  type ConsentRow,
  findClients,
  insertAddress,
  insertConsent,
  insertFormerName,
  insertMerge,
  joinAddressesAndAccounts,
  joinContacts,
  joinEmails,
  joinGroups,
  joinListEntries,
  joinPhones,
  joinProperties,
  listAddresses,
  listFormerNames,
  listWords,
  type Move,
  moveNotDuplicates,
  moveRelations,
  moveRows,
  nextAddressPosition,
  pinSources,
  type StoredClient,
  updateClient
} from './merge.queries.ts'
import { addressColumns, usualChoices } from './plan.ts'

export type Choices = Readonly<Record<string, string>>

const longestDescription = 4000

/**
 * Makes several clients one: the survivor keeps its id and gets the values chosen (the usual ones where nothing was said)
 * and everything that belongs to the others; their names become former names and links to them lead to the survivor. Nobody
 * who objected is asked again: an objection of one counts for all. Throws not_found.
 */
export function mergeClients(
  ctx: Context,
  { survivorId, mergedIds, choices }: { survivorId: string; mergedIds: readonly string[]; choices: Choices }
): { readonly id: string } {
  const others = [...new Set(mergedIds)].filter((id) => id !== survivorId)
  const clients = [survivorId, ...others].map((id) => getClient(ctx.db, id))
  if (clients.length < 2) throw notFound('client', mergedIds[0] ?? survivorId)
  inTransaction(ctx, (db) => {
    const [survivor, ...merged] = clients as [StoredClient, ...StoredClient[]]
    keepSources(ctx, db, clients, chosen(clients, survivorId, choices, 'sourceId')?.sourceId ?? null)
    const asSaid = (propertyId: string) => choices[`property:${propertyId}`]
    for (const one of merged) takeOver(ctx, db, survivor.id, one, (propertyId) => asSaid(propertyId) === one.id)
    const change = changeOf(clients, survivorId, choices)
    updateClient(db, survivor.id, { ...change, updatedAt: ctx.now() })
    keepNames(ctx, db, survivor.id, change.name ?? survivor.name, clients)
    keepAddresses(ctx, db, survivor.id, chosen(clients, survivorId, choices, 'address') ?? survivor, clients)
    return null
  })
  return { id: survivorId }
}

/** Everything of one client becomes another's. */
function takeOver(ctx: Context, db: Db, survivorId: string, merged: StoredClient, isTheirs: (propertyId: string) => boolean): void {
  const at = ctx.now()
  const move: Move = { fromId: merged.id, toId: survivorId, at }
  const words = { ours: listWords(db, survivorId), theirs: listWords(db, merged.id) }
  // First of all: it lets the issued invoices follow, and is the last that an undo takes back.
  insertMerge(db, {
    id: ctx.newId(),
    clientId: survivorId,
    mergedId: merged.id,
    name: merged.name,
    at,
    byId: ctx.userId,
    workstationId: ctx.workstationId
  })
  joinContacts(db, move)
  joinPhones(db, move)
  joinEmails(db, move)
  joinAddressesAndAccounts(db, move)
  joinGroups(db, move)
  joinProperties(db, move, isTheirs)
  joinListEntries(db, move)
  moveNotDuplicates(db, move)
  moveRelations(db, move)
  moveRows(db, move)
  keepObjections(ctx, db, survivorId, words)
  updateClient(db, merged.id, { deletedAt: at, updatedAt: at })
}

/**
 * The stricter word holds: where one of the two objected, for a person or as a firm, a later consent that the other gave
 * does not open the channel. Such an objection is said again now, on the grounds it had.
 */
function keepObjections(
  ctx: Context,
  db: Db,
  clientId: string,
  { ours, theirs }: { readonly ours: readonly ConsentRow[]; readonly theirs: readonly ConsentRow[] }
): void {
  // Read again, since persons of the same name have become one.
  const now = listWords(db, clientId)
  const wordsOf = (rows: readonly ConsentRow[]) => now.filter((word) => rows.some(({ id }) => id === word.id))
  for (const [objecting, consenting] of [
    [wordsOf(ours), wordsOf(theirs)],
    [wordsOf(theirs), wordsOf(ours)]
  ] as const) {
    for (const objection of lastWords(objecting)) {
      const { contactId, channel, state, basis, wording, origin } = objection
      if (state !== 'withdrawn') continue
      const isOpened = consenting.some(
        (word) => word.channel === channel && word.state === 'given' && word.at >= objection.at && (contactId === null || word.contactId === contactId)
      )
      if (!isOpened) continue
      insertConsent(db, {
        id: ctx.newId(),
        clientId,
        contactId,
        channel,
        state: 'withdrawn',
        basis,
        wording,
        origin,
        at: ctx.now(),
        byId: ctx.userId,
        workstationId: ctx.workstationId
      })
    }
  }
}

/** What each person, and the firm, said last of each channel. */
function lastWords(words: readonly ConsentRow[]): ConsentRow[] {
  return [...new Map(words.map((word) => [`${word.channel} ${word.contactId ?? ''}`, word])).values()]
}

function keepSources(ctx: Context, db: Db, clients: readonly StoredClient[], sourceId: string | null): void {
  for (const client of clients) if (client.sourceId !== null && client.sourceId !== sourceId) pinSources(db, client.id, client.sourceId, ctx.now())
}

/** The client whose value of a field stays. */
function chosen(clients: readonly StoredClient[], survivorId: string, choices: Choices, field: MergeField): StoredClient | undefined {
  const id = choices[field] ?? usualChoices(clients, survivorId)[field]
  return clients.find((client) => client.id === id)
}

function changeOf(clients: readonly StoredClient[], survivorId: string, choices: Choices): Partial<StoredClient> {
  const ids = new Set(clients.map((client) => client.id))
  const of = (field: MergeField) => chosen(clients, survivorId, choices, field)
  const address = of('address')
  const take = <F extends Exclude<MergeField, 'address' | 'description'>>(field: F) => {
    const from = of(field)
    return from ? { [field]: from[field] } : {}
  }
  const other = (id: string | null | undefined) => (id && !ids.has(id) ? id : null)
  const isAll = (choices['description'] ?? usualChoices(clients, survivorId).description) === 'all'
  return {
    ...take('name'),
    ...take('shortName'),
    ...take('kind'),
    ...take('status'),
    ...take('taxNumber'),
    ...take('registryNumber'),
    ...take('courtNumber'),
    ...take('euVatNumber'),
    ...take('isVatPayer'),
    ...take('website'),
    ...take('language'),
    ...take('sourceId'),
    ...take('ownerId'),
    ...take('isKey'),
    ...take('externalId'),
    parentId: other(of('parentId')?.parentId),
    recommendedById: other(of('recommendedById')?.recommendedById),
    description: isAll ? allDescriptions(clients) : (of('description')?.description ?? null),
    ...(address && Object.fromEntries(addressColumns.map((column) => [column, address[column]]))),
    // The client is known since the first of them was.
    createdAt: Math.min(...clients.map((client) => client.createdAt)),
    archivedAt: clients.some((client) => client.archivedAt === null) ? null : (clients[0]?.archivedAt ?? null)
  }
}

function allDescriptions(clients: readonly StoredClient[]): string | null {
  const different = new Map(clients.flatMap(({ description }) => (description ? [[normalise(description), description.trim()] as const] : [])))
  return different.size === 0 ? null : [...different.values()].join('\n').slice(0, longestDescription)
}

/** People go on searching by every name that one of them had. */
function keepNames(ctx: Context, db: Db, clientId: string, name: string, clients: readonly StoredClient[]): void {
  const known = new Set([name, ...listFormerNames(db, clientId)].map(normalise))
  const untilOn = today(ctx.now(), ourFirm(db).timeZone)
  for (const former of clients.map((client) => client.name)) {
    if (known.has(normalise(former))) continue
    known.add(normalise(former))
    insertFormerName(db, { id: ctx.newId(), clientId, name: former, untilOn, createdAt: ctx.now(), updatedAt: ctx.now() })
  }
}

/** Legal addresses that do not stay become addresses for post. */
function keepAddresses(ctx: Context, db: Db, clientId: string, stays: StoredClient, clients: readonly StoredClient[]): void {
  const keyOf = ({ street, town }: { readonly street: string | null; readonly town: string | null }) => normalise(`${street ?? ''} ${town ?? ''}`)
  const known = new Set([keyOf(stays), ...listAddresses(db, clientId).map(keyOf)])
  for (const client of clients) {
    if (!client.street || known.has(keyOf(client))) continue
    known.add(keyOf(client))
    const { street, postalCode, town, region, country } = client
    const name = normalise(client.name) === normalise(stays.name) ? null : client.name
    const position = nextAddressPosition(db, clientId)
    insertAddress(db, { id: ctx.newId(), clientId, kind: 'post', name, street, postalCode, town, region, country, position, createdAt: ctx.now(), updatedAt: ctx.now() })
  }
}

/** The one of several that is best kept: with the most behind it, then the one known longest. */
export function bestSurvivor(db: Db, clients: readonly StoredClient[]): string {
  const weights = new Map(clients.map(({ id }) => [id, weightOf(listBelongingCounts(db, id))]))
  const [best] = [...clients].sort((a, b) => weights.get(b.id)! - weights.get(a.id)! || a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
  return best!.id
}

function weightOf(counts: Readonly<Record<string, number>>): number {
  const { invoices = 0, payments = 0, deals = 0, ...rest } = counts
  return 100 * (invoices + payments) + 10 * deals + Object.values(rest).reduce((sum, count) => sum + count, 0)
}

/** A step takes about this long, ms, so that calls in between do not wait. */
const stepMs = 15

/** Merges everybody who has the same tax number and the same name, group by group; what is done stays when it is stopped. */
export async function mergeSame(ctx: JobContext, _input: Record<string, never>): Promise<{ mergedCount: number; groupCount: number }> {
  const groups = listSameGroups(ctx.db)
  let mergedCount = 0
  let groupCount = 0
  for (let done = 0; done < groups.length; ) {
    inTransaction(ctx, (db) => {
      for (const began = performance.now(); done < groups.length && performance.now() - began < stepMs; done += 1) {
        const clients = findClients(db, groups[done]!)
        if (clients.length < 2) continue
        const survivorId = bestSurvivor(db, clients)
        mergeClients(ctx, { survivorId, mergedIds: clients.map(({ id }) => id), choices: {} })
        mergedCount += clients.length - 1
        groupCount += 1
      }
      return null
    })
    ctx.progress({ done, total: groups.length })
    await ctx.breathe()
  }
  return { mergedCount, groupCount }
}
