import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { at } from './columns.ts'

/** Backups made at this desk. */
export const backupRun = sqliteTable('backup_run', {
  id: text().primaryKey(),
  at: at().notNull(),
  cause: text({ enum: ['daily', 'changed', 'asked', 'migration', 'import', 'restore'] }).notNull(),
  fileName: text().notNull(),
  bytes: integer().notNull()
})

/** How far the derived tables have followed the data. */
export const derivedState = sqliteTable('derived_state', {
  name: text().primaryKey(),
  position: integer().notNull()
})
