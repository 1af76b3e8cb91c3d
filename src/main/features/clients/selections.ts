import type { JobContext } from '#main/app/context.ts'
import type { ClientSelection } from '#shared/contract/clients.ts'
import { inBatches, inSlices } from './batches.ts'
import { selectedClientIds } from './clients.ts'
import {
  findClient,
  hasIssuedInvoice,
  insertOwnerChanges,
  listOtherDealOwners,
  listOtherOwners,
  removeWithBelongings,
  setArchived,
  setOwnerOf
} from './clients.queries.ts'

/** Takes clients away together with their deals, tasks and places in call lists; those with issued invoices stay. */
export async function removeClients(
  ctx: JobContext,
  { selection }: { selection: ClientSelection }
): Promise<{ removedCount: number; keptCount: number }> {
  let removedCount = 0
  let keptCount = 0
  await inBatches(ctx, selectedClientIds(ctx.db, selection, ctx.now).sort(), (id) => {
    if (!findClient(ctx.db, id)) return
    if (hasIssuedInvoice(ctx.db, id)) keptCount += 1
    else {
      removeWithBelongings(ctx.db, id, ctx.now())
      removedCount += 1
    }
  })
  return { removedCount, keptCount }
}

/** Gives clients to another user, or to nobody, and their open deals too when asked; each is told in the history (S-15). */
export async function changeOwner(
  ctx: JobContext,
  { selection, ownerId, withOpenDeals }: { selection: ClientSelection; ownerId: string | null; withOpenDeals: boolean }
): Promise<{ clientCount: number; dealCount: number }> {
  let clientCount = 0
  let dealCount = 0
  await inSlices(ctx, selectedClientIds(ctx.db, selection, ctx.now).sort(), (ids) => {
    const { db } = ctx
    const clients = listOtherOwners(db, ids, ownerId)
    const deals = withOpenDeals ? listOtherDealOwners(db, ids, ownerId) : []
    const told = [
      ...clients.map((client) => ({ id: ctx.newId(), clientId: client.id, dealId: null, fromOwnerId: client.ownerId })),
      ...deals.map((deal) => ({ id: ctx.newId(), clientId: deal.clientId, dealId: deal.id, fromOwnerId: deal.ownerId }))
    ]
    setOwnerOf(db, 'client', clients.map((client) => client.id), ownerId, ctx.now())
    setOwnerOf(db, 'deal', deals.map((deal) => deal.id), ownerId, ctx.now())
    insertOwnerChanges(db, told, { toOwnerId: ownerId, at: ctx.now(), byId: ctx.userId, workstationId: ctx.workstationId })
    clientCount += clients.length
    dealCount += deals.length
  })
  return { clientCount, dealCount }
}

/** Puts clients out of lists, calling and pickers, or brings them back; nothing of them is lost. */
export async function archiveClients(
  ctx: JobContext,
  { selection, isArchived }: { selection: ClientSelection; isArchived: boolean }
): Promise<{ clientCount: number }> {
  let clientCount = 0
  await inBatches(ctx, selectedClientIds(ctx.db, selection, ctx.now).sort(), (id) => {
    clientCount += setArchived(ctx.db, id, isArchived ? ctx.now() : null, ctx.now())
  })
  return { clientCount }
}
