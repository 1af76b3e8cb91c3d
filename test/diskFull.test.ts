import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openTestApp, type TestApp } from './app.ts'
import { leaveOut } from './machine.ts'

/** A small disk of its own; undefined where none can be mounted. */
function smallDisk(megabytes: number): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'klientela-disk-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  if (process.platform !== 'linux' || spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]).status !== 0) return undefined
  onTestFinished(() => void spawnSync('umount', ['-l', folder]))
  return folder
}

/** Takes all the room that is left; the function given back frees it. */
function fill(folder: string): () => void {
  const path = join(folder, 'ballast')
  const file = openSync(path, 'w')
  for (let size = 1 << 20; size >= 512; ) {
    try {
      writeSync(file, Buffer.alloc(size))
    } catch {
      size /= 2
    }
  }
  closeSync(file)
  return () => rmSync(path)
}

const diskFull = { ok: false, error: { code: 'io', reason: 'store.disk_full' } }
const quiet = () => undefined
const users = async (app: TestApp) => (await app.call('app.dictionaries', {})).users.length
const check = (app: TestApp) => app.store.db().$client.pragma('integrity_check', { simple: true })

test('with a full disk nothing is lost, the reason is said, and work goes on once there is room', async ({ skip }) => {
  const folder = smallDisk(16)
  if (!folder) {
    leaveOut('a full disk: no small disk can be mounted here')
    skip()
    return
  }
  let app = await openTestApp({ dataDir: join(folder, 'data'), onLog: quiet })
  const again = (): TestApp => (app = app.reopen())
  try {
    await app.call('settings.addUser', { name: 'Marek Wójcik', role: 'rep' })
    const free = fill(folder)

    let refusal: unknown
    let saved = 0
    for (let count = 0; count < 2000 && !refusal; count += 1) {
      const answer = await app.ask('settings.addUser', { name: `Osoba ${count} ${'x'.repeat(80)}`, role: 'rep' })
      if (answer.ok) saved += 1
      else refusal = answer
    }
    expect(refusal).toMatchObject(diskFull)
    expect(await users(app)).toBe(2 + saved)
    expect(check(app)).toBe('ok')

    expect(await app.ask('backups.make', {})).toMatchObject(diskFull)
    expect(await app.call('backups.list', {})).toEqual([])

    expect(await app.ask('demo.load', { clientCount: 2000, dealsPerClient: 1, userCount: 2 })).toMatchObject(diskFull)
    expect(check(app)).toBe('ok')
    expect(await users(app)).toBeGreaterThanOrEqual(2 + saved)

    free()
    await app.call('settings.addUser', { name: 'Olena Savchenko', role: 'rep' })
    const backup = await app.call('backups.make', {})

    const freeAgain = fill(folder)
    expect(await app.ask('backups.restore', { name: backup.name })).toMatchObject(diskFull)
    const before = await users(app)
    expect(before).toBeGreaterThan(2 + saved)
    freeAgain()
    expect(again().store.startState()).toEqual({ state: 'ready' })
    expect(await users(app)).toBe(before)
    expect(check(app)).toBe('ok')
  } finally {
    app.close()
  }
}, 60_000)

test('a start with a full disk opens the store or says that the disk is full, and changes nothing', async ({ skip }) => {
  const folder = smallDisk(8)
  if (!folder) return skip()
  const dataDir = join(folder, 'data')
  const first = await openTestApp({ dataDir })
  await first.call('settings.addUser', { name: 'Marek Wójcik', role: 'rep' })
  first.close()
  const free = fill(folder)
  const app = await openTestApp({ dataDir, onLog: quiet })
  const state = app.store.startState()
  if (state.state === 'refused') {
    expect(state.reason).toBe('disk_full')
    free()
    expect(app.store.tryAgain()).toEqual({ state: 'ready' })
  } else free()
  expect(await users(app)).toBe(2)
  app.close()
})
