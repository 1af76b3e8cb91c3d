import type { JobContext } from '#main/app/context.ts'
import type { BackupRow } from '#shared/contract/app.ts'
import type { Backup } from '#main/db/backup.ts'

/** Makes a verified backup now. */
export async function makeBackupNow(ctx: JobContext, _input: Record<string, never>): Promise<BackupRow> {
  return toRow(await ctx.backups.make('asked'))
}

/** Puts a backup in place of the store. Throws `backup.not_found`, `backup.damaged`. */
export async function restoreBackup(ctx: JobContext, { name }: { name: string }): Promise<{ safetyBackup: string }> {
  return { safetyBackup: (await ctx.backups.restore(name)).name }
}

/** What the backup list shows. */
export function toRow({ name, at, cause, bytes, clientCount, dealCount }: Backup): BackupRow {
  return { name, at, cause, bytes, clientCount, dealCount }
}
