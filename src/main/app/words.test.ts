import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { actions } from '#shared/actions.ts'
import { closestLanguage, languages, loadWords, shellWords } from './words.ts'

const resourcesDir = resolve(import.meta.dirname, '../../../resources')
const shown = [
  ...actions.map((action) => action.labelKey),
  ...actions.map((action) => `shell:menu.${action.group}`),
  ...['main', 'funnel', 'print'].map((kind) => `title.${kind}`),
  ...['pageRestarted', 'pageFails', 'storeRestarted', 'storeStopped', 'fault'].map((notice) => `notice.${notice}`),
  'button.ok'
]

test.each(languages)('the menu, the titles and the notices are said in %s', (language) => {
  const words = loadWords(resourcesDir, language, shellWords)
  expect(words.language()).toBe(language)
  for (const key of shown) expect(words.t(key), key).not.toBe(key.replace(/^\w+:/, ''))
})

test('the language of the system is used where it is one of ours', () => {
  expect(['pl-PL', 'uk', 'ru_RU', 'de-DE', ''].map(closestLanguage)).toEqual(['pl', 'uk', 'ru', 'en', 'en'])
})
