import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import type { Bridge } from '#shared/contract/bridge.ts'
import type { LaunchedApp, LaunchOptions } from './launch.ts'
import { launchApp } from './launch.ts'

declare global {
  // The page's own name for what preload gives it.
  var bridge: Bridge
}

const open: LaunchedApp[] = []
afterEach(() => Promise.all(open.splice(0).map((launched) => launched.close())))

async function start(options?: LaunchOptions): Promise<LaunchedApp> {
  const launched = await launchApp(options)
  open.push(launched)
  await launched.window.waitForFunction(() => document.body.innerText.trim() !== '')
  return launched
}

function call(page: Page, name: string, input: unknown): Promise<unknown> {
  return page.evaluate(([name, input]) => bridge.call(name as string, input), [name, input])
}

function aFolder(): string {
  return mkdtempSync(join(tmpdir(), 'klientela-window-'))
}

test('a window opens where and as large as it was left', async () => {
  const dataDir = aFolder()
  const first = await start({ dataDir })
  const place = { x: 60, y: 80, width: 1100, height: 700 }
  await first.app.evaluate(({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds), place)
  await first.close()
  const remembered = JSON.parse(readFileSync(join(dataDir, 'window.json'), 'utf8')) as { main: typeof place }
  expect(remembered.main).toMatchObject({ width: 1100, height: 700 })
  const second = await start({ dataDir })
  const bounds = await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
  expect(bounds).toMatchObject({ width: 1100, height: 700 })
})

test('the store is let go of and the program ends when the main window is closed', async () => {
  const { app, window, dataDir } = await start()
  const ended = new Promise<number | null>((resolve) => app.process().once('exit', resolve))
  await window.close()
  expect(await ended).toBe(0)
  expect(existsSync(join(dataDir, 'window.json'))).toBe(true)
  expect(readFileSync(join(dataDir, 'logs', 'klientela.log'), 'utf8')).toContain('Electron')
})

test('a second start with the same data only brings the first window to the front', async () => {
  const { app, window, dataDir } = await start()
  const second = spawn(process.env.KLIENTELA_ELECTRON ?? '', [process.env.KLIENTELA_APP ?? '', `--data-dir=${dataDir}`], { stdio: 'ignore' })
  const code = await new Promise((resolve) => second.once('exit', resolve))
  expect(code).toBe(0)
  expect(app.windows()).toHaveLength(1)
  expect(await call(window, 'shell.startState', {})).toMatchObject({ ok: true })
})

test('the funnel opens in a window of its own, once, and goes with the main one', async () => {
  const { app, window } = await start()
  expect(await call(window, 'shell.openFunnel', {})).toEqual({ ok: true, value: null })
  await expect.poll(() => app.windows().length).toBe(2)
  await call(window, 'shell.openFunnel', {})
  const funnel = app.windows().find((page) => page !== window)
  await expect.poll(() => funnel?.url()).toContain('#/funnel')
  expect(await call(funnel as Page, 'shell.info', {})).toMatchObject({ ok: true, value: { windowKind: 'funnel' } })
  expect(app.windows()).toHaveLength(2)
})

test('the menu speaks the language that was chosen, also after a restart', async () => {
  const dataDir = aFolder()
  const labels = (launched: LaunchedApp): Promise<string[]> =>
    launched.app.evaluate(({ Menu }) => (Menu.getApplicationMenu()?.items ?? []).map((item) => item.label))
  const first = await start({ dataDir, lang: 'en' })
  expect(await labels(first)).toContain('Edit')
  expect(await call(first.window, 'shell.setLanguage', { language: 'uk' })).toEqual({ ok: true, value: null })
  expect(await labels(first)).toContain('Редагування')
  await first.close()
  const second = await start({ dataDir, lang: 'en' })
  expect(await labels(second)).toContain('Редагування')
})

test('an entry of the menu reaches the window in front as an action', async () => {
  const { app, window } = await start()
  await window.evaluate(() => {
    const ids: string[] = []
    bridge.on('action', ({ id }) => ids.push(id))
    Object.assign(globalThis, { ids })
  })
  const clicked = await app.evaluate(({ Menu }) => {
    const items = (Menu.getApplicationMenu()?.items ?? []).flatMap((item) => item.submenu?.items ?? [])
    const own = items.find((item) => !item.role && item.type === 'normal')
    own?.click()
    return own?.id
  })
  await expect.poll(() => window.evaluate(() => (globalThis as unknown as { ids: string[] }).ids)).toEqual([clicked])
})

test('a page that the system ended comes back by itself', async () => {
  const { app } = await start()
  await app.evaluate(({ BrowserWindow, dialog }) => {
    Object.assign(globalThis, { told: [] as string[] })
    const tell = (...args: unknown[]): Promise<{ response: number; checkboxChecked: boolean }> => {
      const options = args[args.length - 1] as { message: string }
      ;(globalThis as unknown as { told: string[] }).told.push(options.message)
      return Promise.resolve({ response: 0, checkboxChecked: false })
    }
    dialog.showMessageBox = tell
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer()
  })
  await expect.poll(() => app.evaluate(() => (globalThis as unknown as { told: string[] }).told), { timeout: 10_000 }).toHaveLength(1)
  const state = (): Promise<unknown> =>
    app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      return { isCrashed: contents?.isCrashed(), isLoading: contents?.isLoading(), title: contents?.getTitle() !== '' }
    })
  await expect.poll(state, { timeout: 10_000 }).toEqual({ isCrashed: false, isLoading: false, title: true })
})

test('a folder that cannot be written still opens a window that says so', async ({ skip }) => {
  skip(process.getuid?.() === 0 || process.platform === 'win32', 'root may write everywhere')
  const dataDir = aFolder()
  chmodSync(dataDir, 0o500)
  const { window } = await start({ dataDir })
  expect(await call(window, 'shell.startState', {})).toMatchObject({ ok: true, value: { state: 'refused' } })
  chmodSync(dataDir, 0o700)
  rmSync(dataDir, { recursive: true })
})

test('a file that is not a store is refused in the window and left as it is', async () => {
  const dataDir = aFolder()
  const content = 'no database at all, and long enough to be looked at'
  writeFileSync(join(dataDir, 'klientela.sqlite'), content)
  const { window } = await start({ dataDir })
  expect(await call(window, 'shell.startState', {})).toMatchObject({ ok: true, value: { state: 'refused' } })
  expect(readFileSync(join(dataDir, 'klientela.sqlite'), 'utf8')).toBe(content)
})

test('files are written where the user chose and nowhere else', async () => {
  const { app, window } = await start()
  const target = join(aFolder(), 'lejek.png')
  const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  expect(await call(window, 'shell.saveImage', { path: target, pngBase64: png })).toMatchObject({ ok: false, error: { reason: 'file.not_chosen' } })
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, target)
  const question = { title: 'Save', defaultName: 'lejek.png', filters: [{ name: 'PNG', extensions: ['png'] }] }
  expect(await call(window, 'shell.chooseSavePath', question)).toEqual({ ok: true, value: target })
  expect(await call(window, 'shell.saveImage', { path: target, pngBase64: 'AAAA' })).toMatchObject({ ok: false, error: { reason: 'picture.broken' } })
  expect(await call(window, 'shell.saveImage', { path: target, pngBase64: png })).toEqual({ ok: true, value: null })
  expect(readFileSync(target).toString('base64')).toBe(png)
})

test('the store’s own files cannot be chosen', async () => {
  const { app, window, dataDir } = await start()
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] })
  }, join(dataDir, 'klientela.sqlite'))
  const refusal = { ok: false, error: { code: 'rule', reason: 'file.in_data_folder' } }
  expect(await call(window, 'shell.chooseSavePath', { title: '', defaultName: 'a', filters: [] })).toEqual(refusal)
  expect(await call(window, 'shell.chooseOpenPath', { title: '', filters: [] })).toEqual(refusal)
})
