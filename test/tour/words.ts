import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export type Language = 'en' | 'pl' | 'uk' | 'ru'
export type Words = (key: string, values?: Readonly<Record<string, string | number>>) => string

type Tree = { readonly [key: string]: string | Tree }

const folder = resolve(import.meta.dirname, '../../resources/locales')

function namespaces(language: Language): Readonly<Record<string, Tree>> {
  const files = readdirSync(join(folder, language)).filter((name) => name.endsWith('.json'))
  return Object.fromEntries(files.map((name) => [name.slice(0, -5), JSON.parse(readFileSync(join(folder, language, name), 'utf8')) as Tree]))
}

/** The words of a language as the user reads them: `words('clients:form.name')`. Throws for a key that is not there. */
export function wordsOf(language: Language): Words {
  const all = namespaces(language)
  return (key, values = {}) => {
    const [namespace = '', path = ''] = key.split(':')
    const found = path.split('.').reduce<string | Tree | undefined>((tree, part) => (typeof tree === 'object' ? tree[part] : undefined), all[namespace])
    if (typeof found !== 'string') throw new Error(`${language}: no words for ${key}`)
    return found.replace(/\{\{(\w+)[^}]*\}\}/g, (whole, name: string) => String(values[name] ?? whole))
  }
}

/** Every whole phrase of a language that stands on the screen as it is, without a variable in it. */
export function phrasesOf(language: Language): ReadonlySet<string> {
  const leaves = (tree: string | Tree): readonly string[] => (typeof tree === 'string' ? [tree] : Object.values(tree).flatMap(leaves))
  return new Set(Object.values(namespaces(language)).flatMap(leaves).filter((text) => !text.includes('{{')))
}
