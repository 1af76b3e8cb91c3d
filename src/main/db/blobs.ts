import { createHash, randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { syncDir } from './folder.ts'

/** Files kept with clients, each under the SHA-256 of its bytes (decisions.md 11): written once, never changed. */
export type Blob = { readonly sha256: string; readonly byteCount: number }

/** What went wrong with a copy, beside what the disk itself says. */
export type CopyProblem = 'too_large' | 'damaged' | 'not_a_file'

export class CopyError extends Error {
  readonly problem: CopyProblem

  constructor(problem: CopyProblem) {
    super(problem)
    this.problem = problem
  }
}

const chunkBytes = 1 << 20

/** Where the bytes lie beneath a data folder or a folder of backups. */
export function blobPath(folder: string, sha256: string): string {
  return join(folder, 'blobs', sha256)
}

/** Copies a file in steps, hashing what it reads; the copy is on the disk when it ends, under a name of its own. */
function* copying(from: string, draft: string, maxBytes: number): Generator<undefined, Blob> {
  const source = openSync(from, 'r')
  try {
    const target = openSync(draft, 'wx', 0o600)
    try {
      const hash = createHash('sha256')
      const chunk = Buffer.allocUnsafe(chunkBytes)
      let byteCount = 0
      for (let size = readSync(source, chunk); size > 0; size = readSync(source, chunk)) {
        byteCount += size
        if (byteCount > maxBytes) throw new CopyError('too_large')
        hash.update(chunk.subarray(0, size))
        for (let written = 0; written < size; ) written += writeSync(target, chunk, written, size - written)
        yield undefined
      }
      fsyncSync(target)
      return { sha256: hash.digest('hex'), byteCount }
    } finally {
      closeSync(target)
    }
  } finally {
    closeSync(source)
  }
}

/** Reads a file in steps; gives its hash. */
function* hashing(path: string): Generator<undefined, string> {
  const source = openSync(path, 'r')
  try {
    const hash = createHash('sha256')
    const chunk = Buffer.allocUnsafe(chunkBytes)
    for (let size = readSync(source, chunk); size > 0; size = readSync(source, chunk)) {
      hash.update(chunk.subarray(0, size))
      yield undefined
    }
    return hash.digest('hex')
  } finally {
    closeSync(source)
  }
}

/** Runs the steps with a pause between them, so that other calls are answered meanwhile. */
async function slowly<T>(steps: Generator<undefined, T>, breathe: () => Promise<void>): Promise<T> {
  try {
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) return step.value
      await breathe()
    }
  } finally {
    // Lets go of the files when a pause threw.
    steps.return(undefined as T)
  }
}

function atOnce<T>(steps: Generator<undefined, T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value
}

/**
 * Takes a file into a folder's blobs: a copy under a temporary name, synced, then renamed to its hash, so that a kill at
 * any moment leaves the whole file or none. The same bytes are kept once. Throws CopyError.
 */
export async function keepFile(folder: string, from: string, maxBytes: number, breathe: () => Promise<void>): Promise<Blob> {
  const facts = statSync(from)
  if (!facts.isFile()) throw new CopyError('not_a_file')
  if (facts.size > maxBytes) throw new CopyError('too_large')
  const draft = draftIn(join(folder, 'blobs'))
  try {
    const blob = await slowly(copying(from, draft, maxBytes), breathe)
    adopt(draft, blobPath(folder, blob.sha256))
    return blob
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/** Copies bytes that are known by their hash; throws CopyError `damaged` and writes nothing when they are others. */
export async function copyBlob(from: string, to: string, sha256: string, breathe: () => Promise<void>): Promise<void> {
  const draft = draftIn(dirname(to))
  try {
    finish(await slowly(copying(from, draft, Infinity), breathe), sha256, draft, to)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/** As `copyBlob`, holding everything else up: for moments when nothing else runs. */
export function copyBlobAtOnce(from: string, to: string, sha256: string): void {
  const draft = draftIn(dirname(to))
  try {
    finish(atOnce(copying(from, draft, Infinity)), sha256, draft, to)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

function finish(blob: Blob, sha256: string, draft: string, to: string): void {
  if (blob.sha256 !== sha256) throw new CopyError('damaged')
  adopt(draft, to)
}

/** True when the bytes are there and are what their name says. */
export async function isWhole(folder: string, sha256: string, breathe: () => Promise<void>): Promise<boolean> {
  const path = blobPath(folder, sha256)
  return existsSync(path) && (await slowly(hashing(path), breathe)) === sha256
}

/** Every blob of a folder with its size. */
export function listBlobs(folder: string): Blob[] {
  const dir = join(folder, 'blobs')
  if (!existsSync(dir)) return []
  return readdirSync(dir)
    .filter((name) => /^[0-9a-f]{64}$/.test(name))
    .map((sha256) => ({ sha256, byteCount: statSync(join(dir, sha256)).size }))
}

export function removeBlob(folder: string, sha256: string): void {
  rmSync(blobPath(folder, sha256), { force: true })
}

function draftIn(dir: string): string {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  return join(dir, `.${randomBytes(6).toString('hex')}.tmp`)
}

function adopt(draft: string, path: string): void {
  renameSync(draft, path)
  syncDir(dirname(path))
}
