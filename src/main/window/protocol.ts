import { randomBytes } from 'node:crypto'
import { readFile, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { assetPath, contentPolicy, mimeType, withNonce } from './policy.ts'

export type Asset = { readonly status: number; readonly headers: Record<string, string>; readonly body: Uint8Array<ArrayBuffer> | string }

const nothing: Asset = { status: 404, headers: { 'content-type': 'text/plain' }, body: '' }

/**
 * Answers an `app://crm/…` request from the folder of built screens, and with nothing else: the name must be plain and
 * the real file inside the folder. Every document gets a fresh nonce.
 */
export async function serveAsset(folder: string, method: string, address: string): Promise<Asset> {
  const name = method === 'GET' ? assetPath(address) : null
  if (name === null) return nothing
  try {
    const root = await realpath(folder)
    const file = join(root, name)
    if ((await realpath(file)) !== file || !file.startsWith(root + sep)) return nothing
    const content = await readFile(file)
    const nonce = randomBytes(16).toString('base64')
    return {
      status: 200,
      headers: headers(mimeType(name) ?? '', nonce),
      body: name.endsWith('.html') ? withNonce(content.toString('utf8'), nonce) : content
    }
  } catch {
    return nothing
  }
}

function headers(type: string, nonce: string): Record<string, string> {
  return {
    'content-type': type,
    'content-security-policy': contentPolicy(nonce),
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'x-dns-prefetch-control': 'off',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store'
  }
}
