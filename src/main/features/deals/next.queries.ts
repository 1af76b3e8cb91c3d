import type { Db } from '#main/db/open.ts'

const openTask = `task AS t WHERE t.client_id = d.client_id AND (t.deal_id = d.id OR t.deal_id IS NULL)
  AND t.done_at IS NULL AND t.deleted_at IS NULL`
const promisedCall = `call_list_entry AS e JOIN call_list AS l ON l.id = e.call_list_id
  WHERE e.client_id = d.client_id AND e.state = 'waiting' AND e.is_promised = 1 AND e.next_call_at IS NOT NULL
  AND e.deleted_at IS NULL AND l.deleted_at IS NULL AND l.closed_at IS NULL`

/** The day of the nearest task about a deal `d` or about its client as a whole. */
export const nextTaskOn = `(SELECT min(t.due_on) FROM ${openTask})`
/** The nearest call that the client of a deal `d` was promised, epoch ms. */
export const nextCallAt = `(SELECT min(e.next_call_at) FROM ${promisedCall})`
/** Something planned has passed; needs `:today` and `:now`. */
export const isOverdue = `(EXISTS (SELECT 1 FROM ${openTask} AND (t.due_at < :now OR (t.due_at IS NULL AND t.due_on < :today)))
  OR EXISTS (SELECT 1 FROM ${promisedCall} AND e.next_call_at < :now))`

export type Step = { readonly kind: 'call' | 'meeting' | 'mail' | 'other'; readonly on: string; readonly at: number | null }

/** The nearest tasks and promised calls of deals, for those given; tasks first by day, then by time. */
export function listSteps(db: Db, dealIds: readonly string[]): { readonly dealId: string; readonly task: string | null; readonly callAt: number | null }[] {
  return db.$client
    .prepare<[string], { dealId: string; task: string | null; callAt: number | null }>(
      `SELECT d.id AS dealId,
         (SELECT json_array(t.kind, t.due_on, t.due_at) FROM ${openTask} ORDER BY t.due_on, coalesce(t.due_at, 0), t.id LIMIT 1) AS task,
         ${nextCallAt} AS callAt
       FROM json_each(?) AS j CROSS JOIN deal AS d ON d.id = j.value ORDER BY d.id`
    )
    .all(JSON.stringify(dealIds))
}
