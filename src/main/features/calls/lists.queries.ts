import { eq } from 'drizzle-orm'
import { lazily } from '#main/db/lazily.ts'
import type { Db, Sqlite } from '#main/db/open.ts'
import { perConnection } from '#main/db/statements.ts'
import { callList, callListEntry } from '#main/db/schema/index.ts'
import type { CallListRow, CallPurpose } from '#shared/contract/calls.ts'
import { notFound } from '#shared/result.ts'

const hasForbiddenNumber = `e.client_id IN (
  SELECT q.client_id FROM do_not_call AS n CROSS JOIN client_phone AS q ON q.e164 = n.e164 WHERE n.deleted_at IS NULL AND q.deleted_at IS NULL)`

/** The client of entry `e` has a number that is neither found bad nor forbidden. */
export const isCallable = `EXISTS (
  SELECT 1 FROM client_phone AS p WHERE p.client_id = e.client_id AND p.deleted_at IS NULL AND p.is_bad = 0
    AND NOT EXISTS (SELECT 1 FROM do_not_call AS n WHERE n.e164 = p.e164 AND n.deleted_at IS NULL))`

const listColumns = `l.id, l.name, coalesce(l.purpose, 'offer') AS purpose, l.script, l.owner_id AS ownerId, l.starts_on AS startsOn,
  l.ends_on AS endsOn, l.max_attempts AS maxAttempts, l.closed_at AS closedAt, l.created_at AS createdAt`

// An entry that nobody can call any more counts as done, or its list would never end. Summaries know how many good
// numbers a client has; only where one of them is forbidden is it looked at closely. The lists are named within, too, so
// that only their entries are read.
const listRow = (lists: string) => `
  SELECT ${listColumns}, count(x.id) AS totalCount, coalesce(sum(x.is_waiting = 0), 0) AS doneCount,
    coalesce(sum(x.attempt_count > 0), 0) AS attemptedCount,
    coalesce(sum(x.is_waiting AND x.is_promised AND x.next_call_at < :endOfToday), 0) AS callbackCount,
    coalesce(sum(x.is_waiting AND coalesce(x.next_call_at, 0) <= iif(x.is_promised, :dueBy, :now)), 0) AS readyCount,
    min(iif(x.is_waiting, x.next_call_at, NULL)) AS nextAt,
    (SELECT count(*) FROM call_attempt AS a WHERE a.call_list_id = l.id AND a.undone_at IS NULL) AS attemptCount,
    (SELECT count(DISTINCT a.entry_id) FROM call_attempt AS a JOIN disposition AS d ON d.id = a.disposition_id
      WHERE a.call_list_id = l.id AND a.undone_at IS NULL AND d.is_reached = 1) AS reachedCount,
    (SELECT count(DISTINCT a.entry_id) FROM call_attempt AS a JOIN disposition AS d ON d.id = a.disposition_id
      WHERE a.call_list_id = l.id AND a.undone_at IS NULL AND d.is_positive = 1) AS positiveCount,
    (SELECT max(a.started_at) FROM call_attempt AS a WHERE a.call_list_id = l.id AND a.undone_at IS NULL) AS lastAttemptAt
  FROM call_list AS l LEFT JOIN (
    SELECT e.id, e.call_list_id, e.attempt_count, e.is_promised, e.next_call_at, (e.state = 'waiting' AND s.is_archived = 0 AND s.phone_count > 0 AND (NOT ${hasForbiddenNumber} OR ${isCallable})) AS is_waiting
    FROM call_list_entry AS e CROSS JOIN client_summary AS s ON s.client_id = e.client_id
    WHERE e.deleted_at IS NULL AND e.call_list_id IN (SELECT l.id FROM call_list AS l WHERE l.deleted_at IS NULL AND ${lists})
  ) AS x ON x.call_list_id = l.id
  WHERE l.deleted_at IS NULL AND ${lists} GROUP BY l.id`

type Times = { readonly now: number; readonly dueBy: number; readonly endOfToday: number }
type StoredRow = Omit<CallListRow, 'nextReadyAt'> & { readonly nextAt: number | null }

function prepareAll(sqlite: Sqlite) {
  return lazily({
    open: () => sqlite.prepare<[Times], StoredRow>(`${listRow('l.closed_at IS NULL')} ORDER BY lastAttemptAt DESC NULLS LAST, l.created_at DESC, l.id`),
    closed: () => sqlite.prepare<[Times], StoredRow>(`${listRow('l.closed_at IS NOT NULL')} ORDER BY l.closed_at DESC, l.id LIMIT 200`),
    one: () => sqlite.prepare<[Times & { readonly id: string }], StoredRow>(listRow('l.id = :id')),
    phonesOf: () => sqlite.prepare<[string], ReachableRow>(
      `SELECT c.id AS clientId, p.contact_id AS contactId, p.id AS phoneId, p.is_bad AS isBad,
         EXISTS (SELECT 1 FROM do_not_call AS n WHERE n.e164 = p.e164 AND n.deleted_at IS NULL) AS isForbidden
       FROM json_each(?) AS j CROSS JOIN client AS c ON c.id = j.value LEFT JOIN client_phone AS p ON p.client_id = c.id AND p.deleted_at IS NULL
       WHERE c.deleted_at IS NULL ORDER BY c.id, p.id`
    ),
    known: () => sqlite.prepare<[string], string>('SELECT client_id FROM call_list_entry WHERE call_list_id = ? AND deleted_at IS NULL').pluck(),
    lastPosition: () => sqlite.prepare<[string], number>('SELECT coalesce(max(position), 0) FROM call_list_entry WHERE call_list_id = ?').pluck(),
    promises: () => sqlite.prepare<[string], OpenPromise>(
      `SELECT e.id AS entryId, e.client_id AS clientId, e.next_call_at AS at,
         (SELECT a.note FROM call_attempt AS a WHERE a.entry_id = e.id AND a.undone_at IS NULL ORDER BY a.started_at DESC, a.id DESC LIMIT 1) AS note
       FROM call_list_entry AS e JOIN client AS c ON c.id = e.client_id AND c.deleted_at IS NULL
       WHERE e.call_list_id = ? AND e.state = 'waiting' AND e.is_promised = 1 AND e.next_call_at IS NOT NULL AND e.deleted_at IS NULL
       ORDER BY e.next_call_at, e.id`
    )
  })
}

type ReachableRow = {
  readonly clientId: string
  readonly contactId: string | null
  readonly phoneId: string | null
  readonly isBad: number | null
  readonly isForbidden: number
}
/** A number that a client could be rung on. */
export type ReachablePhone = { readonly contactId: string | null; readonly isBad: boolean; readonly isForbidden: boolean }
export type OpenPromise = { readonly entryId: string; readonly clientId: string; readonly at: number; readonly note: string | null }

const statementsOf = perConnection(prepareAll)

const toRow = ({ nextAt, ...row }: StoredRow): CallListRow => ({ ...row, nextReadyAt: row.readyCount > 0 ? null : nextAt })

export function listCallLists(db: Db, state: 'open' | 'closed', times: Times): CallListRow[] {
  return statementsOf(db.$client)[state].all(times).map(toRow)
}

/** A list with its progress. Throws not_found. */
export function getCallListRow(db: Db, id: string, times: Times): CallListRow {
  const row = statementsOf(db.$client).one.get({ id, ...times })
  if (!row) throw notFound('call_list', id)
  return toRow(row)
}

export type StoredList = { readonly id: string; readonly name: string; readonly purpose: CallPurpose; readonly maxAttempts: number; readonly closedAt: number | null; readonly startsOn: string; readonly endsOn: string | null }

/** A list by itself, without counting. Throws not_found. */
export function getCallList(db: Db, id: string): StoredList {
  const row = db.$client.prepare<[string], StoredList>(`SELECT ${listColumns} FROM call_list AS l WHERE l.id = ? AND l.deleted_at IS NULL`).get(id)
  if (!row) throw notFound('call_list', id)
  return row
}

export function insertCallList(db: Db, values: typeof callList.$inferInsert): void {
  db.insert(callList).values(values).run()
}

export function updateCallList(db: Db, id: string, change: Partial<typeof callList.$inferInsert>): void {
  db.update(callList).set(change).where(eq(callList.id, id)).run()
}

export function insertEntry(db: Db, values: typeof callListEntry.$inferInsert): void {
  db.insert(callListEntry).values(values).run()
}

export function updateEntry(db: Db, id: string, change: Partial<typeof callListEntry.$inferInsert>): void {
  db.update(callListEntry).set(change).where(eq(callListEntry.id, id)).run()
}

/** The numbers of these clients; removed ones are left out, those without a number have none. */
export function listReachable(db: Db, clientIds: readonly string[]): Map<string, ReachablePhone[]> {
  const found = new Map<string, ReachablePhone[]>()
  for (const { clientId, contactId, phoneId, isBad, isForbidden } of statementsOf(db.$client).phonesOf.all(JSON.stringify(clientIds))) {
    const phones = found.get(clientId) ?? []
    found.set(clientId, phones)
    if (phoneId !== null) phones.push({ contactId, isBad: isBad === 1, isForbidden: isForbidden === 1 })
  }
  return found
}

/** Clients that are in a list already. */
export function listMembers(db: Db, listId: string): Set<string> {
  return new Set(statementsOf(db.$client).known.all(listId))
}

export function getLastPosition(db: Db, listId: string): number {
  return statementsOf(db.$client).lastPosition.get(listId) ?? 0
}

/** Calls promised in a list and not made yet. */
export function listOpenPromises(db: Db, listId: string): OpenPromise[] {
  return statementsOf(db.$client).promises.all(listId)
}
