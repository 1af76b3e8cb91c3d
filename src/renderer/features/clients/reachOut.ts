import { call } from '../../app/api.ts'
import { showError } from '../../app/errors.tsx'

/** Hands a number to the program that makes calls on this computer. */
export function dial(e164: string): void {
  call('shell.openExternal', { url: `tel:${e164}` }).catch(showError)
}

/** Opens a new letter in the mail program. */
export function writeTo(email: string): void {
  call('shell.openExternal', { url: `mailto:${email}` }).catch(showError)
}

/** Opens a client's site; the address may stand without its scheme. */
export function openSite(website: string): void {
  call('shell.openExternal', { url: /^https?:\/\//i.test(website) ? website : `https://${website}` }).catch(showError)
}
