import type { Db } from '#main/db/open.ts'
import type { DealWithoutStep, Debtor, ListToResume, PromisedCall } from '#shared/contract/today.ts'

/** `ownerId` null means everybody's. */
type Scope = { readonly ownerId: string | null }

const mine = (column: string) => `(:ownerId IS NULL OR ${column} IS NULL OR ${column} = :ownerId)`

// From the few lists, each with a range of its queue, whatever SQLite thinks of their sizes.
const promised = `FROM call_list AS l CROSS JOIN call_list_entry AS e ON e.call_list_id = l.id CROSS JOIN client_summary AS s ON s.client_id = e.client_id
  WHERE e.state = 'waiting' AND e.is_promised = 1 AND e.next_call_at < :before AND e.deleted_at IS NULL AND s.is_archived = 0
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

/** Open deals for which nothing is planned and nobody is promised a call, the largest first, and how many there are. */
export function listDealsWithoutStep(db: Db, input: Scope & { readonly limit: number }): { rows: DealWithoutStep[]; total: number } {
  const rows = db.$client
    .prepare<[object], DealWithoutStep & { readonly total: number }>(
      `SELECT d.id, d.title, c.id AS clientId, c.name AS clientName, t.amountMinor, t.currency, t.pipelineId, t.stageId, t.enteredAt, t.total
       FROM (
         SELECT s.deal_id, s.amount_minor AS amountMinor, s.currency, s.pipeline_id AS pipelineId, s.stage_id AS stageId, s.entered_at AS enteredAt,
           s.amount_base_minor, count(*) OVER () AS total
         FROM deal_state AS s
         WHERE s.outcome = 'open' AND ${mine('s.owner_id')}
           AND NOT EXISTS (SELECT 1 FROM task AS k WHERE k.client_id = s.client_id AND (k.deal_id = s.deal_id OR k.deal_id IS NULL)
             AND k.done_at IS NULL AND k.deleted_at IS NULL)
           AND NOT EXISTS (SELECT 1 FROM call_list_entry AS e WHERE e.client_id = s.client_id AND e.state = 'waiting' AND e.is_promised = 1
             AND e.deleted_at IS NULL)
         ORDER BY s.amount_base_minor DESC, s.deal_id LIMIT :limit
       ) AS t JOIN deal AS d ON d.id = t.deal_id JOIN client AS c ON c.id = d.client_id
       ORDER BY t.amount_base_minor DESC, d.id`
    )
    .all(input)
  return { rows: rows.map(({ total: _total, ...deal }) => deal), total: rows[0]?.total ?? 0 }
}

/** Clients late with paying issued invoices, the largest debt in the base currency first, and how many there are. */
export function listDebtors(db: Db, input: Scope & { readonly today: string; readonly limit: number }): { rows: Debtor[]; total: number } {
  const rows = db.$client
    .prepare<[object], Debtor & { readonly total: number }>(
      `SELECT s.client_id AS clientId, s.name AS clientName, sum(t.left) AS overdueMinor, t.currency, min(t.due_on) AS dueOn, count(*) OVER () AS total
       FROM (
         SELECT i.client_id, i.currency, i.due_on, i.gross_minor
           - (SELECT coalesce(sum(a.amount_minor), 0) FROM allocation AS a WHERE a.invoice_id = i.id AND a.deleted_at IS NULL) AS left
         FROM invoice AS i WHERE i.state = 'issued' AND i.deleted_at IS NULL AND i.due_on < :today) AS t
       JOIN client_summary AS s ON s.client_id = t.client_id
       WHERE t.left > 0 AND ${mine('s.owner_id')}
       GROUP BY s.client_id, t.currency
       ORDER BY t.currency = (SELECT base_currency FROM firm LIMIT 1) DESC, overdueMinor DESC, s.client_id, t.currency LIMIT :limit`
    )
    .all(input)
  return { rows: rows.map(({ total: _total, ...debtor }) => debtor), total: rows[0]?.total ?? 0 }
}

/** Open call lists with something left, the one last worked on first. */
export function listListsToResume(db: Db, input: Scope & { readonly now: number; readonly limit: number }): ListToResume[] {
  return db.$client
    .prepare<[object], ListToResume>(
      `SELECT l.id, l.name, sum(e.state = 'done') AS doneCount, count(*) AS totalCount,
         sum(e.state = 'waiting' AND (e.next_call_at IS NULL OR e.next_call_at <= :now)) AS readyCount,
         (SELECT max(started_at) FROM call_attempt AS a WHERE a.call_list_id = l.id AND a.undone_at IS NULL) AS lastAttemptAt
       FROM call_list AS l CROSS JOIN call_list_entry AS e ON e.call_list_id = l.id AND e.deleted_at IS NULL
       WHERE l.closed_at IS NULL AND l.deleted_at IS NULL AND ${mine('l.owner_id')}
       GROUP BY l.id HAVING doneCount < totalCount ORDER BY lastAttemptAt DESC NULLS LAST, l.created_at DESC, l.id LIMIT :limit`
    )
    .all(input)
}

export type DayWork = { readonly callsMade: number; readonly clientsReached: number; readonly tasksDone: number }

/** What was done since an instant: calls, clients who were reached, tasks. Attempts are read list by list, along their index. */
export function workSince(db: Db, input: { readonly byId: string | null; readonly since: number }): DayWork {
  const row = db.$client
    .prepare<[object], DayWork>(
      `SELECT count(*) AS callsMade, count(DISTINCT CASE WHEN p.is_reached = 1 THEN made.client_id END) AS clientsReached,
         (SELECT count(*) FROM task WHERE done_at >= :since AND deleted_at IS NULL AND (:byId IS NULL OR owner_id = :byId)) AS tasksDone
       FROM (
         SELECT a.client_id, a.disposition_id, a.by_id, a.undone_at FROM call_list AS l CROSS JOIN call_attempt AS a ON a.call_list_id = l.id AND a.started_at >= :since
         UNION ALL SELECT client_id, disposition_id, by_id, undone_at FROM call_attempt WHERE call_list_id IS NULL AND started_at >= :since
       ) AS made JOIN disposition AS p ON p.id = made.disposition_id
       WHERE made.undone_at IS NULL AND (:byId IS NULL OR made.by_id = :byId)`
    )
    .get(input)
  return row ?? { callsMade: 0, clientsReached: 0, tasksDone: 0 }
}
