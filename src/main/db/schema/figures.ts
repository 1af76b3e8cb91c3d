import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { flag, minor, on } from './columns.ts'

/**
 * What a client's purchases say of it (metrics.md 5.10) and its lead score; one row each. Derived from purchases, issued
 * invoices, deals and contacts in quiet moments. "Window" is the firm's setting, twelve months at first; all sums are net
 * and in the base currency.
 */
export const clientFigures = sqliteTable(
  'client_figures',
  {
    clientId: text().primaryKey(),
    /** Purchases in the window; what took something back is no purchase but lowers the revenue. */
    purchaseCount: integer().notNull(),
    revenueMinor: minor().notNull(),
    /** Of the part whose cost is known; empty where no cost is. */
    marginMinor: minor(),
    /** Revenue in the window whose cost nobody knows. */
    uncostedMinor: minor().notNull(),
    lifetimeCount: integer().notNull(),
    lifetimeMinor: minor().notNull(),
    /** Purchases in another currency, which no sum holds. */
    foreignCount: integer().notNull(),
    firstOn: on(),
    lastOn: on(),
    /** Median of the days between purchases on different days. */
    gapDays: integer(),
    abc: text({ enum: ['A', 'B', 'C'] }),
    xyz: text({ enum: ['X', 'Y', 'Z'] }),
    /** Coefficient of variation behind `xyz`, in tenths of a percent. */
    variationPermille: integer(),
    rfm: text({ enum: ['champions', 'loyal', 'promising', 'attention', 'atRisk', 'sleeping'] }),
    recency: integer(),
    frequency: integer(),
    monetary: integer(),
    isRegular: flag().notNull(),
    /** Class A or marked by a person. */
    isKey: flag().notNull(),
    /** Clients that came on its word. */
    recommendedCount: integer().notNull(),
    /** 0 to 100. */
    score: integer()
  },
  (table) => [
    // Answers the whole analysis alone, in the order in which it is grouped.
    index('client_figures_sums').on(
      table.abc,
      table.xyz,
      table.rfm,
      table.isRegular,
      table.isKey,
      table.recommendedCount,
      table.clientId,
      table.purchaseCount,
      table.revenueMinor,
      table.marginMinor,
      table.uncostedMinor,
      table.foreignCount
    ),
    index('client_figures_rfm').on(table.rfm, table.clientId),
    index('client_figures_score').on(table.score, table.clientId)
  ]
)

/** What the firm's own closed deals say of one value of one factor: the history part of the lead score (S-17). Derived. */
export const scoreFactor = sqliteTable('score_factor', {
  id: text().primaryKey(),
  /** 'source', 'town', 'property' … */
  factor: text().notNull(),
  /** Of the factor 'property'. */
  propertyId: text(),
  /** An id, a word or a band such as '8-30'. */
  value: text().notNull(),
  wonCount: integer().notNull(),
  closedCount: integer().notNull(),
  points: integer().notNull()
})
