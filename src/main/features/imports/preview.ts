import { basename } from 'node:path'
import type { Context, JobContext } from '#main/app/context.ts'
import { type OpenedSheet, openSheet } from '#main/workers/readSheet.ts'
import type { SheetRow } from '#main/workers/sheetRows.ts'
import { type FoundTable, findTable, isShifted, rowRole, type TableColumn, tableSampleRows } from '#main/workers/table.ts'
import { dayFields, type DayOrder, type ImportColumn, type ImportField, type ImportFinding, type ImportPreview, type ImportTarget, type ImportTemplate, type ValueMatch } from '#shared/contract/imports.ts'
import type { importOperations } from '#shared/contract/imports.ts'
import type { ParsedOf } from '#shared/contract/define.ts'
import { normalise } from '#shared/normalise.ts'
import { isExcelDamaged } from '#shared/phone.ts'
import { AppError } from '#shared/result.ts'
import { isKnownHeader, matchColumns, suggestTarget } from './aliases.ts'
import { isDayNumber } from './fields.ts'
import { countryOfFile } from './fileCountry.ts'
import { findChoices, listProperties, type PropertyRow } from './imports.queries.ts'
import type { KeptChoices } from './imports.ts'
import { propertyKindOf } from './propertyValues.ts'
import { ourFirm } from '../settings/settings.ts'
import { listTemplates } from './templates.ts'

export type ImportPlace = ParsedOf<(typeof importOperations)['imports.open']>
type TablePlace = Omit<ImportPlace, 'target'>
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
  if (!('sheets' in opened.info)) return undefined
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
    const sheets = 'sheets' in info ? info.sheets.map(({ index, name, isHidden, approxRows }) => ({ index, name, isHidden, approxRows })) : []
    const home = ourFirm(ctx.db).country
    const base = {
      fileName: basename(place.path),
      format: info.format,
      sheets,
      sheetIndex: 'sheets' in info ? info.sheetIndex : 0,
      encoding: 'csv' in info ? (place.encoding ?? info.csv.encoding) : null,
      encodingCandidates: 'csv' in info ? info.csv.candidates : [],
      delimiter: info.format === 'csv' ? (place.delimiter ?? info.csv.delimiter) : null,
      approxRows: info.approxRows
    }
    if ('csv' in info && base.encoding === null) {
      return {
        ...base, target: place.target ?? 'client', headerRow: null, skippedRows: [], columns: [], firstRows: [], confidence: 0, isForm: false, dayOrder: 'dmy', country: { code: home, by: 'settings' }, findings: [],
        isKnownLayout: false, values: [], template: null
      }
    }
    const { table, head } = await findTableOf(opened, place)
    const template = templateOf(listTemplates(ctx, {}), table, place.target)
    const target = template?.target ?? place.target ?? suggestTarget(table.columns, basename(place.path))
    const before = template ? undefined : mappingOfLayout(ctx, target, layoutOf(table))
    const data = head.filter((row) => row.rowNumber >= table.firstDataRow && rowRole(row, table) === 'data')
    const columns = columnsOf(ctx, { table, target, template, before: before?.mapping, data })
    const firstRows = data
      .slice(0, firstRowCount)
      .map((row) => ({ rowNumber: row.rowNumber, cells: table.columns.map((column) => row.cells[column.index]?.text.slice(0, 200) ?? '') }))
    const aboveData = table.headerRow === null ? table.skippedRows.length : table.skippedRows.length + 1
    return {
      ...base,
      target,
      approxRows: Math.max(firstRows.length, info.approxRows - aboveData),
      headerRow: table.headerRow,
      skippedRows: table.skippedRows.slice(0, 20),
      columns,
      firstRows,
      confidence: table.confidence,
      isForm: table.isForm,
      dayOrder: dayOrderOf(data),
      country: countryOfFile(columns, data.slice(0, 1000), home),
      findings: [...findingsOf(opened, table, data, columns), ...(await findingsOfEnd(place, opened))],
      isKnownLayout: before !== undefined,
      values: template?.values ?? before?.values ?? [],
      template: template ?? null
    }
  } finally {
    await opened.close()
  }
}

type ColumnSources = {
  readonly table: FoundTable
  readonly target: ImportTarget
  readonly template: ImportTemplate | undefined
  readonly before: ReadonlyMap<number, Fed> | undefined
  readonly data: readonly SheetRow[]
}
type Fed = { readonly field: ImportField | null; readonly propertyId: string | null; readonly newProperty?: ImportColumn['newProperty'] }

function columnsOf(ctx: JobContext, { table, target, template, before, data }: ColumnSources): ImportColumn[] {
  const suggested = matchColumns(target, table.columns)
  const properties = target === 'client' ? listProperties(ctx.db) : []
  const byHeader = new Map(template?.columns.map(({ header, field, propertyId, newProperty = null }) => [normalise(header), { field, propertyId, newProperty }]))
  const taken = new Set<string>()
  return table.columns.map((column, position): ImportColumn => {
    const own = template ? byHeader.get(normalise(column.header)) : before?.get(column.index)
    const isSettled = template !== undefined || before !== undefined
    const field = isSettled ? (own?.field ?? null) : (suggested[position]?.field ?? null)
    const made = own?.newProperty ? properties.find(({ name }) => normalise(name) === normalise(own.newProperty!.name)) : undefined
    const propertyId = isSettled ? (own?.propertyId ?? made?.id ?? null) : field === null ? propertyOf(properties, column, taken) : null
    return {
      index: column.index,
      header: column.header,
      samples: column.samples,
      kind: column.kind,
      filledCount: column.filledCount,
      field,
      propertyId,
      newProperty: field === null && propertyId === null ? (own?.newProperty ?? null) : null,
      propertyKind: propertyKindOf(data.slice(0, 500).map((row) => row.cells[column.index]?.text ?? ''), column.kind),
      confidence: isSettled || propertyId !== null ? 1 : (suggested[position]?.confidence ?? 0)
    }
  })
}

function propertyOf(properties: readonly PropertyRow[], column: TableColumn, taken: Set<string>): string | null {
  const same = properties.find(({ id, name }) => !taken.has(id) && normalise(name) === normalise(column.header))
  if (same) taken.add(same.id)
  return same?.id ?? null
}

/** The template whose columns are all in the file; of several the one with the most. */
function templateOf(templates: readonly ImportTemplate[], table: FoundTable, target: ImportTarget | null): ImportTemplate | undefined {
  const headers = new Set(table.columns.map(({ header }) => normalise(header)))
  const fed = (template: ImportTemplate) => template.columns.filter(({ field, propertyId, newProperty }) => field !== null || propertyId !== null || (newProperty ?? null) !== null)
  return templates
    .filter((template) => (target === null || template.target === target) && fed(template).length > 0)
    .filter((template) => fed(template).every(({ header }) => headers.has(normalise(header))))
    .sort((a, b) => fed(b).length - fed(a).length)[0]
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

/** What is odd about the file, as far as its first thousand rows show it. */
function findingsOf({ info }: OpenedSheet, table: FoundTable, data: readonly SheetRow[], columns: readonly ImportColumn[]): ImportFinding[] {
  const findings: ImportFinding[] = []
  const add = (kind: ImportFinding['kind'], examples: readonly string[]): void => {
    if (examples.length > 0) findings.push({ kind, count: examples.length, example: examples[0]?.slice(0, 100) ?? null })
  }
  if ('sheets' in info) {
    add('hiddenSheets', info.sheets.filter(({ isHidden, index }) => isHidden && index !== info.sheetIndex).map(({ name }) => name))
    if (info.is1904) findings.push({ kind: 'calendar1904', count: 1, example: null })
  }
  if (table.upperHeaderRow !== null) findings.push({ kind: 'twoHeaderRows', count: table.upperHeaderRow, example: String(table.headerRow) })
  const cells = data.flatMap((row) => columns.flatMap(({ index }) => row.cells[index] ?? []))
  add('damagedNumbers', cells.filter(({ text }) => isExcelDamaged(text)).map(({ text }) => text))
  add('cellErrors', cells.filter(({ kind, text }) => kind === 'error' && !text.startsWith('=')).map(({ text }) => text))
  add('notComputed', cells.filter(({ kind, text }) => kind === 'error' && text.startsWith('=')).map(({ text }) => text))
  add('shiftedRows', data.flatMap((row) => (isShifted(row, table) === undefined ? [] : [String(row.rowNumber)])))
  const days = columns.filter(({ field }) => field !== null && dayFields.has(field))
  add('dayNumbers', data.flatMap((row) => days.flatMap(({ index }) => (isDayNumber(row.cells[index]?.text ?? '') ? [row.cells[index]!.text] : []))))
  return findings
}

/** Whether the file is what its name says and whole, as far as its end must be read for that. */
async function findingsOfEnd({ path }: TablePlace, opened: OpenedSheet): Promise<ImportFinding[]> {
  const { info } = opened
  if (!('csv' in info)) return []
  const findings: ImportFinding[] = info.format === 'csv' && /\.(?:xlsx?|xlsm|xlsb|ods)$/i.test(path) ? [{ kind: 'otherKind', count: 1, example: null }] : []
  if (!info.csv.mayBeCut) return findings
  let cut: SheetRow | undefined
  for await (const batch of opened.rows) cut = batch.findLast(({ isCut }) => isCut === true) ?? cut
  const example = cut?.cells.findLast(({ text }) => text.trim() !== '')?.text.trim().slice(0, 100) ?? ''
  if (cut) findings.push({ kind: 'cutRow', count: cut.rowNumber, example })
  const line = opened.openQuoteLine()
  if (line > 0) findings.push({ kind: 'openQuote', count: line, example: String(Math.max(1, info.csv.approxRows - line + 1)) })
  return findings
}

/** Opens the file of a place: in a thread of its own in the program, inline in tests and tools. */
export async function openPlace(ctx: JobContext, place: TablePlace): Promise<OpenedSheet> {
  const { sheetThreadPath } = ctx.places
  return openSheet(place.path, {
    ...(place.sheetIndex !== null && { sheetIndex: place.sheetIndex }),
    csv: {
      ...(place.encoding !== null && { encoding: place.encoding }), ...(place.delimiter !== null && { delimiter: place.delimiter }),
      ...(place.isWholeRowsOnly !== undefined && { isWholeRowsOnly: place.isWholeRowsOnly })
    },
    signal: ctx.signal,
    ...(sheetThreadPath === null ? { run: 'inline' as const } : { run: 'thread' as const, threadFile: sheetThreadPath })
  })
}

/** The table in the first rows of the sheet. Throws `import.empty`. */
export async function findTableOf(opened: OpenedSheet, { headerRow }: Pick<TablePlace, 'headerRow'>): Promise<{ table: FoundTable; head: SheetRow[] }> {
  const head: SheetRow[] = []
  for await (const batch of opened.rows) {
    head.push(...batch)
    if (head.length >= tableSampleRows + 50) break
  }
  if (head.length === 0) throw new AppError({ code: 'validation', reason: 'import.empty' })
  return { table: findTable(head, isKnownHeader, { headerRow, isText: opened.info.format === 'csv' }), head }
}

/** The headers of a table, by which the same kind of file is known again. */
export function layoutOf(table: FoundTable): string {
  return table.columns.map((column) => normalise(column.header)).join('|')
}

type FormerChoices = { readonly mapping: ReadonlyMap<number, Fed>; readonly values: readonly ValueMatch[] }

function mappingOfLayout(ctx: Context, target: ImportTarget, layout: string): FormerChoices | undefined {
  const stored = findChoices(ctx.db, target, layout)
  const kept = stored === undefined ? undefined : (JSON.parse(stored) as Partial<KeptChoices>)
  const mapping = kept?.choices?.parts[kept.part ?? 0]?.mapping
  if (!mapping) return undefined
  const live = new Set(listProperties(ctx.db).map(({ id }) => id))
  const fed = mapping.map((column): [number, Fed] => [
    column.column,
    'field' in column ? { field: column.field, propertyId: null } : { field: null, propertyId: live.has(column.propertyId) ? column.propertyId : null }
  ])
  return { mapping: new Map(fed), values: kept?.choices?.values ?? [] }
}
