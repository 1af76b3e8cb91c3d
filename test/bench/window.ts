import { rmSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { launchApp } from '#test/e2e/launch.ts'
import { bareApp, startBare, startOnList, type ColdStart } from './coldStart.ts'
import { demoFolder } from './data.ts'
import { quantile, record } from './measure.ts'
import { frameGaps, timed, type Timed } from './stopwatch.ts'

const rowsAreThere = `document.querySelectorAll('[role=row] [role=gridcell]').length > 20`
const aRow = '[role=row]:has([role=gridcell])'

/** What a person waits for: from the start of the program, a key or a click to what is painted. */
export async function measureWindow(clientCount: number, dealsPerClient: number): Promise<void> {
  const folder = await demoFolder(clientCount, dealsPerClient)
  try {
    await measureColdStart(folder)
    const launched = await launchApp({ dataDir: folder, lang: 'pl' })
    const { window } = launched
    // Windows opened later are watched from their first script on.
    await launched.app.context().addInitScript(watchCanvases)
    await window.locator('nav').first().waitFor()
    await measureBackup(window)
    await openList(window)
    await measureSearch(window)
    await measureCards(window)
    await measureSections(window)
    await measureScrolling(window)
    await measureFunnel(window, () => launched.app.waitForEvent('window'))
    await launched.close()
    for (const problem of launched.problems) console.log(`console: ${problem}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureColdStart(folder: string): Promise<void> {
  const bareFolder = bareApp()
  // The first opening makes a copied store its own.
  await startOnList(folder)
  const starts: ColdStart[] = []
  const bare: number[] = []
  for (let run = 0; run < 7; run += 1) {
    starts.push(await startOnList(folder))
    const bareStart = await startBare(bareFolder)
    if (bareStart) bare.push(bareStart.rowsMs)
  }
  rmSync(bareFolder, { recursive: true, force: true })
  const parts = [
    ['cold start: the document begins', 'documentMs', null],
    ['cold start: the screens are loaded', 'loadedMs', null],
    ['cold start: rail and bars are painted', 'frameMs', null],
    ['cold start to painted client list', 'rowsMs', 2500]
  ] as const
  for (const [name, part, goalMs] of parts) {
    const times = starts.map((start) => start[part])
    const bareMs = part === 'rowsMs' ? quantile(bare, 0.5) : null
    const note = bareMs === null ? 'from the start of the process' : 'from the start of the process; bare: Electron with a page of text'
    record({ name, ms: quantile(times, 0.5), p95: quantile(times, 0.95), runs: times.length, bareMs, goalMs, note })
  }
}

/** A copied store has no backup yet, so one is made at once; what is measured later must not wait for it. */
async function measureBackup(window: Page): Promise<void> {
  const { slowest, total } = await window.evaluate(async () => {
    type Status = { readonly value: { readonly lastBackupAt: number | null } }
    const { bridge } = globalThis as unknown as { bridge: { call: (name: string, input: unknown) => Promise<unknown> } }
    const began = performance.now()
    let slowest = 0
    for (let isMade = false; !isMade && performance.now() - began < 180_000; ) {
      const asked = performance.now()
      isMade = ((await bridge.call('app.status', {})) as Status).value.lastBackupAt !== null
      slowest = Math.max(slowest, performance.now() - asked)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return { slowest, total: performance.now() - began }
  })
  const note = `slowest read; the backup took ${Math.round(total / 1000)} s`
  record({ name: 'a read while a backup is made', ms: slowest, p95: slowest, runs: 1, bareMs: null, goalMs: 100, note })
}

async function openList(window: Page): Promise<void> {
  await window.keyboard.press('Control+Digit2')
  await window.locator(aRow).nth(5).waitFor()
  await window.waitForTimeout(600)
}

async function measureSearch(window: Page): Promise<void> {
  const keys: Timed[] = []
  for (const word of ['zu', 'lod', 'kan', 'now', 'meb']) {
    await window.keyboard.press('Control+Slash')
    for (const letter of word) {
      const before = JSON.stringify(await firstRows(window))
      const key = await timed(window, `(${firstRowTexts.toString()})() !== ${JSON.stringify(before)}`, () => window.keyboard.press(letter), 5000)
      // The same rows are right for the longer word too.
      if (key) keys.push(key)
    }
    await window.keyboard.press('Escape')
    await window.waitForTimeout(600)
  }
  put('search: a key to painted rows', keys, 50, 'each letter of five beginnings')
}

/** Runs in the page. */
function firstRowTexts(): string {
  const rows = [...document.querySelectorAll<HTMLElement>('[role=row]:has([role=gridcell])')].slice(0, 12)
  return JSON.stringify(rows.map((row) => row.textContent))
}

async function firstRows(window: Page): Promise<readonly string[]> {
  return JSON.parse(await window.evaluate(firstRowTexts)) as readonly string[]
}

async function measureCards(window: Page): Promise<void> {
  const opened: Timed[] = []
  for (let run = 0; run < 8; run += 1) {
    await window.locator('[role=grid]').focus()
    await window.keyboard.press('ArrowDown')
    opened.push(await waitedFor(window, `/^#\\/clients\\/./.test(location.hash) && document.querySelector('main h1, main h2') !== null`, () => window.keyboard.press('Enter')))
    await window.evaluate(() => history.back())
    await window.locator(aRow).nth(5).waitFor()
    await window.waitForTimeout(400)
  }
  put('open a card by Enter', opened, 100, 'name painted')
}

async function measureSections(window: Page): Promise<void> {
  const boards: Timed[] = []
  const lists: Timed[] = []
  const todays: Timed[] = []
  for (let run = 0; run < 5; run += 1) {
    boards.push(await waitedFor(window, `document.querySelector('[data-board] [role=button]') !== null`, () => window.keyboard.press('Control+Digit4')))
    lists.push(await waitedFor(window, rowsAreThere, () => window.keyboard.press('Control+Digit2')))
    todays.push(await waitedFor(window, `location.hash.startsWith('#/today') && document.querySelector('main')?.textContent !== '' && document.querySelector('main [role=grid]') === null`, () => window.keyboard.press('Control+Digit1')))
  }
  put('open the board', boards, 200, 'first cards painted')
  put('come back to the client list', lists, 100, 'rows painted')
  put('come back to Today', todays, 100, '')
}

async function measureScrolling(window: Page): Promise<void> {
  await openList(window)
  const idle = await frameGaps(window, () => window.waitForTimeout(1500))
  const box = await window.locator('[role=grid]').boundingBox()
  await window.mouse.move((box?.x ?? 0) + 300, (box?.y ?? 0) + 200)
  const wheel = await frameGaps(window, async () => {
    for (let turn = 0; turn < 80; turn += 1) {
      await window.mouse.wheel(0, 240)
      await window.waitForTimeout(16)
    }
  })
  const note = `longest and p95 gap of ${wheel.frames} frames; bare: of an idle window`
  record({ name: 'scroll the client list by wheel', ms: wheel.longest, p95: wheel.p95, runs: 1, bareMs: idle.longest, goalMs: 50, note })
  const jumps: number[] = []
  for (const share of [0.2, 0.5, 0.8, 0.35, 0.95]) jumps.push(await jump(window, share))
  record({ name: 'drag the scrollbar far to painted rows', ms: quantile(jumps, 0.5), p95: quantile(jumps, 0.95), runs: jumps.length, bareMs: null, goalMs: 100, note: 'pages that were not read before' })
}

async function waitedFor(window: Page, done: string, act: () => Promise<void>): Promise<Timed> {
  const time = await timed(window, done, act, 30_000)
  if (!time) throw new Error(`It did not come true that ${done}`)
  return time
}

/** Moves the list to a share of its height and waits until the rows there have words. */
function jump(window: Page, share: number): Promise<number> {
  return window.evaluate(
    (at) =>
      new Promise<number>((resolve) => {
        const grid = document.querySelector('[role=grid]')!
        const began = performance.now()
        grid.scrollTop = grid.scrollHeight * at
        const look = () => {
          const { top, bottom } = grid.getBoundingClientRect()
          const rows = [...grid.querySelectorAll<HTMLElement>('[role=row]:has([role=gridcell])')].filter((row) => {
            const place = row.getBoundingClientRect()
            return place.bottom > top + 40 && place.top < bottom
          })
          if (rows.length > 5 && rows.every((row) => (row.textContent ?? '').trim().length > 3)) resolve(performance.now() - began)
          else requestAnimationFrame(look)
        }
        requestAnimationFrame(look)
      }),
    share
  )
}

async function measureFunnel(window: Page, nextWindow: () => Promise<Page>): Promise<void> {
  const times: number[] = []
  for (let run = 0; run < 4; run += 1) {
    const began = Date.now()
    const [funnel] = await Promise.all([nextWindow(), window.keyboard.press('Control+Digit5')])
    const paintedAt = await funnel.waitForFunction(() => (globalThis as unknown as { canvasPaintedAt?: number }).canvasPaintedAt, null, { timeout: 60_000 })
    times.push(Number(await paintedAt.jsonValue()) - began)
    await funnel.close()
    await window.waitForTimeout(500)
  }
  record({ name: 'open the funnel window to painted charts', ms: quantile(times, 0.5), p95: quantile(times, 0.95), runs: times.length, bareMs: null, goalMs: 1000, note: 'a new window, with a few ms of the driver' })
}

/** Runs in each new window: notes when every canvas on the page has something drawn on it. */
function watchCanvases(): void {
  const isDrawn = (canvas: HTMLCanvasElement): boolean => {
    if (canvas.width === 0 || canvas.height === 0) return false
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
    return data.some((value, index) => index % 4 === 3 && value > 0)
  }
  const look = () => {
    const canvases = [...document.querySelectorAll('canvas')]
    if (canvases.length > 0 && canvases.every(isDrawn)) Object.assign(globalThis, { canvasPaintedAt: Date.now() })
    else requestAnimationFrame(look)
  }
  addEventListener('DOMContentLoaded', () => requestAnimationFrame(look))
}

function put(name: string, times: readonly Timed[], goalMs: number, note: string): void {
  const ms = times.map((time) => time.ms)
  const settled = Math.round(quantile(times.map((time) => time.settledMs), 0.5))
  record({ name, ms: quantile(ms, 0.5), p95: quantile(ms, 0.95), runs: times.length, bareMs: null, goalMs, note: [note, `all still after ${settled} ms`].filter(Boolean).join(', ') })
}
