import type { Context } from '#main/app/context.ts'
import type { Named } from '#shared/contract/app.ts'
import type { ValueList } from '#shared/contract/imports.ts'
import { normalise } from '#shared/normalise.ts'
import { languageOfDesk, listDictionaries } from '../settings/settings.ts'
import { kinds, statuses } from './clientRow.ts'
import { countryNames, languageNames } from './countries.ts'
import { currencyCodes, currencySigns, lostWords, openWords, wonWords } from './dealRow.ts'
import { valueKey } from './fields.ts'
import { listChoices, listNames } from './imports.queries.ts'
import { builtInNames, shownNames, stageNames } from './names.ts'
import { kindByWord } from './noteRow.ts'

/** One of our lists as a file may write it. */
export type ListWords = {
  /** Every word that is understood, by `valueKey`, with the entry that it means. */
  readonly ids: ReadonlyMap<string, string>
  /** The word of an entry that is understood for sure; undefined for one that is not there any more. */
  readonly wordOf: (id: string) => string | undefined
}

/** Reads our lists when they are asked for, each once. */
export function listReader(ctx: Context): (list: ValueList, propertyId: string | null) => ListWords {
  const read = new Map<string, ListWords>()
  const { users, stages, sources, lostReasons } = listDictionaries(ctx.db)
  const { resourcesDir } = ctx.places
  const language = languageOfDesk(ctx.db)
  return (list, propertyId) => {
    const key = `${list}/${propertyId ?? ''}`
    const known = read.get(key) ?? wordsOf(list, propertyId)
    read.set(key, known)
    return known
  }

  function wordsOf(list: ValueList, propertyId: string | null): ListWords {
    switch (list) {
      case 'stage':
        return stageWords()
      case 'outcome':
        return coded([...[...wonWords].map((word) => [word, 'won'] as const), ...[...lostWords].map((word) => [word, 'lost'] as const), ...[...openWords].map((word) => [word, 'open'] as const)], stageWords().ids)
      case 'lostReason':
        return builtIn(lostReasons, 'lostReason')
      case 'source':
        return builtIn(sources, 'source')
      case 'user':
        return named(users)
      case 'category':
        return named(listNames(ctx.db, 'category'))
      case 'choice':
        return named(propertyId === null ? [] : listChoices(ctx.db, propertyId))
      case 'currency':
        return coded([...[...currencyCodes].map((code) => [code, code] as const), ...Object.entries(currencySigns)])
      case 'country':
        return coded([...countryNames()])
      case 'language':
        return coded([...languageNames()])
      case 'status':
        return coded(Object.entries(statuses).map(([word, status]) => [word, status ?? ''] as const))
      case 'clientKind':
        return coded([...kinds])
      case 'noteKind':
        return coded([...kindByWord])
    }
  }

  /** Stages of the pipeline into which deals come in. */
  function stageWords(): ListWords {
    const first = stages.find((stage) => stage.outcome === 'open')
    const ours = stages.filter((stage) => stage.pipelineId === first?.pipelineId)
    const { byName, won, lost } = stageNames(ours, resourcesDir)
    const ids = new Map([...byName].map(([name, { id }]) => [name, id]))
    for (const word of wonWords) ids.set(word, won)
    for (const word of lostWords) ids.set(word, lost)
    return { ids, wordOf: byId(shownNames(ours, 'stage', language, resourcesDir)) }
  }

  function builtIn(rows: readonly Named[], group: string): ListWords {
    return { ids: builtInNames(rows, group, resourcesDir), wordOf: byId(shownNames(rows, group, language, resourcesDir)) }
  }
}

function named(rows: readonly { readonly id: string; readonly name: string }[]): ListWords {
  return { ids: new Map(rows.map(({ id, name }) => [valueKey(name), id])), wordOf: byId(new Map(rows.map(({ id, name }) => [id, name]))) }
}

function byId(names: ReadonlyMap<string, string>): ListWords['wordOf'] {
  return (id) => names.get(id)
}

/** A list whose entries are codes that the reader of rows understands by themselves. */
function coded(words: readonly (readonly [string, string])[], more?: ReadonlyMap<string, string>): ListWords {
  const ids = new Map([...words.map(([word, code]) => [valueKey(word), code] as const), ...(more ?? [])])
  const codes = new Set(words.map(([, code]) => code))
  return { ids, wordOf: (code) => (codes.has(code) ? code : undefined) }
}

/** Letters that two words may differ in and still be taken for one, by the length of the longer. */
const fewLetters = (length: number): number => (length < 4 ? 0 : length < 10 ? 1 : 2)

/**
 * The entry that a word most likely means: the same in another alphabet or order of words, with initials or as an e-mail
 * address, with a letter or two astray, or part of a longer name. Null where nothing is alike or several are.
 */
export function guessOf(value: string, { ids }: ListWords, keyOf: (text: string) => string): string | null {
  const local = /^([^@\s]+)@\S+$/.exec(value.trim())?.[1]
  const asked = keyOf(local ?? value)
  if (asked.length < 3) return null
  const words = asked.split(' ')
  let best: string | null = null
  let bestRank = Number.POSITIVE_INFINITY
  let isTwice = false
  for (const [name, id] of ids) {
    const rank = rankOf(asked, words, keyOf(name))
    if (rank === undefined || rank > bestRank) continue
    isTwice = rank === bestRank ? isTwice || (best !== null && best !== id) : false
    best = id
    bestRank = rank
  }
  return isTwice ? null : best
}

/** How far two names are from each other, 0 for hardly; undefined where they are two. */
function rankOf(asked: string, words: readonly string[], name: string): number | undefined {
  if (name === '') return undefined
  const others = name.split(' ')
  if (asked === name || [...words].sort().join(' ') === [...others].sort().join(' ') || words.join('') === others.join('')) return 0
  if (areInitials(words, others)) return 1
  const most = fewLetters(Math.max(asked.length, name.length))
  const letters = most === 0 || Math.abs(asked.length - name.length) > most ? Number.POSITIVE_INFINITY : distance(asked, name, most)
  if (letters <= most) return 1 + letters
  const [few, many] = words.length <= others.length ? [words, others] : [others, words]
  return few.join('').length >= 4 && few.every((word) => many.includes(word)) ? 4 : undefined
}

/** 'A. Kowalska' and 'Anna Kowalska': one whole word the same, the others begin alike. */
function areInitials(words: readonly string[], others: readonly string[]): boolean {
  if (words.length !== others.length || words.length < 2) return false
  const sorted = (list: readonly string[]) => [...list].sort((a, b) => (a < b ? -1 : 1))
  const orders = [others, [...others].reverse(), sorted(others)]
  return orders.some((order) => {
    const same = words.filter((word, index) => word === order[index] && word.length >= 3).length
    return same > 0 && words.every((word, index) => word === order[index] || (word.length === 1 && order[index]!.startsWith(word)) || (order[index]!.length === 1 && word.startsWith(order[index]!)))
  })
}

/** Letters added, left out, changed or swapped between two words; anything above `most` where there are more. */
function distance(a: string, b: string, most: number): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1)
      next.push(least)
    }
    if (Math.min(...next) > most) return most + 1
    before = row
    row = next
  }
  return row[b.length] ?? most + 1
}

/** Whether a word of a file is understood, or means nothing. */
export function isUnderstood({ ids }: ListWords, value: string): boolean {
  return ids.has(valueKey(value)) || normalise(value) === ''
}
