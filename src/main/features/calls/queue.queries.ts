import { eq } from 'drizzle-orm'
import { lazily } from '#main/db/lazily.ts'
import type { Db, Sqlite } from '#main/db/open.ts'
import { perConnection } from '#main/db/statements.ts'
import { callAttempt, clientPhone, doNotCall } from '#main/db/schema/index.ts'
import type { CallClient, CallHistoryItem, CallPhone } from '#shared/contract/calls.ts'
import type { Effects } from '#shared/outcomes.ts'
import { notFound } from '#shared/result.ts'
import { isCallable } from './lists.queries.ts'
import type { PromiseMade, Span, Waiting } from './rules.ts'

export type StoredEntry = Waiting & {
  readonly listId: string
  readonly clientId: string
  readonly state: 'waiting' | 'done'
  readonly skipReason: string | null
  readonly lastDispositionId: string | null
}
export type WaitingClient = Waiting & { readonly clientId: string; readonly name: string }

const entryColumns = `e.id AS entryId, e.call_list_id AS listId, e.client_id AS clientId, e.state, e.position, e.attempt_count AS attemptCount,
  e.next_call_at AS nextCallAt, e.is_promised AS isPromised, e.skip_reason AS skipReason, e.last_disposition_id AS lastDispositionId`

const waiting = `
  SELECT e.id AS entryId, e.client_id AS clientId, c.name, e.position, e.attempt_count AS attemptCount, e.next_call_at AS nextCallAt,
    e.is_promised AS isPromised
  FROM call_list_entry AS e JOIN client AS c ON c.id = e.client_id
  WHERE e.call_list_id = :listId AND e.state = 'waiting' AND e.deleted_at IS NULL AND c.deleted_at IS NULL AND c.archived_at IS NULL
    AND ${isCallable}`

export type QueueTimes = { readonly listId: string; readonly now: number; readonly dueBy: number; readonly endOfToday: number; readonly limit: number }

type Flagged<T> = Omit<T, 'isPromised'> & { readonly isPromised: number }
type DispositionFlags = { readonly [K in keyof Effects]: K extends 'retryAfterMinutes' ? number | null : number }
type HistoryRow = { readonly id: string; readonly at: number; readonly kind: CallHistoryItem['kind']; readonly facts: string }

const history: Readonly<Record<CallHistoryItem['kind'], string>> = {
  call: `SELECT a.id, a.started_at AS at, 'call' AS kind, json_object('dispositionId', a.disposition_id, 'attemptNumber', a.attempt_number,
      'reasonId', a.reason_id, 'text', a.note, 'listName', l.name) AS facts
    FROM call_attempt AS a LEFT JOIN call_list AS l ON l.id = a.call_list_id WHERE a.client_id = :clientId AND a.undone_at IS NULL`,
  note: `SELECT id, at, 'note', json_object('text', text) FROM note WHERE client_id = :clientId AND deleted_at IS NULL`,
  task: `SELECT id, coalesce(done_at, created_at), 'task', json_object('taskKind', kind, 'text', text, 'isDone', json(iif(done_at IS NULL, 'false', 'true')))
    FROM task WHERE client_id = :clientId AND deleted_at IS NULL`,
  deal: `SELECT s.id, s.at, 'deal', json_object('title', d.title, 'stageId', s.to_stage_id)
    FROM deal AS d JOIN stage_change AS s ON s.deal_id = d.id WHERE d.client_id = :clientId AND d.deleted_at IS NULL
      AND s.id = (SELECT k.id FROM stage_change AS k WHERE k.deal_id = d.id AND k.undone_at IS NULL ORDER BY k.at DESC, k.id DESC LIMIT 1)`,
  consent: `SELECT id, at, 'consent', json_object('state', state, 'basis', basis)
    FROM consent_change WHERE client_id = :clientId AND channel = 'call' AND undone_at IS NULL`
}

function prepareAll(sqlite: Sqlite) {
  return lazily({
    due: () => sqlite.prepare<[QueueTimes], Flagged<WaitingClient>>(
      `${waiting} AND e.is_promised = 1 AND e.next_call_at <= :dueBy ORDER BY e.next_call_at, e.position, e.id LIMIT :limit`
    ),
    today: () => sqlite.prepare<[QueueTimes], Flagged<WaitingClient>>(
      `${waiting} AND e.is_promised = 1 AND e.next_call_at > :dueBy AND e.next_call_at < :endOfToday ORDER BY e.next_call_at, e.position, e.id LIMIT :limit`
    ),
    fresh: () => sqlite.prepare<[QueueTimes], Flagged<WaitingClient>>(
      `${waiting} AND e.is_promised = 0 AND e.next_call_at IS NULL AND e.attempt_count = 0 ORDER BY e.position, e.id LIMIT :limit`
    ),
    retries: () => sqlite.prepare<[QueueTimes], Flagged<WaitingClient>>(
      `${waiting} AND e.is_promised = 0 AND e.next_call_at <= :now ORDER BY e.attempt_count, e.next_call_at, e.id LIMIT :limit`
    ),
    later: () => sqlite.prepare<[QueueTimes], Flagged<WaitingClient>>(
      `${waiting} AND e.is_promised = 0 AND e.next_call_at > :now ORDER BY e.next_call_at, e.position, e.id LIMIT :limit`
    ),
    laterPromised: () => sqlite.prepare<[QueueTimes], Flagged<WaitingClient>>(
      `${waiting} AND e.is_promised = 1 AND e.next_call_at >= :endOfToday AND e.next_call_at > :dueBy ORDER BY e.next_call_at, e.position, e.id LIMIT :limit`
    ),
    entry: () => sqlite.prepare<[string], Flagged<StoredEntry>>(
      `SELECT ${entryColumns} FROM call_list_entry AS e JOIN call_list AS l ON l.id = e.call_list_id
       WHERE e.id = ? AND e.deleted_at IS NULL AND l.deleted_at IS NULL`
    ),
    effects: () => sqlite.prepare<[string], DispositionFlags>(
      `SELECT is_reached AS isReached, is_positive AS isPositive, is_final AS isFinal, is_callback AS isCallback,
         retry_after_minutes AS retryAfterMinutes, forbids_calls AS forbidsCalls, spoils_number AS spoilsNumber, opens_deal AS opensDeal
       FROM disposition WHERE id = ? AND deleted_at IS NULL`
    ),
    attemptsAt: () => sqlite.prepare<[string], number>('SELECT started_at FROM call_attempt WHERE entry_id = ? AND undone_at IS NULL ORDER BY started_at, id').pluck(),
    forbidden: () => sqlite.prepare<[string], string>('SELECT id FROM do_not_call WHERE e164 = ? AND deleted_at IS NULL ORDER BY id').pluck(),
    phones: () => sqlite.prepare<[string], Omit<StoredPhone, 'isBad' | 'isForbidden'> & { readonly isBad: number; readonly isForbidden: number }>(
      `SELECT p.id, p.contact_id AS contactId, p.e164, p.label, k.name AS contactName, k.role AS contactRole, p.is_bad AS isBad,
         EXISTS (SELECT 1 FROM do_not_call AS n WHERE n.e164 = p.e164 AND n.deleted_at IS NULL) AS isForbidden
       FROM client_phone AS p LEFT JOIN contact AS k ON k.id = p.contact_id AND k.deleted_at IS NULL
       WHERE p.client_id = ? AND p.deleted_at IS NULL ORDER BY p.is_bad OR isForbidden, p.position, p.id`
    ),
    waitingOf: () => sqlite.prepare<[string], string>(
      `SELECT e.id FROM call_list_entry AS e JOIN call_list AS l ON l.id = e.call_list_id
       WHERE e.client_id = ? AND e.state = 'waiting' AND e.deleted_at IS NULL AND l.deleted_at IS NULL ORDER BY e.id`
    ).pluck(),
    sharersOf: () => sqlite.prepare<[string, string], string>(
      `SELECT DISTINCT e.client_id FROM client_phone AS q JOIN call_list_entry AS e ON e.client_id = q.client_id
       WHERE q.e164 = ? AND q.deleted_at IS NULL AND e.client_id <> ? AND e.state = 'waiting' AND e.deleted_at IS NULL AND NOT ${isCallable}
       ORDER BY e.client_id`
    ).pluck(),
    lastAttempt: () => sqlite.prepare<[{ readonly listId: string; readonly byId: string | null; readonly workstationId: string; readonly since: number }], LastAttempt>(
      `SELECT a.entry_id AS entryId,
         (SELECT t.change_id FROM journal_op AS o JOIN journal_tx AS t ON t.id = o.tx_id
           WHERE o.row_id = a.id AND o.table_name = 'call_attempt' AND o.kind = 'insert') AS changeId
       FROM call_attempt AS a WHERE a.call_list_id = :listId AND a.undone_at IS NULL AND a.started_at >= :since
         AND a.by_id IS :byId AND a.workstation_id = :workstationId ORDER BY a.id DESC LIMIT 1`
    ),
    spans: () => sqlite.prepare<[{ readonly listId: string; readonly byId: string | null; readonly since: number }], Span>(
      `SELECT started_at AS startedAt, ended_at AS endedAt FROM call_attempt
       WHERE call_list_id = :listId AND started_at >= :since AND by_id IS :byId AND undone_at IS NULL ORDER BY started_at, id`
    ),
    dealCount: () => sqlite.prepare<[string], number>(
      'SELECT count(DISTINCT deal_id) FROM call_attempt WHERE call_list_id = ? AND undone_at IS NULL AND deal_id IS NOT NULL'
    ).pluck(),
    attempts: () => sqlite.prepare<[string], ListAttempt>(
      `SELECT a.entry_id AS entryId, a.started_at AS startedAt, a.ended_at AS endedAt, a.attempt_number AS attemptNumber, a.by_id AS byId,
         a.callback_at AS callbackAt, a.disposition_id AS dispositionId, d.is_reached AS isReached, d.is_positive AS isPositive
       FROM call_attempt AS a JOIN disposition AS d ON d.id = a.disposition_id
       WHERE a.call_list_id = ? AND a.entry_id IS NOT NULL AND a.undone_at IS NULL ORDER BY a.started_at, a.id`
    ),
    clientCount: () => sqlite.prepare<[string], number>(
      `SELECT count(*) FROM call_list_entry AS e JOIN client AS c ON c.id = e.client_id
       WHERE e.call_list_id = ? AND e.deleted_at IS NULL AND c.deleted_at IS NULL`
    ).pluck(),
    client: () => sqlite.prepare<[string], Omit<CallClient['client'], 'timeZone'>>(
      'SELECT id, name, tax_number AS taxNumber, town, country, description FROM client WHERE id = ? AND deleted_at IS NULL'
    ),
    contact: () => sqlite.prepare<[string], { name: string; role: string | null }>(
      'SELECT name, role FROM contact WHERE client_id = ? AND deleted_at IS NULL ORDER BY position, id LIMIT 1'
    ),
    touches: () => sqlite.prepare<[string, string], number>(
      `SELECT (SELECT count(*) FROM call_attempt WHERE client_id = ? AND undone_at IS NULL)
         + (SELECT count(*) FROM note WHERE client_id = ? AND deleted_at IS NULL)`
    ).pluck(),
    history: () => sqlite.prepare<[{ readonly clientId: string; readonly limit: number }], HistoryRow>(
      `SELECT id, at, kind, facts FROM (${Object.values(history).join(' UNION ALL ')}) ORDER BY at DESC, id DESC LIMIT :limit`
    ),
    deals: () => sqlite.prepare<[string], CallClient['deals'][number] & { readonly nextOn: string | null; readonly nextText: string | null }>(
      `SELECT d.id, d.title, d.amount_minor AS amountMinor, d.currency, s.stage_id AS stageId, t.due_on AS nextOn, t.text AS nextText
       FROM deal_state AS s JOIN deal AS d ON d.id = s.deal_id
         LEFT JOIN task AS t ON t.id = (SELECT k.id FROM task AS k WHERE k.client_id = s.client_id AND k.deal_id = d.id AND k.done_at IS NULL
           AND k.deleted_at IS NULL ORDER BY k.due_on, k.id LIMIT 1)
       WHERE s.client_id = ? AND s.outcome = 'open' AND d.deleted_at IS NULL ORDER BY s.entered_at DESC, d.id LIMIT 20`
    ),
    debts: () => sqlite.prepare<[string], Omit<CallClient['debts'][number], 'daysLate'>>(
      `SELECT invoiceId, number, currency, dueOn, dueMinor FROM (
         SELECT i.id AS invoiceId, i.number, i.currency, i.due_on AS dueOn, i.gross_minor
           - (SELECT coalesce(sum(a.amount_minor), 0) FROM allocation AS a WHERE a.invoice_id = i.id AND a.deleted_at IS NULL) AS dueMinor
         FROM invoice AS i WHERE i.client_id = ? AND i.state = 'issued' AND i.deleted_at IS NULL)
       WHERE dueMinor > 0 ORDER BY dueOn, invoiceId LIMIT 20`
    )
  })
}

export type LastAttempt = { readonly entryId: string | null; readonly changeId: string | null }
export type ListAttempt = PromiseMade &
  Span & { readonly attemptNumber: number; readonly byId: string | null; readonly dispositionId: string; readonly isReached: number; readonly isPositive: number }

const statementsOf = perConnection(prepareAll)

const asWaiting = <T extends Waiting>(row: Flagged<T>): T => ({ ...row, isPromised: row.isPromised === 1 }) as unknown as T

/** Waiting entries that a queue of `limit` could show: from each group its first ones; promises of later today are few. */
export function listCandidates(db: Db, times: QueueTimes): WaitingClient[] {
  const s = statementsOf(db.$client)
  const ahead = { ...times, limit: Math.min(2, times.limit) }
  return [...s.due.all(times), ...s.today.all(ahead), ...s.fresh.all(times), ...s.retries.all(times), ...s.later.all(times), ...s.laterPromised.all(times)].map(
    asWaiting<WaitingClient>
  )
}

/** The first entry that may be called now, read group by group in the order of the queue. */
export function findFirstReady(db: Db, times: QueueTimes): string | undefined {
  const s = statementsOf(db.$client)
  const first = { ...times, limit: 1 }
  return (s.due.get(first) ?? s.fresh.get(first) ?? s.retries.get(first))?.entryId
}

/** An entry of a list that is not removed. Throws not_found. */
export function getEntry(db: Db, entryId: string): StoredEntry {
  const row = statementsOf(db.$client).entry.get(entryId)
  if (!row) throw notFound('call_list_entry', entryId)
  return asWaiting<StoredEntry>(row)
}

/** What an outcome does. Throws not_found. */
export function getEffects(db: Db, dispositionId: string): Effects {
  const row = statementsOf(db.$client).effects.get(dispositionId)
  if (!row) throw notFound('disposition', dispositionId)
  const { retryAfterMinutes, ...flags } = row
  return { retryAfterMinutes, ...(Object.fromEntries(Object.entries(flags).map(([name, value]) => [name, value === 1])) as Omit<Effects, 'retryAfterMinutes'>) }
}

export function listAttemptsAt(db: Db, entryId: string): number[] {
  return statementsOf(db.$client).attemptsAt.all(entryId)
}

/** The lines of the list of numbers that must not be called which name a number. */
export function listForbidden(db: Db, e164: string): string[] {
  return statementsOf(db.$client).forbidden.all(e164)
}

/** A client's numbers, those that may be called first. */
export function listPhones(db: Db, clientId: string): StoredPhone[] {
  return statementsOf(db.$client).phones.all(clientId).map((row) => ({ ...row, isBad: row.isBad === 1, isForbidden: row.isForbidden === 1 }))
}

export function listWaitingEntriesOf(db: Db, clientId: string): string[] {
  return statementsOf(db.$client).waitingOf.all(clientId)
}

/** Other clients who share a number, wait in some list and have no number left that may be called. */
export function listUnreachableSharers(db: Db, e164: string, exceptClientId: string): string[] {
  return statementsOf(db.$client).sharersOf.all(e164, exceptClientId)
}

export function findLastAttempt(db: Db, input: { listId: string; byId: string | null; workstationId: string; since: number }): LastAttempt | undefined {
  return statementsOf(db.$client).lastAttempt.get(input)
}

export function listSpans(db: Db, input: { listId: string; byId: string | null; since: number }): Span[] {
  return statementsOf(db.$client).spans.all(input)
}

export function countDeals(db: Db, listId: string): number {
  return statementsOf(db.$client).dealCount.get(listId) ?? 0
}

/** Every attempt of a list in the order in which they were made. */
export function listAttempts(db: Db, listId: string): ListAttempt[] {
  return statementsOf(db.$client).attempts.all(listId)
}

export function countClientsOf(db: Db, listId: string): number {
  return statementsOf(db.$client).clientCount.get(listId) ?? 0
}

/** A number without what consent says of it. */
export type StoredPhone = Omit<CallPhone, 'gate'>

export type ClientStrip = Pick<CallClient, 'contact' | 'touchCount' | 'history' | 'deals'> & {
  readonly client: Omit<CallClient['client'], 'timeZone'>
  readonly phones: readonly StoredPhone[]
  readonly debts: readonly Omit<CallClient['debts'][number], 'daysLate'>[]
}

/** What a caller needs to know of a client; undefined when it was removed. */
export function findStrip(db: Db, clientId: string): ClientStrip | undefined {
  const s = statementsOf(db.$client)
  const client = s.client.get(clientId)
  if (!client) return undefined
  return {
    client,
    phones: listPhones(db, clientId),
    contact: s.contact.get(clientId) ?? null,
    touchCount: s.touches.get(clientId, clientId) ?? 0,
    history: s.history.all({ clientId, limit: 8 }).map(({ id, at, kind, facts }) => ({ id, at, kind, ...JSON.parse(facts) }) as CallHistoryItem),
    deals: s.deals.all(clientId).map(({ nextOn, nextText, ...deal }) => ({ ...deal, next: nextOn === null ? null : { on: nextOn, text: nextText ?? '' } })),
    debts: s.debts.all(clientId)
  }
}

export function insertAttempt(db: Db, values: typeof callAttempt.$inferInsert): void {
  db.insert(callAttempt).values(values).run()
}

export function insertForbidden(db: Db, values: typeof doNotCall.$inferInsert): void {
  db.insert(doNotCall).values(values).run()
}

export function updateForbidden(db: Db, id: string, change: Partial<typeof doNotCall.$inferInsert>): void {
  db.update(doNotCall).set(change).where(eq(doNotCall.id, id)).run()
}

export function markPhoneBad(db: Db, phoneId: string, at: number): void {
  db.update(clientPhone).set({ isBad: true, updatedAt: at }).where(eq(clientPhone.id, phoneId)).run()
}

export function hasLostReason(db: Db, id: string): boolean {
  return db.$client.prepare('SELECT 1 FROM lost_reason WHERE id = ? AND deleted_at IS NULL').get(id) !== undefined
}

/** The pipeline that new deals go into: the first one. */
export function findFirstPipeline(db: Db): string | undefined {
  return db.$client.prepare<[], string>('SELECT id FROM pipeline WHERE deleted_at IS NULL ORDER BY position, id LIMIT 1').pluck().get()
}

/** Whether an open deal of the client can take what comes out of a call. */
export function hasOpenDeal(db: Db, dealId: string, clientId: string): boolean {
  return (
    db.$client
      .prepare("SELECT 1 FROM deal_state AS s JOIN deal AS d ON d.id = s.deal_id WHERE s.deal_id = ? AND s.client_id = ? AND s.outcome = 'open' AND d.deleted_at IS NULL")
      .get(dealId, clientId) !== undefined
  )
}
