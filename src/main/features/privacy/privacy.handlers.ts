import type { HandlersFor } from '#main/app/dispatch.ts'
import type { privacyOperations } from '#shared/contract/privacy.ts'
import { erase } from './erase.ts'
import { exportPerson } from './exportPerson.ts'
import { privacyEvents } from './privacyEvents.ts'
import { findPeople, privacyReport } from './report.ts'
import { changeRetention, keepClients, retention } from './retention.ts'

export const privacyHandlers: HandlersFor<typeof privacyOperations> = {
  'privacy.search': findPeople,
  'privacy.report': privacyReport,
  'privacy.export': exportPerson,
  'privacy.erase': erase,
  'privacy.retention': retention,
  'privacy.changeRetention': changeRetention,
  'privacy.keep': keepClients,
  'privacy.events': privacyEvents
}
