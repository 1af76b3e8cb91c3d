import type { Context } from '#main/app/context.ts'
import { inTransactionWith } from '#main/db/transaction.ts'
import type { PrivacyEventRow } from '#shared/contract/privacy.ts'
import { countEvents, insertEvent, listEvents } from './privacyEvents.queries.ts'

type Noted = {
  readonly kind: PrivacyEventRow['kind']
  readonly clientId: string | null
  readonly contactId: string | null
  /** Clients or people. */
  readonly count: number
  /** A word of ours, never the data of a person. */
  readonly reason: string | null
}

/** Notes what was done with the data of people, for good: exports and erasures cannot be taken back. */
export function recordPrivacyEvent(ctx: Context, noted: Noted): void {
  inTransactionWith(ctx, { isUndoable: false, undoesId: null }, (db) =>
    insertEvent(db, { id: ctx.newId(), ...noted, at: ctx.now(), byId: ctx.userId, workstationId: ctx.workstationId })
  )
}

/** Exports and erasures, the latest first. */
export function privacyEvents(ctx: Context, { page }: { page: { offset: number; limit: number } }): { rows: PrivacyEventRow[]; total: number } {
  return { rows: listEvents(ctx.db, page), total: countEvents(ctx.db) }
}
