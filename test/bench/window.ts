import { rmSync } from 'node:fs'
import { launchApp } from '#test/e2e/launch.ts'
import { demoFolder } from './data.ts'
import { measure, quantile, record } from './measure.ts'

/** What a person waits for: from the start of the program, a key or a click to what is painted. */
export async function measureWindow(clientCount: number, dealsPerClient: number): Promise<void> {
  const folder = await demoFolder(clientCount, dealsPerClient)
  const starts: number[] = []
  for (let run = 0; run < 5; run += 1) {
    const began = performance.now()
    const app = await launchApp({ dataDir: folder, lang: 'pl' })
    await app.window.evaluate(() => {
      window.location.hash = '#/clients'
    })
    await app.window.locator('[role=row] >> nth=5').waitFor({ state: 'visible' })
    starts.push(performance.now() - began)
    await app.close()
  }
  record({ name: 'cold start to painted client list', ms: quantile(starts, 0.5), p95: quantile(starts, 0.95), runs: starts.length, bareMs: null, goalMs: 2500, note: 'with the time to attach the driver' })

  const app = await launchApp({ dataDir: folder, lang: 'pl' })
  const { window: page } = app
  const call = (name: string, input: unknown) =>
    page.evaluate(
      async ([operation, value]) => {
        const began = performance.now()
        await (window as unknown as { bridge: { call: (name: string, input: unknown) => Promise<unknown> } }).bridge.call(operation as string, value)
        return performance.now() - began
      },
      [name, input] as const
    )
  await measure(
    'search across the line, window to store and back',
    ['zub', 'zubr', 'lodz', 'kanc', 'nowak'].map((text) => () =>
      call('clients.list', { filter: { text }, sort: { by: 'name', direction: 'asc' }, page: { offset: 0, limit: 50 } })
    ),
    { goalMs: 50 }
  )
  await page.evaluate(() => {
    window.location.hash = '#/clients'
  })
  await page.locator('[role=row] >> nth=5').waitFor({ state: 'visible' })
  const opened: number[] = []
  for (let run = 0; run < 5; run += 1) {
    const row = page.locator('[role=row]').nth(2 + run)
    const began = performance.now()
    await row.dblclick()
    await page.waitForFunction(() => window.location.hash.startsWith('#/clients/'))
    await page.locator('h1, h2').first().waitFor({ state: 'visible' })
    opened.push(performance.now() - began)
    await page.evaluate(() => window.history.back())
    await page.locator('[role=row] >> nth=5').waitFor({ state: 'visible' })
  }
  record({ name: 'open a card by double click', ms: quantile(opened, 0.5), p95: quantile(opened, 0.95), runs: opened.length, bareMs: null, goalMs: null, note: 'with the time of the driver' })
  const boards: number[] = []
  for (let run = 0; run < 3; run += 1) {
    const began = performance.now()
    await page.evaluate(() => {
      window.location.hash = '#/deals'
    })
    await page.locator('[data-card-id], [role=option], [role=listitem]').first().waitFor({ state: 'visible' })
    boards.push(performance.now() - began)
    await page.evaluate(() => {
      window.location.hash = '#/clients'
    })
    await page.locator('[role=row] >> nth=5').waitFor({ state: 'visible' })
  }
  record({ name: 'open the board', ms: quantile(boards, 0.5), p95: quantile(boards, 0.95), runs: boards.length, bareMs: null, goalMs: null, note: 'with the time of the driver' })
  const began = performance.now()
  const [funnel] = await Promise.all([app.app.waitForEvent('window'), call('shell.openFunnel', {})])
  await funnel.locator('canvas').first().waitFor({ state: 'visible' })
  const funnelMs = performance.now() - began
  record({ name: 'open the funnel window to painted charts', ms: funnelMs, p95: funnelMs, runs: 1, bareMs: null, goalMs: 1000, note: 'a new window' })
  await app.close()
  rmSync(folder, { recursive: true, force: true })
}
