import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { accessFaults, focusFaults } from '../tour/check.ts'
import { fillFirm, places, visit } from '../tour/places.ts'
import { changeLook } from '../tour/steps.ts'
import { beginTour } from '../tour/tour.ts'

test.each(['light', 'dark'] as const)('every screen, panel and dialog can be read by everybody, %s, and the focus is where work begins', { timeout: 400_000 }, async (scheme) => {
  const tour = await beginTour('pl', () => Promise.resolve())
  const { launched } = tour
  const faults: string[] = []
  tour.window.setDefaultTimeout(15_000)
  try {
    const ids = await fillFirm(tour, 300)
    await changeLook(tour, 'pl', scheme)
    await visit(tour, ids, places, async ({ name }, page) => {
      for (const fault of [...(await focusFaults(page)), ...(await accessFaults(page))]) faults.push(`${name}: ${fault}`)
    })
    expect(faults).toEqual([])
    expect(launched.problems).toEqual([])
  } finally {
    await launched.close()
    rmSync(tour.files, { recursive: true, force: true })
  }
})
