import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '#main/db/open.ts'
import { task } from '#main/db/schema/index.ts'
import type { TaskRow } from '#shared/contract/clients.ts'
import { notFound } from '#shared/result.ts'

export type TaskQuestion = {
  readonly state: 'open' | 'done'
  readonly ownerId?: string | undefined
  readonly clientId?: string | undefined
  readonly dealId?: string | undefined
  readonly dueBy?: string | undefined
}

export function getTask(db: Db, id: string): typeof task.$inferSelect {
  const found = db.select().from(task).where(and(eq(task.id, id), isNull(task.deletedAt))).get()
  if (!found) throw notFound('task', id)
  return found
}

export function insertTask(db: Db, values: typeof task.$inferInsert): void {
  db.insert(task).values(values).run()
}

export function updateTask(db: Db, id: string, change: Partial<typeof task.$inferInsert>): void {
  db.update(task).set(change).where(eq(task.id, id)).run()
}

/** Tasks in the order in which they are due; done ones by the day they were done, latest first. */
export function listTasks(db: Db, question: TaskQuestion, page: { readonly offset: number; readonly limit: number }): { rows: TaskRow[]; total: number } {
  const parts = ['t.deleted_at IS NULL', 'c.deleted_at IS NULL', question.state === 'open' ? 't.done_at IS NULL' : 't.done_at IS NOT NULL']
  const values: string[] = []
  const add = (part: string, value: string | undefined) => {
    if (value === undefined) return
    parts.push(part)
    values.push(value)
  }
  add('t.owner_id = ?', question.ownerId)
  add('t.client_id = ?', question.clientId)
  add('t.deal_id = ?', question.dealId)
  add('t.due_on <= ?', question.dueBy)
  const source = `FROM task AS t JOIN client AS c ON c.id = t.client_id WHERE ${parts.join(' AND ')}`
  const order = question.state === 'open' ? 't.due_on, t.due_at NULLS LAST, t.id' : 't.done_at DESC, t.id DESC'
  const rows = db.$client
    .prepare<(string | number)[], TaskRow>(
      `SELECT t.id, t.client_id AS clientId, c.name AS clientName, t.deal_id AS dealId, (SELECT title FROM deal WHERE id = t.deal_id) AS dealTitle,
         t.kind, t.text, t.due_on AS dueOn, t.due_at AS dueAt, t.owner_id AS ownerId, t.done_at AS doneAt
       ${source} ORDER BY ${order} LIMIT ? OFFSET ?`
    )
    .all(...values, page.limit, page.offset)
  return { rows, total: Number(db.$client.prepare(`SELECT count(*) ${source}`).pluck().get(...values)) }
}
