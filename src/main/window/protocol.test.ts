import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { serveAsset } from './protocol.ts'

const page = '<!doctype html><html><head><title>Klientela</title></head><body></body></html>'
const secret = 'secret of somebody else'

function aBundle(): string {
  const home = mkdtempSync(join(tmpdir(), 'klientela-bundle-'))
  const folder = join(home, 'renderer')
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(home, 'secret.json'), secret)
  writeFileSync(join(folder, 'index.html'), page)
  writeFileSync(join(folder, 'assets', 'index-a1.js'), 'export {}')
  writeFileSync(join(folder, 'assets', 'Inter.woff2'), 'font')
  symlinkSync(join(home, 'secret.json'), join(folder, 'assets', 'link.json'))
  symlinkSync(home, join(folder, 'home'))
  return folder
}

test('the page comes with a fresh nonce in its policy and in itself', async () => {
  const folder = aBundle()
  const [first, second] = [await serveAsset(folder, 'GET', 'app://crm/'), await serveAsset(folder, 'GET', 'app://crm/index.html')]
  const nonce = /name="csp-nonce" content="([^"]+)"/.exec(String(first.body))?.[1]
  expect(nonce).toHaveLength(24)
  expect(first.headers['content-security-policy']).toContain(`'nonce-${nonce}'`)
  expect(second.headers['content-security-policy']).not.toContain(nonce)
  expect(first.status).toBe(200)
})

test('every file comes with its type, the policy and no leave to guess', async () => {
  const asset = await serveAsset(aBundle(), 'GET', 'app://crm/assets/index-a1.js')
  expect(asset.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin'
  })
  expect(asset.headers['content-security-policy']).toContain(`default-src 'none'`)
  expect(Buffer.from(asset.body as Uint8Array).toString()).toBe('export {}')
})

test.each(['app://crm/assets/link.json', 'app://crm/home/secret.json', 'app://crm/../secret.json', 'app://crm/missing.js', 'app://crm/assets/missing/x.js'])(
  '%s is not found',
  async (address) => {
    expect((await serveAsset(aBundle(), 'GET', address)).status).toBe(404)
  }
)

test('only reading is answered', async () => {
  expect((await serveAsset(aBundle(), 'POST', 'app://crm/index.html')).status).toBe(404)
})

test('no bent address brings a byte from outside the bundle', async () => {
  const folder = aBundle()
  const part = fc.constantFrom('..', '%2e%2e', '%2E%2E%2F', '..%2f', '..\\', '..%5c', '/', '//', 'home', 'secret.json', 'assets', 'link.json', 'index.html', 'index-a1.js', '%00', './', '?', '#', '~', 'C:')
  let found = 0
  await fc.assert(
    fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 7 }), fc.constantFrom('', '/'), async (parts, glue) => {
      const asset = await serveAsset(folder, 'GET', `app://crm/${parts.join(glue)}`)
      if (asset.status === 200) found++
      expect(Buffer.from(asset.body as Uint8Array).toString()).not.toContain(secret)
    }),
    { numRuns: 10_000 }
  )
  expect(found).toBeGreaterThan(50)
})
