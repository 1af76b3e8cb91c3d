import type { CallConsent } from '#shared/contract/calls.ts'
import type { ClientConsent } from '#shared/contract/card.ts'
import { type ContactPurpose, mayContact, wordFor } from '#shared/consent.ts'

/** What is on file for calls to one number, and whether it may be rung for a purpose: the rule itself is `mayContact`. */
export function consentFor(
  words: readonly ClientConsent[],
  { contactId, isForbidden }: { readonly contactId: string | null; readonly isForbidden: boolean },
  country: string,
  purpose: ContactPurpose
): CallConsent {
  const word = wordFor(words, contactId, 'call')
  const state = word?.state ?? 'unknown'
  return { state, at: word?.at ?? null, basis: word?.basis ?? null, ...mayContact({ channel: 'call', country, purpose, state, isForbidden }) }
}
