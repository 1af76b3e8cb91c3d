// npm test: every check of the project, each with its time, then one line with the counts.
// --quick leaves out what needs a window; --only=lint,unit runs just these steps; anything else goes to Vitest.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runTool } from './build.mjs'
import { electronPackage, resolveElectron } from './electron.mjs'
import { root } from './paths.mjs'
import { ensureTestTools } from './system.mjs'

const steps = [
  { name: 'lint', title: 'Lint (oxlint)', run: () => check('oxlint', []) },
  { name: 'types', title: 'Types (tsc -b)', run: () => check('tsc', ['-b']) },
  { name: 'unit', title: 'Rules, store and screens (vitest)', run: () => vitest('unit', runUnit) },
  { name: 'knip', title: 'Dead code (knip)', run: () => check('knip', ['--no-progress']), isSlow: true },
  { name: 'e2e', title: 'Stories in a real window (vitest, Electron)', run: () => vitest('e2e', runStories), isSlow: true }
]

const args = process.argv.slice(2)
const isQuick = args.includes('--quick')
const only = args.find((arg) => arg.startsWith('--only='))?.slice('--only='.length).split(',')
const vitestArgs = args.filter((arg) => arg !== '--quick' && !arg.startsWith('--only='))
const unknown = only?.filter((name) => !steps.some((step) => step.name === name)) ?? []
if (unknown.length > 0) {
  console.error(`No such step: ${unknown.join(', ')}. There are: ${steps.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}

const reports = join(root, 'test-results')
// A test that cannot do its work on this machine adds a line to this file: what it left out, and why.
const skipsFile = join(root, '.cache', `skips-${process.pid}.txt`)
mkdirSync(reports, { recursive: true })
mkdirSync(join(root, '.cache'), { recursive: true })
process.env.KLIENTELA_SKIPS = skipsFile

const chosen = steps.filter(({ name, isSlow }) => (only ? only.includes(name) : !(isQuick && isSlow)))
const total = { passed: 0, failed: 0, skipped: [], failures: [] }
if (chosen.some(({ name }) => name === 'unit')) ensureTestTools()
for (const { name, title, run } of chosen) {
  console.log(`\n== ${title}`)
  const start = Date.now()
  const result = run()
  total.passed += result.passed
  total.failed += result.failed
  total.skipped.push(...(result.skipped ?? []))
  if (result.failed > 0) total.failures.push(name)
  console.log(`${result.failed > 0 ? 'FAILED' : 'ok'} in ${((Date.now() - start) / 1000).toFixed(1)} s`)
}

console.log('')
sayElectron()
saySkips()
if (total.failures.length > 0) console.log(`Failed: ${total.failures.join(', ')}`)
const counts = [`${total.passed} passed`, `${total.failed} failed`]
if (total.skipped.length > 0) counts.push(`${total.skipped.length} skipped`)
console.log(counts.join(', '))
process.exit(total.failed > 0 ? 1 : 0)

function check(tool, toolArgs) {
  const { status } = runTool(tool, toolArgs)
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/** Counts what a Vitest run reports; a run that breaks without naming a test is a failure of its own. */
function vitest(name, run) {
  const report = join(reports, `${name}.json`)
  rmSync(report, { force: true })
  const status = run(['--reporter=default', '--reporter=json', `--outputFile.json=test-results/${name}.json`])
  if (!existsSync(report)) return { passed: 0, failed: 1 }
  const files = JSON.parse(readFileSync(report, 'utf8')).testResults
  const tests = files.flatMap((file) => file.assertionResults)
  const count = (wanted) => tests.filter((test) => test.status === wanted).length
  const brokenFiles = files.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'))
  const failed = count('failed') + brokenFiles.length
  return {
    passed: count('passed'),
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: tests.filter((test) => !['passed', 'failed'].includes(test.status)).map((test) => test.fullName.trim())
  }
}

function runUnit(reporters) {
  return runTool('vitest', ['run', ...reporters, ...vitestArgs]).status
}

function runStories(reporters) {
  return spawnSync(process.execPath, [join(root, '.ci', 'windowed.mjs'), 'e2e', ...reporters, ...vitestArgs], { stdio: 'inherit' }).status
}

function sayElectron() {
  if (!chosen.some(({ name }) => name === 'e2e')) return console.log('No window was opened: the stories in Electron did not run.')
  const electron = resolveElectron()
  const wanted = electronPackage().version
  if (!electron) return console.log(`Electron ${wanted} could not run here.`)
  console.log(`Electron ${electron.version}${electron.isFallback ? ` in place of ${wanted}: not verified on ${wanted.split('.')[0]}` : ''}`)
}

function saySkips() {
  const reasons = existsSync(skipsFile) ? readFileSync(skipsFile, 'utf8').split('\n').filter(Boolean) : []
  rmSync(skipsFile, { force: true })
  for (const name of total.skipped) console.log(`Skipped: ${name}`)
  for (const reason of new Set(reasons)) console.log(`Left out here: ${reason}`)
}
