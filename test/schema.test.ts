import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { journalledTables, tableKinds } from '#main/db/tableKinds.ts'
import { journalledNames, tableNames } from '#shared/contract/tables.ts'
import { openTestApp } from './app.ts'

type Column = { readonly name: string; readonly type: string; readonly notnull: number; readonly pk: number }
type Schema = Record<string, Record<string, string>>

const snapshotPath = join(import.meta.dirname, 'schema-snapshot.json')
const howToRenew = 'After a migration that only adds: KLIENTELA_SNAPSHOT=renew npx vitest run test/schema.test.ts, and commit the file with the migration.'

async function readSchema(): Promise<Schema> {
  const app = await openTestApp({ isSetUp: false })
  const sqlite = app.store.db().$client
  const tables = sqlite
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'client_search_%' AND name NOT LIKE 'note_search_%' ORDER BY name")
    .pluck()
    .all() as string[]
  const schema = Object.fromEntries(
    tables.map((table) => [
      table,
      Object.fromEntries(
        (sqlite.pragma(`table_info(${table})`) as Column[]).map((column) => [
          column.name,
          `${column.type}${column.notnull ? ' not null' : ''}${column.pk ? ' key' : ''}`
        ])
      )
    ])
  )
  app.close()
  return schema
}

test('the schema only grows: nothing that was released is removed or means something else', async () => {
  const schema = await readSchema()
  const isRenewed = process.env['KLIENTELA_SNAPSHOT'] === 'renew'
  if (!existsSync(snapshotPath) && !isRenewed) throw new Error(`test/schema-snapshot.json is missing: bring it back. ${howToRenew}`)
  const released = existsSync(snapshotPath) ? (JSON.parse(readFileSync(snapshotPath, 'utf8')) as Schema) : {}
  for (const [table, columns] of Object.entries(released)) {
    for (const [column, type] of Object.entries(columns)) {
      expect(schema[table]?.[column], `${table}.${column}: add a column instead, old files and other desks still use this one`).toBe(type)
    }
  }
  if (isRenewed) writeFileSync(snapshotPath, `${JSON.stringify(schema, null, 2)}\n`)
  else expect(schema, howToRenew).toEqual(released)
})

test('every table is declared once as journalled, local, derived or journal', async () => {
  expect(Object.keys(await readSchema()).sort()).toEqual([...tableNames].sort())
  expect([...journalledNames].sort()).toEqual([...journalledTables].sort())
})

test('every table that people change is logged, strict and can be taken back', async () => {
  const app = await openTestApp({ isSetUp: false })
  const sqlite = app.store.db().$client
  for (const table of journalledTables) {
    const triggers = sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?").pluck().all(table)
    expect(triggers, table).toEqual(expect.arrayContaining([`journal_${table}_insert`, `journal_${table}_update`, `journal_${table}_delete`]))
    const columns = sqlite.pragma(`table_info(${table})`) as Column[]
    const names = columns.map((column) => column.name)
    expect(names.includes('deleted_at') || names.includes('undone_at'), table).toBe(true)
    expect(columns.find((column) => column.name === 'id'), table).toMatchObject({ type: 'TEXT', pk: 1 })
    // JSON keeps 15 digits of a fraction, so a fraction could not be put back exactly.
    expect(columns.filter((column) => !['TEXT', 'INTEGER'].includes(column.type)), table).toEqual([])
  }
  const loose = (sqlite.pragma('table_list') as { name: string; type: string; strict: number }[]).filter(
    (table) => table.type === 'table' && table.strict === 0 && table.name in tableKinds
  )
  expect(loose.map((table) => table.name)).toEqual([])
  app.close()
})

test('a business key is never unique, except the number of an issued document', async () => {
  const app = await openTestApp({ isSetUp: false })
  const sqlite = app.store.db().$client
  for (const table of journalledTables) {
    const unique = (sqlite.pragma(`index_list(${table})`) as { name: string; unique: number; origin: string }[]).filter(
      (index) => index.unique === 1 && index.origin !== 'pk'
    )
    expect(unique.map((index) => index.name), table).toEqual(table === 'invoice' ? ['invoice_number'] : [])
  }
  app.close()
})

test('the connection keeps every acknowledged change through a power cut', async () => {
  const app = await openTestApp({ isSetUp: false })
  const sqlite = app.store.db().$client
  const setting = (name: string) => sqlite.pragma(name, { simple: true })
  expect({
    journal_mode: setting('journal_mode'),
    synchronous: setting('synchronous'),
    foreign_keys: setting('foreign_keys'),
    secure_delete: setting('secure_delete'),
    trusted_schema: setting('trusted_schema'),
    cell_size_check: setting('cell_size_check')
  }).toEqual({ journal_mode: 'wal', synchronous: 2, foreign_keys: 1, secure_delete: 1, trusted_schema: 0, cell_size_check: 1 })
  app.close()
})
