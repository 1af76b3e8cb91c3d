import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Bridge } from '#shared/contract/bridge.ts'
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

async function started(lang: string) {
  const launched = await launchApp({ lang })
  const { window } = launched
  await call(window, 'app.setUp', { language: lang, country: 'PL', userName: 'Anna Kowalska', firmName: 'Meble' })
  await window.setViewportSize({ width: 1366, height: 768 })
  await window.reload()
  return launched
}

test('a deal is created, moved, lost and taken back without the mouse', async () => {
  const launched = await started('en')
  const { window } = launched
  try {
    await call(window, 'clients.create', { name: 'Jesion Furniture' })
    await window.keyboard.press('Control+4')
    await window.getByRole('group', { name: 'Deals by stage' }).waitFor()
    await window.keyboard.press('Control+n')
    const panel = window.getByRole('dialog')
    await panel.waitFor()
    await window.keyboard.type('jesi')
    await window.getByRole('option', { name: 'Jesion Furniture' }).waitFor()
    await window.keyboard.press('ArrowDown')
    await window.keyboard.press('Enter')
    await window.keyboard.press('Tab')
    await window.keyboard.type('Chairs')
    await window.keyboard.press('Tab')
    await window.keyboard.type('12500,50')
    await window.keyboard.press('Control+Enter')
    await panel.waitFor({ state: 'detached' })

    const overflow = () =>
      window.evaluate(() => [document.documentElement, document.querySelector('[data-scroll=x]')].map((part) => (part?.scrollWidth ?? 0) - (part?.clientWidth ?? 0)))
    expect(await overflow(), 'nine stages fit beside each other on a small laptop').toEqual([0, 0])
    const column = (name: string) => window.getByRole('region', { name })
    await column('Client assessed').getByText('Chairs').waitFor()
    await window.evaluate(() => document.querySelector<HTMLElement>('[role=listitem] [tabindex="0"]')?.focus())
    await window.keyboard.press('Shift+ArrowRight')
    await expect.poll(() => column('Client assessed').getByText('Chairs').count()).toBe(0)

    await window.keyboard.press('l')
    await panel.waitFor()
    await window.keyboard.press('ArrowDown')
    await window.keyboard.press('ArrowDown')
    await window.keyboard.press('Enter')
    await window.keyboard.press('Control+Enter')
    await panel.waitFor({ state: 'detached' })
    const cards = window.getByRole('listitem').filter({ hasText: 'Chairs' })
    await expect.poll(() => cards.count()).toBe(0)
    await window.keyboard.press('Control+z')
    await cards.waitFor()
    expect(launched.problems).toEqual([])
  } finally {
    await launched.close()
  }
})

/** Opens the list behind every number of the table, compares how many it has, and gives how many numbers there were. */
async function openAll(funnel: Page): Promise<number> {
  const numbers = funnel.getByRole('grid').locator('button:enabled').filter({ hasText: /^\d+$/ })
  await numbers.first().waitFor()
  const all = await numbers.count()
  for (let at = 0; at < all; at += 1) {
    const number = numbers.nth(at)
    const count = await number.innerText()
    await number.click()
    const panel = funnel.getByRole('dialog')
    await panel.getByText(new RegExp(`^${count} transakcj`)).waitFor()
    await expect.poll(() => panel.getByRole('grid').getAttribute('aria-rowcount')).toBe(String(Number(count) + 1))
    await funnel.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
  }
  return all
}

test('every number of the funnel opens a list of as many deals', async () => {
  const launched = await started('pl')
  const { window, app } = launched
  try {
    await call(window, 'demo.load', { clientCount: 200, dealsPerClient: 2, userCount: 3 })
    const opening = app.waitForEvent('window')
    await window.keyboard.press('Control+5')
    const funnel = await opening
    await funnel.setViewportSize({ width: 1366, height: 768 })
    const closed = await openAll(funnel)
    // Three columns of nine stages with their totals, less what is nought.
    expect(closed).toBeGreaterThan(15)
    await funnel.keyboard.press('1')
    await funnel.getByText('w terminie').or(funnel.getByText('Za długo')).first().waitFor()
    expect(await openAll(funnel)).toBeGreaterThan(8)
    expect(launched.problems).toEqual([])
  } finally {
    await launched.close()
  }
})
