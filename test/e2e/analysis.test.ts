import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Bridge } from '#shared/contract/bridge.ts'
import type { Segment } from '#shared/contract/segments.ts'
import { launchApp } from './launch.ts'

/** Calls an operation as the window would. */
async function call<T>(window: Page, name: string, input: unknown): Promise<T> {
  const answer = await window.evaluate(
    ([operation, value]) => (globalThis as unknown as { bridge: Bridge }).bridge.call(String(operation), value, crypto.randomUUID()),
    [name, input] as const
  )
  if (!answer.ok) throw new Error(`${name}: ${answer.error.reason}`)
  return answer.value as T
}

test('a cell of the analysis opens as many clients as it says, and becomes a segment without the mouse', async () => {
  const launched = await launchApp({ lang: 'en' })
  const { window } = launched
  try {
    await call(window, 'app.setUp', { language: 'en', country: 'PL', userName: 'Anna Kowalska', firmName: 'Meble' })
    await call(window, 'demo.load', { clientCount: 300, dealsPerClient: 1, userCount: 3 })
    await window.setViewportSize({ width: 1366, height: 768 })
    await window.reload()
    await window.getByRole('navigation').getByRole('link', { name: 'Analysis' }).click()
    await expect.poll(async () => (await call<{ isBehind: boolean }>(window, 'analysis.base', {})).isBehind, { timeout: 20_000 }).toBe(false)
    const cell = window.getByRole('button', { name: /^A, Short history/ })
    await cell.waitFor()
    const count = /: (\d+) client/.exec((await cell.textContent()) ?? '')?.[1]
    expect(Number(count)).toBeGreaterThan(0)
    await cell.focus()
    await window.keyboard.press('Enter')
    const panel = window.getByRole('dialog', { name: 'A · Short history' })
    await panel.getByText(new RegExp(`^${count} client`)).waitFor()
    await panel.getByRole('button', { name: 'Make a segment' }).focus()
    await window.keyboard.press('Enter')
    const form = window.getByRole('dialog', { name: 'New segment' })
    await form.waitFor()
    await window.keyboard.press('Control+a')
    await window.keyboard.type('Big and new')
    await window.keyboard.press('Control+Enter')
    await form.waitFor({ state: 'detached' })
    const segments = await call<readonly Segment[]>(window, 'segments.list', {})
    const made = segments.find(({ name }) => name === 'Big and new')
    expect(made?.kind).toBe('live')
    const filter = { rules: { match: 'all', rules: [{ field: 'segment', test: { is: 'anyOf', values: [made?.id] } }] } }
    expect(await call(window, 'clients.count', { filter })).toBe(Number(count))
    expect(launched.problems).toEqual([])
  } finally {
    await launched.close()
  }
})
