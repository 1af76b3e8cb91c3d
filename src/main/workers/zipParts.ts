import { openPromise, getFileNameLowLevel } from 'yauzl'
import type { Entry, ZipFile } from 'yauzl'
import { AppError } from '#shared/result.ts'
import { caps, refused, stopIfCancelled } from './sheetRows.ts'

/** The files inside a workbook, found by name without regard to case, inflated under caps. */
export type ZipParts = {
  readonly has: (name: string) => boolean
  /** Uncompressed size as the archive claims it: good for an estimate, never for a decision. */
  readonly claimedSize: (name: string) => number
  readonly read: (name: string, signal?: AbortSignal) => AsyncGenerator<Buffer, void, undefined>
  readonly close: () => void
}

/**
 * Opens a zip archive and refuses what no spreadsheet program writes.
 * Throws `import.not_a_spreadsheet`, `import.truncated`, `import.too_many_entries`, `import.zip_bomb`,
 * `import.encrypted`; reading also `import.damaged`.
 */
export async function openZip(path: string, fileBytes: number): Promise<ZipParts> {
  const zip = await openArchive(path)
  try {
    const entries = await listEntries(zip, fileBytes)
    return createParts(zip, entries)
  } catch (error) {
    zip.close()
    throw error
  }
}

async function openArchive(path: string): Promise<ZipFile> {
  try {
    // Names are decoded below: some writers start them with a slash, which yauzl would refuse.
    return await openPromise(path, { lazyEntries: true, autoClose: false, decodeStrings: false })
  } catch (error) {
    // Only files that start like an archive come here, so a missing end means that it was cut off.
    throw refused('import.truncated', undefined, error)
  }
}

async function listEntries(zip: ZipFile, fileBytes: number): Promise<Map<string, Entry>> {
  if (zip.entryCount > caps.zipEntries) throw refused('import.too_many_entries', { count: zip.entryCount })
  const entries = new Map<string, Entry>()
  let compressed = 0
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entryName(entry)
      if (entry.isEncrypted()) throw refused('import.encrypted')
      // What an honest archive claims is enough to refuse it; a lying one is caught while it inflates.
      if (isTooDense(entry, entry.uncompressedSize)) throw refused('import.zip_bomb', { part: name })
      compressed += entry.compressedSize
      entries.set(name.toLowerCase(), entry)
    }
  } catch (error) {
    throw error instanceof AppError ? error : refused('import.truncated', undefined, error)
  }
  // Entries that share the same bytes add up to more than the file itself.
  if (compressed > fileBytes) throw refused('import.zip_bomb')
  return entries
}

function entryName(entry: Entry): string {
  const raw = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false)
  const name = raw.replaceAll('\\', '/').replace(/^(\.?\/)+/, '')
  if (name.split('/').includes('..') || /^[a-z]:/i.test(name)) throw refused('import.not_a_spreadsheet', { part: raw })
  return name
}

function isTooDense(entry: Entry, bytes: number): boolean {
  return bytes > caps.entryBytes || (bytes > caps.ratioFreeBytes && bytes > entry.compressedSize * caps.ratio)
}

function createParts(zip: ZipFile, entries: Map<string, Entry>): ZipParts {
  const inflatedBytes = new Map<Entry, number>()
  let total = 0

  function count(entry: Entry, inflated: number): void {
    const before = inflatedBytes.get(entry) ?? 0
    if (inflated > before) {
      total += inflated - before
      inflatedBytes.set(entry, inflated)
    }
    if (isTooDense(entry, inflated) || total > caps.totalBytes) throw refused('import.zip_bomb')
  }

  return {
    has: (name) => entries.has(name.toLowerCase()),
    claimedSize: (name) => entries.get(name.toLowerCase())?.uncompressedSize ?? 0,
    close: () => zip.close(),
    async *read(name, signal) {
      const entry = entries.get(name.toLowerCase())
      if (!entry) throw refused('import.not_a_spreadsheet', { part: name })
      let inflated = 0
      try {
        for await (const chunk of await zip.openReadStreamPromise(entry)) {
          stopIfCancelled(signal)
          inflated += chunk.length
          count(entry, inflated)
          yield chunk
        }
      } catch (error) {
        throw error instanceof AppError ? error : readFailure(error)
      }
    }
  }
}

function readFailure(error: unknown): AppError {
  const message = error instanceof Error ? error.message : ''
  if (/too many bytes/i.test(message)) return refused('import.zip_bomb', undefined, error)
  if (/not enough bytes|unexpected end|bounds|unexpected EOF/i.test(message)) {
    return refused('import.truncated', undefined, error)
  }
  return refused('import.damaged', undefined, error)
}
