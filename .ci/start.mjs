// npm start: builds the app when its sources are newer and opens it. With --dev: hot reload while the sources change.
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { buildApp, runTool } from './build.mjs'
import { resolveElectron, sandboxHint } from './electron.mjs'
import { isRoot, makeRunFolder, root } from './paths.mjs'
import { stageApp, stageSqlite } from './stage.mjs'
import { hasDisplay } from './system.mjs'

const args = process.argv.slice(2)
const isDev = args.includes('--dev')
const appArgs = args.filter((arg) => arg !== '--dev')
const tour = 'To see it without a window: npm run tour takes a picture of every screen.'

const electron = resolveElectron()
if (isRoot) refuse(`Klientela opens no window as root: Chromium's sandbox, which protects your data, refuses to run as root.\nStart it as an ordinary user. ${tour}`)
if (!hasDisplay()) refuse(`Klientela opens no window here: there is no display (DISPLAY and WAYLAND_DISPLAY are empty). ${tour}`)
if (!electron) refuse('Klientela opens no window here: no Electron can run. node .ci/prepare.mjs says why.')
const hint = sandboxHint(electron)
if (hint) refuse(hint)

process.exit(isDev ? develop() : open())

function open() {
  if (!electron.isFallback) {
    buildApp()
    return launch(root)
  }
  const folder = makeRunFolder()
  try {
    return launch(stageApp(folder, electron))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function launch(folder) {
  const { status, signal } = spawnSync(electron.executable, [folder, ...appArgs], { stdio: 'inherit' })
  return signal ? 1 : status
}

function develop() {
  const env = { ...process.env, ELECTRON_EXEC_PATH: electron.executable, ELECTRON_OVERRIDE_DIST_PATH: electron.distPath }
  const toolArgs = ['dev', '--watch', ...(appArgs.length > 0 ? ['--', ...appArgs] : [])]
  if (!electron.isFallback) return runTool('electron-vite', toolArgs, { env }).status
  // The fallback needs its own better-sqlite3 beside the built code, so that is built into a folder of its own.
  const folder = join(root, '.cache', 'dev')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const name of ['package.json', 'resources']) symlinkSync(join(root, name), join(folder, name))
  stageSqlite(folder, electron)
  return runTool('electron-vite', ['dev', '--outDir', '.cache/dev/out', ...toolArgs.slice(1)], { env: { ...env, ELECTRON_ENTRY: folder } }).status
}

function refuse(message) {
  console.error(message)
  process.exit(1)
}
