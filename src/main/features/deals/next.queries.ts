import type { Db } from '#main/db/open.ts'
import { prepared } from '#main/db/statements.ts'

const isToDo = 't.done_at IS NULL AND t.deleted_at IS NULL'
// From the lists that are worked on to the calls promised in them, which the index of the queue gives.
const promised = `call_list AS l CROSS JOIN call_list_entry AS e ON e.call_list_id = l.id AND e.state = 'waiting' AND e.is_promised = 1
  AND e.next_call_at IS NOT NULL WHERE e.deleted_at IS NULL AND l.deleted_at IS NULL AND l.closed_at IS NULL`

/** A deal `st` has a task, or its client as a whole has, or the client was promised a call; `due` narrows both. */
const planned = (due: { readonly task: string; readonly call: string }) => `(
  (st.deal_id, st.client_id) IN (SELECT t.deal_id, t.client_id FROM task AS t WHERE ${isToDo} AND t.deal_id IS NOT NULL ${due.task})
  OR st.client_id IN (SELECT t.client_id FROM task AS t WHERE ${isToDo} AND t.deal_id IS NULL ${due.task})
  OR st.client_id IN (SELECT e.client_id FROM ${promised} ${due.call}))`

/** Nothing is planned with a deal `st`. NOT would look for nulls through all tasks, for each deal. */
export const hasNoStep = `${planned({ task: '', call: '' })} IS NOT TRUE`
/** Something planned has passed; needs `:today` and `:now`. */
export const isOverdue = planned({
  task: 'AND (t.due_at < :now OR (t.due_at IS NULL AND t.due_on < :today))',
  call: 'AND e.next_call_at < :now'
})

export type Step = { readonly kind: 'call' | 'meeting' | 'mail' | 'other'; readonly on: string; readonly at: number | null }
/** `dealId` is null where a task is about the client as a whole. */
export type Task = Step & { readonly id: string; readonly clientId: string; readonly dealId: string | null }

/** All that is planned: tasks, and promised calls by client, epoch ms. */
export function listPlanned(db: Db): { readonly tasks: Task[]; readonly calls: { readonly clientId: string; readonly at: number }[] } {
  return {
    tasks: prepared<[], Task>(
      db,
      `SELECT t.id, t.client_id AS clientId, t.deal_id AS dealId, t.kind, t.due_on AS "on", t.due_at AS at FROM task AS t WHERE ${isToDo}`
    ).all(),
    calls: prepared<[], { clientId: string; at: number }>(db, `SELECT e.client_id AS clientId, e.next_call_at AS at FROM ${promised}`).all()
  }
}

/** The nearest tasks and promised calls of deals, for those given; tasks first by day, then by time. */
export function listSteps(db: Db, dealIds: readonly string[]): { readonly dealId: string; readonly task: string | null; readonly callAt: number | null }[] {
  return prepared<[string], { dealId: string; task: string | null; callAt: number | null }>(
    db,
    `SELECT d.id AS dealId,
       (SELECT json_array(t.kind, t.due_on, t.due_at) FROM task AS t
         WHERE t.client_id = d.client_id AND (t.deal_id = d.id OR t.deal_id IS NULL) AND ${isToDo}
         ORDER BY t.due_on, coalesce(t.due_at, 0), t.id LIMIT 1) AS task,
       (SELECT min(e.next_call_at) FROM call_list_entry AS e JOIN call_list AS l ON l.id = e.call_list_id
         WHERE e.client_id = d.client_id AND e.state = 'waiting' AND e.is_promised = 1 AND e.deleted_at IS NULL
           AND l.deleted_at IS NULL AND l.closed_at IS NULL) AS callAt
     FROM json_each(?) AS j CROSS JOIN deal AS d ON d.id = j.value ORDER BY d.id`
  ).all(JSON.stringify(dealIds))
}
