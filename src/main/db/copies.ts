import { createHash } from 'node:crypto'
import { closeSync, copyFileSync, existsSync, openSync, readFileSync, readSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { ioFailed } from '#shared/result.ts'
import { blobPath, copyBlobAtOnce, CopyError } from './blobs.ts'
import { syncDir, syncFile, writeWhole } from './folder.ts'
import type { Sqlite } from './open.ts'

// Reads and writes whole files of hundreds of MB: what answers calls has it done in a thread of its own
// (workers/copyWork.ts), which starts the sooner the less is imported here.

/** Marks our files, so that a foreign or empty file is never taken for an empty store. */
export const applicationId = 0x4b4c4e54

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

/** What lies where: the data folder with the store and its files, and the folder that backups go to. */
export type BackupPlaces = { readonly dataDir: string; readonly backupDir: string }

/** A copy that lies under its temporary name, and what it has to hold to become a backup. */
export type MadeCopy = {
  readonly places: BackupPlaces
  /** The name that it gets. */
  readonly name: string
  readonly cause: BackupCause
  /** Epoch ms. */
  readonly at: number
  readonly tables: readonly string[]
}

/** Says what a backup holds; without it a file is none. */
export const manifestOf = (path: string) => `${path}.json`
/** Names the files that the clients of a backup have, one hash a line. */
export const filesOf = (path: string) => `${path}.files`
/** Where a copy lies until it is known to be whole. */
export const temporaryOf = (path: string) => `${path}.tmp`

/**
 * Makes a backup of a finished copy: its content is checked, the files of its clients are brought where no backup has
 * them yet, everything is synced, and it gets its name with a manifest beside it (reliability.md 0.4). Throws
 * `store.damaged` when the copy does not hold together, and leaves nothing then.
 */
export function settleCopy({ places: { dataDir, backupDir: dir }, name, cause, at, tables }: MadeCopy): Backup {
  const path = join(dir, name)
  const temporary = temporaryOf(path)
  try {
    const { files, ...content } = checkCopy(temporary, tables)
    bringMissing(dataDir, dir, files)
    syncFile(temporary)
    const backup: Backup = { name, at, cause, bytes: statSync(temporary).size, sha256: hashOf(temporary), ...content }
    if (files.length > 0) writeWhole(filesOf(path), files.join('\n'))
    writeWhole(manifestOf(path), JSON.stringify(backup))
    renameSync(temporary, path)
    syncDir(dir)
    return backup
  } catch (error) {
    dropHalf(dir, name)
    throw error
  }
}

/** Removes what there is of a backup that came to nothing. */
export function dropHalf(dir: string, name: string): void {
  for (const ending of ['.tmp', '.tmp-journal', '.json', '.files']) rmSync(join(dir, `${name}${ending}`), { force: true })
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

/** The files that the clients of a backup have. */
export function filesOfBackup(dir: string, name: string): string[] {
  const path = filesOf(join(dir, name))
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter((line) => /^[0-9a-f]{64}$/.test(line)) : []
}

/** Copies files of clients to another folder where it does not have them. */
function bringMissing(from: string, to: string, files: readonly string[]): void {
  for (const sha256 of files) {
    if (existsSync(blobPath(to, sha256))) continue
    try {
      copyBlobAtOnce(blobPath(from, sha256), blobPath(to, sha256), sha256)
    } catch (error) {
      // A file that is lost or damaged already must not keep everything else from being backed up; a full disk does.
      const isLost = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      if (!isLost && !(error instanceof CopyError)) throw error
    }
  }
}

/**
 * Copies a backup beside the store, synced, so that putting it in place later is two renames, and brings the files of its
 * clients where they are not there any more. Adds only, so it may come before the store is closed. Gives the path of the
 * copy.
 */
export function stageCopy({ dataDir, backupDir }: BackupPlaces, name: string, storePath: string): string {
  const staged = `${storePath}.restore.tmp`
  try {
    copyFileSync(join(backupDir, name), staged)
    syncFile(staged)
    bringMissing(backupDir, dataDir, filesOfBackup(backupDir, name))
    return staged
  } catch (error) {
    rmSync(staged, { force: true })
    throw error
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

/** Every table of a store, virtual ones and what is behind them too. */
export function tablesOf(sqlite: Sqlite): string[] {
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
