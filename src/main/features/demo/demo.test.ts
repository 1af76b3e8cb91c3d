import { expect, test } from 'vitest'
import { languages } from '#shared/contract/app.ts'
import { openTestApp } from '#test/app.ts'

const size = { clientCount: 40, dealsPerClient: 2, userCount: 3 }
const page = { offset: 0, limit: 200 }

async function textsIn(language: (typeof languages)[number]): Promise<readonly string[]> {
  const app = await openTestApp({ isSetUp: false })
  await app.call('app.setUp', { language, country: 'PL', userName: 'Anna', firmName: 'Meble' })
  await app.call('demo.load', size)
  const tasks = await app.call('tasks.list', { filter: { state: 'open' }, page })
  const clients = await app.call('clients.list', { filter: {}, sort: { by: 'created', direction: 'asc' }, page })
  app.close()
  return [...tasks.rows.map((task) => task.text), ...clients.rows.filter((client) => client.country === 'PL').map((client) => client.name)]
}

test.each(languages)('demo data are written in %s for who reads it, the same every time', async (language) => {
  const texts = await textsIn(language)
  const letters = { en: /^[ -~’łŁóńźć]+$/, pl: /^[\p{Script=Latin}\P{Letter}]+$/u, uk: /^[\p{Script=Cyrillic}\P{Letter}]+$/u, ru: /^[\p{Script=Cyrillic}\P{Letter}]+$/u }[language]
  expect(texts.filter((text) => !letters.test(text))).toEqual([])
  if (language === 'ru') expect(texts.filter((text) => /[іїєґ]/i.test(text))).toEqual([])
  if (language === 'uk') expect(texts.filter((text) => /[ыёъэ]/i.test(text))).toEqual([])
  expect(await textsIn(language)).toEqual(texts)
})
