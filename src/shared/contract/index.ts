import { appOperations } from './app.ts'
import { callOperations } from './calls.ts'
import { clientOperations } from './clients.ts'
import { demoOperations } from './demo.ts'
import { dealOperations } from './deals.ts'
import { invoiceOperations } from './invoices.ts'
import { importOperations } from './imports.ts'
import { journalOperations } from './journal.ts'
import { reportOperations } from './reports.ts'
import { shellOperations } from './shell.ts'
import { todayOperations } from './today.ts'

/** Operations of the store, run on the store thread. */
export const storeContract = {
  ...appOperations,
  ...callOperations,
  ...clientOperations,
  ...demoOperations,
  ...dealOperations,
  ...reportOperations,
  ...invoiceOperations,
  ...importOperations,
  ...journalOperations,
  ...todayOperations
}

/** Everything that crosses between a window and main: one table to audit. */
export const contract = { ...storeContract, ...shellOperations }

export { shellOperations as shellContract }
