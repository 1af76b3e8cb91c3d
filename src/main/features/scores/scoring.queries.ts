import { inStep } from '#main/db/derived/step.ts'
import type { Db } from '#main/db/open.ts'
import { prepared, preparedValue } from '#main/db/statements.ts'
import type { FactorValue } from '#shared/contract/scores.ts'
import type { ScoreRule } from '#shared/contract/scores.ts'

export type StoredRule = Omit<ScoreRule, 'condition' | 'isActive'> & { readonly condition: string; readonly isActive: number; readonly position: number }

/** A client, or a client as it stood a day before its deal was closed. */
export type FactRow = {
  readonly clientId: string
  readonly sourceId: string | null
  readonly kind: string
  readonly country: string
  readonly region: string | null
  readonly town: string | null
  /** Talks in the thirty days before. */
  readonly contactCount: number
  readonly lastContactAt: number | null
  /** The instant that the two above are of. */
  readonly asOf: number
}
export type CaseRow = FactRow & { readonly isWon: number }
export type PropertyRow = {
  readonly clientId: string
  readonly propertyId: string
  readonly kind: 'text' | 'number' | 'date' | 'choice' | 'choices' | 'yesNo'
  readonly textValue: string | null
  readonly numberMicro: number | null
  readonly choiceId: string | null
}

export function listRules(db: Db): StoredRule[] {
  return prepared<[], StoredRule>(
    db,
    'SELECT id, condition, points, is_active AS isActive, position FROM score_rule WHERE deleted_at IS NULL ORDER BY position, id'
  ).all()
}

/** Have there ever been rules of the firm's own, be they all taken away? */
export function hasOwnRules(db: Db): boolean {
  return preparedValue<[], number>(db, 'SELECT 1 FROM score_rule LIMIT 1').get() !== undefined
}

export function insertRule(db: Db, rule: StoredRule, now: number): void {
  prepared<[string, string, number, number, number, number, number]>(
    db,
    'INSERT INTO score_rule (id, condition, points, position, is_active, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)'
  ).run(rule.id, rule.condition, rule.points, rule.position, rule.isActive, now, now)
}

export function removeRules(db: Db, now: number): void {
  prepared<[number]>(db, 'UPDATE score_rule SET deleted_at = ? WHERE deleted_at IS NULL').run(now)
}

export function countClosed(db: Db): { readonly closedCount: number; readonly wonCount: number } {
  return prepared<[], { closedCount: number; wonCount: number }>(
    db,
    "SELECT count(*) AS closedCount, coalesce(sum(outcome = 'won'), 0) AS wonCount FROM deal_state WHERE closed_at IS NOT NULL"
  ).get()!
}

/** The latest closed deals, by their ids. */
export function listClosedIds(db: Db, limit: number): string[] {
  return preparedValue<[number], string>(db, 'SELECT deal_id FROM deal_state WHERE closed_at IS NOT NULL ORDER BY closed_at DESC, deal_id LIMIT ?').all(limit)
}

const dayMs = 86_400_000
const talks = (client: string, from: string, to: string) => `(
    (SELECT count(*) FROM note WHERE client_id = ${client} AND at >= ${from} AND at < ${to} AND deleted_at IS NULL)
    + (SELECT count(*) FROM call_attempt WHERE client_id = ${client} AND started_at >= ${from} AND started_at < ${to} AND undone_at IS NULL))`
const lastTalk = (client: string, before: string) => `(SELECT max(t) FROM (
    SELECT max(at) AS t FROM note WHERE client_id = ${client} AND at < ${before} AND deleted_at IS NULL
    UNION ALL SELECT max(started_at) FROM call_attempt WHERE client_id = ${client} AND started_at < ${before} AND undone_at IS NULL))`

/** Closed deals with their client as it stood a day before: the talk in which it was closed says nothing of the chance before. */
export function listCases(db: Db, dealIds: readonly string[]): CaseRow[] {
  const asOf = `s.closed_at - ${dayMs}`
  return prepared<[string], CaseRow>(
    db,
    `SELECT s.client_id AS clientId, s.outcome = 'won' AS isWon, s.source_id AS sourceId, c.kind, c.country, c.region, c.town,
       ${talks('s.client_id', `s.closed_at - ${31 * dayMs}`, asOf)} AS contactCount, ${lastTalk('s.client_id', asOf)} AS lastContactAt,
       ${asOf} AS asOf
     FROM deal_state AS s JOIN client AS c ON c.id = s.client_id
     WHERE s.deal_id IN (SELECT value FROM json_each(?))`
  ).all(JSON.stringify(dealIds))
}

/** Clients with their integer ids in the summary. */
export function listSummaryIds(db: Db, clientIds: readonly string[]): { readonly clientId: string; readonly summaryId: number }[] {
  return prepared<[string], { clientId: string; summaryId: number }>(
    db,
    'SELECT s.client_id AS clientId, s.id AS summaryId FROM json_each(?) AS k CROSS JOIN client_summary AS s ON s.client_id = k.value'
  ).all(JSON.stringify(clientIds))
}

/** Clients as they stand now. */
export function listFacts(db: Db, clientIds: readonly string[], now: number): (FactRow & { readonly summaryId: number })[] {
  return prepared<[number, number, number, number, string], FactRow & { summaryId: number }>(
    db,
    `SELECT c.id AS clientId, s.id AS summaryId, c.source_id AS sourceId, c.kind, c.country, c.region, c.town,
       iif(s.last_contact_at < ?, 0, ${talks('c.id', '?', '9e15')}) AS contactCount, s.last_contact_at AS lastContactAt, ? AS asOf
     FROM json_each(?) AS k CROSS JOIN client AS c ON c.id = k.value CROSS JOIN client_summary AS s ON s.client_id = c.id`
  ).all(now - 30 * dayMs, now - 30 * dayMs, now - 30 * dayMs, now, JSON.stringify(clientIds))
}

export function listProperties(db: Db, clientIds: readonly string[]): PropertyRow[] {
  return prepared<[string], PropertyRow>(
    db,
    `SELECT v.client_id AS clientId, v.property_id AS propertyId, p.kind, v.text_value AS textValue, v.number_micro AS numberMicro, v.choice_id AS choiceId
     FROM client_property AS v JOIN property AS p ON p.id = v.property_id
     WHERE v.client_id IN (SELECT value FROM json_each(?)) AND v.deleted_at IS NULL AND p.deleted_at IS NULL AND p.kind <> 'date'`
  ).all(JSON.stringify(clientIds))
}

export function listFactors(db: Db): FactorValue[] {
  return prepared<[], FactorValue>(
    db,
    `SELECT factor, property_id AS propertyId, value, won_count AS wonCount, closed_count AS closedCount, points FROM score_factor
     ORDER BY abs(points) DESC, closed_count DESC, id`
  ).all()
}

/** Puts what was learnt in place of what was learnt before; gives whether anything differs. */
export function replaceFactors(db: Db, factors: readonly FactorValue[]): boolean {
  const before = new Set(listFactors(db).map((one) => JSON.stringify(one)))
  if (before.size === factors.length && factors.every((one) => before.has(JSON.stringify(one)))) return false
  const insert = prepared<[string, string, string | null, string, number, number, number]>(
    db,
    'INSERT INTO score_factor (id, factor, property_id, value, won_count, closed_count, points) VALUES (?, ?, ?, ?, ?, ?, ?)'
  )
  inStep(db, () => {
    db.$client.exec('DELETE FROM score_factor')
    for (const { factor, propertyId, value, wonCount, closedCount, points } of factors) {
      insert.run(`${factor} ${propertyId ?? ''} ${value}`, factor, propertyId, value, wonCount, closedCount, points)
    }
  })
  return true
}

/** Scores as they stand. */
export function listScores(db: Db, clientIds: readonly string[]): ReadonlyMap<string, number> {
  const rows = prepared<[string], { id: string; score: number }>(
    db,
    'SELECT client_id AS id, score FROM client_figures WHERE client_id IN (SELECT value FROM json_each(?)) AND score IS NOT NULL'
  ).all(JSON.stringify(clientIds))
  return new Map(rows.map(({ id, score }) => [id, score]))
}

/** Clients that the preview of the rules looks at: all of a small base, else every so-manieth. */
export function sampleClients(db: Db, most: number): { readonly id: string; readonly name: string; readonly status: string }[] {
  return prepared<[number, number], { id: string; name: string; status: string }>(
    db,
    `SELECT client_id AS id, name, status FROM client_summary
     WHERE is_archived = 0 AND id % max(1, (SELECT count(*) FROM client_summary) / ?) = 0 ORDER BY id LIMIT ?`
  ).all(most, most)
}
