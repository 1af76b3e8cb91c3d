import type { ErrorDetails } from '#shared/result.ts'
import { AppError, cancelled } from '#shared/result.ts'
import type { Reason } from '#shared/reasons.ts'

/** How a value was stored. `number` keeps the digits exactly as stored, so a damaged phone can be recognised. */
export type CellKind = 'text' | 'number' | 'date' | 'boolean' | 'error' | 'empty'

/** One value of a table. A date is `YYYY-MM-DD` or `YYYY-MM-DDTHH:mm[:ss]`, a boolean `true` or `false`. */
export type Cell = { readonly text: string; readonly kind: CellKind }

/** A row that holds at least one value. `rowNumber` is the one that the user sees in a spreadsheet program, from 1. */
export type SheetRow = {
  readonly rowNumber: number
  readonly cells: readonly Cell[]
  /** The file ends within this row. */
  readonly isCut?: true
}

/** What a file may weigh and hold before it is refused (reliability.md 2.6). */
export const caps = {
  fileBytes: 100 * 1024 * 1024,
  csvFileBytes: 256 * 1024 * 1024,
  zipEntries: 1000,
  entryBytes: 1024 ** 3,
  totalBytes: 2 * 1024 ** 3,
  ratio: 200,
  ratioFreeBytes: 1024 * 1024,
  sharedTextChars: 128 * 1024 * 1024,
  rows: 1_048_576,
  columns: 200,
  cellChars: 32_767
} as const

/** Rows in one batch: large enough to hide the cost of a hop between threads, small enough to cancel at once. */
export const batchRows = 1000

export const emptyCell: Cell = Object.freeze({ text: '', kind: 'empty' })

/** A file that cannot be imported as it is; `reason` tells the user what to do about it. */
export function refused(reason: Reason, details?: ErrorDetails, cause?: unknown): AppError {
  const message = cause instanceof Error ? cause.message : undefined
  return new AppError({ code: 'validation', reason, ...(details && { details }), ...(message && { message }) })
}

/** Throws `cancelled` once the user stopped the import. */
export function stopIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelled()
}

/** A=1, Z=26, AA=27: what the user reads above a column, for messages. */
export function columnLetters(index: number): string {
  let letters = ''
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
  }
  return letters
}

/** Rows as few large values: posting a million small objects between threads costs more than reading the file. */
export type PackedRows = {
  readonly texts: string
  readonly kinds: Uint8Array
  readonly rowNumbers: Uint32Array
  readonly widths: Uint16Array
  /** Number of the row in which the file ends, or 0. */
  readonly cutRow: number
}

const kindCodes = ['empty', 'text', 'number', 'date', 'boolean', 'error'] as const satisfies readonly CellKind[]
// No cell can hold it: the CSV reader refuses files with it and XML cannot express it.
const separator = '\u0000'

export function packRows(rows: readonly SheetRow[]): PackedRows {
  const rowNumbers = new Uint32Array(rows.length)
  const widths = new Uint16Array(rows.length)
  const texts: string[] = []
  const kinds: number[] = []
  rows.forEach((row, index) => {
    rowNumbers[index] = row.rowNumber
    widths[index] = row.cells.length
    for (const cell of row.cells) {
      texts.push(cell.text)
      kinds.push(kindCodes.indexOf(cell.kind))
    }
  })
  const cutRow = rows.findLast(({ isCut }) => isCut === true)?.rowNumber ?? 0
  return { texts: texts.join(separator), kinds: Uint8Array.from(kinds), rowNumbers, widths, cutRow }
}

export function unpackRows(packed: PackedRows): SheetRow[] {
  const texts = packed.texts.split(separator)
  const rows: SheetRow[] = []
  let at = 0
  packed.rowNumbers.forEach((rowNumber, index) => {
    const cells: Cell[] = []
    for (let rest = packed.widths[index] ?? 0; rest > 0; rest -= 1, at += 1) {
      const kind = kindCodes[packed.kinds[at] ?? 0] ?? 'empty'
      cells.push(kind === 'empty' ? emptyCell : { text: texts[at] ?? '', kind })
    }
    rows.push(rowNumber === packed.cutRow ? { rowNumber, cells, isCut: true } : { rowNumber, cells })
  })
  return rows
}
