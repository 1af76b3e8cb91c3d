import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { fileIdOf, fileSystemOf, networkOf, problemOf } from './folder.ts'

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
  expect(fileSystemOf(dir, mounts, 'linux')).toBe(type)
})

test('the last of two file systems mounted on one place counts', () => {
  expect(fileSystemOf('/data', '/dev/sda1 /data ext4 rw 0 0\nnas:/x /data nfs rw 0 0', 'linux')).toBe('nfs')
})

test('a system without a mount table tells nothing', () => {
  expect(fileSystemOf('/data', '', 'linux')).toBeUndefined()
})

test('a folder of another computer is refused by its name alone', () => {
  expect(problemOf('\\\\nas\\firma')).toMatchObject({ reason: 'network_folder' })
  expect(problemOf('//nas/firma')).toMatchObject({ reason: 'network_folder' })
})

/** What `mount` says on a Mac. */
const macMounts = [
  '/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)',
  'devfs on /dev (devfs, local, nobrowse)',
  '/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse, protect, root data)',
  'map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)',
  '//anna@nas._smb._tcp.local/firma on /Volumes/firma (smbfs, nodev, nosuid, mounted by anna)',
  '//anna@nas/klienci%202026 on /Volumes/klienci on nas (2026) (smbfs, nodev, nosuid, mounted by anna)',
  'nas:/volume1/crm on /private/mnt/crm (nfs)',
  'afp_1234 on /Volumes/stary (afpfs, nodev, nosuid, mounted by anna)',
  'https://dav.example.pl/ on /Volumes/dav (webdav, nodev, noexec, nosuid, mounted by anna)',
  'anna@biuro:/home on /Users/anna/biuro (macfuse, nodev, nosuid, synchronous, mounted by anna)',
  '/dev/disk5s1 on /Volumes/windows (macfuse_ntfs, local, nodev, nosuid, mounted by anna)',
  '/dev/disk6s1 on /Volumes/PENDRIVE (exfat, local, nodev, nosuid, noowners)'
].join('\n')

test.each([
  ['/Users/anna/Library/Application Support/Klientela', undefined],
  ['/Volumes/firma/klientela', 'smbfs'],
  ['/Volumes/firma 2/klientela', undefined],
  ['/Volumes/klienci on nas (2026)/klientela', 'smbfs'],
  ['/private/mnt/crm', 'nfs'],
  ['/Volumes/stary', 'afpfs'],
  ['/Volumes/dav/klientela', 'webdav'],
  ['/Users/anna/biuro/klientela', 'macfuse'],
  ['/Volumes/windows/klientela', undefined],
  ['/Volumes/PENDRIVE', undefined]
])('on a Mac %s is a folder of another computer by %s', (real, network) => {
  expect(networkOf({ platform: 'darwin', given: real, real, mounts: macMounts })).toBe(network)
})

test.each([
  ['C:\\Users\\Anna\\AppData\\Roaming\\Klientela', 'C:\\Users\\Anna\\AppData\\Roaming\\Klientela', undefined],
  ['\\\\?\\C:\\Users\\Anna\\klientela', 'C:\\Users\\Anna\\klientela', undefined],
  ['\\\\nas\\firma', '\\\\nas\\firma', '\\\\nas\\firma'],
  ['//nas/firma', '\\\\nas\\firma', '//nas/firma'],
  ['Z:\\klientela', '\\\\nas\\firma\\klientela', '\\\\nas\\firma\\klientela'],
  ['Z:\\klientela', '\\\\?\\UNC\\nas\\firma\\klientela', '\\\\?\\UNC\\nas\\firma\\klientela'],
  ['C:\\firma', '\\\\nas\\firma', '\\\\nas\\firma'],
  ['R:\\klientela', 'R:\\klientela', undefined]
])('on Windows %s, which really is %s, is a folder of another computer by %s', (given, real, network) => {
  expect(networkOf({ platform: 'win32', given, real, mounts: '' })).toBe(network)
})

test.each([
  ['/home/anna/klientela', '/home/anna/klientela', undefined],
  ['/home/anna/link', '/mnt/crm/klientela', 'nfs4'],
  ['/mnt/firma dane', '/mnt/firma dane', 'cifs'],
  ['/media/pendrive', '/media/pendrive', undefined]
])('on Linux %s, which really is %s, is a folder of another computer by %s', (given, real, network) => {
  expect(networkOf({ platform: 'linux', given, real, mounts })).toBe(network)
})

test('a disk that numbers its files anew each time is known on a Mac too', () => {
  expect(fileSystemOf('/Volumes/PENDRIVE/klientela', macMounts, 'darwin')).toBe('exfat')
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
