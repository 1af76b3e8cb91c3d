import { integer, text } from 'drizzle-orm/sqlite-core'

/** UUIDv7 text made by main, the same on every workstation for good. */
export const id = () => text().primaryKey()
/** An instant in epoch ms. */
export const at = () => integer()
/** A calendar day, 'YYYY-MM-DD'. */
export const on = () => text()
/** Money in minor units; kept within what a number holds exactly (decisions.md 20). */
export const minor = () => integer()
export const flag = () => integer({ mode: 'boolean' })

/** Made, last changed and removed by people; nothing is lost at once. */
export const stamps = () => ({
  createdAt: at().notNull(),
  updatedAt: at().notNull(),
  deletedAt: at()
})

/** An event that happened: never changed, only taken back by undo. */
export const eventStamps = () => ({
  at: at().notNull(),
  byId: text(),
  workstationId: text(),
  undoneAt: at()
})
