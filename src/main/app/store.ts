import { getRandomValues } from 'node:crypto'
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { V7Generator } from 'uuidv7'
import { z } from 'zod'
import {
  bringBack,
  listBackups,
  makeBackup,
  makeBackupAtOnce,
  moveAside,
  noteBackup,
  putInPlace,
  removeAside,
  removeBackup,
  superfluous,
  thinFiles
} from '#main/db/backup.ts'
import { applicationId, type Backup, type BackupCause, isSound, stageCopy } from '#main/db/copies.ts'
import { catchUpSearch } from '#main/db/derived/clients.ts'
import { ensureDerived, withDerived } from '#main/db/derived/derive.ts'
import { followDuplicates } from '#main/db/derived/duplicates.ts'
import { catchUpNotes } from '#main/db/derived/notes.ts'
import { fileIdOf, problemOf, sweepTemporary, writeWhole } from '#main/db/folder.ts'
import { claim } from '#main/db/lock.ts'
import { migrate, readMigrations, versionOf } from '#main/db/migrate.ts'
import { asDb, connect, type Db, type Sqlite } from '#main/db/open.ts'
import { limitAnalysis, listOutdated } from '#main/db/optimize.ts'
import { followFigures } from '#main/features/analysis/figures.ts'
import { markInterrupted } from '#main/features/imports/interrupted.ts'
import { lastSeq, touchedBy } from '#main/features/journal/journal.ts'
import { repeatErasures } from '#main/features/privacy/erase.ts'
import { ensureBuiltIns, ensureWorkstation, userOfDesk } from '#main/features/settings/settings.ts'
import { createCopyWork } from '#main/workers/copyWork.ts'
import { storeContract } from '#shared/contract/index.ts'
import type { AppEvents } from '#shared/contract/bridge.ts'
import type { StartState } from '#shared/contract/shell.ts'
import { AppError, conflict, ioFailed } from '#shared/result.ts'
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
  /** Hears every statement that runs; tests hold the contract's tables true with it. */
  readonly trace?: (sql: string) => void
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
  /** Looks again at a store that was refused. */
  readonly tryAgain: () => StartState
  /** Keeps a store that cannot be opened under another name and starts with an empty one. */
  readonly startAfresh: () => StartState
  readonly close: () => void
}

type Refused = Extract<StartState, { state: 'refused' }>
/** What brings a store up: its name stands in the history when a new desk begins with it. */
type Opening = 'app.start' | 'backups.restore'
type Running = { readonly db: Db; readonly sqlite: Sqlite; readonly workstationId: string; userId: string | null }

const deskFile = z.object({
  workstationId: z.string().min(1),
  /** Number of the last journal line that this desk knows to be written. */
  journalSeq: z.int().min(0),
  /** Which file on the disk the store is; a copy is another one. Empty where the disk gives no lasting number. */
  fileId: z.string(),
  /** When the whole store was last checked for damage, epoch ms. */
  checkedAt: z.number()
})
type DeskFile = z.output<typeof deskFile>
/** How far a backup is. */
type Tell = (done: number, total: number) => void

const backupEveryMs = 30 * 60_000
const keepBackupDays = 14
const checkEveryMs = 7 * 86_400_000
/** Backups offered when the store cannot be opened; each is read to its last byte before it is. */
const offeredBackups = 10
/** Refusals that a backup helps against. */
const recoverable: readonly Refused['reason'][] = ['damaged', 'migration_failed', 'unexpected']
/** How often a backup of what is about to be replaced is made again because people went on writing. */
const safetyTries = 3
const searchStep = 300
/** Lines of the journal after which the planner looks again at how values are spread: an import brings far more. */
const analyseEvery = 5000
/** How often screens hear of duplicates found in quiet moments, ms. */
const tellEveryMs = 900

/** Opens (or refuses) the store of a data folder and answers its operations. Owns the one writing connection. */
export function openStore(options: StoreOptions): Store {
  const { dataDir, resourcesDir } = options.places
  const storePath = join(dataDir, 'klientela.sqlite')
  const backupDir = join(dataDir, 'backups')
  const backupPlaces = { dataDir, backupDir }
  const deskPath = join(dataDir, 'workstation.json')
  const copyWork = createCopyWork(options.places.copyThreadPath)
  let lock: { release: () => void } | undefined
  let running: Running | undefined
  let state: StartState = { state: 'ready' }
  let backedUpSeq = -1
  let backedUpAt = 0
  let checkedAt = 0
  let analysedSeq = 0
  let toAnalyse: string[] = []
  let areDuplicatesNew = false
  let duplicatesToldAt = 0
  let making: Promise<unknown> = Promise.resolve()
  let listed: { readonly mtimeMs: number; readonly backups: readonly Backup[] } | undefined

  function refuse(reason: Refused['reason'], message: string, details: Refused['details']): StartState {
    const backups = recoverable.includes(reason) ? usableBackups() : []
    return {
      state: 'refused',
      reason,
      message,
      details,
      backups: backups.map(({ name, at, clientCount }) => ({ name, at, clientCount }))
    }
  }

  function usableBackups(): Backup[] {
    const sound: Backup[] = []
    for (const backup of listBackups(backupDir)) {
      if (sound.length === offeredBackups) break
      if (backup.version <= newestVersion() && isSound(backupDir, backup)) sound.push(backup)
    }
    return sound
  }

  function newestVersion(): number {
    return readMigrations(join(resourcesDir, 'migrations')).length
  }

  /** The list is read again only when files came or went, since the status bar asks for it after every change. */
  function list(): readonly Backup[] {
    const mtimeMs = statSync(backupDir, { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (listed?.mtimeMs !== mtimeMs) listed = { mtimeMs, backups: listBackups(backupDir) }
    return listed.backups
  }

  function start(opening: Opening): StartState {
    const problem = problemOf(dataDir)
    if (problem) return refuse(problem.reason, problem.detail, { folder: dataDir })
    try {
      lock ??= claim(`${storePath}.lock`)
      if (!lock) return refuse('locked', 'another Klientela holds the store', { folder: dataDir })
      sweepTemporary(dataDir)
      sweepFiles()
      return openOrLookAgain(opening)
    } catch (error) {
      options.log('error', 'the store could not be opened', error)
      return refusalOf(error)
    }
  }

  /** Copies of clients' files that other programs had open, and what a kill left of files that were coming in. */
  function sweepFiles(): void {
    try {
      rmSync(join(dataDir, 'opened'), { recursive: true, force: true })
    } catch (error) {
      options.log('warn', 'a copy of a file is still open elsewhere', error)
    }
    for (const dir of [dataDir, backupDir]) if (existsSync(join(dir, 'blobs'))) sweepTemporary(join(dir, 'blobs'))
  }

  function refusalOf(error: unknown): StartState {
    const message = error instanceof Error ? error.message : String(error)
    const code = codeOf(error) ?? ''
    if (isDamage(error)) return refuse('damaged', message, { folder: dataDir })
    if (isDiskFull(error)) return refuse('disk_full', message, { folder: dataDir })
    if (code.startsWith('SQLITE_READONLY') || code === 'SQLITE_CANTOPEN' || code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
      return refuse('read_only', message, { folder: dataDir })
    }
    if (code.startsWith('SQLITE_BUSY')) return refuse('locked', message, { folder: dataDir })
    if (code.startsWith('SQLITE_IOERR') || code === 'EIO') return refuse('disk_failed', message, { folder: dataDir })
    if (message.startsWith('migration:')) return refuse('migration_failed', message, { folder: dataDir })
    return refuse('unexpected', message, { folder: dataDir })
  }

  /** A read that fails once makes a sound store look damaged (reliability.md 2.5), so only what shows twice is told. */
  function openOrLookAgain(opening: Opening): StartState {
    try {
      return open(opening)
    } catch (error) {
      if (!isDamage(error)) throw error
      options.log('warn', 'the store looks damaged and is looked at once more', error)
      return open(opening)
    }
  }

  function open(opening: Opening): StartState {
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
    const sqlite = connect(storePath, options.trace)
    checkedAt = isNew ? options.now() : (readDesk()?.checkedAt ?? 0)
    try {
      const sinceCheck = options.now() - checkedAt
      if (wasCutOff || sinceCheck > checkEveryMs || sinceCheck < 0) {
        const check = sqlite.pragma('quick_check(1)', { simple: true })
        if (check !== 'ok') throw new Error(`damaged: ${String(check)}`)
        checkedAt = options.now()
      }
      const version = versionOf(sqlite)
      if (version < newest) {
        if (!isNew) backUpBeforeMigration(sqlite)
        try {
          migrate(sqlite, migrations, {})
        } catch (error) {
          if (isDiskFull(error)) throw error
          throw new Error(`migration: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
        }
      } else {
        migrate(sqlite, migrations, {})
      }
      settleIn(sqlite, isNew, opening)
      return { state: 'ready' }
    } catch (error) {
      running = undefined
      sqlite.close()
      if (isNew) removeEmpty()
      throw error
    }
  }

  /** A first start that failed half-way leaves no store that holds nothing. */
  function removeEmpty(): void {
    for (const ending of ['', '-wal', '-shm']) rmSync(`${storePath}${ending}`, { force: true })
  }

  /** A migration that fails at every start needs one backup, not one for each try. */
  function backUpBeforeMigration(sqlite: Sqlite): void {
    const before = listBackups(backupDir).filter((backup) => backup.cause === 'migration')
    const made = makeBackupAtOnce(sqlite, backupPlaces, 'migration', options.now())
    for (const same of before.filter((backup) => backup.sha256 === made.sha256)) removeBackup(backupDir, same)
  }

  function settleIn(sqlite: Sqlite, isNew: boolean, opening: Opening): void {
    const db = asDb(sqlite)
    if (ensureDerived(db, versionOf(sqlite)) && !isNew) options.log('info', 'the derived tables were built anew for this version')
    const seq = lastSeq(db)
    const desk = readDesk()
    // A desk file that remembers more than the store knows, or another file, means that a copy was put here: numbers
    // given by the other one would be given again, so this becomes a new desk with its own series (decisions.md 8).
    const fileId = fileIdOf(storePath)
    const isSameFile = fileId === '' || desk?.fileId === undefined || desk.fileId === '' || desk.fileId === fileId
    const isSame = desk !== undefined && !isNew && desk.journalSeq <= seq && isSameFile
    const workstationId = isSame ? desk.workstationId : options.newId()
    running = { db, sqlite, workstationId, userId: null }
    if (!isSame || desk.checkedAt !== checkedAt) writeDesk(workstationId, seq)
    ensureWorkstation(makeContext(opening), hostname())
    ensureBuiltIns(makeContext('app.start'))
    markInterrupted(makeContext('app.start'))
    repeatErasures(makeContext('privacy.erase'))
    running.userId = userOfDesk(db)
    limitAnalysis(sqlite)
    analysedSeq = seq
    toAnalyse = []
    backedUpSeq = -1
    backedUpAt = listBackups(backupDir)[0]?.at ?? 0
  }

  function readDesk(): DeskFile | undefined {
    try {
      return deskFile.parse(JSON.parse(readFileSync(deskPath, 'utf8')))
    } catch {
      return undefined
    }
  }

  function writeDesk(workstationId: string, journalSeq: number): void {
    writeWhole(deskPath, JSON.stringify({ workstationId, journalSeq, fileId: fileIdOf(storePath), checkedAt } satisfies DeskFile))
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
      backups: { list, make: makeOne, restore }
    }
  }

  /** One backup at a time: each clears the half-made ones away before it begins. */
  function makeOne(cause: BackupCause, tell: Tell): Promise<Backup> {
    return inTurn(() => makeAndThin(cause, tell, undefined))
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = making.then(work)
    making = turn.catch(() => undefined)
    return turn
  }

  async function makeAndThin(cause: BackupCause, tell: Tell, kept: string | undefined): Promise<Backup> {
    const { sqlite, db, workstationId } = getRunning()
    let seq = lastSeq(db)
    const follow: Tell = (done, total) => {
      seq = lastSeq(db)
      tell(done, total)
    }
    const backup = await makeBackup(sqlite, backupPlaces, cause, options.now(), follow, (copy) => copyWork.run({ kind: 'settle', copy }))
    backedUpSeq = seq
    backedUpAt = backup.at
    writeDesk(workstationId, seq)
    noteBackup(sqlite, backup)
    for (const old of superfluous(listBackups(backupDir), options.now(), keepBackupDays)) {
      if (old.name !== kept) removeBackup(backupDir, old)
    }
    thinFiles(backupDir)
    options.emit('changed', { tables: ['backup_run'] })
    return backup
  }

  function restore(name: string, tell: Tell): Promise<Backup> {
    return inTurn(() => restoreInTurn(name, tell))
  }

  async function restoreInTurn(name: string, tell: Tell): Promise<Backup> {
    const backup = findKnown(name)
    if (!(await copyWork.run({ kind: 'isSound', dir: backupDir, backup }))) throw ioFailed('backup.damaged', { name })
    refuseWhileBusy()
    const staged = await copyWork.run({ kind: 'stage', places: backupPlaces, name, storePath })
    let safety: Backup
    try {
      safety = await makeSafety(tell, name)
      refuseWhileBusy()
    } catch (error) {
      rmSync(staged, { force: true })
      throw error
    }
    const suffix = `replaced-${options.now()}`
    closeConnection()
    try {
      putInPlace(staged, storePath, suffix)
      state = open('backups.restore')
      if (state.state !== 'ready') throw ioFailed('backup.damaged', { name })
    } catch (error) {
      bringBack(storePath, suffix)
      state = start('app.start')
      throw error
    }
    // The safety backup holds the same, checked.
    removeAside(storePath, suffix)
    options.emit('changed', { tables: [] })
    return safety
  }

  /** A backup of all that there is: what was changed while one was checked is in the next. Throws `busy`. */
  async function makeSafety(tell: Tell, kept: string): Promise<Backup> {
    for (let tries = 0; tries < safetyTries; tries += 1) {
      const safety = await makeAndThin('restore', tell, kept)
      if (lastSeq(getRunning().db) === backedUpSeq) return safety
    }
    throw conflict('busy')
  }

  /** Throws `backup.not_found`, `backup.newer`. */
  function findKnown(name: string): Backup {
    const backup = listBackups(backupDir).find((item) => item.name === name)
    if (!backup) throw ioFailed('backup.not_found', { name })
    if (backup.version > newestVersion()) throw ioFailed('backup.newer', { name })
    return backup
  }

  function refuseWhileBusy(): void {
    if (dispatcher.busy() > 1) throw conflict('busy')
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
    touchedBy: (changeId) => (running ? withDerived(touchedBy(running.db, changeId)) : []),
    log: options.log,
    classify
  })

  /** While all clients are gone through, pairs come many times a second: screens hear of them once in a while. */
  function tellDuplicates(hasChanged: boolean): void {
    areDuplicatesNew ||= hasChanged
    const now = options.now()
    if (!areDuplicatesNew || Math.abs(now - duplicatesToldAt) < tellEveryMs) return
    areDuplicatesNew = false
    duplicatesToldAt = now
    options.emit('changed', { tables: ['duplicate_pair'] })
  }

  /** One table at a time, so that calls in between do not wait. */
  function analyseNext({ sqlite, db }: Running): boolean {
    const seq = lastSeq(db)
    if (seq - analysedSeq >= analyseEvery) {
      analysedSeq = seq
      toAnalyse = listOutdated(sqlite)
    }
    const next = toAnalyse.pop()
    if (next !== undefined) sqlite.exec(next)
    return next !== undefined
  }

  async function tick(): Promise<boolean> {
    if (!running) return false
    if (catchUpSearch(running.db, searchStep) > 0) return true
    if (catchUpNotes(running.db, searchStep)) return true
    if (dispatcher.busy() > 0) return false
    const duplicates = followDuplicates(running.db)
    if (duplicates.hasChanged || !duplicates.isBehind) tellDuplicates(duplicates.hasChanged)
    if (duplicates.isBehind) return true
    const figures = followFigures({ db: running.db, now: options.now })
    if (figures === 'changed') options.emit('changed', { tables: ['client_figures', 'score_factor'] })
    if (figures !== 'idle') return true
    if (analyseNext(running)) return true
    const now = options.now()
    const seq = lastSeq(running.db)
    const isDue = now - backedUpAt >= backupEveryMs || now < backedUpAt
    if (!isDue || running.userId === null) return false
    // The first of a day is made whether or not something changed; otherwise a quiet fortnight would leave none.
    if (!isSameDay(now, backedUpAt)) await makeOne('daily', () => undefined)
    else if (seq > backedUpSeq) await makeOne('changed', () => undefined)
    return false
  }

  function isRecoverable(): boolean {
    return state.state === 'refused' && lock !== undefined && recoverable.includes(state.reason)
  }

  function again(opening: Opening): StartState {
    state = start(opening)
    return state
  }

  state = start('app.start')
  return {
    startState: () => state,
    dispatcher,
    db: () => getRunning().db,
    makeContext,
    tick,
    recover: (backupName) => {
      if (!isRecoverable()) return state
      if (!isSound(backupDir, findKnown(backupName))) throw ioFailed('backup.damaged', { name: backupName })
      const staged = stageCopy(backupPlaces, backupName, storePath)
      putInPlace(staged, storePath, `corrupt-${options.now()}`)
      return again('backups.restore')
    },
    tryAgain: () => (running ? state : again('app.start')),
    startAfresh: () => {
      if (!isRecoverable()) return state
      moveAside(storePath, `corrupt-${options.now()}`)
      return again('app.start')
    },
    close: () => {
      copyWork.stop()
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

/** Of the desk's own clock: a backup is the desk's, not the firm's. */
function isSameDay(oneMs: number, otherMs: number): boolean {
  return new Date(oneMs).toDateString() === new Date(otherMs).toDateString()
}

function isDamage(error: unknown): boolean {
  const code = codeOf(error) ?? ''
  const isSaid = error instanceof AppError ? error.data.reason === 'store.damaged' : error instanceof Error && error.message.startsWith('damaged:')
  return isSaid || code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB'
}

function isDiskFull(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE' || code === 'ENOSPC'
}

/** The real clock and ids. */
export const realWorld = { now: () => Date.now(), newId: newIdMaker() }

/** Ids in growing order. Chance is drawn for hundreds at once: an import makes half a million. */
function newIdMaker(): () => string {
  const pool = new Uint32Array(1024)
  let next = pool.length
  const generator = new V7Generator({
    nextUint32: () => {
      if (next === pool.length) {
        getRandomValues(pool)
        next = 0
      }
      return pool[next++]!
    }
  })
  return () => generator.generate().toString()
}
