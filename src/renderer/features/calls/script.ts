import type { CallClient, CallPhone } from '#shared/contract/calls.ts'

/** What may stand in braces in a script. */
export const scriptFields = ['client', 'contact', 'town', 'me'] as const

/** A piece of a script; one that was filled in is said in the form that the sentence asks for, not as it stands on the card. */
export type ScriptPiece = { readonly text: string; readonly isFilled: boolean }

/** The script for one client: fields in braces are filled in, one that is not known leaves a dash. */
export function filledScript(script: string, client: CallClient, phone: CallPhone | null, me: string): readonly ScriptPiece[] {
  const values: Readonly<Record<string, string | null>> = {
    client: client.client.name,
    contact: phone?.contactName ?? client.contact?.name ?? null,
    town: client.client.town,
    me
  }
  return script.split(/(\{\w+\})/).flatMap((text): readonly ScriptPiece[] => {
    const field = /^\{(\w+)\}$/.exec(text)?.[1]
    if (field !== undefined && Object.hasOwn(values, field)) return [{ text: values[field] || '–', isFilled: true }]
    return text === '' ? [] : [{ text, isFilled: false }]
  })
}
