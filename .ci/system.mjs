import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isRoot } from './paths.mjs'

// What Chromium and a display without a screen need on Linux: how to see that it is there, and Debian's name for it.
const libraries = {
  'libgtk-3.so.0': 'libgtk-3-0',
  'libnss3.so': 'libnss3',
  'libasound.so.2': 'libasound2',
  'libgbm.so.1': 'libgbm1',
  'libXss.so.1': 'libxss1',
  'libXtst.so.6': 'libxtst6'
}
const displayTools = { Xvfb: 'xvfb', 'xvfb-run': 'xvfb', xauth: 'xauth' }
const testTools = { strace: 'strace' }
const compilers = { python3: 'python3', make: 'make', 'g++': 'g++' }

/** Whether the session has a screen to open a window on. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/** Installs what a window needs on Debian and Ubuntu as root; anyone else is told the one command to run. */
export function ensureSystemPackages() {
  if (process.platform === 'linux') install([...missingLibraries(), ...missingDisplay()], 'to open a window')
}

/** The same for what cuts the power and breaks the disk in tests; they are left out, aloud, where it is missing. */
export function ensureTestTools() {
  if (process.platform === 'linux') install(missingTools(testTools), 'to test power cuts and failing disks')
}

/** The same for the compiler that the fallback's better-sqlite3 is built with. */
export function ensureCompiler() {
  install(missingTools(compilers), 'to build better-sqlite3')
}

function install(packages, purpose) {
  const wanted = [...new Set(packages)]
  if (wanted.length === 0) return
  const hasApt = isOnPath('apt-get')
  if (!isRoot || !hasApt) {
    console.log(
      hasApt
        ? `Missing ${purpose}. Run once: sudo apt-get install -y ${wanted.join(' ')}`
        : `Missing ${purpose}; under Debian's names: ${wanted.join(' ')}. Install them with your system's package manager.`
    )
    return
  }
  console.log(`Installing ${purpose}: ${wanted.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', ['update', '-qq'], { env })
  const { status, stderr } = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...wanted.map(currentName)], {
    env,
    encoding: 'utf8'
  })
  if (status !== 0) console.log(`apt-get failed: ${stderr.trim().split('\n').at(-1)}`)
}

// Ubuntu 24.04 and Debian 13 renamed some libraries when they moved to a 64-bit time.
function currentName(name) {
  return spawnSync('apt-cache', ['show', `${name}t64`]).status === 0 ? `${name}t64` : name
}

function missingLibraries() {
  const ldconfig = ['/sbin/ldconfig', '/usr/sbin/ldconfig'].find((path) => existsSync(path)) ?? 'ldconfig'
  const { stdout } = spawnSync(ldconfig, ['-p'], { encoding: 'utf8' })
  if (!stdout) return []
  return Object.entries(libraries).flatMap(([file, name]) => (stdout.includes(`\t${file} `) ? [] : [name]))
}

function missingDisplay() {
  const tools = hasDisplay() && !isRoot ? [] : missingTools(displayTools)
  return hasFonts() ? tools : [...tools, 'fonts-dejavu-core']
}

function hasFonts() {
  return ['/usr/share/fonts/truetype', '/usr/share/fonts/TTF', '/usr/share/fonts/dejavu-sans-fonts', '/usr/local/share/fonts'].some(
    (folder) => existsSync(folder) && readdirSync(folder).length > 0
  )
}

function missingTools(tools) {
  return Object.entries(tools).flatMap(([tool, name]) => (isOnPath(tool) ? [] : [name]))
}

function isOnPath(tool) {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, tool)))
}
