/** Every reason an operation can fail for. Each is a key of `errors.json` in all languages (decisions.md 19). */
export const reasons = [
  'busy',
  'cancelled',
  'input',
  'not_found',
  'sender',
  'unexpected',
  'unknown_operation'
] as const

export type Reason = (typeof reasons)[number]
