import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { languages } from '#main/app/words.ts'
import { colorSchemes } from '#shared/contract/app.ts'

const place = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
  isMaximized: z.boolean()
})

/** What this workstation remembers about its windows, in `window.json` of the data folder. */
const windowMemory = z.object({ language: z.enum(languages), colorScheme: z.enum(colorSchemes), main: place, funnel: place }).partial()

export type Place = z.output<typeof place>
export type WindowMemory = z.output<typeof windowMemory>
export type Area = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

/** A missing or spoilt file means that nothing is remembered. */
export function readWindowMemory(file: string): WindowMemory {
  try {
    return windowMemory.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return {}
  }
}

const usualSize = { width: 1366, height: 768 }
/** How much of the title bar must lie on a screen for the window to be dragged back, px. */
const graspable = { width: 120, height: 30 }

/** Where to open a window: where it was, unless that screen is gone; then in the middle of the first one. `areas` are work areas in px, the first screen first. */
export function fitPlace(remembered: Place | undefined, areas: readonly Area[]): Place {
  const [first = { x: 0, y: 0, ...usualSize }] = areas
  const home = remembered && areas.find((area) => isGraspable(remembered, area))
  const area = home ?? first
  const width = Math.min(remembered?.width ?? usualSize.width, area.width)
  const height = Math.min(remembered?.height ?? usualSize.height, area.height)
  const isMaximized = remembered?.isMaximized ?? false
  if (remembered && home) {
    const x = width < remembered.width ? area.x : remembered.x
    return { x, y: Math.max(remembered.y, area.y), width, height, isMaximized }
  }
  const x = area.x + Math.round((area.width - width) / 2)
  const y = area.y + Math.round((area.height - height) / 2)
  return { x, y, width, height, isMaximized }
}

function isGraspable(window: Area, screen: Area): boolean {
  const seen = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x)
  return seen >= graspable.width && window.y >= screen.y - graspable.height / 2 && window.y + graspable.height <= screen.y + screen.height
}
