import { domainToUnicode } from 'node:url'
import type { WindowKind } from '#shared/contract/bridge.ts'

/**
 * What a window may do, as pure functions and tables: tested without Electron (reliability.md 1.1). Everything here is
 * an allow-list; what is not named is refused.
 */

export const appScheme = 'app'
export const appHost = 'crm'
export const appDocument = `${appScheme}://${appHost}/index.html`

/** The pages of the three kinds of window; `print` gets its document appended. */
export function windowUrl(kind: WindowKind, base: string, invoiceId?: string): string {
  if (kind === 'main') return base
  if (kind === 'funnel') return `${base}#/funnel`
  return `${base}#/print/invoice/${encodeURIComponent(invoiceId ?? '')}`
}

/** Web preferences of every window; `canInspect` opens the developer tools and is false in a packaged program. */
export function webPreferences(preload: string, canInspect: boolean) {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    spellcheck: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    // Files are chosen through the program's own dialogs; Electron before 28 asks nobody about these.
    disableBlinkFeatures: 'FileSystemAccess,FileSystemAccessLocal',
    devTools: canInspect
  } as const
}

/**
 * The content security policy of everything served by `app://` (runtime.md). Given a dev server's origin it admits that
 * server and its inline preamble instead; never used by a built program.
 */
export function contentPolicy(nonce: string, devOrigin?: string): string {
  const dev = devOrigin === undefined ? '' : ` ${devOrigin}`
  const socket = devOrigin === undefined ? '' : ` ${devOrigin.replace(/^http/, 'ws')}`
  return [
    `default-src 'none'`,
    `script-src 'self'${dev && ` 'unsafe-inline'${dev}`}`,
    `style-src 'self'${dev ? ` 'unsafe-inline'${dev}` : ` 'nonce-${nonce}'`}`,
    `img-src 'self' data: blob:${dev}`,
    `font-src 'self'${dev}`,
    `connect-src 'self'${dev}${socket}`,
    `worker-src ${dev ? `'self'${dev}` : `'none'`}`,
    `frame-src 'none'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
    `object-src 'none'`
  ].join('; ')
}

/** Puts the nonce where the renderer reads it: `<meta name="csp-nonce">`, exactly one. */
export function withNonce(html: string, nonce: string): string {
  const bare = html.replace(/<meta\s+name="csp-nonce"[^>]*>\s*/gi, '')
  return bare.replace(/<head[^>]*>/i, (head) => `${head}\n    <meta name="csp-nonce" content="${nonce}">`)
}

const allowedPermissions: ReadonlySet<string> = new Set(['clipboard-sanitized-write'])

/** The one permission a page has: to copy text. */
export function mayUse(permission: string): boolean {
  return allowedPermissions.has(permission)
}

const mimeTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  woff: 'font/woff'
}

/** The type of a file of the bundle, by its extension; undefined for what a bundle does not hold. */
export function mimeType(file: string): string | undefined {
  const extension = file.slice(file.lastIndexOf('.') + 1)
  return Object.hasOwn(mimeTypes, extension) ? mimeTypes[extension] : undefined
}

const plainSegment = /^[\w@-][\w.@~-]*$/
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/**
 * The file of the bundle that an `app://crm/…` address names, relative, with forward slashes; null for everything else.
 * Only plain names pass: no dot segments, escapes, drives, streams or device names, so nothing needs to be cleaned.
 */
export function assetPath(address: string): string | null {
  const url = parseUrl(address)
  if (!url || url.protocol !== `${appScheme}:` || url.host !== appHost || url.username || url.password) return null
  if (/%2e|%2f|%5c|\\/i.test(address) || /(^|[/\\])\.{1,2}([/\\?#]|$)/.test(address.replace(/[?#].*$/s, ''))) return null
  const path = url.pathname === '/' || url.pathname === '' ? 'index.html' : url.pathname.slice(1)
  const segments = path.split('/')
  const isPlain = segments.every(
    (segment) => plainSegment.test(segment) && !segment.endsWith('.') && !deviceName.test(segment)
  )
  return isPlain && mimeType(path) !== undefined ? path : null
}

/** True for the document that our windows show, wherever in it they are; `base` is the dev server's address or `app://`. */
export function isOwnDocument(address: string, base: string): boolean {
  const url = parseUrl(address)
  const own = parseUrl(base)
  if (!url || !own || url.username || url.password) return false
  const plain = (path: string): string => (path === '/' || path === '' ? '/index.html' : path)
  return url.protocol === own.protocol && url.host === own.host && plain(url.pathname) === plain(own.pathname)
}

/** The one navigation a page may do by itself: to load itself again (an error screen offers that). */
export function mayNavigate(address: string, isMainFrame: boolean, base: string): boolean {
  return isMainFrame && isOwnDocument(address, base) && !/[?]/.test(address)
}

/** Requests of a window that leave for the session; a built program makes none to any network. */
export function mayRequest(address: string, devOrigin?: string): boolean {
  const url = parseUrl(address)
  if (!url) return false
  if (['app:', 'blob:', 'data:', 'devtools:'].includes(url.protocol)) return true
  if (devOrigin === undefined) return false
  return url.origin === devOrigin || url.origin === devOrigin.replace(/^http/, 'ws')
}

const maxLinkLength = 2048
const mailParameters: ReadonlySet<string> = new Set(['subject', 'body', 'cc', 'bcc'])
const mailbox = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+$/u

/**
 * The address to hand to the system, or null when it is not one that a sales person follows: a web page over TLS, a
 * letter, a call. Refused: every other scheme, credentials, look-alike hosts, control characters, MMI codes,
 * attachments.
 */
export function externalLink(text: string): string | null {
  // oxlint-disable-next-line no-control-regex
  if (text.length > maxLinkLength || /[\s\\\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/.test(text)) return null
  if (!/^(https:\/\/(?!\/)|(mailto|tel|sms|sip):(?!\/))/i.test(text)) return null
  const url = parseUrl(text)
  if (!url) return null
  if (url.protocol === 'https:') return isHonestHost(url) ? url.href : null
  if (url.protocol === 'mailto:') return isPlainLetter(url) ? url.href : null
  if (url.protocol === 'tel:') return /^tel:\+?[\d().-]{3,25}(;ext=\d{1,8})?$/i.test(text) ? url.href : null
  if (url.protocol === 'sms:') return /^sms:\+\d{6,15}$/i.test(text) ? url.href : null
  if (url.protocol === 'sip:') return /^sip:\+?[\w.-]{1,64}(@[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?)?$/i.test(text) ? url.href : null
  return null
}

function isPlainLetter(url: URL): boolean {
  const to = decoded(url.pathname)
  if (to === undefined || !mailbox.test(to)) return false
  return [...url.searchParams].every(
    // oxlint-disable-next-line no-control-regex
    ([name, value]) => mailParameters.has(name.toLowerCase()) && !(name !== 'body' && /[\u0000-\u001f]/.test(value))
  )
}

/** Cyrillic and Greek letters that look like Latin ones: a name made only of them under a Latin domain is a trap. */
const lookAlike = /^[аеорсухіјѕһԁԛԝӏьѵαινορτυχ0-9-]+$/

function isHonestHost(url: URL): boolean {
  if (url.username || url.password || !url.hostname || url.hostname.endsWith('.')) return false
  const labels = domainToUnicode(url.hostname).split('.')
  const isLatinDomain = /^[\x20-\x7e]+$/.test(labels[labels.length - 1] ?? '')
  return labels.every((label) => {
    if (/^[\x20-\x7e]+$/.test(label)) return true
    const scripts = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u].filter((script) => script.test(label))
    return scripts.length <= 1 && !(isLatinDomain && lookAlike.test(label))
  })
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

/** Documents, pictures and recordings: nothing that a double click runs, and no office files with macros. */
const openableEndings: ReadonlySet<string> = new Set(
  ('pdf txt md log csv tsv rtf doc docx odt xls xlsx ods ppt pptx odp png jpg jpeg jpe gif webp bmp tif tiff heic avif eml ics vcf ' +
    'mp3 wav ogg oga m4a flac aac mp4 m4v mov avi mkv webm dwg dxf zip 7z json xml').split(' ')
)

/** Whether a file may be handed to the system to open, going by the ending that the system goes by. */
export function isOpenable(fileName: string): boolean {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(fileName)?.[1]
  return ending !== undefined && openableEndings.has(ending.toLowerCase())
}
