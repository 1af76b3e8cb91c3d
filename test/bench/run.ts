import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { measureImport } from './import.ts'
import { table } from './measure.ts'
import { measureStore } from './store.ts'
import { measureWindow } from './window.ts'
import { measureWindowImport } from './windowImport.ts'

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '100000' },
    deals: { type: 'string', default: '2' },
    rows: { type: 'string', default: '100000' },
    only: { type: 'string' }
  }
})
const clients = Number(values.clients)
const wants = (part: string) => values.only === undefined || values.only === part

console.log(`Node ${process.version}, ${cpus().length} cores, ${Math.round(totalmem() / 1e9)} GB, load ${loadavg()[0]?.toFixed(1)}`)
console.log('Speeds differ from machine to machine and from minute to minute: compare ratios of one run.\n')
if (wants('store')) await measureStore(clients, Number(values.deals))
if (wants('import')) await measureImport(Number(values.rows))
if (process.env['KLIENTELA_ELECTRON']) {
  if (wants('window')) await measureWindow(clients, Number(values.deals))
  if (wants('windowImport')) await measureWindowImport(Number(values.rows))
}

const text = `${clients} clients, ${values.deals} deals each; import of ${values.rows} rows\n\n${table()}\n`
console.log(`\n${text}`)
const folder = resolve(import.meta.dirname, '../../test-results')
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'bench.md'), text)
process.exit(0)
