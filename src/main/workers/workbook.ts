import type { SheetRow } from './sheetRows.ts'

export type WorkbookSheet = {
  readonly name: string
  readonly index: number
  readonly isHidden: boolean
  /** For a progress bar; the file's own claim or an estimate, at least 0. */
  readonly approxRows: number
}

/** A file of tables, open for reading, whichever program wrote it. */
export type OpenedWorkbook = {
  readonly sheets: readonly WorkbookSheet[]
  /** Days were counted from 1904; they are read by it, but a person should know. */
  readonly is1904: boolean
  /** Rows with at least one value, in batches. Throws `import.sheet_missing` and every reason of a damaged file. */
  readonly rows: (sheetIndex: number, options: { readonly signal?: AbortSignal }) => AsyncIterable<SheetRow[]>
  readonly close: () => void
}
