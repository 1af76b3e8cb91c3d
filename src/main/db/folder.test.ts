import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { fileIdOf, fileSystemOf, problemOf } from './folder.ts'

const mounts = [
  '/dev/nvme0n1p2 / ext4 rw,relatime 0 0',
  'tmpfs /tmp tmpfs rw,nosuid,nodev 0 0',
  'nas:/volume1/crm /mnt/crm nfs4 rw,vers=4.2 0 0',
  '//nas/firma /mnt/firma\\040dane cifs rw,vers=3.1.1 0 0',
  'anna@biuro: /home/anna/biuro fuse.sshfs rw,nosuid 0 0',
  '/dev/sdb1 /media/pendrive vfat rw 0 0'
].join('\n')

test.each([
  ['/home/anna/klientela', 'ext4'],
  ['/mnt/crm/klientela', 'nfs4'],
  ['/mnt/crm', 'nfs4'],
  ['/mnt/crm2', 'ext4'],
  ['/mnt/firma dane/klientela', 'cifs'],
  ['/home/anna/biuro/klientela', 'fuse.sshfs'],
  ['/media/pendrive', 'vfat']
])('%s lies on %s', (dir, type) => {
  expect(fileSystemOf(dir, mounts)).toBe(type)
})

test('the last of two file systems mounted on one place counts', () => {
  expect(fileSystemOf('/data', '/dev/sda1 /data ext4 rw 0 0\nnas:/x /data nfs rw 0 0')).toBe('nfs')
})

test('a system without a mount table tells nothing', () => {
  expect(fileSystemOf('/data', '')).toBeUndefined()
})

test('a folder of another computer is refused by its name alone', () => {
  expect(problemOf('\\\\nas\\firma')).toMatchObject({ reason: 'network_folder' })
  expect(problemOf('//nas/firma')).toMatchObject({ reason: 'network_folder' })
})

test('a folder where a file stands in the way is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'klientela-folder-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'file'), '')
  expect(problemOf(join(folder, 'file', 'inside'))).toMatchObject({ reason: 'read_only' })
  expect(problemOf(join(folder, 'new', 'inside'))).toBeUndefined()
})

test('a copy of a file is another file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'klientela-folder-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [one, other] = [join(folder, 'one'), join(folder, 'other')]
  writeFileSync(one, 'content')
  copyFileSync(one, other)
  const before = fileIdOf(one)
  writeFileSync(one, 'other content')
  expect(fileIdOf(one)).toBe(before)
  expect(fileIdOf(other)).not.toBe(before)
})
