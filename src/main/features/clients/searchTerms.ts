import { digitsOf, latinKey, normalise } from '#shared/normalise.ts'

/**
 * What one typed word asks for: any of `anyOf`, each a set of pieces that must all stand in the search text, or the
 * beginning of a word of the name where it is too short for the index.
 */
export type SearchTerm = { readonly anyOf: readonly (readonly string[])[] } | { readonly wordStart: string }

/** The trigram index knows nothing shorter. */
const shortest = 3
const mostTerms = 12

/**
 * Takes apart what was typed (decisions.md 10). Words in either alphabet also ask for their Latin key; neighbouring
 * digits are one number however they were spaced ("42 630 11", "725-187"); what is glued by a dot or an @ stays together.
 */
export function searchTerms(text: string): readonly SearchTerm[] {
  const terms: SearchTerm[] = []
  let digits: string[] = []
  for (const word of [...text.trim().split(/\s+/), '']) {
    const isNumber = /^[\d()+\-–./]*\d[\d()+\-–./]*$/.test(word)
    if (isNumber) digits.push(digitsOf(word))
    else {
      if (digits.length > 0) terms.push(numberTerm(digits))
      digits = []
      const term = wordTerm(word)
      if (term) terms.push(term)
    }
  }
  const different = new Map(terms.map((term) => [JSON.stringify(term), term]))
  return [...different.values()].slice(0, mostTerms)
}

/** What one word asks for; nothing where it is only signs. */
export function wordTerm(word: string): SearchTerm | undefined {
  const plain = normalise(word)
  if (plain === '') return undefined
  if (plain.length < shortest) return { wordStart: plain }
  const key = latinKey(word)
  const digits = /^[a-z]{2}\d{6,}$/.test(plain) ? plain.slice(2) : ''
  return { anyOf: [[plain], ...(key !== plain && key.length >= shortest ? [[key]] : []), ...(digits === '' ? [] : [[digits]])] }
}

function numberTerm(pieces: readonly string[]): SearchTerm {
  const whole = pieces.join('')
  if (whole.length < shortest) return { wordStart: whole }
  // Stored numbers begin with their country, so the zero that people dial before an area code is not in them.
  const bare = whole.replace(/^0+/, '')
  const areApart = pieces.length > 1 && pieces.every((piece) => piece.length >= shortest)
  return { anyOf: [[whole], ...(bare !== whole && bare.length >= shortest ? [[bare]] : []), ...(areApart ? [pieces] : [])] }
}

/** The terms as a query of the index; undefined when all of them are too short for it. */
export function matchQuery(terms: readonly SearchTerm[]): string | undefined {
  const parts = terms.flatMap((term) =>
    'anyOf' in term ? `(${term.anyOf.map((pieces) => `(${pieces.map(quote).join(' AND ')})`).join(' OR ')})` : []
  )
  return parts.length > 0 ? parts.join(' AND ') : undefined
}

function quote(piece: string): string {
  return `"${piece.replaceAll('"', '""')}"`
}
