// Starts the packaged program as a user would and waits until its store is there; then tries to turn it into something else.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const dataDir = mkdtempSync(join(tmpdir(), 'klientela-packaged-'))
const child = spawn(join(process.env.KLIENTELA_PACKAGED, 'klientela'), [`--data-dir=${dataDir}`], { stdio: ['ignore', 'pipe', 'pipe'] })
let output = ''
for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
const ended = new Promise((resolve) => child.once('exit', resolve))

await waitFor(() => child.exitCode !== null || hasStore())
// Long enough for a store that cannot be opened to be said so in the log.
await wait(2_000)
const isUp = hasStore() && child.exitCode === null && !/\[error\]/.test(readLog())
child.kill('SIGTERM')
await Promise.race([ended, wait(10_000)])
child.kill('SIGKILL')
const log = readLog()
rmSync(dataDir, { recursive: true, force: true })
if (!isUp) {
  console.error(`The packaged program did not come up.\n${output}\n${log}`)
  process.exit(1)
}
console.log('The packaged program starts and opens its store.')
const ways = turnedInto()
if (ways.length > 0) {
  console.error(`The packaged program can be turned into something else by ${ways.join(', ')}.`)
  process.exit(1)
}
console.log('It is no Node and takes no options of Node.')
process.exit(0)

/** The ways by which a stranger's code came to run inside the program: none, when its fuses hold. */
function turnedInto() {
  const folder = mkdtempSync(join(tmpdir(), 'klientela-fuses-'))
  const stranger = (name) => join(folder, `${name}.txt`)
  const script = (name) => `require('node:fs').writeFileSync(${JSON.stringify(stranger(name))}, 'ran')`
  const required = join(folder, 'stranger.cjs')
  writeFileSync(required, script('NODE_OPTIONS'))
  const tries = {
    ELECTRON_RUN_AS_NODE: { args: ['-e', script('ELECTRON_RUN_AS_NODE')], env: { ELECTRON_RUN_AS_NODE: '1' } },
    NODE_OPTIONS: { args: [], env: { NODE_OPTIONS: `--require ${required}` } }
  }
  for (const [name, { args, env }] of Object.entries(tries)) {
    const data = join(folder, name)
    spawnSync(join(process.env.KLIENTELA_PACKAGED, 'klientela'), [...args, `--data-dir=${data}`], { env: { ...process.env, ...env }, timeout: 6_000, killSignal: 'SIGKILL' })
  }
  const ways = Object.keys(tries).filter((name) => existsSync(stranger(name)))
  rmSync(folder, { recursive: true, force: true })
  return ways
}

function hasStore() {
  return existsSync(join(dataDir, 'klientela.sqlite'))
}

function readLog() {
  const logs = readdirSync(dataDir, { recursive: true }).filter((name) => String(name).endsWith('.log'))
  return logs.map((name) => (existsSync(join(dataDir, name)) ? readFileSync(join(dataDir, name), 'utf8') : '')).join('\n')
}

async function waitFor(condition) {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (condition()) return
    await wait(100)
  }
}
