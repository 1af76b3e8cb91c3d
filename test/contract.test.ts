import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tableKinds } from '#main/db/tableKinds.ts'
import { storeContract } from '#shared/contract/index.ts'
import type { TableName } from '#shared/contract/tables.ts'
import { openTestApp, type TestApp } from './app.ts'
import { dumpAll, replay } from './model.ts'
import { copyOfWorld, inputs, openWorld, type StoreOperation, type World } from './operations.ts'
import { tablesRead, watchWrites } from './touches.ts'

/** The journal and the search index go along with every change by themselves (decisions.md 18). */
const isCounted = (table: TableName) => !['journal', 'derived'].includes(tableKinds[table])
/** Operations that leave the store they were asked on, or that come once at the very start: tried by tests of their own. */
const elsewhere: readonly StoreOperation[] = ['backups.restore', 'backups.preview', 'app.setUp']
/** What has to be so before an operation makes sense. */
const first: { readonly [N in StoreOperation]?: (world: World) => Promise<unknown> } = {
  'calls.reopenList': ({ app, listId }) => app.call('calls.closeList', { listId })
}
const names = (Object.keys(storeContract) as StoreOperation[]).filter((name) => !elsewhere.includes(name))

let template: World
let empty: TestApp
const folders: string[] = []
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'klientela-contract-'))
  folders.push(folder)
  return folder
}
beforeAll(async () => {
  template = await openWorld({ dataDir: newFolder() })
  template.app.close()
  empty = await openTestApp({ isSetUp: false })
})
afterAll(() => {
  empty.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

test.each(names.filter((name) => storeContract[name].kind === 'query'))('%s reads the tables that it says', async (name) => {
  const statements = new Set<string>()
  const world = await copyOfWorld(template, newFolder(), { trace: (sql) => statements.add(sql) })
  const { app } = world
  statements.clear()
  const result = await app.ask(name, inputs[name](world) as never)
  expect(result.ok ? 'ok' : result.error).toBe('ok')
  const operation = storeContract[name]
  const said = operation.kind === 'query' ? operation.reads : []
  const read = tablesRead(app.store.db().$client, [...statements])
  expect(read.filter((table) => isCounted(table) && !said.includes(table)), 'read but not said: such a screen would go stale').toEqual([])
  app.close()
})

test.each(names.filter((name) => storeContract[name].kind !== 'query'))('%s writes only the tables that it says, and the log alone gives the same database after it', async (name) => {
  const world = await copyOfWorld(template, newFolder(), {})
  const { app } = world
  await first[name]?.(world)
  const take = watchWrites(app.store.db().$client)
  take()
  const result = await app.ask(name, inputs[name](world) as never)
  expect(result.ok ? 'ok' : result.error).toBe('ok')
  const operation = storeContract[name]
  const said = operation.kind === 'query' ? [] : operation.writes
  expect(take().filter((table) => isCounted(table) && !said.includes(table)), 'written but not said: no screen would follow').toEqual([])
  replay(app.store.db().$client, empty.store.db().$client)
  expect(dumpAll(empty.store.db().$client)).toEqual(dumpAll(app.store.db().$client))
  app.close()
})
