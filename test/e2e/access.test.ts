import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { accessFaults, contrastFaults, focusFaults } from '../tour/check.ts'
import { fillFirm, places, visit } from '../tour/places.ts'
import { changeLook } from '../tour/steps.ts'
import { beginTour } from '../tour/tour.ts'

test('every screen, panel and dialog can be used by everybody, in light and in dark, and the focus is where work begins', { timeout: 900_000 }, async () => {
  const tour = await beginTour('pl', () => Promise.resolve())
  const { launched } = tour
  const faults: string[] = []
  tour.window.setDefaultTimeout(20_000)
  try {
    const ids = await fillFirm(tour, 300)
    await changeLook(tour, 'pl', 'light')
    await visit(tour, ids, places, async ({ name }, page) => {
      const found = [...(await focusFaults(page)), ...(await accessFaults(page)), ...(await contrastFaults(page, 'dark'))]
      faults.push(...found.map((fault) => `${name}: ${fault}`))
    })
    expect(faults).toEqual([])
    expect(launched.problems).toEqual([])
  } finally {
    await launched.close()
    rmSync(tour.files, { recursive: true, force: true })
  }
})
