import { Worker } from 'node:worker_threads'
import type { StartState } from '#shared/contract/shell.ts'
import type { ErrorData, Result } from '#shared/result.ts'
import type { AppEvent, FromStore, LogLevel, StoreControls, StoreThreadData, ToStore } from './storeProtocol.ts'

/** Starts in a row that may fail within a minute before the client gives up. */
const maxDeaths = 3
const deathWindowMs = 60_000

export type StoreClientOptions = {
  /** The bundled store thread. */
  readonly threadPath: string
  readonly data: StoreThreadData
  readonly onEvent: (event: AppEvent) => void
  readonly onLog: (level: LogLevel, message: string) => void
  /** The thread died: waiting calls have failed; `restarted` tells whether a new one runs. */
  readonly onDied: (restarted: boolean) => void
}

/** The main process's side of the store thread: the only way from Electron to the data. */
export type StoreClient = {
  /** What the last start of the thread found; waits while it is still starting. */
  readonly startState: () => Promise<StartState>
  /** Never rejects: a dead or closed store answers `io` with `store.stopped` or `store.closed`. */
  readonly call: (name: string, input: unknown, jobId?: string) => Promise<Result<unknown>>
  readonly cancel: (jobId: string) => void
  readonly control: <A extends keyof StoreControls>(action: A, value: StoreControls[A]) => Promise<Result<unknown>>
  /** Asks the store to let go of its files and ends the thread; after `limitMs` without an answer it is ended anyway. */
  readonly close: (limitMs: number) => Promise<void>
}

type Waiting = Map<number, (result: Result<unknown>) => void>

/** Starts the store thread and keeps it running. */
export function startStore(options: StoreClientOptions): StoreClient {
  const { threadPath, data, onEvent, onLog, onDied } = options
  const waiting: Waiting = new Map()
  const deaths: number[] = []
  let nextId = 1
  let isClosing = false
  let worker: Worker | undefined
  let started = openGate<StartState>()

  function start(): void {
    const thread = new Worker(threadPath, { workerData: data })
    let isOver = false
    const end = (message: string): void => {
      if (isOver) return
      isOver = true
      if (worker === thread) lose(message)
    }
    worker = thread
    thread.on('message', (message: FromStore) => {
      if (worker === thread) receive(message)
    })
    thread.on('error', (error) => end(error instanceof Error ? (error.stack ?? error.message) : String(error)))
    thread.on('messageerror', (error) => onLog('error', `store thread sent what cannot be read: ${error.message}`))
    thread.on('exit', (code) => end(`exit code ${code}`))
  }

  function receive(message: FromStore): void {
    if (message.kind === 'started') {
      if (started.isOpen) started = openGate()
      started.open(message.startState)
    } else if (message.kind === 'result') {
      const answer = waiting.get(message.id)
      waiting.delete(message.id)
      answer?.(message.result)
    } else if (message.kind === 'event') onEvent(message)
    else onLog(message.level, message.message)
  }

  function lose(message: string): void {
    worker = undefined
    failWaiting({ code: 'io', reason: isClosing ? 'store.closed' : 'store.stopped', message })
    if (isClosing) return
    onLog('error', `store thread died: ${message}`)
    const now = performance.now()
    deaths.push(now)
    const recent = deaths.filter((at) => now - at < deathWindowMs).length
    const restarts = recent < maxDeaths
    if (started.isOpen) started = openGate()
    if (restarts) start()
    else started.open({ state: 'refused', reason: 'unexpected', message, details: {}, backups: [] })
    onDied(restarts)
  }

  function failWaiting(error: ErrorData): void {
    const answers = [...waiting.values()]
    waiting.clear()
    for (const answer of answers) answer({ ok: false, error })
  }

  function ask(message: (id: number) => ToStore): Promise<Result<unknown>> {
    const thread = worker
    if (!thread) {
      const reason = isClosing ? 'store.closed' : 'store.stopped'
      return Promise.resolve({ ok: false, error: { code: 'io', reason } })
    }
    const id = nextId++
    return new Promise((resolve) => {
      waiting.set(id, resolve)
      try {
        thread.postMessage(message(id))
      } catch (error) {
        waiting.delete(id)
        resolve({ ok: false, error: { code: 'validation', reason: 'input', message: String(error) } })
      }
    })
  }

  const control: StoreClient['control'] = (action, value) => ask((id) => ({ kind: 'control', id, action, value }))

  start()
  return {
    startState: () => started.passed,
    call: (name, input, jobId) => {
      if (isClosing) return Promise.resolve({ ok: false, error: { code: 'io', reason: 'store.closed' } })
      return ask((id) => ({ kind: 'call', id, name, input, ...(jobId !== undefined && { jobId }) }))
    },
    cancel: (jobId) => worker?.postMessage({ kind: 'cancel', jobId } satisfies ToStore),
    control,
    close: async (limitMs) => {
      isClosing = true
      const thread = worker
      if (!thread) return
      const answer = await withLimit(control('close', null), limitMs)
      if (answer === undefined) onLog('warn', `store did not close within ${limitMs} ms and was ended`)
      else if (!answer.ok) onLog('warn', `store closed with ${answer.error.reason}: ${answer.error.message ?? ''}`)
      await thread.terminate()
    }
  }
}

type Gate<T> = { readonly passed: Promise<T>; readonly open: (value: T) => void; isOpen: boolean }

function openGate<T>(): Gate<T> {
  let settle: (value: T) => void = () => undefined
  const passed = new Promise<T>((resolve) => {
    settle = resolve
  })
  const gate: Gate<T> = {
    passed,
    isOpen: false,
    open: (value) => {
      gate.isOpen = true
      settle(value)
    }
  }
  return gate
}

function withLimit<T>(work: Promise<T>, limitMs: number): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), limitMs)
    void work.then((value) => {
      clearTimeout(timer)
      resolve(value)
    })
  })
}
