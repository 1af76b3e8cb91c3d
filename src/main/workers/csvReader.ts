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
  /** It may well be cut off: only reading it to its end tells whether and where. */
  readonly mayBeCut: boolean
}

export type CsvOptions = {
  readonly encoding: CsvEncoding
  readonly delimiter: Delimiter
  /** A quotation that is never closed ends the file before its row; else it is refused. */
  readonly isWholeRowsOnly?: boolean
}

export type OpenedCsv = {
  readonly rows: (options: { readonly signal?: AbortSignal }) => AsyncIterable<SheetRow[]>
  /** Rows so far whose number of values differs from the first row's. */
  readonly unevenRows: () => number
  /** The line in which a quotation was opened that is never closed, where the reading stopped before it; else 0. */
  readonly openQuoteLine: () => number
}

const sampleBytes = 256 * 1024
const previewLineCount = 8
const previewLineChars = 200
// Longer than any row that people make; a quote that is never closed swallows rows until here.
const recordChars = 1024 * 1024

/**
 * Finds out how a text file is written: encoding by its first bytes or strict UTF-8, else it must be asked.
 * Throws `import.unreadable`, `import.empty`, `import.file_too_large`, `import.nul_bytes`, `import.other_format`,
 * `import.web_page`.
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
    approxRows: Math.max(1, scan.lineEnds),
    mayBeCut: scan.isCutInLetter || scan.hasOddQuotes || (await endsWithinRow(path, size, proven, text))
  }
}

/** Whether the last line has no end and fewer separators than the lines at the top. */
async function endsWithinRow(path: string, size: number, proven: ProvenEncoding | null, head: string): Promise<boolean> {
  const width = proven?.startsWith('utf-16') ? 2 : proven?.startsWith('utf-32') ? 4 : 1
  if (size % width !== 0) return true
  const at = Math.max(0, size - 64 * 1024)
  const tail = iconv.decode(await readPiece(path, at - (at % width), 64 * 1024 + width), proven ?? 'windows-1252')
  if (/[\r\n]$/.test(tail)) return false
  const delimiter = statedDelimiter(head) ?? guessDelimiter(head)
  const usual = commonest(countValues(head, delimiter))
  return (tail.split(/[\r\n]/).at(-1) ?? '').split(delimiter).length < usual
}

function commonest(counts: readonly number[]): number {
  const frequency = new Map<number, number>()
  for (const count of counts) frequency.set(count, (frequency.get(count) ?? 0) + 1)
  return [...frequency].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0
}

async function readSample(path: string, bytes: number): Promise<Buffer> {
  return readPiece(path, 0, bytes)
}

async function readPiece(path: string, from: number, bytes: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const sample = Buffer.alloc(bytes)
    const { bytesRead } = await file.read(sample, 0, bytes, from)
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
  if (format === 'html') throw refused('import.web_page')
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
async function scanBytes(path: string, isByteText: boolean): Promise<{ isUtf8: boolean; isCutInLetter: boolean; hasOddQuotes: boolean; lineEnds: number }> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let isUtf8 = isByteText
  let lineEnds = 0
  let line = 1
  let quotes = 0
  // Bytes of letters that take several: the last letter of the file may lack some.
  let wideBytes = 0
  let last: Uint8Array = new Uint8Array()
  for await (const chunk of readChunks(path, undefined)) {
    const ends = countByte(chunk, 0x0a) || countByte(chunk, 0x0d)
    const nul = isByteText ? chunk.indexOf(0) : -1
    if (nul >= 0) throw refused('import.nul_bytes', { line: line + countByte(chunk.subarray(0, nul), 0x0a) })
    lineEnds += ends
    line += ends
    quotes += isByteText ? countByte(chunk, 0x22) : 0
    last = chunk
    if (!isUtf8) continue
    const chars = decoded(decoder, chunk)
    if (chars === undefined) isUtf8 = false
    else wideBytes += chunk.length - chars
  }
  const hasOddQuotes = quotes % 2 === 1
  if (!isUtf8 || decoded(decoder, undefined) !== undefined) return { isUtf8, isCutInLetter: false, hasOddQuotes, lineEnds }
  // A letter cut at the very end; without another one of several bytes the file may as well be of another encoding.
  const isCutInLetter = wideBytes > last.length - last.findLastIndex((byte) => byte >= 0xc0)
  return { isUtf8: isCutInLetter, isCutInLetter, hasOddQuotes, lineEnds }
}

/** Letters of a piece of the file, undefined where it is no UTF-8. */
function decoded(decoder: TextDecoder, chunk: Buffer | undefined): number | undefined {
  try {
    return (chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()).length
  } catch {
    return undefined
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
 * Streams a CSV file with a known encoding and delimiter. Rows of uneven length are read and counted; a row in which the
 * file ends is marked. Throws `import.unclosed_quote` {line}, `import.cell_too_long`, `import.too_many_columns`,
 * `import.too_many_rows`, `import.nul_bytes`, `import.encoding_unknown` (not UTF-8 after all), `import.unreadable`,
 * `cancelled`.
 */
export function openCsv(path: string, { encoding, delimiter, isWholeRowsOnly }: CsvOptions): OpenedCsv {
  let unevenRows = 0
  let openQuoteLine = 0
  return {
    unevenRows: () => unevenRows,
    openQuoteLine: () => openQuoteLine,
    async *rows({ signal }) {
      unevenRows = 0
      openQuoteLine = 0
      const end = { isCutInLetter: false, isInLine: false }
      const collector = createCollector(delimiter, () => (unevenRows += 1))
      try {
        for await (const text of readText(path, encoding, signal, end)) {
          const batch = await collector.feed(text)
          if (batch.length > 0) yield batch
        }
        const batch = await collector.finish(end)
        if (batch.length > 0) yield batch
      } catch (error) {
        if (isWholeRowsOnly !== true || !(error instanceof AppError) || error.data.reason !== 'import.unclosed_quote') throw error
        openQuoteLine = Number(error.data.details?.['line'] ?? 0)
        const batch = collector.taken()
        if (batch.length > 0) yield batch
      }
    }
  }
}

/** How a file ends: within a letter, or within a line. */
type FileEnd = { isCutInLetter: boolean; isInLine: boolean }

async function* readText(path: string, encoding: CsvEncoding, signal: AbortSignal | undefined, end: FileEnd): AsyncGenerator<string, void, undefined> {
  const decode = createTextDecoder(encoding)
  const width = encoding.startsWith('utf-16') ? 2 : encoding.startsWith('utf-32') ? 4 : 1
  let isFirst = true
  let line = 1
  let bytes = 0
  for await (const chunk of readChunks(path, signal)) {
    bytes += chunk.length
    let text = decode(chunk) ?? ''
    const nul = text.indexOf('\u0000')
    if (nul >= 0) throw refused('import.nul_bytes', { line: line + (text.slice(0, nul).match(/\n/g)?.length ?? 0) })
    line += text.match(/\n/g)?.length ?? 0
    if (isFirst) text = text.replace(/^\ufeff/, '').replace(/^sep=[,;\t|](\r\n|\n|\r)/i, '$1')
    isFirst = false
    if (text !== '') end.isInLine = !/[\r\n]$/.test(text)
    yield text
  }
  const rest = decode(undefined)
  end.isCutInLetter = rest === undefined || bytes % width !== 0
  if (end.isCutInLetter) end.isInLine = true
  else yield rest ?? ''
}

/** Decodes pieces of a file, and with nothing its end: undefined where that is half a letter. */
function createTextDecoder(encoding: CsvEncoding): (chunk: Buffer | undefined) => string | undefined {
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
      if (chunk === undefined) return undefined
      throw refused('import.encoding_unknown', undefined, error)
    }
  }
}

type Collector = {
  readonly feed: (text: string) => Promise<SheetRow[]>
  /** Takes what is left; the last row is marked where the file ends within it. */
  readonly finish: (end: FileEnd) => Promise<SheetRow[]>
  /** Rows that were made and not handed out yet. */
  readonly taken: () => SheetRow[]
}

function createCollector(delimiter: Delimiter, onUneven: () => void): Collector {
  let batch: SheetRow[] = []
  let rowNumber = 0
  let line = 1
  let width = 0
  let lastLength = 0
  /** How many rows have so many values. */
  const lengths = new Map<number, number>()

  function takeRecord(record: readonly string[]): void {
    lastLength = record.length
    lengths.set(lastLength, (lengths.get(lastLength) ?? 0) + 1)
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
    taken,
    async finish({ isCutInLetter, isInLine }) {
      parser.end()
      await ended.catch((error: unknown) => Promise.reject(explain(error, line)))
      const rows = taken()
      const last = rows.at(-1)
      return last && isInLine && (isCutInLetter || isShort()) ? [...rows.slice(0, -1), { ...last, isCut: true }] : rows
    }
  }

  /** The last row has fewer values than nearly all others have. */
  function isShort(): boolean {
    const others = rowNumber - 1
    const usual = [...lengths].find(([length, count]) => length > lastLength && count >= 2 && count >= others * 0.9)
    return usual !== undefined
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
