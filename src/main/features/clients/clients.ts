import type { Context } from '#main/app/context.ts'
import type { Db } from '#main/db/open.ts'
import { inTransaction } from '#main/db/transaction.ts'
import type { clientFields, ClientCard, ClientSelection, ClientSort, NewClient, OwnerLoad } from '#shared/contract/clients.ts'
import { today } from '#shared/day.ts'
import { normalise } from '#shared/normalise.ts'
import { invalid } from '#shared/result.ts'
import type { z } from 'zod'
import { giveFirstValues } from '../properties/values.ts'
import { ourFirm } from '../settings/settings.ts'
import { courtNumberOf, emailOf, euVatOf, phoneOf, registryNumberOf, taxNumberOf } from './checks.ts'
import { readCardParts } from './clientCard.queries.ts'
import { consentsOf } from './consents.ts'
import { countClients, findLanguage, listClientIds, nextStepsOf } from './clientList.queries.ts'
import { type ListQuestion, namedIdsOf } from './filters.queries.ts'
import {
  findParentId,
  getClient as readClient,
  insertClient,
  insertEmail,
  insertContact,
  insertFormerName,
  insertOwnerChange,
  insertPhone,
  type LoadRow,
  loadOfClients,
  loadPerOwner,
  type StoredClient,
  updateClient
} from './clients.queries.ts'
import { survivorOf } from './merged.queries.ts'
import { listTasks } from './tasks.queries.ts'

export type ClientChange = Partial<z.output<typeof clientFields>>

/** A client that is there, as it is stored. Throws not_found. */
export function getClient(db: Db, id: string): StoredClient {
  return readClient(db, id)
}

/** The client that an id leads to now: the one that took it over where it was merged. */
export function survivingId(db: Db, id: string): string {
  return survivorOf(db, id)
}

/** The filter with the day that its "today" and "days ago" mean, in the firm's time zone. */
export function questionOf(ctx: Pick<Context, 'db' | 'now'>, filter: ListQuestion['filter']): ListQuestion {
  const { timeZone } = ourFirm(ctx.db)
  return { filter, today: today(ctx.now(), timeZone), timeZone }
}

/** The clients whom a filter finds now, as a query for their ids with named values: for reports over what belongs to them. */
export function idsFound(ctx: Pick<Context, 'db' | 'now'>, filter: ListQuestion['filter']): ReturnType<typeof namedIdsOf> {
  return namedIdsOf(ctx.db, questionOf(ctx, filter))
}

/** How many clients a filter finds now. */
export function countOf(ctx: Pick<Context, 'db' | 'now'>, filter: ListQuestion['filter']): number {
  return countClients(ctx.db, questionOf(ctx, filter))
}

/** The ids that a selection means now, in the order of the list when it is a filter. `now` is for `noContactDays`. */
export function selectedClientIds(db: Db, selection: ClientSelection, now: () => number, sort?: ClientSort): string[] {
  if (selection.kind === 'ids') return [...new Set(selection.ids)]
  const except = new Set(selection.except)
  const ids = listClientIds(db, questionOf({ db, now }, selection.filter), sort ?? { by: 'name', direction: 'asc' })
  return except.size === 0 ? ids : ids.filter((id) => !except.has(id))
}

/**
 * Adds a client with phones, e-mails and people; what is not given is empty, the country ours, the owner whoever acts,
 * the status prospect. Throws validation `client.tax_number.…`, `client.phone.…`, `client.email`.
 */
export function createClient(ctx: Context, input: NewClient & { readonly importRunId?: string | null }): { readonly id: string } {
  const { phones, emails, contacts, properties, categoryIds, ...rest } = input
  const country = rest.country ?? ourFirm(ctx.db).country
  const fields = withNumbers(rest, country)
  checkRelations(ctx.db, null, fields)
  const numbers = (phones ?? []).flatMap(({ text, label }, index) =>
    text === '' ? [] : [{ e164: phoneOf(text, country, `phones.${index}.text`), label }]
  )
  const addresses = (emails ?? []).flatMap(({ email }, index) => (email === '' ? [] : [emailOf(email, `emails.${index}.email`)]))
  const id = ctx.newId()
  const at = { createdAt: ctx.now(), updatedAt: ctx.now() }
  inTransaction(ctx, (db) => {
    insertClient(db, {
      shortName: null,
      registryNumber: null,
      street: null,
      postalCode: null,
      town: null,
      region: null,
      website: null,
      language: null,
      sourceId: null,
      description: null,
      externalId: null,
      importRunId: null,
      ...fields,
      id,
      kind: fields.kind ?? 'company',
      status: fields.status ?? 'prospect',
      country,
      taxNumber: fields.taxNumber ?? null,
      ownerId: fields.ownerId === undefined ? ctx.userId : fields.ownerId,
      ...at
    })
    for (const [index, { e164, label }] of numbers.entries()) {
      insertPhone(db, { id: ctx.newId(), clientId: id, contactId: null, e164, label, position: index + 1, isBad: false, ...at })
    }
    for (const [index, email] of addresses.entries()) {
      insertEmail(db, { id: ctx.newId(), clientId: id, contactId: null, email, position: index + 1, ...at })
    }
    for (const [index, person] of (contacts ?? []).entries()) {
      insertContact(db, { id: ctx.newId(), clientId: id, ...person, position: index + 1, ...at })
    }
    giveFirstValues(ctx, db, id, properties ?? [], categoryIds ?? [])
  })
  return { id }
}

/** The numbers of a client in the form to store. Throws validation `client.tax_number.…`, `client.registry_number.…` and their kin. */
function withNumbers<T extends ClientChange>(fields: T, country: string): T {
  return {
    ...fields,
    ...(fields.taxNumber && { taxNumber: taxNumberOf(fields.taxNumber, country, 'taxNumber') }),
    ...(fields.registryNumber && { registryNumber: registryNumberOf(fields.registryNumber, country, 'registryNumber') }),
    ...(fields.courtNumber && { courtNumber: courtNumberOf(fields.courtNumber, 'courtNumber') }),
    ...(fields.euVatNumber && { euVatNumber: euVatOf(fields.euVatNumber, 'euVatNumber') })
  }
}

/** Firms above each other end somewhere, and nobody recommends himself. Throws not_found, validation `client.parent_loop`. */
function checkRelations(db: Db, id: string | null, { parentId, recommendedById }: Pick<ClientChange, 'parentId' | 'recommendedById'>): void {
  if (recommendedById) {
    readClient(db, recommendedById)
    if (recommendedById === id) throw invalid('client.parent_loop', undefined, { recommendedById: 'client.parent_loop' })
  }
  if (!parentId) return
  readClient(db, parentId)
  const seen = new Set<string>()
  for (let above: string | null = parentId; above !== null && !seen.has(above); above = findParentId(db, above)) {
    if (above === id) throw invalid('client.parent_loop', undefined, { parentId: 'client.parent_loop' })
    seen.add(above)
  }
}

/** People go on searching by the name that a client had. */
function keepName(ctx: Context, db: Db, clientId: string, name: string): void {
  const untilOn = today(ctx.now(), ourFirm(db).timeZone)
  insertFormerName(db, { id: ctx.newId(), clientId, name, untilOn, createdAt: ctx.now(), updatedAt: ctx.now() })
}

/**
 * Changes fields of a client; another owner is told in the history, another name keeps the one before. Throws not_found,
 * validation `client.tax_number.…` and its kin, `client.parent_loop`.
 */
export function changeClient(ctx: Context, { id, change }: { id: string; change: ClientChange }): null {
  const before = readClient(ctx.db, id)
  const country = change.country ?? before.country
  const checked = withNumbers(change, country)
  checkRelations(ctx.db, id, checked)
  const really = Object.fromEntries(
    Object.entries(checked).filter(([field, value]) => value !== undefined && value !== before[field as keyof StoredClient])
  ) as ClientChange
  if (Object.keys(really).length === 0) return null
  inTransaction(ctx, (db) => {
    updateClient(db, id, { ...really, updatedAt: ctx.now() })
    if (really.name !== undefined && normalise(really.name) !== normalise(before.name)) keepName(ctx, db, id, before.name)
    if (really.ownerId !== undefined) recordOwner(ctx, db, { clientId: id, dealId: null, fromOwnerId: before.ownerId, toOwnerId: really.ownerId })
  })
  return null
}

/** Writes that a client or a deal was given to somebody. */
export function recordOwner(
  ctx: Context,
  db: Db,
  change: { readonly clientId: string; readonly dealId: string | null; readonly fromOwnerId: string | null; readonly toOwnerId: string | null }
): void {
  insertOwnerChange(db, { id: ctx.newId(), ...change, at: ctx.now(), byId: ctx.userId, workstationId: ctx.workstationId })
}

/** Everything for a client's card; a link to a client that was merged gives the one that took it over. Throws not_found. */
export function clientCard(ctx: Context, { id: asked }: { id: string }): ClientCard {
  const { db } = ctx
  const id = survivorOf(db, asked)
  const { deletedAt: _deletedAt, updatedAt: _updatedAt, archivedAt: _archivedAt, parentId, recommendedById, ...fields } = readClient(db, id)
  const { timeZone } = ourFirm(db)
  return {
    ...fields,
    ...readCardParts(db, { id, parentId, recommendedById }, today(ctx.now(), timeZone)),
    consents: consentsOf(db, id),
    next: nextStepsOf(db, [id]).get(id) ?? null,
    openTasks: listTasks(db, { state: 'open', clientId: id }, { offset: 0, limit: 50 }).rows
  }
}

/** What each person carries and how much of it the selection would move (S-15). */
export function ownerLoad(ctx: Context, { selection }: { selection: ClientSelection }): OwnerLoad[] {
  const on = today(ctx.now(), ourFirm(ctx.db).timeZone)
  const chosen = new Map(loadOfClients(ctx.db, selectedClientIds(ctx.db, selection, ctx.now), on).map((row) => [row.ownerId, row]))
  const none: Omit<LoadRow, 'ownerId'> = { clientCount: 0, openDealCount: 0, openDealMinor: 0, overdueMinor: 0 }
  return loadPerOwner(ctx.db, on).map((row) => {
    const part = chosen.get(row.ownerId) ?? none
    return {
      ...row,
      chosenCount: part.clientCount,
      chosenDealCount: part.openDealCount,
      chosenDealMinor: part.openDealMinor,
      chosenOverdueMinor: part.overdueMinor
    }
  })
}

/** The user's language, for the order of words. */
export function languageOf(db: Db): string {
  return findLanguage(db)
}
