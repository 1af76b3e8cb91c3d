// npm run package: the installers of this system (electron-builder.yml); with --dir, or on the fallback Electron, just the
// unpacked program, which is then started once to see that it runs.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runTool } from './build.mjs'
import { electronPackage, resolveElectron } from './electron.mjs'
import { root } from './paths.mjs'
import { stageApp } from './stage.mjs'

const args = process.argv.slice(2)
const electron = resolveElectron()
if (!electron) {
  console.error('Nothing to package with: no Electron can run here. node .ci/prepare.mjs says why.')
  process.exit(1)
}
const isDirOnly = electron.isFallback || args.includes('--dir')
// Inside the checkout: electron-builder takes files of a system folder for an attack.
const folder = join(root, '.cache', 'package')
rmSync(folder, { recursive: true, force: true })
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

const app = stageApp(join(folder, 'app'), electron)
writeManifest()
const { status } = runTool('electron-builder', [
  '--config',
  join(root, 'electron-builder.yml'),
  `-c.directories.app=${app}`,
  `-c.electronVersion=${electron.version}`,
  `-c.electronDist=${electron.isFallback ? fallbackDist() : electron.distPath}`,
  '--publish=never',
  ...(isDirOnly ? ['--dir'] : []),
  ...args.filter((arg) => arg !== '--dir')
])
if (status !== 0) process.exit(status ?? 1)
const isStarted = process.platform === 'linux' && startPackaged()
report()
process.exit(process.platform === 'linux' && !isStarted ? 1 : 0)

/** The manifest that ships names the program and nothing of how it is made. */
function writeManifest() {
  const { name, productName, version, description, author, license, type, main, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const shipped = { name, productName, version, description, author, license, type, main, dependencies }
  writeFileSync(join(app, 'package.json'), `${JSON.stringify(shipped, null, 2)}\n`)
}

/** The fallback without its bootstrap, which would run in place of the app. */
function fallbackDist() {
  const dist = join(folder, 'electron')
  spawnSync('cp', ['-a', electron.distPath, dist])
  rmSync(join(dist, 'resources', 'app'), { recursive: true })
  return dist
}

function startPackaged() {
  const executable = join(root, 'dist', 'linux-unpacked', 'klientela')
  if (!existsSync(executable)) return false
  const result = spawnSync(process.execPath, [join(root, '.ci', 'windowed.mjs'), 'packaged'], {
    stdio: 'inherit',
    env: { ...process.env, KLIENTELA_PACKAGED: join(root, 'dist', 'linux-unpacked') }
  })
  return result.status === 0
}

function report() {
  console.log(`Packaged with Electron ${electron.version} into dist/.`)
  const unverified = []
  if (electron.isFallback) unverified.push(`Electron ${electronPackage().version} and the fuses that only it has`)
  if (isDirOnly) unverified.push('installers (AppImage, deb, tar.gz, nsis, dmg)')
  if (process.platform !== 'linux') unverified.push('the start of the packaged program')
  unverified.push('code signing', 'other systems than this one')
  console.log(`Not verified: ${unverified.join('; ')}.`)
}
