import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitPlace, readWindowMemory } from './places.ts'

const laptop = { x: 0, y: 25, width: 1440, height: 875 }
const monitor = { x: 1440, y: 0, width: 2560, height: 1440 }

test('a window opens where it was left', () => {
  const place = { x: 1500, y: 40, width: 1200, height: 800, isMaximized: true }
  expect(fitPlace(place, [laptop, monitor])).toEqual(place)
})

test('a window whose screen was unplugged opens in the middle of the one that is left', () => {
  const place = { x: 1500, y: 40, width: 1200, height: 800, isMaximized: false }
  expect(fitPlace(place, [laptop])).toEqual({ x: 120, y: 63, width: 1200, height: 800, isMaximized: false })
})

test('the first start opens in the middle and never larger than the screen', () => {
  expect(fitPlace(undefined, [laptop])).toEqual({ x: 37, y: 79, width: 1366, height: 768, isMaximized: false })
  expect(fitPlace(undefined, [{ x: 0, y: 0, width: 1024, height: 700 }])).toEqual({ x: 0, y: 0, width: 1024, height: 700, isMaximized: false })
})

test('wherever it was, the title bar can be grasped', () => {
  const number = fc.integer({ min: -20_000, max: 20_000 })
  const size = fc.integer({ min: 1, max: 10_000 })
  fc.assert(
    fc.property(fc.record({ x: number, y: number, width: size, height: size, isMaximized: fc.boolean() }), (remembered) => {
      const place = fitPlace(remembered, [laptop, monitor])
      return [laptop, monitor].some(
        (screen) =>
          place.y >= screen.y &&
          place.y + 30 <= screen.y + screen.height &&
          Math.min(place.x + place.width, screen.x + screen.width) - Math.max(place.x, screen.x) >= Math.min(120, place.width)
      )
    })
  )
})

test('a spoilt file of places is as good as none', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'klientela-places-')), 'window.json')
  expect(readWindowMemory(file)).toEqual({})
  for (const text of ['', '{', '[]', '{"main":{"x":"1"}}', '{"language":"xx"}']) {
    writeFileSync(file, text)
    expect(readWindowMemory(file)).toEqual({})
  }
  writeFileSync(file, '{"language":"pl"}')
  expect(readWindowMemory(file)).toEqual({ language: 'pl' })
})
