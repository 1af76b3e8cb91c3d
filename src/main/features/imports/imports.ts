import { statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Context, JobContext } from '#main/app/context.ts'
import { inTransaction } from '#main/db/transaction.ts'
import type { SheetRow } from '#main/workers/sheetRows.ts'
import type { OpenedSheet } from '#main/workers/readSheet.ts'
import type { FoundTable } from '#main/workers/table.ts'
import { writeCsv, writeXlsx } from '#main/workers/writeXlsx.ts'
import type { ImportRun, importOperations, runImportInput } from '#shared/contract/imports.ts'
import type { ParsedOf } from '#shared/contract/define.ts'
import { AppError, conflict, ioFailed, notFound, ruleBroken } from '#shared/result.ts'
import type { z } from 'zod'
import { listDictionaries } from '../settings/settings.ts'
import type { Remark } from './fields.ts'
import {
  findRun,
  insertRun,
  lastChangeOfRecords,
  listReportsAfter,
  prepareImport,
  type RunCounts,
  type RunRow,
  updateRunCounts,
  updateRunState
} from './imports.queries.ts'
import { findTableOf, layoutOf, openPlace } from './preview.ts'
import type { Reading } from './readings.ts'
import { checkMapping, makeWriter } from './writer.ts'

type Choices = z.output<typeof runImportInput>

/**
 * A transaction takes rows until so much time is gone, ms, so that waiting calls are answered in between; but never fewer
 * than `batchLeast`, since each one costs a write to the disk and, while it is small, a step of the search index.
 */
const batchMs = 45
const batchLeast = 100
const maxCellsChars = 8000

/**
 * Imports a file in small transactions of one change, so that undo takes it all back and a stop leaves whole rows. Every
 * row read is created, a duplicate, failed or empty; the counts always add up. Throws what the readers throw,
 * `import.mapping_incomplete`, `import.source_missing`.
 */
export async function runImport(ctx: JobContext, choices: Choices): Promise<ImportRun> {
  checkChoices(ctx, choices)
  const id = ctx.newId()
  await backUpFirst(ctx)
  const opened = await openPlace(ctx, choices)
  try {
    const { table } = await findTableOf(opened)
    insertRun(ctx.db, {
      id,
      target: choices.target,
      file_name: basename(choices.path),
      path: choices.path,
      file_mark: markOf(choices.path),
      layout: layoutOf(table),
      headers: JSON.stringify(table.columns.map((column) => column.header)),
      choices: JSON.stringify(choices),
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
    await writeRows(ctx, getRun(ctx, id), choices, table, opened)
  } finally {
    await opened.close()
  }
  return toRun(getRun(ctx, id))
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

/** Goes on where an import was cut off. Throws `import.not_interrupted`, `import.file_changed`. */
export async function resumeImport(ctx: JobContext, { importRunId }: { importRunId: string }): Promise<ImportRun> {
  const run = getRun(ctx, importRunId)
  const isOpen = run.state === 'interrupted' || run.state === 'cancelled'
  if (!isOpen || run.isUndone === 1) throw ruleBroken('import.not_interrupted')
  if (markOf(run.path) !== run.fileMark) throw conflict('import.file_changed', { name: run.fileName })
  const choices = JSON.parse(run.choices) as Choices
  // The same change as before, so that one undo takes back both parts.
  const sameChange: JobContext = { ...ctx, changeId: run.changeId }
  const opened = await openPlace(sameChange, choices)
  try {
    const { table } = await findTableOf(opened)
    updateRunState(ctx.db, run.id, 'running', null)
    await writeRows(sameChange, run, choices, table, opened)
  } finally {
    await opened.close()
  }
  return toRun(getRun(ctx, importRunId))
}

/** Leaves an interrupted import as it is. */
export function keepImport(ctx: Context, { importRunId }: { importRunId: string }): null {
  getRun(ctx, importRunId)
  updateRunState(ctx.db, importRunId, 'cancelled', ctx.now())
  return null
}

async function writeRows(
  ctx: JobContext,
  run: RunRow,
  choices: Choices,
  table: FoundTable,
  opened: OpenedSheet
): Promise<void> {
  const statements = prepareImport(ctx.db)
  const { plan, write } = makeWriter(ctx, { ...choices, importRunId: run.id }, statements)
  const counts = { ...countsOf(run) }
  const began = ctx.now()
  const doneBefore = counts.rowsRead
  let skip = counts.rowsRead
  try {
    for await (const batch of opened.readings({ table, mapping: choices.mapping, target: plan })) {
      let next = 0
      while (next < batch.length) {
        next = inTransaction(ctx, () => {
          statements.begin()
          const until = performance.now() + batchMs
          let position = next
          while (position < batch.length && (position < next + batchLeast || performance.now() < until)) {
            const { row, reading } = batch[position]!
            position += 1
            if (row.rowNumber < table.firstDataRow) continue
            if (skip > 0) {
              skip -= 1
              continue
            }
            writeRow(row, reading)
          }
          statements.end()
          updateRunCounts(ctx.db, run.id, counts)
          return position
        })
        report()
        await ctx.breathe()
      }
    }
    updateRunState(ctx.db, run.id, 'done', ctx.now())
  } catch (error) {
    updateRunState(ctx.db, run.id, ctx.signal.aborted ? 'cancelled' : 'interrupted', ctx.now())
    throw error
  }

  function writeRow(row: SheetRow, reading: Reading): void {
    counts.rowsRead += 1
    if (!reading.isData) {
      counts.emptyCount += 1
      return
    }
    const outcome = write(reading)
    if (outcome.kind === 'created') counts.createdCount += 1
    else if (outcome.kind === 'duplicate') counts.duplicateCount += 1
    else counts.failedCount += 1
    if (outcome.remarks.length > 0) keepReports(row, outcome.remarks)
  }

  function keepReports(row: SheetRow, remarks: readonly Remark[]): void {
    const cells = JSON.stringify(table.columns.map((column) => row.cells[column.index]?.text.slice(0, maxCellsChars) ?? ''))
    for (const remark of remarks) {
      statements.report.run({
        import_run_id: run.id,
        row_number: row.rowNumber,
        outcome: remark.outcome,
        reason: remark.problem,
        detail: remark.detail,
        cells
      })
    }
  }

  function report(): void {
    const seconds = Math.max(1, ctx.now() - began) / 1000
    const rate = (counts.rowsRead - doneBefore) / seconds
    const total = Math.max(opened.info.approxRows, counts.rowsRead)
    ctx.progress({ done: counts.rowsRead, total, rate, ...(rate > 0 && { leftMs: ((total - counts.rowsRead) / rate) * 1000 }) })
  }
}

function checkChoices(ctx: Context, choices: Choices): void {
  checkMapping(choices)
  if (!listDictionaries(ctx.db).sources.some((source) => source.id === choices.sourceId)) {
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

/** One import as the screens show it. */
export function getImport(ctx: Context, { importRunId }: { importRunId: string }): ImportRun {
  return toRun(getRun(ctx, importRunId))
}

function countsOf(run: RunRow): RunCounts {
  const { rowsRead, createdCount, updatedCount, duplicateCount, failedCount, emptyCount } = run
  return { rowsRead, createdCount, updatedCount, duplicateCount, failedCount, emptyCount }
}

/** Hides what only main needs; an import whose change was taken back says so. */
export function toRun({ path: _path, fileMark: _mark, choices: _choices, headers: _headers, isUndone, ...run }: RunRow): ImportRun {
  const wasUndone = isUndone === 1
  return { ...run, state: wasUndone ? 'undone' : run.state, isUndoable: !wasUndone && run.state !== 'running' && run.createdCount > 0 }
}

type ExportInput = ParsedOf<(typeof importOperations)['imports.exportProblems']>

/** Writes the rows that did not come in (or came in with a remark) with the reason of each, to mend and import again. */
export async function exportProblems(ctx: JobContext, input: ExportInput): Promise<{ rowCount: number }> {
  const run = getRun(ctx, input.importRunId)
  const headers = JSON.parse(run.headers) as string[]
  const titles = [input.titles.row, input.titles.reason, input.titles.value, ...headers]
  const rows: (string | number)[][] = []
  for (let afterId = 0; ; ) {
    const reports = listReportsAfter(ctx.db, run.id, input.outcomes, afterId, 500)
    const last = reports.at(-1)
    if (!last) break
    for (const report of reports) rows.push([report.rowNumber, input.words[report.problem] ?? report.problem, report.detail ?? '', ...report.cells])
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
  return { rowCount: rows.length }
}
