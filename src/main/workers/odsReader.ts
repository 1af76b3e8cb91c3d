import { stat } from 'node:fs/promises'
import type { Cell, SheetRow } from './sheetRows.ts'
import { batchRows, caps, columnLetters, emptyCell, refused, stopIfCancelled } from './sheetRows.ts'
import type { OpenedWorkbook, WorkbookSheet } from './workbook.ts'
import { isoCell, numberCell } from './xlsxFormats.ts'
import type { AttributeOf, XmlHandlers } from './xmlFeed.ts'
import { createXmlScanner } from './xmlScanner.ts'
import type { ZipParts } from './zipParts.ts'
import { openZip } from './zipParts.ts'

const content = 'content.xml'
/** A row that is repeated more often than this was formatted to the end of the sheet, not filled in. */
const repeatsAllowed = 100_000

/**
 * Opens a spreadsheet of LibreOffice and others (OpenDocument, part 3). Under the same caps as a workbook of Excel.
 * Throws `import.other_format`, `import.encrypted`, and every reason of a damaged or dangerous archive.
 */
export async function openOds(path: string): Promise<OpenedWorkbook> {
  const { size } = await stat(path)
  if (size > caps.fileBytes) throw refused('import.file_too_large', { limitMb: caps.fileBytes / 1024 ** 2 })
  const zip = await openZip(path, size)
  try {
    await checkKind(zip)
    const sheets = await listSheets(zip)
    if (sheets.length === 0) throw refused('import.empty')
    return { sheets, is1904: false, rows: (index, { signal }) => readRows(zip, index, signal), close: zip.close }
  } catch (error) {
    zip.close()
    throw error
  }
}

async function checkKind(zip: ZipParts): Promise<void> {
  let kind = ''
  for await (const chunk of zip.read('mimetype')) kind += chunk.toString('latin1')
  if (!kind.startsWith('application/vnd.oasis.opendocument.spreadsheet')) {
    const [, name] = /opendocument\.(\w+)/.exec(kind) ?? []
    throw refused('import.other_format', { format: name ?? 'zip' })
  }
  // A file with a password keeps its parts, unreadable, and says so in its manifest.
  let manifest = ''
  if (zip.has('META-INF/manifest.xml')) for await (const chunk of zip.read('META-INF/manifest.xml')) manifest += chunk.toString('latin1')
  if (manifest.includes('encryption-data')) throw refused('import.encrypted')
  if (!zip.has(content)) throw refused('import.damaged')
}

async function listSheets(zip: ZipParts): Promise<WorkbookSheet[]> {
  const sheets: { name: string; isHidden: boolean; rows: number }[] = []
  const hiddenStyles = new Set<string>()
  let style = ''
  const scanner = createXmlScanner({
    open(name, attribute) {
      if (name === 'style') style = attribute('family') === 'table' ? (attribute('name') ?? '') : ''
      else if (name === 'table-properties' && attribute('display') === 'false') hiddenStyles.add(style)
      else if (name === 'table') sheets.push({ name: attribute('name') ?? '', isHidden: hiddenStyles.has(attribute('style-name') ?? ''), rows: 0 })
      else if (name === 'table-row') {
        const sheet = sheets.at(-1)
        if (sheet && repeats(attribute, 'number-rows-repeated') === 1) sheet.rows += 1
      }
    }
  })
  for await (const chunk of zip.read(content)) scanner.write(chunk)
  scanner.end()
  return sheets.map(({ name, isHidden, rows }, index) => ({ name, index, isHidden, approxRows: rows }))
}

function repeats(attribute: AttributeOf, name: string): number {
  const stated = attribute(name)
  return stated === undefined ? 1 : Math.max(1, Math.min(Number.parseInt(stated, 10) || 1, caps.rows))
}

async function* readRows(zip: ZipParts, sheetIndex: number, signal: AbortSignal | undefined): AsyncGenerator<SheetRow[], void, undefined> {
  stopIfCancelled(signal)
  let batch: SheetRow[] = []
  const reader = sheetReader(sheetIndex, (row) => batch.push(row))
  const scanner = createXmlScanner(reader.handlers)
  for await (const chunk of zip.read(content, signal)) {
    scanner.write(chunk)
    if (batch.length >= batchRows) {
      yield batch
      batch = []
    }
  }
  scanner.end()
  if (!reader.isFound()) throw refused('import.sheet_missing', { sheet: sheetIndex + 1 })
  if (batch.length > 0) yield batch
}

function sheetReader(sheetIndex: number, onRow: (row: SheetRow) => void): { readonly handlers: XmlHandlers; readonly isFound: () => boolean } {
  let table = -1
  let isHere = false
  let tableDepth = 0
  let rowNumber = 0
  let rowRepeats = 1
  let cells: Cell[] = []
  let column = 0
  let cellRepeats = 1
  let stored: { readonly type: string; readonly value: string | undefined; readonly isFormula: boolean } | undefined
  let text = ''
  let paragraphs = 0
  let isInParagraph = 0
  let isInNote = 0

  function openCell(attribute: AttributeOf): void {
    cellRepeats = repeats(attribute, 'number-columns-repeated')
    const type = attribute('value-type') ?? ''
    stored = {
      type,
      value: type === 'date' ? attribute('date-value') : type === 'time' ? attribute('time-value') : type === 'boolean' ? attribute('boolean-value') : attribute('value'),
      isFormula: attribute('formula') !== undefined
    }
    text = ''
    paragraphs = 0
  }

  function closeCell(): void {
    const cell = stored ? toCell(stored.type, stored.value, text, stored.isFormula) : emptyCell
    stored = undefined
    if (cell.kind !== 'empty') {
      const place = `${columnLetters(column)}${rowNumber}`
      if (column + cellRepeats > caps.columns) throw refused('import.too_many_columns', { cell: place, limit: caps.columns })
      if (cell.text.length > caps.cellChars) throw refused('import.cell_too_long', { cell: place, limit: caps.cellChars })
      while (cells.length < column) cells.push(emptyCell)
      for (let count = 0; count < cellRepeats; count += 1) cells.push(cell)
    }
    column += cellRepeats
  }

  function closeRow(): void {
    if (cells.length > 0) {
      if (rowRepeats > repeatsAllowed || rowNumber + rowRepeats - 1 > caps.rows) throw refused('import.too_many_rows', { limit: caps.rows })
      for (let count = 0; count < rowRepeats; count += 1) onRow({ rowNumber: rowNumber + count, cells })
    }
    rowNumber += rowRepeats - 1
  }

  return {
    isFound: () => table >= sheetIndex,
    handlers: {
      open(name, attribute) {
        if (name === 'table') {
          tableDepth += 1
          // A table within a cell is no sheet.
          if (tableDepth === 1) {
            table += 1
            isHere = table === sheetIndex
            rowNumber = 0
          }
        }
        if (!isHere || tableDepth !== 1) return
        if (name === 'table-row') {
          rowNumber += 1
          rowRepeats = repeats(attribute, 'number-rows-repeated')
          cells = []
          column = 0
        } else if (name === 'table-cell' || name === 'covered-table-cell') openCell(attribute)
        else if (name === 'annotation') isInNote += 1
        else if (stored && isInNote === 0) {
          if (name === 'p') {
            if (paragraphs > 0) text += '\n'
            paragraphs += 1
            isInParagraph += 1
          } else if (name === 's') text += ' '.repeat(Math.min(repeats(attribute, 'c'), 100))
          else if (name === 'tab') text += '\t'
          else if (name === 'line-break') text += '\n'
        }
      },
      text(chunk) {
        if (isInParagraph > 0 && isInNote === 0) text += chunk
        if (text.length > caps.cellChars * 2) throw refused('import.cell_too_long')
      },
      close(name) {
        if (name === 'table') tableDepth -= 1
        if (!isHere || tableDepth !== 1) return
        if (name === 'p' && isInNote === 0 && stored) isInParagraph -= 1
        else if (name === 'annotation') isInNote -= 1
        else if (name === 'table-cell' || name === 'covered-table-cell') closeCell()
        else if (name === 'table-row') closeRow()
      }
    }
  }
}

/** What a cell says; a formula whose result is an error shows it as its text. */
function toCell(type: string, value: string | undefined, text: string, isFormula: boolean): Cell {
  if (isFormula && /^(?:#[A-Z/0!?]+|Err:\d+)/.test(text)) return { text, kind: 'error' }
  switch (type) {
    case 'float':
    case 'currency':
    case 'percentage':
      return value === undefined ? textCell(text) : numberCell(value)
    case 'date':
      return isoCell(value ?? text)
    case 'boolean':
      return { text: value === 'true' ? 'true' : 'false', kind: 'boolean' }
    default:
      return textCell(text)
  }
}

function textCell(text: string): Cell {
  return text === '' ? emptyCell : { text, kind: 'text' }
}
