import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { resourcesDir } from '#test/app.ts'
import { pause, startDesk } from '#test/children/run.ts'
import { often } from '#test/machine.ts'
import { migrate, readMigrations, versionOf } from './migrate.ts'
import { connect, type Sqlite } from './open.ts'

const path = (folder: string) => join(folder, 'klientela.sqlite')

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'klientela-migrate-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(join(resourcesDir, 'migrations'), join(folder, 'migrations'), { recursive: true })
  return folder
}

/** One more step after those that ship. */
function addStep(folder: string, name: string, statements: readonly string[]): void {
  const dir = join(folder, 'migrations')
  const count = readdirSync(dir).filter((file) => file.endsWith('.sql')).length
  writeFileSync(join(dir, `${String(count).padStart(4, '0')}_${name}.sql`), statements.join('\n--> statement-breakpoint\n'))
}

const step = (folder: string, sqlite: Sqlite) => migrate(sqlite, readMigrations(join(folder, 'migrations')), {})
const count = (sqlite: Sqlite, table: string) => Number(sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get())

/** A thousand firms with two children each, which go with their firm when it is deleted. */
function withFamilies(): { folder: string; sqlite: Sqlite } {
  const folder = aFolder()
  addStep(folder, 'families', [
    'CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT',
    'CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parent (id) ON DELETE CASCADE) STRICT'
  ])
  const sqlite = connect(path(folder))
  onTestFinished(() => void sqlite.close())
  step(folder, sqlite)
  sqlite.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO parent SELECT i, 'Firma ' || i FROM n`)
  sqlite.exec('INSERT INTO child (parent_id) SELECT id FROM parent UNION ALL SELECT id FROM parent')
  return { folder, sqlite }
}

const rebuild = [
  'CREATE TABLE parent_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL, town TEXT) STRICT',
  'INSERT INTO parent_new (id, name) SELECT id, name FROM parent',
  'DROP TABLE parent',
  'ALTER TABLE parent_new RENAME TO parent'
]

test('a table rebuilt by a new version keeps all rows that hang on it', () => {
  const { folder, sqlite } = withFamilies()
  addStep(folder, 'town', rebuild)
  step(folder, sqlite)
  expect([count(sqlite, 'parent'), count(sqlite, 'child')]).toEqual([1000, 2000])
  expect(sqlite.pragma('foreign_keys', { simple: true })).toBe(1)
  sqlite.exec('DELETE FROM parent WHERE id = 1')
  expect(count(sqlite, 'child')).toBe(1998)
})

test.each([
  ['loses a row', ['DELETE FROM child WHERE id = 1'], /child had 2000 rows and has 1999/],
  ['leaves a child without its firm', ['INSERT INTO child (id, parent_id) VALUES (9000, 9000)'], /foreign keys are broken/],
  ['fails in its last statement', [...rebuild, 'UPDATE no_table SET x = 1'], /no such table/],
  ['drops a table', ['DROP TABLE child'], /child had 2000 rows and has 0/]
])('a version step that %s is taken back as a whole', (_what, statements, message) => {
  const { folder, sqlite } = withFamilies()
  const version = versionOf(sqlite)
  addStep(folder, 'bad', statements)
  expect(() => step(folder, sqlite)).toThrow(message)
  expect(versionOf(sqlite)).toBe(version)
  expect([count(sqlite, 'parent'), count(sqlite, 'child')]).toEqual([1000, 2000])
  expect(sqlite.pragma('foreign_keys', { simple: true })).toBe(1)
})

/** A store of the version before and the folder of a slow step, which says how far it is. */
function beforeSlowStep(rows: number): { folder: string; old: number } {
  const folder = aFolder()
  const sqlite = connect(path(folder))
  const old = step(folder, sqlite)
  sqlite.close()
  addStep(folder, 'slow', [
    'CREATE TABLE slow (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT',
    "SELECT say('inside')",
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) INSERT INTO slow SELECT i, 'Wiersz ' || i FROM n`,
    "UPDATE slow SET text = text || ' poprawiony'",
    'CREATE INDEX slow_text ON slow (text)',
    "SELECT say('last step')"
  ])
  return { folder, old }
}

test('a version step killed at any moment leaves the old store or the new one', async () => {
  const rows = 40_000
  const seen = { inside: 0, old: 0, new: 0 }

  async function killAndLook({ folder, old }: { folder: string; old: number }, isWithin: boolean): Promise<void> {
    const desk = startDesk(['migrate', folder, join(folder, 'migrations')])
    await desk.said(isWithin ? 2 : 1)
    await pause(0, isWithin ? 100 : 300)
    await desk.kill()
    const isInside = desk.lines.includes('inside') && !desk.lines.includes('last step')
    if (isInside) seen.inside += 1
    const found = connect(path(folder))
    expect(found.pragma('integrity_check', { simple: true })).toBe('ok')
    if (versionOf(found) === old) {
      seen.old += 1
      expect(desk.lines, 'what was told as done is done').not.toContain('done')
      expect(found.prepare("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'slow%'").pluck().get()).toBe(0)
      expect(found.prepare("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'").pluck().get()).toBeGreaterThan(50)
    } else {
      seen.new += 1
      expect(isInside, 'nothing of a step that was cut off').toBe(false)
      expect(versionOf(found)).toBe(old + 1)
      expect(found.prepare("SELECT count(*) FROM slow WHERE text LIKE '%poprawiony'").pluck().get()).toBe(rows)
      found.exec(`DROP TABLE slow; PRAGMA user_version = ${old}`)
    }
    found.close()
  }

  // Two at a time: most of it is waiting for a process to start.
  await Promise.all(
    [beforeSlowStep(rows), beforeSlowStep(rows)].map(async (place) => {
      for (let round = 0; round < often(10); round += 1) await killAndLook(place, round % 2 === 0)
    })
  )
  expect(seen.inside, 'kills that fell into the step').toBeGreaterThanOrEqual(often(3))
  expect(seen.old).toBeGreaterThanOrEqual(seen.inside)
}, 600_000)
