import type { HandlersFor } from '#main/app/dispatch.ts'
import type { importOperations } from '#shared/contract/imports.ts'
import { checkImport } from './check.ts'
import { exportProblems, getImport, keepImport, mendRows, resumeImport, runImport, toRun } from './imports.ts'
import { countReports, findRun, listReports, listRuns } from './imports.queries.ts'
import { openImport } from './preview.ts'
import { saveSample } from './sample.ts'
import { listTemplates, removeTemplate, saveTemplate } from './templates.ts'
import { findUnknownValues } from './unknownValues.ts'

export const importHandlers: HandlersFor<typeof importOperations> = {
  'imports.open': openImport,
  'imports.values': findUnknownValues,
  'imports.check': checkImport,
  'imports.run': runImport,
  'imports.resume': resumeImport,
  'imports.mend': mendRows,
  'imports.list': ({ db }) => listRuns(db, 200).map(toRun),
  'imports.get': getImport,
  'imports.rows': ({ db }, { importRunId, outcome, page }) => ({
    rows: listReports(db, importRunId, outcome, page),
    total: countReports(db, importRunId, outcome),
    headers: JSON.parse(findRun(db, importRunId)?.headers ?? '[]') as string[]
  }),
  'imports.exportProblems': exportProblems,
  'imports.saveSample': saveSample,
  'imports.keep': keepImport,
  'imports.templates': listTemplates,
  'imports.saveTemplate': saveTemplate,
  'imports.removeTemplate': removeTemplate
}
