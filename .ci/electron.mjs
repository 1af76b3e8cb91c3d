import { createHash } from 'node:crypto'
import { chmodSync, chownSync, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { findCached, isRoot, root } from './paths.mjs'

const modules = join(root, 'node_modules')

/** The Electron that a machine without the download host gets (Linux x64): see fallback.mjs. */
export const fallbackVersion = '25.1.1'

/**
 * The Electron that will run the app: where it lies, its executable and version, whether it is the fallback, and the
 * better-sqlite3 binary made for it (null: the shipped one fits). Null when prepare.mjs could get none.
 */
export function resolveElectron() {
  return officialElectron() ?? fallbackElectron()
}

/** The Electron of package.json when it is complete in node_modules. */
export function officialElectron() {
  const distPath = join(modules, 'electron', 'dist')
  const wanted = electronPackage().version
  const version = readOr(join(distPath, 'version')).trim().replace(/^v/, '')
  const executable = join(distPath, readOr(join(modules, 'electron', 'path.txt')).trim() || 'electron')
  if (version !== wanted || !existsSync(executable)) return null
  return { distPath, executable, version, isFallback: false, sqliteBinary: null }
}

function fallbackElectron() {
  const distPath = findCached(fallbackElectronName())
  const sqlite = findCached(fallbackSqliteName())
  if (!distPath || !sqlite) return null
  return {
    distPath,
    executable: join(distPath, 'electron'),
    version: fallbackVersion,
    isFallback: true,
    sqliteBinary: join(sqlite, 'better_sqlite3.node')
  }
}

/**
 * What to do where the kernel forbids Chromium's sandbox (Ubuntu since 23.10): the helper of that Electron has to belong to
 * root. Root is helped at once. Null when there is nothing to do.
 */
export function sandboxHint({ distPath }) {
  const helper = join(distPath, 'chrome-sandbox')
  if (process.platform !== 'linux' || !existsSync(helper) || areUserNamespacesOpen()) return null
  const { uid, mode } = statSync(helper)
  if (uid === 0 && (mode & 0o4755) === 0o4755) return null
  if (isRoot) {
    chownSync(helper, 0, 0)
    chmodSync(helper, 0o4755)
    return null
  }
  return `This system lets Chromium's sandbox start only through a helper that root owns. Run once:\n  sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`
}

function areUserNamespacesOpen() {
  const setting = (name) => readOr(`/proc/sys/${name}`).trim()
  return setting('kernel/apparmor_restrict_unprivileged_userns') !== '1' && setting('kernel/unprivileged_userns_clone') !== '0'
}

/** Name of the cache entry that holds the fallback; changes with the files that make it what it is. */
export function fallbackElectronName() {
  return `electron-${fallbackVersion}-linux-x64-${digest('bootstrap.cjs')}`
}

/** Name of the cache entry that holds better-sqlite3 built for the fallback. */
export function fallbackSqliteName() {
  const { version } = JSON.parse(readOr(join(modules, 'better-sqlite3', 'package.json')) || '{}')
  return `better-sqlite3-${version}-node-api-8-linux-x64-${digest('nodeApi8.h')}`
}

/** package.json of the installed `electron` package. */
export function electronPackage() {
  return JSON.parse(readOr(join(modules, 'electron', 'package.json')) || '{}')
}

function digest(file) {
  return createHash('sha256').update(readFileSync(join(root, '.ci', 'fallback', file))).digest('hex').slice(0, 8)
}

function readOr(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
