import type { ClientFilter, ClientSort } from '#shared/contract/clients.ts'

/** The list that a card was opened from and where the client stands in it, so that Ctrl+← and Ctrl+→ go on from there. */
export type ListPlace = { readonly filter: ClientFilter; readonly sort: ClientSort; readonly index: number; readonly clientId: string }

let place: ListPlace | null = null

export function rememberPlace(next: ListPlace): void {
  place = next
}

/** The place of this client, when it was reached from a list. */
export function placeOf(clientId: string): ListPlace | null {
  return place?.clientId === clientId ? place : null
}
