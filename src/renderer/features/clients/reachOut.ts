import { create } from 'zustand'
import type { ConsentAnswer } from '#shared/contract/card.ts'
import { type Channel, type ConsentGate, type GateReason, mayContact, wordFor } from '#shared/consent.ts'
import type { ClientCard } from '#shared/contract/clients.ts'
import { call } from '../../app/api.ts'
import { showError } from '../../app/errors.tsx'

/** Somebody to be reached: the number or address and whose it is. */
export type Reached = { readonly clientId: string; readonly channel: Channel; readonly address: string }
export type Stopped = Reached & Pick<ConsentAnswer, 'reason' | 'contactId'>

/** What `ReachDialog` asks about; null while nothing is in the way. */
export const useStopped = create<{ readonly stopped: Stopped | null }>(() => ({ stopped: null }))

/** Rings a number, opens a letter or an SMS; where no offer may be made it says why and asks what it is about. */
export async function reachOut(reached: Reached): Promise<void> {
  try {
    const { gate, reason, contactId } = await call('consents.check', { ...reached, purpose: 'offer' })
    if (gate === 'closed') useStopped.setState({ stopped: { ...reached, reason, contactId } })
    else handOver(reached)
  } catch (error) {
    showError(error)
  }
}

const schemes = { call: 'tel', email: 'mailto', sms: 'sms' } as const satisfies Record<Channel, string>

/** Hands a number or address to the program that this computer has for it, without asking. */
export function handOver({ channel, address }: Pick<Reached, 'channel' | 'address'>): void {
  call('shell.openExternal', { url: `${schemes[channel]}:${address}` }).catch(showError)
}

/** Whether an offer may be made to a number or address of a client, as its card knows it. */
export function gateOf(
  { consents, country }: Pick<ClientCard, 'consents' | 'country'>,
  channel: Channel,
  { contactId, isForbidden }: { readonly contactId: string | null; readonly isForbidden?: boolean }
): { readonly gate: ConsentGate; readonly reason: GateReason } {
  const state = wordFor(consents, contactId, channel)?.state ?? 'unknown'
  return mayContact({ channel, country, purpose: 'offer', state, isForbidden: isForbidden ?? false })
}

/** Opens a client's site; the address may stand without its scheme. */
export function openSite(website: string): void {
  call('shell.openExternal', { url: /^https?:\/\//i.test(website) ? website : `https://${website}` }).catch(showError)
}
