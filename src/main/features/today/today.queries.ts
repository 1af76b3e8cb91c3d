import type { Db } from '#main/db/open.ts'
import type { DealWithoutStep, ListToResume, PromisedCall } from '#shared/contract/today.ts'

/** `ownerId` null means everybody's. */
type Scope = { readonly ownerId: string | null }

const mine = (column: string) => `(:ownerId IS NULL OR ${column} IS NULL OR ${column} = :ownerId)`

const promised = `FROM call_list_entry AS e JOIN call_list AS l ON l.id = e.call_list_id JOIN client_summary AS s ON s.client_id = e.client_id
  WHERE e.state = 'waiting' AND e.is_promised = 1 AND e.next_call_at < :before AND e.deleted_at IS NULL
    AND l.deleted_at IS NULL AND l.closed_at IS NULL AND ${mine('l.owner_id')}`

/** Calls promised for before an instant, the oldest promise first, and how many there are. */
export function listPromisedCalls(db: Db, input: Scope & { readonly before: number; readonly limit: number }): { rows: PromisedCall[]; total: number } {
  const rows = db.$client
    .prepare<[object], PromisedCall>(
      `SELECT e.id AS entryId, l.id AS callListId, l.name AS callListName, s.client_id AS clientId, s.name AS clientName, s.phone, e.next_call_at AS at
       ${promised} ORDER BY e.next_call_at, e.id LIMIT :limit`
    )
    .all(input)
  return { rows, total: Number(db.$client.prepare(`SELECT count(*) ${promised}`).pluck().get({ ownerId: input.ownerId, before: input.before })) }
}

const stepless = `FROM deal_state AS t JOIN deal AS d ON d.id = t.deal_id JOIN client_summary AS s ON s.client_id = t.client_id
  WHERE t.outcome = 'open' AND d.deleted_at IS NULL AND ${mine('t.owner_id')}
    AND NOT EXISTS (SELECT 1 FROM task AS k WHERE k.client_id = t.client_id AND (k.deal_id = t.deal_id OR k.deal_id IS NULL)
      AND k.done_at IS NULL AND k.deleted_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM call_list_entry AS e WHERE e.client_id = t.client_id AND e.state = 'waiting' AND e.is_promised = 1
      AND e.deleted_at IS NULL)`

/** Open deals for which nothing is planned and nobody is promised a call, the largest first. */
export function listDealsWithoutStep(db: Db, input: Scope & { readonly limit: number }): { rows: DealWithoutStep[]; total: number } {
  const rows = db.$client
    .prepare<[object], DealWithoutStep>(
      `SELECT d.id, d.title, s.client_id AS clientId, s.name AS clientName, t.amount_minor AS amountMinor, t.currency,
         t.pipeline_id AS pipelineId, t.stage_id AS stageId, t.entered_at AS enteredAt
       ${stepless} ORDER BY t.amount_base_minor DESC, d.id LIMIT :limit`
    )
    .all(input)
  return { rows, total: Number(db.$client.prepare(`SELECT count(*) ${stepless}`).pluck().get({ ownerId: input.ownerId })) }
}

/** Open call lists with something left, the one last worked on first. */
export function listListsToResume(db: Db, input: Scope & { readonly now: number; readonly limit: number }): ListToResume[] {
  return db.$client
    .prepare<[object], ListToResume>(
      `SELECT l.id, l.name, sum(e.state = 'done') AS doneCount, count(*) AS totalCount,
         sum(e.state = 'waiting' AND (e.next_call_at IS NULL OR e.next_call_at <= :now)) AS readyCount,
         (SELECT max(started_at) FROM call_attempt AS a WHERE a.call_list_id = l.id AND a.undone_at IS NULL) AS lastAttemptAt
       FROM call_list AS l JOIN call_list_entry AS e ON e.call_list_id = l.id AND e.deleted_at IS NULL
       WHERE l.closed_at IS NULL AND l.deleted_at IS NULL AND ${mine('l.owner_id')}
       GROUP BY l.id HAVING doneCount < totalCount ORDER BY lastAttemptAt DESC NULLS LAST, l.created_at DESC, l.id LIMIT :limit`
    )
    .all(input)
}

export type DayWork = { readonly callsMade: number; readonly clientsReached: number; readonly tasksDone: number }

/** What was done since an instant: calls, clients who were reached, tasks. */
export function workSince(db: Db, input: { readonly byId: string | null; readonly since: number }): DayWork {
  const row = db.$client
    .prepare<[object], DayWork>(
      `SELECT
         (SELECT count(*) FROM call_attempt WHERE started_at >= :since AND undone_at IS NULL AND (:byId IS NULL OR by_id = :byId)) AS callsMade,
         (SELECT count(DISTINCT a.client_id) FROM call_attempt AS a JOIN disposition AS p ON p.id = a.disposition_id
           WHERE a.started_at >= :since AND a.undone_at IS NULL AND p.is_reached = 1 AND (:byId IS NULL OR a.by_id = :byId)) AS clientsReached,
         (SELECT count(*) FROM task WHERE done_at >= :since AND deleted_at IS NULL AND (:byId IS NULL OR owner_id = :byId)) AS tasksDone`
    )
    .get(input)
  return row ?? { callsMade: 0, clientsReached: 0, tasksDone: 0 }
}
