import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { flag } from './columns.ts'

/**
 * Marks of a client's name and town by which clients written alike meet: only those that share one are compared. Derived;
 * `clientRow` is the id of the client's summary, `key` a hash.
 */
export const duplicateKey = sqliteTable(
  'duplicate_key',
  {
    id: integer().primaryKey(),
    key: integer().notNull(),
    clientRow: integer().notNull()
  },
  (table) => [index('duplicate_key_key').on(table.key, table.clientRow)]
)

/** Two clients that may be one; `firstId` is the smaller id. Derived in quiet moments. */
export const duplicatePair = sqliteTable(
  'duplicate_pair',
  {
    id: integer().primaryKey(),
    firstId: text().notNull(),
    secondId: text().notNull(),
    /** 0 to 100. */
    score: integer().notNull(),
    /** One bit for each reason, see shared/similarity. */
    reasons: integer().notNull(),
    /** People said that they are two. */
    isDismissed: flag().notNull()
  },
  (table) => [
    uniqueIndex('duplicate_pair_clients').on(table.firstId, table.secondId),
    index('duplicate_pair_second').on(table.secondId),
    index('duplicate_pair_score').on(table.isDismissed, table.score, table.firstId, table.secondId, table.reasons),
    index('duplicate_pair_reasons').on(table.isDismissed, table.reasons)
  ]
)

/** The number of a note in the index of notes, which cannot point at text ids. Derived. */
export const noteEntry = sqliteTable('note_entry', {
  id: integer().primaryKey({ autoIncrement: true }),
  noteId: text().notNull().unique()
})
