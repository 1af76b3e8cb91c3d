import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { storeContract } from '#shared/contract/index.ts'

test.each(['en', 'pl', 'uk', 'ru'])('every change that can stand in the history has words in %s', (language) => {
  const file = resolve(import.meta.dirname, `../resources/locales/${language}/history.json`)
  const words = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, string> | string>
  const names = Object.entries(storeContract).flatMap(([name, operation]) => (operation.kind === 'query' ? [] : [name]))
  const missing = [...names, 'app.start'].filter((name) => {
    const [feature = '', action = ''] = name.split('.')
    const ofFeature = words[feature]
    return typeof ofFeature !== 'object' || !ofFeature[action]
  })
  expect(missing).toEqual([])
})
