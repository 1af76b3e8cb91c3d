import type { Context } from '#main/app/context.ts'
import { duplicatesBuilt } from '#main/db/derived/duplicates.ts'
import { inTransaction } from '#main/db/transaction.ts'
import { type DuplicateList, type DuplicatePair, type DuplicateReason, type MergePlan, type MergeSide, mergeFields } from '#shared/contract/duplicates.ts'
import { bitOf } from '#shared/similarity.ts'
import { notFound } from '#shared/result.ts'
import { getClient, survivingId } from '../clients/clients.ts'
import { consentsOf } from '../clients/consents.ts'
import {
  countDismissed,
  countPairs,
  findNotDuplicate,
  insertNotDuplicate,
  listBelongingCounts,
  listDismissed,
  listManyChoiceProperties,
  listPairs,
  listPairsOf,
  listPropertyTexts,
  listSameGroups,
  readLastContact,
  readNames,
  readReach,
  removeNotDuplicate
} from './duplicates.queries.ts'
import { bestSurvivor } from './merge.ts'
import { differingFields, haveOtherTaxNumbers, isTaxNumberVerified, usualChoices, valueOf } from './plan.ts'

/** Pairs that may be one client, likeliest first, or those that people said are two. */
export function duplicateList(
  { db }: Pick<Context, 'db'>,
  { reason, isDismissed, page }: { reason: DuplicateReason | null; isDismissed: boolean; page: { offset: number; limit: number } }
): DuplicateList {
  const { byReason, all } = countPairs(db)
  const dismissedCount = countDismissed(db)
  return {
    rows: isDismissed ? listDismissed(db, page) : listPairs(db, reason === null ? 0 : bitOf(reason), page),
    total: isDismissed ? dismissedCount : reason === null ? all : byReason[reason],
    counts: byReason,
    dismissedCount,
    sameCount: listSameGroups(db).reduce((sum, group) => sum + group.length - 1, 0),
    builtPercent: duplicatesBuilt(db)
  }
}

/** How many pairs wait to be looked at. */
export function pairCount({ db }: Pick<Context, 'db'>): number {
  return countPairs(db).all
}

/** More of them are for the worklist. */
const mostOfClient = 3

/** Clients that one client may be, for its card. */
export function pairsOfClient({ db }: Pick<Context, 'db'>, { clientId }: { clientId: string }): DuplicatePair[] {
  return listPairsOf(db, clientId, mostOfClient)
}

/** Clients side by side with what would stay of each; one that was taken over meanwhile stands for its survivor. Throws not_found. */
export function compareClients({ db }: Pick<Context, 'db'>, { ids }: { ids: readonly string[] }): MergePlan {
  const clients = [...new Set(ids.map((id) => survivingId(db, id)))].map((id) => getClient(db, id))
  if (clients.length < 2) throw notFound('client', ids[1] ?? '')
  const survivorId = bestSurvivor(db, clients)
  const usual = usualChoices(clients, survivorId)
  const properties = new Map(clients.map(({ id }) => [id, listPropertyTexts(db, id)]))
  const several = listManyChoiceProperties(db)
  const different = [...new Map([...properties.values()].flat().map(({ propertyId, name }) => [propertyId, { id: propertyId, name }])).values()].filter(
    ({ id }) => !several.has(id) && new Set(clients.map((client) => textOf(properties.get(client.id), id))).size > 1
  )
  const ofProperty = (propertyId: string) =>
    [getClient(db, survivorId), ...clients].find(({ id }) => textOf(properties.get(id), propertyId) !== undefined)?.id ?? survivorId
  const sides = clients.map((client): MergeSide => ({
    id: client.id,
    createdAt: client.createdAt,
    updatedAt: client.updatedAt,
    lastContactAt: readLastContact(db, client.id),
    values: Object.fromEntries(mergeFields.map((field) => [field, valueOf(client, field)])) as MergeSide['values'],
    isTaxNumberVerified: isTaxNumberVerified(client),
    ...readReach(db, client.id),
    counts: listBelongingCounts(db, client.id),
    consents: lastConsents(db, client.id),
    properties: Object.fromEntries((properties.get(client.id) ?? []).map(({ propertyId, text }) => [propertyId, text]))
  }))
  return {
    sides,
    survivorId,
    choices: Object.fromEntries([
      ...differingFields(clients).map((field) => [field, usual[field]]),
      ...different.map(({ id }) => [`property:${id}`, ofProperty(id)])
    ]),
    properties: different,
    names: readNames(db, clients.flatMap(({ parentId, recommendedById }) => [parentId, recommendedById].filter((id) => id !== null))),
    hasOtherTaxNumbers: haveOtherTaxNumbers(clients),
    withdrawn: [...new Set(sides.flatMap(({ consents }) => consents.flatMap(({ state, channel }) => (state === 'withdrawn' ? [channel] : []))))]
  }
}

function textOf(texts: readonly { readonly propertyId: string; readonly text: string }[] | undefined, propertyId: string): string | undefined {
  return texts?.find((one) => one.propertyId === propertyId)?.text
}

/** Of each channel the firm's own word, or else an objection of a person there. */
function lastConsents(db: Context['db'], clientId: string): MergeSide['consents'] {
  const words = [...consentsOf(db, clientId)].sort((a, b) => a.at - b.at)
  const last = new Map(words.map((word) => [`${word.channel} ${word.contactId ?? ''}`, word]))
  const byChannel = new Map<string, MergeSide['consents'][number]>()
  for (const { channel, state } of last.values()) {
    const known = byChannel.get(channel)
    if (!known || state === 'withdrawn') byChannel.set(channel, { channel, state })
  }
  return [...byChannel.values()]
}

type IdPair = { readonly firstId: string; readonly secondId: string }

/** Remembers that clients who look alike are two. Throws not_found. */
export function dismissPairs(ctx: Context, { pairs }: { pairs: readonly IdPair[] }): null {
  inTransaction(ctx, (db) => {
    for (const [clientId, otherId] of pairs.map(inOrder)) {
      if (clientId === otherId || findNotDuplicate(db, clientId, otherId) !== undefined) continue
      for (const id of [clientId, otherId]) getClient(db, id)
      insertNotDuplicate(db, { id: ctx.newId(), clientId, otherId, createdAt: ctx.now(), updatedAt: ctx.now() })
    }
    return null
  })
  return null
}

/** Forgets that; the pairs stand in the list again. */
export function takeBackPairs(ctx: Context, { pairs }: { pairs: readonly IdPair[] }): null {
  inTransaction(ctx, (db) => {
    for (const [clientId, otherId] of pairs.map(inOrder)) {
      const id = findNotDuplicate(db, clientId, otherId)
      if (id !== undefined) removeNotDuplicate(db, id, ctx.now())
    }
    return null
  })
  return null
}

function inOrder({ firstId, secondId }: IdPair): [string, string] {
  return firstId < secondId ? [firstId, secondId] : [secondId, firstId]
}
