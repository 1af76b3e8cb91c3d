import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { launchApp, type LaunchedApp, type LaunchOptions } from '../e2e/launch.ts'
import { faultsOf, remarksOn } from './check.ts'
import { type Language, type Words, wordsOf } from './words.ts'

export type Size = { readonly width: number; readonly height: number }
export type Scheme = 'light' | 'dark'

export const smallScreen: Size = { width: 1366, height: 768 }
export const largeScreen: Size = { width: 1920, height: 1080 }

/** What is done with a screen that the way has come to: a picture and checks in the tour, nothing in a short story. */
export type Look = (name: string, page: Page, state: { readonly language: Language; readonly scheme: Scheme }) => Promise<void>

export type Tour = {
  readonly launched: LaunchedApp
  readonly window: Page
  /** Where files are saved on the way. */
  readonly files: string
  language: Language
  scheme: Scheme
  words: Words
  readonly look: (name: string, page?: Page) => Promise<void>
}

/** Opens the program for a tour, in a window of that size; nothing of it reaches a telephone, a browser or a dialog. */
export async function beginTour(language: Language, look: Look, options: LaunchOptions = {}): Promise<Tour> {
  const launched = await launchApp({ lang: language, ...options })
  await setSize(launched, smallScreen)
  await launched.app.evaluate(({ shell }) => {
    shell.openExternal = () => Promise.resolve()
  })
  const tour: Tour = {
    launched,
    window: launched.window,
    files: mkdtempSync(join(tmpdir(), 'klientela-tour-')),
    language,
    scheme: 'light',
    words: wordsOf(language),
    look: (name, page = launched.window) => look(name, page, tour)
  }
  return tour
}

/** Gives every window of the program this size inside its frame. */
export async function setSize({ app }: LaunchedApp, size: Size): Promise<void> {
  await app.evaluate(({ BrowserWindow }, { width, height }) => {
    for (const window of BrowserWindow.getAllWindows()) window.setContentSize(width, height)
  }, size)
}

/** The next open dialogs answer with this file. */
export async function answerOpenWith({ launched }: Tour, path: string): Promise<void> {
  await launched.app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] })
  }, path)
}

/** The next save dialogs answer with this name in the folder of the tour; the path is given back. */
export async function answerSaveWith({ launched, files }: Tour, name: string): Promise<string> {
  const path = join(files, name)
  await launched.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, path)
  return path
}

/** Calls an operation as a screen would; the way itself goes by keys and mouse. */
export async function call<T>({ window }: Tour, name: string, input: unknown, jobId?: string): Promise<T> {
  type Answer = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown }
  type Bridge = { readonly call: (name: string, input: unknown, jobId?: string) => Promise<Answer> }
  const answer = await window.evaluate(
    ([operation, value, id]) => (globalThis as unknown as { bridge: Bridge }).bridge.call(operation as string, value, id as string | undefined),
    [name, input, jobId] as const
  )
  if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`)
  return answer.value
}

export async function goTo({ window }: Tour, place: string): Promise<void> {
  await window.evaluate((hash) => {
    location.hash = hash
  }, place)
}

/** Waits until fonts are there, nothing moves and the store has answered. */
export async function settle(page: Page): Promise<void> {
  await page.waitForFunction(() => (document.querySelector('main') ?? document.body).textContent?.trim() !== '')
  await page.waitForTimeout(250)
  await page.evaluate(async () => {
    await document.fonts.ready
    const moving = () => document.getAnimations().filter((one) => one.playState === 'running' && one.effect?.getTiming().iterations !== Infinity)
    await Promise.race([Promise.allSettled(moving().map((one) => one.finished)), new Promise((resolve) => setTimeout(resolve, 1500))])
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  })
}

export type Album = {
  readonly look: Look
  /** What no screen may have, with the name of the picture. */
  readonly faults: string[]
}

/** Numbered pictures in a folder, each screen checked when it is taken. */
export function makeAlbum(folder: string): Album {
  mkdirSync(folder, { recursive: true })
  const faults: string[] = []
  let count = 0
  return {
    faults,
    look: async (name, page, { language, scheme }) => {
      count += 1
      const title = `${String(count).padStart(3, '0')}-${name}-${language}-${scheme}`
      await settle(page)
      await page.screenshot({ path: join(folder, `${title}.png`) })
      const found = await faultsOf(page, language)
      faults.push(...found.map((fault) => `${title}: ${fault}`))
      const lines = [...found.map((fault) => `  FAULT ${fault}`), ...(await remarksOn(page)).map((remark) => `  ${remark}`)]
      console.log([title, ...lines].join('\n'))
    }
  }
}
