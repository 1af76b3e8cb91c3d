/** Minutes after midnight as a clock shows them: 540 is '9:00'. */
export function clockText(minute: number): string {
  return `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`
}

/** '10:30', '930', '9' as minutes after midnight; undefined when it is not a time of day. */
export function clockMinute(text: string): number | undefined {
  const match = /^\s*(\d{1,2})(?:[:.]?(\d{2}))?\s*$/.exec(text)
  if (!match) return undefined
  const minute = Number(match[1]) * 60 + Number(match[2] ?? 0)
  return Number(match[2] ?? 0) < 60 && minute <= 1440 ? minute : undefined
}

/** A running time: '0:42', '12:05'. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
