import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { InputOf } from '#shared/contract/define.ts'
import type { storeContract } from '#shared/contract/index.ts'
import { openTestApp, type TestApp } from './app.ts'
import { testFolder } from './fixtures/files.ts'
import { hostileFiles } from './fixtures/hostile.ts'
import { digestOf } from './model.ts'

type Choices = InputOf<(typeof storeContract)['imports.run']>

const limitMs = 2000
const write = testFolder()
let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
  await app.call('clients.create', { name: 'Hurtownia Wisła' })
})
afterAll(() => app.close())

const place = { target: 'client' as const, sheetIndex: null, encoding: null, delimiter: null }
const choices = (path: string): Choices => ({
  parts: [{ ...place, path, mapping: [{ column: 0, field: 'name' }] }], currency: null, known: 'fill', unknown: 'create', sourceId: 'source-file', ownerIds: [], categoryIds: [], segment: null,
  consent: null
})
/** That a file was tried is kept, and a backup stands before; nothing else may be. */
const digest = () => digestOf(app.store.db().$client, ['import_run', 'import_row', 'backup_run', 'journal_stamp'])

async function timed<T>(work: Promise<T>): Promise<{ result: T; ms: number }> {
  const began = performance.now()
  return { result: await work, ms: performance.now() - began }
}

test.each(hostileFiles.map((file) => [file.what, file] as const))('%s does the store no harm', async (_what, { fileName, bytes, expected }) => {
  const path = write(fileName, bytes())
  const before = digest()
  const opened = await timed(app.ask('imports.open', { ...place, path }))
  const ran = await timed(app.ask('imports.run', choices(path)))
  expect(Math.max(opened.ms, ran.ms)).toBeLessThan(limitMs)
  if (expected === 'read') {
    expect(opened.result.ok && ran.result.ok).toBe(true)
    return
  }
  expect(ran.result).toMatchObject({ ok: false, error: { reason: expected } })
  // What only a later row shows is met when the rows are read; how the letters are written is asked first.
  if (!opened.result.ok) expect(opened.result.error.reason).toBe(expected)
  else if (expected === 'import.encoding_unknown') expect(opened.result.value.encoding).toBeNull()
  expect(digest(), 'nothing of a refused file came in').toBe(before)
})

test.skipIf(process.platform === 'win32')('what is no file is refused at once: a pipe, a device, a folder', async () => {
  const pipe = join(app.dataDir, 'pipe')
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0)
  for (const [path, reason] of [[pipe, 'import.unreadable'], ['/dev/zero', 'import.unreadable'], [app.dataDir, 'import.is_folder']] as const) {
    expect(await app.ask('imports.open', { ...place, path })).toMatchObject({ ok: false, error: { reason } })
  }
})
