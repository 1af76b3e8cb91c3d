import { and, asc, eq, isNotNull, isNull } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Db } from '#main/db/open.ts'
import {
  disposition,
  firm,
  lostReason,
  pipeline,
  preference,
  source,
  stage,
  user,
  vatRate,
  workstation
} from '#main/db/schema/index.ts'
import type { Dictionaries, Firm, StageRow, UserRow } from '#shared/contract/app.ts'
import { notFound } from '#shared/result.ts'

const firmColumns = {
  name: firm.name,
  country: firm.country,
  baseCurrency: firm.baseCurrency,
  timeZone: firm.timeZone,
  taxNumber: firm.taxNumber,
  isVatPayer: firm.isVatPayer,
  street: firm.street,
  postalCode: firm.postalCode,
  town: firm.town,
  bankAccount: firm.bankAccount,
  bankName: firm.bankName,
  email: firm.email,
  phone: firm.phone
}
const named = <T extends { id: SQLiteColumn; name: SQLiteColumn; nameKey: SQLiteColumn }>(
  table: T
): { id: T['id']; name: T['name']; nameKey: T['nameKey'] } => ({
  id: table.id,
  name: table.name,
  nameKey: table.nameKey
})

const stageColumns = {
  ...named(stage),
  pipelineId: stage.pipelineId,
  position: stage.position,
  outcome: stage.outcome,
  probabilityBp: stage.probabilityBp,
  ageLimitDays: stage.ageLimitDays
}

export const firmId = 'firm'

export function findFirm(db: Db): Firm | undefined {
  return db.select(firmColumns).from(firm).where(eq(firm.id, firmId)).get()
}

/** Our own firm. Throws not_found before the first start was finished. */
export function getFirm(db: Db): Firm {
  const found = findFirm(db)
  if (!found) throw notFound('firm', firmId)
  return found
}

export function insertFirm(db: Db, values: typeof firm.$inferInsert): void {
  db.insert(firm).values(values).run()
}

export function updateFirm(db: Db, change: Partial<typeof firm.$inferInsert>): Firm {
  db.update(firm).set(change).where(eq(firm.id, firmId)).run()
  return getFirm(db)
}

export function listUsers(db: Db): UserRow[] {
  return db
    .select({ id: user.id, name: user.name, role: user.role })
    .from(user)
    .where(isNull(user.deletedAt))
    .orderBy(asc(user.createdAt), asc(user.id))
    .all()
}

export function insertUser(db: Db, values: typeof user.$inferInsert): void {
  db.insert(user).values(values).run()
}

export function updateUser(db: Db, id: string, change: Partial<typeof user.$inferInsert>): void {
  db.update(user).set(change).where(eq(user.id, id)).run()
}

export function listDictionaries(db: Db): Dictionaries {
  return {
    users: listUsers(db),
    pipelines: db.select(named(pipeline)).from(pipeline).where(isNull(pipeline.deletedAt)).orderBy(asc(pipeline.position), asc(pipeline.id)).all(),
    stages: db
      .select(stageColumns)
      .from(stage)
      .where(isNull(stage.deletedAt))
      .orderBy(asc(stage.pipelineId), asc(stage.position), asc(stage.id))
      .all(),
    lostReasons: db.select(named(lostReason)).from(lostReason).where(isNull(lostReason.deletedAt)).orderBy(asc(lostReason.position), asc(lostReason.id)).all(),
    sources: db.select(named(source)).from(source).where(isNull(source.deletedAt)).orderBy(asc(source.position), asc(source.id)).all(),
    awaySources: db.select(named(source)).from(source).where(isNotNull(source.deletedAt)).orderBy(asc(source.position), asc(source.id)).all(),
    dispositions: db
      .select({
        ...named(disposition),
        digit: disposition.digit,
        isReached: disposition.isReached,
        isPositive: disposition.isPositive,
        isFinal: disposition.isFinal,
        isCallback: disposition.isCallback,
        retryAfterMinutes: disposition.retryAfterMinutes,
        forbidsCalls: disposition.forbidsCalls,
        spoilsNumber: disposition.spoilsNumber,
        opensDeal: disposition.opensDeal
      })
      .from(disposition)
      .where(isNull(disposition.deletedAt))
      .orderBy(asc(disposition.position), asc(disposition.id))
      .all(),
    vatRates: db
      .select({ id: vatRate.id, code: vatRate.code, percentBp: vatRate.percentBp })
      .from(vatRate)
      .where(isNull(vatRate.deletedAt))
      .orderBy(asc(vatRate.position), asc(vatRate.id))
      .all()
  }
}

export function findStage(db: Db, id: string): StageRow | undefined {
  return db.select(stageColumns).from(stage).where(and(eq(stage.id, id), isNull(stage.deletedAt))).get()
}

export function updateStage(db: Db, id: string, change: Partial<typeof stage.$inferInsert>): void {
  db.update(stage).set(change).where(eq(stage.id, id)).run()
}

export function hasPipeline(db: Db, id: string): boolean {
  return db.select({ id: pipeline.id }).from(pipeline).where(eq(pipeline.id, id)).get() !== undefined
}

export type BuiltInRows = {
  readonly pipeline: typeof pipeline.$inferInsert
  readonly stages: (typeof stage.$inferInsert)[]
  readonly lostReasons: (typeof lostReason.$inferInsert)[]
  readonly sources: (typeof source.$inferInsert)[]
  readonly dispositions: (typeof disposition.$inferInsert)[]
}

export function insertBuiltIns(db: Db, rows: BuiltInRows): void {
  db.insert(pipeline).values(rows.pipeline).run()
  db.insert(stage).values(rows.stages).run()
  db.insert(lostReason).values(rows.lostReasons).run()
  db.insert(source).values(rows.sources).run()
  db.insert(disposition).values(rows.dispositions).run()
}

export function insertVatRates(db: Db, rows: (typeof vatRate.$inferInsert)[]): void {
  db.insert(vatRate).values(rows).run()
}

export function findPreference(db: Db, key: string): string | undefined {
  return db.select({ value: preference.value }).from(preference).where(eq(preference.id, key)).get()?.value
}

/** Null forgets the preference. */
export function putPreference(db: Db, key: string, value: string | null): void {
  if (value === null) db.delete(preference).where(eq(preference.id, key)).run()
  else db.insert(preference).values({ id: key, value }).onConflictDoUpdate({ target: preference.id, set: { value } }).run()
}

export function findWorkstation(db: Db, id: string): { id: string; seriesCode: string } | undefined {
  return db
    .select({ id: workstation.id, seriesCode: workstation.seriesCode })
    .from(workstation)
    .where(and(eq(workstation.id, id), isNull(workstation.deletedAt)))
    .get()
}

export function countWorkstations(db: Db): number {
  return db.select({ id: workstation.id }).from(workstation).all().length
}

export function insertWorkstation(db: Db, values: typeof workstation.$inferInsert): void {
  db.insert(workstation).values(values).run()
}
