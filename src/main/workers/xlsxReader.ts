import { open, stat } from 'node:fs/promises'
import { basename, posix } from 'node:path'
import { AppError, ioFailed } from '#shared/result.ts'
import type { Cell, SheetRow } from './sheetRows.ts'
import { batchRows, caps, columnLetters, emptyCell, refused, stopIfCancelled } from './sheetRows.ts'
import type { OpenedWorkbook, WorkbookSheet } from './workbook.ts'
import type { NumberFormat } from './xlsxFormats.ts'
import { builtInFormat, customFormat, formatNumber, isoCell, numberCell } from './xlsxFormats.ts'
import { createXmlFeed } from './xmlFeed.ts'
import type { AttributeOf, XmlFeed, XmlHandlers } from './xmlFeed.ts'
import { createXmlScanner } from './xmlScanner.ts'
import { openZip } from './zipParts.ts'
import type { ZipParts } from './zipParts.ts'

type SheetPart = { readonly name: string; readonly isHidden: boolean; readonly part: string }
type Workbook = { readonly sheets: readonly SheetPart[]; readonly is1904: boolean; readonly related: ReadonlyMap<string, string> }

/**
 * Opens an xlsx or xlsm file for streaming. Everything in it is untrusted: caps of reliability.md 2.6 hold.
 * Throws `import.unreadable`, `import.empty`, `import.file_too_large`, `import.encrypted`, `import.old_xls`,
 * `import.not_a_spreadsheet`, `import.other_format`, `import.truncated`, `import.damaged`, `import.doctype`,
 * `import.too_many_entries`, `import.zip_bomb`.
 */
export async function openXlsx(path: string): Promise<OpenedWorkbook> {
  const zip = await openZip(path, await checkContainer(path))
  try {
    const workbook = await readWorkbook(zip)
    const sheets: WorkbookSheet[] = []
    for (const [index, { name, isHidden, part }] of workbook.sheets.entries()) {
      sheets.push({ name, index, isHidden, approxRows: await estimateRows(zip, part) })
    }
    return { sheets, is1904: workbook.is1904, rows: (index, { signal }) => readRows(zip, workbook, index, signal), close: zip.close }
  } catch (error) {
    zip.close()
    throw error
  }
}

/** What the first bytes say about a file. */
export type Container = 'zip' | 'ole' | 'other' | 'empty'

/** Looks at the first bytes of a file. Throws `import.gone`, `import.is_folder`, `import.locked`, `import.lock_file`, `import.unreadable`. */
export async function sniffContainer(path: string): Promise<{ container: Container; head: Buffer; fileBytes: number }> {
  try {
    const info = await stat(path)
    if (info.isDirectory()) throw refused('import.is_folder')
    // A pipe would be waited for, a device never ends.
    if (!info.isFile()) throw new Error('not a file')
    if (basename(path).startsWith('~$')) throw refused('import.lock_file')
    const { size } = info
    const file = await open(path)
    try {
      const head = Buffer.alloc(Math.min(size, 4096))
      const { bytesRead } = await file.read(head, 0, head.length, 0)
      return { container: containerOf(head.subarray(0, bytesRead)), head: head.subarray(0, bytesRead), fileBytes: size }
    } finally {
      await file.close()
    }
  } catch (error) {
    throw unreadable(error)
  }
}

/** Why a file cannot be opened, as far as the system says. */
export function unreadable(error: unknown): AppError {
  if (error instanceof AppError) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') return ioFailed('import.gone', undefined, error)
  if (code === 'EBUSY' || code === 'EPERM' || code === 'EACCES') return ioFailed('import.locked', undefined, error)
  return ioFailed('import.unreadable', undefined, error)
}

function containerOf(head: Buffer): Container {
  if (head.length === 0) return 'empty'
  if (head.length >= 4 && head.readUInt32BE(0) === 0xd0cf11e0) return 'ole'
  if (head.length >= 4 && (head.readUInt32BE(0) === 0x504b0304 || head.readUInt32BE(0) === 0x504b0506)) return 'zip'
  return 'other'
}

async function checkContainer(path: string): Promise<number> {
  const { container, head, fileBytes } = await sniffContainer(path)
  if (container === 'empty') throw refused('import.empty')
  if (container === 'ole') throw refused((await isEncryptedOle(path)) ? 'import.encrypted' : 'import.old_xls')
  // Excel 2 to 4 wrote bare BIFF records.
  if (container === 'other') throw refused(isBareBiff(head) ? 'import.old_xls' : 'import.not_a_spreadsheet')
  if (fileBytes > caps.fileBytes) throw refused('import.file_too_large', { limitMb: caps.fileBytes / 1024 ** 2 })
  return fileBytes
}

function isBareBiff(head: Buffer): boolean {
  return head.length >= 4 && head[0] === 0x09 && [0x00, 0x02, 0x04, 0x08].includes(head[1] ?? -1) && head[3] === 0x00
}

/** A workbook with a password is an OLE container whose directory names an `EncryptedPackage` stream. */
export async function isEncryptedOle(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const marker = Buffer.from('EncryptedPackage', 'utf16le')
    const piece = Buffer.alloc(1024 * 1024)
    // The directory is a chain of sectors that may lie anywhere, so the whole file is looked through, within the cap.
    for (let at = 0; at < caps.fileBytes; at += piece.length - marker.length) {
      const { bytesRead } = await file.read(piece, 0, piece.length, at)
      if (piece.subarray(0, bytesRead).includes(marker)) return true
      if (bytesRead < piece.length) return false
    }
    return false
  } finally {
    await file.close()
  }
}

async function parsePart(zip: ZipParts, name: string, handlers: XmlHandlers): Promise<void> {
  await feedPart(zip, name, createXmlFeed(handlers), undefined)
}

async function feedPart(zip: ZipParts, name: string, feed: XmlFeed, signal: AbortSignal | undefined): Promise<void> {
  for await (const chunk of zip.read(name, signal)) feed.write(chunk)
  feed.end()
}

async function readWorkbook(zip: ZipParts): Promise<Workbook> {
  const rootLinks = await readLinks(zip, '')
  const workbookPart = rootLinks.find((link) => link.type === 'officeDocument')?.part ?? 'xl/workbook.xml'
  if (!zip.has(workbookPart)) throw otherFormat(zip)
  const links = await readLinks(zip, workbookPart)
  const sheets: SheetPart[] = []
  let is1904 = false
  let isWorkbook = false
  await parsePart(zip, workbookPart, {
    open(name, attribute) {
      if (name === 'workbook') isWorkbook = true
      if (name === 'workbookPr') is1904 = ['1', 'true', 'on'].includes(attribute('date1904') ?? '')
      if (name !== 'sheet') return
      const link = links.find(({ id }) => id === attribute('id'))
      // Chart sheets and macro sheets hold no rows.
      if (link?.type !== 'worksheet') return
      const isHidden = attribute('state') === 'hidden' || attribute('state') === 'veryHidden'
      sheets.push({ name: attribute('name') ?? '', isHidden, part: link.part })
    }
  })
  if (!isWorkbook) throw otherFormat(zip)
  if (sheets.length === 0) throw refused('import.empty')
  return { sheets, is1904, related: new Map(links.map(({ type, part }) => [type, part])) }
}

function otherFormat(zip: ZipParts): Error {
  if (zip.has('xl/workbook.bin')) return refused('import.other_format', { format: 'xlsb' })
  if (zip.has('content.xml') && zip.has('mimetype')) return refused('import.other_format', { format: 'ods' })
  if (zip.has('word/document.xml')) return refused('import.other_format', { format: 'docx' })
  return refused('import.not_a_spreadsheet')
}

type Link = { readonly id: string; readonly type: string; readonly part: string }

/** The relations of a part; the last word of a relation's type is the same in both flavours of the standard. */
async function readLinks(zip: ZipParts, part: string): Promise<Link[]> {
  const folder = posix.dirname(part || '.')
  const relations = posix.join(folder, '_rels', `${posix.basename(part)}.rels`)
  const links: Link[] = []
  if (!zip.has(relations)) return links
  await parsePart(zip, relations, {
    open(name, attribute) {
      if (name !== 'Relationship' || attribute('TargetMode') === 'External') return
      const target = (attribute('Target') ?? '').replaceAll('\\', '/')
      links.push({
        id: attribute('Id') ?? '',
        type: (attribute('Type') ?? '').replace(/^.*\//, ''),
        part: target.startsWith('/') ? target.slice(1) : posix.join(folder, target)
      })
    }
  })
  return links
}

async function estimateRows(zip: ZipParts, part: string): Promise<number> {
  if (!zip.has(part)) return 0
  for await (const chunk of zip.read(part)) {
    const head = chunk.toString('latin1')
    const [, last] = /<(?:\w+:)?dimension ref="(?:[A-Z]+\d+:)?[A-Z]+(\d+)"/.exec(head) ?? []
    // Some writers leave the dimension at A1 and never come back to it.
    if (Number(last) > 1) return Math.min(Number(last), caps.rows)
    const rows = head.match(/<(?:\w+:)?row[ >]/g)?.length ?? 0
    const share = Math.max(1, Math.min(zip.claimedSize(part), caps.entryBytes) / chunk.length)
    return Math.min(Math.round(rows * share), caps.rows)
  }
  return 0
}

async function readSharedTexts(zip: ZipParts, part: string | undefined, signal: AbortSignal | undefined): Promise<string[]> {
  const texts: string[] = []
  if (!part || !zip.has(part)) return texts
  const collector = createTextCollector()
  let chars = 0
  const scanner = createXmlScanner({
    open: (name) => (name === 'si' ? collector.start() : collector.open(name)),
    text: collector.text,
    close(name) {
      collector.close(name)
      if (name !== 'si') return
      const text = collector.take()
      chars += text.length
      if (chars > caps.sharedTextChars) throw refused('import.file_too_large', { limitMb: caps.fileBytes / 1024 ** 2 })
      texts.push(text)
    }
  })
  await feedPart(zip, part, scanner, signal)
  return texts
}

type TextCollector = {
  readonly start: () => void
  readonly open: (name: string) => void
  readonly text: (chunk: string) => void
  readonly close: (name: string) => void
  readonly take: () => string
}

/** Joins the runs of a rich text and leaves out its phonetic reading. */
function createTextCollector(): TextCollector {
  let collected = ''
  let isInText = false
  let isPhonetic = false
  return {
    start() {
      collected = ''
    },
    open(name) {
      if (name === 't') isInText = !isPhonetic
      if (name === 'rPh') isPhonetic = true
    },
    text(chunk) {
      if (!isInText) return
      collected += chunk
      if (collected.length > caps.cellChars * 8) throw refused('import.cell_too_long')
    },
    close(name) {
      if (name === 't') isInText = false
      if (name === 'rPh') isPhonetic = false
    },
    take: () => unescapeText(collected)
  }
}

/** `_x000D_` stands for a character that XML cannot hold (ECMA-376 part 1, 22.9.2.19). */
function unescapeText(text: string): string {
  if (!text.includes('_x')) return text
  return text
    .replace(/_x([0-9a-f]{4})_/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll('\u0000', '')
}

async function readFormats(zip: ZipParts, part: string | undefined): Promise<NumberFormat[]> {
  const formats: NumberFormat[] = []
  if (!part || !zip.has(part)) return formats
  const custom = new Map<number, NumberFormat>()
  let isInCells = false
  await parsePart(zip, part, {
    open(name, attribute) {
      if (name === 'numFmt') custom.set(Number(attribute('numFmtId')), customFormat(attribute('formatCode') ?? ''))
      if (name === 'cellXfs') isInCells = true
      if (name !== 'xf' || !isInCells) return
      const id = Number(attribute('numFmtId') ?? 0)
      formats.push(custom.get(id) ?? builtInFormat(id))
    },
    close(name) {
      if (name === 'cellXfs') isInCells = false
    }
  })
  return formats
}

async function* readRows(
  zip: ZipParts,
  workbook: Workbook,
  sheetIndex: number,
  signal: AbortSignal | undefined
): AsyncGenerator<SheetRow[], void, undefined> {
  const sheet = workbook.sheets[sheetIndex]
  if (!sheet || !zip.has(sheet.part)) throw refused('import.sheet_missing', { sheet: sheet?.name ?? sheetIndex + 1 })
  stopIfCancelled(signal)
  const sharedTexts = await readSharedTexts(zip, workbook.related.get('sharedStrings'), signal)
  const formats = await readFormats(zip, workbook.related.get('styles'))
  let batch: SheetRow[] = []
  const feed = createXmlScanner(sheetHandlers({ sharedTexts, formats, is1904: workbook.is1904 }, (row) => batch.push(row)))
  for await (const chunk of zip.read(sheet.part, signal)) {
    feed.write(chunk)
    if (batch.length < batchRows) continue
    yield batch
    batch = []
  }
  feed.end()
  if (batch.length > 0) yield batch
}

type CellContext = {
  readonly sharedTexts: readonly string[]
  readonly formats: readonly NumberFormat[]
  readonly is1904: boolean
}

function sheetHandlers(context: CellContext, onRow: (row: SheetRow) => void): XmlHandlers {
  const inline = createTextCollector()
  let isInRows = false
  let rowNumber = 0
  let rowText = ''
  let rowCount = 0
  let cells: Cell[] = []
  let column = -1
  let type: string | undefined
  let style: string | undefined
  let isInline = false
  let isInValue = false
  let isInFormula = false
  let hasFormula = false
  let hasValue = false
  let value = ''
  let formula = ''

  function openRow(stated: string | undefined): void {
    rowNumber = stated === undefined ? rowNumber + 1 : parseRowNumber(stated)
    rowText = stated ?? String(rowNumber)
    rowCount += 1
    if (rowNumber > caps.rows || rowCount > caps.rows) throw refused('import.too_many_rows', { limit: caps.rows })
    cells = []
    column = -1
  }

  function openCell(attribute: AttributeOf): void {
    const ref = attribute('r')
    column = ref === undefined ? column + 1 : parseColumn(ref, rowText)
    type = attribute('t')
    style = attribute('s')
    isInline = false
    hasValue = false
    hasFormula = false
    value = ''
    formula = ''
  }

  function closeCell(): void {
    const stored = isInline ? inline.take() : value
    // A program wrote the formula and no spreadsheet has worked it out yet: empty would be a lie.
    const isNotComputed = hasFormula && !hasValue
    if (!isNotComputed && (!hasValue || stored === '')) return
    const cell = isNotComputed ? notComputed(formula) : toCell(stored, isInline ? 'inlineStr' : type, style, context)
    if (cell.kind === 'empty') return
    const place = `${columnLetters(column)}${rowNumber}`
    if (cell.text.length > caps.cellChars) throw refused('import.cell_too_long', { cell: place, limit: caps.cellChars })
    if (column >= caps.columns) throw refused('import.too_many_columns', { cell: place, limit: caps.columns })
    while (cells.length < column) cells.push(emptyCell)
    cells[column] = cell
  }

  return {
    open(name, attribute) {
      if (!isInRows) {
        if (name === 'sheetData') isInRows = true
        return
      }
      if (name === 'c') openCell(attribute)
      else if (name === 'v') isInValue = hasValue = true
      else if (name === 'f') isInFormula = hasFormula = true
      else if (name === 'row') openRow(attribute('r'))
      else if (name === 'is') {
        isInline = hasValue = true
        inline.start()
      } else if (isInline) inline.open(name)
    },
    text(chunk) {
      if (isInValue) value += chunk
      else if (isInFormula) formula = (formula + chunk).slice(0, 100)
      else if (isInline) inline.text(chunk)
    },
    close(name) {
      if (!isInRows) return
      if (name === 'v') isInValue = false
      else if (name === 'f') isInFormula = false
      else if (name === 'c') {
        closeCell()
        isInline = false
      } else if (name === 'row') {
        if (cells.length > 0) onRow({ rowNumber, cells })
      } else if (name === 'sheetData') isInRows = false
      else if (isInline) inline.close(name)
    }
  }
}

/** How a formula that has no result yet is kept: as an error that shows the formula. */
function notComputed(formula: string): Cell {
  return { text: `=${formula}`, kind: 'error' }
}

function parseRowNumber(stated: string): number {
  if (!/^\d{1,7}$/.test(stated) || Number(stated) === 0) throw refused('import.bad_reference', { reference: stated.slice(0, 20) })
  return Number(stated)
}

/** The column of `AB12` from 0; written out since it runs for every cell. */
function parseColumn(ref: string, row: string): number {
  let column = 0
  let at = 0
  for (; at < ref.length && at < 4; at += 1) {
    const letter = ref.charCodeAt(at) - 64
    if (letter < 1 || letter > 26) break
    column = column * 26 + letter
  }
  if (at === 0 || at > 3 || column > 16_384 || ref.slice(at) !== row) {
    throw refused('import.bad_reference', { reference: ref.slice(0, 20), row })
  }
  return column - 1
}

function toCell(stored: string, type: string | undefined, style: string | undefined, context: CellContext): Cell {
  switch (type) {
    case 's':
      return sharedCell(stored, context.sharedTexts)
    case 'inlineStr':
      return { text: stored, kind: 'text' }
    case 'str':
      return { text: unescapeText(stored), kind: 'text' }
    case 'b':
      return { text: stored.trim() === '1' || stored.trim() === 'true' ? 'true' : 'false', kind: 'boolean' }
    case 'e':
      return { text: stored, kind: 'error' }
    case 'd':
      return isoCell(stored)
    default: {
      const format = style === undefined ? undefined : context.formats[Number(style)]
      const number = stored.trim()
      if (number === '') return emptyCell
      return format ? formatNumber(number, format, context.is1904) : numberCell(number)
    }
  }
}

function sharedCell(stored: string, sharedTexts: readonly string[]): Cell {
  const text = sharedTexts[Number(stored)]
  // An index past the table means that a part of the file is missing or from another file.
  if (text === undefined) throw refused('import.damaged', { sharedText: stored.slice(0, 20) })
  return text === '' ? emptyCell : { text, kind: 'text' }
}
