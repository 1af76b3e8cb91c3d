import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the checkout. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/** True for root on Linux and macOS: it may install system packages, but Chromium's sandbox refuses to run as root. */
export const isRoot = process.getuid?.() === 0

/** The cache that every user of the machine can read and only root can fill. */
export const machineCache = '/var/cache/klientela'

/** Where this user keeps what is made once and reused by every clone. */
export const cache =
  isRoot && process.platform === 'linux'
    ? machineCache
    : join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'klientela')

/** A finished cache entry by name, the machine's first; undefined when nobody has made it yet. */
export function findCached(name) {
  const places = process.platform === 'linux' ? [machineCache, cache] : [cache]
  return places.map((place) => join(place, name)).find((path) => existsSync(path))
}

/**
 * Makes a cache entry once. `make` fills a folder under a passing name, which gets its real name only when complete:
 * a build that was killed half way is never taken for a finished one.
 */
export function makeCached(name, make) {
  clearAbandoned()
  const finished = join(cache, name)
  const draft = makeEmpty(`${finished}.${process.pid}.draft`)
  try {
    make(draft)
    if (!existsSync(finished)) renameSync(draft, finished)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return finished
}

/** A folder in the cache for this process alone, to be removed by it at the end. */
export function makeRunFolder() {
  clearAbandoned()
  return makeEmpty(join(cache, `run-${process.pid}`))
}

// Process ids come round again: what stands there under ours is an older process's.
function makeEmpty(folder) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { mode: 0o755 })
  return folder
}

/** Makes the cache if need be and takes away what processes left in it that were killed. */
function clearAbandoned() {
  mkdirSync(cache, { recursive: true, mode: 0o755 })
  for (const name of readdirSync(cache)) {
    const pid = Number(/^run-(\d+)$|\.(\d+)\.draft$/.exec(name)?.slice(1).find(Boolean))
    if (pid && !isAlive(pid)) rmSync(join(cache, name), { recursive: true, force: true })
  }
}

/** Runs `work` while no other process of the same checkout holds the lock of that name; waits for its turn. */
export function withLock(name, work) {
  const lock = join(root, '.cache', `${name}.lock`)
  mkdirSync(dirname(lock), { recursive: true })
  while (!tryLock(lock)) sleep(200)
  try {
    return work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function tryLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (!isHolderAlive(lock)) rmSync(lock, { force: true })
    return false
  }
}

function isHolderAlive(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'))
    return pid === 0 || isAlive(pid)
  } catch {
    return false
  }
}

/** Whether a process of that id exists. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
