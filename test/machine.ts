import { spawnSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** The folder of the checkout. */
export const root = resolve(import.meta.dirname, '..')

/** The thread for work on copies of the store, as it stands in the source. */
export const copyThreadPath = resolve(root, 'src/main/workers/copyThread.ts')

/** Says aloud, and in the summary of `npm test`, what a test cannot do on this machine (decisions.md 32). */
export function leaveOut(what: string): void {
  console.log(`Left out here: ${what}`)
  const skips = process.env['KLIENTELA_SKIPS']
  if (skips) appendFileSync(skips, `${what}\n`)
}

/** How often a story that lives from repetition runs: a few times for every day, ten times as often for KLIENTELA_TORTURE=full. */
export function often(times: number): number {
  return process.env['KLIENTELA_TORTURE'] === 'full' ? times * 10 : times
}

/** How to run a command as somebody who may not do everything; undefined where that cannot be had. */
export function asNobody(): { readonly command: string; readonly args: readonly string[] } | undefined {
  if (process.getuid?.() !== 0) return { command: 'env', args: [] }
  const args = ['--reuid', '65534', '--regid', '65534', '--clear-groups']
  const probe = spawnSync('setpriv', [...args, process.execPath, '-e', `fs.accessSync(${JSON.stringify(resolve(root, 'package.json'))})`])
  return probe.status === 0 ? { command: 'setpriv', args } : undefined
}
