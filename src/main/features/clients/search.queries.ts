import type { Statement } from 'better-sqlite3'
import type { Db } from '#main/db/open.ts'
import { perConnection } from '#main/db/statements.ts'
import { matchQuery, type SearchTerm } from './searchTerms.ts'

type Value = string | number
/** Conditions on `client_summary AS s` with their values. */
export type Conditions = { readonly where: string; readonly values: readonly Value[] }

/** Statements whose conditions people put together are many; the oldest go. */
const statementsOf = perConnection(() => new Map<string, Statement<Value[]>>())

function all<Row>(db: Db, sql: string, values: readonly Value[]): Row[] {
  const statements = statementsOf(db.$client)
  const known = statements.get(sql)
  if (known) return known.all(...values) as Row[]
  if (statements.size > 200) statements.clear()
  const made = db.$client.prepare<Value[]>(sql)
  statements.set(sql, made)
  return made.all(...values) as Row[]
}

function indexedUpTo(db: Db): number {
  return all<{ position: number }>(db, "SELECT position FROM derived_state WHERE name = 'client_search'", [])[0]?.position ?? 0
}

/** The terms as plain conditions on a row: for rows that the index does not know and for walks in another order. */
export function textConditions(terms: readonly SearchTerm[]): Conditions {
  const values: Value[] = []
  const parts = terms.map((term) => {
    if ('wordStart' in term) {
      values.push(` ${term.wordStart}`)
      return "instr(' ' || s.sort_name, ?) > 0"
    }
    const anyOf = term.anyOf.map((pieces) => {
      values.push(...pieces)
      return pieces.map(() => 'instr(s.search, ?) > 0').join(' AND ')
    })
    return `(${anyOf.join(' OR ')})`
  })
  return { where: parts.length > 0 ? parts.join(' AND ') : '1', values }
}

/** Row ids of at most `limit` clients that the words and the other conditions find, in no order; -1 means all. */
export function searchIds(db: Db, terms: readonly SearchTerm[], rest: Conditions, limit: number): number[] {
  const match = matchQuery(terms)
  const shortTerms = textConditions(terms.filter((term) => 'wordStart' in term))
  if (match === undefined) {
    return all<{ id: number }>(
      db,
      `SELECT s.id FROM client_summary AS s INDEXED BY client_summary_name WHERE ${shortTerms.where} AND ${rest.where} LIMIT ?`,
      [...shortTerms.values, ...rest.values, limit]
    ).map((row) => row.id)
  }
  const isTextOnly = shortTerms.where === '1' && rest.where === '1'
  const found = all<{ id: number }>(
    db,
    isTextOnly
      ? 'SELECT rowid AS id FROM client_search WHERE client_search MATCH ? LIMIT ?'
      : `SELECT s.id FROM client_search AS f CROSS JOIN client_summary AS s ON s.id = f.rowid
     WHERE f.client_search MATCH ? AND ${shortTerms.where} AND ${rest.where} LIMIT ?`,
    [match, ...shortTerms.values, ...rest.values, limit]
  )
  if (limit >= 0 && found.length >= limit) return found.map((row) => row.id)
  const text = textConditions(terms)
  const tail = all<{ id: number }>(db, `SELECT s.id FROM client_summary AS s WHERE s.id > ? AND ${text.where} AND ${rest.where} LIMIT ?`, [
    indexedUpTo(db),
    ...text.values,
    ...rest.values,
    limit < 0 ? -1 : limit - found.length
  ])
  return [...found, ...tail].map((row) => row.id)
}
