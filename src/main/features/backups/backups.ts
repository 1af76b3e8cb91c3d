import type { Context, JobContext } from '#main/app/context.ts'
import type { BackupPreview, BackupRow, DataContents } from '#shared/contract/app.ts'
import type { Backup } from '#main/db/copies.ts'
import { ioFailed } from '#shared/result.ts'
import { countChangesSince, countContents } from './backups.queries.ts'

/** Makes a verified backup now. */
export async function makeBackupNow(ctx: JobContext, _input: Record<string, never>): Promise<BackupRow> {
  return toRow(await ctx.backups.make('asked', (done, total) => ctx.progress({ done, total })))
}

/** Puts a backup in place of the store. Throws `backup.not_found`, `backup.damaged`, `backup.newer`, `busy`. */
export async function restoreBackup(ctx: JobContext, { name }: { name: string }): Promise<{ safetyBackup: string }> {
  const safety = await ctx.backups.restore(name, (done, total) => ctx.progress({ done, total }))
  return { safetyBackup: safety.name }
}

/** What would be replaced by a backup. Throws `backup.not_found`. */
export function previewOf(ctx: Context, { name }: { name: string }): BackupPreview {
  const backup = ctx.backups.list().find((one) => one.name === name)
  if (!backup) throw ioFailed('backup.not_found', { name })
  return { ...countContents(ctx.db), changeCount: countChangesSince(ctx.db, backup.at) }
}

/** How much there is now. */
export function contentsOf(ctx: Context, _input: Record<string, never>): DataContents {
  return countContents(ctx.db)
}

/** What the backup list shows. */
export function toRow({ name, at, cause, bytes, clientCount, dealCount }: Backup): BackupRow {
  return { name, at, cause, bytes, clientCount, dealCount }
}
