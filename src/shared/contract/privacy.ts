import { z } from 'zod'
import { page, recordId } from './app.ts'
import { command, job, query, returns } from './define.ts'
import { type TableName, tableNames } from './tables.ts'

/** Whose data: a client with all its people, or one person at a client. */
export const privacySubject = z.strictObject({ kind: z.enum(['client', 'contact']), id: recordId })
export type PrivacySubject = z.output<typeof privacySubject>

export type PersonHit = PrivacySubject & {
  readonly name: string
  readonly clientId: string
  readonly clientName: string
  readonly town: string | null
  readonly isRemoved: boolean
}

/** Rows of one table that belong to somebody. */
export type PrivacySection = {
  readonly table: TableName
  readonly rowCount: number
  /** Earlier and later values of these rows in the log. */
  readonly logCount: number
  /** Of them, how many stay as they are after an erasure: issued documents and what was paid on them. */
  readonly keptCount: number
}
/** The name, a number or an address found in the words of another client. */
export type PrivacyMention = {
  readonly table: TableName
  readonly rowId: string
  readonly clientId: string | null
  readonly clientName: string | null
  readonly excerpt: string
}
export type PrivacyReport = {
  readonly subject: PersonHit
  readonly sections: readonly PrivacySection[]
  readonly mentions: readonly PrivacyMention[]
  /** More were found than are listed. */
  readonly hasMoreMentions: boolean
  readonly invoiceCount: number
  readonly closedDealCount: number
  readonly fileCount: number
  /** Numbers on the list of those that must not be called. */
  readonly forbiddenCount: number
  /** Backups that were made while the data was there, and the last day on which one of them exists. */
  readonly backupCount: number
  readonly backupsGoneOn: string | null
}

export const erasureReasons = ['request', 'retention', 'mistake', 'other'] as const
export type ErasureReason = (typeof erasureReasons)[number]

export type ErasureResult = {
  readonly erasedCount: number
  /** Rows that were emptied, the log's among them. */
  readonly rowCount: number
  readonly keptInvoiceCount: number
  readonly removedFileCount: number
}

export type PrivacyEventRow = {
  readonly id: string
  readonly kind: 'export' | 'erasure' | 'retention' | 'listExport'
  readonly clientId: string | null
  readonly count: number
  readonly reason: string | null
  readonly at: number
  readonly byId: string | null
}

/** A client that the rule names: no purchase, no contact and no deal for so long. */
export type RetentionRow = {
  readonly id: string
  readonly name: string
  readonly town: string | null
  readonly ownerId: string | null
  readonly createdAt: number
  readonly lastContactAt: number | null
  /** Somebody decided to keep it. */
  readonly keptAt: number | null
}

const months = z.int().min(1).max(120).nullable()
const subjectTables = tableNames.filter((name) => !/^(journal_stamp|derived_state|preference|backup_run)$/.test(name))
const erased = tableNames.filter((name) => !/^(journal_stamp|derived_state|backup_run|user|workstation|firm|pipeline|stage|vat_rate)$/.test(name))

export const privacyOperations = {
  /** Clients and people by name, number or address, removed ones too. */
  'privacy.search': query(z.strictObject({ text: z.string().trim().min(2).max(200) }), returns<readonly PersonHit[]>(), [
    'client', 'contact', 'client_phone', 'client_email'
  ]),
  'privacy.report': query(z.strictObject({ subject: privacySubject }), returns<PrivacyReport>(), subjectTables),
  /** One zip with a page to read, the same as JSON and the attached files. */
  'privacy.export': job(
    z.strictObject({ subject: privacySubject, path: z.string().min(1).max(4096) }),
    returns<{ readonly rowCount: number; readonly fileCount: number }>(),
    ['privacy_event']
  ),
  /** Cannot be taken back. */
  'privacy.erase': job(
    z.strictObject({
      subjects: z.array(privacySubject).min(1).max(5000),
      reason: z.enum(erasureReasons),
      /** Numbers stay on the list of those that must not be called. */
      keepsForbidden: z.boolean()
    }),
    returns<ErasureResult>(),
    erased
  ),
  'privacy.retention': query(
    z.strictObject({ page }),
    returns<{ readonly months: number | null; readonly rows: readonly RetentionRow[]; readonly total: number }>(),
    ['setting', 'firm', 'client', 'client_summary', 'deal', 'purchase', 'invoice', 'privacy_event']
  ),
  'privacy.changeRetention': command(z.strictObject({ months }), returns<null>(), ['setting']),
  /** They are asked about again when as much time has passed once more. */
  'privacy.keep': command(z.strictObject({ clientIds: z.array(recordId).min(1).max(5000) }), returns<null>(), ['privacy_event']),
  'privacy.events': query(
    z.strictObject({ page }),
    returns<{ readonly rows: readonly PrivacyEventRow[]; readonly total: number }>(),
    ['privacy_event']
  )
}
