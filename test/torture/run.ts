// npm run torture: what the short forms in `npm test` do a few times, done hundreds of times. Some 40 minutes on two cores;
// --share=0.1 does a tenth of it, --only=kill,cut,disk,fuzz just these.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { leaveOut, root } from '../machine.ts'
import { failDisk } from './faults.ts'
import { killImport, killWrites } from './kill.ts'
import { cutPower, hasStrace, recordWrites } from './powercut.ts'

const { values } = parseArgs({ options: { share: { type: 'string', default: '1' }, only: { type: 'string', default: 'kill,cut,disk,fuzz' } } })
const parts = values.only.split(',')
const some = (full: number) => Math.max(1, Math.round(full * Number(values.share)))
const canWatch = hasStrace()
const report: string[] = []
let failures = 0

if (parts.includes('kill')) {
  await measure('killed at everyday work', async () => {
    const { kills, acknowledged, inDoubt, faults } = await killWrites(some(200))
    return { told: `${kills} kills, ${acknowledged} changes acknowledged, ${inDoubt} more committed but not yet told`, faults }
  })
  await measure('killed in the middle of an import of 20,000 rows, and of its undo', async () => {
    const total = { importKills: 0, undoKills: 0, stories: 0 }
    const faults: string[] = []
    while (total.importKills < some(60) || total.undoKills < some(60)) {
      const found = await killImport(20_000, 6, 6)
      total.importKills += found.importKills
      total.undoKills += found.undoKills
      total.stories += 1
      faults.push(...found.faults)
    }
    return { told: `${total.importKills} kills of imports, ${total.undoKills} of undos, in ${total.stories} stories`, faults }
  })
}
if (parts.includes('cut') && watches('power cuts')) {
  await measure('power cuts', async () => {
    const { images, acknowledged, syncs, lossy, broken, faults } = await cutPower(await recordWrites(400, 'FULL'), some(250))
    return { told: `${images} images of ${acknowledged} changes (${syncs} syncs): ${lossy} lost something, ${broken} broken`, faults }
  })
  for (const synchronous of ['NORMAL', 'OFF']) {
    await measure(`the same with synchronous ${synchronous}, which must be noticed`, async () => {
      const { images, lossy, broken } = await cutPower(await recordWrites(200, synchronous), some(12))
      const isNoticed = synchronous === 'OFF' ? lossy + broken > 0 : lossy > 0
      return { told: `${images} images: ${lossy} lost something, ${broken} broken`, faults: isNoticed ? [] : ['this test would not see lost changes'] }
    })
  }
}
if (parts.includes('disk') && watches('failing disks')) {
  await measure('a disk that fails', async () => {
    const { runs, injected, acknowledged, told, faults } = await failDisk(some(300))
    return { told: `${runs} runs, ${injected} calls made to fail, ${acknowledged} changes acknowledged, ${told} refusals with the reason`, faults }
  })
}
if (parts.includes('fuzz')) {
  await measure('every operation fuzzed; the log, versions, backups and a full disk, in their long forms', async () => {
    const files = ['test/fuzz.test.ts', 'test/journal.test.ts', 'test/hostileFiles.test.ts', 'test/diskFull.test.ts', 'src/main/db', 'src/main/app/opening.test.ts']
    const runner = join(root, 'node_modules/vitest/vitest.mjs')
    const { status, stdout } = spawnSync(process.execPath, [runner, 'run', '--project', 'unit', ...files], {
      cwd: root,
      env: { ...process.env, KLIENTELA_TORTURE: values.share === '1' ? 'full' : '' },
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
      maxBuffer: 1 << 28
    })
    if (status !== 0) console.log(stdout)
    const counts = stdout.match(/\d+ calls, .*/)?.[0] ?? ''
    return { told: counts, faults: status === 0 ? [] : ['tests failed, see above'] }
  })
}

const text = `${report.join('\n')}\n`
mkdirSync(join(root, 'test-results'), { recursive: true })
writeFileSync(join(root, 'test-results', 'torture.md'), text)
console.log(`\n${text}`)
process.exit(failures > 0 ? 1 : 0)

function watches(what: string): boolean {
  if (!canWatch) leaveOut(`${what}: strace is missing here or may not be used`)
  if (!canWatch) report.push(`- ${what}: left out, strace is missing here or may not be used`)
  return canWatch
}

async function measure(what: string, work: () => Promise<{ readonly told: string; readonly faults: readonly string[] }>): Promise<void> {
  console.log(`\n== ${what}`)
  const began = Date.now()
  const { told, faults } = await work()
  const line = `${what}: ${told}; ${faults.length} faults; ${Math.round((Date.now() - began) / 1000)} s`
  console.log(line)
  for (const fault of new Set(faults)) console.log(`   ${fault}`)
  report.push(`- ${line}`, ...[...new Set(faults)].slice(0, 20).map((fault) => `  - ${fault}`))
  failures += faults.length
}
