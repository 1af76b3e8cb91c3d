import { execFileSync } from 'node:child_process'
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
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
import { dirname, join, resolve } from 'node:path'

/** File systems over a network, where SQLite's locks and shared memory cannot be trusted (reliability.md 2.1). */
const networkTypes = new Set([
  'nfs', 'nfs4', 'cifs', 'smb3', 'smbfs', '9p', 'afs', 'afpfs', 'ncpfs', 'davfs', 'webdav', 'ftp', 'ceph', 'fuse.sshfs', 'fuse.rclone',
  'fuse.davfs2', 'fuse.gvfsd-fuse', 'fuse.glusterfs'
])

/** File systems that number their files anew each time they are mounted. */
const forgetfulTypes = new Set(['vfat', 'msdos', 'exfat', 'fuseblk'])

export type FolderProblem = { readonly reason: 'network_folder' | 'read_only' | 'disk_full'; readonly detail: string }

/** Why the store must not live in the folder, if so; makes the folder where it is missing. */
export function problemOf(dir: string): FolderProblem | undefined {
  try {
    const network = networkOf({ platform: process.platform, given: dir, real: realPathOf(nearestOf(dir)), mounts: readMounts() })
    if (network !== undefined) return { reason: 'network_folder', detail: network }
    mkdirSync(dir, { recursive: true, mode: 0o700 })
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

/** A folder as somebody gave it, where it really lies, and the text in which the system tells what is mounted where. */
export type FolderFacts = { readonly platform: NodeJS.Platform; readonly given: string; readonly real: string; readonly mounts: string }

/** The place or the file system by which a folder is on another computer; undefined for one of this computer. */
export function networkOf({ platform, given, real, mounts }: FolderFacts): string | undefined {
  // The real path of a drive letter that stands for a shared folder is that of the share.
  const share = [given, real].find((path) => isShare(path, platform))
  if (share !== undefined) return share
  const found = mountOf(real, mounts, platform)
  if (found === undefined) return undefined
  // macOS marks what is its own; through FUSE comes anything.
  const isForeign = platform === 'darwin' && found.type.includes('fuse') && !found.isLocal
  return networkTypes.has(found.type) || isForeign ? found.type : undefined
}

function isShare(path: string, platform: NodeJS.Platform): boolean {
  if (platform !== 'win32') return path.startsWith('//') || path.startsWith('\\\\')
  const plain = path.replaceAll('/', '\\')
  // `\\?\C:\…` and `\\.\…` are long names of this computer, `\\?\UNC\…` those of a share.
  return /^\\\\[?.]\\UNC\\/i.test(plain) || (plain.startsWith('\\\\') && !/^\\\\[?.]\\/.test(plain))
}

/** The folder, or the nearest one around it that is there. */
function nearestOf(dir: string): string {
  let nearest = resolve(dir)
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest)
  return nearest
}

/** Some drives of memory on Windows have no real path; they are of this computer. */
function realPathOf(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return path
  }
}

/** Tells a file from its copies; empty where the disk gives no number that lasts. */
export function fileIdOf(path: string): string {
  const type = fileSystemOf(realPathOf(path), readMounts(), process.platform)
  if (type !== undefined && forgetfulTypes.has(type)) return ''
  return String(statSync(path, { bigint: true }).ino)
}

/** The type of the file system that a path is on, from the mount table of Linux or what `mount` says on macOS. */
export function fileSystemOf(path: string, mounts: string, platform: NodeJS.Platform): string | undefined {
  return mountOf(path, mounts, platform)?.type
}

type Mount = { readonly point: string; readonly type: string; readonly isLocal: boolean }

function mountOf(path: string, mounts: string, platform: NodeJS.Platform): Mount | undefined {
  let best: Mount | undefined
  for (const line of mounts.split('\n')) {
    const mount = platform === 'darwin' ? macMountOf(line) : linuxMountOf(line)
    if (mount === undefined) continue
    const isInside = path === mount.point || path.startsWith(mount.point.endsWith('/') ? mount.point : `${mount.point}/`)
    if (isInside && mount.point.length >= (best?.point.length ?? 0)) best = mount
  }
  return best
}

/** As in '//nas/firma /mnt/firma\040dane cifs rw,vers=3.1.1 0 0'. */
function linuxMountOf(line: string): Mount | undefined {
  const [, point, type] = line.split(' ')
  if (!point || !type) return undefined
  return { point: point.replace(/\\(\d{3})/g, (_code, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))), type, isLocal: true }
}

/** As in '//anna@nas/firma on /Volumes/firma (smbfs, nodev, nosuid, mounted by anna)'. */
function macMountOf(line: string): Mount | undefined {
  const [, point, options] = / on (\/.*) \(([^()]+)\)$/.exec(line) ?? []
  const [type, ...flags] = options?.split(', ') ?? []
  return point === undefined || type === undefined ? undefined : { point, type, isLocal: flags.includes('local') }
}

/** What is mounted where, as this system tells it; nothing where it does not. */
function readMounts(): string {
  try {
    if (process.platform === 'darwin') return execFileSync('/sbin/mount', { encoding: 'utf8', timeout: 2000 })
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
