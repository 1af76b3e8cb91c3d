import { analysisHandlers } from '#main/features/analysis/analysis.handlers.ts'
import { backupHandlers } from '#main/features/backups/backups.handlers.ts'
import { callHandlers } from '#main/features/calls/calls.handlers.ts'
import { cardHandlers } from '#main/features/clients/card.handlers.ts'
import { clientHandlers } from '#main/features/clients/clients.handlers.ts'
import { dealHandlers } from '#main/features/deals/deals.handlers.ts'
import { duplicateHandlers } from '#main/features/duplicates/duplicates.handlers.ts'
import { demoHandlers } from '#main/features/demo/demo.handlers.ts'
import { invoiceHandlers } from '#main/features/invoices/invoices.handlers.ts'
import { importHandlers } from '#main/features/imports/imports.handlers.ts'
import { journalHandlers } from '#main/features/journal/journal.handlers.ts'
import { propertyHandlers } from '#main/features/properties/properties.handlers.ts'
import { privacyHandlers } from '#main/features/privacy/privacy.handlers.ts'
import { reportHandlers } from '#main/features/reports/reports.handlers.ts'
import { scoreHandlers } from '#main/features/scores/scores.handlers.ts'
import { segmentHandlers } from '#main/features/segments/segments.handlers.ts'
import { sourceHandlers } from '#main/features/sources/sources.handlers.ts'
import { settingsHandlers } from '#main/features/settings/settings.handlers.ts'
import { todayHandlers } from '#main/features/today/today.handlers.ts'
import type { storeContract } from '#shared/contract/index.ts'
import type { HandlersFor } from './dispatch.ts'

/** Every operation of the store and the function that does it. */
export const storeHandlers: HandlersFor<typeof storeContract> = {
  ...settingsHandlers,
  ...analysisHandlers,
  ...scoreHandlers,
  ...privacyHandlers,
  ...backupHandlers,
  ...callHandlers,
  ...cardHandlers,
  ...clientHandlers,
  ...dealHandlers,
  ...demoHandlers,
  ...duplicateHandlers,
  ...invoiceHandlers,
  ...importHandlers,
  ...propertyHandlers,
  ...reportHandlers,
  ...segmentHandlers,
  ...sourceHandlers,
  ...journalHandlers,
  ...todayHandlers
}
