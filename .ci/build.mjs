import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, withLock } from './paths.mjs'

const stamp = join(root, 'out', '.built')
const sources = ['src', 'resources/locales', 'package.json', 'package-lock.json', 'electron.vite.config.ts']

/** Builds the app into out/, unless what is there is newer than all of its sources, and returns what `then` makes of it. */
export function buildApp(then) {
  return withLock('build', () => {
    if (!isBuilt()) build()
    return then?.()
  })
}

function isBuilt() {
  if (!existsSync(stamp)) return false
  const { mtimeMs } = statSync(stamp)
  return sources.every((source) => newest(join(root, source)) <= mtimeMs)
}

function build() {
  const start = Date.now()
  rmSync(stamp, { force: true })
  const { status } = runTool('electron-vite', ['build', '--logLevel', 'warn'])
  if (status !== 0) {
    console.error('The app could not be built.')
    process.exit(1)
  }
  writeFileSync(stamp, '')
  // What was edited during the build is newer than it.
  utimesSync(stamp, start / 1000, start / 1000)
  console.log(`Built the app in ${((Date.now() - start) / 1000).toFixed(1)} s.`)
}

function newest(path) {
  if (/\.test\.tsx?$/.test(path) || !existsSync(path)) return 0
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

/** Runs a command of node_modules/.bin in the checkout, its output going where ours goes unless told otherwise. */
export function runTool(name, args, options) {
  const isWindows = process.platform === 'win32'
  return spawnSync(join(root, 'node_modules', '.bin', isWindows ? `${name}.cmd` : name), args, {
    cwd: root,
    stdio: 'inherit',
    shell: isWindows,
    ...options
  })
}
