import type { JobContext } from '#main/app/context.ts'
import type { BackupRow } from '#shared/contract/app.ts'
import type { Backup } from '#main/db/backup.ts'

/** Makes a verified backup now. */
export async function makeBackupNow(ctx: JobContext, _input: Record<string, never>): Promise<BackupRow> {
  return toRow(await ctx.backups.make('asked', (done, total) => ctx.progress({ done, total })))
}

/** Puts a backup in place of the store. Throws `backup.not_found`, `backup.damaged`, `backup.newer`, `busy`. */
export async function restoreBackup(ctx: JobContext, { name }: { name: string }): Promise<{ safetyBackup: string }> {
  const safety = await ctx.backups.restore(name, (done, total) => ctx.progress({ done, total }))
  return { safetyBackup: safety.name }
}

/** What the backup list shows. */
export function toRow({ name, at, cause, bytes, clientCount, dealCount }: Backup): BackupRow {
  return { name, at, cause, bytes, clientCount, dealCount }
}
