import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'

export type LaunchOptions = {
  /** The data folder to open; by default a fresh one that is removed on close(). */
  readonly dataDir?: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Language of the system that the app sees: en, pl, uk, ru. */
  readonly lang?: string
}

export type LaunchedApp = {
  readonly app: ElectronApplication
  /** The first window. */
  readonly window: Page
  readonly dataDir: string
  /** Errors in the console of any window, breaches of the content security policy among them: a good run leaves none. */
  readonly problems: readonly string[]
  /** What the main process wrote, line by line. */
  readonly output: readonly string[]
  /** Quits as a user would, and removes a data folder made for this launch. */
  readonly close: () => Promise<void>
  /** Ends the process as a power cut would; the data folder stays. */
  readonly kill: () => Promise<void>
}

/**
 * Starts the built app in a real Electron window. Where app and Electron lie comes from `.ci/windowed.mjs`.
 * Throws with the output of the main process when no window appears.
 */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'klientela-'))
  const lang = options.lang ?? 'en'
  const problems: string[] = []
  const output: string[] = []
  const app = await _electron.launch({
    executablePath: required('KLIENTELA_ELECTRON'),
    args: [required('KLIENTELA_APP'), `--data-dir=${dataDir}`, `--lang=${lang}`, ...(options.args ?? [])],
    env: { ...inheritedEnv(), LANGUAGE: lang, ...options.env },
    timeout: 30_000
  })
  const main = app.process()
  for (const stream of [main.stdout, main.stderr]) {
    stream?.on('data', (chunk) => output.push(...String(chunk).split('\n').filter(Boolean)))
  }
  app.on('window', (page) => collectProblems(page, problems))
  for (const page of app.windows()) collectProblems(page, problems)

  const close = async () => {
    const ended = new Promise((resolve) => main.once('exit', resolve))
    const deadline = setTimeout(() => main.kill('SIGKILL'), 15_000)
    if (main.exitCode === null && main.signalCode === null) await Promise.allSettled([app.close(), ended])
    clearTimeout(deadline)
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true })
  }
  const kill = async () => {
    const ended = new Promise((resolve) => main.once('exit', resolve))
    if (main.exitCode === null && main.signalCode === null && main.kill('SIGKILL')) await ended
  }
  try {
    const window = await app.firstWindow({ timeout: 30_000 })
    collectProblems(window, problems)
    await window.waitForLoadState('domcontentloaded')
    return { app, window, dataDir, problems, output, close, kill }
  } catch (error) {
    await kill()
    throw new Error(`The app opened no window.\n${output.join('\n')}`, { cause: error })
  }
}

const watched = new WeakSet<Page>()

function collectProblems(page: Page, problems: string[]): void {
  if (watched.has(page)) return
  watched.add(page)
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
}

function inheritedEnv(): Record<string, string> {
  const { ELECTRON_RUN_AS_NODE: _asNode, NODE_OPTIONS: _options, ...env } = process.env
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: run the stories with npm test, or with node .ci/windowed.mjs e2e`)
  return value
}
