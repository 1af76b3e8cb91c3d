import { z } from 'zod'
import { currency, page, recordId } from './app.ts'
import { job, query, returns } from './define.ts'
import type { TableName } from './tables.ts'

/** Fields of a client that a column can feed. */
export const clientFields = [
  'name', 'shortName', 'taxNumber', 'registryNumber', 'email', 'phone', 'contactName', 'contactFirstName', 'contactLastName',
  'contactRole', 'website', 'country', 'postalCode', 'town', 'region', 'street', 'address', 'source', 'status', 'note', 'owner',
  'externalId'
] as const
export type ClientField = (typeof clientFields)[number]

/** Fields of a deal that a column can feed; its client is found by one of the three `client…` fields. */
export const dealFields = [
  'clientName', 'clientTaxNumber', 'clientExternalId', 'title', 'amount', 'currency', 'stage', 'outcome', 'ownerName', 'createdOn',
  'closedOn', 'expectedOn', 'product', 'source', 'note', 'externalId'
] as const
export type DealField = (typeof dealFields)[number]

export const importTargets = ['client', 'deal'] as const
export type ImportTarget = (typeof importTargets)[number]
export type ImportField = ClientField | DealField
const importField = z.enum([...new Set<ImportField>([...clientFields, ...dealFields])] as [ImportField, ...ImportField[]])

/** One of these columns at least, or no row can come in. */
export const namingFields: Readonly<Record<ImportTarget, readonly ImportField[]>> = {
  client: ['name', 'shortName', 'contactName', 'contactFirstName', 'contactLastName'],
  deal: ['title', 'product', 'externalId']
}

export const importEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be', 'windows-1250', 'windows-1251', 'windows-1252', 'ibm866', 'cp852'] as const
export type ImportEncoding = (typeof importEncodings)[number]
export const importDelimiters = [',', ';', '\t', '|'] as const
export type ImportDelimiter = (typeof importDelimiters)[number]

/** Where in which file the table stands; null lets the file decide. */
export const importPlace = {
  path: z.string().min(1).max(4096),
  target: z.enum(importTargets),
  sheetIndex: z.int().min(0).max(1000).nullable(),
  encoding: z.enum(importEncodings).nullable(),
  delimiter: z.enum(importDelimiters).nullable()
}

/** In which order days stand that are written in digits only. */
export const dayOrders = ['dmy', 'mdy'] as const
export type DayOrder = (typeof dayOrders)[number]

export type ImportColumn = {
  readonly index: number
  readonly header: string
  /** The first values that are there, from anywhere near the top. */
  readonly samples: readonly string[]
  readonly kind: 'phone' | 'email' | 'taxNumber' | 'date' | 'number' | 'text'
  readonly filledCount: number
  /** Where the column goes by its header or content; the user can change it. */
  readonly field: ImportField | null
  /** 0 to 1; below 0.6 the user should look at it. */
  readonly confidence: number
}

/** What was found in a file, before anything is written. */
export type ImportPreview = {
  readonly fileName: string
  readonly format: 'xlsx' | 'csv'
  readonly sheets: readonly { readonly index: number; readonly name: string; readonly isHidden: boolean }[]
  readonly sheetIndex: number
  /** Null: the file does not say and the user has to choose among the candidates. */
  readonly encoding: ImportEncoding | null
  readonly encodingCandidates: readonly { readonly encoding: ImportEncoding; readonly previewLines: readonly string[] }[]
  readonly delimiter: ImportDelimiter | null
  readonly headerRow: number | null
  /** Titles and notes that are left out. */
  readonly skippedRows: readonly { readonly rowNumber: number; readonly text: string }[]
  readonly columns: readonly ImportColumn[]
  /** The first rows as they will be read. */
  readonly firstRows: readonly { readonly rowNumber: number; readonly cells: readonly string[] }[]
  /** An estimate. */
  readonly approxRows: number
  readonly confidence: number
  /** Scattered labels and values, as in an invoice: to be imported only if the user insists. */
  readonly isForm: boolean
  /** As the days of the file prove it; null where 03/04/2026 may be both and the user has to say. */
  readonly dayOrder: DayOrder | null
  /** A file with the same headers was imported before: how its columns were matched then. */
  readonly isKnownLayout: boolean
}

export const runImportInput = z.strictObject({
  ...importPlace,
  mapping: z.array(z.strictObject({ column: z.int().min(0).max(199), field: importField })).min(1).max(200),
  /** Where the clients come from (S-25). */
  sourceId: recordId,
  ownerId: recordId.nullable(),
  /** Of amounts in the file. */
  currency: currency.nullable(),
  /** The day first unless said otherwise. */
  dayOrder: z.enum(dayOrders).optional()
})
export const checkImportInput = runImportInput.omit({ sourceId: true, ownerId: true })

export type ImportState = 'running' | 'done' | 'cancelled' | 'interrupted' | 'undone'

/** What an import did: `rowsRead` is always the sum of the counts but `warningCount`. */
export type ImportRun = {
  readonly id: string
  readonly target: ImportTarget
  readonly fileName: string
  readonly state: ImportState
  readonly changeId: string
  readonly rowsRead: number
  readonly createdCount: number
  readonly updatedCount: number
  readonly duplicateCount: number
  readonly failedCount: number
  /** Blank lines, totals and repeated headers inside the table. */
  readonly emptyCount: number
  /** Rows that came in, with a value that could not be used and was kept as a remark. */
  readonly warningCount: number
  readonly startedAt: number
  readonly endedAt: number | null
  readonly isUndoable: boolean
}

export const importOutcomes = ['failed', 'duplicate', 'warning'] as const
export type ImportOutcome = (typeof importOutcomes)[number]

/** Why a row did not come in or came in with a remark; a key of `imports.json` under `problem`. */
export const importProblems = [
  'nameMissing', 'taxNumberWrong', 'duplicateTaxNumber', 'duplicatePhone', 'duplicateEmail', 'duplicateExternalId', 'countryFromTaxNumber', 'phoneUnusable',
  'phoneDamaged', 'emailUnusable', 'cellError', 'clientMissing', 'clientAmbiguous', 'titleMissing', 'amountUnreadable', 'amountTooLarge',
  'currencyUnknown', 'stageUnknown', 'dayUnreadable', 'closedOnMissing', 'closedBeforeCreated', 'tooLong', 'duplicateName', 'countryUnknown'
] as const
export type ImportProblem = (typeof importProblems)[number]

export type ImportRowReport = {
  readonly id: number
  readonly rowNumber: number
  readonly outcome: ImportOutcome
  readonly problem: ImportProblem
  /** The value that is wrong, or what the row collides with. */
  readonly detail: string | null
  readonly cells: readonly string[]
}

/**
 * A row as it would come in. Values by field in our form: phones in E.164 and e-mails joined by ', ', days as such, the
 * amount in minor units, the stage as its id, the country as its code.
 */
export type CheckedRow = {
  readonly rowNumber: number
  readonly outcome: 'created' | 'duplicate' | 'failed'
  readonly remarks: readonly { readonly problem: ImportProblem; readonly detail: string | null }[]
  readonly values: Readonly<Partial<Record<ImportField, string>>>
}

/** What an import would do, found without writing anything; the counts are those of `ImportRun`. */
export type ImportCheck = Pick<ImportRun, 'rowsRead' | 'createdCount' | 'duplicateCount' | 'failedCount' | 'emptyCount' | 'warningCount'> & {
  /** The first rows of the file. */
  readonly rows: readonly CheckedRow[]
  /** Each problem of the file with the row where it is met first, the most frequent first. */
  readonly problems: readonly {
    readonly problem: ImportProblem
    readonly outcome: ImportOutcome
    readonly count: number
    readonly firstRow: number
    readonly firstDetail: string | null
  }[]
}

const journal = ['journal_change', 'journal_tx', 'journal_op', 'journal_stamp'] as const satisfies readonly TableName[]
const written = [
  'backup_run', 'user', 'client', 'client_phone', 'client_email', 'contact', 'note', 'deal', 'stage_change', 'import_run', 'import_row', 'backup_run', 'client_summary',
  'client_search', 'derived_state', 'deal_state', 'deal_stage', ...journal
] as const satisfies readonly TableName[]

export const importOperations = {
  /** Reads the head of a file: sheets, encoding, header, columns and what each seems to be. Writes nothing. */
  'imports.open': job(z.strictObject(importPlace), returns<ImportPreview>(), []),
  /** Reads the whole file and says what an import would do with each row. Writes nothing. */
  'imports.check': job(checkImportInput, returns<ImportCheck>(), []),
  'imports.run': job(runImportInput, returns<ImportRun>(), written),
  /** Goes on with an import that was cut off, from the row where it stopped. */
  'imports.resume': job(z.strictObject({ importRunId: recordId }), returns<ImportRun>(), written),
  'imports.list': query(z.strictObject({}), returns<readonly ImportRun[]>(), ['import_run', 'import_row', 'journal_change']),
  'imports.get': query(z.strictObject({ importRunId: recordId }), returns<ImportRun>(), ['import_run', 'import_row', 'journal_change']),
  'imports.rows': query(
    z.strictObject({ importRunId: recordId, outcome: z.enum(importOutcomes).nullable(), page }),
    returns<{ readonly rows: readonly ImportRowReport[]; readonly total: number; readonly headers: readonly string[] }>(),
    ['import_row', 'import_run']
  ),
  /** Rows that did not come in, with the reason per row, to mend and import again. */
  'imports.exportProblems': job(
    z.strictObject({
      importRunId: recordId,
      outcomes: z.array(z.enum(importOutcomes)).min(1).max(3),
      path: z.string().min(1).max(4096),
      titles: z.strictObject({ row: z.string().max(100), reason: z.string().max(100), value: z.string().max(100) }),
      /** Words for each problem in the user's language. */
      words: z.partialRecord(z.enum(importProblems), z.string().max(300))
    }),
    returns<{ readonly rowCount: number }>(),
    []
  ),
  /** Leaves an interrupted import as it is: what came in stays. */
  'imports.keep': job(z.strictObject({ importRunId: recordId }), returns<null>(), ['import_run'])
}
