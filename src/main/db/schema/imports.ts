import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { at, id } from './columns.ts'

/** One run over a file; stays on this desk, its records carry the id everywhere. */
export const importRun = sqliteTable('import_run', {
  id: id(),
  target: text({ enum: ['client', 'contact', 'deal', 'product', 'purchase', 'note'] }).notNull(),
  fileName: text().notNull(),
  path: text().notNull(),
  /** Size and time of the file, so that a changed file is not taken for the same one. */
  fileMark: text().notNull(),
  /** Normalised headers, by which the same kind of file is known next time. */
  layout: text().notNull(),
  headers: text().notNull(),
  /** Which column feeds which field and all else that the user chose, JSON. */
  choices: text().notNull(),
  state: text({ enum: ['running', 'done', 'cancelled', 'interrupted'] }).notNull(),
  changeId: text().notNull(),
  rowsRead: integer().notNull(),
  createdCount: integer().notNull(),
  updatedCount: integer().notNull(),
  duplicateCount: integer().notNull(),
  failedCount: integer().notNull(),
  emptyCount: integer().notNull(),
  startedAt: at().notNull(),
  endedAt: at(),
  byId: text()
})

/** A row of the file that did not become a record, with the reason; stays on this desk. */
export const importRow = sqliteTable(
  'import_row',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    importRunId: text().notNull(),
    rowNumber: integer().notNull(),
    outcome: text({ enum: ['failed', 'duplicate', 'warning'] }).notNull(),
    reason: text().notNull(),
    /** What the row collided with or which value is wrong. */
    detail: text(),
    /** The cells as read, JSON. */
    cells: text().notNull()
  },
  (table) => [index('import_row_run').on(table.importRunId, table.outcome)]
)
