import { open, stat } from 'node:fs/promises'
import { TextDecoder } from 'node:util'
import iconv from 'iconv-lite'
import { CsvError, parse } from 'csv-parse'
import type { Parser } from 'csv-parse'
import { unguard } from '#shared/csv.ts'
import { AppError, ioFailed } from '#shared/result.ts'
import type { Cell, SheetRow } from './sheetRows.ts'
import { caps, columnLetters, emptyCell, refused, stopIfCancelled } from './sheetRows.ts'

/** Encodings that a file can prove by itself. */
export type ProvenEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be'

/** Encodings that only a person can tell apart, by looking at a preview (decisions.md 26: no guesser). */
export const askedEncodings = ['windows-1250', 'windows-1251', 'windows-1252', 'ibm866', 'cp852'] as const
export type CsvEncoding = ProvenEncoding | (typeof askedEncodings)[number]

export const delimiters = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof delimiters)[number]

/** The first lines of the file read in one encoding, for the user to choose by eye. */
export type EncodingCandidate = { readonly encoding: CsvEncoding; readonly previewLines: readonly string[] }

export type CsvSniff = {
  /** `null`: ask the user to choose among the candidates. */
  readonly encoding: ProvenEncoding | null
  readonly candidates: readonly EncodingCandidate[]
  readonly delimiter: Delimiter
  readonly hasBom: boolean
  /** Line ends in the file: for a progress bar, never for a total. */
  readonly approxRows: number
}

export type CsvOptions = { readonly encoding: CsvEncoding; readonly delimiter: Delimiter }

export type OpenedCsv = {
  readonly rows: (options: { readonly signal?: AbortSignal }) => AsyncIterable<SheetRow[]>
  /** Rows so far whose number of values differs from the first row's. */
  readonly unevenRows: () => number
}

const sampleBytes = 256 * 1024
const previewLineCount = 8
const previewLineChars = 200
// Longer than any row that people make; a quote that is never closed swallows rows until here.
const recordChars = 1024 * 1024

/**
 * Finds out how a text file is written: encoding by its first bytes or strict UTF-8, else it must be asked.
 * Throws `import.unreadable`, `import.empty`, `import.file_too_large`, `import.nul_bytes`, `import.other_format`.
 */
export async function sniffCsv(path: string): Promise<CsvSniff> {
  const { size } = await stat(path).catch((error: unknown) => {
    throw ioFailed('import.unreadable', undefined, error)
  })
  if (size === 0) throw refused('import.empty')
  if (size > caps.csvFileBytes) throw refused('import.file_too_large', { limitMb: caps.csvFileBytes / 1024 ** 2 })
  const sample = await readSample(path, Math.min(size, sampleBytes))
  refuseKnownFormats(sample)
  const bom = findBom(sample)
  const encoding = bom?.encoding ?? wideWithoutBom(sample)
  const scan = await scanBytes(path, encoding === undefined || encoding === 'utf-8')
  const proven = encoding ?? (scan.isUtf8 ? 'utf-8' : null)
  if (proven === 'utf-8' && !scan.isUtf8) throw refused('import.encoding_unknown')
  const text = decodeSample(sample, proven ?? 'windows-1252')
  if (text.trim() === '') throw refused('import.empty')
  const offered = proven ? [proven] : askedEncodings
  return {
    encoding: proven,
    candidates: offered.map((candidate) => ({ encoding: candidate, previewLines: previewLines(decodeSample(sample, candidate)) })),
    delimiter: statedDelimiter(text) ?? guessDelimiter(text),
    hasBom: bom !== undefined,
    approxRows: Math.max(1, scan.lineEnds)
  }
}

async function readSample(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const sample = Buffer.alloc(bytes)
    const { bytesRead } = await file.read(sample, 0, bytes, 0)
    return sample.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** Files of other kinds that reach a CSV reader because somebody renamed them. */
function refuseKnownFormats(sample: Buffer): void {
  const head = sample.subarray(0, 1024).toString('latin1')
  const start = head.replace(/^ï»¿/, '').trimStart().toLowerCase()
  const format = head.startsWith('%PDF') ? 'pdf'
    : /^(<!doctype html|<html|<table|<meta|<head)/.test(start) ? 'html'
    : start.startsWith('{\\rtf') ? 'rtf'
    : start.startsWith('<?xml') ? 'xml'
    : undefined
  if (format) throw refused('import.other_format', { format })
}

function findBom(sample: Buffer): { encoding: ProvenEncoding } | undefined {
  const starts = (...bytes: number[]) => bytes.every((byte, index) => sample[index] === byte)
  // UTF-32 first: its mark begins with that of UTF-16.
  if (starts(0xff, 0xfe, 0, 0)) return { encoding: 'utf-32le' }
  if (starts(0, 0, 0xfe, 0xff)) return { encoding: 'utf-32be' }
  if (starts(0xff, 0xfe)) return { encoding: 'utf-16le' }
  if (starts(0xfe, 0xff)) return { encoding: 'utf-16be' }
  return starts(0xef, 0xbb, 0xbf) ? { encoding: 'utf-8' } : undefined
}

/** Delimiters and line ends are ASCII: in a wide file every one of them has its zero bytes on the same side. */
function wideWithoutBom(sample: Buffer): ProvenEncoding | undefined {
  const head = sample.subarray(0, Math.min(sample.length, 4096))
  if (!head.includes(0)) return undefined
  const fits = (width: number, place: number) => {
    if (sample.length < width * 2 || sample.length % width !== 0) return false
    let ascii = 0
    let units = 0
    for (let at = 0; at + width <= head.length; at += width, units += 1) {
      const rest = [...head.subarray(at, at + width)].filter((_, index) => index !== place)
      if (rest.every((byte) => byte === 0) && head[at + place] !== 0) ascii += 1
    }
    return ascii / units > 0.4
  }
  if (fits(4, 0)) return 'utf-32le'
  if (fits(4, 3)) return 'utf-32be'
  if (fits(2, 0)) return 'utf-16le'
  return fits(2, 1) ? 'utf-16be' : undefined
}

/** Reads the whole file once: an encoding that fails in row 90,000 is better known before row 1 is imported. */
async function scanBytes(path: string, isByteText: boolean): Promise<{ isUtf8: boolean; lineEnds: number }> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let isUtf8 = isByteText
  let lineEnds = 0
  let line = 1
  for await (const chunk of readChunks(path, undefined)) {
    const ends = countByte(chunk, 0x0a) || countByte(chunk, 0x0d)
    const nul = isByteText ? chunk.indexOf(0) : -1
    if (nul >= 0) throw refused('import.nul_bytes', { line: line + countByte(chunk.subarray(0, nul), 0x0a) })
    lineEnds += ends
    line += ends
    isUtf8 &&= decodes(decoder, chunk)
  }
  return { isUtf8: isUtf8 && decodes(decoder, undefined), lineEnds }
}

function decodes(decoder: TextDecoder, chunk: Buffer | undefined): boolean {
  try {
    if (chunk) decoder.decode(chunk, { stream: true })
    else decoder.decode()
    return true
  } catch {
    return false
  }
}

function countByte(bytes: Buffer, byte: number): number {
  let count = 0
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) count += 1
  return count
}

async function* readChunks(path: string, signal: AbortSignal | undefined): AsyncGenerator<Buffer, void, undefined> {
  try {
    const file = await open(path)
    try {
      for (;;) {
        stopIfCancelled(signal)
        const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(256 * 1024), 0, 256 * 1024, null)
        if (bytesRead === 0) return
        yield buffer.subarray(0, bytesRead)
      }
    } finally {
      await file.close()
    }
  } catch (error) {
    throw error instanceof AppError ? error : ioFailed('import.unreadable', undefined, error)
  }
}

function decodeSample(sample: Buffer, encoding: CsvEncoding): string {
  return iconv.decode(sample, encoding)
}

function previewLines(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '')
  return lines.slice(0, previewLineCount).map((line) => line.slice(0, previewLineChars))
}

/** `sep=;` in the first line: what Excel writes and reads. */
function statedDelimiter(text: string): Delimiter | undefined {
  const [, stated] = /^sep=(.)(?:\r|\n|$)/i.exec(text) ?? []
  return delimiters.find((delimiter) => delimiter === stated)
}

/** The delimiter that cuts the most rows into the same number of values; outside quotes only. */
export function guessDelimiter(text: string): Delimiter {
  let best: Delimiter = ','
  let bestScore = 0
  for (const delimiter of delimiters) {
    const score = evenness(countValues(text, delimiter))
    if (score > bestScore) {
      best = delimiter
      bestScore = score
    }
  }
  return best
}

function countValues(text: string, delimiter: Delimiter): number[] {
  const counts: number[] = []
  let values = 1
  let isQuoted = false
  let isFieldStart = true
  let hasContent = false
  for (let at = 0; at < text.length && counts.length < 200; at += 1) {
    const char = text[at]
    if (char === '"' && (isQuoted || isFieldStart)) {
      isQuoted = !isQuoted
      hasContent = true
      isFieldStart = false
    } else if (isQuoted) continue
    else if (char === delimiter) {
      values += 1
      isFieldStart = true
    } else if (char === '\n' || char === '\r') {
      if (hasContent) counts.push(values)
      values = 1
      isFieldStart = true
      hasContent = false
    } else {
      // A doubled quote closes and opens again at once.
      isFieldStart = false
      hasContent = true
    }
  }
  if (hasContent && counts.length < 200) counts.push(values)
  return counts
}

function evenness(counts: readonly number[]): number {
  const frequency = new Map<number, number>()
  for (const count of counts) frequency.set(count, (frequency.get(count) ?? 0) + 1)
  let best = 0
  for (const [values, rows] of frequency) {
    if (values > 1) best = Math.max(best, (rows / counts.length) * (1 + Math.log2(Math.min(values, 32)) / 10))
  }
  return best
}

/**
 * Streams a CSV file with a known encoding and delimiter. Rows of uneven length are read and counted.
 * Throws `import.unclosed_quote` {line}, `import.cell_too_long`, `import.too_many_columns`, `import.too_many_rows`,
 * `import.nul_bytes`, `import.encoding_unknown` (not UTF-8 after all), `import.unreadable`, `cancelled`.
 */
export function openCsv(path: string, { encoding, delimiter }: CsvOptions): OpenedCsv {
  let unevenRows = 0
  return {
    unevenRows: () => unevenRows,
    async *rows({ signal }) {
      unevenRows = 0
      const collector = createCollector(delimiter, () => (unevenRows += 1))
      for await (const text of readText(path, encoding, signal)) {
        const batch = await collector.feed(text)
        if (batch.length > 0) yield batch
      }
      const batch = await collector.finish()
      if (batch.length > 0) yield batch
    }
  }
}

async function* readText(path: string, encoding: CsvEncoding, signal: AbortSignal | undefined): AsyncGenerator<string, void, undefined> {
  const decode = createTextDecoder(encoding)
  let isFirst = true
  let line = 1
  for await (const chunk of readChunks(path, signal)) {
    let text = decode(chunk)
    const nul = text.indexOf('\u0000')
    if (nul >= 0) throw refused('import.nul_bytes', { line: line + (text.slice(0, nul).match(/\n/g)?.length ?? 0) })
    line += text.match(/\n/g)?.length ?? 0
    if (isFirst) text = text.replace(/^\ufeff/, '').replace(/^sep=[,;\t|](\r\n|\n|\r)/i, '$1')
    isFirst = false
    yield text
  }
  yield decode(undefined)
}

function createTextDecoder(encoding: CsvEncoding): (chunk: Buffer | undefined) => string {
  if (encoding !== 'utf-8') {
    // Not TextDecoder: Electron's build leaves out most of the old code pages.
    const decoder = iconv.getDecoder(encoding)
    return (chunk) => (chunk ? decoder.write(chunk) : decoder.end()) ?? ''
  }
  const decoder = new TextDecoder('utf-8', { fatal: true })
  return (chunk) => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
    } catch (error) {
      throw refused('import.encoding_unknown', undefined, error)
    }
  }
}

type Collector = {
  readonly feed: (text: string) => Promise<SheetRow[]>
  readonly finish: () => Promise<SheetRow[]>
}

function createCollector(delimiter: Delimiter, onUneven: () => void): Collector {
  let batch: SheetRow[] = []
  let rowNumber = 0
  let line = 1
  let width = 0

  function takeRecord(record: readonly string[]): void {
    rowNumber += 1
    line += 1 + countLineEnds(record)
    if (rowNumber > caps.rows) throw refused('import.too_many_rows', { limit: caps.rows })
    const cells = toCells(record, rowNumber)
    if (cells.length === 0) return
    if (width === 0) width = record.length
    else if (record.length !== width) onUneven()
    batch.push({ rowNumber, cells })
  }

  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: recordChars,
    on_record: (record: string[]) => {
      takeRecord(record)
      return null
    }
  })
  const ended = new Promise<void>((resolve, reject) => {
    parser.on('error', reject)
    parser.on('end', resolve)
  })
  // The failure is reported by whichever call comes next; until then it must not count as unhandled.
  ended.catch(() => undefined)
  parser.resume()

  function taken(): SheetRow[] {
    const rows = batch
    batch = []
    return rows
  }

  return {
    async feed(text) {
      if (text !== '') await writeText(parser, text).catch((error: unknown) => Promise.reject(explain(error, line)))
      return taken()
    },
    async finish() {
      parser.end()
      await ended.catch((error: unknown) => Promise.reject(explain(error, line)))
      return taken()
    }
  }
}

function writeText(parser: Parser, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    parser.write(text, (error) => (error ? reject(error) : resolve()))
  })
}

function explain(error: unknown, line: number): AppError {
  if (error instanceof AppError) return error
  if (error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED') return refused('import.unclosed_quote', { line }, error)
  // Nobody types a million characters into a row: a quote was opened and never closed.
  if (error instanceof CsvError && error.code === 'CSV_MAX_RECORD_SIZE') return refused('import.unclosed_quote', { line }, error)
  return refused('import.damaged', { line }, error)
}

function countLineEnds(record: readonly string[]): number {
  let count = 0
  for (const field of record) {
    if (field.includes('\n') || field.includes('\r')) count += field.match(/\r\n|\n|\r/g)?.length ?? 0
  }
  return count
}

function toCells(record: readonly string[], rowNumber: number): Cell[] {
  const cells: Cell[] = []
  record.forEach((text, column) => {
    if (text === '') return
    const place = `${columnLetters(column)}${rowNumber}`
    if (text.length > caps.cellChars) throw refused('import.cell_too_long', { cell: place, limit: caps.cellChars })
    if (column >= caps.columns) throw refused('import.too_many_columns', { cell: place, limit: caps.columns })
    while (cells.length < column) cells.push(emptyCell)
    cells[column] = { text: unguard(text), kind: 'text' }
  })
  return cells
}
