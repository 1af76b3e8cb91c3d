const checkEveryMs = 20_000

/**
 * Calls `tell` soon after the day of the system clock changed, by midnight or because somebody set the clock. The day is
 * compared instead of timed, so that a machine that slept over midnight notices when it wakes. Returns how to stop.
 */
export function watchMidnight(tell: () => void, today: () => string): () => void {
  let day = today()
  const timer = setInterval(() => {
    const now = today()
    if (now === day) return
    day = now
    tell()
  }, checkEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** The day of the system clock in the system's zone; good only for comparing. */
export function systemDay(): string {
  return new Date().toDateString()
}
