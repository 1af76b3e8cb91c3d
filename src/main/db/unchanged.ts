import type { Db, Sqlite } from './open.ts'
import { preparedValue } from './statements.ts'

type Answer = { readonly mark: number; readonly value: unknown }
const keptBy = new WeakMap<Sqlite, Map<string, Answer>>()
/** Screens ask a handful of questions about one state of the store. */
const atMost = 40

/**
 * What `make` gives, kept under the key until anything is written to the store: screens ask for the same facts one after
 * another. The key names all that the answer depends on besides the store, such as the day. Answers are shared and must
 * not be changed. Inside a transaction nothing is kept.
 */
export function whileUnchanged<T>(db: Db, key: string, make: () => T): T {
  return whileMarked(db, key, preparedValue<[], number>(db, 'SELECT total_changes()').get() ?? 0, make)
}

/** As `whileUnchanged`, for what depends on less than the whole store: kept as long as the mark is the same. */
export function whileMarked<T>(db: Db, key: string, mark: number, make: () => T): T {
  const sqlite = db.$client
  if (sqlite.inTransaction) return make()
  const answers = keptBy.get(sqlite) ?? new Map<string, Answer>()
  keptBy.set(sqlite, answers)
  const known = answers.get(key)
  if (known?.mark === mark) return known.value as T
  const value = make()
  if (!known && answers.size >= atMost) answers.clear()
  answers.set(key, { mark, value })
  return value
}
