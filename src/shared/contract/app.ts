import { z } from 'zod'
import { isDay } from '../day.ts'
import { command, job, query, returns } from './define.ts'

export const languages = ['en', 'pl', 'uk', 'ru'] as const
export type Language = (typeof languages)[number]
export const colorSchemes = ['light', 'dark', 'auto'] as const
export type ColorScheme = (typeof colorSchemes)[number]

/** What the frame shows all the time. */
export type AppStatus = {
  /** False until the first start was finished: then only the welcome screen is shown. */
  readonly isSetUp: boolean
  readonly userId: string | null
  readonly userName: string
  readonly userInitials: string
  readonly firmName: string
  readonly country: string
  readonly baseCurrency: string
  readonly timeZone: string
  readonly language: Language
  readonly colorScheme: ColorScheme
  readonly lastBackupAt: number | null
  /** Clients that the search index does not know yet. */
  readonly searchBehind: number
  /** Bytes. */
  readonly databaseSize: number
  /** Can the last change be taken back? Its operation name, for the words. */
  readonly undoable: { readonly changeId: string; readonly name: string } | null
  readonly counters: { readonly callsDue: number; readonly tasksDue: number; readonly invoicesOverdue: number }
  /** An import that was cut off; continue or undo (decisions.md 34). */
  readonly interruptedImportId: string | null
}

export type UserRow = { readonly id: string; readonly name: string; readonly role: 'rep' | 'head' | 'accountant' | 'admin' }
/** A built-in row shows its key in the user's language until someone gives it a name. */
export type Named = { readonly id: string; readonly name: string | null; readonly nameKey: string | null }
export type StageRow = Named & {
  readonly pipelineId: string
  readonly position: number
  readonly outcome: 'open' | 'won' | 'lost'
  readonly probabilityBp: number
  readonly ageLimitDays: number | null
}
export type DispositionRow = Named & {
  readonly digit: string | null
  readonly isReached: boolean
  readonly isPositive: boolean
  readonly isFinal: boolean
  readonly isCallback: boolean
  readonly retryAfterMinutes: number | null
  readonly forbidsCalls: boolean
  readonly spoilsNumber: boolean
  readonly opensDeal: boolean
}
/** Small lists that every screen needs, read once. */
export type Dictionaries = {
  readonly users: readonly UserRow[]
  readonly pipelines: readonly Named[]
  readonly stages: readonly StageRow[]
  readonly lostReasons: readonly Named[]
  readonly sources: readonly Named[]
  /** Sources that are not offered any more, for the names of those that clients kept. */
  readonly awaySources: readonly Named[]
  readonly dispositions: readonly DispositionRow[]
  readonly vatRates: readonly { readonly id: string; readonly code: string; readonly percentBp: number | null }[]
}

export type Firm = {
  readonly name: string
  readonly country: string
  readonly baseCurrency: string
  readonly timeZone: string
  readonly taxNumber: string | null
  readonly isVatPayer: boolean
  readonly street: string | null
  readonly postalCode: string | null
  readonly town: string | null
  readonly bankAccount: string | null
  readonly bankName: string | null
  readonly email: string | null
  readonly phone: string | null
}

export type BackupRow = {
  readonly name: string
  readonly at: number
  readonly cause: 'daily' | 'changed' | 'asked' | 'migration' | 'import' | 'restore'
  readonly bytes: number
  readonly clientCount: number
  readonly dealCount: number
}

/** What restoring a backup would do: what there is now, and how many changes were made since. */
export type BackupPreview = DataContents & { readonly changeCount: number }
/** How much there is, without what was removed. */
export type DataContents = { readonly clientCount: number; readonly dealCount: number }

export const line = (most: number) => z.string().trim().max(most)
/** Text that may be missing; nothing but blanks counts as missing. */
export const optionalLine = (most: number) => line(most).transform((text) => (text === '' ? null : text)).nullable()
export const country = z.string().regex(/^[A-Z]{2}$/)
export const currency = z.string().regex(/^[A-Z]{3}$/)
export const recordId = z.string().min(1).max(64)
/** Epoch ms, up to the year 2243. */
export const instant = z.int().min(0).max(8_640_000_000_000)
/** A day of the calendar that leaves room to reckon with it in both directions. */
export const day = z.string().max(10).refine((text) => isDay(text) && text >= '1900-01-01' && text < '2200-01-01')
export const page = z.strictObject({ offset: z.int().min(0).max(10_000_000), limit: z.int().min(1).max(200) })

/** First start: who works here and where. */
export const setUpInput = z.strictObject({
  language: z.enum(languages),
  country,
  userName: line(100).min(1),
  firmName: line(200).min(1)
})

export const changeFirmInput = z.strictObject({
  name: line(200).min(1),
  taxNumber: optionalLine(20),
  isVatPayer: z.boolean(),
  street: optionalLine(200),
  postalCode: optionalLine(20),
  town: optionalLine(100),
  bankAccount: optionalLine(40),
  bankName: optionalLine(100),
  email: optionalLine(200),
  phone: optionalLine(40)
})

/** A stage keeps its built-in words while `name` is null. Won and lost stages keep their probability and have no limit. */
export const changeStageInput = z.strictObject({
  id: recordId,
  name: optionalLine(100),
  /** Basis points. */
  probabilityBp: z.int().min(0).max(10_000),
  ageLimitDays: z.int().min(1).max(3650).nullable()
})

export const appOperations = {
  'app.status': query(z.strictObject({}), returns<AppStatus>(), [
    'user', 'firm', 'preference', 'client_summary', 'derived_state', 'journal_change', 'journal_tx', 'journal_op', 'call_list', 'call_list_entry', 'task',
    'invoice', 'allocation', 'payment', 'import_run', 'backup_run'
  ]),
  'app.dictionaries': query(z.strictObject({}), returns<Dictionaries>(), [
    'user', 'pipeline', 'stage', 'lost_reason', 'source', 'disposition', 'vat_rate'
  ]),
  'app.setUp': command(setUpInput, returns<null>(), [
    'user', 'firm', 'preference', 'vat_rate', 'journal_change', 'journal_op', 'journal_stamp'
  ]),
  'settings.firm': query(z.strictObject({}), returns<Firm>(), ['firm']),
  'settings.changeFirm': command(changeFirmInput, returns<Firm>(), ['firm', 'journal_change', 'journal_op', 'journal_stamp']),
  'settings.renameUser': command(z.strictObject({ name: line(100).min(1) }), returns<null>(), [
    'user', 'journal_change', 'journal_op', 'journal_stamp'
  ]),
  'settings.addUser': command(
    z.strictObject({ name: line(100).min(1), role: z.enum(['rep', 'head', 'accountant', 'admin']) }),
    returns<UserRow>(),
    ['user', 'journal_change', 'journal_op', 'journal_stamp']
  ),
  'settings.changeStage': command(changeStageInput, returns<StageRow>(), ['stage', 'journal_change', 'journal_op', 'journal_stamp']),
  /** Habits of this desk: language, colours, table layouts, drafts. */
  'preferences.get': query(z.strictObject({ key: z.string().min(1).max(100) }), returns<string | null>(), ['preference']),
  'preferences.set': command(
    z.strictObject({ key: z.string().min(1).max(100), value: z.string().max(20_000).nullable() }),
    returns<null>(),
    ['preference']
  ),
  'data.contents': query(z.strictObject({}), returns<DataContents>(), ['client', 'deal']),
  'backups.list': query(z.strictObject({}), returns<readonly BackupRow[]>(), ['backup_run']),
  'backups.preview': query(z.strictObject({ name: z.string().min(1).max(200) }), returns<BackupPreview>(), ['client', 'deal', 'journal_change', 'backup_run']),
  'backups.make': job(z.strictObject({}), returns<BackupRow>(), ['backup_run']),
  /** Puts a backup in place; what is there now is backed up first, so this can be undone by restoring that one. */
  'backups.restore': job(z.strictObject({ name: z.string().min(1).max(200) }), returns<{ readonly safetyBackup: string }>(), [])
}
