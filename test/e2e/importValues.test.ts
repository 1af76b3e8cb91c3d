import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import { launchApp, type LaunchedApp } from './launch.ts'

const open: LaunchedApp[] = []
afterEach(() => Promise.all(open.splice(0).map((launched) => launched.close())))
const folder = mkdtempSync(join(tmpdir(), 'klientela-imports-'))

type Answer = { readonly ok: boolean; readonly value: unknown }
const call = async (page: Page, name: string, input: unknown): Promise<unknown> =>
  ((await page.evaluate(([asked, given]) => bridge.call(asked as string, given), [name, input])) as Answer).value
const total = async (page: Page): Promise<number> =>
  ((await call(page, 'clients.list', { filter: {}, sort: { by: 'name', direction: 'asc' }, page: { offset: 0, limit: 1 } })) as { total: number }).total

function file(name: string, lines: readonly string[]): string {
  const path = join(folder, name)
  writeFileSync(path, lines.join('\r\n'))
  return path
}

/** An app past its first start, on the import screen; its dialogs answer with the given files. */
async function start(paths: readonly string[]): Promise<LaunchedApp> {
  const launched = await launchApp({ lang: 'en' })
  open.push(launched)
  const { app, window } = launched
  await window.waitForFunction(() => document.body.innerText.trim() !== '')
  await call(window, 'app.setUp', { language: 'en', country: 'PL', userName: 'Anna Kowalska', firmName: 'Meble Testowe' })
  await window.reload()
  await window.getByRole('navigation').waitFor()
  await app.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths })
  }, [...paths])
  await window.evaluate(() => {
    location.hash = '#/import'
  })
  await expect.poll(() => window.evaluate(() => document.activeElement?.textContent)).toBe('Choose a file')
  return launched
}

const companies = ['company_id;company_name;city;owner', 'K1;Meble Jesion;Łódź;Anna Kowalska', 'K2;Studio Żubr;Białystok;Kowalska A.', 'K3;Drukarnia Łan;Kielce;Zenon Obcy']
const people = ['contact_id;first_name;last_name;email;company_id', '1;Jan;Lis;jan@jesion.pl;K1', '2;Beata;Nowicka;beata@zubr.pl;K2', '3;Ola;Zając;ola@nikt.pl;K9']
const deals = ['deal_id;deal_name;amount;stage;company_id', 'D1;Krzesła;12500;Proposal sent;K1', 'D2;Stoły;9900;Visit at the client;K2', 'D3;Lampy;700;Visit at the client;K8', 'D4;Szafy;4300;Assesment;K3']

test('three files of one export come in at once by keyboard: unknown words get a meaning, dangling links are told, one undo', async () => {
  const { window, problems } = await start([file('deals.csv', deals), file('contacts.csv', people), file('companies.csv', companies)])
  const { keyboard } = window
  await keyboard.press('Enter')
  await window.getByRole('heading', { name: 'Which column holds what' }).waitFor()
  await keyboard.press('Control+Enter')

  await window.getByText('2 words need a meaning').waitFor()
  expect(await window.getByRole('combobox', { name: 'Meaning of Kowalska A.' }).inputValue(), 'the likeliest is there and is called a guess').toBe('Anna Kowalska')
  expect(await window.getByRole('combobox', { name: 'Meaning of Zenon Obcy' }).inputValue()).toBe('New: Zenon Obcy')
  expect(await window.getByText('by likeness').count()).toBeGreaterThan(0)
  expect(await window.getByRole('button', { name: /^Check/ }).isDisabled(), 'nothing is guessed silently').toBe(true)
  await expect.poll(() => window.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Meaning of Visit at the client')
  await keyboard.type('Presentation')
  await keyboard.press('Enter')
  await keyboard.press('Tab')
  await keyboard.type('Client assessed')
  await keyboard.press('Enter')
  await keyboard.press('Control+Enter')

  const go = window.getByRole('button', { name: /^Import \d+ rows/ })
  await go.waitFor()
  await keyboard.press('Control+Enter')
  await window.getByRole('status').filter({ hasText: 'came in' }).first().waitFor()
  expect(await total(window)).toBe(3)
  await window.getByText('2 rows point at clients that are not in the base').waitFor()
  const runs = (await call(window, 'imports.list', {})) as readonly { target: string; createdCount: number; failedCount: number }[]
  expect(runs.map(({ target, createdCount, failedCount }) => [target, createdCount, failedCount]).sort()).toEqual([['client', 3, 0], ['contact', 2, 1], ['deal', 3, 1]])
  await window.getByRole('button', { name: 'Undo all files' }).focus()
  await keyboard.press('Enter')
  await window.getByRole('status').filter({ hasText: 'was taken back' }).first().waitFor()
  expect(await total(window)).toBe(0)
  expect(problems).toEqual([])
}, 120_000)

test('a file that is cut off says in which row, brings the whole rows in and lets the cut one be completed', async () => {
  const { window, problems } = await start([file('uciety.csv', ['Nazwa;Telefon;Miasto', 'Meble Jesion;42 630 11 87;Łódź', 'Studio Żubr;85 711 22 33;Białystok', 'Drukarnia Łan;41 3'])])
  await window.keyboard.press('Enter')
  await window.getByRole('heading', { name: 'Which column holds what' }).waitFor()
  await window.keyboard.press('Escape')
  await window.getByText('The file is cut off in row 4').waitFor()
  await window.keyboard.press('Control+Enter')
  await window.keyboard.press('Control+Enter')
  await window.getByRole('button', { name: /^Import 2 rows/ }).waitFor()
  await window.keyboard.press('Control+Enter')
  await window.getByRole('status').filter({ hasText: '2 rows of uciety.csv came in' }).waitFor()
  await window.getByText('The file ends in the middle of this row').first().waitFor()
  expect(problems).toEqual([])
}, 120_000)

test('a quotation that is never closed is named with its line, and the rows before it can be taken', async () => {
  const { window } = await start([file('cudzyslow.csv', ['Nazwa;Telefon', 'Meble Jesion;42 630 11 87', 'Studio Żubr;85 711 22 33', '"Drukarnia Łan;41 344 11 22', 'Spichlerz;85 1'])])
  await window.keyboard.press('Enter')
  await window.getByRole('alert').filter({ hasText: 'In line 4 a quotation mark is opened' }).waitFor()
  await window.getByRole('button', { name: 'Take only the rows before line 4' }).waitFor()
  await window.keyboard.press('Control+Enter')
  await window.getByText(/Only the rows before it are taken/).waitFor()
  await window.keyboard.press('Control+Enter')
  await window.keyboard.press('Control+Enter')
  await window.getByRole('button', { name: /^Import 2 rows/ }).waitFor()
}, 120_000)
