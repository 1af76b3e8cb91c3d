import { useEffect, useState, useSyncExternalStore } from 'react'

const everyMs = 20_000
let now = Date.now()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function tick(): void {
  now = Date.now()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(tick, everyMs)
  if (Date.now() - now > everyMs) tick()
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The time now in epoch ms, true to 20 seconds: what becomes late turns red while it is looked at. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now)
}

/** The time now in epoch ms, told again every so many ms: for what is counted while it is looked at. */
export function useNowEvery(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
