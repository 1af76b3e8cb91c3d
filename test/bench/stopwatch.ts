import type { Page } from 'playwright-core'

export type Timed = {
  /** From the event of the key or click to the task after the first frame in which `done` was so, ms. */
  readonly ms: number
  /** From the same event to the last frame that changed anything, once the page has been quiet, ms. */
  readonly settledMs: number
}

/**
 * Does something with a key or the mouse and gives the time that a person waits, by the page's own clock: from the
 * input event to what is painted. `done` is an expression over the page that becomes true. Null when it did not within
 * so many ms.
 */
export async function timed(page: Page, done: string, act: () => Promise<void>, withinMs: number): Promise<Timed | null> {
  await page.evaluate(startWatch, { done, withinMs })
  await act()
  return (await page.evaluate('globalThis.watched')) as Timed | null
}

function startWatch({ done, withinMs }: { readonly done: string; readonly withinMs: number }): void {
  const isDone = new Function(`return (${done})`) as () => boolean
  let began = Number.NaN
  let doneMs = Number.NaN
  let paintedMs = 0
  let lastChange = performance.now()
  const start = (event: Event) => {
    if (Number.isNaN(began)) began = event.timeStamp
  }
  for (const type of ['keydown', 'mousedown']) addEventListener(type, start, { capture: true, once: true })
  const afterFrame = (act: () => void) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = act
      port2.postMessage(null)
    })
  const watched = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (Number.isNaN(began)) return
      lastChange = performance.now()
      const isNow = Number.isNaN(doneMs) && isDone()
      afterFrame(() => {
        paintedMs = performance.now() - began
        if (isNow && Number.isNaN(doneMs)) doneMs = paintedMs
      })
    })
    observer.observe(document, { childList: true, subtree: true, characterData: true, attributes: true })
    const deadline = performance.now() + withinMs
    const look = setInterval(() => {
      const isOver = !Number.isNaN(doneMs) && performance.now() - lastChange > 250
      if (!isOver && performance.now() < deadline) return
      clearInterval(look)
      observer.disconnect()
      resolve(isOver ? { ms: doneMs, settledMs: paintedMs } : null)
    }, 50)
  })
  Object.assign(globalThis, { watched })
}

export type Gaps = {
  /** The longest time between two frames, ms. */
  readonly longest: number
  readonly p95: number
  readonly frames: number
}

/** Gaps between frames while something is done. */
export async function frameGaps(page: Page, act: () => Promise<void>): Promise<Gaps> {
  await page.evaluate(() => {
    const gaps: number[] = []
    let last = performance.now()
    const frame = (now: number) => {
      gaps.push(now - last)
      last = now
      if (!state.isOver) requestAnimationFrame(frame)
    }
    const state = { gaps, isOver: false }
    Object.assign(globalThis, { frames: state })
    requestAnimationFrame(frame)
  })
  await act()
  const gaps = await page.evaluate(() => {
    const { frames } = globalThis as unknown as { frames: { gaps: number[]; isOver: boolean } }
    frames.isOver = true
    // The first is counted from before the frames were watched.
    return frames.gaps.slice(1)
  })
  const sorted = gaps.toSorted((a, b) => a - b)
  return { longest: sorted.at(-1) ?? 0, p95: sorted[Math.floor(sorted.length * 0.95)] ?? 0, frames: sorted.length }
}
