import { createHash } from 'node:crypto'
import type { Statement } from 'better-sqlite3'
import { expect } from 'vitest'
import { journalledTables, tableKinds } from '#main/db/tableKinds.ts'
import type { Sqlite } from '#main/db/open.ts'
import type { TableName } from '#shared/contract/tables.ts'

export type Row = Readonly<Record<string, string | number | null>>
export type Dump = Readonly<Record<string, readonly Row[]>>

/** Stamps that move by themselves; "the same" means what a user can see (decisions.md 6). */
const stamps = new Set(['created_at', 'updated_at', 'deleted_at', 'undone_at'])

/** Every row of the tables that people change, in order of id. */
export function dumpAll(sqlite: Sqlite): Dump {
  return Object.fromEntries(
    journalledTables.map((table) => [table, sqlite.prepare<[], Row>(`SELECT * FROM "${table}" ORDER BY id`).all()])
  )
}

/** The rows that a user can see, without stamps. */
export function dumpVisible(sqlite: Sqlite): Dump {
  return Object.fromEntries(
    Object.entries(dumpAll(sqlite)).map(([table, rows]) => [
      table,
      rows
        .filter((row) => (row['deleted_at'] ?? null) === null && (row['undone_at'] ?? null) === null)
        .map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => !stamps.has(column))))
    ])
  )
}

/** The derived tables by what they mean; the running number of a summary says nothing. */
export function dumpDerived(sqlite: Sqlite): Dump {
  const read = (table: string, key: string) => sqlite.prepare<[], Row>(`SELECT * FROM ${table} ORDER BY ${key}`).all()
  return {
    client_summary: read('client_summary', 'client_id').map(({ id: _id, ...row }) => row),
    deal_state: read('deal_state', 'deal_id'),
    deal_stage: read('deal_stage', 'deal_id, stage_id')
  }
}

/** Every row of every table in one short text: two stores with the same one hold the same. */
export function digestOf(sqlite: Sqlite, except: readonly TableName[]): string {
  const hash = createHash('sha256')
  for (const table of Object.keys(tableKinds) as TableName[]) {
    // The index holds nothing of its own.
    if (table === 'client_search' || table === 'note_search' || except.includes(table)) continue
    for (const row of sqlite.prepare(`SELECT * FROM "${table}" ORDER BY 1, 2`).raw().iterate()) hash.update(JSON.stringify(row))
    hash.update(table)
  }
  return hash.digest('hex')
}

type JournalRow = { readonly table_name: string; readonly row_id: string; readonly kind: string; readonly after: string }

/**
 * Writes the whole journal of one store into another one that is emptied for it, with logging off, as an exchange would.
 * `into` may be used again.
 */
export function replay(from: Sqlite, into: Sqlite): void {
  into.pragma('foreign_keys = OFF')
  for (const name of into.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all() as string[]) {
    into.exec(`DROP TRIGGER "${name}"`)
  }
  into.exec('BEGIN')
  for (const table of journalledTables) into.exec(`DELETE FROM "${table}"`)
  const statements = new Map<string, Statement<unknown[]>>()
  const run = (sql: string, values: readonly unknown[]) => {
    const statement = statements.get(sql) ?? into.prepare<unknown[]>(sql)
    statements.set(sql, statement)
    expect(statement.run(...values).changes, 'every line of the log finds its row').toBe(1)
  }
  const rows = from.prepare<[], JournalRow>('SELECT table_name, row_id, kind, after FROM journal_op ORDER BY seq').all()
  for (const row of rows) {
    const values = JSON.parse(row.after) as Row
    const columns = Object.keys(values)
    const given = columns.map((name) => values[name])
    if (row.kind === 'insert') {
      run(`INSERT INTO "${row.table_name}" (id, ${columns.map((name) => `"${name}"`).join(', ')}) VALUES (?${', ?'.repeat(columns.length)})`, [row.row_id, ...given])
    } else {
      run(`UPDATE "${row.table_name}" SET ${columns.map((name) => `"${name}" = ?`).join(', ')} WHERE id = ?`, [...given, row.row_id])
    }
  }
  into.exec('COMMIT')
}
