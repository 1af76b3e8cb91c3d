import type { HandlersFor } from '#main/app/dispatch.ts'
import type { appOperations } from '#shared/contract/app.ts'
import { contentsOf, makeBackupNow, previewOf, restoreBackup, toRow } from './backups.ts'

type BackupOperations = Pick<typeof appOperations, 'data.contents' | 'backups.list' | 'backups.preview' | 'backups.make' | 'backups.restore'>

export const backupHandlers: HandlersFor<BackupOperations> = {
  'data.contents': contentsOf,
  'backups.list': (ctx) => ctx.backups.list().map(toRow),
  'backups.preview': previewOf,
  'backups.make': makeBackupNow,
  'backups.restore': restoreBackup
}
