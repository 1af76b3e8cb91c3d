import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { flag, id, stamps } from './columns.ts'

/** Built-in rows carry a locale key that is shown until someone gives them a name (decisions.md 9). */
const named = () => ({ name: text(), nameKey: text() })

export const pipeline = sqliteTable('pipeline', {
  id: id(),
  ...named(),
  position: integer().notNull(),
  ...stamps()
})

export const stage = sqliteTable(
  'stage',
  {
    id: id(),
    pipelineId: text().notNull().references(() => pipeline.id),
    ...named(),
    position: integer().notNull(),
    outcome: text({ enum: ['open', 'won', 'lost'] }).notNull(),
    /** Template probability of winning once the stage is reached, in basis points (metrics.md 5.6). */
    probabilityBp: integer().notNull(),
    /** Days in the stage before a deal counts as stuck. */
    ageLimitDays: integer(),
    ...stamps()
  },
  (table) => [index('stage_pipeline').on(table.pipelineId, table.position)]
)

export const lostReason = sqliteTable('lost_reason', {
  id: id(),
  ...named(),
  position: integer().notNull(),
  ...stamps()
})

/** Where a client came from (S-25). */
export const source = sqliteTable('source', {
  id: id(),
  ...named(),
  position: integer().notNull(),
  ...stamps()
})

/** The configurable result of a call attempt; its effects are columns, the screen never decides them. */
export const disposition = sqliteTable('disposition', {
  id: id(),
  ...named(),
  /** The key that records it, '0' to '9'. */
  digit: text(),
  position: integer().notNull(),
  isReached: flag().notNull(),
  isPositive: flag().notNull(),
  isFinal: flag().notNull(),
  isCallback: flag().notNull(),
  retryAfterMinutes: integer(),
  forbidsCalls: flag().notNull(),
  spoilsNumber: flag().notNull(),
  opensDeal: flag().notNull(),
  ...stamps()
})

export const vatRate = sqliteTable('vat_rate', {
  id: id(),
  /** The code as the tax office writes it: '23', '0 WDT', 'zw'. */
  code: text().notNull(),
  /** Basis points; null where no tax is charged because the sale is exempt or outside. */
  percentBp: integer(),
  position: integer().notNull(),
  ...stamps()
})
