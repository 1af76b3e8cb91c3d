import type { ClientFilter } from '#shared/contract/clients.ts'

/** Where the list of clients shows whom a filter finds: what stands behind a number. */
export function clientsPlace(filter: ClientFilter): string {
  return `/clients?filter=${encodeURIComponent(JSON.stringify(filter))}`
}
