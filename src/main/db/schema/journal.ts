import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { at, flag } from './columns.ts'

/**
 * One row: who is writing right now. The transaction helper fills it, the journal triggers read it; with `txId` empty
 * every write to a journalled table is refused, so nothing can bypass the helper.
 */
export const journalStamp = sqliteTable('journal_stamp', {
  id: integer().primaryKey(),
  /** Hybrid logical clock of the last transaction: 12 hex ms, 4 hex counter, workstation (sync.md 4.3). */
  hlc: text().notNull(),
  txId: integer()
})

/** One user action or job; may span many transactions. Undo takes its id. */
export const journalChange = sqliteTable(
  'journal_change',
  {
    id: text().primaryKey(),
    /** The operation of the contract. */
    name: text().notNull(),
    at: at().notNull(),
    userId: text(),
    workstationId: text(),
    isUndoable: flag().notNull(),
    /** Set when this change took another back. */
    undoesId: text(),
    /** Set when this change was taken back. */
    undoneById: text()
  },
  (table) => [index('journal_change_at').on(table.at)]
)

/** One committed transaction that logged something: the stamp that all its operations share. */
export const journalTx = sqliteTable(
  'journal_tx',
  {
    id: integer().primaryKey(),
    hlc: text().notNull(),
    changeId: text().notNull(),
    userId: text(),
    workstationId: text().notNull()
  },
  (table) => [index('journal_tx_change').on(table.changeId)]
)

/** One row inserted or updated: changed columns by their SQL names, before and after; empty columns of a new row are left out. Append-only. */
export const journalOp = sqliteTable(
  'journal_op',
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    txId: integer().notNull(),
    tableName: text().notNull(),
    rowId: text().notNull(),
    kind: text({ enum: ['insert', 'update'] }).notNull(),
    before: text(),
    after: text().notNull()
  },
  (table) => [index('journal_op_row').on(table.rowId, table.tableName), index('journal_op_tx').on(table.txId)]
)
