import type { DispositionRow } from './contract/app.ts'

/** What an outcome does, as its row says. */
export type Effects = Omit<DispositionRow, 'id' | 'name' | 'nameKey' | 'digit'>

/** The client is asked why not: somebody was reached, wants nothing now, and may be asked again some day. */
export function needsReason(effects: Effects): boolean {
  return effects.isFinal && effects.isReached && !effects.isPositive && !effects.forbidsCalls
}

/** What must be known before the outcome can be recorded; null where the key alone is enough (screens.md 4.4). */
export function needOf(effects: Effects): 'callback' | 'deal' | 'reason' | null {
  if (effects.isCallback) return 'callback'
  if (effects.opensDeal) return 'deal'
  return needsReason(effects) ? 'reason' : null
}

/** Something was promised to be sent: it is planned for today, or it is forgotten. */
export function promisesLetter(effects: Effects): boolean {
  return effects.isPositive && !effects.isFinal && !effects.opensDeal && !effects.isCallback
}
