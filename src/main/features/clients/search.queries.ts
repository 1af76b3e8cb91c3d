import type { Statement } from 'better-sqlite3'
import { indexedUpTo } from '#main/db/derived/clients.ts'
import type { Db } from '#main/db/open.ts'
import { perConnection } from '#main/db/statements.ts'
import { matchQuery, searchTerms, type SearchTerm, wordTerm } from './searchTerms.ts'
import { isCorrectable, type NearWord, nearWords, piecesLeft, writtenAs } from './typos.ts'

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
  // Terms that stand in every second client ("o o") are cheaper looked up in the rows that a rarer one finds.
  const strong = terms.filter((term) => isStrong(term))
  const matched = strong.length > 0 ? strong : terms.filter((term) => 'anyOf' in term)
  const match = matchQuery(matched)
  const looked = textConditions(terms.filter((term) => !matched.includes(term)))
  if (match === undefined) {
    return all<{ id: number }>(
      db,
      `SELECT s.id FROM client_summary AS s INDEXED BY client_summary_name WHERE ${looked.where} AND ${rest.where} LIMIT ?`,
      [...looked.values, ...rest.values, limit]
    ).map((row) => row.id)
  }
  if (looked.where === '1' && (rest.where === '1' || rest.where === notArchived)) {
    const archived = rest.where === '1' ? noneArchived : archivedOf(db)
    if (archived.size <= mostArchived) {
      const rows = all<{ id: number }>(db, 'SELECT rowid AS id FROM client_search WHERE client_search MATCH ? LIMIT ?', [
        match,
        limit < 0 ? -1 : limit + archived.size
      ])
      const ids = rows.flatMap(({ id }) => (archived.has(id) ? [] : [id]))
      return limit >= 0 && ids.length >= limit ? ids.slice(0, limit) : withTail(db, ids, terms, rest, limit)
    }
  }
  const found = all<{ id: number }>(
    db,
    `SELECT s.id FROM client_search AS f CROSS JOIN client_summary AS s ON s.id = f.rowid
     WHERE f.client_search MATCH ? AND ${looked.where} AND ${rest.where} LIMIT ?`,
    [match, ...looked.values, ...rest.values, limit]
  ).map((row) => row.id)
  return limit >= 0 && found.length >= limit ? found : withTail(db, found, terms, rest, limit)
}

/** Whether the index alone tells who is found, without a look at the rows. */
export function isIndexed(terms: readonly SearchTerm[]): boolean {
  return terms.every(isStrong) || (!terms.some(isStrong) && terms.every((term) => 'anyOf' in term))
}

/** As filters say that nobody is archived: then the index answers alone, and the few archived ones are left out. */
const notArchived = 's.is_archived = 0'
const mostArchived = 2000
const noneArchived: ReadonlySet<number> = new Set()

function archivedOf(db: Db): ReadonlySet<number> {
  return new Set(all<{ id: number }>(db, `SELECT id FROM client_summary WHERE is_archived = 1 ORDER BY id LIMIT ${mostArchived + 1}`, []).map(({ id }) => id))
}

/** Clients that the index does not know yet are looked at one by one. */
function withTail(db: Db, found: number[], terms: readonly SearchTerm[], rest: Conditions, limit: number): number[] {
  const text = textConditions(terms)
  const tail = all<{ id: number }>(db, `SELECT s.id FROM client_summary AS s WHERE s.id > ? AND ${text.where} AND ${rest.where} LIMIT ?`, [
    indexedUpTo(db),
    ...text.values,
    ...rest.values,
    limit < 0 ? -1 : limit - found.length
  ])
  return tail.length === 0 ? found : [...found, ...tail.map((row) => row.id)]
}

function isStrong(term: SearchTerm): boolean {
  return 'anyOf' in term && term.anyOf.every((pieces) => pieces.some((piece) => piece.length > 3))
}

/** A text taken apart; where nothing matches it, with the one word that was mistyped put right. */
export type Search = {
  readonly terms: readonly SearchTerm[]
  readonly corrected: { readonly typed: string; readonly shown: string } | null
}

/** What was asked lately, for one state of the data: a page, its count and a selection ask the same. */
const askedOf = perConnection(() => ({ state: '', searches: new Map<string, Search>() }))
const anything: Conditions = { where: '1', values: [] }

/**
 * What a typed text asks for. A letter that is wrong, missing, too many or swapped is forgiven where nothing matches
 * exactly, one word at a time; the filter beside the text plays no part in that.
 */
export function readSearch(db: Db, text: string): Search {
  const asked = askedOf(db.$client)
  const seq = all<{ seq: number }>(db, 'SELECT coalesce(max(seq), 0) AS seq FROM journal_op', [])[0]?.seq ?? 0
  const state = `${seq} ${indexedUpTo(db)}`
  if (asked.state !== state) asked.searches.clear()
  asked.state = state
  const known = asked.searches.get(text)
  if (known) return known
  if (asked.searches.size > 50) asked.searches.clear()
  const search = searchOf(db, text)
  asked.searches.set(text, search)
  return search
}

function searchOf(db: Db, text: string): Search {
  const terms = searchTerms(text)
  const [only] = terms
  if (terms.length === 1 && only && 'wordStart' in only && only.wordStart.length === 2 && searchIds(db, terms, anything, 1).length === 0) {
    // No name has a word that begins so; a short name may.
    return { terms: [{ anyOf: [[`\n${only.wordStart}`]] }], corrected: null }
  }
  if (!terms.some((term) => correctable(term) !== undefined) || searchIds(db, terms, anything, 1).length > 0) return { terms, corrected: null }
  for (const [index, term] of terms.entries()) {
    const typed = correctable(term)
    if (typed === undefined) continue
    const others = terms.filter((other) => other !== term)
    const near = nearest(db, typed, others)
    const put = near && wordTerm(near.part)
    if (!near || !put) continue
    return { terms: terms.map((other, at) => (at === index ? put : other)), corrected: { typed: wordAsTyped(text, typed), shown: near.shown } }
  }
  return { terms, corrected: null }
}

function correctable(term: SearchTerm): string | undefined {
  const word = 'anyOf' in term ? term.anyOf[0]?.join('') : undefined
  return word !== undefined && isCorrectable(word) ? word : undefined
}

function wordAsTyped(text: string, plain: string): string {
  return writtenAs([text], plain) ?? plain
}

type Candidate = { readonly search: string; readonly name: string; readonly town: string | null }
/** Clients looked at for each piece of a mistyped word. */
const mostCandidates = 60

/** The word of some client that was meant, most used first; whole words before those that only begin so. */
function nearest(db: Db, typed: string, others: readonly SearchTerm[]): (NearWord & { readonly shown: string }) | undefined {
  const match = matchQuery(others)
  const looked = textConditions(others.filter((term) => 'wordStart' in term))
  const found = new Map<string, { near: NearWord; count: number; candidate: Candidate }>()
  for (const pieces of piecesLeft(typed)) {
    const piece = pieces.map((one) => `"${one}"`).join(' OR ')
    const candidates = all<Candidate>(
      db,
      `SELECT s.search, s.name, s.town FROM client_search AS f CROSS JOIN client_summary AS s ON s.id = f.rowid
       WHERE f.client_search MATCH ? AND ${looked.where} LIMIT ?`,
      [match === undefined ? piece : `(${piece}) AND ${match}`, ...looked.values, mostCandidates]
    )
    for (const candidate of candidates) {
      for (const near of nearWords(candidate.search, typed)) {
        const known = found.get(near.word)
        if (known) known.count += 1
        else found.set(near.word, { near, count: 1, candidate })
      }
    }
    // Longer pieces come first and say more: what they found is what was meant.
    if (found.size > 0 && candidates.length > 0) break
  }
  const isWhole = ({ word, part }: NearWord) => word === part
  const [best] = [...found.values()].sort(
    (a, b) => Number(isWhole(b.near)) - Number(isWhole(a.near)) || b.count - a.count || (a.near.word < b.near.word ? -1 : 1)
  )
  if (!best) return undefined
  const { near, candidate } = best
  return { ...near, shown: writtenAs([candidate.name, candidate.town], near.word) ?? near.word }
}
