import { parentPort, workerData } from 'node:worker_threads'
import type { StartState } from '#shared/contract/shell.ts'
import { AppError } from '#shared/result.ts'
import { classify } from './classify.ts'
import { openStore, realWorld } from './store.ts'
import type { FromStore, StoreThreadData, ToStore } from './storeProtocol.ts'

/** How often quiet work is looked for, ms: the search index after an import, the half-hourly backup. */
const quietMs = 1000

const port = parentPort
if (!port) throw new Error('the store runs as a worker thread')
const data = workerData as StoreThreadData

function send(message: FromStore): void {
  port?.postMessage(message)
}

function log(level: 'info' | 'warn' | 'error', message: string, error?: unknown): void {
  const detail = error instanceof Error ? ` ${error.stack ?? error.message}` : ''
  send({ kind: 'log', level, message: `${message}${detail}` })
}

const store = openStore({
  ...realWorld,
  places: data,
  emit: (event, payload) => send({ kind: 'event', event, payload } as FromStore),
  log
})
send({ kind: 'started', startState: store.startState() })

port.on('message', (message: ToStore) => {
  if (message.kind === 'cancel') store.dispatcher.cancel(message.jobId)
  else if (message.kind === 'call') {
    void store.dispatcher
      .call(message.name, message.input, message.jobId)
      .then((result) => send({ kind: 'result', id: message.id, result }))
  } else void control(message)
})

async function control(message: Extract<ToStore, { kind: 'control' }>): Promise<void> {
  try {
    if (message.action === 'close') store.close()
    else if (message.action === 'backupNow') await store.makeContext('app.backup').backups.make('asked', () => undefined)
    else {
      const startState = again(message.action, message.value)
      send({ kind: 'started', startState })
      send({ kind: 'result', id: message.id, result: { ok: true, value: startState } })
      return
    }
    send({ kind: 'result', id: message.id, result: { ok: true, value: null } })
  } catch (error) {
    log('error', `store ${message.action}`, error)
    const known = error instanceof AppError ? error.data : classify(error)
    send({ kind: 'result', id: message.id, result: { ok: false, error: known ?? { code: 'io', reason: 'unexpected' } } })
  }
}

function again(action: 'restore' | 'tryAgain' | 'startAfresh', value: unknown): StartState {
  if (action === 'restore') return store.recover(String(value))
  return action === 'tryAgain' ? store.tryAgain() : store.startAfresh()
}

async function beQuiet(): Promise<void> {
  let isBehind = false
  try {
    isBehind = await store.tick()
  } catch (error) {
    log('error', 'quiet work failed', error)
  }
  if (isBehind) setImmediate(() => void beQuiet())
  else setTimeout(() => void beQuiet(), quietMs)
}
setTimeout(() => void beQuiet(), quietMs)
