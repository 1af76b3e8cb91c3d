import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ErrorData, Result } from '#shared/result.ts'
import { ruleBroken } from '#shared/result.ts'
import { createGrants } from './grants.ts'
import { routeCalls } from './ipc.ts'
import type { Sender } from './ipc.ts'

type Message = { readonly from: 'us' | 'stranger' | 'gone' | 'funnel' }
type Call = { readonly name: string; readonly input: unknown; readonly jobId: string | undefined }
type Listener = (event: Message, ...args: unknown[]) => unknown

/** The router between a page and a store that answers when told to. */
function aRouter() {
  const dataDir = realpathSync.native(mkdtempSync(join(tmpdir(), 'klientela-ipc-')))
  const listeners = new Map<string, Listener>()
  const stored: Call[] = []
  const cancelled: string[] = []
  const logged: string[] = []
  const held: (() => void)[] = []
  let holds = false
  const grants = createGrants(dataDir)
  routeCalls<Message>({
    ipcMain: { handle: (channel, listener) => listeners.set(channel, listener), on: (channel, listener) => listeners.set(channel, listener) },
    identify: ({ from }): Sender | undefined => {
      if (from === 'gone') throw new Error('Render frame was disposed')
      return from === 'stranger' ? undefined : { windowId: from === 'us' ? 1 : 2, kind: 'main' }
    },
    shell: {
      'shell.info': () => ({ version: '1' }),
      'shell.saveImage': () => null,
      'shell.showInFolder': () => null,
      'shell.refuses': () => {
        throw ruleBroken('link.not_allowed')
      },
      'shell.breaks': () => {
        throw new Error('secret /home/anna')
      }
    },
    store: {
      call: (name, input, jobId) => {
        stored.push({ name, input, jobId })
        return holds ? new Promise((resolve) => held.push(() => resolve({ ok: true, value: 1 }))) : Promise.resolve({ ok: true, value: 1 })
      },
      cancel: (jobId) => cancelled.push(jobId)
    },
    grants,
    log: { file: '', info: () => undefined, warn: (message) => logged.push(message), error: (message) => logged.push(message) }
  })
  const send = (channel: string, from: Message['from'], ...args: unknown[]) => listeners.get(channel)?.({ from }, ...args)
  const call = (name: unknown, input: unknown, jobId?: unknown, from: Message['from'] = 'us') =>
    send('call', from, name, input, jobId) as Promise<Result<unknown>>
  return {
    dataDir,
    grants,
    stored,
    cancelled,
    logged,
    send,
    call,
    hold: () => (holds = true),
    release: () => held.splice(0).forEach((answer) => answer())
  }
}

async function errorOf(result: Promise<Result<unknown>>): Promise<Pick<ErrorData, 'code' | 'reason'> | null> {
  const answer = await result
  return answer.ok ? null : { code: answer.error.code, reason: answer.error.reason }
}

test('a call from the main frame of one of our windows reaches the store', async () => {
  const router = aRouter()
  expect(await router.call('deals.move', { dealId: 'a' }, 'job-1')).toEqual({ ok: true, value: 1 })
  expect(router.stored).toEqual([{ name: 'deals.move', input: { dealId: 'a' }, jobId: 'job-1' }])
})

test.each(['stranger', 'gone'] as const)('a call from a %s frame is refused before anything happens', async (from) => {
  const router = aRouter()
  expect(await errorOf(router.call('deals.move', {}, undefined, from))).toEqual({ code: 'internal', reason: 'sender' })
  router.send('cancel', from, 'job-1')
  router.send('dropped', from, '/etc/passwd')
  expect(router.stored).toEqual([])
  expect(router.cancelled).toEqual([])
  expect(router.grants.has('/etc/passwd')).toBe(false)
})

test('a job id is a short text, or the call is refused', async () => {
  const router = aRouter()
  router.send('cancel', 'us', 'job-1')
  router.send('cancel', 'us', { toString: 'x' })
  router.send('cancel', 'us', 'x'.repeat(65))
  expect(router.cancelled).toEqual(['job-1'])
  expect(await errorOf(router.call('imports.run', {}, 5))).toEqual({ code: 'validation', reason: 'input' })
})

test('operations of the shell never reach the store and unknown ones are refused', async () => {
  const router = aRouter()
  expect(await router.call('shell.info', {})).toEqual({ ok: true, value: { version: '1' } })
  for (const name of ['shell.nothing', 'shell.constructor', 'shell.__proto__', 5, null, undefined, {}, 'x'.repeat(101)]) {
    expect(await errorOf(router.call(name, {}))).toEqual({ code: 'internal', reason: 'unknown_operation' })
  }
  expect(router.stored).toEqual([])
})

test('a rule that the shell breaks comes back as its reason, a fault only as unexpected', async () => {
  const router = aRouter()
  expect(await errorOf(router.call('shell.refuses', {}))).toEqual({ code: 'rule', reason: 'link.not_allowed' })
  const broken = await router.call('shell.breaks', {})
  expect(broken).toEqual({ ok: false, error: { code: 'internal', reason: 'unexpected' } })
  expect(router.logged).toEqual(['call shell.breaks'])
})

test('a file is used only when it was chosen or dropped in this session', async () => {
  const router = aRouter()
  const notChosen = { code: 'rule', reason: 'file.not_chosen' }
  expect(await errorOf(router.call('imports.open', { path: '/home/anna/firmy.xlsx' }))).toEqual(notChosen)
  router.send('dropped', 'us', '/home/anna/firmy.xlsx')
  expect(await errorOf(router.call('imports.open', { path: '/home/anna/firmy.xlsx' }))).toBeNull()
  for (const path of ['/home/anna/firmy.xlsx\0', '/home/anna/../anna/firmy.xlsx', './firmy.xlsx', '/home/anna//firmy.xlsx', 5, null, ['/home/anna/firmy.xlsx'], {}]) {
    expect(await errorOf(router.call('imports.open', { path }))).toEqual(notChosen)
  }
  expect(router.stored).toHaveLength(1)
})

test('each of several files is used only when it was chosen, however deep its name lies', async () => {
  const router = aRouter()
  const parts = (...paths: unknown[]) => ({ parts: paths.map((path) => ({ path, mapping: [] })), more: { deep: [{ deeper: { path: paths[0] } }] } })
  router.send('dropped', 'us', '/home/anna/firmy.xlsx')
  expect(await errorOf(router.call('imports.run', parts('/home/anna/firmy.xlsx')))).toBeNull()
  for (const stray of ['/home/anna/umowy.xlsx', '/etc/passwd', 5, null, ['/home/anna/firmy.xlsx'], { path: '/home/anna/firmy.xlsx' }]) {
    expect(await errorOf(router.call('imports.run', parts('/home/anna/firmy.xlsx', stray)))).toEqual({ code: 'rule', reason: 'file.not_chosen' })
    expect(await errorOf(router.call('imports.run', parts(stray, '/home/anna/firmy.xlsx')))).toEqual({ code: 'rule', reason: 'file.not_chosen' })
  }
  expect(router.stored).toHaveLength(1)
})

test('files of the store cannot be dropped in, not even through a link', () => {
  const router = aRouter()
  const database = join(router.dataDir, 'klientela.sqlite')
  writeFileSync(database, '')
  const link = join(mkdtempSync(join(tmpdir(), 'klientela-link-')), 'a.csv')
  symlinkSync(database, link)
  router.send('dropped', 'us', database)
  router.send('dropped', 'us', link)
  expect(router.grants.has(database)).toBe(false)
  expect(router.grants.has(link)).toBe(false)
})

test('a file of the data folder may be shown in the file manager and nothing else', async () => {
  const router = aRouter()
  mkdirSync(join(router.dataDir, 'backups'))
  const backup = join(router.dataDir, 'backups', 'a.sqlite')
  expect(await errorOf(router.call('shell.showInFolder', { path: backup }))).toBeNull()
  expect(await errorOf(router.call('backups.export', { path: backup }))).toEqual({ code: 'rule', reason: 'file.not_chosen' })
  expect(await errorOf(router.call('shell.showInFolder', { path: join(router.dataDir, '..', 'x') }))).toEqual({ code: 'rule', reason: 'file.not_chosen' })
})

test('a file chosen to be read is not one to write to', () => {
  const { grants } = aRouter()
  grants.grant('/home/anna/a.pdf', 'read')
  expect(grants.has('/home/anna/a.pdf', 'write')).toBe(false)
  grants.grant('/home/anna/a.pdf', 'write')
  expect(grants.has('/home/anna/a.pdf', 'write')).toBe(true)
  expect(grants.has('/home/anna/a.pdf', 'read')).toBe(true)
})

test('a window with a hundred calls waiting is told to wait, other windows are not', async () => {
  const router = aRouter()
  router.hold()
  const first = Array.from({ length: 100 }, () => router.call('deals.board', {}))
  expect(await errorOf(router.call('deals.board', {}))).toEqual({ code: 'conflict', reason: 'busy' })
  const other = router.call('deals.board', {}, undefined, 'funnel')
  router.release()
  expect(await errorOf(other)).toBeNull()
  for (const call of first) expect(await errorOf(call)).toBeNull()
  router.release()
  const again = router.call('deals.board', {})
  router.release()
  expect(await errorOf(again)).toBeNull()
})

test('a call that is too heavy, too deep or not plain data is refused', async () => {
  const router = aRouter()
  const deep = JSON.parse(`${'{"a":'.repeat(80)}1${'}'.repeat(80)}`) as unknown
  const cyclic: { self?: unknown } = {}
  cyclic.self = cyclic
  const heavy = ['x'.repeat(1_000_001), Array.from({ length: 200_000 }, () => 1), deep, cyclic, new Uint8Array(10), new Map([[1, 2]]), { at: new Date() }]
  for (const value of heavy) {
    expect(await errorOf(router.call('deals.move', { value }))).toEqual({ code: 'validation', reason: 'payload_too_large' })
  }
  expect(await errorOf(router.call('shell.saveImage', { pngBase64: 'x'.repeat(5_000_000) }))).toBeNull()
  expect(await errorOf(router.call('shell.info', { pngBase64: 'x'.repeat(5_000_000) }))).toEqual({ code: 'validation', reason: 'payload_too_large' })
})

test('whatever a page sends, it gets a result and nothing is polluted', async () => {
  const router = aRouter()
  await fc.assert(
    fc.asyncProperty(fc.anything(), fc.anything({ withBigInt: true, withMap: true, withSet: true, withSparseArray: true }), fc.anything(), async (name, input, jobId) => {
      const result = await router.call(name, input, jobId)
      expect(typeof result.ok).toBe('boolean')
      expect(Object.keys(result).toSorted()).toEqual(result.ok ? ['ok', 'value'] : ['error', 'ok'])
    }),
    { numRuns: 10_000 }
  )
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})
