import type { Reason } from './reasons.ts'

/** Decides how an error is treated: form fields, a toast, silence or a dialog. The reason decides the words. */
export type ErrorCode = 'validation' | 'not_found' | 'rule' | 'conflict' | 'io' | 'cancelled' | 'internal'

/** Numbers and words that the message of a reason needs, such as a row number or a file name. */
export type ErrorDetails = Readonly<Record<string, string | number>>

export type ErrorData = {
  readonly code: ErrorCode
  readonly reason: Reason
  /** For the log and "copy details"; never shown as the message itself. */
  readonly message?: string
  readonly details?: ErrorDetails
  /** Field path to reason-like issue code, for forms. */
  readonly fields?: Readonly<Record<string, string>>
}

export type Result<T> =
  /** `changeId` is there when the call changed journalled data: it is what undo takes. */
  | { readonly ok: true; readonly value: T; readonly changeId?: string }
  | { readonly ok: false; readonly error: ErrorData }

/** The one error that code throws on purpose; everything else is a fault and becomes `internal`. */
export class AppError extends Error {
  readonly data: ErrorData

  constructor(data: ErrorData) {
    super(data.message ?? data.reason)
    this.name = 'AppError'
    this.data = data
  }
}

/** A record that is asked for is not there (or was removed). */
export function notFound(table: string, id: string): AppError {
  return new AppError({ code: 'not_found', reason: 'not_found', message: `${table} ${id}`, details: { table, id } })
}

/** A rule of the business forbids it. */
export function ruleBroken(reason: Reason, details?: ErrorDetails): AppError {
  return new AppError({ code: 'rule', reason, ...(details && { details }) })
}

/** The values given cannot be used; `fields` names where. */
export function invalid(reason: Reason, details?: ErrorDetails, fields?: Readonly<Record<string, string>>): AppError {
  return new AppError({ code: 'validation', reason, ...(details && { details }), ...(fields && { fields }) })
}

/** Somebody or something else is in the way; trying again later may work. */
export function conflict(reason: Reason, details?: ErrorDetails): AppError {
  return new AppError({ code: 'conflict', reason, ...(details && { details }) })
}

/** A file, a folder or the disk refused. */
export function ioFailed(reason: Reason, details?: ErrorDetails, cause?: unknown): AppError {
  const message = cause instanceof Error ? cause.message : undefined
  return new AppError({ code: 'io', reason, ...(details && { details }), ...(message && { message }) })
}

/** The user stopped it. */
export function cancelled(): AppError {
  return new AppError({ code: 'cancelled', reason: 'cancelled' })
}
