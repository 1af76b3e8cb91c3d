import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { reasons } from '#shared/reasons.ts'

const root = resolve(import.meta.dirname, '../resources/locales')
const languages = ['en', 'pl', 'uk', 'ru'] as const
const pluralsOf = { en: ['one', 'other'], pl: ['one', 'few', 'many', 'other'], uk: ['one', 'few', 'many', 'other'], ru: ['one', 'few', 'many', 'other'] }
const pluralEnding = /_(zero|one|two|few|many|other)$/

type Node = { readonly [key: string]: Node | string }

function leaves(node: Node, path: string): [string, string][] {
  return Object.entries(node).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : leaves(value, `${path}${key}.`)
  )
}

function read(language: string, file: string): Map<string, string> {
  return new Map(leaves(JSON.parse(readFileSync(join(root, language, file), 'utf8')) as Node, ''))
}

const files = readdirSync(join(root, 'en')).sort()

test('every language has the same files', () => {
  for (const language of languages) expect(readdirSync(join(root, language)).sort(), language).toEqual(files)
})

test.each(files)('%s says the same things in every language, with the plurals that each needs', (file) => {
  const singular = (keys: Iterable<string>) => [...new Set([...keys].map((key) => key.replace(pluralEnding, '')))].sort()
  const english = read('en', file)
  for (const language of languages) {
    const words = read(language, file)
    expect(singular(words.keys()), language).toEqual(singular(english.keys()))
    const bases = new Set([...words.keys()].filter((key) => pluralEnding.test(key)).map((key) => key.replace(pluralEnding, '')))
    for (const base of bases) {
      for (const form of pluralsOf[language]) expect(words.has(`${base}_${form}`), `${language} ${base}_${form}`).toBe(true)
    }
    for (const [key, text] of words) expect(text.trim(), `${language} ${key}`).not.toBe('')
  }
})

test.each(files)('%s fills in the same values in every language', (file) => {
  // A plural form may say its number in a word, or leave it out.
  const slots = (text: string) => [...new Set([...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1]!))].filter((slot) => slot !== 'count').sort()
  const english = read('en', file)
  for (const language of languages) {
    for (const [key, text] of read(language, file)) {
      const model = english.get(key) ?? english.get(key.replace(pluralEnding, '_other'))
      expect(slots(text), `${language} ${key}`).toEqual(slots(model ?? ''))
    }
  }
})

test('every reason an operation can fail for has words', () => {
  for (const language of languages) {
    const words = read(language, 'errors.json')
    const missing = reasons.filter((reason) => ![...words.keys()].some((key) => key.replace(pluralEnding, '') === reason))
    expect(missing, language).toEqual([])
  }
})
