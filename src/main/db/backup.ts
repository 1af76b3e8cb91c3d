import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, unlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { syncDir, syncFile, sweepTemporary, writeWhole } from './folder.ts'
import { applicationId, type Sqlite } from './open.ts'

export type BackupCause = 'daily' | 'changed' | 'asked' | 'migration' | 'import' | 'restore'

export type Backup = {
  /** File name within the backup folder. */
  readonly name: string
  /** Epoch ms. */
  readonly at: number
  readonly cause: BackupCause
  readonly bytes: number
  readonly version: number
  readonly clientCount: number
  readonly dealCount: number
  readonly sha256: string
}

const manifestOf = (path: string) => `${path}.json`

/**
 * Copies the store while it is in use, on the connection that writes (a second one would never finish), under a
 * temporary name; checks the content of the copy, syncs it, then gives it its name with a manifest beside it
 * (reliability.md 0.4, 0.5). A copy that was not checked is never listed.
 */
export async function makeBackup(sqlite: Sqlite, dir: string, cause: BackupCause, at: number): Promise<Backup> {
  const name = prepareFolder(dir, cause, at)
  try {
    await sqlite.backup(join(dir, `${name}.tmp`))
    return adopt(sqlite, dir, name, cause, at)
  } catch (error) {
    dropHalf(dir, name)
    throw error
  }
}

/** As `makeBackup`, in one step that holds everything else up: for the moment before a migration, when nothing else runs. */
export function makeBackupAtOnce(sqlite: Sqlite, dir: string, cause: BackupCause, at: number): Backup {
  const name = prepareFolder(dir, cause, at)
  try {
    sqlite.prepare('VACUUM INTO ?').run(join(dir, `${name}.tmp`))
    return adopt(sqlite, dir, name, cause, at)
  } catch (error) {
    dropHalf(dir, name)
    throw error
  }
}

function prepareFolder(dir: string, cause: BackupCause, at: number): string {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  sweepTemporary(dir)
  return `klientela-${stampOf(at)}-${cause}.sqlite`
}

function adopt(sqlite: Sqlite, dir: string, name: string, cause: BackupCause, at: number): Backup {
  const path = join(dir, name)
  const temporary = `${path}.tmp`
  const content = checkCopy(temporary, tablesOf(sqlite))
  syncFile(temporary)
  const manifest: Backup = { name, at, cause, bytes: statSync(temporary).size, sha256: hashOf(temporary), ...content }
  writeWhole(manifestOf(path), JSON.stringify(manifest))
  renameSync(temporary, path)
  syncDir(dir)
  return manifest
}

function dropHalf(dir: string, name: string): void {
  for (const ending of ['.tmp', '.tmp-journal', '.json']) rmSync(join(dir, `${name}${ending}`), { force: true })
}

/** Backups with a manifest, newest first; whether a file still equals its manifest is checked before it is used. */
export function listBackups(dir: string): Backup[] {
  if (!existsSync(dir)) return []
  return readdirSync(dir)
    .filter((name) => name.endsWith('.sqlite') && existsSync(manifestOf(join(dir, name))))
    .flatMap((name) => {
      try {
        return [JSON.parse(readFileSync(manifestOf(join(dir, name)), 'utf8')) as Backup]
      } catch {
        return []
      }
    })
    .sort((a, b) => b.at - a.at || (a.name < b.name ? 1 : -1))
}

/** True when the file is byte for byte what was checked when it was made, and its content still opens. */
export function isSound(dir: string, backup: Backup): boolean {
  const path = join(dir, backup.name)
  try {
    return existsSync(path) && hashOf(path) === backup.sha256
  } catch {
    return false
  }
}

/** Which backups may go: all of the last 24 hours stay, then one a day for `keepDays` days (decisions.md 12). */
export function superfluous(backups: readonly Backup[], now: number, keepDays: number): Backup[] {
  const day = 86_400_000
  const kept = new Set<number>()
  const gone: Backup[] = []
  for (const backup of [...backups].sort((a, b) => b.at - a.at)) {
    // A clock set back makes backups from the future; they stay (reliability.md 2.5).
    const age = now - backup.at
    if (age < day) continue
    const dayNumber = Math.floor(backup.at / day)
    if (age <= keepDays * day && !kept.has(dayNumber)) kept.add(dayNumber)
    else gone.push(backup)
  }
  return gone
}

/** Removes a backup and its manifest. */
export function removeBackup(dir: string, backup: Backup): void {
  rmSync(join(dir, backup.name), { force: true })
  rmSync(manifestOf(join(dir, backup.name)), { force: true })
}

/**
 * Puts a backup in the place of a closed store: copied under a temporary name, synced, the old files moved aside under
 * `asideSuffix`, then renamed. Whoever calls has closed every connection.
 */
export function putInPlace(backupPath: string, storePath: string, asideSuffix: string): void {
  const temporary = `${storePath}.restore.tmp`
  copyFileSync(backupPath, temporary)
  syncFile(temporary)
  moveAside(storePath, asideSuffix)
  renameSync(temporary, storePath)
  syncDir(dirname(storePath))
}

/** Keeps the files of a store under another name; a damaged one is never deleted. */
export function moveAside(storePath: string, suffix: string): void {
  for (const ending of ['', '-wal', '-shm', '-journal']) {
    const path = `${storePath}${ending}`
    if (!existsSync(path)) continue
    if (ending === '-shm') unlinkSync(path)
    else renameSync(path, `${storePath}.${suffix}${ending}`)
  }
}

function checkCopy(path: string, tables: readonly string[]): Pick<Backup, 'version' | 'clientCount' | 'dealCount'> {
  const copy = new Database(path, { fileMustExist: true })
  try {
    copy.pragma('journal_mode = DELETE')
    const found = tablesOf(copy)
    if (copy.pragma('application_id', { simple: true }) !== applicationId) throw new Error('the copy is not a store')
    if (tables.some((table) => !found.includes(table))) throw new Error('the copy lacks tables')
    const check = copy.pragma('quick_check', { simple: true })
    if (check !== 'ok') throw new Error(`the copy is damaged: ${String(check)}`)
    const count = (table: string) => Number(copy.prepare(`SELECT count(*) FROM "${table}"`).pluck().get())
    return {
      version: Number(copy.pragma('user_version', { simple: true })),
      clientCount: count('client'),
      dealCount: count('deal')
    }
  } finally {
    copy.close()
    for (const ending of ['-wal', '-shm']) rmSync(`${path}${ending}`, { force: true })
  }
}

function tablesOf(sqlite: Sqlite): string[] {
  return sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[]
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

function stampOf(at: number): string {
  return new Date(at).toISOString().replace(/[-:]/g, '').replace('T', '-').replace('.', '-').replace('Z', '')
}
