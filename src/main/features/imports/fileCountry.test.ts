import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTestApp, type TestApp } from '#test/app.ts'
import { testFolder } from '#test/fixtures/files.ts'
import { checkParts, type PartOptions, partOf, runParts } from '#test/imports.ts'

const write = testFolder()
let fileCount = 0
const file = (text: string) => write(`kraj-${(fileCount += 1)}.csv`, text)
let app: TestApp
beforeEach(async () => {
  app = await openTestApp()
})
afterEach(() => app.close())

const rows = <Row>(sql: string) => app.store.db().$client.prepare<[], Row>(sql).all()
const phones = () => rows<{ e164: string }>('SELECT e164 FROM client_phone WHERE deleted_at IS NULL ORDER BY id').map(({ e164 }) => e164)
async function load(text: string, options: PartOptions = {}) {
  const { part, preview } = await partOf(app, file(text), options)
  const [run] = await runParts(app, [part], {})
  return { run: run!, preview }
}

const ukrainian = 'Назва;Телефон;Місто\nТОВ «Карпатбуд»;(044) 123-45-67;Київ\nФОП Шевченко;067 123 45 67;Львів\nПрАТ «Київхліб»;0322345678;Київ\n'

test('a Ukrainian list in a Polish firm is read by Ukrainian rules and says so: nobody else is rung up', async () => {
  const { preview } = await load(ukrainian)
  expect(preview.country).toEqual({ code: 'UA', by: 'letters' })
  expect(phones()).toEqual(['+380441234567', '+380671234567', '+380322345678'])
  expect(rows('SELECT DISTINCT country FROM client')).toEqual([{ country: 'UA' }])
})

test('the user has the last word on the country, and a row that names its own has it before that', async () => {
  await load('Nazwa;Telefon;Kraj\nMeble Jesion;42 630 11 87;\nKarpatbud;(044) 123-45-67;Ukraina\n', { country: 'PL' })
  expect(phones()).toEqual(['+48426301187', '+380441234567'])
  expect(rows('SELECT country FROM client ORDER BY id')).toEqual([{ country: 'PL' }, { country: 'UA' }])
})

test('a phone without its prefix in a row that looks foreign is told before anybody rings it up', async () => {
  const { part } = await partOf(app, file('Nazwa;Telefon;Miasto\nMeble Jesion;42 630 11 87;Łódź\nDrukarnia Łan;41 345 67 89;Kielce\nСтудія;(044) 123-45-67;Київ\n'), {})
  expect(part.country).toBe('PL')
  const [check] = (await checkParts(app, [part], {})).parts
  expect(check!.rows.map(({ remarks }) => remarks.map(({ problem }) => problem))).toEqual([[], [], ['countryDoubtful']])
})

describe('what a file shows', () => {
  test.each([
    ['by a column of countries', 'Name;Country;Phone\nMuster;Germany;030 123456\nBeispiel;Germany;040 123456\n', 'DE', 'column'],
    ['by the names of its numbers', 'Name;USt-IdNr;PLZ\nMuster GmbH;;10115\n', 'DE', 'header'],
    ['by check digits', 'Name;Tax number\nAlfa;00130694\nBeta;32855961\nGamma;00032129\n', 'UA', 'numbers'],
    ['by prefixes of phones', 'Name;Phone\nAlfa;+380441234567\nBeta;+380671234567\n', 'UA', 'phones'],
    ['by Russian names and numbers', 'Наименование;ИНН;Город\nООО «Вымпел»;7707083893;Нижний Новгород\nЗАО «Рыбный мир»;7728168971;Казань\n', 'RU', 'numbers'],
    ['and ours where nothing speaks against it', 'Nazwa;NIP;Telefon\nMeble Jesion;8567346215;426301187\n', 'PL', 'settings'],
    ['ours too where it is a mixed list', 'Nazwa;Miasto\nMeble Jesion;Łódź\nDrukarnia Łan;Kielce\nСтудія Жук;Київ\n', 'PL', 'settings']
  ])('%s', async (_what, text, code, by) => {
    const { preview } = await partOf(app, file(text), {})
    expect(preview.country).toEqual({ code, by })
  })
})

test('letters of Russian say nothing in a Ukrainian firm', async () => {
  const kyiv = await openTestApp({ country: 'UA' })
  try {
    const { preview } = await partOf(kyiv, file('Название;Город\nРога и копыта;Одесса\nБыстрый склад;Харьков\n'), {})
    expect(preview.country).toEqual({ code: 'UA', by: 'settings' })
  } finally {
    kyiv.close()
  }
})
