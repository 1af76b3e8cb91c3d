import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { type LaunchedApp, launchApp } from '#test/e2e/launch.ts'
import { makeWorkbook } from './import.ts'
import { quantile, record, recordAmount } from './measure.ts'
import { frameGaps } from './stopwatch.ts'

/** An import as a user sees it: the window's frames, answers to other screens and the memory of all processes meanwhile. */
export async function measureWindowImport(count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'klientela-bench-window-'))
  const launched = await launchApp({ lang: 'pl' })
  try {
    const path = join(folder, 'firmy.xlsx')
    await makeWorkbook(path, count)
    chmodSync(path, 0o644)
    const { app, window } = launched
    await window.waitForFunction(() => document.body.innerText.trim() !== '')
    await window.evaluate(() => bridge.call('app.setUp', { language: 'pl', country: 'PL', userName: 'Anna Kowalska', firmName: 'Meble Wisła' }))
    await window.reload()
    await window.locator('nav').first().waitFor()
    const idle = await frameGaps(window, () => window.waitForTimeout(1500))
    await app.evaluate(({ dialog }, file) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [file] })
    }, path)
    await window.evaluate(() => (location.hash = '#/import'))
    await window.locator('main button').first().click()
    await step(window, 'columns')
    await step(window, 'check')
    const memoryBefore = memoryOf(launched)
    const began = performance.now()
    const seen = { most: memoryBefore ?? 0 }
    const gaps = await frameGaps(window, async () => {
      await window.keyboard.press('Control+Enter')
      await window.evaluate(askAround)
      for (let isOver = false; !isOver; ) {
        await window.waitForTimeout(250)
        seen.most = Math.max(seen.most, memoryOf(launched) ?? 0)
        isOver = await window.evaluate(() => location.hash.includes('run=') && document.querySelector('main [role=status]') !== null)
      }
    })
    const ms = performance.now() - began
    const waits = await window.evaluate(() => (globalThis as unknown as { waits: number[] }).waits)
    record({ name: 'import in the window', ms, p95: ms, runs: 1, bareMs: null, goalMs: count >= 100_000 ? 20_000 : null, note: `${count} rows, from the key to the result` })
    record({
      name: 'the window while importing', ms: quantile(waits, 0.5), p95: quantile(waits, 0.95), runs: waits.length, bareMs: null, goalMs: 100, judgedBy: 'p95',
      note: `a list asked for from the page; slowest ${Math.round(Math.max(...waits))} ms`
    })
    record({
      name: 'longest gap between frames while importing', ms: gaps.longest, p95: gaps.p95, runs: gaps.frames, bareMs: idle.longest, goalMs: 50, note: 'bare: of the idle window'
    })
    if (memoryBefore !== null) {
      recordAmount({ name: 'memory of all processes together while importing', value: seen.most - memoryBefore, unit: 'MB', goal: 400, note: `from ${memoryBefore} to ${seen.most} MB of resident memory` })
    }
    for (const problem of launched.problems) console.log(`console: ${problem}`)
  } finally {
    await launched.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** On from this step by its key, once its main button can be pressed. */
async function step(window: Page, name: 'columns' | 'check'): Promise<void> {
  const at = name === 'columns' ? 1 : 2
  await window.waitForFunction(
    (index) => {
      const isHere = document.querySelectorAll('main ol li')[index]?.getAttribute('aria-current') === 'step'
      const button = [...document.querySelectorAll<HTMLButtonElement>('main header button')].at(-1)
      return isHere && button !== undefined && !button.disabled
    },
    at,
    { timeout: 240_000 }
  )
  if (name === 'columns') await window.keyboard.press('Control+Enter')
}

/** Runs in the page: asks for a list five times a second, as another screen would, and keeps how long each took. */
function askAround(): void {
  const waits: number[] = []
  Object.assign(globalThis, { waits })
  setInterval(() => {
    const asked = performance.now()
    void bridge.call('clients.list', { filter: {}, sort: { by: 'name', direction: 'asc' }, page: { offset: 0, limit: 50 } }).then(() => waits.push(performance.now() - asked))
  }, 200)
}

/** Resident memory of the program with every process that it started, MB; null where the system does not tell. */
function memoryOf({ app }: LaunchedApp): number | null {
  if (process.platform !== 'linux') return null
  const parents = new Map<number, number>()
  const sizes = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8')
      parents.set(Number(name), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]))
      sizes.set(Number(name), Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0))
    } catch {
      // It ended meanwhile.
    }
  }
  const root = app.process().pid
  const isOurs = (pid: number): boolean => pid === root || (parents.get(pid) ?? 0) > 1 && isOurs(parents.get(pid)!)
  return Math.round([...sizes].filter(([pid]) => isOurs(pid)).reduce((sum, [, size]) => sum + size, 0) / 1024)
}
