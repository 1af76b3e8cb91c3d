import { expect, test } from 'vitest'
import { launchApp } from './launch.ts'

test('the app opens a window with its name in the title', async () => {
  const launched = await launchApp()
  try {
    await expect.poll(() => launched.window.title()).toContain('Klientela')
    await expect.poll(() => launched.window.locator('#root').innerText(), { timeout: 15_000 }).not.toBe('')
    expect(launched.problems).toEqual([])
  } finally {
    await launched.close()
  }
})
