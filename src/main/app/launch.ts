import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** What the program was started with. */
export type Launch = {
  /** From `--data-dir`; undefined for the usual place. */
  readonly dataDir: string | undefined
  /** Existing files named on the command line: the user chose them. */
  readonly files: readonly string[]
}

const importable = /\.(xlsx|xls|ods|csv|txt|tsv|xml)$/i

/** Reads the arguments after the program's own name; relative paths are seen from `cwd`. */
export function readArguments(args: readonly string[], cwd: string): Launch {
  let dataDir: string | undefined
  const files: string[] = []
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] ?? ''
    const given = argument.startsWith('--data-dir=') ? argument.slice('--data-dir='.length) : undefined
    if (given) dataDir = resolve(cwd, given)
    else if (argument === '--data-dir' && args[index + 1]) dataDir = resolve(cwd, args[++index] ?? '')
    else if (!argument.startsWith('-') && importable.test(argument) && isFile(resolve(cwd, argument))) files.push(resolve(cwd, argument))
  }
  return { dataDir, files }
}

/**
 * Where the browser part keeps its own files: inside the data folder, so that the single-instance lock follows the data;
 * in the temporary folder when the data folder cannot be written, so that a window can still open and say so.
 */
export function runtimeFolder(dataDir: string): { readonly folder: string; readonly isWritable: boolean } {
  const inside = join(dataDir, 'window')
  if (canWrite(inside)) return { folder: inside, isWritable: true }
  const aside = join(tmpdir(), `klientela-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`)
  mkdirSync(aside, { recursive: true, mode: 0o700 })
  return { folder: aside, isWritable: false }
}

/** The first of these folders that holds the program's migrations and words. */
export function findResources(candidates: readonly string[]): string {
  return candidates.find((folder) => existsSync(join(folder, 'locales'))) ?? candidates[candidates.length - 1] ?? ''
}

function canWrite(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
