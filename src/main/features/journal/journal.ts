import type { Context, JobContext } from '#main/app/context.ts'
import type { Db } from '#main/db/open.ts'
import { journalledTables } from '#main/db/tableKinds.ts'
import { inTransactionWith } from '#main/db/transaction.ts'
import type { UndoBlocker, Undone } from '#shared/contract/journal.ts'
import type { TableName } from '#shared/contract/tables.ts'
import { AppError, notFound, ruleBroken } from '#shared/result.ts'
import {
  type Change,
  columnsOf,
  countOps,
  findChange,
  findLastUndoable,
  getLastSeq,
  hasLaterChanges,
  listCancelled,
  listDependents,
  listLaterOps,
  listTouchedTables,
  markRemoved,
  type Op,
  referencesTo,
  setUndoneBy,
  slicesOfOps,
  updateRow
} from './journal.queries.ts'

/** A transaction takes back as many operations as fit in so much time, ms, so that waiting calls are answered in between. */
const stepMs = 40
const batchLeast = 200
const batchMost = 5000
/** Stamps move with every change; they are neither a reason to refuse an undo nor put back by it. */
const stampColumns = new Set(['updated_at'])

type Values = Record<string, string | number | null>
type Removal = { readonly column: string }

/**
 * Takes a change back by its id (decisions.md 6): values go back, rows that it made are marked as removed, events as
 * undone. It is a change of its own, so it can be taken back too. Throws `undo.final`, `undo.already`,
 * `undo.blocked` (later changes touched the same columns, or later rows hang on rows made by it).
 */
export async function undoChange(ctx: JobContext, { changeId }: { changeId: string }): Promise<Undone> {
  const change = findChange(ctx.db, changeId)
  if (!change) throw notFound('journal_change', changeId)
  return undo(ctx, change)
}

/** Takes the newest change of this desk back. Throws `undo.nothing` and what `undoChange` throws. */
export async function undoLastChange(ctx: JobContext, _input: Record<string, never>): Promise<Undone> {
  const last = lastUndoable(ctx)
  if (!last) throw ruleBroken('undo.nothing')
  return undoChange(ctx, { changeId: last.id })
}

async function undo(ctx: JobContext, change: Change): Promise<Undone> {
  if (!change.isUndoable) throw ruleBroken('undo.final')
  if (change.undoneById) throw ruleBroken('undo.already')
  const rules = new Removals(ctx)
  const blockers = await findBlockers(ctx, change, rules)
  if (blockers.length > 0) {
    throw new AppError({
      code: 'rule',
      reason: 'undo.blocked',
      details: { count: blockers.length, table: blockers[0]!.table },
      message: blockers.map((blocker) => `${blocker.table} ${blocker.rowId} ${blocker.column}`).join('\n')
    })
  }
  const total = countOps(ctx.db, change.id)
  const options = { isUndoable: true, undoesId: change.id }
  let done = 0
  let size = batchLeast
  for (const ops of slicesOfOps(ctx.db, change.id, () => size)) {
    const began = performance.now()
    inTransactionWith(ctx, options, () => takeBack(ctx, ops, rules))
    const fitting = (ops.length * stepMs) / (performance.now() - began)
    size = Math.round(Math.min(Math.max((size + fitting) / 2, batchLeast), 2 * size, batchMost))
    done += ops.length
    ctx.progress({ done, total })
    await ctx.breathe()
  }
  inTransactionWith(ctx, options, () => finish(ctx, change))
  return { name: change.name, opCount: total }
}

function finish(ctx: Context, change: Change): void {
  setUndoneBy(ctx.db, change.id, ctx.changeId)
  // Taking an undo back makes the change before it count again; taking that back too makes it undone again, and so on.
  let doesCount = false
  for (let step = change; step.undoesId !== null; doesCount = !doesCount) {
    const former = findChange(ctx.db, step.undoesId)
    if (!former) return
    setUndoneBy(ctx.db, former.id, doesCount ? step.id : null)
    step = former
  }
}

function takeBack(ctx: Context, ops: readonly Op[], rules: Removals): void {
  for (let at = 0; at < ops.length; ) {
    const { tableName } = ops[at]!
    const from = at
    while (ops[at]?.kind === 'insert' && ops[at]?.tableName === tableName) at += 1
    if (at > from) markRemoved(ctx.db, tableName, rules.of(tableName).column, ops.slice(from, at).map((op) => op.rowId), ctx.now())
    else putBack(ctx, ops[at++]!, rules)
  }
}

function putBack(ctx: Context, op: Op, rules: Removals): void {
  const before = JSON.parse(op.before ?? '{}') as Values
  const values = Object.fromEntries(Object.entries(before).filter(([column]) => !stampColumns.has(column)))
  if (rules.hasUpdatedAt(op.tableName)) values['updated_at'] = ctx.now()
  updateRow(ctx.db, op.tableName, op.rowId, values)
}

async function findBlockers(ctx: JobContext, change: Change, rules: Removals): Promise<UndoBlocker[]> {
  if (!hasLaterChanges(ctx.db, change.id)) return []
  const cancelled = listCancelled(ctx.db, change.id)
  const found: UndoBlocker[] = []
  for (const ops of slicesOfOps(ctx.db, change.id, () => batchLeast)) {
    if (found.length >= 50) break
    for (const op of ops) {
      const own = new Set(Object.keys(JSON.parse(op.after) as Values))
      for (const later of listLaterOps(ctx.db, op)) {
        if (cancelled.has(later.changeId)) continue
        const columns = Object.keys(JSON.parse(later.after) as Values).filter((column) => own.has(column) && !stampColumns.has(column))
        if (columns.length > 0) found.push({ table: op.tableName, rowId: op.rowId, column: columns[0]!, changeId: later.changeId })
      }
      if (op.kind === 'insert') {
        for (const reference of rules.referencesTo(op.tableName)) {
          for (const row of listDependents(ctx.db, reference, op.rowId, rules.of(reference.from).column)) {
            if (row.changeId !== change.id) {
              found.push({ table: reference.from, rowId: row.id, column: reference.column, changeId: row.changeId })
            }
          }
        }
      }
    }
    await ctx.breathe()
  }
  return found
}

/** How rows of each table are taken away: people's rows get `deleted_at`, events `undone_at`. */
class Removals {
  private readonly ctx: Context
  private readonly columns = new Map<TableName, Set<string>>()
  private readonly references = new Map<TableName, { from: TableName; column: string }[]>()

  constructor(ctx: Context) {
    this.ctx = ctx
  }

  of(table: TableName): Removal {
    return { column: this.columnsOf(table).has('undone_at') ? 'undone_at' : 'deleted_at' }
  }

  hasUpdatedAt(table: TableName): boolean {
    return this.columnsOf(table).has('updated_at')
  }

  referencesTo(table: TableName): { from: TableName; column: string }[] {
    const known = this.references.get(table) ?? referencesTo(this.ctx.db, journalledTables, table)
    this.references.set(table, known)
    return known
  }

  private columnsOf(table: TableName): Set<string> {
    const known = this.columns.get(table) ?? columnsOf(this.ctx.db, table)
    this.columns.set(table, known)
    return known
  }
}

/** The number of the newest logged operation; 0 in an empty store. */
export function lastSeq(db: Db): number {
  return getLastSeq(db)
}

/** Which tables a change wrote to; empty when it wrote nothing. */
export function touchedBy(db: Db, changeId: string): TableName[] {
  return listTouchedTables(db, changeId)
}

/** The newest change of this desk that undo would take back. */
export function lastUndoable(ctx: Context): Pick<Change, 'id' | 'name'> | undefined {
  return findLastUndoable(ctx.db, ctx.workstationId)
}
