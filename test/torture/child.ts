import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from '../machine.ts'

/** A change that the store said was done; what the file must hold from then on. */
export type Acknowledged = { readonly changeId: string; readonly table: string; readonly rowId: string; readonly column: string; readonly value: string }
export type Line =
  | { readonly say: 'ready' }
  | ({ readonly say: 'done' } & Acknowledged)
  | { readonly say: 'refused'; readonly code: string; readonly reason: string }
  /** The start was refused, or a job came to its end. */
  | { readonly say: 'end'; readonly state: string }

export type Writer = {
  readonly lines: readonly Line[]
  /** Waits for the first line, or the end. */
  readonly begun: Promise<void>
  /** How it ended: its exit code, or null after a signal. */
  readonly ended: Promise<number | null>
  /** Ends it at once and for good. */
  readonly kill: () => Promise<void>
}

/** Starts writer.ts in a process of its own; `prefix` is a command that runs it, such as strace. */
export function startWriter(args: readonly string[], prefix: readonly string[]): Writer {
  const [command = '', ...rest] = [...prefix, process.execPath, join(root, 'test/torture/writer.ts'), ...args]
  // A group of its own, so that one signal ends the tracer with what it traces.
  const child = spawn(command, rest, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const lines: Line[] = []
  let complaints = ''
  child.stderr.on('data', (text) => (complaints += String(text)))
  let begin: () => void = () => undefined
  const begun = new Promise<void>((resolve) => (begin = resolve))
  createInterface({ input: child.stdout }).on('line', (line) => {
    // The last line of a process that was ended may be half a line: not said, so not promised.
    if (!line.endsWith('}')) return
    lines.push(JSON.parse(line) as Line)
    begin()
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      begin()
      if (code !== null && code !== 0 && code !== 137) console.error(complaints)
      resolve(code)
    })
  })
  return {
    lines,
    begun,
    ended,
    kill: async () => {
      try {
        if (child.pid) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It has ended by itself.
      }
      await ended
    }
  }
}

/** What the writer said was done. */
export function acknowledged(lines: readonly Line[]): Acknowledged[] {
  return lines.flatMap((line) => (line.say === 'done' ? [line] : []))
}

/** A random whole number from `least` to `most`. */
export function between(least: number, most: number): number {
  return least + Math.floor(Math.random() * (most - least + 1))
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
