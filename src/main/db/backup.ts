import { createHash } from 'node:crypto'
import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, renameSync, rmSync, statSync, unlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { z } from 'zod'
import { ioFailed } from '#shared/result.ts'
import { blobPath, copyBlob, copyBlobAtOnce, CopyError, listBlobs, removeBlob } from './blobs.ts'
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

const manifest = z.object({
  at: z.int(),
  cause: z.enum(['daily', 'changed', 'asked', 'migration', 'import', 'restore']),
  bytes: z.int().min(0),
  version: z.int().min(0),
  clientCount: z.int().min(0),
  dealCount: z.int().min(0),
  sha256: z.string().length(64)
})

/** Pages copied at a time, so that other calls are answered in between: 4 MB. */
const pagesPerStep = 1000

const manifestOf = (path: string) => `${path}.json`
/** Names the files that the clients of a backup have, one hash a line. */
const filesOf = (path: string) => `${path}.files`

/** What lies where: the data folder with the store and its files, and the folder that backups go to. */
export type BackupPlaces = { readonly dataDir: string; readonly backupDir: string }

/**
 * Copies the store while it is in use, on the connection that writes (a second one would never finish), under a
 * temporary name; checks the content of the copy, syncs it, then gives it its name with a manifest beside it
 * (reliability.md 0.4, 0.5). A copy that was not checked is never listed. Files of clients are copied once for all
 * backups (decisions.md 11). `tell` hears pages copied and to copy; `breathe` lets other calls go first.
 * Throws `store.damaged` when the copy does not hold together.
 */
export async function makeBackup(
  sqlite: Sqlite,
  { dataDir, backupDir: dir }: BackupPlaces,
  cause: BackupCause,
  at: number,
  tell: (done: number, total: number) => void,
  breathe: () => Promise<void>
): Promise<Backup> {
  const name = prepareFolder(dir, cause, at)
  try {
    await sqlite.backup(join(dir, `${name}.tmp`), {
      progress: ({ totalPages, remainingPages }) => {
        tell(totalPages - remainingPages, totalPages)
        return pagesPerStep
      }
    })
    const checked = checkCopy(join(dir, `${name}.tmp`), tablesOf(sqlite))
    for (const sha256 of missingIn(dir, checked.files)) {
      await copyBlob(blobPath(dataDir, sha256), blobPath(dir, sha256), sha256, breathe).catch(forgiveLoss)
    }
    return adopt(dir, name, cause, at, checked)
  } catch (error) {
    dropHalf(dir, name)
    throw error
  }
}

/** As `makeBackup`, in one step that holds everything else up: for the moment before a migration, when nothing else runs. */
export function makeBackupAtOnce(sqlite: Sqlite, { dataDir, backupDir: dir }: BackupPlaces, cause: BackupCause, at: number): Backup {
  const name = prepareFolder(dir, cause, at)
  try {
    sqlite.prepare('VACUUM INTO ?').run(join(dir, `${name}.tmp`))
    const checked = checkCopy(join(dir, `${name}.tmp`), tablesOf(sqlite))
    for (const sha256 of missingIn(dir, checked.files)) {
      try {
        copyBlobAtOnce(blobPath(dataDir, sha256), blobPath(dir, sha256), sha256)
      } catch (error) {
        forgiveLoss(error)
      }
    }
    return adopt(dir, name, cause, at, checked)
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

function missingIn(dir: string, files: readonly string[]): string[] {
  return files.filter((sha256) => !existsSync(blobPath(dir, sha256)))
}

/** A file that is lost or damaged already must not keep everything else from being backed up; a full disk does. */
function forgiveLoss(error: unknown): void {
  const isLost = error instanceof Error && 'code' in error && error.code === 'ENOENT'
  if (!isLost && !(error instanceof CopyError)) throw error
}

function adopt(dir: string, name: string, cause: BackupCause, at: number, { files, ...content }: Checked): Backup {
  const path = join(dir, name)
  const temporary = `${path}.tmp`
  syncFile(temporary)
  const backup: Backup = { name, at, cause, bytes: statSync(temporary).size, sha256: hashOf(temporary), ...content }
  if (files.length > 0) writeWhole(filesOf(path), files.join('\n'))
  writeWhole(manifestOf(path), JSON.stringify(backup))
  renameSync(temporary, path)
  syncDir(dir)
  return backup
}

function dropHalf(dir: string, name: string): void {
  for (const ending of ['.tmp', '.tmp-journal', '.json', '.files']) rmSync(join(dir, `${name}${ending}`), { force: true })
}

/** Backups with a manifest, newest first; whether a file still equals its manifest is checked before it is used. */
export function listBackups(dir: string): Backup[] {
  if (!existsSync(dir)) return []
  return readdirSync(dir)
    .filter((name) => name.endsWith('.sqlite') && existsSync(manifestOf(join(dir, name))))
    .flatMap((name) => {
      try {
        return [{ ...manifest.parse(JSON.parse(readFileSync(manifestOf(join(dir, name)), 'utf8'))), name }]
      } catch {
        return []
      }
    })
    .sort((a, b) => b.at - a.at || (a.name < b.name ? 1 : -1))
}

/** True when the file is byte for byte what was checked when it was made. */
export function isSound(dir: string, backup: Backup): boolean {
  const path = join(dir, backup.name)
  try {
    return existsSync(path) && statSync(path).size === backup.bytes && hashOf(path) === backup.sha256
  } catch {
    return false
  }
}

/** Writes down that a backup was made; the files themselves are the truth, this is the desk's diary of them. */
export function noteBackup(sqlite: Sqlite, { name, at, cause, bytes }: Backup): void {
  sqlite
    .prepare('INSERT INTO backup_run (id, at, cause, file_name, bytes) VALUES (@name, @at, @cause, @name, @bytes) ON CONFLICT (id) DO NOTHING')
    .run({ name, at, cause, bytes })
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
  rmSync(filesOf(join(dir, backup.name)), { force: true })
}

/** Removes files of clients that none of the backups needs any more; none when one of them cannot be asked. */
export function thinFiles(dir: string): void {
  try {
    const needed = new Set(listBackups(dir).flatMap(({ name }) => filesOfBackup(dir, name)))
    for (const { sha256 } of listBlobs(dir)) if (!needed.has(sha256)) removeBlob(dir, sha256)
  } catch {
    // The next backup tries again.
  }
}

/** The files that the clients of a backup have. */
function filesOfBackup(dir: string, name: string): string[] {
  const path = filesOf(join(dir, name))
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter((line) => /^[0-9a-f]{64}$/.test(line)) : []
}

/**
 * Brings the files of a backup's clients into the data folder, where they are not there any more. Only adds, so it may
 * come before the store itself is put in place.
 */
export function bringFiles({ dataDir, backupDir }: BackupPlaces, name: string): void {
  for (const sha256 of missingIn(dataDir, filesOfBackup(backupDir, name))) {
    try {
      copyBlobAtOnce(blobPath(backupDir, sha256), blobPath(dataDir, sha256), sha256)
    } catch (error) {
      forgiveLoss(error)
    }
  }
}

/** Copies a backup beside the store, synced, so that putting it in place later is two renames. Gives the path of the copy. */
export function stageCopy(backupPath: string, storePath: string): string {
  const staged = `${storePath}.restore.tmp`
  try {
    copyFileSync(backupPath, staged)
    syncFile(staged)
    return staged
  } catch (error) {
    rmSync(staged, { force: true })
    throw error
  }
}

/**
 * Puts a staged copy in the place of a closed store, whose files are kept under `asideSuffix`. Whoever calls has closed
 * every connection.
 */
export function putInPlace(staged: string, storePath: string, asideSuffix: string): void {
  moveAside(storePath, asideSuffix)
  renameSync(staged, storePath)
  syncDir(dirname(storePath))
}

/** Takes back what `putInPlace` did, as far as it came: the files under `asideSuffix` are the store again. */
export function bringBack(storePath: string, asideSuffix: string): void {
  if (!existsSync(`${storePath}.${asideSuffix}`)) return
  for (const ending of storeEndings) {
    rmSync(`${storePath}${ending}`, { force: true })
    if (existsSync(`${storePath}.${asideSuffix}${ending}`)) renameSync(`${storePath}.${asideSuffix}${ending}`, `${storePath}${ending}`)
  }
  syncDir(dirname(storePath))
}

/** Removes what `putInPlace` kept under `asideSuffix`. */
export function removeAside(storePath: string, asideSuffix: string): void {
  for (const ending of storeEndings) rmSync(`${storePath}.${asideSuffix}${ending}`, { force: true })
}

const storeEndings = ['', '-wal', '-shm', '-journal'] as const

/** Keeps the files of a store under another name; a damaged one is never deleted. */
export function moveAside(storePath: string, suffix: string): void {
  for (const ending of storeEndings) {
    const path = `${storePath}${ending}`
    if (!existsSync(path)) continue
    if (ending === '-shm') unlinkSync(path)
    else renameSync(path, `${storePath}.${suffix}${ending}`)
  }
}

type Checked = Pick<Backup, 'version' | 'clientCount' | 'dealCount'> & { readonly files: readonly string[] }

function checkCopy(path: string, tables: readonly string[]): Checked {
  const copy = new Database(path, { fileMustExist: true })
  try {
    copy.pragma('journal_mode = DELETE')
    const found = tablesOf(copy)
    if (copy.pragma('application_id', { simple: true }) !== applicationId) throw ioFailed('store.damaged', { what: 'the copy is not a store' })
    if (tables.some((table) => !found.includes(table))) throw ioFailed('store.damaged', { what: 'the copy lacks tables' })
    const check = copy.pragma('quick_check', { simple: true })
    if (check !== 'ok') throw ioFailed('store.damaged', { what: String(check) })
    const count = (table: string) => Number(copy.prepare(`SELECT count(*) FROM "${table}" WHERE deleted_at IS NULL`).pluck().get())
    return {
      version: Number(copy.pragma('user_version', { simple: true })),
      clientCount: count('client'),
      dealCount: count('deal'),
      // Those of removed rows too: undo may bring them back. A store of an older version has none.
      files: found.includes('attachment') ? (copy.prepare('SELECT DISTINCT sha256 FROM attachment ORDER BY sha256').pluck().all() as string[]) : []
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
  const hash = createHash('sha256')
  const chunk = Buffer.allocUnsafe(1 << 20)
  const file = openSync(path, 'r')
  try {
    for (let size = readSync(file, chunk); size > 0; size = readSync(file, chunk)) hash.update(chunk.subarray(0, size))
  } finally {
    closeSync(file)
  }
  return hash.digest('hex')
}

function stampOf(at: number): string {
  return new Date(at).toISOString().replace(/[-:]/g, '').replace('T', '-').replace('.', '-').replace('Z', '')
}
