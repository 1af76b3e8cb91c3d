import { basename } from 'node:path'
import type { JobContext } from '#main/app/context.ts'
import { type OpenedSheet, openSheet } from '#main/workers/readSheet.ts'
import type { SheetRow } from '#main/workers/sheetRows.ts'
import { type FoundTable, findTable, rowRole, tableSampleRows } from '#main/workers/table.ts'
import type { DayOrder, ImportColumn, ImportField, ImportPreview } from '#shared/contract/imports.ts'
import type { importOperations } from '#shared/contract/imports.ts'
import type { ParsedOf } from '#shared/contract/define.ts'
import { normalise } from '#shared/normalise.ts'
import { AppError } from '#shared/result.ts'
import { isKnownHeader, matchColumns } from './aliases.ts'
import { findChoices } from './imports.queries.ts'

export type ImportPlace = ParsedOf<(typeof importOperations)['imports.open']>
const firstRowCount = 20

/**
 * What a file looks like before it is imported: sheets, encoding, header, columns and their likely fields. Of a workbook
 * whose first sheet is empty the next one is taken. Writes nothing. Throws what the readers throw and `import.empty`.
 */
export async function openImport(ctx: JobContext, place: ImportPlace): Promise<ImportPreview> {
  try {
    return await previewOf(ctx, place, await openPlace(ctx, place))
  } catch (error) {
    const next = error instanceof AppError && error.data.reason === 'import.empty' && place.sheetIndex === null ? await filledSheet(ctx, place) : undefined
    if (next === undefined) throw error
    return previewOf(ctx, place, await openPlace(ctx, { ...place, sheetIndex: next }))
  }
}

/** The first sheet in sight that holds something. */
async function filledSheet(ctx: JobContext, place: ImportPlace): Promise<number | undefined> {
  const opened = await openPlace(ctx, place)
  await opened.close()
  if (opened.info.format !== 'xlsx') return undefined
  for (const { index, isHidden } of opened.info.sheets) {
    if (isHidden) continue
    const sheet = await openPlace(ctx, { ...place, sheetIndex: index })
    try {
      for await (const batch of sheet.rows) if (batch.length > 0) return index
    } finally {
      await sheet.close()
    }
  }
  return undefined
}

async function previewOf(ctx: JobContext, place: ImportPlace, opened: OpenedSheet): Promise<ImportPreview> {
  try {
    const { info } = opened
    const base = {
      fileName: basename(place.path),
      format: info.format,
      sheets: info.format === 'xlsx' ? info.sheets.map(({ index, name, isHidden }) => ({ index, name, isHidden })) : [],
      sheetIndex: info.format === 'xlsx' ? info.sheetIndex : 0,
      encoding: info.format === 'csv' ? (place.encoding ?? info.csv.encoding) : null,
      encodingCandidates: info.format === 'csv' ? info.csv.candidates : [],
      delimiter: info.format === 'csv' ? (place.delimiter ?? info.csv.delimiter) : null,
      approxRows: info.approxRows
    }
    if (info.format === 'csv' && base.encoding === null) {
      return { ...base, headerRow: null, skippedRows: [], columns: [], firstRows: [], confidence: 0, isForm: false, dayOrder: 'dmy', isKnownLayout: false }
    }
    const { table, head } = await findTableOf(opened)
    const suggested = matchColumns(place.target, table.columns)
    const before = mappingOfLayout(ctx, place.target, layoutOf(table))
    const columns: ImportColumn[] = table.columns.map((column, position) => ({
      index: column.index,
      header: column.header,
      samples: column.samples,
      kind: column.kind,
      filledCount: column.filledCount,
      field: before ? (before.get(column.index) ?? null) : (suggested[position]?.field ?? null),
      confidence: before ? 1 : (suggested[position]?.confidence ?? 0)
    }))
    const firstRows = head
      .filter((row) => row.rowNumber >= table.firstDataRow && rowRole(row, table) === 'data')
      .slice(0, firstRowCount)
      .map((row) => ({ rowNumber: row.rowNumber, cells: table.columns.map((column) => row.cells[column.index]?.text.slice(0, 200) ?? '') }))
    const aboveData = table.headerRow === null ? table.skippedRows.length : table.skippedRows.length + 1
    return {
      ...base,
      approxRows: Math.max(firstRows.length, info.approxRows - aboveData),
      headerRow: table.headerRow,
      skippedRows: table.skippedRows.slice(0, 20),
      columns,
      firstRows,
      confidence: table.confidence,
      isForm: table.isForm,
      dayOrder: dayOrderOf(head.filter((row) => row.rowNumber >= table.firstDataRow)),
      isKnownLayout: before !== undefined
    }
  } finally {
    await opened.close()
  }
}

/** Day first or month first, as days like 25/11/2026 prove it; null where every one of them could be both. */
function dayOrderOf(rows: readonly SheetRow[]): DayOrder | null {
  let couldBeBoth = false
  for (const { cells } of rows) {
    for (const { text, kind } of cells) {
      const [, first, second] = kind === 'text' ? (/^\s*(\d{1,2})[/-](\d{1,2})[/-](?:\d{4}|\d{2})\b/.exec(text) ?? []) : []
      if (first === undefined) continue
      if (Number(first) > 12) return 'dmy'
      if (Number(second) > 12) return 'mdy'
      couldBeBoth = true
    }
  }
  return couldBeBoth ? null : 'dmy'
}

/** Opens the file of a place: in a thread of its own in the program, inline in tests and tools. */
export async function openPlace(ctx: JobContext, place: Omit<ImportPlace, 'target'>): Promise<OpenedSheet> {
  const { sheetThreadPath } = ctx.places
  return openSheet(place.path, {
    ...(place.sheetIndex !== null && { sheetIndex: place.sheetIndex }),
    csv: { ...(place.encoding !== null && { encoding: place.encoding }), ...(place.delimiter !== null && { delimiter: place.delimiter }) },
    signal: ctx.signal,
    ...(sheetThreadPath === null ? { run: 'inline' as const } : { run: 'thread' as const, threadFile: sheetThreadPath })
  })
}

/** The table in the first rows of the sheet. Throws `import.empty`. */
export async function findTableOf(opened: OpenedSheet): Promise<{ table: FoundTable; head: SheetRow[] }> {
  const head: SheetRow[] = []
  for await (const batch of opened.rows) {
    head.push(...batch)
    if (head.length >= tableSampleRows + 50) break
  }
  if (head.length === 0) throw new AppError({ code: 'validation', reason: 'import.empty' })
  return { table: findTable(head, isKnownHeader), head }
}

/** The headers of a table, by which the same kind of file is known again. */
export function layoutOf(table: FoundTable): string {
  return table.columns.map((column) => normalise(column.header)).join('|')
}

function mappingOfLayout(ctx: JobContext, target: ImportPlace['target'], layout: string): Map<number, ImportField> | undefined {
  const choices = findChoices(ctx.db, target, layout)
  if (choices === undefined) return undefined
  const { mapping } = JSON.parse(choices) as { mapping: { column: number; field: ImportField }[] }
  return new Map(mapping.map(({ column, field }) => [column, field]))
}
