import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { root } from '../machine.ts'

export type Child = {
  /** What it said so far. */
  readonly lines: readonly string[]
  /** Waits until it has said so many lines, or has ended. */
  readonly said: (count: number) => Promise<void>
  /** Ends it as a power cut would. */
  readonly kill: () => Promise<void>
  readonly ended: Promise<number | null>
}

/** Starts a desk (desk.ts) in a process of its own; `as` puts a command before it. */
export function startDesk(args: readonly string[], as?: { readonly command: string; readonly args: readonly string[] }): Child {
  const script = [join(root, 'test/children/desk.ts'), ...args]
  const [command, commandArgs] = as ? [as.command, [...as.args, process.execPath, ...script]] : [process.execPath, script]
  const child = spawn(command, commandArgs, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  const waiting = new Set<() => void>()
  const tell = () => waiting.forEach((look) => look())
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    tell()
  })
  let isOver = false
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      isOver = true
      tell()
      resolve(code)
    })
  })
  return {
    lines,
    ended,
    said: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (lines.length < count && !isOver) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    }
  }
}

/** Waits between `from` and `to` milliseconds. */
export function pause(from: number, to: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, from + Math.random() * (to - from)))
}
