import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { StoreClient } from './storeClient.ts'
import { startStore } from './storeClient.ts'
import type { AppEvent } from './storeProtocol.ts'

/** A thread that speaks the protocol: enough of a store to be called, cancelled, killed and closed. */
const thread = `
const { parentPort, workerData } = require('node:worker_threads')
const send = (message) => parentPort.postMessage(message)
if (workerData.dataDir === 'dies') throw new Error('no such table')
send({ kind: 'started', startState: { state: 'ready' } })
parentPort.on('message', (message) => {
  if (message.kind === 'cancel') return send({ kind: 'event', event: 'jobEnded', payload: { jobId: message.jobId, name: 'imports.run' } })
  if (message.kind === 'control') {
    if (workerData.dataDir === 'hangs') return
    return send({ kind: 'result', id: message.id, result: { ok: true, value: message.action } })
  }
  if (message.name === 'die') process.exit(3)
  if (message.name === 'wait') return
  send({ kind: 'result', id: message.id, result: { ok: true, value: message.input } })
})`

let store: StoreClient | undefined
afterEach(() => store?.close(100))

function aStore(manner: string) {
  const threadPath = join(mkdtempSync(join(tmpdir(), 'klientela-store-')), 'thread.cjs')
  writeFileSync(threadPath, thread)
  const events: AppEvent[] = []
  const deaths: boolean[] = []
  const logged: string[] = []
  const client = startStore({
    threadPath,
    data: { dataDir: manner, resourcesDir: '', sheetThreadPath: '', copyThreadPath: '' },
    onEvent: ({ event, payload }) => events.push({ event, payload } as AppEvent),
    onLog: (level, message) => logged.push(`${level} ${message}`),
    onDied: (restarted) => deaths.push(restarted)
  })
  store = client
  return { client, events, deaths, logged }
}

test('calls made while the store still starts are answered', async () => {
  const { client } = aStore('en')
  expect(await Promise.all([client.call('a', 1), client.call('b', 2)])).toEqual([
    { ok: true, value: 1 },
    { ok: true, value: 2 }
  ])
  expect(await client.startState()).toEqual({ state: 'ready' })
})

test('cancelling a job reaches the store and its events come back', async () => {
  const { client, events } = aStore('en')
  client.cancel('job-1')
  await client.call('a', null)
  expect(events).toEqual([{ event: 'jobEnded', payload: { jobId: 'job-1', name: 'imports.run' } }])
})

test('when the store dies the waiting calls fail, the user is told and a new one takes over', async () => {
  const { client, deaths, logged } = aStore('en')
  const waiting = client.call('wait', null)
  const fatal = client.call('die', null)
  for (const call of [waiting, fatal]) expect(await call).toMatchObject({ ok: false, error: { code: 'io', reason: 'store.stopped' } })
  expect(deaths).toEqual([true])
  expect(logged).toEqual(['error store thread died: exit code 3'])
  expect(await client.call('a', 5)).toEqual({ ok: true, value: 5 })
  expect(await client.startState()).toEqual({ state: 'ready' })
})

test('a store that cannot start is given up after three tries and the screen can say so', async () => {
  const { client, deaths } = aStore('dies')
  expect(await client.startState()).toMatchObject({ state: 'refused', reason: 'unexpected' })
  expect(deaths).toEqual([true, true, false])
  expect(await client.call('a', 1)).toMatchObject({ ok: false, error: { code: 'io', reason: 'store.stopped' } })
})

test('what cannot be sent is refused and harms nothing', async () => {
  const { client } = aStore('en')
  expect(await client.call('a', () => 1)).toMatchObject({ ok: false, error: { code: 'validation', reason: 'input' } })
  expect(await client.call('a', 1)).toEqual({ ok: true, value: 1 })
})

test('a closed store takes no calls and is not started again', async () => {
  const { client, deaths } = aStore('en')
  await client.startState()
  const waiting = client.call('wait', null)
  await client.close(2000)
  expect(await waiting).toMatchObject({ ok: false, error: { code: 'io', reason: 'store.closed' } })
  expect(await client.call('a', 1)).toMatchObject({ ok: false, error: { code: 'io', reason: 'store.closed' } })
  expect(deaths).toEqual([])
})

test('a store that does not answer is ended when the time is up', async () => {
  const { client, logged } = aStore('hangs')
  await client.startState()
  await client.close(50)
  expect(logged).toEqual(['warn store did not close within 50 ms and was ended'])
})
