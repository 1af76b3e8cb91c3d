import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { openStore, realWorld } from '#main/app/store.ts'

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '300' },
    deals: { type: 'string', default: '1.2' },
    users: { type: 'string', default: '5' },
    out: { type: 'string' }
  }
})
if (!values.out) {
  console.error('Usage: npm run demo -- --clients N --out FILE [--deals PER_CLIENT] [--users N]')
  process.exit(2)
}
const out = resolve(values.out)
if (existsSync(out)) {
  console.error(`${out} is there already; choose another name`)
  process.exit(2)
}

const dataDir = mkdtempSync(join(tmpdir(), 'klientela-demo-'))
// A fixed clock and counted ids, so that the same counts give the same database.
const start = Date.UTC(2026, 10, 20, 9)
let ticks = 0
let made = 0

function countedId(): string {
  made += 1
  const ms = start.toString(16).padStart(12, '0')
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7000-8000-${made.toString(16).padStart(12, '0')}`
}

const store = openStore({
  ...realWorld,
  now: () => start + Math.floor((ticks += 1) / 1000),
  newId: countedId,
  places: { dataDir, resourcesDir: resolve(import.meta.dirname, '../../resources'), sheetThreadPath: null, copyThreadPath: null },
  emit: (event, payload) => {
    if (event === 'jobProgress' && 'progress' in payload && process.stdout.isTTY) {
      process.stdout.write(`\r${payload.progress.done} / ${payload.progress.total ?? '?'} clients`)
    }
  },
  log: (level, message, error) => {
    if (level === 'error') console.error(message, error)
  }
})

const began = performance.now()
await store.dispatcher.run('app.setUp', { language: 'pl', country: 'PL', userName: 'Anna Kowalska', firmName: 'Meble Wisła' })
const result = await store.dispatcher.run('demo.load', {
  clientCount: Number(values.clients),
  dealsPerClient: Number(values.deals),
  userCount: Number(values.users)
})
if (!result.ok) {
  console.error(result.error)
  process.exit(1)
}
while (await store.tick());
store.close()
cpSync(join(dataDir, 'klientela.sqlite'), out)
rmSync(dataDir, { recursive: true, force: true })
console.log(`\n${result.value.clientCount} clients, ${result.value.dealCount} deals in ${((performance.now() - began) / 1000).toFixed(1)} s: ${out}`)
