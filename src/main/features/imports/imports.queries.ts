import type { Db } from '#main/db/open.ts'
import type { ImportOutcome, ImportProblem, ImportRowReport, ImportState, ImportTarget, PropertyKind } from '#shared/contract/imports.ts'

type Value = string | number | null

export type RunRow = {
  readonly id: string
  readonly target: ImportTarget
  readonly fileName: string
  readonly path: string
  readonly fileMark: string
  readonly choices: string
  readonly headers: string
  readonly state: Exclude<ImportState, 'undone'>
  readonly changeId: string
  readonly rowsRead: number
  readonly createdCount: number
  readonly updatedCount: number
  readonly duplicateCount: number
  readonly failedCount: number
  readonly emptyCount: number
  readonly warningCount: number
  readonly startedAt: number
  readonly endedAt: number | null
  readonly isUndone: number
}

const runColumns = `r.id, r.target, r.file_name AS fileName, r.path, r.file_mark AS fileMark, r.choices, r.headers, r.state, r.change_id AS changeId,
  r.rows_read AS rowsRead, r.created_count AS createdCount, r.updated_count AS updatedCount, r.duplicate_count AS duplicateCount,
  r.failed_count AS failedCount, r.empty_count AS emptyCount,
  (SELECT count(*) FROM import_row WHERE import_run_id = r.id AND outcome = 'warning') AS warningCount,
  r.started_at AS startedAt, r.ended_at AS endedAt,
  coalesce((SELECT c.undone_by_id IS NOT NULL FROM journal_change AS c WHERE c.id = r.change_id), 0) AS isUndone`

export function findRun(db: Db, id: string): RunRow | undefined {
  return db.$client.prepare<[string], RunRow>(`SELECT ${runColumns} FROM import_run AS r WHERE r.id = ?`).get(id)
}

export function listRuns(db: Db, limit: number): RunRow[] {
  return db.$client
    .prepare<[number], RunRow>(`SELECT ${runColumns} FROM import_run AS r ORDER BY r.started_at DESC, r.id DESC LIMIT ?`)
    .all(limit)
}

/** All files that came in as one change, in the order in which they did. */
export function listRunsOfChange(db: Db, changeId: string): RunRow[] {
  return db.$client
    .prepare<[string], RunRow>(`SELECT ${runColumns} FROM import_run AS r WHERE r.change_id = ? ORDER BY r.started_at, r.id`)
    .all(changeId)
}

export function listProblemCounts(db: Db, id: string): { problem: ImportProblem; outcome: ImportOutcome; count: number }[] {
  return db.$client
    .prepare<[string], { problem: ImportProblem; outcome: ImportOutcome; count: number }>(
      `SELECT reason AS problem, outcome, count(*) AS count FROM import_row WHERE import_run_id = ? GROUP BY reason, outcome
       ORDER BY count(*) DESC, min(id)`
    )
    .all(id)
}

/** Takes back what was told of some rows that are read once more. */
export function removeReports(db: Db, importRunId: string, rowNumbers: readonly number[]): void {
  db.$client
    .prepare('DELETE FROM import_row WHERE import_run_id = ? AND row_number IN (SELECT value FROM json_each(?))')
    .run(importRunId, JSON.stringify(rowNumbers))
}

/** Numbers of those rows that failed, out of some. */
export function listFailedRows(db: Db, importRunId: string, rowNumbers: readonly number[]): number[] {
  return db.$client
    .prepare<[string, string], number>(
      `SELECT DISTINCT row_number FROM import_row WHERE import_run_id = ? AND outcome = 'failed'
         AND row_number IN (SELECT value FROM json_each(?)) ORDER BY row_number`
    )
    .pluck()
    .all(importRunId, JSON.stringify(rowNumbers))
}

type TemplateRow = { readonly id: string; readonly value: string }
const templatePrefix = 'import.template:'

/** Saved templates with their values as JSON, the oldest first. */
export function listTemplateRows(db: Db): TemplateRow[] {
  return db.$client
    .prepare<[string, string], TemplateRow>('SELECT id, value FROM setting WHERE id >= ? AND id < ? AND deleted_at IS NULL ORDER BY created_at, id')
    .all(templatePrefix, `${templatePrefix}~`)
}

export function templateKey(id: string): string {
  return templatePrefix + id
}

export function removeTemplateRow(db: Db, key: string, at: number): number {
  return db.$client.prepare('UPDATE setting SET deleted_at = ?, updated_at = ? WHERE id = ? AND deleted_at IS NULL').run(at, at, key).changes
}

export type PropertyRow = { readonly id: string; readonly name: string; readonly kind: PropertyKind }

/** Properties that the firm has, in their order. */
export function listProperties(db: Db): PropertyRow[] {
  return db.$client.prepare<[], PropertyRow>('SELECT id, name, kind FROM property WHERE deleted_at IS NULL ORDER BY position, id').all()
}

export function listNames(db: Db, table: 'category' | 'segment'): { id: string; name: string }[] {
  return db.$client.prepare<[], { id: string; name: string }>(`SELECT id, name FROM ${table} WHERE deleted_at IS NULL ORDER BY id`).all()
}

/** Choices of a property, in their order. */
export function listChoices(db: Db, propertyId: string): { id: string; name: string }[] {
  return db.$client
    .prepare<[string], { id: string; name: string }>('SELECT id, name FROM property_choice WHERE property_id = ? AND deleted_at IS NULL ORDER BY position, id')
    .all(propertyId)
}

export function lastPosition(db: Db, table: 'property' | 'category' | 'source'): number {
  return db.$client.prepare<[], number>(`SELECT coalesce(max(position), 0) FROM ${table}`).pluck().get() ?? 0
}

export function listRunningIds(db: Db): string[] {
  return db.$client.prepare<[], string>("SELECT id FROM import_run WHERE state = 'running' ORDER BY id").pluck().all()
}

/** How the columns of a file with these headers were matched last time. */
export function findChoices(db: Db, target: ImportTarget, layout: string): string | undefined {
  return db.$client
    .prepare<[string, string], string>('SELECT choices FROM import_run WHERE target = ? AND layout = ? ORDER BY started_at DESC, id DESC LIMIT 1')
    .pluck()
    .get(target, layout)
}

export function insertRun(db: Db, row: Readonly<Record<string, Value>>): void {
  const columns = Object.keys(row)
  db.$client
    .prepare(`INSERT INTO import_run (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`)
    .run(row)
}

export function updateRunState(db: Db, id: string, state: Exclude<ImportState, 'undone'>, endedAt: number | null): void {
  db.$client.prepare('UPDATE import_run SET state = ?, ended_at = ? WHERE id = ?').run(state, endedAt, id)
}

export type RunCounts = {
  readonly rowsRead: number
  readonly createdCount: number
  readonly updatedCount: number
  readonly duplicateCount: number
  readonly failedCount: number
  readonly emptyCount: number
}

export function updateRunCounts(db: Db, id: string, counts: RunCounts): void {
  db.$client
    .prepare(
      `UPDATE import_run SET rows_read = @rowsRead, created_count = @createdCount, updated_count = @updatedCount,
         duplicate_count = @duplicateCount, failed_count = @failedCount, empty_count = @emptyCount WHERE id = @id`
    )
    .run({ ...counts, id })
}

export function countReports(db: Db, importRunId: string, outcome: ImportOutcome | null): number {
  return Number(
    db.$client
      .prepare('SELECT count(*) FROM import_row WHERE import_run_id = ? AND (? IS NULL OR outcome = ?)')
      .pluck()
      .get(importRunId, outcome, outcome)
  )
}

type ReportRow = Omit<ImportRowReport, 'cells' | 'problem'> & { readonly cells: string; readonly problem: string }
const reportColumns = 'id, row_number AS rowNumber, outcome, reason AS problem, detail, cells'

/** Reports of an import in the order of its rows, which is that in which they were written. */
export function listReports(
  db: Db,
  importRunId: string,
  outcome: ImportOutcome | null,
  page: { readonly offset: number; readonly limit: number }
): ImportRowReport[] {
  // The index finds the page; only its rows are read.
  const ids = `SELECT id FROM import_row WHERE import_run_id = ? ${outcome === null ? '' : 'AND outcome = ?'} ORDER BY id LIMIT ? OFFSET ?`
  return db.$client
    .prepare<(string | number)[], ReportRow>(`SELECT ${reportColumns} FROM import_row WHERE id IN (${ids}) ORDER BY id`)
    .all(importRunId, ...(outcome === null ? [] : [outcome]), page.limit, page.offset)
    .map(toReport)
}

/** The next reports of some outcomes after one of them, for writing them all. */
export function listReportsAfter(
  db: Db,
  importRunId: string,
  outcomes: readonly ImportOutcome[],
  afterId: number,
  limit: number
): ImportRowReport[] {
  return db.$client
    .prepare<[string, number, string, number], ReportRow>(
      `SELECT ${reportColumns} FROM import_row
       WHERE import_run_id = ? AND id > ? AND outcome IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT ?`
    )
    .all(importRunId, afterId, JSON.stringify(outcomes), limit)
    .map(toReport)
}

function toReport(row: ReportRow): ImportRowReport {
  return { ...row, problem: row.problem as ImportProblem, cells: JSON.parse(row.cells) as string[] }
}

/** When anything was changed last, epoch ms; null in a base that holds no client and no deal. */
export function lastChangeOfRecords(db: Db): number | null {
  return (
    db.$client
      .prepare<[], number | null>(
        'SELECT max(at) FROM journal_change WHERE EXISTS (SELECT 1 FROM client WHERE deleted_at IS NULL) OR EXISTS (SELECT 1 FROM deal WHERE deleted_at IS NULL)'
      )
      .pluck()
      .get() ?? null
  )
}
