import type { Statement } from 'better-sqlite3'
import type { Context } from '#main/app/context.ts'
import { deriveTouched } from './derived/derive.ts'
import { nextHlc } from './hlc.ts'
import type { Db } from './open.ts'
import { perConnection } from './statements.ts'

type NotAsync<T> = T extends PromiseLike<unknown> ? never : T

export type TransactionOptions = {
  /** False for what cannot be taken back: issued documents, numbers, erasures (decisions.md 6). */
  readonly isUndoable: boolean
  /** The change that this one takes back. */
  readonly undoesId: string | null
}

const ordinary: TransactionOptions = { isUndoable: true, undoesId: null }

type Statements = {
  readonly stamp: Statement<[string, number]>
  readonly clear: Statement<[]>
  readonly hlc: Statement<[], string>
  readonly lastSeq: Statement<[], number>
  readonly lastTx: Statement<[], number>
  readonly tx: Statement<[number, string, string, string | null, string]>
  readonly change: Statement<[string, string, number, string | null, string, number, string | null]>
}

/**
 * The only way to write: one immediate transaction that carries the stamp of the change, then brings the derived
 * tables up to date and commits. Inside another it joins the outer one. The work must not be asynchronous.
 */
export function inTransaction<T>(ctx: Context, work: (db: Db) => NotAsync<T>): T {
  return run(ctx, work, ordinary)
}

/** As `inTransaction`, for work with options of its own. */
export function inTransactionWith<T>(ctx: Context, options: TransactionOptions, work: (db: Db) => NotAsync<T>): T {
  return run(ctx, work, options)
}

function run<T>(ctx: Context, work: (db: Db) => NotAsync<T>, options: TransactionOptions): T {
  const sqlite = ctx.db.$client
  if (sqlite.inTransaction) {
    if (!options.isUndoable) markFinal(ctx.changeId)
    return work(ctx.db)
  }
  const statements = statementsOf(sqlite)
  sqlite.exec('BEGIN IMMEDIATE')
  try {
    const hlc = nextHlc(statements.hlc.get() ?? '', ctx.now(), ctx.workstationId)
    const txId = (statements.lastTx.get() ?? 0) + 1
    const seqBefore = statements.lastSeq.get() ?? 0
    statements.stamp.run(hlc, txId)
    finals.delete(ctx.changeId)
    const value = work(ctx.db)
    const seqAfter = statements.lastSeq.get() ?? 0
    if (seqAfter > seqBefore) {
      const isUndoable = options.isUndoable && !finals.has(ctx.changeId)
      statements.tx.run(txId, hlc, ctx.changeId, ctx.userId, ctx.workstationId)
      statements.change.run(ctx.changeId, ctx.operation, ctx.now(), ctx.userId, ctx.workstationId, isUndoable ? 1 : 0, options.undoesId)
      deriveTouched(ctx.db, seqBefore, ctx.changeId)
    }
    statements.clear.run()
    sqlite.exec('COMMIT')
    return value
  } catch (error) {
    if (sqlite.inTransaction) sqlite.exec('ROLLBACK')
    throw error
  } finally {
    finals.delete(ctx.changeId)
  }
}

/** Changes of the running transaction that an inner use case declared final. */
const finals = new Set<string>()

function markFinal(changeId: string): void {
  finals.add(changeId)
}

const statementsOf = perConnection((sqlite): Statements => ({
  stamp: sqlite.prepare('UPDATE journal_stamp SET hlc = ?, tx_id = ? WHERE id = 1'),
  clear: sqlite.prepare('UPDATE journal_stamp SET tx_id = NULL WHERE id = 1'),
  hlc: sqlite.prepare<[], string>('SELECT hlc FROM journal_stamp WHERE id = 1').pluck(),
  lastSeq: sqlite.prepare<[], number>('SELECT coalesce(max(seq), 0) FROM journal_op').pluck(),
  lastTx: sqlite.prepare<[], number>('SELECT coalesce(max(id), 0) FROM journal_tx').pluck(),
  tx: sqlite.prepare('INSERT INTO journal_tx (id, hlc, change_id, user_id, workstation_id) VALUES (?, ?, ?, ?, ?)'),
  change: sqlite.prepare(
    `INSERT INTO journal_change (id, name, at, user_id, workstation_id, is_undoable, undoes_id) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET is_undoable = min(is_undoable, excluded.is_undoable)`
  )
}))
