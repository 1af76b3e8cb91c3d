import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keepFile } from '#main/db/blobs.ts'
import { maxAttachmentBytes } from '#shared/contract/card.ts'
import { openTestApp, type TestApp } from '#test/app.ts'

let app: TestApp
let outside: string
let clientId: string
beforeEach(async () => {
  app = await openTestApp()
  outside = mkdtempSync(join(tmpdir(), 'klientela-files-'))
  clientId = (await app.call('clients.create', { name: 'Stolarnia Dąb' })).id
})
afterEach(() => {
  app.close()
  rmSync(outside, { recursive: true, force: true })
})

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
const blob = (text: string) => join(app.dataDir, 'blobs', hashOf(text))
const blobs = () => (existsSync(join(app.dataDir, 'blobs')) ? readdirSync(join(app.dataDir, 'blobs')).sort() : [])
const files = async () => (await app.call('clients.get', { id: clientId })).files

async function add(name: string, text: string): Promise<string> {
  writeFileSync(join(outside, name), text)
  return (await app.call('attachments.add', { clientId, dealId: null, path: join(outside, name) })).id
}

describe('a file kept with a client', () => {
  test('lies under the hash of its bytes, once however often it comes, and stands in the time line', async () => {
    await add('umowa.pdf', 'umowa')
    await add('umowa kopia.pdf', 'umowa')
    expect(blobs()).toEqual([hashOf('umowa')])
    expect(readFileSync(blob('umowa'), 'utf8')).toBe('umowa')
    expect((await files()).map(({ fileName, byteCount }) => [fileName, byteCount])).toEqual([['umowa kopia.pdf', 5], ['umowa.pdf', 5]])
    const { rows } = await app.call('clients.timeline', { clientId, kinds: ['file'], page: { offset: 0, limit: 5 } })
    expect(rows).toMatchObject([{ kind: 'file', fileName: 'umowa kopia.pdf' }, { kind: 'file', fileName: 'umowa.pdf' }])
  })

  test('is opened and saved as a checked copy under its own name', async () => {
    const id = await add('oferta.txt', 'oferta')
    const { path, fileName } = await app.call('attachments.prepare', { id })
    expect([fileName, readFileSync(path, 'utf8')]).toEqual(['oferta.txt', 'oferta'])
    await app.call('attachments.save', { id, path: join(outside, 'kopia.txt') })
    expect(readFileSync(join(outside, 'kopia.txt'), 'utf8')).toBe('oferta')
    await app.call('attachments.rename', { id, fileName: '../..\\con?.txt' })
    expect((await files())[0]?.fileName).not.toMatch(/[/\\?]/)
    expect((await app.call('attachments.prepare', { id })).path.startsWith(join(app.dataDir, 'opened'))).toBe(true)
  })

  test('that is too large, a folder or gone is refused in words, and nothing of it stays', async () => {
    writeFileSync(join(outside, 'film.mp4'), '')
    truncateSync(join(outside, 'film.mp4'), maxAttachmentBytes + 1)
    mkdirSync(join(outside, 'folder'))
    const tryIt = (name: string) => app.call('attachments.add', { clientId, dealId: null, path: join(outside, name) })
    await expect(tryIt('film.mp4')).rejects.toMatchObject({ data: { code: 'rule', reason: 'attachment.too_large', details: { name: 'film.mp4', limitMb: 50 } } })
    await expect(tryIt('folder')).rejects.toMatchObject({ data: { reason: 'attachment.not_a_file' } })
    await expect(tryIt('nie ma.txt')).rejects.toMatchObject({ data: { reason: 'file.not_found' } })
    expect(blobs()).toEqual([])
    expect(await files()).toEqual([])
  })

  test('is never half there: work that is stopped while it comes in leaves no bytes, a draft of a killed run is swept at the next start', async () => {
    writeFileSync(join(outside, 'big.bin'), Buffer.alloc(5 << 20, 7))
    let steps = 0
    const stop = async () => {
      steps += 1
      if (steps === 3) throw new Error('stopped')
    }
    await expect(keepFile(app.dataDir, join(outside, 'big.bin'), maxAttachmentBytes, stop)).rejects.toThrow('stopped')
    expect(blobs()).toEqual([])
    writeFileSync(join(app.dataDir, 'blobs', '.0badcafe.tmp'), 'half')
    app = app.reopen()
    expect(blobs()).toEqual([])
  })

  test('that was damaged on the disk is not handed out, unless a backup has it whole: then it is mended', async () => {
    const id = await add('umowa.pdf', 'umowa')
    writeFileSync(blob('umowa'), 'UMOWA')
    await expect(app.call('attachments.prepare', { id })).rejects.toMatchObject({ data: { code: 'io', reason: 'attachment.damaged' } })
    expect(existsSync(join(app.dataDir, 'opened', id, 'umowa.pdf'))).toBe(false)
    writeFileSync(blob('umowa'), 'umowa')
    await app.call('backups.make', {})
    rmSync(blob('umowa'))
    const { path } = await app.call('attachments.prepare', { id })
    expect(readFileSync(path, 'utf8')).toBe('umowa')
    expect(readFileSync(blob('umowa'), 'utf8')).toBe('umowa')
  })

  test('goes from the card when it is removed and comes back by undo; only a purge deletes its bytes', async () => {
    const id = await add('stary.txt', 'stary')
    await add('nowy.txt', 'nowy')
    const { changeId } = await app.change('attachments.remove', { id })
    expect((await files()).map(({ fileName }) => fileName)).toEqual(['nowy.txt'])
    expect(await app.call('attachments.unused', {})).toEqual({ fileCount: 1, byteCount: 5 })
    await app.call('journal.undo', { changeId })
    expect((await files()).map(({ fileName }) => fileName).sort()).toEqual(['nowy.txt', 'stary.txt'])
    expect(readFileSync((await app.call('attachments.prepare', { id })).path, 'utf8')).toBe('stary')
    await app.call('attachments.remove', { id })
    expect(await app.call('attachments.purge', {})).toEqual({ fileCount: 1, byteCount: 5 })
    expect(blobs()).toEqual([hashOf('nowy')])
    expect(await app.call('attachments.unused', {})).toEqual({ fileCount: 0, byteCount: 0 })
  })
})

describe('backups and files', () => {
  test('a backup brings back the rows and the bytes, also of what was purged since', async () => {
    const id = await add('umowa.pdf', 'umowa')
    const { name } = await app.call('backups.make', {})
    await app.call('attachments.remove', { id })
    await app.call('attachments.purge', {})
    await add('inny.txt', 'inny')
    expect(blobs()).toEqual([hashOf('inny')])
    await app.call('backups.restore', { name })
    expect((await files()).map(({ fileName }) => fileName)).toEqual(['umowa.pdf'])
    expect(readFileSync((await app.call('attachments.prepare', { id })).path, 'utf8')).toBe('umowa')
  })

  test('bytes are copied once for all backups, and a lost one keeps no backup from being made', async () => {
    await add('a.txt', 'a')
    await app.call('backups.make', {})
    await add('b.txt', 'b')
    rmSync(blob('b'))
    const { name } = await app.call('backups.make', {})
    expect(readdirSync(join(app.dataDir, 'backups', 'blobs'))).toEqual([hashOf('a')])
    expect(readFileSync(join(app.dataDir, 'backups', `${name}.files`), 'utf8').split('\n').sort()).toEqual([hashOf('a'), hashOf('b')].sort())
  })

  test('files that no backup needs any more leave the folder of backups', async () => {
    const id = await add('a.txt', 'a')
    await app.call('backups.make', {})
    await app.call('attachments.remove', { id })
    await app.call('attachments.purge', {})
    app.clock.now += 40 * 86_400_000
    await app.call('backups.make', {})
    // The row of a removed file stays, and so does what a backup still has of it.
    expect(readdirSync(join(app.dataDir, 'backups', 'blobs'))).toEqual([hashOf('a')])
    writeFileSync(join(app.dataDir, 'backups', 'blobs', hashOf('nobody')), 'nobody')
    await app.call('backups.make', {})
    expect(readdirSync(join(app.dataDir, 'backups', 'blobs'))).toEqual([hashOf('a')])
  })
})
