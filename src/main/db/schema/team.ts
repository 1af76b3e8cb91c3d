import { sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { flag, id, stamps } from './columns.ts'

/** Who works with the app. */
export const user = sqliteTable('user', {
  id: id(),
  name: text().notNull(),
  role: text({ enum: ['rep', 'head', 'accountant', 'admin'] }).notNull(),
  ...stamps()
})

/** A desk: one installation with its own document series. */
export const workstation = sqliteTable('workstation', {
  id: id(),
  name: text().notNull(),
  /** Part of every document number issued here, so two offline desks never give the same one. */
  seriesCode: text().notNull(),
  ...stamps()
})

/** Our own firm: the seller on invoices; one row. */
export const firm = sqliteTable('firm', {
  id: id(),
  name: text().notNull(),
  country: text().notNull(),
  baseCurrency: text().notNull(),
  timeZone: text().notNull(),
  taxNumber: text(),
  isVatPayer: flag().notNull(),
  street: text(),
  postalCode: text(),
  town: text(),
  bankAccount: text(),
  bankName: text(),
  email: text(),
  phone: text(),
  ...stamps()
})

/** A choice that holds for the firm; id is the key. */
export const setting = sqliteTable('setting', {
  id: id(),
  value: text().notNull(),
  ...stamps()
})

/** A habit of this desk: language, colours, widths of columns, drafts; id is the key. */
export const preference = sqliteTable('preference', {
  id: id(),
  value: text().notNull()
})
