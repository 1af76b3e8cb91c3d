import { z } from 'zod'
import type { Context } from '#main/app/context.ts'
import { findSetting, putSetting } from '#main/db/firmSettings.ts'
import type { Db } from '#main/db/open.ts'
import { inTransaction, inTransactionWith } from '#main/db/transaction.ts'
import type { RetentionRow } from '#shared/contract/privacy.ts'
import { addMonths, startOfDayMs, today } from '#shared/day.ts'
import { ourFirm } from '../settings/settings.ts'
import { countForgotten, listForgotten } from './privacy.queries.ts'
import { recordPrivacyEvent } from './privacyEvents.ts'

const key = 'privacy.retention'
const written = z.object({ months: z.int().min(1).max(120).nullable() })

function monthsOf(db: Db): number | null {
  const kept = findSetting(db, key)
  if (kept === undefined) return null
  const read = written.safeParse(JSON.parse(kept))
  return read.success ? read.data.months : null
}

/** The rule and whom it names today; nothing is ever erased by itself. */
export function retention(ctx: Context, { page }: { page: { offset: number; limit: number } }): { months: number | null; rows: RetentionRow[]; total: number } {
  const months = monthsOf(ctx.db)
  if (months === null) return { months, rows: [], total: 0 }
  const { timeZone } = ourFirm(ctx.db)
  const beforeOn = addMonths(today(ctx.now(), timeZone), -months)
  const before = startOfDayMs(beforeOn, timeZone)
  return { months, rows: listForgotten(ctx.db, { before, beforeOn, ...page }), total: countForgotten(ctx.db, { before, beforeOn }) }
}

/** After how many months without a purchase, a talk or a deal somebody is asked about; null asks about nobody. */
export function changeRetention(ctx: Context, { months }: { months: number | null }): null {
  inTransaction(ctx, (db) => putSetting(db, key, JSON.stringify({ months } satisfies z.output<typeof written>), ctx.now()))
  return null
}

/** Notes that these are kept on purpose; they are asked about again after as long once more. */
export function keepClients(ctx: Context, { clientIds }: { clientIds: readonly string[] }): null {
  inTransactionWith(ctx, { isUndoable: false, undoesId: null }, () => {
    for (const clientId of new Set(clientIds)) recordPrivacyEvent(ctx, { kind: 'retention', clientId, contactId: null, count: 1, reason: 'kept' })
  })
  return null
}
