import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { listBackups } from '#main/db/backup.ts'
import { isSound } from '#main/db/copies.ts'
import { rebuildDerived } from '#main/db/derived/derive.ts'
import { readMigrations } from '#main/db/migrate.ts'
import type { Sqlite } from '#main/db/open.ts'
import { journalledTables } from '#main/db/tableKinds.ts'
import { openTestApp, resourcesDir } from './app.ts'
import { dumpAll, dumpDerived, replay, type Row } from './model.ts'
import { settle } from './quiet.ts'

/**
 * Stores of a small firm at work, each made by the program of its version: clients, deals, calls, invoices, an import, a
 * removed client and a change taken back. Before a migration is added, `node test/tools/keepStore.ts` keeps the store of now.
 */
const storesDir = join(import.meta.dirname, 'fixtures/stores')
const newest = readMigrations(join(resourcesDir, 'migrations')).length
const earlier = readdirSync(storesDir)
  .map((file) => ({ file, version: Number(/^version-(\d+)\.sqlite\.br$/.exec(file)?.[1]) }))
  .filter(({ version }) => !(version >= newest))

/** The rows of tables that people change, as far as the store knows such tables. */
function readRows(sqlite: Sqlite): ReadonlyMap<string, ReadonlyMap<string, Row>> {
  const there = new Set(sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all())
  return new Map(
    journalledTables
      .filter((table) => there.has(table))
      .map((table) => [table, new Map(sqlite.prepare<[], Row>(`SELECT * FROM "${table}"`).all().map((row) => [String(row['id']), row]))])
  )
}

// The first two steps came together, so no store stopped after the first. One of the newest version may be here already.
test('every version before this one has its store here', () => {
  expect(earlier.map(({ version }) => version).sort((a, b) => a - b)).toEqual(Array.from({ length: newest - 2 }, (_, index) => index + 2))
})

test.each(earlier)('the store of version $version opens whole, with a verified backup before it and its derived tables built anew', async ({ file, version }) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'klientela-old-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const path = join(dataDir, 'klientela.sqlite')
  writeFileSync(path, brotliDecompressSync(readFileSync(join(storesDir, file))))
  const old = new Database(path)
  expect(old.pragma('user_version', { simple: true })).toBe(version)
  const before = readRows(old)
  const liveClients = Number(old.prepare('SELECT count(*) FROM client WHERE deleted_at IS NULL').pluck().get())
  // What is derived is not believed but made again.
  old.exec('UPDATE deal_state SET amount_minor = 7; DELETE FROM deal_stage')
  old.close()

  const app = await openTestApp({ dataDir, isSetUp: false, now: Date.UTC(2026, 11, 1, 9) })
  onTestFinished(app.close)
  expect(app.store.startState()).toEqual({ state: 'ready' })
  const sqlite = app.store.db().$client
  expect(sqlite.pragma('user_version', { simple: true })).toBe(newest)
  expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(sqlite.pragma('foreign_key_check')).toEqual([])

  const [backup, ...others] = listBackups(join(dataDir, 'backups'))
  expect(others).toEqual([])
  expect(backup).toMatchObject({ cause: 'migration', version, clientCount: liveClients })
  expect(isSound(join(dataDir, 'backups'), backup!)).toBe(true)

  const after = readRows(sqlite)
  for (const [table, rows] of before) for (const [id, row] of rows) expect(after.get(table)?.get(id), `${table} ${id}`).toMatchObject(row)

  await settle(app)
  const derived = dumpDerived(sqlite)
  expect(derived['client_summary']).toHaveLength(liveClients)
  expect(derived['deal_stage']!.length).toBeGreaterThan(0)
  rebuildDerived(app.store.db())
  expect(dumpDerived(sqlite)).toEqual(derived)
  await settle(app)
  expect(await app.call('clients.count', { filter: { text: 'wisla' } })).toBeGreaterThan(0)
  expect(await app.call('clients.count', { filter: { text: 'usunieta' } })).toBe(0)

  const empty = await openTestApp({ isSetUp: false })
  replay(sqlite, empty.store.db().$client)
  expect(dumpAll(empty.store.db().$client), 'the log that it came with still gives the same database').toEqual(dumpAll(sqlite))
  empty.close()
})
