import { spawnSync } from 'node:child_process'
import { createReadStream, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Acknowledged, acknowledged, type Line, startWriter } from './child.ts'
import { faultsOf } from './check.ts'

/** Can system calls be watched here? */
export function hasStrace(): boolean {
  return process.platform === 'linux' && spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0
}

/** What a program did to its files, in order. */
type Act =
  | { readonly do: 'write'; readonly path: string; readonly at: number; readonly data: Buffer }
  | { readonly do: 'truncate'; readonly path: string; readonly size: number }
  | { readonly do: 'sync'; readonly path: string }
  | { readonly do: 'syncFolder' }
  | { readonly do: 'remove'; readonly path: string }
  | { readonly do: 'say'; readonly line: Line }

/** What becomes of the writes that no sync had followed: all lost, lost or kept sector by sector, all kept. */
const fates = ['lost', 'torn', 'kept'] as const
type Fate = (typeof fates)[number]

const sector = 512
const traced = ['write', 'pwrite64', 'ftruncate', 'fsync', 'fdatasync', 'unlink', 'unlinkat', 'rename', 'renameat', 'renameat2', 'fallocate', 'pwritev', 'pwritev2']

/** Lets a writer make so many changes under strace and gives all that it did to the store. */
export async function recordWrites(changes: number, synchronous: string): Promise<readonly Act[]> {
  const folder = mkdtempSync(join(tmpdir(), 'klientela-powercut-'))
  try {
    const dataDir = join(folder, 'data')
    const prefix = ['strace', '-ff', '-y', '-xx', '-s', '1000000', '-e', `trace=${traced.join(',')}`, '-o', join(folder, 'trace')]
    const env = synchronous === 'FULL' ? [] : ['env', `KLIENTELA_SYNC=${synchronous}`]
    const writer = startWriter(['writes', dataDir, String(changes)], [...env, ...prefix])
    await writer.ended
    if (acknowledged(writer.lines).length === 0) throw new Error('the writer did nothing')
    // One file for each thread. The store belongs to one of them; then the order of its log is the order of the world.
    const logs: (readonly Act[])[] = []
    for (const name of readdirSync(folder).filter((file) => file.startsWith('trace.'))) logs.push(await readTrace(join(folder, name), join(dataDir, 'klientela.sqlite')))
    const writing = logs.filter((acts) => acts.some((act) => act.do === 'write'))
    if (writing.length !== 1) throw new Error(`${writing.length} threads wrote to the store`)
    return writing[0] ?? []
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const plain = (hex: string): Buffer => Buffer.from(hex.replaceAll('\\x', ''), 'hex')

async function readTrace(path: string, store: string): Promise<Act[]> {
  const acts: Act[] = []
  const isOurs = (file: string) => file === store || file === `${store}-wal` || file === `${store}-journal`
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const [, call, args, answer] = /^(\w+)\((.*)\)\s+= (-?\d+)/.exec(line) ?? []
    if (call === undefined || args === undefined || Number(answer) < 0) continue
    const [, fd, hexPath = ''] = /^(\d+)<([^>]*)>/.exec(args) ?? []
    const file = plain(hexPath).toString('utf8')
    const text = (place: number) => plain([...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].at(place)?.[1] ?? '')
    if (call === 'write' && fd === '1') acts.push({ do: 'say', line: JSON.parse(text(0).toString('utf8')) as Line })
    else if (call.startsWith('unlink')) {
      const removed = text(-1).toString('utf8')
      if (isOurs(removed)) acts.push({ do: 'remove', path: removed })
    } else if (call.startsWith('rename')) {
      if (isOurs(text(0).toString('utf8')) || isOurs(text(-1).toString('utf8'))) throw new Error(`the store was renamed: ${line.slice(0, 200)}`)
    } else if (call === 'pwrite64' && isOurs(file)) {
      const data = text(0)
      const [size, at] = args.slice(args.lastIndexOf('"') + 1).split(',').slice(1).map(Number)
      if (data.length !== size || data.length !== Number(answer) || at === undefined) throw new Error(`not understood: ${line.slice(0, 200)}`)
      acts.push({ do: 'write', path: file, at, data })
    } else if (call === 'ftruncate' && isOurs(file)) acts.push({ do: 'truncate', path: file, size: Number(args.slice(args.lastIndexOf(',') + 1)) })
    else if (call.endsWith('sync') && isOurs(file)) acts.push({ do: 'sync', path: file })
    else if (call.endsWith('sync') && file === dirname(store)) acts.push({ do: 'syncFolder' })
    else if (isOurs(file)) throw new Error(`not understood: ${line.slice(0, 200)}`)
  }
  return acts
}

export type CutFindings = {
  readonly images: number
  readonly acknowledged: number
  readonly syncs: number
  /** Images that miss a change that was acknowledged. */
  readonly lossy: number
  /** Images that do not open, or are damaged, or hold half a change. */
  readonly broken: number
  readonly faults: readonly string[]
}

/** Cuts the power at so many random moments of the recording, each with three fates of what was not synced yet, and opens what is left. */
export async function cutPower(acts: readonly Act[], moments: number): Promise<CutFindings> {
  const ready = acts.findIndex((act) => act.do === 'say' && act.line.say === 'ready')
  const chosen = new Set<number>()
  while (chosen.size < Math.min(moments, acts.length - ready - 1)) chosen.add(ready + 1 + Math.floor(Math.random() * (acts.length - ready - 1)))
  const disk = new Disk()
  const told: Acknowledged[] = []
  const faults: string[] = []
  let images = 0
  let lossy = 0
  let broken = 0
  for (const [index, act] of acts.entries()) {
    if (chosen.has(index)) {
      for (const fate of fates) {
        const found = await look(disk, fate, told)
        images += 1
        if (found.some((fault) => fault.startsWith('lost:'))) lossy += 1
        if (found.some((fault) => !fault.startsWith('lost:'))) broken += 1
        faults.push(...found.map((fault) => `${fate}: ${fault}`))
      }
    }
    if (act.do !== 'say') disk.act(act)
    else if (act.line.say === 'done') told.push(act.line)
  }
  return { images, acknowledged: told.length, syncs: acts.filter((act) => act.do === 'sync').length, lossy, broken, faults }
}

async function look(disk: Disk, fate: Fate, told: readonly Acknowledged[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'klientela-image-'))
  try {
    mkdirSync(folder, { recursive: true })
    for (const [path, content] of disk.afterCut(fate)) writeFileSync(join(folder, basename(path)), content)
    return await faultsOf(folder, told, 'usual')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Pending = Extract<Act, { do: 'write' } | { do: 'truncate' }>

/** A disk that keeps what was synced and what was only written apart. */
class Disk {
  private readonly safe = new Map<string, Buffer>()
  private readonly pending = new Map<string, Pending[]>()
  /** Removed, but the folder was not synced since, so the file may come back. */
  private readonly ghosts = new Map<string, Buffer>()

  act(act: Exclude<Act, { do: 'say' }>): void {
    if (act.do === 'syncFolder') this.ghosts.clear()
    else if (act.do === 'sync') {
      this.safe.set(act.path, (this.pending.get(act.path) ?? []).reduce<Buffer>(applied, this.safe.get(act.path) ?? Buffer.alloc(0)))
      this.pending.delete(act.path)
    } else if (act.do === 'remove') {
      const content = this.safe.get(act.path)
      if (content) this.ghosts.set(act.path, content)
      this.safe.delete(act.path)
      this.pending.delete(act.path)
    } else {
      this.ghosts.delete(act.path)
      const waiting = this.pending.get(act.path) ?? []
      waiting.push(act)
      this.pending.set(act.path, waiting)
    }
  }

  /** The files as the next start finds them. */
  afterCut(fate: Fate): Map<string, Buffer> {
    const files = new Map([...this.safe].map(([path, content]): [string, Buffer] => [path, Buffer.from(content)]))
    for (const [path, waiting] of fate === 'lost' ? [] : this.pending) {
      const survivors = fate === 'kept' ? waiting : waiting.flatMap(torn)
      if (survivors.length > 0 || files.has(path)) files.set(path, survivors.reduce<Buffer>(applied, files.get(path) ?? Buffer.alloc(0)))
    }
    for (const [path, content] of this.ghosts) {
      if (fate === 'lost' || (fate === 'torn' && Math.random() < 0.5)) files.set(path, content)
    }
    return files
  }
}

/** What is left of a write when each sector reaches the disk or does not. */
function torn(act: Pending): Pending[] {
  const isKept = () => Math.random() < 0.5
  if (act.do === 'truncate') return isKept() ? [act] : []
  const parts: Pending[] = []
  for (let from = 0; from < act.data.length; ) {
    const to = Math.min(act.data.length, from + sector - ((act.at + from) % sector))
    if (isKept()) parts.push({ ...act, at: act.at + from, data: act.data.subarray(from, to) })
    from = to
  }
  return parts
}

function applied(content: Buffer, act: Pending): Buffer {
  if (act.do === 'truncate') return Buffer.concat([content.subarray(0, act.size), Buffer.alloc(Math.max(0, act.size - content.length))])
  const end = act.at + act.data.length
  const grown = content.length < end ? Buffer.concat([content, Buffer.alloc(end - content.length)]) : content
  act.data.copy(grown, act.at)
  return grown
}
