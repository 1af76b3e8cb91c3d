import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { client } from './clients.ts'
import { at, eventStamps, flag, id, minor, on, stamps } from './columns.ts'
import { lostReason, pipeline, source, stage } from './pipelines.ts'
import { user } from './team.ts'

/** A sale we try to make with a client. */
export const deal = sqliteTable(
  'deal',
  {
    id: id(),
    clientId: text().notNull().references(() => client.id),
    title: text().notNull(),
    amountMinor: minor().notNull(),
    currency: text().notNull(),
    pipelineId: text().notNull().references(() => pipeline.id),
    stageId: text().notNull().references(() => stage.id),
    /** Place within the column of the board, a fractional key. */
    orderKey: text().notNull(),
    ownerId: text().references(() => user.id),
    sourceId: text().references(() => source.id),
    expectedOn: on(),
    closedAt: at(),
    lostReasonId: text().references(() => lostReason.id),
    lostNote: text(),
    /** Set by hand; null means that template and statistics decide (metrics.md 5.6). */
    probabilityBp: integer(),
    externalId: text(),
    importRunId: text(),
    ...stamps()
  },
  (table) => [
    index('deal_client').on(table.clientId),
    index('deal_board').on(table.pipelineId, table.stageId, table.orderKey),
    index('deal_external').on(table.externalId),
    index('deal_import').on(table.importRunId)
  ]
)

/** A deal came into a stage. The funnel reads these rows, never the deal's present stage (decisions.md 5). */
export const stageChange = sqliteTable(
  'stage_change',
  {
    id: id(),
    dealId: text().notNull().references(() => deal.id),
    pipelineId: text().notNull(),
    fromStageId: text(),
    toStageId: text().notNull(),
    /** Who owned the deal at that moment. */
    ownerId: text(),
    amountMinor: minor().notNull(),
    currency: text().notNull(),
    /** In the firm's base currency at the rate of that day; null where no rate is known. */
    amountBaseMinor: minor(),
    /** Made up from imported history that is not known step by step. */
    isImputed: flag().notNull(),
    ...eventStamps()
  },
  (table) => [
    index('stage_change_deal').on(table.dealId, table.at),
    index('stage_change_into').on(table.pipelineId, table.toStageId, table.at, table.dealId, table.undoneAt)
  ]
)
