import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, unlinkSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { listBlobs, removeBlob } from './blobs.ts'
import {
  type Backup,
  type BackupCause,
  type BackupPlaces,
  dropHalf,
  filesOf,
  filesOfBackup,
  type MadeCopy,
  manifestOf,
  settleCopy,
  tablesOf,
  temporaryOf
} from './copies.ts'
import { syncDir, sweepTemporary } from './folder.ts'
import type { Sqlite } from './open.ts'

const manifest = z.object({
  at: z.int(),
  cause: z.enum(['daily', 'changed', 'asked', 'migration', 'import', 'restore']),
  bytes: z.int().min(0),
  version: z.int().min(0),
  clientCount: z.int().min(0),
  dealCount: z.int().min(0),
  sha256: z.string().length(64)
})

/** How long one step of copying may take, ms: other calls are answered in between. */
const stepMs = 10
const pagesLeast = 250
const pagesMost = 2000
/** Pages after which the disk is told to keep them: at the end the store waits for what it has not got yet. */
const pagesPerSync = 16_000

/**
 * Copies the store while it is in use, on the connection that writes (a second one would never finish), under a
 * temporary name, and hands the copy to `settle`, which makes a backup of it away from this thread (`settleCopy`). A copy
 * that was not checked is never listed. `tell` hears pages copied and to copy. Throws `store.damaged` when the copy does
 * not hold together.
 */
export async function makeBackup(
  sqlite: Sqlite,
  places: BackupPlaces,
  cause: BackupCause,
  at: number,
  tell: (done: number, total: number) => void,
  settle: (copy: MadeCopy) => Promise<Backup>
): Promise<Backup> {
  const dir = places.backupDir
  const name = prepareFolder(dir, cause, at)
  try {
    await copyInSteps(sqlite, temporaryOf(join(dir, name)), tell)
    return await settle({ places, name, cause, at, tables: tablesOf(sqlite) })
  } catch (error) {
    dropHalf(dir, name)
    throw error
  }
}

async function copyInSteps(sqlite: Sqlite, path: string, tell: (done: number, total: number) => void): Promise<void> {
  const disk = syncAhead(path)
  let pages = pagesLeast
  let steppedAt = performance.now()
  let told = -1
  try {
    await sqlite.backup(path, {
      progress: ({ totalPages, remainingPages }) => {
        const done = totalPages - remainingPages
        const now = performance.now()
        pages = Math.max(pagesLeast, Math.min(pagesMost, pages * 2, Math.round((pages * stepMs) / Math.max(1, now - steppedAt))))
        steppedAt = now
        const isReady = disk.follow(done, remainingPages <= pages)
        // While the disk is waited for this is asked again and again, with nothing new to tell.
        if (isReady || done !== told) tell(done, totalPages)
        told = done
        return isReady ? pages : 0
      }
    })
  } finally {
    await disk.close()
  }
}

/**
 * Has a growing file written to the disk beside the work: the last step of copying waits until all of it is there, which
 * would hold the store up for seconds.
 */
function syncAhead(path: string): { readonly follow: (done: number, isLast: boolean) => boolean; readonly close: () => Promise<void> } {
  let file: FileHandle | undefined
  let running: Promise<void> | undefined
  let failure: unknown
  let asked = 0

  async function sync(): Promise<void> {
    try {
      file ??= await open(path, 'r+')
      await file.sync()
    } catch (error) {
      failure = error
    }
    running = undefined
  }

  return {
    /** Says whether copying may go on: before its last step the disk has to have all that came before. */
    follow: (done, isLast) => {
      if (failure !== undefined) throw failure
      if (!running && done > asked && (isLast || done - asked >= pagesPerSync)) {
        asked = done
        running = sync()
      }
      return !(isLast && running)
    },
    close: async () => {
      await running
      await file?.close()
    }
  }
}

/** As `makeBackup`, in one step that holds everything else up: for the moment before a migration, when nothing else runs. */
export function makeBackupAtOnce(sqlite: Sqlite, places: BackupPlaces, cause: BackupCause, at: number): Backup {
  const name = prepareFolder(places.backupDir, cause, at)
  try {
    sqlite.prepare('VACUUM INTO ?').run(temporaryOf(join(places.backupDir, name)))
    return settleCopy({ places, name, cause, at, tables: tablesOf(sqlite) })
  } catch (error) {
    dropHalf(places.backupDir, name)
    throw error
  }
}

function prepareFolder(dir: string, cause: BackupCause, at: number): string {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  sweepTemporary(dir)
  return `klientela-${stampOf(at)}-${cause}.sqlite`
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
  const path = join(dir, backup.name)
  for (const file of [path, manifestOf(path), filesOf(path)]) rmSync(file, { force: true })
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

function stampOf(at: number): string {
  return new Date(at).toISOString().replace(/[-:]/g, '').replace('T', '-').replace('.', '-').replace('Z', '')
}
