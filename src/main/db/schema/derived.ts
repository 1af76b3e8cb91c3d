import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { at, flag, minor, on } from './columns.ts'

/** What lists show of a client, one row each; the integer id is what the search index points at. Derived. */
export const clientSummary = sqliteTable(
  'client_summary',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    clientId: text().notNull().unique(),
    name: text().notNull(),
    /** Normalised name, for ordering and for searches of one or two letters. */
    sortName: text().notNull(),
    /** Everything that a search looks at, normalised, with a Latin key of Cyrillic. */
    search: text().notNull(),
    kind: text().notNull(),
    status: text().notNull(),
    taxNumber: text(),
    town: text(),
    region: text(),
    country: text().notNull(),
    ownerId: text(),
    sourceId: text(),
    phone: text(),
    email: text(),
    phoneCount: integer().notNull(),
    emailCount: integer().notNull().default(0),
    importRunId: text(),
    /** Marked by a person (S-16). */
    isKey: flag().notNull().default(false),
    isArchived: flag().notNull().default(false),
    lastContactAt: at(),
    /** The next thing promised or planned, epoch ms. */
    nextAt: at(),
    openDealCount: integer().notNull(),
    /** Sum of open deals in the firm's base currency. */
    openDealMinor: minor().notNull(),
    createdAt: at().notNull()
  },
  (table) => [
    index('client_summary_name').on(table.sortName, table.id, table.isArchived),
    index('client_summary_owner').on(table.ownerId, table.sortName, table.id, table.isArchived),
    index('client_summary_contact').on(table.lastContactAt, table.id, table.isArchived),
    index('client_summary_next').on(table.nextAt, table.id, table.isArchived),
    index('client_summary_town').on(table.town, table.id, table.isArchived),
    index('client_summary_region').on(table.region).where(sql`region IS NOT NULL`),
    index('client_summary_created').on(table.createdAt, table.id, table.isArchived),
    index('client_summary_open').on(table.openDealMinor, table.id, table.isArchived),
    index('client_summary_import').on(table.importRunId),
    index('client_summary_archived').on(table.id).where(sql`is_archived = 1`),
    // Filters of several conditions read this one alone: the rows themselves are wide.
    index('client_summary_filter').on(
      table.status,
      table.ownerId,
      table.isArchived,
      table.lastContactAt,
      table.nextAt,
      table.country,
      table.town,
      table.region,
      table.sourceId,
      table.kind,
      table.openDealCount,
      table.openDealMinor,
      table.createdAt,
      table.phoneCount,
      table.emailCount,
      table.isKey,
      table.importRunId
    )
  ]
)

/**
 * Properties, categories, fixed segments and consents of a client, as filters ask for them: by the summary's integer id,
 * which is met many times faster than a client's own. Derived.
 */
export const clientFact = sqliteTable(
  'client_fact',
  {
    id: integer().primaryKey(),
    /** A property's id, 'category', 'segment' or 'consent' with the channel. */
    key: text().notNull(),
    /** A number x 10^6; of yes and no. */
    number: integer(),
    /** A text normalised, a day, or the id of what was chosen. */
    word: text(),
    summaryId: integer().notNull()
  },
  (table) => [
    index('client_fact_key').on(table.key, table.number, table.word, table.summaryId),
    index('client_fact_client').on(table.summaryId)
  ]
)

/**
 * Where a deal stands and how far it ever got (metrics.md 5.0), with what the board and the funnel ask of it. Derived from
 * stage changes, the deal and its client. Each index answers its question alone, so that a report reads no row of a deal.
 */
export const dealState = sqliteTable(
  'deal_state',
  {
    dealId: text().primaryKey(),
    clientId: text().notNull(),
    pipelineId: text().notNull(),
    stageId: text().notNull(),
    ownerId: text(),
    enteredAt: at().notNull(),
    createdAt: at().notNull(),
    closedAt: at(),
    outcome: text({ enum: ['open', 'won', 'lost'] }).notNull(),
    /** Highest position ever entered among open stages; backward moves do not lower it. */
    maxPosition: integer().notNull(),
    amountMinor: minor().notNull(),
    currency: text().notNull(),
    amountBaseMinor: minor(),
    /** The deal's own source, else its client's. */
    sourceId: text(),
    /** Set by hand, as on the deal. */
    probabilityBp: integer(),
    expectedOn: on(),
    /** Normalised title, for searches and for ordering. */
    sortTitle: text().notNull().default(''),
    orderKey: text().notNull().default(''),
    /** It was closed once and went on after that: reports of that time have to read its events. */
    wasClosedBefore: flag().notNull().default(false)
  },
  (table) => [
    index('deal_state_open')
      .on(
        table.pipelineId,
        table.stageId,
        table.ownerId,
        table.sourceId,
        table.enteredAt,
        table.amountMinor,
        table.currency,
        table.amountBaseMinor,
        table.probabilityBp,
        table.expectedOn,
        table.orderKey,
        table.clientId,
        table.dealId
      )
      .where(sql`outcome = 'open'`),
    index('deal_state_closed')
      .on(
        table.pipelineId,
        table.outcome,
        table.maxPosition,
        table.closedAt,
        table.amountBaseMinor,
        table.createdAt,
        table.ownerId,
        table.sourceId,
        table.dealId
      )
      .where(sql`closed_at IS NOT NULL`),
    index('deal_state_created').on(
      table.pipelineId,
      table.outcome,
      table.maxPosition,
      table.createdAt,
      table.amountBaseMinor,
      table.closedAt,
      table.ownerId,
      table.sourceId,
      table.dealId
    ),
    index('deal_state_reopened').on(table.dealId).where(sql`was_closed_before = 1`),
    index('deal_state_client').on(table.clientId),
    index('deal_state_title').on(table.sortTitle, table.dealId)
  ]
)

/** Each stage that a deal reached, skipped ones included (passed through). Derived from stage changes. */
export const dealStage = sqliteTable(
  'deal_stage',
  {
    dealId: text().notNull(),
    stageId: text().notNull(),
    pipelineId: text().notNull(),
    position: integer().notNull(),
    /** There was an event into the stage; false when it was only passed through. */
    isVisited: flag().notNull(),
    firstEnteredAt: at().notNull(),
    /** Time spent in finished stays, ms. */
    stayMs: integer().notNull(),
    /** Potential fixed at the first entry, base currency. */
    amountBaseMinor: minor(),
    /** Who owned the deal when it last left, or is in, the stage. */
    ownerId: text(),
    outcome: text({ enum: ['open', 'won', 'lost'] }).notNull(),
    closedAt: at(),
    /** Lost here: the highest stage reached of a lost deal. */
    isLostHere: flag().notNull(),
    /** Repeated from the deal's state, so that one index answers for a column of the funnel, by either day. */
    createdAt: at().notNull().default(0),
    sourceId: text()
  },
  (table) => [
    primaryKey({ columns: [table.dealId, table.stageId] }),
    index('deal_stage_closed')
      .on(
        table.stageId,
        table.ownerId,
        table.isLostHere,
        table.closedAt,
        table.createdAt,
        table.isVisited,
        table.amountBaseMinor,
        table.stayMs
      )
      .where(sql`closed_at IS NOT NULL`),
    index('deal_stage_source')
      .on(
        table.stageId,
        table.sourceId,
        table.isLostHere,
        table.closedAt,
        table.createdAt,
        table.isVisited,
        table.amountBaseMinor,
        table.stayMs
      )
      .where(sql`closed_at IS NOT NULL`)
  ]
)
