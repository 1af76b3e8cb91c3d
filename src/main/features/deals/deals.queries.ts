import { and, asc, desc, eq, isNull, lt, ne } from 'drizzle-orm'
import type { Db } from '#main/db/open.ts'
import { client, deal, firm, lostReason, ownerChange, stage, stageChange } from '#main/db/schema/index.ts'
import type { StageRow } from '#shared/contract/app.ts'
import type { Deal } from '#shared/contract/deals.ts'
import { notFound } from '#shared/result.ts'

const columns = {
  id: deal.id,
  clientId: deal.clientId,
  title: deal.title,
  amountMinor: deal.amountMinor,
  currency: deal.currency,
  pipelineId: deal.pipelineId,
  stageId: deal.stageId,
  orderKey: deal.orderKey,
  ownerId: deal.ownerId,
  sourceId: deal.sourceId,
  expectedOn: deal.expectedOn,
  closedAt: deal.closedAt,
  lostReasonId: deal.lostReasonId,
  lostNote: deal.lostNote,
  probabilityBp: deal.probabilityBp
}

/** A deal that was not removed. Throws not_found. */
export function getDealRow(db: Db, id: string): Deal {
  const found = db.select(columns).from(deal).where(and(eq(deal.id, id), isNull(deal.deletedAt))).get()
  if (!found) throw notFound('deal', id)
  return found
}

export function insertDeal(db: Db, values: typeof deal.$inferInsert): void {
  db.insert(deal).values(values).run()
}

export function updateDeal(db: Db, id: string, change: Partial<typeof deal.$inferInsert>): Deal {
  db.update(deal).set(change).where(eq(deal.id, id)).run()
  return getDealRow(db, id)
}

export function softDeleteDeal(db: Db, id: string, at: number): void {
  db.update(deal).set({ deletedAt: at, updatedAt: at }).where(eq(deal.id, id)).run()
}

export function insertStageChange(db: Db, values: typeof stageChange.$inferInsert): void {
  db.insert(stageChange).values(values).run()
}

export function insertOwnerChange(db: Db, values: typeof ownerChange.$inferInsert): void {
  db.insert(ownerChange).values(values).run()
}

/** Where a closed deal stood before it was closed. */
export function findStageBeforeClosing(db: Db, dealId: string): string | undefined {
  return (
    db
      .select({ stageId: stageChange.fromStageId })
      .from(stageChange)
      .innerJoin(stage, eq(stage.id, stageChange.fromStageId))
      .where(and(eq(stageChange.dealId, dealId), isNull(stageChange.undoneAt), eq(stage.outcome, 'open'), isNull(stage.deletedAt)))
      .orderBy(desc(stageChange.at), desc(stageChange.id))
      .get()?.stageId ?? undefined
  )
}

const stageColumns = {
  id: stage.id,
  name: stage.name,
  nameKey: stage.nameKey,
  pipelineId: stage.pipelineId,
  position: stage.position,
  outcome: stage.outcome,
  probabilityBp: stage.probabilityBp,
  ageLimitDays: stage.ageLimitDays
}

export function findStage(db: Db, id: string): StageRow | undefined {
  return db.select(stageColumns).from(stage).where(and(eq(stage.id, id), isNull(stage.deletedAt))).get()
}

/** The stages of a pipeline in order, closing ones included. */
export function listStages(db: Db, pipelineId: string): StageRow[] {
  return db
    .select(stageColumns)
    .from(stage)
    .where(and(eq(stage.pipelineId, pipelineId), isNull(stage.deletedAt)))
    .orderBy(asc(stage.position), asc(stage.id))
    .all()
}

export function hasClient(db: Db, id: string): boolean {
  return db.select({ id: client.id }).from(client).where(and(eq(client.id, id), isNull(client.deletedAt))).get() !== undefined
}

export function hasLostReason(db: Db, id: string): boolean {
  return db.select({ id: lostReason.id }).from(lostReason).where(and(eq(lostReason.id, id), isNull(lostReason.deletedAt))).get() !== undefined
}

const inColumn = (pipelineId: string, stageId: string, exceptId: string) =>
  and(eq(deal.pipelineId, pipelineId), eq(deal.stageId, stageId), isNull(deal.deletedAt), ne(deal.id, exceptId))

/** The order key at the top of a column; null when it is empty. */
export function findFirstKey(db: Db, pipelineId: string, stageId: string): string | null {
  return (
    db.select({ key: deal.orderKey }).from(deal).where(inColumn(pipelineId, stageId, '')).orderBy(asc(deal.orderKey), asc(deal.id)).get()?.key ?? null
  )
}

/** The highest order key of a column below `key`, or of all when that is null, the moved deal left out. */
export function findKeyBefore(db: Db, pipelineId: string, stageId: string, key: string | null, exceptId: string): string | null {
  return (
    db
      .select({ key: deal.orderKey })
      .from(deal)
      .where(and(inColumn(pipelineId, stageId, exceptId), key === null ? undefined : lt(deal.orderKey, key)))
      .orderBy(desc(deal.orderKey), desc(deal.id))
      .get()?.key ?? null
  )
}

export type FirmFacts = { readonly baseCurrency: string; readonly timeZone: string }

/** Currency and zone of the firm; those of no firm yet before the first start was finished. */
export function getFirmFacts(db: Db): FirmFacts {
  return (
    db.select({ baseCurrency: firm.baseCurrency, timeZone: firm.timeZone }).from(firm).get() ?? { baseCurrency: 'PLN', timeZone: 'UTC' }
  )
}
