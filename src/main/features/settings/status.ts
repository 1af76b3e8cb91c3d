import type { Context } from '#main/app/context.ts'
import { searchBehind } from '#main/db/derived/clients.ts'
import { type AppStatus, type ColorScheme, colorSchemes, type Language, languages } from '#shared/contract/app.ts'
import { today } from '#shared/day.ts'
import { lastUndoable } from '../journal/journal.ts'
import { findFirm, findPreference, listUsers } from './settings.queries.ts'
import { countCallsDue, countInvoicesOverdue, countTasksDue, findInterruptedImport, getDatabaseSize } from './status.queries.ts'

/** What the frame shows: who, where, how safe, what waits. */
export function statusOf(ctx: Context, _input: Record<string, never>): AppStatus {
  const { db } = ctx
  const firm = findFirm(db)
  const user = listUsers(db).find((row) => row.id === ctx.userId)
  const now = ctx.now()
  const day = today(now, firm?.timeZone ?? 'UTC')
  const last = lastUndoable(ctx)
  return {
    isSetUp: firm !== undefined,
    userId: ctx.userId,
    userName: user?.name ?? '',
    userInitials: initialsOf(user?.name ?? ''),
    firmName: firm?.name ?? '',
    country: firm?.country ?? 'PL',
    baseCurrency: firm?.baseCurrency ?? 'PLN',
    timeZone: firm?.timeZone ?? 'Europe/Warsaw',
    language: oneOf<Language>(languages, findPreference(db, 'language'), 'en'),
    colorScheme: oneOf<ColorScheme>(colorSchemes, findPreference(db, 'colorScheme'), 'auto'),
    lastBackupAt: ctx.backups.list()[0]?.at ?? null,
    searchBehind: searchBehind(db),
    databaseSize: getDatabaseSize(db),
    undoable: last ? { changeId: last.id, name: last.name } : null,
    counters: {
      callsDue: countCallsDue(db, now),
      tasksDue: countTasksDue(db, day),
      invoicesOverdue: countInvoicesOverdue(db, day)
    },
    interruptedImportId: findInterruptedImport(db) ?? null
  }
}

/** First letters of the first and last word: "Anna Kowalska" is AK. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean)
  const first = words[0]?.[0] ?? ''
  const last = words.length > 1 ? (words[words.length - 1]?.[0] ?? '') : ''
  return (first + last).toUpperCase()
}

function oneOf<T extends string>(allowed: readonly T[], value: string | undefined, otherwise: T): T {
  return allowed.find((item) => item === value) ?? otherwise
}
