import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync
} from 'node:fs'
import { dirname, join } from 'node:path'

/** File systems over a network, where SQLite's locks and shared memory cannot be trusted (reliability.md 2.1). */
const networkTypes = new Set(['nfs', 'nfs4', 'cifs', 'smb3', 'smbfs', '9p', 'afs', 'ncpfs', 'davfs', 'fuse.sshfs', 'fuse.rclone', 'fuse.davfs2'])

/** File systems that number their files anew each time they are mounted. */
const forgetfulTypes = new Set(['vfat', 'msdos', 'exfat', 'fuseblk'])

export type FolderProblem = { readonly reason: 'network_folder' | 'read_only' | 'disk_full'; readonly detail: string }

/** Why the store must not live in the folder, if so; makes the folder where it is missing. */
export function problemOf(dir: string): FolderProblem | undefined {
  if (dir.startsWith('\\\\') || dir.startsWith('//')) return { reason: 'network_folder', detail: dir }
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    const kind = fileSystemOf(realpathSync(dir), readMounts())
    if (kind !== undefined && networkTypes.has(kind)) return { reason: 'network_folder', detail: kind }
    accessSync(dir, constants.W_OK)
    const probe = join(dir, `.probe-${process.pid}`)
    writeFileSync(probe, '')
    unlinkSync(probe)
    return undefined
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC'
    return { reason: isFull ? 'disk_full' : 'read_only', detail }
  }
}

/** Tells a file from its copies; empty where the disk gives no number that lasts. */
export function fileIdOf(path: string): string {
  const type = fileSystemOf(realpathSync(path), readMounts())
  if (type !== undefined && forgetfulTypes.has(type)) return ''
  return String(statSync(path, { bigint: true }).ino)
}

/** The type of the file system that a folder is on, from the text of Linux's mount table. */
export function fileSystemOf(dir: string, mounts: string): string | undefined {
  let best = { point: '', type: undefined as string | undefined }
  for (const line of mounts.split('\n')) {
    const [, rawPoint, type] = line.split(' ')
    const point = rawPoint?.replace(/\\040/g, ' ')
    if (!point || !type) continue
    const isInside = dir === point || dir.startsWith(point.endsWith('/') ? point : `${point}/`)
    if (isInside && point.length >= best.point.length) best = { point, type }
  }
  return best.type
}

function readMounts(): string {
  try {
    return readFileSync('/proc/self/mounts', 'utf8')
  } catch {
    return ''
  }
}

/** Makes what was written to a file survive a power cut, its name included. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  syncDir(dirname(path))
}

/** Makes renames in a folder survive a power cut; systems without it (Windows) refuse and need none. */
export function syncDir(dir: string): void {
  try {
    const folder = openSync(dir, 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  } catch {
    // Windows cannot open folders; its renames are journalled.
  }
}

/** Writes a small file as a whole or not at all: temporary name, fsync, rename. */
export function writeWhole(path: string, content: string): void {
  const temporary = `${path}.${process.pid}.tmp`
  writeFileSync(temporary, content, { mode: 0o600 })
  syncFile(temporary)
  renameSync(temporary, path)
  syncDir(dirname(path))
}

/** Removes what a killed backup or write left behind. */
export function sweepTemporary(dir: string): void {
  for (const name of readdirSync(dir)) {
    if (/\.tmp(-journal|-wal|-shm)?$/.test(name) || name.startsWith('.probe-')) {
      try {
        unlinkSync(join(dir, name))
      } catch {
        // Somebody else's: not ours to remove.
      }
    }
  }
}
