import type { Db, Sqlite } from '#main/db/open.ts'
import type { ImportOutcome, ImportProblem, ImportRowReport, ImportState, ImportTarget } from '#shared/contract/imports.ts'

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

/** Where a client of some name is. */
export type Place = { readonly name: string; readonly town: string | null; readonly street: string | null }
export type Owned = { readonly clientId: string; readonly name: string; readonly taxNumber: string | null }

type Finds<Row> = { readonly get: (key: string) => Row | undefined }
type FindsAll<Row> = { readonly all: (key: string) => Row[] }

/** What rows are compared with and where they go: the store, or a trial that only remembers. */
export type ImportStatements = {
  /** To be called when a transaction begins: others may have written since the last one. */
  readonly begin: () => void
  /** To be called before it ends. */
  readonly end: () => void
  readonly byTaxNumber: Finds<Owned>
  readonly byPhone: FindsAll<Owned>
  readonly byEmail: FindsAll<Owned>
  readonly byExternalId: FindsAll<Owned>
  /** Two at most. */
  readonly bySortName: FindsAll<Owned>
  readonly placesOfName: FindsAll<Place>
  readonly dealByExternalId: Finds<string>
  readonly lastOrderKey: { readonly get: (pipelineId: string, stageId: string) => string | null | undefined }
  readonly client: Insert
  readonly phone: Insert
  readonly email: Insert
  readonly contact: Insert
  readonly note: Insert
  readonly user: Insert
  readonly deal: Insert
  readonly stageChange: Insert
  readonly report: Insert
}

export type ImportedRow = Readonly<Record<string, Value>>
type Insert = { readonly run: (row: ImportedRow) => unknown }

/** Tax numbers, phones and e-mails that some client has or had: a key that is not here needs no look into the store. */
function knownKeys(sqlite: Sqlite) {
  const lastSeq = sqlite.prepare<[], number>('SELECT coalesce(max(seq), 0) FROM journal_op').pluck()
  const keys = new Set<string>()
  let seen = -1
  function readAgain(): void {
    keys.clear()
    for (const column of ['tax_number FROM client', 'e164 FROM client_phone', 'email FROM client_email']) {
      for (const key of sqlite.prepare<[], string | null>(`SELECT ${column}`).pluck().iterate()) if (key !== null) keys.add(key)
    }
  }
  return {
    begin: () => {
      if (lastSeq.get() !== seen) readAgain()
    },
    end: () => {
      seen = lastSeq.get() ?? 0
    },
    has: (key: string) => keys.has(key),
    add: (key: string) => keys.add(key)
  }
}

/** Everything that writing rows of an import needs, prepared once: a hundred thousand rows go through here. */
export function prepareImport(db: Db): ImportStatements {
  const sqlite = db.$client
  const insert = (table: string, columns: readonly string[]): Insert => {
    const statement = sqlite.prepare<Value[]>(`INSERT INTO "${table}" (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
    // By position: finding parameters by name costs a good part of writing them.
    return { run: (row) => statement.run(...columns.map((name) => row[name] ?? null)) }
  }
  const known = knownKeys(sqlite)
  const noRows: Owned[] = []
  const byTaxNumber = sqlite.prepare<[string], Owned>(
    'SELECT id AS clientId, name, tax_number AS taxNumber FROM client WHERE tax_number = ? AND deleted_at IS NULL LIMIT 1'
  )
  const byPhone = sqlite.prepare<[string], Owned>(
    `SELECT c.id AS clientId, c.name, c.tax_number AS taxNumber FROM client_phone AS p JOIN client AS c ON c.id = p.client_id
     WHERE p.e164 = ? AND p.deleted_at IS NULL AND c.deleted_at IS NULL`
  )
  const byEmail = sqlite.prepare<[string], Owned>(
    `SELECT c.id AS clientId, c.name, c.tax_number AS taxNumber FROM client_email AS e JOIN client AS c ON c.id = e.client_id
     WHERE e.email = ? AND e.deleted_at IS NULL AND c.deleted_at IS NULL`
  )
  const client = insert('client', [
    'id', 'kind', 'status', 'name', 'short_name', 'tax_number', 'registry_number', 'country', 'street', 'postal_code', 'town', 'region', 'website',
    'source_id', 'owner_id', 'description', 'external_id', 'import_run_id', 'created_at', 'updated_at'
  ])
  const phone = insert('client_phone', ['id', 'client_id', 'contact_id', 'e164', 'position', 'is_bad', 'created_at', 'updated_at'])
  const email = insert('client_email', ['id', 'client_id', 'contact_id', 'email', 'position', 'created_at', 'updated_at'])
  const adding = (to: Insert, column: string): Insert => ({
    run: (row) => {
      const key = row[column]
      if (typeof key === 'string') known.add(key)
      to.run(row)
    }
  })
  return {
    begin: known.begin,
    end: known.end,
    byTaxNumber: { get: (key) => (known.has(key) ? byTaxNumber.get(key) : undefined) },
    byPhone: { all: (key) => (known.has(key) ? byPhone.all(key) : noRows) },
    byEmail: { all: (key) => (known.has(key) ? byEmail.all(key) : noRows) },
    byExternalId: sqlite.prepare<[string], Owned>(
      'SELECT id AS clientId, name, tax_number AS taxNumber FROM client WHERE external_id = ? AND deleted_at IS NULL LIMIT 2'
    ),
    bySortName: sqlite.prepare<[string], Owned>(
      `SELECT s.client_id AS clientId, s.name, s.tax_number AS taxNumber FROM client_summary AS s WHERE s.sort_name = ? LIMIT 2`
    ),
    placesOfName: sqlite.prepare<[string], Place>(
      `SELECT c.name, c.town, c.street FROM client_summary AS s JOIN client AS c ON c.id = s.client_id
       WHERE s.sort_name = ? AND c.deleted_at IS NULL LIMIT 100`
    ),
    dealByExternalId: sqlite.prepare<[string], string>('SELECT id FROM deal WHERE external_id = ? AND deleted_at IS NULL LIMIT 1').pluck(),
    lastOrderKey: sqlite
      .prepare<[string, string], string | null>('SELECT max(order_key) FROM deal WHERE pipeline_id = ? AND stage_id = ? AND deleted_at IS NULL')
      .pluck(),
    client: adding(client, 'tax_number'),
    phone: adding(phone, 'e164'),
    email: adding(email, 'email'),
    contact: insert('contact', ['id', 'client_id', 'name', 'role', 'position', 'created_at', 'updated_at']),
    note: insert('note', ['id', 'client_id', 'deal_id', 'text', 'at', 'by_id', 'created_at', 'updated_at']),
    user: insert('user', ['id', 'name', 'role', 'created_at', 'updated_at']),
    deal: insert('deal', [
      'id', 'client_id', 'title', 'amount_minor', 'currency', 'pipeline_id', 'stage_id', 'order_key', 'owner_id', 'source_id', 'expected_on', 'closed_at',
      'external_id', 'import_run_id', 'created_at', 'updated_at'
    ]),
    stageChange: insert('stage_change', [
      'id', 'deal_id', 'pipeline_id', 'from_stage_id', 'to_stage_id', 'owner_id', 'amount_minor', 'currency', 'amount_base_minor', 'is_imputed', 'at',
      'by_id', 'workstation_id'
    ]),
    report: insert('import_row', ['import_run_id', 'row_number', 'outcome', 'reason', 'detail', 'cells'])
  }
}

