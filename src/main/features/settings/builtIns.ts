/** The nine stages of a typical sale (S-44) and how it can end; template probabilities of metrics.md 5.6. */
export const builtInPipeline = { id: 'pipeline-typical', nameKey: 'typicalSale', position: 1 } as const

export const builtInStages = [
  { id: 'stage-assessment', nameKey: 'assessment', outcome: 'open', probabilityBp: 1000, ageLimitDays: 7 },
  { id: 'stage-preparation', nameKey: 'preparation', outcome: 'open', probabilityBp: 1500, ageLimitDays: 10 },
  { id: 'stage-presentation', nameKey: 'presentation', outcome: 'open', probabilityBp: 2500, ageLimitDays: 14 },
  { id: 'stage-proposal', nameKey: 'proposal', outcome: 'open', probabilityBp: 4000, ageLimitDays: 14 },
  { id: 'stage-decision', nameKey: 'decision', outcome: 'open', probabilityBp: 5000, ageLimitDays: 21 },
  { id: 'stage-agreement', nameKey: 'agreement', outcome: 'open', probabilityBp: 7000, ageLimitDays: 14 },
  { id: 'stage-payment', nameKey: 'payment', outcome: 'open', probabilityBp: 8500, ageLimitDays: 21 },
  { id: 'stage-shipment', nameKey: 'shipment', outcome: 'open', probabilityBp: 9500, ageLimitDays: 14 },
  { id: 'stage-completion', nameKey: 'completion', outcome: 'open', probabilityBp: 9800, ageLimitDays: 14 },
  { id: 'stage-won', nameKey: 'won', outcome: 'won', probabilityBp: 10000, ageLimitDays: null },
  { id: 'stage-lost', nameKey: 'lost', outcome: 'lost', probabilityBp: 0, ageLimitDays: null }
] as const

export const builtInLostReasons = [
  'price', 'competitor', 'noNeed', 'noBudget', 'noDecision', 'noContact', 'terms', 'other'
].map((nameKey, index) => ({ id: `lost-${nameKey}`, nameKey, position: index + 1 }))

/** Where clients come from (S-25). */
export const builtInSources = [
  'internet', 'exhibition', 'currentClients', 'association', 'database', 'directory', 'register', 'referral', 'coldCall', 'file', 'other'
].map((nameKey, index) => ({ id: `source-${nameKey}`, nameKey, position: index + 1 }))

const none = {
  isReached: false, isPositive: false, isFinal: false, isCallback: false, retryAfterMinutes: null as number | null,
  forbidsCalls: false, spoilsNumber: false, opensDeal: false
}
const hour = 60
const day = 24 * hour

/** The outcomes of a call with their keys and effects (screens.md 4.4). */
export const builtInDispositions = [
  { id: 'disposition-interested', nameKey: 'interested', digit: '1', ...none, isReached: true, isPositive: true, isFinal: true, opensDeal: true },
  { id: 'disposition-meeting', nameKey: 'meeting', digit: '2', ...none, isReached: true, isPositive: true, isFinal: true, opensDeal: true },
  { id: 'disposition-callback', nameKey: 'callback', digit: '3', ...none, isReached: true, isCallback: true },
  { id: 'disposition-send-offer', nameKey: 'sendOffer', digit: '4', ...none, isReached: true, isPositive: true, retryAfterMinutes: 3 * day },
  { id: 'disposition-not-now', nameKey: 'notNow', digit: '5', ...none, isReached: true, isFinal: true },
  { id: 'disposition-no-answer', nameKey: 'noAnswer', digit: '6', ...none, retryAfterMinutes: 4 * hour },
  { id: 'disposition-busy', nameKey: 'busy', digit: '7', ...none, retryAfterMinutes: 30 },
  { id: 'disposition-gatekeeper', nameKey: 'gatekeeper', digit: '8', ...none, retryAfterMinutes: day },
  { id: 'disposition-wrong-number', nameKey: 'wrongNumber', digit: '9', ...none, spoilsNumber: true, retryAfterMinutes: 0 },
  { id: 'disposition-do-not-call', nameKey: 'doNotCall', digit: '0', ...none, isReached: true, isFinal: true, forbidsCalls: true }
] as const
