import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync, truncateSync, writeSync, closeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import type { Bridge } from '#shared/contract/bridge.ts'
import { launchApp, type LaunchedApp, type LaunchOptions } from './launch.ts'

declare global {
  // The page's own name for what preload gives it.
  var bridge: Bridge
}

const open: LaunchedApp[] = []
const folders: string[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((launched) => launched.close()))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

async function start(options: LaunchOptions): Promise<LaunchedApp> {
  const launched = await launchApp({ lang: 'pl', ...options })
  open.push(launched)
  await launched.window.waitForSelector('h1, nav')
  return launched
}

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'klientela-start-'))
  folders.push(folder)
  return folder
}

const call = (page: Page, name: string, input: unknown): Promise<unknown> => page.evaluate(([name, input]) => bridge.call(name as string, input), [name, input])
const place = (page: Page): Promise<string> => page.evaluate(() => location.hash)
const answers = { language: 'pl', country: 'PL', userName: 'Anna Kowalska', firmName: 'Meble Jesion' }

/** A folder in which somebody has worked already. */
async function aFirm(): Promise<string> {
  const dataDir = aFolder()
  const launched = await start({ dataDir })
  await call(launched.window, 'app.setUp', answers)
  await call(launched.window, 'backups.make', {})
  await call(launched.window, 'settings.addUser', { name: 'Marek Wójcik', role: 'rep' })
  await launched.close()
  return dataDir
}

test('a first start in Polish takes two names and three keys, and the second start goes straight in', async () => {
  const dataDir = aFolder()
  const first = await start({ dataDir })
  const { window } = first
  const began = Date.now()
  await expect.poll(() => window.locator('h1').innerText()).toBe('Witamy w Klienteli')
  await window.keyboard.type('Anna Kowalska')
  await window.keyboard.press('Tab')
  await window.keyboard.type('Meble Jesion')
  await window.keyboard.press('Enter')
  await window.waitForSelector('text=Od czego zaczynamy?')
  await window.keyboard.press('ArrowRight')
  await window.keyboard.press('Enter')
  await window.waitForFunction(() => location.hash === '#/today', undefined, { timeout: 45_000 })
  expect(Date.now() - began).toBeLessThan(60_000)
  expect(await call(window, 'data.contents', {})).toMatchObject({ ok: true, value: { clientCount: 300 } })
  expect(first.problems).toEqual([])
  await first.close()
  const second = await start({ dataDir })
  await second.window.waitForSelector('nav')
  expect(await place(second.window)).not.toContain('welcome')
  expect(await second.window.locator('nav').first().innerText()).toContain('Klienci')
}, 120_000)

test('language and colours change without a restart and are there from the first moment of the next', async () => {
  const dataDir = await aFirm()
  const first = await start({ dataDir })
  const { window, app } = first
  await window.getByText('Ustawienia').first().click()
  await window.getByText('Wygląd i język').click()
  await window.getByText('English', { exact: true }).click()
  await expect.poll(() => window.locator('h1').innerText()).toBe('Settings')
  const labels = (): Promise<string[]> => app.evaluate(({ Menu }) => (Menu.getApplicationMenu()?.items ?? []).map((item) => item.label))
  await expect.poll(labels).toContain('Edit')
  await window.getByText('Dark', { exact: true }).click()
  await expect.poll(() => window.evaluate(() => document.documentElement.dataset['mantineColorScheme'])).toBe('dark')
  await expect.poll(() => app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark')
  expect(first.problems).toEqual([])
  await first.close()
  const second = await start({ dataDir })
  await expect.poll(() => second.window.locator('nav').first().innerText()).toContain('Clients')
  expect(await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBackgroundColor())).toBe('#12171C')
  expect(await second.window.evaluate(() => document.documentElement.dataset['mantineColorScheme'])).toBe('dark')
}, 120_000)

test('a backup is restored in three clicks, and one more takes that back', async () => {
  const { window, problems } = await start({ dataDir: await aFirm() })
  await window.getByText('Ustawienia').first().click()
  await window.getByText('Kopie zapasowe').click()
  await window.getByRole('button', { name: 'Przywróć', exact: true }).click()
  await window.getByText(/jest na miejscu/).waitFor()
  expect(await window.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Kopie zapasowe')
  const people = async (): Promise<number> => ((await call(window, 'app.dictionaries', {})) as { value: { users: unknown[] } }).value.users.length
  expect(await people()).toBe(1)
  await window.getByRole('button', { name: 'Cofnij' }).click()
  await expect.poll(people, { timeout: 20_000 }).toBe(2)
  expect(problems).toEqual([])
}, 120_000)

test('a second start with the same data brings the first window back to the front', async () => {
  const { app, dataDir } = await start({})
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
  const second = spawn(process.env.KLIENTELA_ELECTRON ?? '', [process.env.KLIENTELA_APP ?? '', `--data-dir=${dataDir}`], { stdio: 'ignore' })
  expect(await new Promise((resolve) => second.once('exit', resolve))).toBe(0)
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(true)
  expect(app.windows()).toHaveLength(1)
}, 60_000)

test('a database of a newer program is explained and left as it is', async () => {
  const dataDir = await aFirm()
  const path = join(dataDir, 'klientela.sqlite')
  // The version stands in four bytes of the head of the file.
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.from([0, 0, 35, 40]), 0, 4, 60)
  closeSync(file)
  const hash = () => createHash('sha256').update(readFileSync(path)).digest('hex')
  const before = hash()
  const { window, problems } = await start({ dataDir })
  await expect.poll(() => window.locator('h1').innerText()).toBe('Ta baza należy do nowszej Klienteli')
  expect(await window.locator('body').innerText()).toContain('9000')
  await window.getByRole('button', { name: 'Spróbuj ponownie' }).click()
  expect(await window.getByText('Przywróć').count()).toBe(0)
  expect(hash()).toBe(before)
  expect(problems).toEqual([])
}, 120_000)

test('a damaged database is put right with one click and the damaged file is kept', async () => {
  const dataDir = await aFirm()
  truncateSync(join(dataDir, 'klientela.sqlite'), 40_960)
  const { window } = await start({ dataDir })
  await expect.poll(() => window.locator('h1').innerText()).toBe('Plik bazy jest uszkodzony')
  await window.keyboard.press('Enter')
  await expect.poll(() => window.locator('nav').first().innerText()).toContain('Klienci')
  expect(readdirSync(dataDir).some((name) => name.includes('.corrupt-'))).toBe(true)
}, 120_000)
