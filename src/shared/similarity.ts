import { edrpousAmong } from './identifiers.ts'
import { coreName, latinKey } from './normalise.ts'

/** What a client is compared by. */
export type Likeness = {
  readonly name: string
  readonly shortName: string | null
  readonly town: string | null
  readonly taxNumber: string | null
  readonly registryNumber: string | null
  /** E.164. */
  readonly phones: readonly string[]
  /** Lower case. */
  readonly emails: readonly string[]
}

/** What two clients may have in common, in the order of weight; each has a bit of its own. */
export const sharedThings = ['taxNumber', 'registryNumber', 'phone', 'email', 'name'] as const
export type SharedThing = (typeof sharedThings)[number]

export type Similarity = {
  /** How likely they are one, 0 to 100. */
  readonly score: number
  readonly shared: readonly SharedThing[]
  /** Written the same but for the legal form, the order of words and the alphabet. */
  readonly hasSameName: boolean
}

/** From this score on a pair is worth a look. */
export const leastScore = 50

/** Names less alike than this are two. */
const leastName = 0.7
/** As `leastName`, for names that only share letters: 'MebleJesion' and 'Meble Jesion'. */
const leastLetters = 0.85

/** Bits of what is shared, for storing; the one after the last says that the names are the same. */
export function bitsOf({ shared, hasSameName }: Similarity): number {
  return shared.reduce((bits, thing) => bits | bitOf(thing), hasSameName ? sameNameBit : 0)
}

export function bitOf(thing: SharedThing): number {
  return 1 << sharedThings.indexOf(thing)
}

export const sameNameBit = 1 << sharedThings.length

export function thingsOf(bits: number): SharedThing[] {
  return sharedThings.filter((thing) => (bits & bitOf(thing)) !== 0)
}

/** A client made ready for being compared with many. */
export type Compared = {
  readonly words: readonly string[]
  /** The words in the order of the alphabet, without gaps. */
  readonly sorted: string
  readonly joined: string
  /** One bit for each letter that stands in it. */
  readonly letters: number
  /** Words with a digit: schools and shops are told apart by them. */
  readonly numbers: string
  readonly short: string
  readonly town: string
  readonly taxNumber: string
  readonly registryNumber: string
  /** Register codes of Ukraine among its numbers, in full. */
  readonly codes: readonly string[]
  readonly phones: readonly string[]
  readonly emails: readonly string[]
}

/** Takes a client apart for `similarity`: names without legal form and town in their Latin key (decisions.md 10). */
export function prepareCompared(client: Likeness): Compared {
  const words = latinKey(coreName(client.name)).split(' ').filter((word) => word !== '')
  const joined = words.join('')
  return {
    words,
    sorted: [...words].sort().join(''),
    joined,
    letters: lettersOf(joined),
    numbers: words.filter((word) => /\d/.test(word)).sort().join(' '),
    short: client.shortName === null ? '' : latinKey(coreName(client.shortName)).replaceAll(' ', ''),
    town: client.town === null ? '' : latinKey(client.town),
    taxNumber: digitsAndLetters(client.taxNumber),
    registryNumber: digitsAndLetters(client.registryNumber),
    codes: edrpousAmong(client.taxNumber, client.registryNumber),
    phones: client.phones,
    emails: client.emails
  }
}

/**
 * How much speaks for two clients being one. A shared tax or registry number nearly proves it, a shared phone or e-mail
 * makes it likely, a name written alike counts with the town. Two tax numbers that differ speak against it: sister firms
 * share phones, and namesakes names.
 */
export function similarity(a: Compared, b: Compared): Similarity {
  const name = nameLikeness(a, b)
  const hasSameName = a.sorted !== '' && (a.sorted === b.sorted || a.joined === b.joined)
  const isSameTown = a.town !== '' && a.town === b.town
  const isOtherTown = a.town !== '' && b.town !== '' && a.town !== b.town
  const differ = (one: string, other: string) => one !== '' && other !== '' && one !== other
  const shared: SharedThing[] = []
  let against = 0
  const odds: number[] = []
  const share = (thing: SharedThing, points: number) => {
    shared.push(thing)
    odds.push(points)
  }
  // One firm keeps its Ukrainian code as the tax number, another as that of the register.
  const isSameCode = a.codes.some((code) => b.codes.includes(code))
  if (a.taxNumber !== '' && a.taxNumber === b.taxNumber) share('taxNumber', 90)
  else if (!isSameCode && differ(a.taxNumber, b.taxNumber)) against += 40
  if ((a.registryNumber !== '' && a.registryNumber === b.registryNumber) || (isSameCode && !shared.includes('taxNumber'))) share('registryNumber', 85)
  else if (!isSameCode && differ(a.registryNumber, b.registryNumber)) against += 20
  if (a.phones.some((phone) => b.phones.includes(phone))) share('phone', 60)
  if (a.emails.some((email) => b.emails.includes(email))) share('email', 60)
  const ofName = pointsOfName(name, isSameTown, isOtherTown)
  if (ofName > 0) share('name', ofName)
  // What is shared adds up as chances do: 60 and 60 give 84.
  const missing = odds.reduce((left, points) => left * (1 - points / 100), 1)
  const score = Math.max(0, Math.round(100 * (1 - missing)) - against)
  return { score, shared, hasSameName }
}

function pointsOfName(name: number, isSameTown: boolean, isOtherTown: boolean): number {
  if (name < leastName) return 0
  const most = isSameTown ? 75 : isOtherTown ? 35 : 55
  return Math.round(most * (name === 1 ? 1 : 0.3 + 0.6 * name))
}

/** How alike two names are, 0 to 1: 1 for the same words in any order, however spaced. */
function nameLikeness(a: Compared, b: Compared): number {
  if (a.sorted === '' || b.sorted === '') return 0
  if (a.sorted === b.sorted || a.joined === b.joined) return 1
  if (a.numbers !== b.numbers && a.numbers !== '' && b.numbers !== '') return 0
  if (a.short !== '' && (a.short === b.short || a.short === b.joined)) return 0.95
  if (b.short !== '' && b.short === a.joined) return 0.95
  const ofWords = wordLikeness(a.words, b.words)
  if (ofWords >= leastName) return ofWords
  // Most names that meet are two: what a few bits can tell is not counted out.
  if (countBits(a.letters ^ b.letters) > 2) return 0
  const ofLetters = dice(a.joined, b.joined)
  return ofLetters >= leastLetters ? ofLetters : 0
}

/**
 * Words that are the same or one letter apart, weighed by their length. Names that both have a word of their own are two:
 * 'Meble Nowak' and 'Meble Mazur'; one may say more than the other.
 */
function wordLikeness(a: readonly string[], b: readonly string[]): number {
  const left = [...b]
  let same = 0
  let all = 0
  let isAlone = false
  for (const word of a) {
    all += word.length
    const at = left.findIndex((other) => other === word || (word.length > 3 && isOneEdit(word, other)))
    if (at < 0) {
      isAlone = true
      continue
    }
    same += word === left[at] ? word.length : word.length - 1
    left.splice(at, 1)
  }
  if (isAlone && left.length > 0) return 0
  for (const word of left) all += word.length
  return all === 0 ? 0 : same / all
}

/** Share of letter pairs that two texts have in common. */
function dice(a: string, b: string): number {
  if (a.length < 2 || b.length < 2 || (2 * (Math.min(a.length, b.length) - 1)) / (a.length + b.length - 2) < leastLetters) return 0
  const pairs = new Map<number, number>()
  for (let index = 0; index < a.length - 1; index += 1) {
    const pair = a.charCodeAt(index) * 65_536 + a.charCodeAt(index + 1)
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
  }
  let common = 0
  for (let index = 0; index < b.length - 1; index += 1) {
    const pair = b.charCodeAt(index) * 65_536 + b.charCodeAt(index + 1)
    const left = pairs.get(pair) ?? 0
    if (left === 0) continue
    pairs.set(pair, left - 1)
    common += 1
  }
  return (2 * common) / (a.length + b.length - 2)
}

function lettersOf(text: string): number {
  let bits = 0
  for (let index = 0; index < text.length; index += 1) bits |= 1 << (text.charCodeAt(index) % 32)
  return bits
}

function countBits(bits: number): number {
  let count = 0
  for (let left = bits; left !== 0; left &= left - 1) count += 1
  return count
}

/** Whether one letter changed, missing, added or swapped with its neighbour makes one text the other. */
export function isOneEdit(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (long.length - short.length > 1 || short === long) return false
  let at = 0
  while (at < short.length && short[at] === long[at]) at += 1
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1)
  if (short.slice(at + 1) === long.slice(at + 1)) return true
  return short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2)
}

/** Words of a name beyond these say little about who it is. */
const mostWords = 4

/** Marks of a client: those that it leaves, and those that it looks for others by. */
export type Marks = { readonly own: readonly number[]; readonly sought: readonly number[] }

/**
 * Marks by which clients with names written alike meet, as numbers. In one town: the same consonants from the beginning
 * on, and each word's consonants with the first letter of another word, which a letter typed wrong leaves alone. Anywhere:
 * the same words, where one of the two has no town. Only clients that share a mark are compared, so that a hundred
 * thousand can be.
 */
export function marksOf({ words, sorted, joined, short, town }: Compared): Marks {
  if (sorted === '') return { own: [], sought: [] }
  const both = new Set([hash(`~${town}|${bones(joined).slice(0, 8)}`)])
  if (short.length > 2) both.add(hash(`~${town}|${bones(short).slice(0, 8)}`))
  const few = words.slice(0, mostWords)
  for (const one of few) {
    for (const other of few) {
      if (one !== other) both.add(hash(`${town}|${bones(one).slice(0, 5)}/${other[0]}`))
    }
  }
  const without = hash(`-${sorted}`)
  const somewhere = hash(`+${sorted}`)
  return town === ''
    ? { own: [...both, without], sought: [...both, without, somewhere] }
    : { own: [...both, somewhere], sought: [...both, without] }
}

/** The first letter and the consonants after it: what mistyped vowels and doubled letters leave alone. */
function bones(word: string): string {
  return word.slice(0, 1) + word.slice(1).replace(/[aeiou]/g, '')
}

function digitsAndLetters(text: string | null): string {
  return text === null ? '' : text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/** 53 bits of two FNV-like runs: small numbers for an index; two texts hardly ever share one. */
function hash(text: string): number {
  let low = 0x811c9dc5
  let high = 0x9e3779b9
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    low = Math.imul(low ^ code, 0x01000193)
    high = Math.imul(high ^ code, 0x85ebca6b)
  }
  return (high >>> 11) * 4_294_967_296 + (low >>> 0)
}
