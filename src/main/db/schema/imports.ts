import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { at, id, stamps } from './columns.ts'

/** One run over a file; kept, so that it can be taken back. */
export const importRun = sqliteTable('import_run', {
  id: id(),
  target: text({ enum: ['client', 'deal'] }).notNull(),
  fileName: text().notNull(),
  /** Which column feeds which field, JSON. */
  mapping: text().notNull(),
  state: text({ enum: ['running', 'done', 'cancelled', 'interrupted', 'undone'] }).notNull(),
  changeId: text().notNull(),
  rowsRead: integer().notNull(),
  createdCount: integer().notNull(),
  updatedCount: integer().notNull(),
  duplicateCount: integer().notNull(),
  failedCount: integer().notNull(),
  emptyCount: integer().notNull(),
  startedAt: at().notNull(),
  endedAt: at(),
  byId: text(),
  ...stamps()
})

/** A row of the file that did not become a record, with the reason; stays on this desk. */
export const importRow = sqliteTable(
  'import_row',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    importRunId: text().notNull(),
    rowNumber: integer().notNull(),
    outcome: text({ enum: ['failed', 'duplicate'] }).notNull(),
    reason: text().notNull(),
    /** What the row collided with or which value is wrong. */
    detail: text(),
    /** The cells as read, JSON. */
    cells: text().notNull()
  },
  (table) => [index('import_row_run').on(table.importRunId, table.outcome)]
)
