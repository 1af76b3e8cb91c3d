import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import { hostileFiles } from '#test/fixtures/hostile.ts'
import type { LaunchedApp } from './launch.ts'
import { launchApp } from './launch.ts'

const open: LaunchedApp[] = []
afterEach(() => Promise.all(open.splice(0).map((launched) => launched.close())))

const folder = mkdtempSync(join(tmpdir(), 'klientela-imports-'))

type Answer = { readonly ok: boolean; readonly value: unknown }
const call = (page: Page, name: string, input: unknown): Promise<Answer> =>
  page.evaluate(([name, input]) => bridge.call(name as string, input), [name, input]) as Promise<Answer>

/** An app past its first start, on the import screen, with dialogs that answer with the given file. */
async function start(): Promise<LaunchedApp & { readonly choose: (path: string) => Promise<void>; readonly clientCount: () => Promise<number> }> {
  const launched = await launchApp({ lang: 'en' })
  open.push(launched)
  const { app, window } = launched
  await window.waitForFunction(() => document.body.innerText.trim() !== '')
  await call(window, 'app.setUp', { language: 'en', country: 'PL', userName: 'Anna Kowalska', firmName: 'Meble Testowe' })
  await window.reload()
  await window.getByRole('navigation').waitFor()
  await window.evaluate(() => {
    location.hash = '#/import'
  })
  await window.getByRole('button', { name: 'Choose a file' }).waitFor()
  return {
    ...launched,
    choose: async (path) => {
      await app.evaluate(({ dialog }, filePath) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] })
      }, path)
      await window.getByRole('button', { name: /^(Choose a file|Another file)$/ }).click()
    },
    clientCount: async () => {
      const { value } = await call(window, 'clients.list', { filter: {}, sort: { by: 'name', direction: 'asc' }, page: { offset: 0, limit: 1 } })
      return (value as { total: number }).total
    }
  }
}

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const firms = (count: number): string =>
  ['Nazwa;Telefon;E-mail;Miasto', ...Array.from({ length: count }, (_, index) => `Firma ${index} Sp. z o.o.;+48 ${600_000_000 + index};biuro${index}@firma.pl;Łódź`)].join('\r\n')

test('the sample comes in by keyboard alone, and undo takes it back', async () => {
  const { window, problems, clientCount } = await start()
  await expect.poll(() => window.evaluate(() => document.activeElement?.textContent)).toBe('Choose a file')
  await window.keyboard.press('Tab')
  await window.keyboard.press('Enter')
  await window.getByRole('heading', { name: 'Which column holds what' }).waitFor()
  await window.keyboard.press('Control+Enter')
  // One word of the file is in no list: what it means is proposed by likeness, and taken.
  await window.getByText('What these words mean').waitFor()
  await expect.poll(() => window.getByRole('button', { name: /^Check the rows/ }).isEnabled()).toBe(true)
  await window.keyboard.press('Control+Enter')
  const go = window.getByRole('button', { name: /^Import \d+ rows/ })
  await go.waitFor()
  const announced = Number(/\d+/.exec(await go.innerText())?.[0])
  await window.keyboard.press('Control+Enter')
  await window.getByRole('status').filter({ hasText: /rows of firmy\.xlsx came in/ }).waitFor()
  expect(await clientCount()).toBe(announced)
  const counts = await window.getByRole('group', { name: 'Result in numbers' }).innerText()
  const [read, ...parts] = [...counts.matchAll(/\d+/g)].map(([digits]) => Number(digits))
  expect(parts.slice(0, 5).reduce((sum, part) => sum + part, 0)).toBe(read)
  await window.getByRole('button', { name: 'Undo import' }).focus()
  await window.keyboard.press('Enter')
  await window.getByRole('status').filter({ hasText: 'was taken back' }).waitFor()
  expect(await clientCount()).toBe(0)
  expect(problems).toEqual([])
})

test('a file of an old program asks how its letters are written, and they come in right', async () => {
  const { window, choose } = await start()
  const bytes = Buffer.from('Nazwa;Telefon;Miasto\r\n\xafabka;42 630 11 87;\xa3\xf3d\x9f\r\nSpichlerz;85 711 22 33;Bia\xb3ystok\r\n', 'latin1')
  await choose(file('windows-1250.csv', bytes))
  await window.getByText('In which line are all letters right?').waitFor()
  expect(await window.getByRole('button', { name: /Match columns/ }).isDisabled()).toBe(true)
  await window.getByRole('radio', { name: /Windows-1250/ }).click()
  await window.getByRole('gridcell', { name: 'Żabka' }).waitFor()
  await window.keyboard.press('Control+Enter')
  await window.getByRole('heading', { name: 'Which column holds what' }).waitFor()
  await window.keyboard.press('Control+Enter')
  await window.getByRole('button', { name: /^Import 2 rows/ }).click()
  await window.getByRole('status').filter({ hasText: '2 rows of windows-1250.csv came in' }).waitFor()
  const { value } = await call(window, 'clients.list', { filter: {}, sort: { by: 'name', direction: 'asc' }, page: { offset: 0, limit: 10 } })
  expect((value as { rows: { name: string; town: string }[] }).rows.map(({ name, town }) => [name, town])).toEqual([['Spichlerz', 'Białystok'], ['Żabka', 'Łódź']])
})

test('a file made to do harm is named and refused, and nothing changes', async () => {
  const { window, choose, clientCount, problems } = await start()
  for (const name of ['bomb.xlsx', 'xxe.xlsx', 'old.xlsx', 'quote.csv']) {
    const hostile = hostileFiles.find(({ fileName }) => fileName === name)!
    await choose(file(hostile.fileName, hostile.bytes()))
    await window.getByRole('alert').filter({ hasText: `${name} cannot be imported` }).waitFor()
    expect(await window.getByRole('button', { name: /Match columns/ }).count()).toBe(0)
  }
  expect(await clientCount()).toBe(0)
  expect(problems).toEqual([])
})

test('untrusted files are read in a thread of their own: a program without it opens none', async () => {
  const whole = process.env['KLIENTELA_APP']!
  const copy = join(folder, 'app')
  cpSync(whole, copy, { recursive: true })
  rmSync(join(copy, 'out', 'main', 'sheetThread.cjs'))
  process.env['KLIENTELA_APP'] = copy
  try {
    const { window, choose } = await start()
    await choose(file('firmy.csv', firms(3)))
    await window.getByRole('alert').filter({ hasText: 'firmy.csv cannot be imported' }).waitFor()
  } finally {
    process.env['KLIENTELA_APP'] = whole
  }
})

test('20,000 rows: the window keeps answering, a stop keeps whole rows, and the rest comes in later', async () => {
  const { window, choose, clientCount, problems } = await start()
  await choose(file('dwadziescia-tysiecy.csv', firms(20_000)))
  await window.getByRole('heading', { name: 'Which column holds what' }).waitFor()
  await window.keyboard.press('Control+Enter')
  await window.getByRole('button', { name: /^Import 20/ }).waitFor({ timeout: 60_000 })
  await window.evaluate(() => {
    const state = { longest: 0, last: performance.now(), gaps: 0, calls: [] as number[] }
    Object.assign(globalThis, { state })
    const frame = (now: number) => {
      state.longest = Math.max(state.longest, now - state.last)
      if (now - state.last > 100) state.gaps += 1
      state.last = now
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
    setInterval(() => {
      const asked = performance.now()
      void bridge.call('app.dictionaries', {}).then(() => state.calls.push(performance.now() - asked))
    }, 200)
  })
  const began = Date.now()
  await window.keyboard.press('Control+Enter')
  await window.getByText(/rows a second/).waitFor({ timeout: 20_000 })
  await window.waitForTimeout(1500)
  await window.getByRole('main').getByRole('button', { name: 'Stop' }).click()
  await window.getByRole('status').filter({ hasText: 'was stopped' }).waitFor()
  const stoppedAt = await clientCount()
  expect(stoppedAt).toBeGreaterThan(0)
  expect(stoppedAt).toBeLessThan(20_000)
  await window.getByRole('button', { name: 'Continue' }).click()
  await window.getByRole('status').filter({ hasText: /20.000 rows of .* came in/ }).waitFor({ timeout: 150_000 })
  expect(await clientCount()).toBe(20_000)
  const { longest, gaps, calls } = await window.evaluate(() => (globalThis as unknown as { state: { longest: number; gaps: number; calls: number[] } }).state)
  const slowest = Math.max(...calls)
  console.log(
    `20,000 rows in ${Math.round((Date.now() - began) / 1000)} s with a stop; longest gap between frames ${Math.round(longest)} ms, ${gaps} above 100 ms; slowest of ${calls.length} calls ${Math.round(slowest)} ms`
  )
  expect(longest).toBeLessThan(1000)
  expect(problems).toEqual([])
}, 240_000)

test('a Ukrainian file says that it is one; a bad cell is put right in the check, before anything comes in', async () => {
  const { window, problems, choose, clientCount } = await start()
  await choose(file('kyiv.csv', 'Назва;Телефон;Місто;E-mail\nТОВ «Карпатбуд»;(044) 123-45-67;Київ;office(at)karpatbud.ua\nПрАТ «Київхліб»;044 234 56 78;Київ;\n'))
  await window.getByText('As its names are written.').waitFor()
  await window.keyboard.press('Control+Enter')
  await window.getByRole('button', { name: 'Put 1 row right' }).click()
  const cell = window.getByRole('textbox', { name: 'Row 2, E-mail' })
  await cell.fill('office@karpatbud.ua')
  await window.keyboard.press('Control+Enter')
  await window.getByText('Every row will come in.').waitFor()
  await window.keyboard.press('Control+Enter')
  await window.getByRole('status').filter({ hasText: /2 rows of kyiv\.csv came in/ }).waitFor()
  expect(await clientCount()).toBe(2)
  const { value } = await call(window, 'clients.list', { filter: {}, sort: { by: 'name', direction: 'asc' }, page: { offset: 0, limit: 10 } })
  expect((value as { rows: { phone: string; country: string }[] }).rows.map(({ phone, country }) => [phone, country]).sort()).toEqual([['+380441234567', 'UA'], ['+380442345678', 'UA']])
  expect(problems).toEqual([])
})
