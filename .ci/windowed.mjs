// Runs what needs a real window: tour, bench, torture, the end-to-end stories and the packaged program. Root lends them an unprivileged user,
// since Chromium's sandbox refuses to run as root and the product is tried exactly as it ships. A machine without a
// display gets a virtual one.
import { spawn, spawnSync } from 'node:child_process'
import { appendFileSync, chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { resolveElectron, sandboxHint } from './electron.mjs'
import { isRoot, makeRunFolder, root } from './paths.mjs'
import { bringBack, canRead, readableModules, stageApp, stageCheckout } from './stage.mjs'
import { ensureTestTools, hasDisplay } from './system.mjs'

const runs = {
  tour: ['node', 'test/tour/run.ts'],
  bench: ['node', 'test/bench/run.ts'],
  torture: ['node', 'test/torture/run.ts'],
  packaged: ['node', '.ci/packaged.mjs'],
  e2e: ['vitest', 'run', '--config', 'test/e2e/vitest.config.ts', '--configLoader', 'native']
}
// What a run leaves for people to look at, relative to the folder that it runs in.
const results = ['tour', 'test-results']
const testUser = 'klientela-test'

const [kind, ...args] = process.argv.slice(2)
if (!Object.hasOwn(runs, kind)) fail(`usage: node .ci/windowed.mjs ${Object.keys(runs).join('|')} [argument …]`)
const electron = resolveElectron()
if (!electron) fail('No Electron can run here: node .ci/prepare.mjs says why.')
const hint = sandboxHint(electron)
if (hint) fail(hint)

if (kind === 'torture') ensureTestTools()
const folder = makeRunFolder()
const children = []
process.on('exit', () => {
  for (const child of children) stop(child)
  rmSync(folder, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130))

const user = isRoot ? ensureTestUser() : null
const app = stageApp(join(folder, 'app'), electron)
const work = user ? stageCheckout(join(folder, 'work'), user) : root
const env = runEnvironment()
if (user || !hasDisplay()) env.DISPLAY = await startDisplay()
const status = await run()
if (user) takeResults()
process.exit(status)

function runEnvironment() {
  const distPath = user && !canRead(user, electron.executable) ? join(readableModules(user), 'electron', 'dist') : electron.distPath
  return {
    ...(user ? userEnvironment() : process.env),
    PATH: `${join(work, 'node_modules', '.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`,
    KLIENTELA_APP: app,
    KLIENTELA_ELECTRON: electron.executable.replace(electron.distPath, distPath),
    KLIENTELA_ELECTRON_VERSION: electron.version,
    ELECTRON_OVERRIDE_DIST_PATH: distPath,
    ...(user && process.env.KLIENTELA_SKIPS ? { KLIENTELA_SKIPS: join(work, 'skips.txt') } : {})
  }
}

// Nothing of root's session goes along but words and time zone, and what is meant for the tests.
function userEnvironment() {
  const meant = /^(LANG|LANGUAGE|LC_\w+|TZ|TERM|COLORTERM|CI|FORCE_COLOR|NO_COLOR|KLIENTELA_\w+)$/
  const kept = Object.entries(process.env).filter(([name]) => meant.test(name))
  const readable = kept.map(([name, value]) => [name, /^KLIENTELA_(TEST_\w+|PACKAGED)$/.test(name) ? readableCopy(name, value) : value])
  return { ...Object.fromEntries(readable), HOME: user.home, USER: testUser, LOGNAME: testUser, TMPDIR: '/tmp' }
}

function readableCopy(name, path) {
  if (!path || !existsSync(path) || canRead(user, path)) return path
  const copy = join(folder, name.toLowerCase())
  cpSync(path, copy, { recursive: true })
  return copy
}

function ensureTestUser() {
  const id = () => spawnSync('getent', ['passwd', testUser], { encoding: 'utf8' }).stdout?.trim()
  if (!id()) {
    console.log(`Making the unprivileged user ${testUser}, as whom windows are opened.`)
    const { status, stderr, error } = spawnSync('useradd', ['--create-home', '--shell', '/bin/bash', testUser], { encoding: 'utf8' })
    if (status !== 0) fail(`The user ${testUser} could not be made: ${stderr || error}`)
  }
  const [, , uid, gid, , home] = id().split(':')
  return { uid: Number(uid), gid: Number(gid), home }
}

/** Starts a virtual display on the first free number, which the X server reports by itself. */
function startDisplay() {
  if (isRoot && !existsSync('/tmp/.X11-unix')) {
    mkdirSync('/tmp/.X11-unix')
    chmodSync('/tmp/.X11-unix', 0o1777)
  }
  return new Promise((resolve) => {
    const server = start('Xvfb', ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe']
    })
    server.on('error', () => fail('No display, and Xvfb is missing: node .ci/prepare.mjs says how to get it.'))
    server.on('exit', (code) => fail(`The virtual display ended (${code}).`))
    server.stdio[3].once('data', (number) => resolve(`:${String(number).trim()}`))
  })
}

function run() {
  const [command, ...fixed] = runs[kind]
  return new Promise((resolve) => {
    const child = start(command, [...fixed, ...args], { stdio: 'inherit', cwd: work, env, shell: process.platform === 'win32' })
    child.on('error', (error) => fail(`${command} could not start: ${error.message}`))
    child.on('exit', (code, signal) => resolve(signal ? 1 : code))
  })
}

function start(command, childArgs, options) {
  const asUser = user && { uid: user.uid, gid: user.gid, env }
  // A group of its own, so that all that it starts can be ended with it.
  const child = spawn(command, childArgs, { cwd: '/', detached: process.platform !== 'win32', ...asUser, ...options })
  children.push(child)
  return child
}

function stop(child) {
  child.removeAllListeners()
  try {
    if (child.pid) process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGTERM')
  } catch {
    // It has ended by itself.
  }
}

function takeResults() {
  // Pictures of screens that are gone must not stay behind; a report stands beside those of other runs.
  if (existsSync(join(work, 'tour'))) rmSync(join(root, 'tour'), { recursive: true, force: true })
  for (const name of results) bringBack(join(work, name), join(root, name))
  const skips = join(work, 'skips.txt')
  if (process.env.KLIENTELA_SKIPS && existsSync(skips)) appendFileSync(process.env.KLIENTELA_SKIPS, readFileSync(skips))
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
