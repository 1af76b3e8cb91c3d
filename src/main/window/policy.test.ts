import { posix } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  appDocument,
  assetPath,
  contentPolicy,
  externalLink,
  isOpenable,
  isOwnDocument,
  mayNavigate,
  mayRequest,
  mayUse,
  mimeType,
  webPreferences,
  windowUrl,
  withNonce
} from './policy.ts'

const hostile = [
  '',
  ' ',
  'example.com',
  '//example.com',
  'http://example.com',
  'HTTP://example.com',
  'file:///etc/passwd',
  'FILE:///C:/Windows/System32/calc.exe',
  'file://server/share/run.exe',
  'smb://server/share',
  'smb:\\\\server\\share',
  '\\\\server\\share\\run.exe',
  '//server/share/run.exe',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\nscript:alert(1)',
  ' javascript:alert(1)',
  '\u0001javascript:alert(1)',
  'vbscript:msgbox(1)',
  'data:text/html,<script>alert(1)</script>',
  'blob:https://example.com/1',
  'about:blank',
  'chrome://settings',
  'devtools://devtools/bundled/inspector.html',
  'view-source:https://example.com',
  'ms-msdt:/id PCWDiagnostic /skip force',
  'ms-officecmd:{"id":3}',
  'ms-word:ofe|u|https://example.com/a.docx',
  'ms-excel:ofe|u|https://example.com/a.xlsx',
  'ms-settings:privacy',
  'search-ms:query=x&crumb=location:\\\\server\\share',
  'search:query=x',
  'shell:startup',
  'steam://run/1',
  'ssh://-oProxyCommand=calc@host/',
  'telnet://host',
  'ftp://example.com/a',
  'ldap://host/dc=x',
  'jar:https://example.com/a!/b',
  'itms-services://?action=download-manifest',
  'x-apple.systempreferences:',
  'callto:+48123456789',
  'intent://example.com#Intent;scheme=https;end',
  'app://crm/index.html',
  'https:',
  'https:/',
  'https://',
  'https:///example.com',
  'https:example.com',
  'https:\\\\example.com',
  'https://user@example.com',
  'https://user:word@example.com',
  'https://bank.example.com@evil.example',
  'https://example.com\\@evil.example',
  'https://exa mple.com',
  'https://example.com/\u0000',
  'https://example.com/\r\nSet-Cookie: a=b',
  'https://example.com/\u202egnp.exe',
  'https://exa\u200bmple.com',
  'https://example.com.',
  'https://раураl.com',
  'https://gооgle.com',
  'https://xn--80ak6aa92e.com',
  'https://аррӏе.com',
  'https://сосаіу.com',
  'https://[::1',
  'https://%00.com',
  `https://example.com/${'a'.repeat(3000)}`,
  'mailto:',
  'mailto://user@example.com',
  'mailto:user@example.com?attach=/etc/passwd',
  'mailto:user@example.com?attachment=C:%5Csecret.txt',
  'mailto:user@example.com?subject=a%0d%0aBcc:x@y.z',
  'mailto:user%0aBcc:x@example.com',
  'mailto:"a b"@example.com',
  'mailto:-oQ/tmp@',
  'tel:',
  'tel:*21*123456789#',
  'tel:%2A%2306%23',
  'tel:+48 123',
  'tel://123456',
  'tel:+48123;phone-context=evil',
  'sip:',
  'sip://host',
  'sip:user@host?Replaces=1',
  'sip:user@host;transport=tcp',
  'sip:user@host/../x'
]

describe('links that leave the program', () => {
  test.each(hostile)('%j is not opened', (link) => {
    expect(externalLink(link)).toBeNull()
  })

  test.each([
    ['https://example.com', 'https://example.com/'],
    ['HTTPS://Example.com/a?b=c#d', 'https://example.com/a?b=c#d'],
    ['https://example.com:8443/x', 'https://example.com:8443/x'],
    ['https://żółw.pl', 'https://xn--w-uga1v8h.pl/'],
    ['https://пошта.укр', 'https://xn--80a1acn3a.xn--j1amh/'],
    ['https://приклад.com.ua/ціни', 'https://xn--80aikifvh.com.ua/%D1%86%D1%96%D0%BD%D0%B8'],
    ['mailto:anna.kowalska@example.com', 'mailto:anna.kowalska@example.com'],
    ['mailto:a@example.com?subject=Oferta%20nr%201&body=Dzie%C5%84%20dobry%0A', 'mailto:a@example.com?subject=Oferta%20nr%201&body=Dzie%C5%84%20dobry%0A'],
    ['tel:+48221234567', 'tel:+48221234567'],
    ['tel:112', 'tel:112'],
    ['sip:+380441234567@pbx.example.com', 'sip:+380441234567@pbx.example.com'],
    ['sip:101@10.0.0.5:5060', 'sip:101@10.0.0.5:5060']
  ])('%s is opened', (link, opened) => {
    expect(externalLink(link)).toBe(opened)
  })

  test('whatever is opened is a web page over TLS, a letter or a call', () => {
    const schemes = fc.constantFrom('https://', 'https:', 'mailto:', 'tel:', 'sip:', 'file:', 'javascript:', '')
    const link = fc.tuple(schemes, fc.string({ unit: 'binary' })).map(([scheme, rest]) => scheme + rest)
    fc.assert(
      fc.property(link, (text) => {
        const opened = externalLink(text)
        return opened === null || /^(https:\/\/[^/@]+\/|mailto:|tel:|sip:)/.test(opened)
      }),
      { numRuns: 10_000 }
    )
  })
})

describe('files of the bundle', () => {
  test.each([
    ['app://crm', 'index.html'],
    ['app://crm/', 'index.html'],
    ['app://crm/index.html', 'index.html'],
    ['app://crm/index.html#/deals?x=1', 'index.html'],
    ['app://crm/assets/index-B3x_9-Qw.js', 'assets/index-B3x_9-Qw.js'],
    ['app://crm/assets/inter-latin-ext.woff2?v=1', 'assets/inter-latin-ext.woff2']
  ])('%s is %s', (address, file) => {
    expect(assetPath(address)).toBe(file)
  })

  test.each([
    'app://crm/../secret.json',
    'app://crm/assets/../../secret.json',
    'app://crm/%2e%2e/secret.json',
    'app://crm/%2E%2E%2Fsecret.json',
    'app://crm/..%2fsecret.json',
    'app://crm/..%5csecret.json',
    'app://crm/..\\secret.json',
    'app://crm/%252e%252e/secret.json',
    'app://crm/index.html%00.js',
      'app://crm//etc/passwd',
    'app://crm//etc/x.json',
    'app://crm/C:/Windows/win.json',
    'app://crm/C%3A/x.json',
    'app://crm/index.html::$DATA',
    'app://crm/con.js',
    'app://crm/assets/aux.json',
    'app://crm/index.html.',
    'app://crm/assets/',
    'app://crm/.env',
    'app://crm/main.cjs',
    'app://crm/data.sqlite',
    'app://crm:80/index.html',
    'app://user@crm/index.html',
    'app://other/index.html',
    'app://crm.evil/index.html',
    'app:crm/index.html',
    'file:///etc/passwd',
    'https://crm/index.html',
    'not an address',
    ''
  ])('%j is nothing', (address) => {
    expect(assetPath(address)).toBeNull()
  })

  test('no address, however bent, leaves the bundle', () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '%2e%2e', '%2E.', '..%2f', '..%5c', '\\', '/', '//', '%00', '%25', 'C:', '~', ':', 'con', '.git', 'index.html', 'assets', 'a.js'),
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.webPath()
    )
    const address = fc
      .tuple(fc.constantFrom('app://crm/', 'app://crm', 'app:///', 'app:', 'app://crm/assets/'), fc.array(part, { maxLength: 8 }), fc.constantFrom('', '/', '\\'))
      .map(([start, parts, glue]) => start + parts.join(glue))
    fc.assert(
      fc.property(address, (text) => {
        const file = assetPath(text)
        if (file === null) return true
        const full = posix.resolve('/bundle', file)
        return full.startsWith('/bundle/') && posix.normalize(file) === file && mimeType(file) !== undefined && !/[\\:%\0]/.test(file)
      }),
      { numRuns: 10_000 }
    )
  })

  test('a type is known by extension and never by a name of the language itself', () => {
    expect(mimeType('a/b.js')).toBe('text/javascript; charset=utf-8')
    expect(mimeType('a.constructor')).toBeUndefined()
    expect(mimeType('a')).toBeUndefined()
  })
})

describe('windows', () => {
  test('a page runs apart from Node, in a sandbox, without guests and without a spell checker that phones home', () => {
    expect(webPreferences('/p.cjs', false)).toEqual({
      preload: '/p.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      disableBlinkFeatures: 'FileSystemAccess,FileSystemAccessLocal',
      devTools: false
    })
  })

  test('each kind of window has its page', () => {
    expect(windowUrl('main', appDocument)).toBe('app://crm/index.html')
    expect(windowUrl('funnel', appDocument)).toBe('app://crm/index.html#/funnel')
    expect(windowUrl('print', appDocument, 'a/b')).toBe('app://crm/index.html#/print/invoice/a%2Fb')
  })

  test('a page may only load itself again, and only as the whole window', () => {
    expect(mayNavigate('app://crm/index.html', true, appDocument)).toBe(true)
    expect(mayNavigate('app://crm/index.html#/deals', true, appDocument)).toBe(true)
    expect(mayNavigate('app://crm/index.html', false, appDocument)).toBe(false)
    for (const address of [
      'app://crm/assets/a.js',
      'app://crm/index.html?x=1',
      'app://evil/index.html',
      'https://example.com',
      'file:///etc/passwd',
      'data:text/html,x',
      'about:blank',
      ''
    ]) {
      expect(mayNavigate(address, true, appDocument)).toBe(false)
    }
  })

  test('the document is known by scheme and host, since the origin of an own scheme is the word null', () => {
    expect(isOwnDocument('app://crm/', appDocument)).toBe(true)
    expect(isOwnDocument('other://crm/index.html', appDocument)).toBe(false)
    expect(isOwnDocument('about:blank', appDocument)).toBe(false)
    expect(isOwnDocument('http://localhost:5173/#/deals', 'http://localhost:5173')).toBe(true)
    expect(isOwnDocument('http://localhost:5174/', 'http://localhost:5173')).toBe(false)
  })

  test('only copying text is permitted', () => {
    expect(mayUse('clipboard-sanitized-write')).toBe(true)
    for (const permission of ['clipboard-read', 'notifications', 'media', 'geolocation', 'fileSystem', 'openExternal', 'hid', 'usb', 'serial', 'midi', 'display-capture', 'fullscreen', 'pointerLock', 'idle-detection', 'constructor']) {
      expect(mayUse(permission)).toBe(false)
    }
  })

  test('no request leaves for a network', () => {
    for (const address of ['app://crm/a.js', 'blob:app://crm/1', 'data:image/png;base64,', 'devtools://devtools/x']) expect(mayRequest(address)).toBe(true)
    for (const address of ['https://example.com', 'http://localhost:1', 'ws://localhost:1', 'file:///etc/passwd', 'ftp://a', 'nonsense']) expect(mayRequest(address)).toBe(false)
    expect(mayRequest('ws://localhost:5173/', 'http://localhost:5173')).toBe(true)
    expect(mayRequest('http://localhost:5173/@vite/client', 'http://localhost:5173')).toBe(true)
    expect(mayRequest('http://example.com/', 'http://localhost:5173')).toBe(false)
  })
})

describe('content policy', () => {
  test('a built program runs its own scripts only, with no inline script and no address outside', () => {
    const policy = contentPolicy('abc')
    expect(policy).toContain(`default-src 'none'`)
    expect(policy).toContain(`script-src 'self';`)
    expect(policy).toContain(`style-src 'self' 'nonce-abc'`)
    expect(policy).not.toMatch(/unsafe|https?:|ws:|\*/)
    for (const directive of policy.split('; ')) expect(directive).toMatch(/^[a-z-]+ [^:]*('|data: blob:)$/)
  })

  test('the dev server is admitted only when there is one', () => {
    expect(contentPolicy('abc', 'http://localhost:5173')).toContain('ws://localhost:5173')
  })

  test('the nonce is in the page once', () => {
    const html = withNonce('<html><head lang="en"><meta name="csp-nonce" content="old"><title>x</title></head></html>', 'new')
    expect(html.match(/csp-nonce/g)).toHaveLength(1)
    expect(html).toContain('<meta name="csp-nonce" content="new">')
  })
})

test.each(['umowa.pdf', 'OFERTA.XLSX', 'zdjęcie.jpeg', 'list.eml', 'rysunek.dwg'])('%s is handed to the program that opens such files', (name) =>
  expect(isOpenable(name)).toBe(true))

test.each([
  'setup.exe', 'skrypt.bat', 'umowa.pdf.js', 'makro.docm', 'makro.xlsm', 'strona.html', 'obraz.svg', 'skrót.lnk', 'aplikacja.desktop', 'plik', '.pdf ', 'umowa.pdf.', 'x.app',
  'a.scr', 'b.vbs', 'c.msi', 'd.sh', 'e.jar', 'f.url', 'g.ps1'
])('%s could run something and is not opened', (name) => expect(isOpenable(name)).toBe(false))

test('an SMS goes to a full number and brings no text along', () => {
  expect(externalLink('sms:+48601222333')).toBe('sms:+48601222333')
  for (const link of ['sms:+48601222333?body=x', 'sms:601222333', 'sms://+48601222333', 'sms:*100#']) expect(externalLink(link)).toBeNull()
})
