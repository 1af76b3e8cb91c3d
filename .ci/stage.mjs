import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { buildApp } from './build.mjs'
import { cache, findCached, makeCached, root } from './paths.mjs'

const prebuilt = `${process.platform}-${process.arch}.node`
const notCopied = new Set(['node_modules', 'out', 'dist', 'tour', '.git', '.cache', 'coverage', 'test-results'])

/** Builds the app and lays it out as it ships: what it was built to, its resources, and better-sqlite3 for that Electron. */
export function stageApp(folder, electron) {
  buildApp(() => {
    for (const part of ['out/main', 'out/preload', 'out/renderer', 'resources', 'package.json']) copy(join(root, part), join(folder, part))
  })
  stageSqlite(folder, electron)
  return folder
}

/** Puts better-sqlite3, with the binary that this Electron can load, into node_modules of a folder. */
export function stageSqlite(folder, electron) {
  const from = join(root, 'node_modules', 'better-sqlite3')
  const to = join(folder, 'node_modules', 'better-sqlite3')
  for (const part of ['lib', 'package.json', 'LICENSE']) copy(join(from, part), join(to, part))
  mkdirSync(join(to, 'prebuilds'), { recursive: true })
  copyFileSync(electron.sqliteBinary ?? join(from, 'prebuilds', prebuilt), join(to, 'prebuilds', prebuilt))
}

/** A copy of the checkout that `user` may read and write, with its node_modules beside it. */
export function stageCheckout(folder, user) {
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(root).filter((name) => !notCopied.has(name))) copy(join(root, name), join(folder, name))
  spawnSync('chown', ['-R', `${user.uid}:${user.gid}`, folder])
  symlinkSync(readableModules(user), join(folder, 'node_modules'))
  return folder
}

/** Whether that user can get at a file or folder. */
export function canRead(user, path) {
  return spawnSync('test', ['-r', path], { uid: user.uid, gid: user.gid, cwd: '/' }).status === 0
}

/** node_modules itself where the user can read it, otherwise a copy made of hard links once for these packages. */
export function readableModules(user) {
  const modules = join(root, 'node_modules')
  if (canRead(user, join(modules, '.package-lock.json'))) return modules
  const hasElectron = existsSync(join(modules, 'electron', 'path.txt'))
  const digest = createHash('sha256').update(readFileSync(join(modules, '.package-lock.json'))).update(String(hasElectron))
  const name = `modules-${digest.digest('hex').slice(0, 12)}`
  if (!findCached(name)) {
    clearOldModules()
    makeCached(name, (draft) => copyModules(modules, join(draft, 'node_modules')))
  }
  return join(findCached(name), 'node_modules')
}

function copyModules(from, to) {
  if (spawnSync('cp', ['-al', from, to]).status === 0) return
  rmSync(to, { recursive: true, force: true })
  if (spawnSync('cp', ['-a', from, to]).status !== 0) throw new Error('node_modules could not be copied')
}

function clearOldModules() {
  const dayAgo = Date.now() - 24 * 60 * 60 * 1000
  for (const name of readdirSync(cache).filter((name) => name.startsWith('modules-'))) {
    const path = join(cache, name)
    if (statSync(path).ctimeMs < dayAgo) rmSync(path, { recursive: true, force: true })
  }
}

function copy(from, to) {
  if (existsSync(from)) cpSync(from, to, { recursive: true })
}

/** Copies a folder of results back into the checkout, as root's own files. */
export function bringBack(from, to) {
  if (!existsSync(from)) return
  cpSync(from, to, { recursive: true })
  spawnSync('chown', ['-R', '0:0', to])
}
