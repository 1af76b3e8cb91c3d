import type { Cell, SheetRow } from '#main/workers/sheetRows.ts'
import type { ImportField, ImportOutcome, ImportProblem } from '#shared/contract/imports.ts'

/** Cells of one row by the field that they feed; a field may have several (phones in two columns). */
export type RowValues = {
  readonly rowNumber: number
  /** The first value that is there, trimmed; '' where there is none. */
  readonly text: (field: ImportField) => string
  readonly cells: (field: ImportField) => readonly Cell[]
  readonly hasErrors: boolean
}

/** Something to tell about a row. */
export type Remark = { readonly outcome: ImportOutcome; readonly problem: ImportProblem; readonly detail: string | null }

/** Gives a reader of rows for a mapping of columns to fields; a spreadsheet's error cells count as empty. */
export function fieldReader(mapping: readonly { readonly column: number; readonly field: ImportField }[]): (row: SheetRow) => RowValues {
  const columnsOf = new Map<ImportField, number[]>()
  for (const { column, field } of mapping) columnsOf.set(field, [...(columnsOf.get(field) ?? []), column])
  const mapped = mapping.map(({ column }) => column)
  const noCells: readonly Cell[] = []
  const hasText = (cell: Cell | undefined): cell is Cell =>
    cell !== undefined && cell.kind !== 'empty' && cell.kind !== 'error' && cell.text.trim() !== ''
  return (row) => ({
    rowNumber: row.rowNumber,
    cells: (field) => columnsOf.get(field)?.map((column) => row.cells[column]).filter(hasText) ?? noCells,
    text: (field) => {
      const column = columnsOf.get(field)?.find((column) => hasText(row.cells[column]))
      return column === undefined ? '' : (row.cells[column]?.text.trim() ?? '')
    },
    hasErrors: mapped.some((column) => row.cells[column]?.kind === 'error')
  })
}

/** The first words of a value, for a report: a cell can hold a novel. */
export function excerpt(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text
}
