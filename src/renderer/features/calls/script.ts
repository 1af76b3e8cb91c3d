import type { CallClient, CallPhone } from '#shared/contract/calls.ts'

/** What may stand in braces in a script. */
export const scriptFields = ['client', 'contact', 'town', 'me'] as const

/** The script for one client: fields in braces are filled in, one that is not known leaves a dash. */
export function filledScript(script: string, client: CallClient, phone: CallPhone | null, me: string): string {
  const values: Readonly<Record<string, string | null>> = {
    client: client.client.name,
    contact: phone?.contactName ?? client.contact?.name ?? null,
    town: client.client.town,
    me
  }
  return script.replace(/\{(\w+)\}/g, (whole, field: string) => (Object.hasOwn(values, field) ? (values[field] || '–') : whole))
}
