import type { Context, JobContext } from '#main/app/context.ts'
import { inTransaction } from '#main/db/transaction.ts'
import type { addTaskInput, ClientSelection, TaskRow } from '#shared/contract/clients.ts'
import type { z } from 'zod'
import { inBatches } from './batches.ts'
import { findClient } from './clients.queries.ts'
import { getClient, selectedClientIds } from './clients.ts'
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

/**
 * Plans the same step with each of the clients; it is of whoever looks after the client, else of who plans it (S-13).
 */
export async function addTasks(
  ctx: JobContext,
  { selection, ...task }: Pick<NewTask, 'kind' | 'text' | 'dueOn' | 'dueAt'> & { readonly selection: ClientSelection }
): Promise<{ clientCount: number }> {
  let clientCount = 0
  await inBatches(ctx, selectedClientIds(ctx.db, selection, ctx.now).sort(), (clientId) => {
    const client = findClient(ctx.db, clientId)
    // It may have gone since it was chosen.
    if (!client) return
    addTask(ctx, { ...task, clientId, dealId: null, ownerId: client.ownerId ?? ctx.userId })
    clientCount += 1
  })
  return { clientCount }
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
