import { appOperations } from './app.ts'
import { journalOperations } from './journal.ts'
import { shellOperations } from './shell.ts'

/** Operations of the store, run on the store thread. */
export const storeContract = {
  ...appOperations,
  ...journalOperations
}

/** Everything that crosses between a window and main: one table to audit. */
export const contract = { ...storeContract, ...shellOperations }

export { shellOperations as shellContract }
export type AppContract = typeof contract
export type OperationName = keyof AppContract & string
