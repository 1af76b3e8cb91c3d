import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { array, assert, integer, property } from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { openTestApp } from '#test/app.ts'
import { pause, startDesk } from '#test/children/run.ts'
import { often } from '#test/machine.ts'
import { type Backup, isSound, listBackups, superfluous } from './backup.ts'

const day = 86_400_000
const now = Date.UTC(2026, 10, 22, 9)

function backupAt(at: number): Backup {
  return { name: `klientela-${at}.sqlite`, at, cause: 'changed', bytes: 1, version: 1, clientCount: 0, dealCount: 0, sha256: '' }
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
  const app = await openTestApp()
  onTestFinished(app.close)
  const bulk = app.store.db().$client.prepare('INSERT INTO preference (id, value) VALUES (?, ?)')
  for (let index = 0; index < 1500; index += 1) bulk.run(`bulk ${index}`, 'x'.repeat(20_000))
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
  const folder = mkdtempSync(join(tmpdir(), 'klientela-backup-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const app = await openTestApp({ dataDir: folder })
  const bulk = app.store.db().$client.prepare('INSERT INTO preference (id, value) VALUES (?, ?)')
  for (let index = 0; index < 300; index += 1) bulk.run(`bulk ${index}`, 'x'.repeat(20_000))
  app.close()
  const dir = join(folder, 'backups')
  for (let round = 0; round < often(3); round += 1) {
    const desk = startDesk(['backup', folder])
    await desk.said(1)
    await pause(0, 200)
    await desk.kill()
    const listed = listBackups(dir)
    for (const backup of listed) expect(isSound(dir, backup)).toBe(true)
    const said = desk.lines.slice(1)
    expect(listed.map((backup) => backup.name)).toEqual(expect.arrayContaining(said))
    const unlisted = readdirSync(dir).filter((name) => name.endsWith('.sqlite') && !listed.some((backup) => backup.name === name))
    expect(unlisted).toEqual([])
  }
  const again = await openTestApp({ dataDir: folder })
  await again.call('backups.make', {})
  again.close()
  expect(readdirSync(dir).filter((name) => name.endsWith('.tmp'))).toEqual([])
}, 120_000)
