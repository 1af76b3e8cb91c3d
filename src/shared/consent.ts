/** How a person can be reached with an offer. */
export const channels = ['call', 'email', 'sms'] as const
export type Channel = (typeof channels)[number]

/** Why somebody is contacted: an offer needs consent where the law asks for it, an existing contract and service do not. */
export const contactPurposes = ['offer', 'contract', 'service'] as const
export type ContactPurpose = (typeof contactPurposes)[number]

export type ConsentState = 'given' | 'withdrawn' | 'unknown'
/** 'open' goes freely, 'warn' with care, 'closed' not before consent, or for another purpose. */
export type ConsentGate = 'open' | 'warn' | 'closed'
/** Why the gate stands as it stands. */
export type GateReason = 'given' | 'notAnOffer' | 'objectedToOffers' | 'nothingOnFile' | 'consentNeeded' | 'objected' | 'doNotCall'

/** One word on a channel: from the client as a firm (`contactId` null) or from a person there. */
export type ConsentWord = {
  readonly contactId: string | null
  readonly channel: Channel
  readonly state: 'given' | 'withdrawn'
  /** Epoch ms. */
  readonly at: number
}

export type Contacting = {
  readonly channel: Channel
  /** Of the client, ISO 3166 alpha-2. */
  readonly country: string
  readonly purpose: ContactPurpose
  readonly state: ConsentState
  /** The number is on the list of those that must not be called. */
  readonly isForbidden: boolean
}

/** Countries whose law asks for consent before an offer is made by telephone, e-mail or SMS (screens.md 4.4, consent gate). */
const consentCountries: ReadonlySet<string> = new Set(['PL', 'UA'])

/** Whether the law of a country wants consent before the first offer. */
export function needsPriorConsent(country: string): boolean {
  return consentCountries.has(country)
}

/**
 * Whether somebody may be contacted, and why or why not: the one rule for the card, the calling queue and links to mail
 * and SMS (screens.md 4.4, S-164). A forbidden number is closed for every purpose; an objection closes offers; without a
 * word the country decides.
 */
export function mayContact({ channel, country, purpose, state, isForbidden }: Contacting): { readonly gate: ConsentGate; readonly reason: GateReason } {
  if (isForbidden && channel !== 'email') return { gate: 'closed', reason: 'doNotCall' }
  if (state === 'given') return { gate: 'open', reason: 'given' }
  if (purpose !== 'offer') {
    return state === 'withdrawn' ? { gate: 'warn', reason: 'objectedToOffers' } : { gate: 'open', reason: 'notAnOffer' }
  }
  if (state === 'withdrawn') return { gate: 'closed', reason: 'objected' }
  return needsPriorConsent(country) ? { gate: 'closed', reason: 'consentNeeded' } : { gate: 'warn', reason: 'nothingOnFile' }
}

/**
 * The word that counts for a person on a channel. What the person said comes first; what the firm said stands for people
 * who said nothing, and its objection, when it is the later one, for everybody there. Null when nobody said anything.
 */
export function wordFor<W extends ConsentWord>(words: readonly W[], contactId: string | null, channel: Channel): W | null {
  const ofFirm = latest(words, null, channel)
  const own = contactId === null ? null : latest(words, contactId, channel)
  if (own === null) return ofFirm
  return own.state === 'given' && ofFirm?.state === 'withdrawn' && ofFirm.at >= own.at ? ofFirm : own
}

/** Of words of the same instant the later in the list counts, as they are read in the order of their ids. */
function latest<W extends ConsentWord>(words: readonly W[], contactId: string | null, channel: Channel): W | null {
  let found: W | null = null
  for (const word of words) {
    if (word.contactId === contactId && word.channel === channel && (found === null || word.at >= found.at)) found = word
  }
  return found
}

/** Minutes after midnight between which nobody is rung up: before eight and from eight in the evening, local time. */
export function isQuietTime(minuteOfDay: number): boolean {
  return minuteOfDay < 8 * 60 || minuteOfDay >= 20 * 60
}
