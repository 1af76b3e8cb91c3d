import { derivedPosition, inStep, setDerivedPosition } from '#main/db/derived/step.ts'
import type { Db } from '#main/db/open.ts'
import { prepared, preparedValue } from '#main/db/statements.ts'
import type { RfmSegment } from '#shared/analysis.ts'
import type { TableName } from '#shared/contract/tables.ts'
import type { AbcClass } from '#shared/metrics.ts'

/** A purchase or an issued invoice; `costedMinor` is the net of the part whose cost is known. */
export type BoughtRow = {
  readonly clientId: string
  readonly on: string
  readonly currency: string
  readonly netMinor: number
  readonly costedMinor: number
  readonly costMinor: number
}
export type KnownClient = { readonly id: string; readonly isKey: number | null; readonly recommendedById: string | null }
/** A row of `client_figures` as it is stored. */
export type StoredFigures = {
  readonly clientId: string
  readonly purchaseCount: number
  readonly revenueMinor: number
  readonly marginMinor: number | null
  readonly uncostedMinor: number
  readonly lifetimeCount: number
  readonly lifetimeMinor: number
  readonly foreignCount: number
  readonly firstOn: string | null
  readonly lastOn: string | null
  readonly gapDays: number | null
  readonly abc: AbcClass | null
  readonly xyz: 'X' | 'Y' | 'Z' | null
  readonly variationPermille: number | null
  readonly rfm: RfmSegment | null
  readonly recency: number | null
  readonly frequency: number | null
  readonly monetary: number | null
  readonly isRegular: number
  readonly isKey: number
  readonly recommendedCount: number
  readonly score: number | null
}

const columns = {
  clientId: 'client_id',
  purchaseCount: 'purchase_count',
  revenueMinor: 'revenue_minor',
  marginMinor: 'margin_minor',
  uncostedMinor: 'uncosted_minor',
  lifetimeCount: 'lifetime_count',
  lifetimeMinor: 'lifetime_minor',
  foreignCount: 'foreign_count',
  firstOn: 'first_on',
  lastOn: 'last_on',
  gapDays: 'gap_days',
  abc: 'abc',
  xyz: 'xyz',
  variationPermille: 'variation_permille',
  rfm: 'rfm',
  recency: 'recency',
  frequency: 'frequency',
  monetary: 'monetary',
  isRegular: 'is_regular',
  isKey: 'is_key',
  recommendedCount: 'recommended_count',
  score: 'score'
} as const satisfies Record<keyof StoredFigures, string>
const names = Object.keys(columns) as (keyof StoredFigures)[]
const listed = names.map((name) => `${columns[name]} AS "${name}"`).join(', ')

/** Clients after an id, in order of their ids; archived ones are left out of every figure, as they are of the list. */
export function clientsAfter(db: Db, id: string, limit: number): KnownClient[] {
  return prepared<[string, number], KnownClient>(
    db,
    `SELECT id, is_key AS isKey, recommended_by_id AS recommendedById FROM client
     WHERE id > ? AND deleted_at IS NULL AND archived_at IS NULL ORDER BY id LIMIT ?`
  ).all(id, limit)
}

/** What the clients between two ids bought, each client's in order of the days; negative where something was taken back. */
export function boughtBetween(db: Db, firstId: string, lastId: string): BoughtRow[] {
  return prepared<[string, string, string, string], BoughtRow>(
    db,
    `SELECT client_id AS clientId, bought_on AS "on", currency, net_minor AS netMinor,
       iif(cost_minor IS NULL, coalesce((SELECT sum(net_minor) FROM purchase_line WHERE purchase_id = p.id AND cost_minor IS NOT NULL AND deleted_at IS NULL), 0),
         net_minor) AS costedMinor,
       coalesce(cost_minor, (SELECT sum(cost_minor) FROM purchase_line WHERE purchase_id = p.id AND cost_minor IS NOT NULL AND deleted_at IS NULL), 0) AS costMinor
     FROM purchase AS p WHERE client_id BETWEEN ? AND ? AND deleted_at IS NULL
     UNION ALL
     SELECT client_id, issued_on, currency, net_minor,
       coalesce((SELECT sum(net_minor) FROM invoice_line WHERE invoice_id = i.id AND cost_minor IS NOT NULL AND deleted_at IS NULL), 0),
       coalesce((SELECT sum(cost_minor) FROM invoice_line WHERE invoice_id = i.id AND cost_minor IS NOT NULL AND deleted_at IS NULL), 0)
     FROM invoice AS i WHERE client_id BETWEEN ? AND ? AND state = 'issued' AND deleted_at IS NULL
     ORDER BY 1, 2`
  ).all(firstId, lastId, firstId, lastId)
}

/** Stored figures of the clients between two ids, in order. */
export function figuresBetween(db: Db, firstId: string, lastId: string): StoredFigures[] {
  return prepared<[string, string], StoredFigures>(db, `SELECT ${listed} FROM client_figures WHERE client_id BETWEEN ? AND ? ORDER BY client_id`).all(
    firstId,
    lastId
  )
}

export function figuresOf(db: Db, clientIds: readonly string[]): StoredFigures[] {
  return prepared<[string], StoredFigures>(db, `SELECT ${listed} FROM client_figures WHERE client_id IN (SELECT value FROM json_each(?)) ORDER BY client_id`).all(
    JSON.stringify(clientIds)
  )
}

export function clientsOf(db: Db, clientIds: readonly string[]): KnownClient[] {
  return prepared<[string], KnownClient>(
    db,
    `SELECT id, is_key AS isKey, recommended_by_id AS recommendedById FROM client
     WHERE id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL AND archived_at IS NULL ORDER BY id`
  ).all(JSON.stringify(clientIds))
}

export function countRecommended(db: Db, clientId: string): number {
  return preparedValue<[string], number>(db, 'SELECT count(*) FROM client WHERE recommended_by_id = ? AND deleted_at IS NULL').get(clientId) ?? 0
}

/** Writes rows and takes rows away, in one transaction of its own. */
export function putFigures(db: Db, rows: readonly StoredFigures[], goneIds: readonly string[]): void {
  if (rows.length === 0 && goneIds.length === 0) return
  const put = prepared<unknown[]>(
    db,
    `INSERT INTO client_figures (${Object.values(columns).join(', ')}) VALUES (${names.map(() => '?').join(', ')})
     ON CONFLICT (client_id) DO UPDATE SET ${Object.values(columns).slice(1).map((column) => `${column} = excluded.${column}`).join(', ')}`
  )
  const remove = prepared<[string]>(db, 'DELETE FROM client_figures WHERE client_id = ?')
  inStep(db, () => {
    for (const row of rows) put.run(...names.map((name) => row[name]))
    for (const id of goneIds) remove.run(id)
  })
}

/** Ids of stored figures whose client is gone, of those between two ids. */
export function goneBetween(db: Db, firstId: string, lastId: string): string[] {
  return preparedValue<[string, string], string>(
    db,
    `SELECT f.client_id FROM client_figures AS f LEFT JOIN client AS c ON c.id = f.client_id
     WHERE f.client_id BETWEEN ? AND ? AND (c.id IS NULL OR c.deleted_at IS NOT NULL OR c.archived_at IS NOT NULL)`
  ).all(firstId, lastId)
}

/** How far the figures follow the journal, and the day they are of (days since 1970); -1 when they were never made. */
export function builtUpTo(db: Db): { readonly seq: number; readonly day: number } {
  return { seq: derivedPosition(db, 'client_figures') ?? -1, day: derivedPosition(db, 'client_figures_day') ?? -1 }
}

/** Keeps the gap between purchases that 95 of 100 do not exceed, in days; says whether it is another one. */
export function setLongGap(db: Db, days: number): boolean {
  if (derivedPosition(db, 'gap_p95_days') === days) return false
  setDerivedPosition(db, 'gap_p95_days', days)
  return true
}

export function setBuiltUpTo(db: Db, seq: number, day: number): void {
  setDerivedPosition(db, 'client_figures', seq)
  setDerivedPosition(db, 'client_figures_day', day)
}

/** Does the log after `seq` hold a change of one of these tables? */
export function hasChangesOf(db: Db, seq: number, tables: readonly TableName[]): boolean {
  return (
    preparedValue<[number], number>(
      db,
      `SELECT 1 FROM journal_op WHERE seq > ? AND table_name IN (${tables.map((table) => `'${table}'`).join(', ')}) LIMIT 1`
    ).get(seq) !== undefined
  )
}

/** Clients that the log after `seq` touches through these tables, at most `limit` of them. */
export function touchedClients(db: Db, seq: number, tables: readonly TableName[], limit: number): string[] {
  const parts = tables.map((table) =>
    table === 'client'
      ? "SELECT row_id AS id FROM journal_op WHERE seq > :seq AND table_name = 'client'"
      : table === 'stage_change'
        ? `SELECT d.client_id FROM journal_op AS o CROSS JOIN stage_change AS e ON e.id = o.row_id CROSS JOIN deal AS d ON d.id = e.deal_id
           WHERE o.seq > :seq AND o.table_name = 'stage_change'`
        : `SELECT x.client_id FROM journal_op AS o CROSS JOIN "${table}" AS x ON x.id = o.row_id WHERE o.seq > :seq AND o.table_name = '${table}'`
  )
  return preparedValue<[{ seq: number; limit: number }], string>(db, `${parts.join(' UNION ')} LIMIT :limit`).all({ seq, limit })
}
