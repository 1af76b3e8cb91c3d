import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInstance } from 'i18next'

export const languages = ['en', 'pl', 'uk', 'ru'] as const
export type Language = (typeof languages)[number]

/** The namespaces that the main process needs before a window opens: all of them take it longer to read than the window to come. */
export const shellWords = ['shell', 'actions', 'invoices'] as const

/** The words that the main process itself shows: menu, titles, system dialogs. */
export type Words = {
  readonly t: (key: string, values?: Readonly<Record<string, string | number>>) => string
  readonly language: () => Language
  readonly setLanguage: (language: Language) => void
}

/** The language for what the system asks for (`pl-PL`), English when it is none of ours. */
export function closestLanguage(tag: string): Language {
  return languages.find((language) => tag.toLowerCase().split(/[-_]/)[0] === language) ?? 'en'
}

/**
 * Reads `locales/<language>/*.json`, or only those given; each file is a namespace, `shell` the one meant by a bare key.
 */
export function loadWords(resourcesDir: string, first: Language, only?: readonly string[]): Words {
  const resources = Object.fromEntries(languages.map((language) => [language, readNamespaces(join(resourcesDir, 'locales', language), only)]))
  const i18n = createInstance()
  void i18n.init({
    resources,
    lng: first,
    fallbackLng: 'en',
    ns: ['shell', 'actions'],
    defaultNS: 'shell',
    fallbackNS: 'actions',
    initAsync: false,
    interpolation: { escapeValue: false }
  })
  return {
    t: (key, values) => i18n.t(key, { ...values }),
    language: () => closestLanguage(i18n.language),
    setLanguage: (language) => void i18n.changeLanguage(language)
  }
}

function readNamespaces(folder: string, only: readonly string[] | undefined): Record<string, object> {
  const files = only?.map((name) => `${name}.json`) ?? readdirSync(folder).filter((name) => name.endsWith('.json'))
  return Object.fromEntries(files.map((name) => [name.replace(/\.json$/, ''), JSON.parse(readFileSync(join(folder, name), 'utf8')) as object]))
}
