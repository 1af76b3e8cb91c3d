import type { Statement } from 'better-sqlite3'
import type { Db, Sqlite } from './open.ts'

const kept = new WeakMap<Sqlite, Map<string, Statement>>()

/** The statement of a text, prepared once per connection: preparing costs more than running most of ours. */
export function prepared<P extends unknown[], R = unknown>(db: Db, sql: string): Statement<P, R> {
  return keep(db.$client, sql, () => db.$client.prepare(sql)) as Statement<P, R>
}

/** As `prepared`, giving the first column alone. */
export function preparedValue<P extends unknown[], R>(db: Db, sql: string): Statement<P, R> {
  return keep(db.$client, `value ${sql}`, () => db.$client.prepare(sql).pluck()) as Statement<P, R>
}

function keep(sqlite: Sqlite, key: string, make: () => Statement): Statement {
  const statements = kept.get(sqlite) ?? new Map<string, Statement>()
  kept.set(sqlite, statements)
  const known = statements.get(key)
  if (known) return known
  const made = make()
  statements.set(key, made)
  return made
}

/** Makes something once for each connection, such as a set of statements. */
export function perConnection<T>(make: (sqlite: Sqlite) => T): (sqlite: Sqlite) => T {
  const made = new WeakMap<Sqlite, { readonly value: T }>()
  return (sqlite) => {
    const known = made.get(sqlite)
    if (known) return known.value
    const value = make(sqlite)
    made.set(sqlite, { value })
    return value
  }
}
