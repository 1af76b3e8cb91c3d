import { generateKeyBetween } from 'fractional-indexing'
import type { Context } from '#main/app/context.ts'
import type { Db } from '#main/db/open.ts'
import { inTransaction } from '#main/db/transaction.ts'
import type { StageRow } from '#shared/contract/app.ts'
import type { ChangeDeal, CloseDeal, CreateDeal, Deal, MoveDeal } from '#shared/contract/deals.ts'
import { notFound, ruleBroken } from '#shared/result.ts'
import { addNote } from '../clients/notes.ts'
import {
  findFirstKey,
  findKeyBefore,
  findStage,
  findStageBeforeClosing,
  getDealRow,
  getFirmFacts,
  hasClient,
  hasLostReason,
  insertDeal,
  insertOwnerChange,
  insertStageChange,
  listStages,
  softDeleteDeal,
  updateDeal
} from './deals.queries.ts'

/**
 * Starts a sale with a client, on top of its column; its first stage change is the start of its history (metrics.md 5.0).
 * Throws not_found for the client, `deal.stage_missing` when the stage is gone, of another pipeline or a closing one.
 */
export function createDeal(ctx: Context, input: CreateDeal): Deal {
  const { db } = ctx
  if (!hasClient(db, input.clientId)) throw notFound('client', input.clientId)
  const open = listStages(db, input.pipelineId).filter((stage) => stage.outcome === 'open')
  const stage = input.stageId === null ? open[0] : open.find((one) => one.id === input.stageId)
  if (!stage) throw ruleBroken('deal.stage_missing')
  return inTransaction(ctx, () => {
    const id = ctx.newId()
    const at = ctx.now()
    insertDeal(db, {
      ...input,
      id,
      stageId: stage.id,
      orderKey: generateKeyBetween(null, findFirstKey(db, stage.pipelineId, stage.id)),
      createdAt: at,
      updatedAt: at
    })
    const deal = getDealRow(db, id)
    recordStageChange(ctx, deal, null, stage, at)
    return deal
  })
}

/** Changes what is named of a deal. Amounts in its history stay as they were (metrics.md 5.1). Throws not_found. */
export function changeDeal(ctx: Context, { dealId, ...change }: ChangeDeal): Deal {
  return inTransaction(ctx, (db) => {
    getDealRow(db, dealId)
    return updateDeal(db, dealId, { ...change, updatedAt: ctx.now() })
  })
}

/**
 * Puts a deal into an open stage, in front of another deal or last; the stage may be of another pipeline. Throws
 * `deal.closed` for a closed deal, `deal.stage_missing` for a stage that is gone or a closing one (`closeDeal` is for
 * those), `deal.neighbour_in_other_stage`.
 */
export function moveDeal(ctx: Context, { dealId, stageId, before }: MoveDeal): Deal {
  return inTransaction(ctx, (db) => {
    const deal = getDealRow(db, dealId)
    const stage = findStage(db, stageId)
    if (deal.closedAt !== null) throw ruleBroken('deal.closed')
    if (stage?.outcome !== 'open') throw ruleBroken('deal.stage_missing')
    const below = before === null ? null : getDealRow(db, before)
    if (below && below.stageId !== stageId) throw ruleBroken('deal.neighbour_in_other_stage')
    const at = ctx.now()
    if (stage.id !== deal.stageId) recordStageChange(ctx, deal, deal.stageId, stage, at)
    return updateDeal(db, dealId, {
      pipelineId: stage.pipelineId,
      stageId,
      orderKey: keyInFrontOf(db, deal.id, stage, below?.orderKey ?? null),
      updatedAt: at
    })
  })
}

/**
 * Ends a deal as won or lost. A lost one needs its reason (S-57). What was said goes into the time line of the client and
 * of the deal, where it stays when the deal is opened again. Throws `deal.closed`, `deal.lost_reason_missing`,
 * `deal.stage_missing` when the pipeline has no such closing stage.
 */
export function closeDeal(ctx: Context, { dealId, outcome, lostReasonId, note, amountMinor }: CloseDeal): Deal {
  return inTransaction(ctx, (db) => {
    const deal = getDealRow(db, dealId)
    if (deal.closedAt !== null) throw ruleBroken('deal.closed')
    const isLost = outcome === 'lost'
    if (isLost && (lostReasonId === null || !hasLostReason(db, lostReasonId))) throw ruleBroken('deal.lost_reason_missing')
    const stage = listStages(db, deal.pipelineId).find((one) => one.outcome === outcome)
    if (!stage) throw ruleBroken('deal.stage_missing')
    const at = ctx.now()
    const closed = updateDeal(db, dealId, {
      stageId: stage.id,
      closedAt: at,
      amountMinor: amountMinor ?? deal.amountMinor,
      lostReasonId: isLost ? lostReasonId : null,
      lostNote: isLost && note !== '' ? note : null,
      updatedAt: at
    })
    recordStageChange(ctx, closed, deal.stageId, stage, at)
    if (note !== '') addNote(ctx, { clientId: deal.clientId, dealId, text: note })
    return closed
  })
}

/** Opens a closed deal again in the stage where it stood, on top of the column. Throws `deal.not_closed`. */
export function reopenDeal(ctx: Context, { dealId }: { readonly dealId: string }): Deal {
  return inTransaction(ctx, (db) => {
    const deal = getDealRow(db, dealId)
    if (deal.closedAt === null) throw ruleBroken('deal.not_closed')
    const before = findStageBeforeClosing(db, dealId)
    const open = listStages(db, deal.pipelineId).filter((stage) => stage.outcome === 'open')
    const stage = open.find((one) => one.id === before) ?? open[0]
    if (!stage) throw ruleBroken('deal.stage_missing')
    const at = ctx.now()
    recordStageChange(ctx, deal, deal.stageId, stage, at)
    return updateDeal(db, dealId, {
      stageId: stage.id,
      orderKey: generateKeyBetween(null, findFirstKey(db, stage.pipelineId, stage.id)),
      closedAt: null,
      lostReasonId: null,
      lostNote: null,
      updatedAt: at
    })
  })
}

/** Takes a deal out of every list and number; its rows stay and undo brings it back. Throws not_found. */
export function removeDeal(ctx: Context, { dealId }: { readonly dealId: string }): Deal {
  return inTransaction(ctx, (db) => {
    const deal = getDealRow(db, dealId)
    softDeleteDeal(db, dealId, ctx.now())
    return deal
  })
}

/** Gives a deal to another user, or to nobody, and records the hand-off (S-63). Throws not_found. */
export function changeDealOwner(ctx: Context, { dealId, ownerId }: { readonly dealId: string; readonly ownerId: string | null }): Deal {
  return inTransaction(ctx, (db) => {
    const deal = getDealRow(db, dealId)
    if (deal.ownerId === ownerId) return deal
    const at = ctx.now()
    insertOwnerChange(db, {
      id: ctx.newId(),
      clientId: deal.clientId,
      dealId,
      fromOwnerId: deal.ownerId,
      toOwnerId: ownerId,
      at,
      byId: ctx.userId,
      workstationId: ctx.workstationId
    })
    return updateDeal(db, dealId, { ownerId, updatedAt: at })
  })
}

/** The event carries owner and amount of that moment, so that later edits do not rewrite history (decisions.md 5). */
function recordStageChange(ctx: Context, deal: Deal, fromStageId: string | null, to: StageRow, at: number): void {
  insertStageChange(ctx.db, {
    id: ctx.newId(),
    dealId: deal.id,
    pipelineId: to.pipelineId,
    fromStageId,
    toStageId: to.id,
    ownerId: deal.ownerId,
    amountMinor: deal.amountMinor,
    currency: deal.currency,
    amountBaseMinor: deal.currency === getFirmFacts(ctx.db).baseCurrency ? deal.amountMinor : null,
    isImputed: false,
    at,
    byId: ctx.userId,
    workstationId: ctx.workstationId
  })
}

/** A key between the neighbours; deals that share a key (two desks at once) count as one neighbour. */
function keyInFrontOf(db: Db, dealId: string, stage: StageRow, below: string | null): string {
  return generateKeyBetween(findKeyBefore(db, stage.pipelineId, stage.id, below, dealId), below)
}
