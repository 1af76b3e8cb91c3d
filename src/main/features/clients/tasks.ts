import type { Context } from '#main/app/context.ts'
import { inTransaction } from '#main/db/transaction.ts'
import type { addTaskInput, TaskRow } from '#shared/contract/clients.ts'
import type { z } from 'zod'
import { getClient } from './clients.ts'
import { getTask, insertTask, listTasks, type TaskQuestion, updateTask } from './tasks.queries.ts'

export type NewTask = z.output<typeof addTaskInput>
export type TaskChange = Partial<Omit<NewTask, 'clientId' | 'dealId'>>
/** Plans something with a client, or about one of its deals. Throws not_found. */
export function addTask(ctx: Context, input: NewTask): { readonly id: string } {
  getClient(ctx.db, input.clientId)
  const id = ctx.newId()
  inTransaction(ctx, (db) => insertTask(db, { id, ...input, doneAt: null, createdAt: ctx.now(), updatedAt: ctx.now() }))
  return { id }
}

/** Changes what is planned; another day drops the time of day unless it is given too. */
export function changeTask(ctx: Context, { id, change }: { id: string; change: TaskChange }): null {
  const task = getTask(ctx.db, id)
  const isMoved = change.dueOn !== undefined && change.dueOn !== task.dueOn
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as TaskChange
  inTransaction(ctx, (db) => updateTask(db, id, { ...(isMoved && { dueAt: null }), ...given, updatedAt: ctx.now() }))
  return null
}

/** Marks a task as done now; doing it twice changes nothing. */
export function completeTask(ctx: Context, { id }: { id: string }): null {
  const task = getTask(ctx.db, id)
  if (task.doneAt === null) inTransaction(ctx, (db) => updateTask(db, id, { doneAt: ctx.now(), updatedAt: ctx.now() }))
  return null
}

export function removeTask(ctx: Context, { id }: { id: string }): null {
  getTask(ctx.db, id)
  inTransaction(ctx, (db) => updateTask(db, id, { deletedAt: ctx.now(), updatedAt: ctx.now() }))
  return null
}

/** Tasks as they are due, or those done with the latest first. */
export function tasksOf(
  ctx: Pick<Context, 'db'>,
  { filter, page }: { filter: TaskQuestion; page: { offset: number; limit: number } }
): { rows: TaskRow[]; total: number } {
  return listTasks(ctx.db, filter, page)
}
