import i18next, { changeLanguage, use } from 'i18next'
import { useSyncExternalStore } from 'react'
import { initReactI18next } from 'react-i18next'

export const languages = ['en', 'pl', 'uk', 'ru'] as const
export type Language = (typeof languages)[number]

/** How each language calls itself, for the menu where it is chosen. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  pl: 'Polski',
  uk: 'Українська',
  ru: 'Русский'
}

const rememberedAs = 'klientela.language'

function bundledWords(): Record<string, Record<string, object>> {
  const files = import.meta.glob<object>('../../../resources/locales/*/*.json', { eager: true, import: 'default' })
  const words: Record<string, Record<string, object>> = {}
  for (const [path, content] of Object.entries(files)) {
    const [language, file] = path.split('/').slice(-2) as [string, string]
    const ofLanguage = (words[language] ??= {})
    ofLanguage[file.replace('.json', '')] = content
  }
  return words
}

function isLanguage(text: string | null | undefined): text is Language {
  return languages.some((language) => language === text)
}

function firstLanguage(): Language {
  const remembered = localStorage.getItem(rememberedAs)
  if (isLanguage(remembered)) return remembered
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en'
}

/** Loads every word of the four languages; nothing is fetched later, so switching needs no restart. */
export function startI18n(first: Language = firstLanguage()): void {
  const words = bundledWords()
  void use(initReactI18next).init({
    resources: words,
    ns: Object.keys(words.en ?? {}),
    defaultNS: 'app',
    lng: first,
    fallbackLng: 'en',
    initAsync: false,
    interpolation: { escapeValue: false }
  })
  // Thousands are always grouped, as in tables: '{{count, count}}'.
  i18next.services.formatter?.add('count', (value: number, locale) =>
    new Intl.NumberFormat(locale, { useGrouping: 'always' }).format(value).replace(/\s/g, '\u00a0')
  )
  document.documentElement.lang = first
}

/** Shows the program in another language at once and from the first frame of the next start. */
export function setLanguage(next: Language): void {
  if (language() === next) return
  localStorage.setItem(rememberedAs, next)
  document.documentElement.lang = next
  void changeLanguage(next)
}

/** The language on the screen now. */
export function language(): Language {
  return asLanguage(i18next.language)
}

function followLanguage(onChange: () => void): () => void {
  i18next.on('languageChanged', onChange)
  return () => i18next.off('languageChanged', onChange)
}

/** The language on the screen; the component is drawn again when another is chosen. */
export function useLanguage(): Language {
  return useSyncExternalStore(followLanguage, language)
}

/** One of ours for what i18next says, which may be undefined before the start. */
export function asLanguage(text: string | undefined): Language {
  return isLanguage(text) ? text : 'en'
}
