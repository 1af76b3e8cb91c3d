import { statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Context, JobContext } from '#main/app/context.ts'
import { inTransaction } from '#main/db/transaction.ts'
import type { SheetRow } from '#main/workers/sheetRows.ts'
import type { OpenedSheet } from '#main/workers/readSheet.ts'
import type { FoundTable } from '#main/workers/table.ts'
import { writeCsv, writeXlsx } from '#main/workers/writeXlsx.ts'
import { danglingLinks, type ImportChoices, type importOperations, type ImportPart, type ImportRun, type ImportRunDetails } from '#shared/contract/imports.ts'
import type { ParsedOf } from '#shared/contract/define.ts'
import { normalise } from '#shared/normalise.ts'
import { AppError, conflict, ioFailed, notFound, ruleBroken } from '#shared/result.ts'
import { recordPrivacyEvent } from '../privacy/privacyEvents.ts'
import { listDictionaries } from '../settings/settings.ts'
import { type Base, openBase, openReports } from './base.queries.ts'
import type { Remark } from './fields.ts'
import {
  findRun,
  insertRun,
  lastChangeOfRecords,
  listFailedRows,
  listProblemCounts,
  listReportsAfter,
  listRunsOfChange,
  removeReports,
  type RunCounts,
  type RunRow,
  updateRunCounts,
  updateRunState
} from './imports.queries.ts'
import { findTableOf, layoutOf, openPlace } from './preview.ts'
import { madeClients, type MadeClients } from './madeClients.ts'
import { type Reading, type ReadRow, rowReader } from './readings.ts'
import type { RowRemark } from './writeClients.ts'
import { checkForAll, checkMapping, inOrder, makeWriter, needsSettling, type PartWriter, settle, type SettledChoices } from './writer.ts'

/**
 * A transaction takes as many rows as fit in so much time, ms, with all that follows from them and the write to the disk,
 * so that waiting calls are answered in between; but never fewer than `batchLeast`, since a small one costs nearly as much.
 */
const stepMs = 60
const batchLeast = 150
const maxCellsChars = 32_767

/** What is kept with a run, to go on after a crash, to mend rows and to know the same kind of file again. */
export type KeptChoices = {
  readonly choices: SettledChoices
  /** Which of the parts this run is. */
  readonly part: number
  /** Positions of the columns whose cells are kept with reports. */
  readonly columns: readonly number[]
  readonly table: FoundTable
}

/**
 * Imports files in small transactions of one change, so that undo takes it all back and a stop leaves whole rows. Every
 * row read is created, updated, left as it is, failed or empty; the counts always add up. Throws what the readers throw,
 * `import.mapping_incomplete`, `import.source_missing`, not_found for people, categories, segments and properties.
 */
export async function runImport(ctx: JobContext, asked: ImportChoices): Promise<readonly ImportRun[]> {
  for (const part of asked.parts) checkMapping(part)
  checkSource(ctx, asked.sourceId)
  checkForAll(ctx, asked)
  await backUpFirst(ctx)
  const ordered = { ...asked, parts: inOrder(asked.parts).map(({ part }) => part) }
  // What cannot be read or be pointed at is refused before anything is written: another file, a new segment.
  if (ordered.parts.length > 1 || needsSettling(ordered)) for (const part of ordered.parts) await lookAt(ctx, part)
  const base = openBase(ctx.db, normalise)
  const settled = needsSettling(ordered) ? inTransaction(ctx, () => within(base, () => settle(ctx, base, ordered))) : settle(ctx, base, ordered)
  await runParts(ctx, base, settled, 0, madeClients())
  return runsOf(ctx, ctx.changeId)
}

/** Throws what the readers throw where a part has no rows to read. */
async function lookAt(ctx: JobContext, part: ImportPart): Promise<void> {
  const opened = await openPlace(ctx, part)
  try {
    await findTableOf(opened, part)
  } finally {
    await opened.close()
  }
}

async function runParts(ctx: JobContext, base: Base, choices: SettledChoices, from: number, made: MadeClients): Promise<void> {
  const runIds = new Set(listRunsOfChange(ctx.db, ctx.changeId).map(({ id }) => id))
  for (let place = from; place < choices.parts.length; place += 1) {
    const part = choices.parts[place]!
    const id = ctx.newId()
    const opened = await openPlace(ctx, part)
    try {
      const { table } = await findTableOf(opened, part)
      const kept: KeptChoices = { choices, part: place, columns: table.columns.map(({ index }) => index), table: { ...table, skippedRows: [] } }
      insertRun(ctx.db, {
        id,
        target: part.target,
        file_name: nameOf(part, opened),
        path: part.path,
        file_mark: markOf(part.path),
        layout: layoutOf(table),
        headers: JSON.stringify(table.columns.map((column) => column.header)),
        choices: JSON.stringify(kept),
        state: 'running',
        change_id: ctx.changeId,
        rows_read: 0,
        created_count: 0,
        updated_count: 0,
        duplicate_count: 0,
        failed_count: 0,
        empty_count: 0,
        started_at: ctx.now(),
        ended_at: null,
        by_id: ctx.userId
      })
      runIds.add(id)
      await writeRows(ctx, base, getRun(ctx, id), makeWriter(ctx, base, table, { choices, part, importRunId: id, runIds, made }), opened)
    } finally {
      await opened.close()
    }
  }
}

/** A sheet among several is called by its own name beside that of the file. */
function nameOf({ path }: { readonly path: string }, { info }: OpenedSheet): string {
  const isOneOfMany = 'sheets' in info && info.sheets.filter(({ isHidden }) => !isHidden).length > 1
  return isOneOfMany ? `${basename(path)}: ${info.sheets[info.sheetIndex]?.name ?? ''}` : basename(path)
}

/** A backup stands before every import that has something to spoil, unless the last one holds everything (decisions.md 12). */
async function backUpFirst(ctx: JobContext): Promise<void> {
  const changedAt = lastChangeOfRecords(ctx.db)
  const backedUpAt = ctx.backups.list()[0]?.at ?? 0
  if (changedAt === null || backedUpAt > changedAt) return
  ctx.progress({ done: 0, total: null, note: 'backup' })
  await ctx.backups.make('import', () => undefined)
  await ctx.breathe()
}

/** Goes on where an import was cut off, then with the files after it. Throws `import.not_interrupted`, `import.file_changed`. */
export async function resumeImport(ctx: JobContext, { importRunId }: { importRunId: string }): Promise<readonly ImportRun[]> {
  const run = getRun(ctx, importRunId)
  const isOpen = run.state === 'interrupted' || run.state === 'cancelled'
  if (!isOpen || run.isUndone === 1) throw ruleBroken('import.not_interrupted')
  if (markOf(run.path) !== run.fileMark) throw conflict('import.file_changed', { name: run.fileName })
  const kept = keptChoices(run)
  const part = kept.choices.parts[kept.part]
  if (!part) throw ruleBroken('import.not_interrupted')
  // The same change as before, so that one undo takes back both parts.
  const sameChange: JobContext = { ...ctx, changeId: run.changeId }
  const base = openBase(ctx.db, normalise)
  const made = madeClients()
  const opened = await openPlace(sameChange, part)
  try {
    const { table } = await findTableOf(opened, part)
    updateRunState(ctx.db, run.id, 'running', null)
    const runIds = new Set(listRunsOfChange(ctx.db, run.changeId).map(({ id }) => id))
    await writeRows(sameChange, base, run, makeWriter(sameChange, base, table, { choices: kept.choices, part, importRunId: run.id, runIds, made }), opened)
  } finally {
    await opened.close()
  }
  await runParts(sameChange, base, kept.choices, kept.part + 1, made)
  return runsOf(ctx, run.changeId)
}

function keptChoices(run: RunRow): KeptChoices {
  const kept = JSON.parse(run.choices) as Partial<KeptChoices>
  // Runs of a former version were kept in another form; they can be looked at and taken back, but not gone on with.
  if (!kept.choices || !kept.table) throw ruleBroken('import.not_interrupted')
  return kept as KeptChoices
}

/** Leaves an interrupted import as it is. */
export function keepImport(ctx: Context, { importRunId }: { importRunId: string }): null {
  getRun(ctx, importRunId)
  updateRunState(ctx.db, importRunId, 'cancelled', ctx.now())
  return null
}

/** Work of one transaction on rows: what others wrote meanwhile is known before it, and all is written after it. */
function within<T>(base: Base, work: () => T): T {
  base.begin()
  const value = work()
  base.end()
  return value
}

async function writeRows(ctx: JobContext, base: Base, run: RunRow, { plan, write, recall, finish }: PartWriter, opened: OpenedSheet): Promise<void> {
  const { table } = plan
  const reports = openReports(ctx.db)
  const counts = { ...countsOf(run) }
  const began = ctx.now()
  const doneBefore = counts.rowsRead
  let skip = counts.rowsRead
  let batchMost = batchLeast
  try {
    for await (const batch of opened.readings(plan)) {
      let next = 0
      while (next < batch.length) {
        const from = next
        const beganStep = performance.now()
        next = inTransaction(ctx, () => {
          const position = within(base, () => writeBatch(batch, from, beganStep + stepMs))
          updateRunCounts(ctx.db, run.id, counts)
          return position
        })
        const fitting = ((next - from) * stepMs) / (performance.now() - beganStep)
        if (next < batch.length) batchMost = Math.max(batchLeast, Math.min((batchMost + fitting) / 2, 2 * batchMost))
        tell()
        await ctx.breathe()
      }
    }
    if (finish) inTransaction(ctx, () => within(base, () => tellOf(reports, run.id, finish())))
    updateRunState(ctx.db, run.id, 'done', ctx.now())
  } catch (error) {
    updateRunState(ctx.db, run.id, ctx.signal.aborted ? 'cancelled' : 'interrupted', ctx.now())
    throw error
  }

  /** Gives the place of the first row that is left for the next transaction. */
  function writeBatch(batch: readonly ReadRow[], from: number, until: number): number {
    let position = from
    while (position < batch.length && (position < from + batchLeast || (position < from + batchMost && performance.now() < until))) {
      const { row, reading } = batch[position]!
      position += 1
      if (row.rowNumber < table.firstDataRow) continue
      if (skip > 0) {
        skip -= 1
        recall?.(reading, row.rowNumber)
      } else writeRow(row, reading)
    }
    return position
  }

  function writeRow(row: SheetRow, reading: Reading): void {
    counts.rowsRead += 1
    if (!reading.isData) {
      counts.emptyCount += 1
      return
    }
    const outcome = write(reading, row.rowNumber)
    counts[`${outcome.kind}Count`] += 1
    if (outcome.remarks.length === 0) return
    const cells = table.columns.map((column) => row.cells[column.index]?.text.slice(0, maxCellsChars) ?? '')
    keepReports(reports, run.id, row.rowNumber, outcome.remarks, cells)
  }

  function tell(): void {
    const seconds = Math.max(1, ctx.now() - began) / 1000
    const rate = (counts.rowsRead - doneBefore) / seconds
    const total = Math.max(opened.info.approxRows, counts.rowsRead)
    ctx.progress({ done: counts.rowsRead, total, rate, ...(rate > 0 && { leftMs: ((total - counts.rowsRead) / rate) * 1000 }) })
  }
}

/** What was found out of rows only when all were there. */
function tellOf(reports: ReturnType<typeof openReports>, importRunId: string, remarks: readonly RowRemark[]): void {
  for (const { rowNumber, remark } of remarks) keepReports(reports, importRunId, rowNumber, [remark], [])
}

function keepReports(reports: ReturnType<typeof openReports>, importRunId: string, rowNumber: number, remarks: readonly Remark[], cells: readonly string[]): void {
  const kept = JSON.stringify(cells)
  for (const { outcome, problem, detail } of remarks) reports.add({ importRunId, rowNumber, outcome, problem, detail, cells: kept })
}

type MendInput = ParsedOf<(typeof importOperations)['imports.mend']>

/**
 * Reads rows that failed once more, as the user mended them, and writes those that now can come in: part of the same
 * change, so that one undo takes them back too. Throws `import.not_interrupted` for an import that was taken back.
 */
export async function mendRows(
  ctx: JobContext,
  { importRunId, rows }: MendInput
): Promise<{ readonly run: ImportRun; readonly mendedCount: number; readonly failedCount: number }> {
  const run = getRun(ctx, importRunId)
  if (run.isUndone === 1 || run.state === 'running') throw ruleBroken('import.not_interrupted')
  const kept = keptChoices(run)
  const part = kept.choices.parts[kept.part]!
  const sameChange: JobContext = { ...ctx, changeId: run.changeId }
  const base = openBase(ctx.db, normalise)
  const runIds = new Set(listRunsOfChange(ctx.db, run.changeId).map(({ id }) => id))
  const failedRows = new Set(listFailedRows(ctx.db, run.id, rows.map(({ rowNumber }) => rowNumber)))
  const counts = { ...countsOf(run) }
  let mendedCount = 0
  inTransaction(sameChange, () => {
    within(base, mend)
    updateRunCounts(ctx.db, run.id, counts)
  })
  return { run: toRun(getRun(ctx, run.id)), mendedCount, failedCount: rows.length - mendedCount }

  function mend(): void {
    const { plan, write, finish } = makeWriter(sameChange, base, kept.table, { choices: kept.choices, part, importRunId: run.id, runIds, made: madeClients() })
    const read = rowReader(plan)
    const reports = openReports(ctx.db)
    for (const { rowNumber, cells } of rows) {
      // Only what failed can be mended, and each row once.
      if (!failedRows.delete(rowNumber)) continue
      const reading = read(rowOf(rowNumber, cells, kept.columns))
      const outcome = reading.isData ? write(reading, rowNumber) : { kind: 'duplicate' as const, remarks: [{ outcome: 'duplicate' as const, problem: 'leftOut' as const, detail: null }] }
      removeReports(ctx.db, run.id, [rowNumber])
      keepReports(reports, run.id, rowNumber, outcome.remarks, cells)
      if (outcome.kind === 'failed') continue
      counts.failedCount -= 1
      counts[`${outcome.kind}Count`] += 1
      mendedCount += 1
    }
    if (finish) tellOf(reports, run.id, finish())
  }
}

function rowOf(rowNumber: number, texts: readonly string[], columns: readonly number[]): SheetRow {
  const cells: SheetRow['cells'][number][] = []
  columns.forEach((column, index) => {
    const text = texts[index] ?? ''
    while (cells.length <= column) cells.push({ text: '', kind: 'empty' })
    if (text.trim() !== '') cells[column] = { text, kind: 'text' }
  })
  return { rowNumber, cells }
}

function checkSource(ctx: Context, sourceId: string): void {
  if (!listDictionaries(ctx.db).sources.some((source) => source.id === sourceId)) {
    throw new AppError({ code: 'validation', reason: 'import.source_missing', fields: { sourceId: 'import.source_missing' } })
  }
}

function markOf(path: string): string {
  try {
    const { size, mtimeMs } = statSync(path)
    return `${size}:${Math.round(mtimeMs)}`
  } catch (error) {
    throw ioFailed('import.unreadable', { name: basename(path) }, error)
  }
}

function getRun(ctx: Context, id: string): RunRow {
  const run = findRun(ctx.db, id)
  if (!run) throw notFound('import_run', id)
  return run
}

/** One import as the screens show it, with the files that came in with it. */
export function getImport(ctx: Context, { importRunId }: { importRunId: string }): ImportRunDetails {
  const run = getRun(ctx, importRunId)
  return { ...toRun(run), batch: runsOf(ctx, run.changeId), problems: listProblemCounts(ctx.db, run.id), dangling: listDangling(ctx, run.changeId) }
}

function listDangling(ctx: Context, changeId: string): ImportRunDetails['dangling'] {
  const met = listRunsOfChange(ctx.db, changeId).flatMap(({ id }) => listProblemCounts(ctx.db, id))
  const counts = danglingLinks.map((problem) => ({ problem, count: met.filter((one) => one.problem === problem).reduce((sum, { count }) => sum + count, 0) }))
  return counts.filter(({ count }) => count > 0)
}

function runsOf(ctx: Context, changeId: string): ImportRun[] {
  return listRunsOfChange(ctx.db, changeId).map(toRun)
}

function countsOf(run: RunRow): RunCounts {
  const { rowsRead, createdCount, updatedCount, duplicateCount, failedCount, emptyCount } = run
  return { rowsRead, createdCount, updatedCount, duplicateCount, failedCount, emptyCount }
}

/** Hides what only main needs; an import whose change was taken back says so. */
export function toRun({ path: _path, fileMark: _mark, choices: _choices, headers: _headers, isUndone, ...run }: RunRow): ImportRun {
  const wasUndone = isUndone === 1
  return { ...run, state: wasUndone ? 'undone' : run.state, isUndoable: !wasUndone && run.state !== 'running' && run.createdCount + run.updatedCount > 0 }
}

type ExportInput = ParsedOf<(typeof importOperations)['imports.exportProblems']>

/**
 * Writes the rows that did not come in (or came in with a remark) with the reason of each, to mend and import again; the
 * log of data protection keeps that it was done. Throws io `file.not_written`.
 */
export async function exportProblems(ctx: JobContext, input: ExportInput): Promise<{ rowCount: number }> {
  const run = getRun(ctx, input.importRunId)
  const headers = JSON.parse(run.headers) as string[]
  const titles = [input.titles.row, input.titles.reason, input.titles.value, ...headers]
  const rows: (string | number)[][] = []
  for (let afterId = 0; ; ) {
    const reports = listReportsAfter(ctx.db, run.id, input.outcomes, afterId, 500)
    const last = reports.at(-1)
    if (!last) break
    for (const report of reports) {
      const reason = input.words[report.problem] ?? report.problem
      const before = rows.at(-1)
      // A row with two reasons stands there once, or it would come in twice when it is mended.
      if (before?.[0] === report.rowNumber) {
        before[1] = `${before[1]}; ${reason}`
        before[2] = [before[2], report.detail].filter(Boolean).join('; ')
      } else rows.push([report.rowNumber, reason, report.detail ?? '', ...report.cells])
    }
    afterId = last.id
    ctx.progress({ done: rows.length, total: null })
    await ctx.breathe()
  }
  if (input.path.toLowerCase().endsWith('.csv')) {
    await writeCsv(input.path, titles, rows, { separator: ';', isSafeForExcel: true })
  } else {
    const columns = titles.map((title, index) => ({ title, kind: index === 0 ? ('number' as const) : ('text' as const), width: index === 1 ? 40 : 20 }))
    await writeXlsx(input.path, run.fileName, columns, rows)
  }
  recordPrivacyEvent(ctx, { kind: 'listExport', clientId: null, contactId: null, count: rows.length, reason: input.path.toLowerCase().endsWith('.csv') ? 'csv' : 'xlsx' })
  return { rowCount: rows.length }
}
