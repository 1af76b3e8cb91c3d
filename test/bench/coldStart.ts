import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type ColdStart = {
  /** Spans after the process was started, ms. */
  readonly documentMs: number
  readonly loadedMs: number
  readonly frameMs: number
  readonly rowsMs: number
}

type Message = { readonly id?: number; readonly method?: string; readonly params?: Record<string, unknown>; readonly result?: unknown }

/** Starts the built program on its client list; again where its window was there before the script could be put into it. */
export async function startOnList(dataDir: string): Promise<ColdStart> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const start = await startCold([required('KLIENTELA_APP'), `--data-dir=${dataDir}`, '--lang=pl'])
    if (start) return start
  }
  throw new Error('The window was always there before the script.')
}

/** Starts the least that Electron can show; null where its window was there before the script. */
export function startBare(folder: string): Promise<ColdStart | null> {
  return startCold([folder])
}

/** A program that shows a page of text and no more, in a folder that the caller removes. */
export function bareApp(): string {
  const folder = mkdtempSync(join(tmpdir(), 'klientela-bare-'))
  const page = `<nav></nav>${'<p role="row"><span role="gridcell">bare</span></p>'.repeat(30)}`
  const main = `const { app, BrowserWindow } = require('electron')
app.setPath('userData', ${JSON.stringify(folder)})
app.enableSandbox()
app.whenReady().then(() => new BrowserWindow().loadFile('page.html'))
app.on('window-all-closed', () => app.quit())`
  for (const [name, text] of [['package.json', '{"name":"bare","version":"0.0.0","main":"main.cjs"}'], ['main.cjs', main], ['page.html', page]] as const) writeFileSync(join(folder, name), text)
  return folder
}

/**
 * Starts a program and says when what was painted, from the start of the process, by the clocks of the page. Not through
 * Playwright, which holds Electron back until it is attached itself; what is left of a driver is a debugging connection
 * that puts one script into the page.
 */
async function startCold(args: readonly string[]): Promise<ColdStart | null> {
  const startedAt = Date.now()
  const child = spawn(required('KLIENTELA_ELECTRON'), [...args, '--remote-debugging-port=0'], {
    env: { ...process.env, LANGUAGE: 'pl' },
    stdio: ['ignore', 'ignore', 'pipe']
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  try {
    const browser = await connect(await debuggingAddress(child.stderr))
    // As a user quits: a store that was cut off is checked whole at the next start.
    const quit = async () => {
      void browser.send('Browser.close')
      await Promise.race([ended, pause(10_000)])
      return null
    }
    const page = await browser.firstPage(`(${watchStart.toString()})()`)
    const painted = await untilPainted(() => browser.evaluate<Painted | null>(page, 'globalThis.startMarks ?? null'))
    if (!painted) return await quit()
    const { origin, marks } = painted
    const since = (mark: number | undefined) => origin + (mark ?? Number.NaN) - startedAt
    await quit()
    return { documentMs: since(marks['document']), loadedMs: since(marks['loaded']), frameMs: since(marks['frame']), rowsMs: since(marks['rows']) }
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}

type Painted = { readonly origin: number; readonly marks: Readonly<Record<string, number>> }

/** Runs in the page before any script of ours. A mark is set in the task after the frame that shows the thing. */
function watchStart(): void {
  if (location.protocol !== 'app:' && location.protocol !== 'file:') return
  if (location.hash === '') history.replaceState(null, '', '#/clients')
  const marks: Record<string, number> = { document: performance.now() }
  Object.assign(globalThis, { startMarks: { origin: performance.timeOrigin, marks } })
  addEventListener('DOMContentLoaded', () => (marks['loaded'] = performance.now()))
  const awaited: [string, () => boolean][] = [
    ['frame', () => document.querySelector('nav') !== null],
    ['rows', () => document.querySelectorAll('[role=row] [role=gridcell]').length > 20]
  ]
  const observer = new MutationObserver(() => {
    while (awaited[0]?.[1]()) {
      const [name] = awaited.shift()!
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => (marks[name] = performance.now())
        port2.postMessage(null)
      })
    }
    if (awaited.length === 0) observer.disconnect()
  })
  observer.observe(document, { childList: true, subtree: true })
}

/** Null when the page has no marks after a while. */
async function untilPainted(look: () => Promise<Painted | null | undefined>): Promise<Painted | null> {
  const began = Date.now()
  while (Date.now() - began < 60_000) {
    const painted = await look()
    if (!painted && Date.now() - began > 15_000) return null
    if (painted?.marks['rows'] !== undefined) return painted
    await pause(100)
  }
  throw new Error('The client list was not painted within a minute.')
}

function debuggingAddress(stderr: NodeJS.ReadableStream): Promise<string> {
  let said = ''
  return new Promise((resolve, reject) => {
    stderr.on('data', (chunk) => {
      said += String(chunk)
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1]
      if (address) resolve(address)
    })
    stderr.once('end', () => reject(new Error(`The program ended at once.\n${said}`)))
  })
}

async function connect(address: string) {
  const socket = new WebSocket(address)
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = () => reject(new Error('The debugging port did not answer.'))
  })
  const waiting = new Map<number, (result: unknown) => void>()
  let lastId = 0
  let onAttached: (session: string, type: string) => void = () => undefined
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(String(data)) as Message
    if (message.id !== undefined) waiting.get(message.id)?.(message.result)
    else if (message.method === 'Target.attachedToTarget') {
      const { sessionId, targetInfo } = message.params as { sessionId: string; targetInfo: { type: string } }
      onAttached(sessionId, targetInfo.type)
    }
  }
  const send = (method: string, params: object = {}, sessionId?: string): Promise<unknown> =>
    new Promise((resolve) => {
      lastId += 1
      waiting.set(lastId, resolve)
      socket.send(JSON.stringify({ id: lastId, method, params, sessionId }))
    })
  return {
    send,
    /** The session of the first page, which gets the script before its own. */
    firstPage: (script: string): Promise<string> =>
      new Promise((resolve) => {
        onAttached = (session, type) => {
          if (type === 'page') {
            void send('Page.enable', {}, session)
            void send('Page.addScriptToEvaluateOnNewDocument', { source: script }, session)
            resolve(session)
          }
          void send('Runtime.runIfWaitingForDebugger', {}, session)
        }
        void send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true })
      }),
    /** Undefined while the page has no document. */
    evaluate: async <T>(session: string, expression: string): Promise<T | undefined> => {
      const answer = (await send('Runtime.evaluate', { expression, returnByValue: true }, session)) as { result?: { value?: T } } | undefined
      return answer?.result?.value
    }
  }
}

function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: run the bench with npm run bench`)
  return value
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
