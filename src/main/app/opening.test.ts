import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, expect, test } from 'vitest'
import type { StartState } from '#shared/contract/shell.ts'
import { openTestApp, resourcesDir, type TestApp, type TestAppOptions } from '#test/app.ts'
import { startDesk } from '#test/children/run.ts'
import { asNobody, leaveOut } from '#test/machine.ts'

const quiet = { onLog: () => undefined }
const open: TestApp[] = []
const folders: string[] = []
afterEach(() => {
  for (const app of open.splice(0)) app.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'klientela-opening-'))
  folders.push(folder)
  return folder
}

async function start(dataDir: string, options: TestAppOptions = {}): Promise<TestApp> {
  const app = await openTestApp({ ...quiet, ...options, dataDir })
  open.push(app)
  return app
}

/** A store with a firm, one colleague and a backup made before another colleague came. */
async function aStore(): Promise<string> {
  const dataDir = aFolder()
  const app = await start(dataDir)
  await app.call('settings.addUser', { name: 'Marek Wójcik', role: 'rep' })
  await app.call('backups.make', {})
  await app.call('settings.addUser', { name: 'Olena Savchenko', role: 'rep' })
  app.close()
  return dataDir
}

const storeOf = (dataDir: string) => join(dataDir, 'klientela.sqlite')
const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')
const kept = (dataDir: string) => readdirSync(dataDir).filter((name) => name.includes('.corrupt-'))
const names = async (app: TestApp) => (await app.call('app.dictionaries', {})).users.map((user) => user.name)

function refused(app: TestApp): Extract<StartState, { state: 'refused' }> {
  const state = app.store.startState()
  if (state.state !== 'refused') throw new Error('the store was opened')
  return state
}

test('a store of a newer program is refused and not one byte of it changes', async () => {
  const dataDir = await aStore()
  const sqlite = new Database(storeOf(dataDir))
  sqlite.pragma('user_version = 9000')
  sqlite.close()
  const before = hashOf(storeOf(dataDir))
  const app = await start(dataDir)
  expect(refused(app)).toMatchObject({ reason: 'newer_version', details: { found: 9000 }, backups: [] })
  expect(await app.ask('app.status', {})).toMatchObject({ ok: false, error: { reason: 'store.not_open' } })
  expect(app.store.startAfresh()).toMatchObject({ state: 'refused', reason: 'newer_version' })
  app.close()
  expect(hashOf(storeOf(dataDir))).toBe(before)
})

const spoilt: readonly (readonly [string, (path: string) => void])[] = [
  ['cut off in the middle', (path) => truncateSync(path, 40_960)],
  ['empty', (path) => writeFileSync(path, '')],
  ['something else altogether', (path) => writeFileSync(path, 'no database at all, and long enough to be looked at')],
  [
    'a database of another program',
    (path) => {
      rmSync(path)
      new Database(path).exec('CREATE TABLE other (id INTEGER); INSERT INTO other VALUES (1)').close()
    }
  ],
  ['overwritten in places', (path) => spoil(path, 4096, 200)]
]

/** Writes noise over the first bytes of every page but the first, as a failing disk might. */
function spoil(path: string, pageSize: number, length: number): void {
  const content = readFileSync(path)
  for (let page = pageSize; page < content.length; page += pageSize) content.fill(0xa5, page, page + length)
  writeFileSync(path, content)
}

test.each(spoilt)('a store that is %s is kept aside and the newest backup takes its place', async (_how, damage) => {
  const dataDir = await aStore()
  damage(storeOf(dataDir))
  const before = hashOf(storeOf(dataDir))
  const app = await start(dataDir, { now: Date.UTC(2027, 0, 10) })
  const { reason, backups } = refused(app)
  expect(reason).toBe('damaged')
  expect(backups).toHaveLength(1)
  expect(hashOf(storeOf(dataDir))).toBe(before)
  expect(app.store.recover(backups[0]!.name)).toEqual({ state: 'ready' })
  expect(await names(app)).toEqual(['Anna Kowalska', 'Marek Wójcik'])
  expect(kept(dataDir).map((name) => hashOf(join(dataDir, name)))).toContain(before)
})

test('damage that shows only when the file is read is found after a week even when the program ended well', async () => {
  const dataDir = await aStore()
  const content = readFileSync(storeOf(dataDir))
  content.fill(0xa5, content.length - 4096 * 3 + 8)
  writeFileSync(storeOf(dataDir), content)
  const app = await start(dataDir, { now: Date.UTC(2027, 0, 10) })
  expect(refused(app).reason).toBe('damaged')
})

test('without any backup the damaged file is kept and work begins anew', async () => {
  const dataDir = aFolder()
  writeFileSync(storeOf(dataDir), 'no database at all')
  const app = await start(dataDir)
  expect(refused(app)).toMatchObject({ reason: 'damaged', backups: [] })
  expect(app.store.startAfresh()).toEqual({ state: 'ready' })
  expect(await app.call('app.status', {})).toMatchObject({ isSetUp: false })
  expect(kept(dataDir)).toHaveLength(1)
})

test('a backup in which one bit has turned is neither offered nor restored', async () => {
  const dataDir = await aStore()
  const backup = join(dataDir, 'backups', readdirSync(join(dataDir, 'backups')).find((name) => name.endsWith('.sqlite')) ?? '')
  const content = readFileSync(backup)
  content[content.length >> 1]! ^= 1
  writeFileSync(backup, content)
  const app = await start(dataDir)
  const [listed] = await app.call('backups.list', {})
  expect(await app.ask('backups.restore', { name: listed!.name })).toMatchObject({ ok: false, error: { reason: 'backup.damaged' } })
  expect(await names(app)).toHaveLength(3)
  app.close()
  truncateSync(storeOf(dataDir), 40_960)
  expect(refused(await start(dataDir)).backups).toEqual([])
})

test('a backup of a newer program is not restored, and the store stays open', async () => {
  const dataDir = await aStore()
  const app = await start(dataDir)
  const [backup] = await app.call('backups.list', {})
  const manifest = join(dataDir, 'backups', `${backup!.name}.json`)
  writeFileSync(manifest, JSON.stringify({ ...JSON.parse(readFileSync(manifest, 'utf8')), version: 9000 }))
  expect(await app.ask('backups.restore', { name: backup!.name })).toMatchObject({ ok: false, error: { reason: 'backup.newer' } })
  expect(await names(app)).toHaveLength(3)
})

test('a manifest that names a file elsewhere leads nowhere', async () => {
  const dataDir = await aStore()
  const app = await start(dataDir)
  const [backup] = await app.call('backups.list', {})
  const manifest = join(dataDir, 'backups', `${backup!.name}.json`)
  writeFileSync(manifest, JSON.stringify({ ...JSON.parse(readFileSync(manifest, 'utf8')), name: '../klientela.sqlite' }))
  writeFileSync(join(dataDir, 'backups', 'other.sqlite'), '')
  writeFileSync(join(dataDir, 'backups', 'other.sqlite.json'), '{"name":1}')
  expect((await app.call('backups.list', {})).map((row) => row.name)).toEqual([backup!.name])
})

test('restoring gives the former state back, and the state before it the same way', async () => {
  const dataDir = await aStore()
  const app = await start(dataDir)
  const [backup] = await app.call('backups.list', {})
  const { safetyBackup } = await app.call('backups.restore', { name: backup!.name })
  expect(await names(app)).toEqual(['Anna Kowalska', 'Marek Wójcik'])
  await app.call('settings.addUser', { name: 'Piotr Zieliński', role: 'rep' })
  await app.call('backups.restore', { name: safetyBackup })
  expect(await names(app)).toEqual(['Anna Kowalska', 'Marek Wójcik', 'Olena Savchenko'])
  expect(readdirSync(dataDir).filter((name) => name.includes('replaced'))).toEqual([])
})

test('an old backup is restored even on the day when it would have been cleared away', async () => {
  const dataDir = await aStore()
  const app = await start(dataDir, { now: Date.UTC(2027, 5, 1) })
  const [backup] = await app.call('backups.list', {})
  await app.call('backups.restore', { name: backup!.name })
  expect(await names(app)).toEqual(['Anna Kowalska', 'Marek Wójcik'])
})

test('the history after a restore begins with it, with who works at the desk', async () => {
  const dataDir = await aStore()
  const app = await start(dataDir, { now: Date.UTC(2026, 10, 23) })
  const [backup] = await app.call('backups.list', {})
  await app.call('backups.restore', { name: backup!.name })
  const [newest] = await app.call('journal.changes', { page: { offset: 0, limit: 5 } })
  const { userId } = await app.call('app.status', {})
  expect(newest).toMatchObject({ name: 'backups.restore', userId, isUndoable: false })
})

/** The series letters of the desks that ever worked on the store, the oldest first. */
function series(app: TestApp): string[] {
  return app.store.db().$client.prepare<[], string>('SELECT series_code FROM workstation ORDER BY series_code, id').pluck().all()
}

test('a restored store is a new desk with a series of its own, so no document number is given twice', async () => {
  const dataDir = await aStore()
  const app = await start(dataDir)
  expect(series(app)).toEqual(['A'])
  const [backup] = await app.call('backups.list', {})
  await app.call('backups.restore', { name: backup!.name })
  expect(series(app)).toEqual(['A', 'B'])
  expect(app.store.makeContext('test').workstationId).toBe(newestDesk(app))
})

function newestDesk(app: TestApp): string | undefined {
  return app.store.db().$client.prepare<[], string>('SELECT id FROM workstation ORDER BY series_code DESC, id DESC LIMIT 1').pluck().get()
}

test('a copied folder is a new desk, and the desk that it was copied from stays what it was', async () => {
  const dataDir = await aStore()
  const copy = aFolder()
  cpSync(dataDir, copy, { recursive: true })
  expect(series(await start(copy))).toEqual(['A', 'B'])
  expect(series(await start(dataDir))).toEqual(['A'])
})

test('a store brought without the rest of its folder is a new desk', async () => {
  const dataDir = await aStore()
  const other = aFolder()
  copyFileSync(storeOf(dataDir), storeOf(other))
  expect(series(await start(other))).toEqual(['A', 'B'])
})

test('an ordinary restart changes neither desk nor series', async () => {
  const dataDir = await aStore()
  for (let count = 0; count < 3; count += 1) {
    const app = await start(dataDir)
    expect(series(app)).toEqual(['A'])
    app.close()
  }
})

test('a store that this process holds is refused to a second one', async () => {
  const dataDir = await aStore()
  await start(dataDir)
  const second = startDesk(['open', dataDir])
  await second.ended
  expect(JSON.parse(second.lines[0] ?? '')).toMatchObject({ state: 'refused', reason: 'locked' })
}, 30_000)

test('a store held by another process is refused, and opens once that one is gone, however it went', async () => {
  const dataDir = await aStore()
  const first = startDesk(['open', dataDir, 'stay'])
  await first.said(1)
  expect(JSON.parse(first.lines[0] ?? '')).toEqual({ state: 'ready' })
  const app = await start(dataDir)
  expect(refused(app).reason).toBe('locked')
  await first.kill()
  expect(app.store.tryAgain()).toEqual({ state: 'ready' })
  expect(await names(app)).toHaveLength(3)
}, 30_000)

test('a folder that may not be written is refused with the reason', async ({ skip }) => {
  const nobody = asNobody()
  if (!nobody) {
    leaveOut('a folder without write permission: no unprivileged user can run here')
    skip()
    return
  }
  const dataDir = await aStore()
  chmodSync(dataDir, 0o555)
  const desk = startDesk(['open', dataDir], nobody)
  await desk.ended
  chmodSync(dataDir, 0o700)
  expect(JSON.parse(desk.lines[0] ?? '')).toMatchObject({ state: 'refused', reason: 'read_only' })
}, 30_000)

test('a step to a new version that fails leaves the old store and one backup, however often it is tried', async () => {
  const dataDir = await aStore()
  const resources = join(aFolder(), 'resources')
  cpSync(join(resourcesDir, 'migrations'), join(resources, 'migrations'), { recursive: true })
  const count = readdirSync(join(resources, 'migrations')).filter((name) => name.endsWith('.sql')).length
  const next = join(resources, 'migrations', `${String(count).padStart(4, '0')}_fails.sql`)
  writeFileSync(next, 'UPDATE user SET no_such_column = 1')
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const app = await start(dataDir, { resourcesDir: resources, now: Date.UTC(2026, 10, 23 + attempt) })
    expect(refused(app).reason).toBe('migration_failed')
    expect(refused(app).backups.length).toBeGreaterThan(0)
    app.close()
  }
  expect(readdirSync(join(dataDir, 'backups')).filter((name) => name.endsWith('-migration.sqlite'))).toHaveLength(1)
  const app = await start(dataDir)
  expect(await names(app)).toHaveLength(3)
})

test('a very first start that fails leaves nothing that would pass for a store', async () => {
  const dataDir = aFolder()
  const resources = aFolder()
  mkdirSync(join(resources, 'migrations'))
  writeFileSync(join(resources, 'migrations', '0000_fails.sql'), 'NOT SQL')
  const app = await start(dataDir, { resourcesDir: resources })
  expect(refused(app).reason).toBe('migration_failed')
  expect(existsSync(storeOf(dataDir))).toBe(false)
  app.close()
  expect((await start(dataDir)).store.startState()).toEqual({ state: 'ready' })
})
