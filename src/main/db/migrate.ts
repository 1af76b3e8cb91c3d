import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { applicationId } from './copies.ts'
import type { Sqlite } from './open.ts'
import { tableKinds } from './tableKinds.ts'
import { ensureTriggers } from './triggers.ts'

export type Migration = { readonly version: number; readonly name: string; readonly statements: readonly string[] }

/** Reads the numbered SQL files; the number of a file plus one is the version that it leads to. */
export function readMigrations(dir: string): Migration[] {
  return readdirSync(dir)
    .filter((name) => /^\d{4}_\w+\.sql$/.test(name))
    .sort()
    .map((name, index) => {
      if (Number(name.slice(0, 4)) !== index) throw new Error(`migration ${name} is out of order`)
      const statements = readFileSync(join(dir, name), 'utf8')
        .split('--> statement-breakpoint')
        .map((statement) => statement.trim())
        .filter(Boolean)
      return { version: index + 1, name, statements }
    })
}

/** The version of the store; `user_version` is the only place that knows it. */
export function versionOf(sqlite: Sqlite): number {
  return Number(sqlite.pragma('user_version', { simple: true }))
}

/** How many rows a migration may take away, per table; a table that is not named must keep every row. */
export type AllowedLosses = Readonly<Record<string, 'any'>>

/**
 * Brings the store to the newest version in one transaction: foreign keys off before it (a table rebuild would
 * otherwise delete children, reliability.md 0.3), then the steps, the foreign key check, row counts and the version.
 * Throws and changes nothing when a step fails or rows are missing afterwards.
 */
export function migrate(sqlite: Sqlite, migrations: readonly Migration[], allowedLosses: AllowedLosses): number {
  const from = versionOf(sqlite)
  const pending = migrations.filter((migration) => migration.version > from)
  if (pending.length === 0) {
    ensureTriggers(sqlite)
    return from
  }
  const to = pending[pending.length - 1]!.version
  sqlite.pragma('foreign_keys = OFF')
  try {
    sqlite.exec('BEGIN IMMEDIATE')
    try {
      dropTriggers(sqlite)
      const before = countRows(sqlite)
      for (const migration of pending) for (const statement of migration.statements) sqlite.exec(statement)
      const orphans = sqlite.pragma('foreign_key_check') as unknown[]
      if (orphans.length > 0) throw new Error(`foreign keys are broken in ${orphans.length} rows`)
      const after = countRows(sqlite)
      for (const [table, count] of before) {
        if ((after.get(table) ?? 0) < count && allowedLosses[table] !== 'any') {
          throw new Error(`${table} had ${count} rows and has ${after.get(table) ?? 0}`)
        }
      }
      ensureTriggers(sqlite)
      sqlite.pragma(`application_id = ${applicationId}`)
      sqlite.pragma(`user_version = ${to}`)
      sqlite.exec('COMMIT')
    } catch (error) {
      if (sqlite.inTransaction) sqlite.exec('ROLLBACK')
      throw error
    }
  } finally {
    sqlite.pragma('foreign_keys = ON')
  }
  sqlite.pragma('optimize = 0x10002')
  return to
}

function dropTriggers(sqlite: Sqlite): void {
  const names = sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all() as string[]
  for (const name of names) sqlite.exec(`DROP TRIGGER "${name}"`)
}

function journalOrData(table: string): boolean {
  return !/^(client|note)_search/.test(table) && (tableKinds as Readonly<Record<string, string>>)[table] !== 'derived'
}

function countRows(sqlite: Sqlite): Map<string, number> {
  const tables = sqlite
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%'")
    .pluck()
    .all() as string[]
  return new Map(
    tables
      // What is derived from other tables is built anew afterwards.
      .filter((table) => journalOrData(table))
      .map((table) => [table, Number(sqlite.prepare(`SELECT count(*) FROM "${table}"`).pluck().get())])
  )
}
