import type { Context } from '#main/app/context.ts'
import { findSetting, putSetting } from '#main/db/firmSettings.ts'
import type { Db } from '#main/db/open.ts'
import { inTransaction } from '#main/db/transaction.ts'
import { type AnalysisSettings, analysisSettings } from '#shared/contract/analysis.ts'

const key = 'analysis'
/** Twelve months, 80/15/5 by revenue, months as steps, three purchases a year (metrics.md 5.3, 5.10). */
const usual: AnalysisSettings = { months: 12, basis: 'revenue', abcBp: [8000, 9500], xyzStep: 'month', xyzPercent: [10, 25], regularCount: 3 }

/** How the firm sorts its clients. */
export function settingsOf(db: Db): AnalysisSettings {
  const kept = findSetting(db, key)
  if (kept === undefined) return usual
  const read = analysisSettings.safeParse(JSON.parse(kept))
  return read.success ? read.data : usual
}

/** The classes of all clients follow in quiet moments. */
export function changeSettings(ctx: Context, settings: AnalysisSettings): null {
  inTransaction(ctx, (db) => putSetting(db, key, JSON.stringify(settings), ctx.now()))
  return null
}
