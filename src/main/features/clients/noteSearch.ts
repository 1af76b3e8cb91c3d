import type { Context } from '#main/app/context.ts'
import type { NoteHit } from '#shared/contract/clients.ts'
import { latinKey, normalise } from '#shared/normalise.ts'
import { countNotes, listNotes } from './noteSearch.queries.ts'

/** Beyond, people write another word. */
const mostCounted = 1000
/** Letters shown on each side of the word that was found. */
const around = 70
const shortest = 2

type Wanted = { readonly plain: string; readonly key: string }

/** Notes that have all the words, or words that begin so, in either alphabet; latest first. */
export function findNotes(
  { db }: Pick<Context, 'db'>,
  { text, page }: { text: string; page: { offset: number; limit: number } }
): { rows: NoteHit[]; total: number; isTotalExact: boolean } {
  const wanted = normalise(text).split(' ').filter((word) => word.length >= shortest).map((plain): Wanted => ({ plain, key: latinKey(plain) }))
  if (wanted.length === 0) return { rows: [], total: 0, isTotalExact: true }
  const match = wanted.map(({ plain, key }) => (key === plain || key.length < shortest ? `"${plain}"*` : `("${plain}"* OR "${key}"*)`)).join(' AND ')
  const total = countNotes(db, match, mostCounted + 1)
  const rows = total === 0 ? [] : listNotes(db, match, page).map((row) => ({ ...row, ...snippetOf(row.text, wanted) }))
  return { rows, total: Math.min(total, mostCounted), isTotalExact: total <= mostCounted }
}

/** The words around the first one that was meant. */
function snippetOf(text: string, wanted: readonly Wanted[]): Pick<NoteHit, 'text' | 'from' | 'to'> {
  const flat = text.replace(/\s+/g, ' ').trim()
  for (const word of flat.matchAll(/[\p{L}\p{N}\p{M}'’ʼ]+/gu)) {
    const plain = normalise(word[0])
    if (!wanted.some((one) => plain.startsWith(one.plain) || latinKey(plain).startsWith(one.key))) continue
    const begin = Math.max(0, flat.lastIndexOf(' ', Math.max(0, word.index - around)) + 1)
    const end = word.index + word[0].length + around
    const cut = end >= flat.length ? flat.length : Math.max(word.index + word[0].length, flat.lastIndexOf(' ', end))
    const before = begin > 0 ? '… ' : ''
    const from = word.index - begin + before.length
    return { text: `${before}${flat.slice(begin, cut)}${cut < flat.length ? ' …' : ''}`, from, to: from + word[0].length }
  }
  return { text: flat.slice(0, 2 * around), from: 0, to: 0 }
}
