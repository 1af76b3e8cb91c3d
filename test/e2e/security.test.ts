import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AppEvents, Bridge } from '#shared/contract/bridge.ts'
import type { LaunchedApp } from './launch.ts'
import { launchApp } from './launch.ts'

/**
 * The checklist of Electron's security guide by its effect, in the window as it ships (reliability.md 1.1). The numbers
 * are those of the list; 6, 8 to 10 and 16 are held by test/security.test.ts, 19 by the packaging.
 */

declare global {
  // The page's own name for what preload gives it.
  var bridge: Bridge
}

let launched: LaunchedApp
let page: Page
let network: Server
let outside: string
const hits: string[] = []

beforeAll(async () => {
  network = createServer((request, response) => {
    hits.push(request.url ?? '')
    response.setHeader('access-control-allow-origin', '*')
    response.end('<h1>outside</h1>')
  })
  await new Promise<void>((resolve) => network.listen(0, '127.0.0.1', resolve))
  outside = `http://127.0.0.1:${(network.address() as AddressInfo).port}`
  launched = await launchApp()
  page = launched.window
  await page.waitForFunction(() => document.body.innerText.trim() !== '')
})

afterAll(async () => {
  await launched?.close()
  network?.close()
})

/** What a page's own script comes to, out of reach of the debugger's leave to do more than a page may. */
function inPage<T>(work: (outside: string) => Promise<T> | T): Promise<T> {
  const call = `(${String(work)})(${JSON.stringify(outside)})`
  return page.evaluate<T>(`new Promise((resolve, reject) => setTimeout(() => Promise.resolve().then(() => ${call}).then(resolve, reject)))`)
}

function preferences(): Promise<Record<string, unknown>> {
  return launched.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as { getLastWebPreferences: () => Record<string, unknown> }
    const { sandbox, contextIsolation, nodeIntegration, nodeIntegrationInSubFrames, webviewTag } = contents.getLastWebPreferences()
    return { sandbox, contextIsolation, nodeIntegration, nodeIntegrationInSubFrames, webviewTag }
  })
}

describe('what a page is', () => {
  test('1: it comes from the program itself', () => {
    expect(page.url()).toMatch(/^app:\/\/crm\//)
  })

  test('2: it has nothing of Node', async () => {
    const found = await page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'electron', 'ipcRenderer'].filter((name) => name in globalThis)
    )
    expect(found).toEqual([])
  })

  test('2: it can start no worker that would have something of Node', async () => {
    const states = await inPage(async () => {
      const own = document.querySelector<HTMLScriptElement>('script[src]')?.src ?? ''
      const addresses = [own, 'app://crm/index.html', URL.createObjectURL(new Blob(['postMessage(typeof require)'], { type: 'text/javascript' }))]
      const start = (address: string): Promise<string> =>
        new Promise((resolve) => {
          try {
            const worker = new Worker(address)
            worker.addEventListener('error', () => resolve('refused'))
            worker.addEventListener('message', ({ data }) => resolve(`runs: ${String(data)}`))
            setTimeout(() => resolve('runs in silence'), 2000)
          } catch {
            resolve('refused')
          }
        })
      return Promise.all(addresses.map(start))
    })
    expect(states).toEqual(['refused', 'refused', 'refused'])
  })

  test('3: what it does to the language does not reach preload', async () => {
    expect(await preferences()).toMatchObject({ contextIsolation: true })
    const state = await page.evaluate(async () => {
      const { push } = Array.prototype
      const { call } = Function.prototype
      Object.assign(Array.prototype, { push: () => 666 })
      Object.assign(Function.prototype, { call: () => 'broken' })
      const asked = bridge.call('shell.info', {})
      Object.assign(Array.prototype, { push })
      Object.assign(Function.prototype, { call })
      return asked
    })
    expect(state).toMatchObject({ ok: true })
  })

  test('4: its process is in the sandbox', async ({ skip }) => {
    expect(await preferences()).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false
    })
    skip(process.platform !== 'linux', 'the system call filter is looked up in /proc')
    const pid = await launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId())
    expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/m)
  })

  test('20: it is given four functions and never an event of Electron', async () => {
    const given = await page.evaluate(() => {
      const kinds = (value: object): Record<string, string> => Object.fromEntries(Object.entries(value).map(([name, part]) => [name, typeof part]))
      return kinds(bridge)
    })
    expect(given).toEqual({ call: 'function', cancel: 'function', on: 'function', pathOf: 'function' })
    await page.evaluate(() => {
      const heard: unknown[][] = []
      const stop = bridge.on('action', (...args) => heard.push(args))
      Object.assign(globalThis, { heard, stop })
    })
    await launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.send('event:action', { id: 'none' } satisfies AppEvents['action']))
    await page.waitForFunction(() => (globalThis as unknown as { heard: unknown[] }).heard.length === 1)
    expect(await page.evaluate(() => (globalThis as unknown as { heard: unknown[] }).heard)).toEqual([[{ id: 'none' }]])
    const leftover = await page.evaluate(() => typeof (globalThis as unknown as { stop: () => unknown }).stop())
    expect(leftover).toBe('undefined')
  })
})

describe('calls', () => {
  test('17: a frame inside the page has nothing to call with', async () => {
    const found = await inPage(async () => {
      const frame = document.createElement('iframe')
      document.body.append(frame)
      await new Promise((resolve) => setTimeout(resolve, 300))
      const inside = frame.contentWindow as unknown as { bridge?: unknown } | null
      const kind = typeof inside?.bridge
      frame.remove()
      return kind
    })
    expect(found).toBe('undefined')
  })

  test('17: a window that is not ours is refused, with our own preload and page in it', async () => {
    const preload = join(process.env.KLIENTELA_APP ?? '', 'out/preload/preload.cjs')
    const answer = await launched.app.evaluate(async ({ BrowserWindow }, preloadPath) => {
      const stranger = new BrowserWindow({ show: false, webPreferences: { preload: preloadPath, sandbox: true } })
      await stranger.loadURL('app://crm/index.html')
      const result: unknown = await stranger.webContents.executeJavaScript(`bridge.call('shell.info', {})`)
      stranger.destroy()
      return result
    }, preload)
    expect(answer).toMatchObject({ ok: false, error: { code: 'internal', reason: 'sender' } })
  })

  test('a page cannot name a file that the user did not choose', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'klientela-drop-')), 'firmy.csv')
    writeFileSync(file, 'nazwa;nip\n')
    const accept = (path: string): Promise<unknown> => page.evaluate((droppedPath) => bridge.call('shell.acceptDroppedPath', { droppedPath }), path)
    expect(await page.evaluate((path) => [bridge.pathOf({ path }), bridge.pathOf(new File([], path)), bridge.pathOf(path)], file)).toEqual(['', '', ''])
    expect(await accept(file)).toMatchObject({ ok: false, error: { code: 'rule', reason: 'file.not_chosen' } })
    expect(await page.evaluate((path) => bridge.call('shell.showInFolder', { path }), file)).toMatchObject({ ok: false, error: { reason: 'file.not_chosen' } })
    await page.evaluate(() => {
      const input = document.createElement('input')
      input.type = 'file'
      input.id = 'drop-probe'
      document.body.append(input)
    })
    await page.locator('#drop-probe').setInputFiles(file)
    const path = await page.evaluate(() => bridge.pathOf(document.querySelector<HTMLInputElement>('#drop-probe')?.files?.[0]))
    await page.evaluate(() => document.querySelector('#drop-probe')?.remove())
    expect(path).toBe(file)
    expect(await accept(file)).toEqual({ ok: true, value: file })
  })

  test('a flood of calls is answered, in part with "busy", and the program goes on', async () => {
    const answers = await page.evaluate(async () => {
      const results = await Promise.all(Array.from({ length: 2000 }, () => bridge.call('no.such', { text: 'x'.repeat(1000) })))
      return results.map((result) => (result.ok ? 'ok' : result.error.reason))
    })
    expect(new Set(answers)).toEqual(new Set(['unknown_operation', 'busy']))
    expect(await page.evaluate(() => bridge.call('shell.info', {}))).toMatchObject({ ok: true })
  })

  test('strange calls get an answer of the agreed shape', async () => {
    const answers = await page.evaluate(async () => {
      const deep = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) as unknown
      const calls: [unknown, unknown, unknown][] = [
        ['__proto__', {}, undefined],
        ['constructor', null, undefined],
        [{ toString: 'x' }, {}, undefined],
        ['shell.info', { extra: 1 }, undefined],
        ['shell.info', deep, undefined],
        ['shell.saveImage', { path: '/etc/passwd', pngBase64: 'AAAA' }, undefined],
        ['deals.board', 'x'.repeat(2_000_000), undefined],
        ['deals.board', {}, { id: 1 }]
      ]
      return Promise.all(calls.map(([name, input, jobId]) => bridge.call(name as string, input, jobId as string)))
    })
    expect(answers.map((answer) => (answer.ok ? 'ok' : answer.error.reason))).toEqual([
      'unknown_operation',
      'unknown_operation',
      'unknown_operation',
      'input',
      'payload_too_large',
      'file.not_chosen',
      'payload_too_large',
      'input'
    ])
  })
})

describe('what a page cannot do', () => {
  test('1: reach a network, by any of a dozen ways', async () => {
    await inPage(async (outside) => {
      const quietly = async (work: () => unknown): Promise<void> => {
        try {
          await work()
        } catch {
          // Refused, as it should be.
        }
      }
      const add = (tag: string, attributes: Record<string, string>): void => {
        const element = document.createElement(tag)
        for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
        document.body.append(element)
        setTimeout(() => element.remove(), 1500)
      }
      await quietly(() => fetch(`${outside}/fetch`))
      await quietly(() => fetch(`${outside}/no-cors`, { mode: 'no-cors' }))
      await quietly(() => navigator.sendBeacon(`${outside}/beacon`, 'x'))
      await quietly(() => new WebSocket(`${outside.replace('http', 'ws')}/socket`))
      await quietly(() => new EventSource(`${outside}/events`))
      add('img', { src: `${outside}/img` })
      add('script', { src: `${outside}/script` })
      add('script', { src: `${outside}/module`, type: 'module' })
      add('link', { rel: 'stylesheet', href: `${outside}/style` })
      add('link', { rel: 'prefetch', href: `${outside}/prefetch` })
      add('iframe', { src: `${outside}/frame` })
      add('object', { data: `${outside}/object` })
      add('video', { src: `${outside}/video` })
      await new Promise((resolve) => setTimeout(resolve, 1000))
    })
    expect(hits).toEqual([])
  })

  test('1: even without its content policy the session lets nothing out', async () => {
    const answer = await launched.app.evaluate(
      ({ session }, address) =>
        session.defaultSession.fetch(address).then(
          () => 'answered',
          (error: unknown) => String(error)
        ),
      `${outside}/session`
    )
    expect(answer).toContain('ERR_BLOCKED_BY_CLIENT')
    expect(hits).toEqual([])
  })

  test('5: get a permission, but for copying text', async () => {
    const states = await inPage(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi', 'background-sync', 'accelerometer', 'persistent-storage', 'idle-detection', 'window-management', 'local-fonts', 'storage-access', 'screen-wake-lock']
      const entries = await Promise.all(
        names.map(async (name) => {
          try {
            return [name, (await navigator.permissions.query({ name: name as PermissionName })).state]
          } catch {
            return [name, 'unknown']
          }
        })
      )
      return Object.fromEntries(entries) as Record<string, string>
    })
    expect(Object.entries(states).filter(([, state]) => state === 'granted')).toEqual([])
    expect(await inPage(() => Notification.requestPermission())).toBe('denied')
    const attempts = await inPage(async () => {
      const outcome = (work: () => Promise<unknown>): Promise<string> => {
        try {
          return Promise.race([
            work().then(
              () => 'done',
              (error: Error) => error.name
            ),
            new Promise<string>((resolve) => setTimeout(() => resolve('silence'), 2000))
          ])
        } catch (error) {
          return Promise.resolve((error as Error).name)
        }
      }
      return {
        media: await outcome(() => navigator.mediaDevices.getUserMedia({ audio: true })),
        screen: await outcome(() => navigator.mediaDevices.getDisplayMedia({ video: true })),
        place: await outcome(() => new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, () => reject(new DOMException('', 'Denied'))))),
        paste: await outcome(() => navigator.clipboard.readText())
      }
    })
    for (const [what, outcome] of Object.entries(attempts)) expect(`${what}: ${outcome}`).not.toMatch(/done|silence/)
    expect(await page.evaluate(() => ['showDirectoryPicker', 'showOpenFilePicker', 'showSaveFilePicker'].filter((name) => name in globalThis))).toEqual([])
    await page.bringToFront()
    expect(await page.evaluate(() => navigator.clipboard.writeText('+48 22 123 45 67').then(() => 'copied', (error: Error) => error.name))).toBe('copied')
    expect(await launched.app.evaluate(({ clipboard }) => clipboard.readText())).toBe('+48 22 123 45 67')
  })

  test('7: run what is not the program’s own', async () => {
    const found = await inPage(async () => {
      const state = { ran: [] as string[], refused: [] as string[] }
      Object.assign(globalThis, { ran: state.ran })
      const listen = (event: SecurityPolicyViolationEvent): unknown => state.refused.push(event.effectiveDirective)
      document.addEventListener('securitypolicyviolation', listen)
      const script = document.createElement('script')
      script.textContent = 'ran.push("inline")'
      document.body.append(script)
      const image = document.createElement('img')
      image.setAttribute('onerror', 'ran.push("handler")')
      image.src = 'data:image/png;base64,AAAA'
      document.body.append(image)
      const link = document.createElement('a')
      link.href = 'javascript:ran.push("link")'
      document.body.append(link)
      link.click()
      const style = document.createElement('style')
      style.textContent = 'body { --stolen: 1 }'
      document.head.append(style)
      const base = document.createElement('base')
      base.href = 'https://example.invalid/'
      document.head.append(base)
      const form = document.createElement('form')
      form.action = 'https://example.invalid/'
      document.body.append(form)
      form.submit()
      try {
        // oxlint-disable-next-line no-eval
        state.ran.push(String((0, eval)('"eval"')))
      } catch {
        state.refused.push('eval')
      }
      try {
        // oxlint-disable-next-line no-implied-eval, no-new-func
        state.ran.push(String(new Function('return "function"')()))
      } catch {
        state.refused.push('function')
      }
      try {
        state.ran.push(`worker ${String(new Worker(URL.createObjectURL(new Blob(['postMessage(1)']))))}`.replace(/^worker .*/, ''))
      } catch {
        state.refused.push('worker')
      }
      await new Promise((resolve) => setTimeout(resolve, 500))
      document.removeEventListener('securitypolicyviolation', listen)
      const isStyled = getComputedStyle(document.body).getPropertyValue('--stolen') !== ''
      const isRebased = !document.baseURI.startsWith('app://crm/')
      for (const element of [script, image, link, style, base, form]) element.remove()
      return { ran: state.ran.filter(Boolean), refused: [...new Set(state.refused)].toSorted(), isStyled, isRebased }
    })
    expect(found.ran).toEqual([])
    expect(found.isStyled).toBe(false)
    expect(found.isRebased).toBe(false)
    expect(found.refused).toEqual(
      expect.arrayContaining(['base-uri', 'eval', 'form-action', 'function', 'script-src-attr', 'script-src-elem', 'style-src-elem', 'worker-src'])
    )
  })

  test('11, 12: show a guest page', async () => {
    await inPage((outside) => {
      const guest = document.createElement('webview')
      guest.setAttribute('src', `${outside}/guest`)
      document.body.append(guest)
      return new Promise((resolve) => setTimeout(resolve, 500))
    })
    const kinds = await launched.app.evaluate(({ webContents }) => webContents.getAllWebContents().map((contents) => contents.getType()))
    expect(kinds).toEqual(['window'])
    expect(hits).toEqual([])
  })

  test('14: open a window', async () => {
    const opened = await inPage((outside) => [window.open('about:blank'), window.open(`${outside}/window`, '_blank'), window.open('app://crm/index.html')].map((found) => found === null))
    expect(opened).toEqual([true, true, true])
    expect(launched.app.windows()).toHaveLength(1)
  })

  test('15: hand the system an address that is not a page, a letter or a call', async () => {
    await launched.app.evaluate(({ shell }) => {
      Object.assign(globalThis, { opened: [] as string[] })
      shell.openExternal = (url) => Promise.resolve(void (globalThis as unknown as { opened: string[] }).opened.push(url))
    })
    for (const url of ['file:///etc/passwd', 'javascript:alert(1)', 'smb://host/share', 'ms-msdt:/id', '\\\\host\\share', 'http://example.com', 'https://user@example.com']) {
      expect(await page.evaluate((address) => bridge.call('shell.openExternal', { url: address }), url)).toMatchObject({ ok: false, error: { code: 'rule', reason: 'link.not_allowed' } })
    }
    expect(await page.evaluate(() => bridge.call('shell.openExternal', { url: 'tel:+48221234567' }))).toEqual({ ok: true, value: null })
    expect(await launched.app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)).toEqual(['tel:+48221234567'])
  })

  test('18: read a file that is not part of the screens', async () => {
    const statuses = await inPage(async () => {
      const addresses = ['/../package.json', '/%2e%2e/package.json', '/..%2fpackage.json', '/..\\package.json', '//etc/passwd', '/.env', '/../main/main.cjs', '/index.html%00', '/preload.cjs']
      return Promise.all(addresses.map((address) => fetch(`app://crm${address}`).then((answer) => answer.status, () => 0)))
    })
    expect(statuses.filter((status) => status !== 404 && status !== 0)).toEqual([])
    expect(await inPage(() => fetch('app://crm/index.html').then((answer) => [answer.status, answer.headers.get('x-content-type-options')]))).toEqual([200, 'nosniff'])
    expect(await inPage(() => fetch('file:///etc/passwd').then(() => 'read', () => 'refused'))).toBe('refused')
  })

  test('13: go anywhere else', async () => {
    // By the page itself: the driver forgets the hash when a way is refused.
    const place = () => page.evaluate(() => location.href)
    const before = await place()
    const ways: ((outside: string) => void)[] = [
      (outside) => void (location.href = `${outside}/href`),
      (outside) => location.replace(`${outside}/replace`),
      () => void (location.href = 'file:///etc/passwd'),
      () => void (location.href = 'data:text/html,<h1>x</h1>'),
      () => void (location.href = 'about:blank'),
      () => void (location.href = URL.createObjectURL(new Blob(['<h1>x</h1>'], { type: 'text/html' }))),
      () => void (location.href = 'app://crm/assets/'),
      () => void (location.href = 'app://other/index.html'),
      (outside) => {
        const refresh = document.createElement('meta')
        refresh.httpEquiv = 'refresh'
        refresh.content = `0;url=${outside}/refresh`
        document.head.append(refresh)
      },
      (outside) => {
        const link = document.createElement('a')
        link.href = `${outside}/link`
        document.body.append(link)
        link.dispatchEvent(new MouseEvent('click', { bubbles: true, button: 1, ctrlKey: true }))
        link.click()
        link.remove()
      }
    ]
    for (const way of ways) {
      await inPage(way)
      await page.waitForTimeout(150)
      await expect.poll(place, { message: String(way) }).toBe(before)
    }
    // A file dropped where no screen takes it, and a real middle click, as the system hands them to the window.
    const dropped = join(mkdtempSync(join(tmpdir(), 'klientela-dropped-')), 'strona.html')
    writeFileSync(dropped, '<h1>outside</h1>')
    const driver = await launched.app.context().newCDPSession(page)
    const data = { items: [], files: [dropped], dragOperationsMask: 1 }
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await driver.send('Input.dispatchDragEvent', { type, x: 40, y: 40, data })
    await inPage((outside) => {
      const link = document.createElement('a')
      link.href = `${outside}/middle`
      link.id = 'middle-probe'
      link.textContent = 'middle'
      link.style.cssText = 'position: fixed; inset: 0 auto auto 0; z-index: 9999'
      document.body.append(link)
    })
    await page.mouse.click(20, 10, { button: 'middle' })
    await page.waitForTimeout(300)
    await page.evaluate(() => document.querySelector('#middle-probe')?.remove())
    expect(await place()).toBe(before)
    expect(launched.app.windows()).toHaveLength(1)
    expect(await page.evaluate(() => typeof bridge.call)).toBe('function')
    expect(hits).toEqual([])
  })
})
