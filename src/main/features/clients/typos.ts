import { isOneEdit } from '#shared/similarity.ts'
import { normalise } from '#shared/normalise.ts'

/** Shorter words are too many that are one letter away from another. */
export const shortestCorrected = 4
const longestCorrected = 30

/** A word as it stands in the base and the beginning of it that was meant. */
export type NearWord = { readonly word: string; readonly part: string }

/** Whether one mistyped letter in a word is worth looking for: numbers are typed or copied as they are. */
export function isCorrectable(word: string): boolean {
  return word.length >= shortestCorrected && word.length <= longestCorrected && !/[\d ]/.test(word)
}

/**
 * What of a mistyped word must stand in the text as it is, longest first: one letter that is wrong leaves the beginning
 * before it and the end behind it alone. Each is a set of pieces of three letters and more, as the index knows no shorter;
 * a line break or a gap counts as one. Alternatives stand beside each other.
 */
export function piecesLeft(word: string): readonly (readonly string[])[] {
  const pieces: string[][] = []
  for (let length = word.length - 1; length >= 3 && length * 2 >= word.length - 2; length -= 1) {
    pieces.push([word.slice(0, length)], [word.slice(-length)])
  }
  // In the middle of a short word both sides are two letters: the first two as the beginning of a word are enough.
  if (word.length <= 6) pieces.push([`\n${word.slice(0, 2)}`, ` ${word.slice(0, 2)}`])
  return pieces
}

/** Words of a search text that are one letter away from what was typed, or begin so. */
export function nearWords(text: string, typed: string): NearWord[] {
  const found = new Map<string, NearWord>()
  for (const word of text.split(/[ \n]+/)) {
    if (word.length < typed.length - 1 || found.has(word)) continue
    const part = nearPart(word, typed)
    if (part !== undefined) found.set(word, { word, part })
  }
  return [...found.values()]
}

function nearPart(word: string, typed: string): string | undefined {
  if (isOneEdit(word, typed)) return word
  // The first letter of a word still being typed is taken as it is: otherwise too much would be near.
  if (word[0] !== typed[0]) return undefined
  for (const length of [typed.length, typed.length + 1, typed.length - 1]) {
    const part = word.slice(0, length)
    if (length < word.length && isOneEdit(part, typed)) return part
  }
  return undefined
}

/** A word of a name as it is written there, by its normalised form; null where it does not stand there. */
export function writtenAs(texts: readonly (string | null)[], word: string): string | null {
  for (const text of texts) {
    const written = (text ?? '').split(/[^\p{L}\p{N}\p{M}'’ʼ]+/u).find((one) => normalise(one) === word)
    if (written) return written
  }
  return null
}
