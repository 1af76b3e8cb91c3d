import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { array, assert, integer, property } from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { createCopyWork } from '#main/workers/copyWork.ts'
import { openTestApp, type TestApp, type TestAppOptions } from '#test/app.ts'
import { pause, startDesk } from '#test/children/run.ts'
import { copyThreadPath, often } from '#test/machine.ts'
import { listBackups, makeBackup, removeBackup, superfluous } from './backup.ts'
import { type Backup, isSound, temporaryOf } from './copies.ts'

const day = 86_400_000
const now = Date.UTC(2026, 10, 22, 9)

function backupAt(at: number): Backup {
  return { name: `klientela-${at}.sqlite`, at, cause: 'changed', bytes: 1, version: 1, clientCount: 0, dealCount: 0, sha256: '' }
}

/** An app whose store takes so many megabytes more than an empty one. */
async function openLarge(megabytes: number, options: TestAppOptions = {}): Promise<TestApp> {
  const app = await openTestApp(options)
  app.store.db().$client.exec(`INSERT INTO preference (id, value)
    WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${megabytes * 50}) SELECT 'bulk ' || n, printf('%.20000c', 'x') FROM n`)
  return app
}

const ages = array(integer({ min: -3 * day, max: 40 * day }), { maxLength: 80 })

test('of the backups all of the last 24 hours stay, then one a day for 14 days, and nothing older', () => {
  assert(
    property(ages, (list) => {
      const backups = list.map((age) => backupAt(now - age))
      const gone = new Set(superfluous(backups, now, 14))
      const kept = backups.filter((backup) => !gone.has(backup))
      for (const backup of backups) {
        if (now - backup.at < day) expect(gone.has(backup)).toBe(false)
        if (now - backup.at > 14 * day) expect(gone.has(backup)).toBe(true)
      }
      const older = kept.filter((backup) => now - backup.at >= day)
      expect(new Set(older.map((backup) => Math.floor(backup.at / day))).size).toBe(older.length)
      for (const lost of backups.filter((backup) => gone.has(backup) && now - backup.at <= 14 * day)) {
        expect(older.some((one) => Math.floor(one.at / day) === Math.floor(lost.at / day) && one.at >= lost.at)).toBe(true)
      }
      expect(superfluous(kept, now, 14)).toEqual([])
    })
  )
})

test('half-hourly backups of a month leave a day of them and one for each of the two weeks', () => {
  const backups = Array.from({ length: 30 * 48 }, (_, index) => backupAt(now - index * 30 * 60_000))
  expect(backups.length - superfluous(backups, now, 14).length).toBe(48 + 14)
})

test('a backup made while a hundred changes a second are saved holds whole changes only', async () => {
  const app = await openLarge(30)
  onTestFinished(app.close)
  let added = 0
  const writing = setInterval(() => {
    added += 1
    void app.call('settings.addUser', { name: `Osoba ${added}`, role: 'rep' })
  }, 10)
  const during: number[] = []
  try {
    for (let round = 0; round < often(3); round += 1) {
      const before = added
      const { name } = await app.call('backups.make', {})
      during.push(added - before)
      const copy = new Database(join(app.dataDir, 'backups', name), { readonly: true })
      const count = (sql: string) => Number(copy.prepare(sql).pluck().get())
      expect(copy.pragma('integrity_check', { simple: true })).toBe('ok')
      const users = count("SELECT count(*) FROM user WHERE name LIKE 'Osoba%'")
      expect(users).toBeGreaterThanOrEqual(before)
      expect(count("SELECT count(*) FROM journal_change WHERE name = 'settings.addUser'")).toBe(users)
      expect(count("SELECT count(*) FROM journal_op WHERE table_name = 'user' AND kind = 'insert'")).toBe(users + 1)
      copy.close()
    }
  } finally {
    clearInterval(writing)
  }
  expect(Math.max(...during)).toBeGreaterThan(0)
}, 60_000)

test('two backups asked for at once are made one after the other, both whole', async () => {
  const app = await openTestApp()
  onTestFinished(app.close)
  const made = await Promise.all([app.call('backups.make', {}, 'one'), app.call('backups.make', {}, 'two')])
  const listed = listBackups(join(app.dataDir, 'backups'))
  expect(listed.map((backup) => backup.name).sort()).toEqual(made.map((backup) => backup.name).sort())
  for (const backup of listed) expect(isSound(join(app.dataDir, 'backups'), backup)).toBe(true)
})

test('a backup that is killed half-way is never listed, and those before it stay whole', async () => {
  const seen = { copying: 0, checking: 0 }

  async function killAndLook(folder: string, isWithin: boolean): Promise<void> {
    const dir = join(folder, 'backups')
    const desk = startDesk(['backup', folder])
    await desk.said(isWithin ? 2 : 1)
    await pause(0, isWithin ? 30 : 300)
    await desk.kill()
    const last = desk.lines.at(-1)
    if (last === 'copies') seen.copying += 1
    if (last === 'checks') seen.checking += 1
    const listed = listBackups(dir)
    for (const backup of listed) expect(isSound(dir, backup)).toBe(true)
    const said = desk.lines.filter((line) => line.endsWith('.sqlite'))
    expect(listed.map((backup) => backup.name)).toEqual(expect.arrayContaining(said))
    const unlisted = readdirSync(dir).filter((name) => name.endsWith('.sqlite') && !listed.some((backup) => backup.name === name))
    expect(unlisted).toEqual([])
    // The next kill need not read them all again.
    for (const backup of listed.slice(2)) removeBackup(dir, backup)
  }

  // Two at a time: most of it is waiting for a process to start.
  await Promise.all(
    [0, 1].map(async () => {
      const folder = mkdtempSync(join(tmpdir(), 'klientela-backup-'))
      onTestFinished(() => rmSync(folder, { recursive: true }))
      const app = await openLarge(6, { dataDir: folder })
      app.close()
      mkdirSync(join(folder, 'backups'), { recursive: true })
      for (let round = 0; round < often(10); round += 1) await killAndLook(folder, round % 2 === 0)
      const again = await openTestApp({ dataDir: folder })
      await again.call('backups.make', {})
      again.close()
      expect(readdirSync(join(folder, 'backups')).filter((name) => name.endsWith('.tmp'))).toEqual([])
    })
  )
  expect(seen.copying + seen.checking, 'kills that fell into a backup').toBeGreaterThanOrEqual(often(3))
  expect(seen.copying).toBeGreaterThan(0)
}, 600_000)

test('whoever asks for something while a backup is copied and checked is answered in between', async () => {
  const app = await openLarge(30)
  onTestFinished(app.close)
  const { dataDir, store } = app
  const work = createCopyWork(copyThreadPath)
  const order: string[] = []
  const asking = (async () => {
    while (!order.includes('made')) {
      await app.call('app.status', {})
      order.push('answer')
      await new Promise((resolve) => setImmediate(resolve))
    }
  })()
  const backup = await makeBackup(
    store.db().$client,
    { dataDir, backupDir: join(dataDir, 'backups') },
    'asked',
    1,
    () => order.push('step'),
    async (copy) => {
      order.push('copied')
      const settled = await work.run({ kind: 'settle', copy })
      order.push('settled')
      return settled
    }
  )
  order.push('made')
  await asking
  const copied = order.indexOf('copied')
  expect(order.filter((what) => what === 'step').length).toBeGreaterThan(5)
  // Never two steps without a chance to answer, and answers all through the check.
  for (let at = order.indexOf('step') + 1; at < copied; at += 1) expect([order[at - 1], order[at]]).not.toEqual(['step', 'step'])
  expect(order.slice(copied, order.indexOf('settled')).filter((what) => what === 'answer').length).toBeGreaterThan(0)
  expect(isSound(join(dataDir, 'backups'), backup)).toBe(true)
}, 60_000)

test.each(['in a thread', 'in place'])('a copy that is damaged is not counted as a backup, and nothing of it stays (%s)', async (where) => {
  const app = await openLarge(2)
  onTestFinished(app.close)
  const { dataDir, store } = app
  const backupDir = join(dataDir, 'backups')
  const work = createCopyWork(where === 'in place' ? null : copyThreadPath)
  const made = makeBackup(store.db().$client, { dataDir, backupDir }, 'asked', 1, () => undefined, (copy) => {
    const path = temporaryOf(join(backupDir, copy.name))
    const file = openSync(path, 'r+')
    for (let at = 8192; at < statSync(path).size; at += 4096) writeSync(file, Buffer.alloc(64, 0xff), 0, 64, at)
    closeSync(file)
    return work.run({ kind: 'settle', copy })
  })
  await expect(made).rejects.toMatchObject({ code: 'SQLITE_CORRUPT' })
  expect(listBackups(backupDir)).toEqual([])
  expect(readdirSync(backupDir)).toEqual([])
})

test('whoever quits while a backup is checked need not wait for it, and nothing half-made stays', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'klientela-backup-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const app = await openLarge(30, { dataDir: folder, copyThreadPath, onLog: () => undefined })
  const dir = join(folder, 'backups')
  const { name } = await app.call('backups.make', {})
  const second = app.ask('backups.make', {})
  while (!readdirSync(dir).some((file) => file.endsWith('.tmp') && statSync(join(dir, file)).size > 30_000_000)) {
    await new Promise((resolve) => setImmediate(resolve))
  }
  app.close()
  expect(await second).toMatchObject({ ok: false })
  expect(listBackups(dir).map((backup) => backup.name)).toEqual([name])
  expect(readdirSync(dir).filter((file) => !file.startsWith(name))).toEqual([])
}, 60_000)

test('what is saved while the present state is put by for a restore is put by too', async () => {
  const app = await openLarge(6, { copyThreadPath })
  onTestFinished(app.close)
  const { name } = await app.call('backups.make', {})
  const before = app.events.length
  const restoring = app.call('backups.restore', { name })
  while (!app.events.slice(before).some(({ event }) => event === 'jobProgress')) await new Promise((resolve) => setImmediate(resolve))
  await app.call('settings.addUser', { name: 'Marek Wójcik', role: 'rep' })
  const { safetyBackup } = await restoring
  expect((await app.call('app.dictionaries', {})).users).toHaveLength(1)
  await app.call('backups.restore', { name: safetyBackup })
  expect((await app.call('app.dictionaries', {})).users).toHaveLength(2)
}, 60_000)
