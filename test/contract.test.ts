import { expect, test } from 'vitest'
import { tableKinds } from '#main/db/tableKinds.ts'
import { storeContract } from '#shared/contract/index.ts'
import type { TableName } from '#shared/contract/tables.ts'
import { inputs, openWorld, type StoreOperation } from './operations.ts'
import { tablesRead, watchWrites } from './touches.ts'

/** The journal and the search index go along with every change by themselves (decisions.md 18). */
const isCounted = (table: TableName) => !['journal', 'derived'].includes(tableKinds[table])
/** Operations that leave the store they were asked on, or that were done before: tried by tests of their own. */
const elsewhere: readonly StoreOperation[] = ['backups.restore', 'backups.preview', 'app.setUp', 'calls.reopenList', 'payments.useCredit']
const names = (Object.keys(storeContract) as StoreOperation[]).filter((name) => !elsewhere.includes(name))

test.each(names.filter((name) => storeContract[name].kind === 'query'))('%s reads the tables that it says', async (name) => {
  const statements = new Set<string>()
  const world = await openWorld({ trace: (sql) => statements.add(sql) })
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

test.each(names.filter((name) => storeContract[name].kind !== 'query'))('%s writes only the tables that it says', async (name) => {
  const world = await openWorld({})
  const { app } = world
  const take = watchWrites(app.store.db().$client)
  take()
  const result = await app.ask(name, inputs[name](world) as never)
  expect(result.ok ? 'ok' : result.error).toBe('ok')
  const operation = storeContract[name]
  const said = operation.kind === 'query' ? [] : operation.writes
  expect(take().filter((table) => isCounted(table) && !said.includes(table)), 'written but not said: no screen would follow').toEqual([])
  app.close()
})
