import type { Database } from 'better-sqlite3'
import { digitsOf, latinKeyOfPlain, normalise } from '#shared/normalise.ts'

/**
 * The functions of our own that statements may call: `normalise(text)` and `search_text(words, addresses, numbers)`. Never used in
 * triggers or the schema, which must work without them (`trusted_schema` is off).
 */
export function registerFunctions(sqlite: Database): void {
  sqlite.function('normalise', { deterministic: true }, (text) => (typeof text === 'string' ? normalise(text) : ''))
  sqlite.function('search_text', { deterministic: true }, (words, addresses, numbers) =>
    searchText(words, addresses, numbers)
  )
}

/**
 * All that a search looks at: the words normalised with their Latin key, e-mail addresses normalised, then the numbers
 * as digits. Lines keep a match from running from one value into the next (decisions.md 10); every line has its end and
 * its beginning, so that the beginning of a word can be asked for.
 */
export function searchText(words: unknown, addresses: unknown, numbers: unknown): string {
  const lines: string[] = []
  for (const value of linesOf(words)) {
    const plain = normalise(value)
    if (plain === '') continue
    lines.push(plain)
    const latin = latinKeyOfPlain(plain)
    if (latin !== plain) lines.push(latin)
  }
  for (const value of linesOf(addresses)) {
    const plain = normalise(value)
    if (plain !== '') lines.push(plain)
  }
  for (const value of linesOf(numbers)) {
    const digits = digitsOf(value)
    if (digits !== '') lines.push(digits)
  }
  return lines.length === 0 ? '' : `\n${[...new Set(lines)].join('\n')}\n`
}

function linesOf(value: unknown): string[] {
  return typeof value === 'string' && value !== '' ? value.split('\n') : []
}
