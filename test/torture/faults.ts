import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { acknowledged, between, startWriter } from './child.ts'
import { faultsOf } from './check.ts'

/** Which call of the system fails how; `calls` is about how many of them an undisturbed day makes. */
type Kind = { readonly call: string; readonly error: 'EIO' | 'ENOSPC'; readonly calls: number; readonly lasts: boolean }

const once = { lasts: false }
const fromThenOn = { lasts: true }
const kinds: readonly Kind[] = [
  { call: 'pwrite64', error: 'EIO', calls: 1200, ...once },
  { call: 'fsync', error: 'EIO', calls: 60, ...once },
  { call: 'pwrite64', error: 'ENOSPC', calls: 1200, ...once },
  { call: 'pwrite64', error: 'EIO', calls: 1200, ...fromThenOn },
  { call: 'fsync', error: 'ENOSPC', calls: 60, ...fromThenOn },
  { call: 'pwrite64', error: 'ENOSPC', calls: 1200, ...fromThenOn },
  { call: 'fsync', error: 'EIO', calls: 60, ...fromThenOn },
  { call: 'ftruncate', error: 'EIO', calls: 4, ...once },
  { call: 'pread64', error: 'EIO', calls: 120, ...once },
  { call: 'pread64', error: 'EIO', calls: 120, ...fromThenOn }
]
const changesOfDay = 50
/** What may be said of a kind; SQLite takes some reads that fail for damage, which the next start finds to be none. */
function mayBeSaid({ call, error, lasts }: Kind): readonly string[] {
  if (call === 'pread64') return ['store.disk_failed', 'store.damaged', 'start: disk_failed', ...(lasts ? ['start: damaged'] : [])]
  // A full disk is told at a write only; a sync that fails for it is a failed sync.
  return ['store.disk_failed', 'start: disk_failed', ...(error === 'ENOSPC' ? ['store.disk_full', 'start: disk_full'] : [])]
}

export type FaultFindings = {
  readonly runs: number
  /** Errors that the system was made to give. */
  readonly injected: number
  readonly acknowledged: number
  /** Answers that said that the disk failed or is full, and starts that were refused for it. */
  readonly told: number
  readonly faults: readonly string[]
}

/** Lets the disk fail in the middle of the work, a little differently each time, and looks what is told and what is left. */
export async function failDisk(runs: number): Promise<FaultFindings> {
  const base = mkdtempSync(join(tmpdir(), 'klientela-faults-'))
  const faults: string[] = []
  let injected = 0
  let count = 0
  let told = 0
  try {
    const store = join(base, 'base')
    await startWriter(['writes', store, '20'], []).ended
    for (let run = 0; run < runs; run += 1) {
      const kind = kinds[run % kinds.length]!
      const found = await failOnce(join(base, String(run)), store, kind)
      injected += found.injected
      count += found.acknowledged
      told += found.told
      faults.push(...found.faults)
    }
  } finally {
    rmSync(base, { recursive: true, force: true })
  }
  return { runs, injected, acknowledged: count, told, faults }
}

async function failOnce(folder: string, base: string, kind: Kind): Promise<FaultFindings> {
  const { call, error, calls, lasts } = kind
  cpSync(base, folder, { recursive: true })
  const at = between(1, calls)
  const log = `${folder}.trace`
  const files = ['klientela.sqlite', 'klientela.sqlite-wal'].flatMap((name) => ['-P', join(folder, name)])
  const what = `${call} ${error} at ${at}${lasts ? ' and after' : ''}`
  const writer = startWriter(
    ['writes', folder, String(changesOfDay)],
    ['strace', '-f', '-o', log, '-e', `trace=${call}`, ...files, '-e', `inject=${call}:error=${error}:when=${at}${lasts ? '+' : ''}`]
  )
  const code = await writer.ended
  const injected = readFileSync(log, 'utf8').split('(INJECTED)').length - 1
  const refusals = writer.lines.flatMap((line) => (line.say === 'refused' ? [line.reason] : line.say === 'end' ? [`start: ${line.state}`] : []))
  const done = acknowledged(writer.lines)
  const wrong = refusals.filter((reason) => !mayBeSaid(kind).includes(reason))
  const left = await faultsOf(folder, done, 'usual')
  rmSync(folder, { recursive: true, force: true })
  rmSync(log)
  return {
    runs: 1,
    injected,
    acknowledged: done.length,
    told: refusals.length - wrong.length,
    faults: [
      ...(code === 0 ? [] : [`${what}: the program ended with ${code}`]),
      ...[...new Set(wrong)].map((reason) => `${what}: answered ${reason}`),
      ...left.map((fault) => `${what}: ${fault}`)
    ]
  }
}
