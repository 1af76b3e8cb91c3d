import { z } from 'zod'
import { country, currency, day, languages, optionalLine, page, recordId } from './app.ts'
import { command, job, query, returns } from './define.ts'
import type { TableName } from './tables.ts'
import { propertyValue } from './values.ts'

/** Fields by which a row of another kind names its client; any of them will do. */
const linkFields = ['clientOwnNumber', 'clientName', 'clientTaxNumber', 'clientRegistryNumber', 'clientExternalId', 'clientEmail', 'clientPhone'] as const

/** Fields of a client that a column can feed. */
export const clientFields = [
  'name', 'shortName', 'taxNumber', 'registryNumber', 'courtNumber', 'euVatNumber', 'email', 'phone', 'contactName', 'contactFirstName',
  'contactLastName', 'contactRole', 'birthday', 'website', 'country', 'postalCode', 'town', 'region', 'street', 'address', 'iban', 'source', 'status',
  'clientKind', 'language', 'category', 'note', 'owner', 'externalId', 'ownNumber', 'isVatPayer', 'isKey', 'parent', 'recommendedBy', 'postAddress', 'deliveryAddress',
  'consentCall', 'consentEmail', 'consentSms'
] as const
export type ClientField = (typeof clientFields)[number]

/** Fields of a person at a client. */
export const contactFields = [
  ...linkFields, 'contactName', 'contactFirstName', 'contactLastName', 'contactRole', 'decisionRole', 'email', 'phone', 'birthday', 'note', 'externalId', 'consentCall',
  'consentEmail', 'consentSms'
] as const
export type ContactField = (typeof contactFields)[number]

/** Fields of a deal that a column can feed. */
export const dealFields = [
  ...linkFields, 'contactExternalId', 'title', 'amount', 'currency', 'stage', 'outcome', 'lostReason', 'ownerName', 'createdOn', 'closedOn', 'expectedOn',
  'product', 'source', 'note', 'externalId'
] as const
export type DealField = (typeof dealFields)[number]

export const productFields = ['product', 'productCode', 'unit', 'price', 'cost', 'currency', 'externalId'] as const
export type ProductField = (typeof productFields)[number]

/** Fields of a past invoice or one line of it. */
export const purchaseFields = [
  ...linkFields, 'number', 'boughtOn', 'product', 'productCode', 'quantity', 'price', 'amount', 'cost', 'currency', 'externalId'
] as const
export type PurchaseField = (typeof purchaseFields)[number]

/** Fields of something said or written: a note, a call, a ticket. */
export const noteFields = [...linkFields, 'contactExternalId', 'dealExternalId', 'text', 'noteKind', 'saidOn', 'author'] as const
export type NoteField = (typeof noteFields)[number]

/** What a file can hold, in the order in which the kinds point at each other. */
export const importTargets = ['client', 'product', 'contact', 'deal', 'purchase', 'note'] as const
export type ImportTarget = (typeof importTargets)[number]
export type ImportField = ClientField | ContactField | DealField | ProductField | PurchaseField | NoteField

export const fieldsOf = {
  client: clientFields, product: productFields, contact: contactFields, deal: dealFields, purchase: purchaseFields, note: noteFields
} as const satisfies Readonly<Record<ImportTarget, readonly ImportField[]>>
export const importFields = [...new Set<ImportField>(importTargets.flatMap((target): readonly ImportField[] => fieldsOf[target]))] as readonly ImportField[]
const importField = z.enum(importFields as [ImportField, ...ImportField[]])

/** Several columns of these are all kept: phones add up, texts are joined. */
export const repeatableFields: ReadonlySet<ImportField> = new Set<ImportField>(['phone', 'email', 'note', 'text', 'category'])
export const dayFields: ReadonlySet<ImportField> = new Set<ImportField>(['createdOn', 'closedOn', 'expectedOn', 'boughtOn', 'saidOn', 'birthday'])

/** Lists of ours for whose entries a file may have words of its own. */
export const valueLists = [
  'stage', 'outcome', 'lostReason', 'user', 'source', 'category', 'choice', 'currency', 'country', 'status', 'clientKind', 'language', 'noteKind'
] as const
export type ValueList = (typeof valueLists)[number]
/** The list that a field's values are of; choices belong to properties. */
export const listOfField: Readonly<Partial<Record<ImportField, Exclude<ValueList, 'choice'>>>> = {
  stage: 'stage', outcome: 'outcome', lostReason: 'lostReason', owner: 'user', ownerName: 'user', author: 'user', source: 'source', category: 'category',
  currency: 'currency', country: 'country', status: 'status', clientKind: 'clientKind', language: 'language', noteKind: 'noteKind'
}
/** Lists to which an import may add an entry. */
export const growingLists: ReadonlySet<ValueList> = new Set<ValueList>(['user', 'source', 'category', 'choice'])
/** Lists without whose value a row cannot come in: the user has to say what an unknown one means. */
export const decidingLists: ReadonlySet<ValueList> = new Set<ValueList>(['stage', 'outcome', 'currency'])

const valueMatch = z.strictObject({
  list: z.enum(valueLists),
  /** Whose choice it is, in the list of choices. */
  propertyId: recordId.nullable(),
  /** As the file writes it; case, marks and punctuation do not count. */
  value: z.string().trim().min(1).max(200),
  /** An entry of ours by its id or code, a new one, or none. */
  to: z.union([z.strictObject({ id: z.string().min(1).max(60) }), z.enum(['new', 'empty'])])
})
/** What a word of a file means in one of our lists. */
export type ValueMatch = z.output<typeof valueMatch>

/** Words of the files that are in none of our lists. */
export type UnknownList = {
  readonly list: ValueList
  readonly propertyId: string | null
  /** Names of the columns that hold them. */
  readonly columns: readonly string[]
  /** How many different ones there are; `values` are those that are met most, two hundred at most. */
  readonly valueCount: number
  /** `guess` is the id or code of what is most alike, null where nothing is or several are. */
  readonly values: readonly { readonly value: string; readonly count: number; readonly guess: string | null }[]
}

/** One of these columns at least, or no row can come in. */
export const namingFields: Readonly<Record<ImportTarget, readonly ImportField[]>> = {
  client: ['name', 'shortName', 'contactName', 'contactFirstName', 'contactLastName'],
  product: ['product', 'productCode'],
  contact: ['contactName', 'contactFirstName', 'contactLastName'],
  deal: ['title', 'product', 'externalId'],
  purchase: ['amount', 'price'],
  note: ['text']
}
/** One of these as well: what hangs on a client has to name it. Deals may come without. */
export const linkingFields: Readonly<Record<ImportTarget, readonly ImportField[]>> = {
  client: [], product: [], deal: [], contact: linkFields, purchase: linkFields, note: [...linkFields, 'contactExternalId', 'dealExternalId']
}

export const importEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be', 'windows-1250', 'windows-1251', 'windows-1252', 'ibm866', 'cp852'] as const
export type ImportEncoding = (typeof importEncodings)[number]
export const importDelimiters = [',', ';', '\t', '|'] as const
export type ImportDelimiter = (typeof importDelimiters)[number]
export const importFormats = ['xlsx', 'xls', 'ods', 'csv', 'vcf'] as const
export type ImportFormat = (typeof importFormats)[number]

/** Where in which file the table stands; null lets the file decide. */
const tablePlace = {
  path: z.string().min(1).max(4096),
  sheetIndex: z.int().min(0).max(1000).nullable(),
  encoding: z.enum(importEncodings).nullable(),
  delimiter: z.enum(importDelimiters).nullable(),
  /** The row with the names of the columns; 0 says that there is none, nothing lets the file decide. */
  headerRow: z.int().min(0).max(1000).optional(),
  /** Of a file that is cut off within a quotation only the rows before it are taken; without it such a file is refused. */
  isWholeRowsOnly: z.boolean().optional()
}
/** Without a target the file decides what it holds. */
export const importPlace = { ...tablePlace, target: z.enum(importTargets).nullable() }

/** In which order days stand that are written in digits only. */
export const dayOrders = ['dmy', 'mdy'] as const
export type DayOrder = (typeof dayOrders)[number]
/** Days that a spreadsheet left as its own numbers, counted from 1900 or, on old Macs, from 1904. */
export const dayNumbers = ['1900', '1904'] as const
export type DayNumbers = (typeof dayNumbers)[number]

export const propertyKinds = ['text', 'number', 'date', 'choice', 'choices', 'yesNo'] as const
export type PropertyKind = (typeof propertyKinds)[number]

const newProperty = z.strictObject({ name: z.string().trim().min(1).max(60), kind: z.enum(propertyKinds) })
/** What a column feeds: a field, a property that is there, or one that the import makes. */
const columnMapping = z.union([
  z.strictObject({ column: z.int().min(0).max(199), field: importField }),
  z.strictObject({ column: z.int().min(0).max(199), propertyId: recordId }),
  z.strictObject({ column: z.int().min(0).max(199), newProperty })
])
export type ColumnMapping = z.output<typeof columnMapping>

export type ImportColumn = {
  readonly index: number
  readonly header: string
  /** The first values that are there, from anywhere near the top. */
  readonly samples: readonly string[]
  readonly kind: 'phone' | 'email' | 'taxNumber' | 'date' | 'number' | 'text'
  readonly filledCount: number
  /** Where the column goes by its header or content; the user can change it. */
  readonly field: ImportField | null
  /** The property of that name, or that of a known layout. */
  readonly propertyId: string | null
  /** The property that a template makes of the column, where it is not there yet. */
  readonly newProperty: { readonly name: string; readonly kind: PropertyKind } | null
  /** What kind of property the column would make. */
  readonly propertyKind: PropertyKind
  /** 0 to 1; below 0.6 the user should look at it. */
  readonly confidence: number
}

/** What is odd about a file and would be silently wrong if nobody said so; a key of `imports.json` under `finding`. */
export const importFindings = [
  'hiddenSheets', 'calendar1904', 'twoHeaderRows', 'damagedNumbers', 'dayNumbers', 'cellErrors', 'notComputed', 'shiftedRows', 'cutRow', 'openQuote', 'otherKind'
] as const
export type ImportFinding = { readonly kind: (typeof importFindings)[number]; readonly count: number; readonly example: string | null }

/** By the rules of which country phones and numbers of a file are read, and what says so: that of the firm unless the file shows another. */
export type FileCountry = { readonly code: string; readonly by: 'settings' | 'column' | 'header' | 'numbers' | 'phones' | 'letters' }

/** What was found in a file, before anything is written. */
export type ImportPreview = {
  readonly fileName: string
  readonly format: ImportFormat
  /** What is taken to be in the file: as asked, else as its columns say. */
  readonly target: ImportTarget
  readonly sheets: readonly { readonly index: number; readonly name: string; readonly isHidden: boolean; readonly approxRows: number }[]
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
  readonly country: FileCountry
  readonly findings: readonly ImportFinding[]
  /** A file with the same headers was imported before: how its columns were matched then. */
  readonly isKnownLayout: boolean
  /** What words of such a file meant then, or mean by the template. */
  readonly values: readonly ValueMatch[]
  /** The saved template whose columns are all here. */
  readonly template: ImportTemplate | null
}

/** What becomes of a row: a new record, blanks filled, values replaced, or nothing. */
export const rowActions = ['create', 'fill', 'overwrite', 'skip'] as const
export type RowAction = (typeof rowActions)[number]

const part = z.strictObject({
  ...tablePlace,
  target: z.enum(importTargets),
  mapping: z.array(columnMapping).min(1).max(200),
  /** The day first unless said otherwise. */
  dayOrder: z.enum(dayOrders).optional(),
  /** How days that are plain numbers are counted; without it they fail. */
  dayNumbers: z.enum(dayNumbers).optional(),
  /** To whose rules phones and numbers are read where the row names no country; ours unless said. */
  country: country.optional(),
  /** Cells that the user put right before the import; '' drops one. */
  edits: z
    .array(z.strictObject({ rowNumber: z.int().min(1).max(1_048_576), cells: z.array(z.strictObject({ column: z.int().min(0).max(199), text: z.string().max(32_767) })).min(1).max(200) }))
    .max(5000)
    .optional(),
  /** Rows with which something else is done than with the others. */
  rowActions: z.array(z.strictObject({ rowNumber: z.int().min(1).max(1_048_576), action: z.enum(rowActions) })).max(5000).optional()
})
export type ImportPart = z.output<typeof part>

const common = {
  /** Files or sheets that are imported in one go, in any order: what others point at goes first. */
  parts: z.array(part).min(1).max(20),
  /** What words of the files mean that are in none of our lists. */
  values: z.array(valueMatch).max(3000).optional(),
  /** Of amounts in the file. */
  currency: currency.nullable(),
  /** What is done with a row whose record is there already. A blank cell never erases anything. */
  known: z.enum(rowActions),
  /** What is done with a row whose record is not there yet. */
  unknown: z.enum(['create', 'skip'])
}

export const consentChannels = ['call', 'email', 'sms'] as const

export const runImportInput = z.strictObject({
  ...common,
  /** Where the clients come from (S-25). */
  sourceId: recordId,
  /** Nobody, one for all, or several in turn. */
  ownerIds: z.array(recordId).max(100),
  categoryIds: z.array(recordId).max(50),
  /** A fixed segment that all of them are put into, made when it is new. */
  segment: z.union([z.strictObject({ id: recordId }), z.strictObject({ name: z.string().trim().min(1).max(100) })]).nullable(),
  /** Only where the file is a list of people who agreed: to what, and where that can be proven. None unless said. */
  consent: z
    .strictObject({
      channels: z.array(z.enum(consentChannels)).min(1).max(3),
      basis: optionalLine(500),
      wording: optionalLine(4000),
      origin: z.string().trim().min(1).max(200),
      on: day.nullable()
    })
    .nullable(),
  /** What every client of the files gets where its row says nothing of that property. */
  propertyValues: z.array(z.strictObject({ propertyId: recordId, value: propertyValue })).max(50).optional()
})
export type ImportChoices = z.output<typeof runImportInput>
export const checkImportInput = z.strictObject(common)

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
  /** Rows that changed nothing: there already, or left out by choice. */
  readonly duplicateCount: number
  readonly failedCount: number
  /** Blank lines, totals and repeated headers inside the table. */
  readonly emptyCount: number
  /** Remarks on rows: a value that could not be used and was kept as a note, a link that leads nowhere. */
  readonly warningCount: number
  readonly startedAt: number
  readonly endedAt: number | null
  readonly isUndoable: boolean
}
/** One import with the others that came in with it and what there is to tell. */
export type ImportRunDetails = ImportRun & {
  /** All files of one go in their order, this one among them. */
  readonly batch: readonly ImportRun[]
  readonly problems: readonly { readonly problem: ImportProblem; readonly outcome: ImportOutcome; readonly count: number }[]
  /** Links of all files of the go that lead nowhere. */
  readonly dangling: readonly { readonly problem: DanglingLink; readonly count: number }[]
}

export const importOutcomes = ['failed', 'duplicate', 'warning'] as const
export type ImportOutcome = (typeof importOutcomes)[number]

/** Why a row did not come in or came in with a remark; a key of `imports.json` under `problem`. */
export const importProblems = [
  'nameMissing', 'taxNumberWrong', 'duplicateTaxNumber', 'duplicateRegistryNumber', 'duplicatePhone', 'duplicateEmail', 'duplicateExternalId',
  'duplicateName', 'duplicateRecord', 'leftOut', 'sameIdOtherName', 'countryFromTaxNumber', 'phoneUnusable', 'phoneDamaged', 'numberDamaged',
  'emailUnusable', 'cellError', 'rowShifted', 'clientMissing', 'clientAmbiguous', 'clientNotFound', 'contactNotFound', 'dealNotFound',
  'linksDiffer', 'titleMissing', 'amountMissing', 'amountUnreadable', 'amountTooLarge', 'currencyUnknown', 'stageUnknown', 'stageNotMoved', 'dayUnreadable',
  'dayMissing', 'dayIsNumber', 'closedOnMissing', 'closedBeforeCreated', 'tooLong', 'countryUnknown', 'valueUnusable', 'textMissing',
  'valueUnknown', 'rowCut', 'countryDoubtful', 'relatedNotFound', 'consentBasisMissing', 'propertyMissing'
] as const
export type ImportProblem = (typeof importProblems)[number]

/** Problems of a row that points at a record that is not there. */
export const danglingLinks = ['clientNotFound', 'contactNotFound', 'dealNotFound'] as const satisfies readonly ImportProblem[]
export type DanglingLink = (typeof danglingLinks)[number]

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
  readonly outcome: 'created' | 'updated' | 'duplicate' | 'failed'
  readonly remarks: readonly { readonly problem: ImportProblem; readonly detail: string | null }[]
  readonly values: Readonly<Partial<Record<ImportField, string>>>
  /** As they stand in the file, in the order of its columns, with what the user put right. */
  readonly cells: readonly string[]
  /** The record that the row is taken for. */
  readonly matchName: string | null
  /** What would be different about that record; `field` is a column of the store's table or 'phone', 'email', 'contact'. */
  readonly changes: readonly { readonly field: string; readonly from: string | null; readonly to: string }[]
}

/** What an import would do with one file, found without writing anything; the counts are those of `ImportRun`. */
export type ImportPartCheck = Pick<
  ImportRun,
  'target' | 'fileName' | 'rowsRead' | 'createdCount' | 'updatedCount' | 'duplicateCount' | 'failedCount' | 'emptyCount' | 'warningCount'
> & {
  /** Where the part stood in what was asked. */
  readonly part: number
  /** The first rows of the file and those with which something else happens than being added. */
  readonly rows: readonly CheckedRow[]
  /** The columns of `CheckedRow.cells`. */
  readonly columns: readonly { readonly index: number; readonly header: string }[]
  /** Each problem of the file with the row where it is met first, the most frequent first. */
  readonly problems: readonly {
    readonly problem: ImportProblem
    readonly outcome: ImportOutcome
    readonly count: number
    readonly firstRow: number
    readonly firstDetail: string | null
  }[]
}
/** All files in the order in which they would come in. */
export type ImportCheck = { readonly parts: readonly ImportPartCheck[] }

/** How the columns of a kind of file are matched, under a name; known again by its headers. */
export type ImportTemplate = {
  readonly id: string
  readonly name: string
  readonly target: ImportTarget
  readonly columns: readonly TemplateColumn[]
  readonly known: RowAction
  readonly unknown: 'create' | 'skip'
  readonly values: readonly ValueMatch[]
}
const templateColumn = z.strictObject({
  header: z.string().min(1).max(200),
  field: importField.nullable(),
  propertyId: recordId.nullable(),
  /** One that the import makes where it is not there. */
  newProperty: newProperty.nullable().optional()
})
export type TemplateColumn = z.output<typeof templateColumn>

const journal = ['journal_change', 'journal_tx', 'journal_op', 'journal_stamp'] as const satisfies readonly TableName[]
const written = [
  'backup_run', 'user', 'client', 'client_address', 'client_phone', 'client_email', 'client_bank_account', 'contact', 'note', 'deal', 'stage_change', 'product', 'purchase',
  'purchase_line', 'property', 'property_choice', 'client_property', 'source', 'category', 'client_category', 'segment', 'segment_member', 'consent_change',
  'import_run', 'import_row', 'client_summary', 'client_search', 'derived_state', 'deal_state', 'deal_stage', ...journal
] as const satisfies readonly TableName[]

export const importOperations = {
  /** Reads the head of a file: sheets, encoding, header, columns and what each seems to be. Writes nothing. */
  'imports.open': job(z.strictObject(importPlace), returns<ImportPreview>(), []),
  /** Reads the whole files for words that none of our lists has, with what each is most likely to mean. Writes nothing. */
  'imports.values': job(z.strictObject({ parts: common.parts }), returns<readonly UnknownList[]>(), []),
  /** Reads the whole files and says what an import would do with each row. Writes nothing. */
  'imports.check': job(checkImportInput, returns<ImportCheck>(), []),
  'imports.run': job(runImportInput, returns<readonly ImportRun[]>(), written),
  /** Goes on with an import that was cut off, from the row where it stopped, and with the files that came after it. */
  'imports.resume': job(z.strictObject({ importRunId: recordId }), returns<readonly ImportRun[]>(), written),
  /** Takes rows that failed once more, as the user mended them; part of the same change. */
  'imports.mend': job(
    z.strictObject({
      importRunId: recordId,
      rows: z
        .array(z.strictObject({ rowNumber: z.int().min(1).max(1_048_576), cells: z.array(z.string().max(32_767)).max(200) }))
        .min(1)
        .max(500)
    }),
    returns<{ readonly run: ImportRun; readonly mendedCount: number; readonly failedCount: number }>(),
    written
  ),
  'imports.list': query(z.strictObject({}), returns<readonly ImportRun[]>(), ['import_run', 'import_row', 'journal_change']),
  'imports.get': query(z.strictObject({ importRunId: recordId }), returns<ImportRunDetails>(), ['import_run', 'import_row', 'journal_change']),
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
    ['privacy_event']
  ),
  /** Writes an empty table with the columns of a target and a few rows that show how they are filled. */
  'imports.saveSample': job(
    z.strictObject({ path: z.string().min(1).max(4096), target: z.enum(importTargets), language: z.enum(languages) }),
    returns<null>(),
    []
  ),
  /** Leaves an interrupted import as it is: what came in stays. */
  'imports.keep': job(z.strictObject({ importRunId: recordId }), returns<null>(), ['import_run']),
  'imports.templates': query(z.strictObject({}), returns<readonly ImportTemplate[]>(), ['setting']),
  /** Keeps how a file's columns are matched; one of the same name and target is replaced. */
  'imports.saveTemplate': command(
    z.strictObject({
      name: z.string().trim().min(1).max(100),
      target: z.enum(importTargets),
      columns: z.array(templateColumn).min(1).max(200),
      known: z.enum(rowActions),
      unknown: z.enum(['create', 'skip']),
      values: z.array(valueMatch).max(3000).optional()
    }),
    returns<ImportTemplate>(),
    ['setting']
  ),
  'imports.removeTemplate': command(z.strictObject({ id: recordId }), returns<null>(), ['setting'])
}
