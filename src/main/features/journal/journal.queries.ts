import type { TableName } from '#shared/contract/tables.ts'
import type { Db } from '#main/db/open.ts'
import { prepared, preparedValue } from '#main/db/statements.ts'

export type Change = {
  readonly id: string
  readonly name: string
  readonly at: number
  readonly userId: string | null
  readonly isUndoable: boolean
  readonly undoesId: string | null
  readonly undoneById: string | null
  readonly opCount: number
}

export type Op = {
  readonly seq: number
  readonly changeId: string
  readonly tableName: TableName
  readonly rowId: string
  readonly kind: 'insert' | 'update'
  readonly before: string | null
  readonly after: string
}

type ChangeRow = Omit<Change, 'isUndoable'> & { readonly isUndoable: number }

const changeColumns = `c.id, c.name, c.at, c.user_id AS userId, c.is_undoable AS isUndoable, c.undoes_id AS undoesId,
  c.undone_by_id AS undoneById, (SELECT count(*) FROM journal_op WHERE tx_id IN (SELECT id FROM journal_tx WHERE change_id = c.id)) AS opCount`

const toChange = (row: ChangeRow): Change => ({ ...row, isUndoable: row.isUndoable === 1 })

export function findChange(db: Db, id: string): Change | undefined {
  const row = prepared<[string], ChangeRow>(db, `SELECT ${changeColumns} FROM journal_change AS c WHERE c.id = ?`).get(id)
  return row && toChange(row)
}

/** The newest change of this desk that can still be taken back; undo steps themselves are passed over. */
export function findLastUndoable(db: Db, workstationId: string): Pick<Change, 'id' | 'name'> | undefined {
  // How much it wrote is not counted: after an import that would take longer than anything else that the frame asks.
  return prepared<[string], Pick<Change, 'id' | 'name'>>(
    db,
    `SELECT c.id, c.name FROM journal_change AS c
     WHERE c.workstation_id = ? AND c.undone_by_id IS NULL AND c.undoes_id IS NULL AND c.is_undoable = 1
     ORDER BY c.at DESC, c.id DESC LIMIT 1`
  ).get(workstationId)
}

export function listChanges(db: Db, page: { readonly offset: number; readonly limit: number }): Change[] {
  return prepared<[number, number], ChangeRow>(db, `SELECT ${changeColumns} FROM journal_change AS c ORDER BY c.at DESC, c.id DESC LIMIT ? OFFSET ?`)
    .all(page.limit, page.offset)
    .map(toChange)
}

/** Operations of a change, newest first, in slices of at most what `sizeNow` says; more may be logged between two slices. */
export function* slicesOfOps(db: Db, changeId: string, sizeNow: () => number): Generator<Op[]> {
  const txIds = preparedValue<[string], number>(db, 'SELECT id FROM journal_tx WHERE change_id = ? ORDER BY id DESC').all(changeId)
  const page = prepared<[string, number, number, number], Op>(db, `SELECT seq, ? AS changeId, table_name AS tableName, row_id AS rowId, kind, before, after
     FROM journal_op WHERE tx_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?`)
  let slice: Op[] = []
  let size = sizeNow()
  for (const txId of txIds) {
    let below = Number.MAX_SAFE_INTEGER
    for (;;) {
      const ops = page.all(changeId, txId, below, size - slice.length)
      slice.push(...ops)
      if (slice.length === size) {
        yield slice
        slice = []
        size = sizeNow()
      }
      const last = ops[ops.length - 1]
      if (!last) break
      below = last.seq
    }
  }
  if (slice.length > 0) yield slice
}

export function countOps(db: Db, changeId: string): number {
  return preparedValue<[string], number>(db, 'SELECT count(*) FROM journal_op WHERE tx_id IN (SELECT id FROM journal_tx WHERE change_id = ?)').get(changeId) ?? 0
}

export function getLastSeq(db: Db): number {
  return preparedValue<[], number>(db, 'SELECT coalesce(max(seq), 0) FROM journal_op').get() ?? 0
}

/** Has anybody written anything since the change began? If not, nothing can stand in its way. */
export function hasLaterChanges(db: Db, changeId: string): boolean {
  const later = preparedValue<[string, string], number>(
    db,
    'SELECT 1 FROM journal_tx WHERE id > (SELECT min(id) FROM journal_tx WHERE change_id = ?) AND change_id <> ? LIMIT 1'
  )
  return later.get(changeId, changeId) !== undefined
}

/** Later operations of other changes on the same row, for finding what stands in the way of an undo. */
export function listLaterOps(db: Db, op: Op): Op[] {
  return prepared<[string, string, number, string], Op>(db, `SELECT o.seq, t.change_id AS changeId, o.table_name AS tableName, o.row_id AS rowId, o.kind, o.before, o.after
       FROM journal_op AS o JOIN journal_tx AS t ON t.id = o.tx_id
       WHERE o.table_name = ? AND o.row_id = ? AND o.seq > ? AND t.change_id <> ? ORDER BY o.seq`)
    .all(op.tableName, op.rowId, op.seq, op.changeId)
}

/** Changes already taken back, the steps that took them back, and steps on `changeId` that were stopped half-way. */
export function listCancelled(db: Db, changeId: string): Set<string> {
  const rows = prepared<[string], { id: string; undoneById: string | null }>(db, 'SELECT id, undone_by_id AS undoneById FROM journal_change WHERE undone_by_id IS NOT NULL OR undoes_id = ?')
    .all(changeId)
  return new Set(rows.flatMap((row) => (row.undoneById ? [row.id, row.undoneById] : [row.id])))
}

/** Which columns of which tables point at rows of `table`. */
export function referencesTo(db: Db, tables: readonly TableName[], table: TableName): { from: TableName; column: string }[] {
  return tables.flatMap((from) =>
    (db.$client.pragma(`foreign_key_list(${from})`) as { table: string; from: string }[])
      .filter((key) => key.table === table)
      .map((key) => ({ from, column: key.from }))
  )
}

export function columnsOf(db: Db, table: TableName): Set<string> {
  return new Set((db.$client.pragma(`table_info(${table})`) as { name: string }[]).map((column) => column.name))
}

/** The live rows of `from` that point at the row, with the change that made each. */
export function listDependents(
  db: Db,
  reference: { readonly from: TableName; readonly column: string },
  rowId: string,
  removedColumn: string
): { id: string; changeId: string | null }[] {
  return prepared<[string], { id: string; changeId: string | null }>(db, `SELECT r.id, (SELECT t.change_id FROM journal_op AS o JOIN journal_tx AS t ON t.id = o.tx_id
                       WHERE o.table_name = '${reference.from}' AND o.row_id = r.id AND o.kind = 'insert') AS changeId
       FROM "${reference.from}" AS r WHERE r."${reference.column}" = ? AND r."${removedColumn}" IS NULL`)
    .all(rowId)
}

export function updateRow(db: Db, table: TableName, id: string, values: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(values)
  if (names.length === 0) return
  prepared<unknown[]>(db, `UPDATE "${table}" SET ${names.map((name) => `"${name}" = ?`).join(', ')} WHERE id = ?`).run(
    ...names.map((name) => values[name]),
    id
  )
}

/** Marks many rows of a table as taken away, in one statement: each has its journal to write. */
export function markRemoved(db: Db, table: TableName, column: string, ids: readonly string[], at: number): void {
  prepared<[number, string]>(db, `UPDATE "${table}" SET "${column}" = ? WHERE id IN (SELECT value FROM json_each(?))`).run(at, JSON.stringify(ids))
}

export function setUndoneBy(db: Db, changeId: string, undoneById: string | null): void {
  prepared<[string | null, string]>(db, 'UPDATE journal_change SET undone_by_id = ? WHERE id = ?').run(undoneById, changeId)
}

/** Tables that a change touched; what an undo touches. */
export function listTouchedTables(db: Db, changeId: string): TableName[] {
  return preparedValue<[string], TableName>(db, 'SELECT DISTINCT table_name FROM journal_op WHERE tx_id IN (SELECT id FROM journal_tx WHERE change_id = ?)')
    .all(changeId)
}
