import { existsSync, readFileSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { uuidv7 } from 'uuidv7'
import {
  type Backup,
  type BackupCause,
  isSound,
  listBackups,
  makeBackup,
  makeBackupAtOnce,
  moveAside,
  putInPlace,
  removeBackup,
  superfluous
} from '#main/db/backup.ts'
import { catchUpSearch } from '#main/db/derived/clients.ts'
import { problemOf, sweepTemporary, writeWhole } from '#main/db/folder.ts'
import { claim } from '#main/db/lock.ts'
import { migrate, readMigrations, versionOf } from '#main/db/migrate.ts'
import { applicationId, asDb, connect, type Db, type Sqlite } from '#main/db/open.ts'
import { markInterrupted } from '#main/features/imports/interrupted.ts'
import { lastSeq, touchedBy } from '#main/features/journal/journal.ts'
import { ensureBuiltIns, ensureWorkstation, userOfDesk } from '#main/features/settings/settings.ts'
import { storeContract } from '#shared/contract/index.ts'
import type { AppEvents } from '#shared/contract/bridge.ts'
import type { StartState } from '#shared/contract/shell.ts'
import { conflict, ioFailed } from '#shared/result.ts'
import { classify, codeOf } from './classify.ts'
import type { Context, Places } from './context.ts'
import { createDispatcher, type Dispatcher } from './dispatch.ts'
import { storeHandlers } from './handlers.ts'

export type StoreOptions = {
  readonly places: Places
  readonly now: () => number
  readonly newId: () => string
  readonly emit: <E extends keyof AppEvents>(event: E, payload: AppEvents[E]) => void
  readonly log: (level: 'info' | 'warn' | 'error', message: string, error?: unknown) => void
}

export type Store = {
  readonly startState: () => StartState
  readonly dispatcher: Dispatcher<typeof storeContract>
  /** The running store; throws when it was refused. For tools and tests in the same process. */
  readonly db: () => Db
  readonly makeContext: (operation: string) => Context
  /** Work for quiet moments: search index, backups. True when there is more to do at once. */
  readonly tick: () => Promise<boolean>
  /** Puts a backup in place of a store that cannot be opened, and opens it. */
  readonly recover: (backupName: string) => StartState
  readonly close: () => void
}

type Refused = Extract<StartState, { state: 'refused' }>
type Running = { readonly db: Db; readonly sqlite: Sqlite; readonly workstationId: string; userId: string | null }
type DeskFile = { readonly workstationId: string; readonly journalSeq: number }

const backupEveryMs = 30 * 60_000
const keepBackupDays = 14
const searchStep = 300

/** Opens (or refuses) the store of a data folder and answers its operations. Owns the one writing connection. */
export function openStore(options: StoreOptions): Store {
  const { dataDir, resourcesDir } = options.places
  const storePath = join(dataDir, 'klientela.sqlite')
  const backupDir = join(dataDir, 'backups')
  const deskPath = join(dataDir, 'workstation.json')
  let lock: { release: () => void } | undefined
  let running: Running | undefined
  let state: StartState = { state: 'ready' }
  let backedUpSeq = -1
  let backedUpAt = 0

  function refuse(reason: Refused['reason'], message: string, details: Refused['details']): StartState {
    const backups = listBackups(backupDir).filter((backup) => isSound(backupDir, backup))
    return {
      state: 'refused',
      reason,
      message,
      details,
      backups: backups.map(({ name, at, clientCount }) => ({ name, at, clientCount }))
    }
  }

  function start(): StartState {
    const problem = problemOf(dataDir)
    if (problem) return refuse(problem.reason, problem.detail, { folder: dataDir })
    try {
      lock ??= claim(`${storePath}.lock`)
      if (!lock) return refuse('locked', 'another Klientela holds the store', { folder: dataDir })
      sweepTemporary(dataDir)
      return open()
    } catch (error) {
      options.log('error', 'the store could not be opened', error)
      return refusalOf(error)
    }
  }

  function refusalOf(error: unknown): StartState {
    const message = error instanceof Error ? error.message : String(error)
    const code = codeOf(error) ?? ''
    if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || message.startsWith('damaged:')) {
      return refuse('damaged', message, { folder: dataDir })
    }
    if (code === 'SQLITE_FULL' || code === 'ENOSPC') return refuse('disk_full', message, { folder: dataDir })
    if (code.startsWith('SQLITE_READONLY') || code === 'SQLITE_CANTOPEN' || code === 'EACCES' || code === 'EROFS') {
      return refuse('read_only', message, { folder: dataDir })
    }
    if (message.startsWith('migration:')) return refuse('migration_failed', message, { folder: dataDir })
    return refuse('unexpected', message, { folder: dataDir })
  }

  function open(): StartState {
    const migrations = readMigrations(join(resourcesDir, 'migrations'))
    const newest = migrations[migrations.length - 1]?.version ?? 0
    const isNew = !existsSync(storePath)
    const wasCutOff = existsSync(`${storePath}-wal`) && statSync(`${storePath}-wal`).size > 0
    if (!isNew) {
      const found = lookInto(storePath)
      if (found.version > newest) {
        return refuse('newer_version', `version ${found.version}, this program knows ${newest}`, { found: found.version, known: newest })
      }
      if (found.applicationId !== applicationId) throw new Error('damaged: not a store of Klientela')
    }
    const sqlite = connect(storePath)
    try {
      if (wasCutOff) {
        const check = sqlite.pragma('quick_check(1)', { simple: true })
        if (check !== 'ok') throw new Error(`damaged: ${String(check)}`)
      }
      const version = versionOf(sqlite)
      if (version < newest) {
        if (!isNew) makeBackupAtOnce(sqlite, backupDir, 'migration', options.now())
        try {
          migrate(sqlite, migrations, {})
        } catch (error) {
          if (codeOf(error) === 'SQLITE_FULL') throw error
          throw new Error(`migration: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
        }
      } else {
        migrate(sqlite, migrations, {})
      }
      settleIn(sqlite, isNew)
      return { state: 'ready' }
    } catch (error) {
      sqlite.close()
      throw error
    }
  }

  function settleIn(sqlite: Sqlite, isNew: boolean): void {
    const db = asDb(sqlite)
    const seq = lastSeq(db)
    const desk = readDesk()
    // A desk file that remembers more than the store knows means that an old copy was put back: numbers given since
    // would be given again, so this becomes a new desk with a series of its own (decisions.md 8).
    const isSame = desk !== undefined && !isNew && desk.journalSeq <= seq
    const workstationId = isSame ? desk.workstationId : options.newId()
    running = { db, sqlite, workstationId, userId: null }
    if (!isSame) writeDesk(workstationId, seq)
    ensureWorkstation(makeContext('app.start'), hostname())
    ensureBuiltIns(makeContext('app.start'))
    markInterrupted(makeContext('app.start'))
    running.userId = userOfDesk(db)
    backedUpSeq = -1
    backedUpAt = listBackups(backupDir)[0]?.at ?? 0
  }

  function readDesk(): DeskFile | undefined {
    try {
      const parsed = JSON.parse(readFileSync(deskPath, 'utf8')) as Partial<DeskFile>
      if (typeof parsed.workstationId !== 'string' || typeof parsed.journalSeq !== 'number') return undefined
      return { workstationId: parsed.workstationId, journalSeq: parsed.journalSeq }
    } catch {
      return undefined
    }
  }

  function writeDesk(workstationId: string, journalSeq: number): void {
    writeWhole(deskPath, JSON.stringify({ workstationId, journalSeq } satisfies DeskFile))
  }

  function getRunning(): Running {
    if (!running) throw ioFailed('store.not_open')
    return running
  }

  function makeContext(operation: string): Context {
    const { db, workstationId } = getRunning()
    return {
      db,
      now: options.now,
      newId: options.newId,
      userId: running?.userId ?? userOfDesk(db),
      workstationId,
      changeId: options.newId(),
      operation,
      places: options.places,
      backups: { list: () => listBackups(backupDir), make: makeOne, restore }
    }
  }

  async function makeOne(cause: BackupCause): Promise<Backup> {
    const { sqlite, db, workstationId } = getRunning()
    const seq = lastSeq(db)
    const backup = await makeBackup(sqlite, backupDir, cause, options.now())
    backedUpSeq = seq
    backedUpAt = backup.at
    writeDesk(workstationId, seq)
    for (const old of superfluous(listBackups(backupDir), options.now(), keepBackupDays)) removeBackup(backupDir, old)
    options.emit('changed', { tables: ['backup_run'] })
    return backup
  }

  async function restore(name: string): Promise<Backup> {
    const backup = listBackups(backupDir).find((item) => item.name === name)
    if (!backup) throw ioFailed('backup.not_found', { name })
    if (!isSound(backupDir, backup)) throw ioFailed('backup.damaged', { name })
    if (dispatcher.busy() > 1) throw conflict('busy')
    const safety = await makeOne('restore')
    closeConnection()
    putInPlace(join(backupDir, name), storePath, `replaced-${options.now()}`)
    state = open()
    // The desk file now knows more than the store, so `open` made this a new desk.
    options.emit('changed', { tables: [] })
    return safety
  }

  function closeConnection(): void {
    if (!running) return
    const { sqlite, db, workstationId } = running
    try {
      writeDesk(workstationId, lastSeq(db))
      sqlite.pragma('optimize')
    } catch (error) {
      options.log('warn', 'closing left something undone', error)
    }
    sqlite.close()
    running = undefined
  }

  const dispatcher = createDispatcher({
    contract: storeContract,
    handlers: storeHandlers,
    makeContext,
    onChanged: (tables) => {
      if (running && running.userId === null) running.userId = userOfDesk(running.db)
      options.emit('changed', { tables })
    },
    onProgress: (jobId, name, progress) => options.emit('jobProgress', { jobId, name, progress }),
    onJobEnded: (jobId, name) => options.emit('jobEnded', { jobId, name }),
    touchedBy: (changeId) => (running ? touchedBy(running.db, changeId) : []),
    log: options.log,
    classify
  })

  async function tick(): Promise<boolean> {
    if (!running) return false
    const left = catchUpSearch(running.db, searchStep)
    if (left > 0) return true
    if (dispatcher.busy() > 0) return false
    const now = options.now()
    const seq = lastSeq(running.db)
    const isDue = now - backedUpAt >= backupEveryMs || now < backedUpAt
    if (isDue && seq > backedUpSeq && running.userId !== null) await makeOne('changed')
    return false
  }

  state = start()
  return {
    startState: () => state,
    dispatcher,
    db: () => getRunning().db,
    makeContext,
    tick,
    recover: (backupName) => {
      const backup = listBackups(backupDir).find((item) => item.name === backupName)
      if (!backup || !isSound(backupDir, backup)) return state
      moveAside(storePath, `corrupt-${options.now()}`)
      putInPlace(join(backupDir, backupName), storePath, `corrupt-${options.now()}`)
      state = start()
      return state
    },
    close: () => {
      closeConnection()
      lock?.release()
      lock = undefined
    }
  }
}

/** Reads who made a file and its version without writing to it or beside it. */
function lookInto(path: string): { version: number; applicationId: number } {
  const sqlite = new Database(path, { readonly: true, fileMustExist: true, timeout: 5000 })
  try {
    return {
      version: Number(sqlite.pragma('user_version', { simple: true })),
      applicationId: Number(sqlite.pragma('application_id', { simple: true }))
    }
  } finally {
    sqlite.close()
  }
}

/** The real clock and ids. */
export const realWorld = { now: () => Date.now(), newId: () => uuidv7() }
