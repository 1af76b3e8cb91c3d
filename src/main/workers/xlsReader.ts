import { readFile } from 'node:fs/promises'
import iconv from 'iconv-lite'
import { ioFailed } from '#shared/result.ts'
import { openCompoundFile } from './compoundFile.ts'
import type { Cell, SheetRow } from './sheetRows.ts'
import { batchRows, caps, columnLetters, emptyCell, refused, stopIfCancelled } from './sheetRows.ts'
import type { OpenedWorkbook, WorkbookSheet } from './workbook.ts'
import { builtInFormat, customFormat, formatNumber, type NumberFormat, numberCell } from './xlsxFormats.ts'

// Records of [MS-XLS] that hold values; all others are passed over by their length.
const record = {
  formula: 0x06, end: 0x0a, dateMode: 0x22, password: 0x2f, more: 0x3c, codePage: 0x42, sheet: 0x85, manyRk: 0xbd, richLabel: 0xd6, xf: 0xe0,
  sharedTexts: 0xfc, sharedLabel: 0xfd, dimensions: 0x200, number: 0x203, label: 0x204, boolOrError: 0x205, text: 0x207, rk: 0x27e, format: 0x41e, begin: 0x809
} as const

const errorNames: Readonly<Record<number, string>> = {
  0x00: '#NULL!', 0x07: '#DIV/0!', 0x0f: '#VALUE!', 0x17: '#REF!', 0x1d: '#NAME?', 0x24: '#NUM!', 0x2a: '#N/A'
}

type BiffRecord = { readonly type: number; readonly data: Buffer }
type SheetPlace = WorkbookSheet & { readonly offset: number }
type Globals = {
  readonly isBiff8: boolean
  readonly encoding: string
  readonly is1904: boolean
  readonly sheets: readonly SheetPlace[]
  readonly sharedTexts: readonly string[]
  readonly formats: readonly NumberFormat[]
}

/**
 * Opens a workbook of Excel 5 to 2003 (.xls). The file is read as a whole, within the cap; nothing in it is run.
 * Throws `import.unreadable`, `import.encrypted`, `import.old_xls` (Excel 4 and older), `import.other_format`,
 * `import.truncated`, `import.damaged`, `import.empty`.
 */
export async function openXls(path: string): Promise<OpenedWorkbook> {
  const file = await readFile(path).catch((error: unknown) => {
    throw ioFailed('import.unreadable', undefined, error)
  })
  return guarded(() => {
    const container = openCompoundFile(file)
    const book = container.stream('Workbook') ?? container.stream('Book')
    if (!book) throw container.stream('WordDocument') ? refused('import.other_format', { format: 'doc' }) : refused('import.not_a_spreadsheet')
    const globals = readGlobals(book)
    return {
      sheets: globals.sheets.map(({ name, index, isHidden, approxRows }) => ({ name, index, isHidden, approxRows })),
      is1904: globals.is1904,
      rows: (index, { signal }) => readRows(book, globals, index, signal),
      close: () => undefined
    }
  })
}

/** A number that points outside of the file is damage, not a fault of the program. */
function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof RangeError) throw refused('import.damaged', undefined, error)
    throw error
  }
}

function* recordsFrom(book: Buffer, offset: number): Generator<BiffRecord, void, undefined> {
  for (let at = offset; at + 4 <= book.length; ) {
    const type = book.readUInt16LE(at)
    const length = book.readUInt16LE(at + 2)
    if (at + 4 + length > book.length) throw refused('import.truncated')
    yield { type, data: book.subarray(at + 4, at + 4 + length) }
    at += 4 + length
  }
}

function readGlobals(book: Buffer): Globals {
  let isBiff8 = true
  let encoding = 'windows-1252'
  let is1904 = false
  const places: { offset: number; state: number; kind: number; name: Buffer }[] = []
  const customFormats = new Map<number, Buffer>()
  const formatIds: number[] = []
  const textPieces: Buffer[] = []
  let isInTexts = false
  for (const { type, data } of recordsFrom(book, 0)) {
    if (type === record.more && isInTexts) textPieces.push(data)
    else isInTexts = false
    if (type === record.begin) {
      const version = data.readUInt16LE(0)
      if (version !== 0x0600 && version !== 0x0500) throw refused('import.old_xls')
      isBiff8 = version === 0x0600
    } else if (type === record.password) throw refused('import.encrypted')
    else if (type === record.codePage) encoding = encodingOf(data.readUInt16LE(0))
    else if (type === record.dateMode) is1904 = data.readUInt16LE(0) === 1
    else if (type === record.sheet) places.push({ offset: data.readUInt32LE(0), state: (data[4] ?? 0) & 3, kind: data[5] ?? 0, name: data.subarray(6) })
    else if (type === record.format) customFormats.set(data.readUInt16LE(0), data.subarray(2))
    else if (type === record.xf) formatIds.push(data.readUInt16LE(2))
    else if (type === record.sharedTexts) {
      textPieces.push(data)
      isInTexts = true
    } else if (type === record.end) break
  }
  const formats = new Map([...customFormats].map(([id, code]) => [id, customFormat(readString(code, 0, isBiff8 ? 2 : 1, isBiff8, encoding))]))
  const sheets = places
    .filter(({ kind }) => kind === 0)
    .map(({ offset, state, name }, index): SheetPlace => ({
      offset, index, isHidden: state !== 0, name: readString(name, 0, 1, isBiff8, encoding), approxRows: countRows(book, offset, isBiff8)
    }))
  if (sheets.length === 0) throw refused('import.empty')
  return {
    isBiff8, encoding, is1904, sheets,
    sharedTexts: textPieces.length === 0 ? [] : readSharedTexts(textPieces),
    formats: formatIds.map((id) => formats.get(id) ?? builtInFormat(id))
  }
}

function encodingOf(codePage: number): string {
  if (codePage === 10_000 || codePage === 0x8000) return 'macroman'
  if (codePage === 10_029) return 'maccenteuro'
  if (codePage === 10_007) return 'maccyrillic'
  const name = codePage === 367 ? 'ascii' : `cp${codePage}`
  return codePage !== 0x8001 && iconv.encodingExists(name) ? name : 'windows-1252'
}

function countRows(book: Buffer, offset: number, isBiff8: boolean): number {
  for (const { type, data } of recordsFrom(book, offset)) {
    if (type === record.dimensions) return isBiff8 ? Math.min(data.readUInt32LE(4), 65_536) : data.readUInt16LE(2)
    if (type === record.end) break
  }
  return 0
}

/** A text with its length before it, in one byte or two; from Excel 97 on a flag says how wide its letters are. */
function readString(data: Buffer, at: number, lengthBytes: 1 | 2, isBiff8: boolean, encoding: string): string {
  const length = lengthBytes === 1 ? data.readUInt8(at) : data.readUInt16LE(at)
  const start = at + lengthBytes
  if (!isBiff8) return iconv.decode(data.subarray(start, start + length), encoding)
  const flags = data.readUInt8(start)
  const runs = flags & 8 ? 2 : 0
  const extra = flags & 4 ? 4 : 0
  const from = start + 1 + runs + extra
  return flags & 1 ? data.toString('utf16le', from, from + length * 2) : data.toString('latin1', from, from + length)
}

/** The table of texts runs over many records; where one breaks off inside a text, the next says anew how wide letters are. */
function readSharedTexts(pieces: readonly Buffer[]): string[] {
  let piece = 0
  let at = 8
  let chars = 0
  const texts: string[] = []
  const current = (): Buffer => pieces[piece] ?? Buffer.alloc(0)
  function settle(): boolean {
    while (piece < pieces.length && at >= current().length) {
      at -= current().length
      piece += 1
    }
    return piece < pieces.length
  }
  function take(bytes: number): Buffer {
    if (!settle()) throw refused('import.truncated')
    if (at + bytes <= current().length) {
      at += bytes
      return current().subarray(at - bytes, at)
    }
    // Numbers before a text may be cut between two records as well.
    const parts: Buffer[] = []
    for (let left = bytes; left > 0; ) {
      if (!settle()) throw refused('import.truncated')
      const part = current().subarray(at, at + left)
      parts.push(part)
      at += part.length
      left -= part.length
    }
    return Buffer.concat(parts)
  }
  const count = (pieces[0] ?? Buffer.alloc(0)).readUInt32LE(4)
  while (texts.length < count && settle()) {
    const length = take(2).readUInt16LE(0)
    let flags = take(1)[0] ?? 0
    const runBytes = flags & 8 ? take(2).readUInt16LE(0) * 4 : 0
    const extraBytes = flags & 4 ? take(4).readUInt32LE(0) : 0
    let text = ''
    for (let left = length; left > 0; ) {
      if (at >= current().length) {
        piece += 1
        at = 0
        if (piece >= pieces.length) throw refused('import.truncated')
        flags = current()[at] ?? 0
        at += 1
      }
      const width = flags & 1 ? 2 : 1
      const here = Math.min(left, Math.floor((current().length - at) / width))
      if (here === 0) throw refused('import.damaged')
      text += current().toString(width === 2 ? 'utf16le' : 'latin1', at, at + here * width)
      at += here * width
      left -= here
    }
    at += runBytes + extraBytes
    chars += text.length
    if (chars > caps.sharedTextChars) throw refused('import.file_too_large', { limitMb: caps.fileBytes / 1024 ** 2 })
    texts.push(text)
  }
  return texts
}

async function* readRows(book: Buffer, globals: Globals, sheetIndex: number, signal: AbortSignal | undefined): AsyncGenerator<SheetRow[], void, undefined> {
  const sheet = globals.sheets[sheetIndex]
  if (!sheet) throw refused('import.sheet_missing', { sheet: sheetIndex + 1 })
  stopIfCancelled(signal)
  const cellsOf = guarded(() => readCells(book, globals, sheet.offset))
  // Rows stand in blocks that need not be in order.
  const numbers = [...cellsOf.keys()].sort((a, b) => a - b)
  for (let from = 0; from < numbers.length; from += batchRows) {
    stopIfCancelled(signal)
    yield numbers.slice(from, from + batchRows).map((row) => ({ rowNumber: row + 1, cells: cellsOf.get(row) ?? [] }))
  }
}

function readCells(book: Buffer, globals: Globals, offset: number): Map<number, Cell[]> {
  const { isBiff8, encoding, sharedTexts, formats, is1904 } = globals
  const rows = new Map<number, Cell[]>()
  let depth = 0
  let awaited: { row: number; column: number } | undefined

  function put(row: number, column: number, cell: Cell): void {
    if (cell.kind === 'empty' || cell.text === '') return
    const place = `${columnLetters(column)}${row + 1}`
    if (cell.text.length > caps.cellChars) throw refused('import.cell_too_long', { cell: place, limit: caps.cellChars })
    if (column >= caps.columns) throw refused('import.too_many_columns', { cell: place, limit: caps.columns })
    const cells = rows.get(row) ?? []
    if (cells.length === 0) rows.set(row, cells)
    while (cells.length < column) cells.push(emptyCell)
    cells[column] = cell
  }
  function putNumber(row: number, column: number, xf: number, value: number): void {
    const format = formats[xf]
    const stored = String(value)
    put(row, column, format ? formatNumber(stored, format, is1904) : numberCell(stored))
  }

  for (const { type, data } of recordsFrom(book, offset)) {
    if (type === record.begin) depth += 1
    if (type === record.end) {
      depth -= 1
      if (depth <= 0) break
    }
    // A chart that stands on the sheet is a stream within the stream.
    if (depth !== 1) continue
    switch (type) {
      case record.number:
        putNumber(data.readUInt16LE(0), data.readUInt16LE(2), data.readUInt16LE(4), data.readDoubleLE(6))
        break
      case record.rk:
        putNumber(data.readUInt16LE(0), data.readUInt16LE(2), data.readUInt16LE(4), numberOfRk(data, 6))
        break
      case record.manyRk: {
        const row = data.readUInt16LE(0)
        const first = data.readUInt16LE(2)
        for (let at = 4, column = first; at + 6 <= data.length - 2; at += 6, column += 1) putNumber(row, column, data.readUInt16LE(at), numberOfRk(data, at + 2))
        break
      }
      case record.sharedLabel: {
        const text = sharedTexts[data.readUInt32LE(6)]
        if (text === undefined) throw refused('import.damaged')
        put(data.readUInt16LE(0), data.readUInt16LE(2), { text: text.replaceAll('\u0000', ''), kind: 'text' })
        break
      }
      case record.label:
      case record.richLabel:
        put(data.readUInt16LE(0), data.readUInt16LE(2), { text: readString(data, 6, 2, isBiff8, encoding).replaceAll('\u0000', ''), kind: 'text' })
        break
      case record.boolOrError: {
        const value = data.readUInt8(6)
        const cell: Cell = data.readUInt8(7) === 1 ? { text: errorNames[value] ?? '#N/A', kind: 'error' } : { text: value === 1 ? 'true' : 'false', kind: 'boolean' }
        put(data.readUInt16LE(0), data.readUInt16LE(2), cell)
        break
      }
      case record.formula: {
        const row = data.readUInt16LE(0)
        const column = data.readUInt16LE(2)
        if (data.readUInt16LE(12) !== 0xffff) putNumber(row, column, data.readUInt16LE(4), data.readDoubleLE(6))
        else if (data[6] === 0) awaited = { row, column }
        else if (data[6] === 1) put(row, column, { text: data[8] === 1 ? 'true' : 'false', kind: 'boolean' })
        else if (data[6] === 2) put(row, column, { text: errorNames[data.readUInt8(8)] ?? '#N/A', kind: 'error' })
        break
      }
      case record.text:
        if (awaited) put(awaited.row, awaited.column, { text: readString(data, 0, 2, isBiff8, encoding).replaceAll('\u0000', ''), kind: 'text' })
        awaited = undefined
        break
      default:
    }
  }
  if (depth > 0) throw refused('import.truncated')
  return rows
}

/** Thirty bits of a number: a whole one or the upper half of a fraction, perhaps times a hundred. */
function numberOfRk(data: Buffer, at: number): number {
  const bits = data.readUInt32LE(at)
  let value: number
  if (bits & 2) value = data.readInt32LE(at) >> 2
  else {
    const wide = Buffer.alloc(8)
    wide.writeUInt32LE((bits & 0xfffffffc) >>> 0, 4)
    value = wide.readDoubleLE(0)
  }
  return bits & 1 ? value / 100 : value
}
