import { analysisOperations } from './analysis.ts'
import { appOperations } from './app.ts'
import { callOperations } from './calls.ts'
import { cardOperations } from './card.ts'
import { clientOperations } from './clients.ts'
import { demoOperations } from './demo.ts'
import { dealOperations } from './deals.ts'
import { duplicateOperations } from './duplicates.ts'
import { invoiceOperations } from './invoices.ts'
import { importOperations } from './imports.ts'
import { journalOperations } from './journal.ts'
import { propertyOperations } from './properties.ts'
import { privacyOperations } from './privacy.ts'
import { reportOperations } from './reports.ts'
import { scoreOperations } from './scores.ts'
import { segmentOperations } from './segments.ts'
import { shellOperations } from './shell.ts'
import { sourceOperations } from './sources.ts'
import { todayOperations } from './today.ts'

/** Operations of the store, run on the store thread. */
export const storeContract = {
  ...appOperations,
  ...analysisOperations,
  ...scoreOperations,
  ...privacyOperations,
  ...callOperations,
  ...cardOperations,
  ...clientOperations,
  ...demoOperations,
  ...dealOperations,
  ...duplicateOperations,
  ...propertyOperations,
  ...reportOperations,
  ...segmentOperations,
  ...sourceOperations,
  ...invoiceOperations,
  ...importOperations,
  ...journalOperations,
  ...todayOperations
}

/** Everything that crosses between a window and main: one table to audit. */
export const contract = { ...storeContract, ...shellOperations }

export { shellOperations as shellContract }
