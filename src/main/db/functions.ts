import type { Database } from 'better-sqlite3'
import { digitsOf, latinKey, normalise } from '#shared/normalise.ts'

/**
 * The functions of our own that statements may call: `normalise(text)` and `search_text(words, numbers)`. Never used in
 * triggers or the schema, which must work without them (`trusted_schema` is off).
 */
export function registerFunctions(sqlite: Database): void {
  sqlite.function('normalise', { deterministic: true }, (text) => (typeof text === 'string' ? normalise(text) : ''))
  sqlite.function('search_text', { deterministic: true }, (words, numbers) => searchText(words, numbers))
}

/**
 * All that a search looks at: the words normalised, a Latin key where it differs (Cyrillic), then the numbers as
 * digits. Lines keep a match from running from one value into the next (decisions.md 10).
 */
export function searchText(words: unknown, numbers: unknown): string {
  const lines: string[] = []
  for (const value of typeof words === 'string' ? words.split('\n') : []) {
    const plain = normalise(value)
    if (plain === '') continue
    lines.push(plain)
    const latin = latinKey(value)
    if (latin !== plain) lines.push(latin)
  }
  for (const value of typeof numbers === 'string' ? numbers.split('\n') : []) {
    const digits = digitsOf(value)
    if (digits !== '') lines.push(digits)
  }
  return lines.join('\n')
}
