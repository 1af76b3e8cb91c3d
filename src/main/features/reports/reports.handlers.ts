import type { HandlersFor } from '#main/app/dispatch.ts'
import type { reportOperations } from '#shared/contract/reports.ts'
import { exportFunnel } from './exportFunnel.ts'
import { findings } from './findings.ts'
import { closedFunnel, openFunnel } from './reports.ts'

export const reportHandlers: HandlersFor<typeof reportOperations> = {
  'reports.openFunnel': openFunnel,
  'reports.closedFunnel': closedFunnel,
  'reports.findings': findings,
  'reports.exportFunnel': exportFunnel
}
