import type { Db } from '#main/db/open.ts'
import { prepared, preparedValue } from '#main/db/statements.ts'
import type { RfmSegment } from '#shared/analysis.ts'
import type { ClientFigures, FiguresRow, FiguresSort, PlaceKind, XyzClass } from '#shared/contract/analysis.ts'
import type { AbcClass } from '#shared/metrics.ts'

/** Clients that share their classes and marks; `rfm` is empty of those who bought nothing in the window. */
export type ClassesRow = {
  readonly abc: AbcClass | null
  readonly xyz: XyzClass | null
  readonly rfm: RfmSegment | null
  readonly isRegular: number
  readonly isKey: number
  readonly recommendedCount: number
  readonly clientCount: number
  readonly purchaseCount: number
  readonly revenueMinor: number
  readonly marginMinor: number
  readonly uncostedMinor: number
  readonly foreignCount: number
}

/** Whose figures are read: everybody's, or those that a query with named values finds. */
export type Whose = { readonly sql: string; readonly values: Readonly<Record<string, string | number>> } | null

/** Everybody's come along an index alone; the statement of a filter is made for it. */
function figuresOf<Row>(db: Db, whose: Whose, sql: (from: string) => string): Row[] {
  if (whose === null) return prepared<[], Row>(db, sql('client_figures INDEXED BY client_figures_sums')).all()
  return db.$client.prepare<[object], Row>(sql(`(SELECT * FROM client_figures WHERE client_id IN (${whose.sql}))`)).all(whose.values)
}

export function groupClasses(db: Db, whose: Whose): ClassesRow[] {
  return figuresOf<ClassesRow>(
    db,
    whose,
    (from) => `SELECT abc, xyz, rfm, is_regular AS isRegular, is_key AS isKey, recommended_count AS recommendedCount, count(*) AS clientCount,
       sum(purchase_count) AS purchaseCount, sum(revenue_minor) AS revenueMinor, coalesce(sum(margin_minor), 0) AS marginMinor,
       sum(uncosted_minor) AS uncostedMinor, sum(foreign_count) AS foreignCount
     FROM ${from} GROUP BY abc, xyz, rfm, is_regular, is_key, recommended_count`
  )
}

/** Buyers of the window by what ABC goes by; unknown margins are left out. */
export function listBasis(db: Db, basis: 'revenue' | 'margin', whose: Whose): number[] {
  const column = basis === 'revenue' ? 'revenue_minor' : 'margin_minor'
  return figuresOf<{ readonly value: number }>(db, whose, (from) => `SELECT ${column} AS value FROM ${from} WHERE rfm IS NOT NULL AND ${column} IS NOT NULL`).map(({ value }) => value)
}

type SumRow = { readonly clientCount: number; readonly purchaseCount: number; readonly revenueMinor: number }
export type PlaceSum = SumRow & { readonly place: string | null; readonly buyerCount: number }

export function groupPlaces(db: Db, by: PlaceKind, whose: Whose): PlaceSum[] {
  return db.$client.prepare<[object], PlaceSum>(
    `SELECT s.${by} AS place, count(*) AS clientCount, coalesce(sum(f.purchase_count > 0), 0) AS buyerCount,
       coalesce(sum(f.purchase_count), 0) AS purchaseCount, coalesce(sum(f.revenue_minor), 0) AS revenueMinor
     FROM client_summary AS s LEFT JOIN client_figures AS f ON f.client_id = s.client_id
     WHERE s.is_archived = 0${whose === null ? '' : ` AND s.client_id IN (${whose.sql})`} GROUP BY s.${by}`
  ).all(whose?.values ?? {})
}

const orders: Readonly<Record<FiguresSort['by'], string>> = {
  name: 's.sort_name',
  town: 's.town',
  purchaseCount: 'f.purchase_count',
  revenue: 'f.revenue_minor',
  margin: 'f.margin_minor',
  lastOn: 'f.last_on',
  score: 'f.score'
}
const rowColumns = `s.client_id AS id, s.name, s.town, s.owner_id AS ownerId, coalesce(f.purchase_count, 0) AS purchaseCount,
  coalesce(f.revenue_minor, 0) AS revenueMinor, f.margin_minor AS marginMinor, f.last_on AS lastOn, f.abc, f.xyz, f.rfm, f.score`

/** A page of these clients with their figures; what nobody knows comes last. */
export function listFigures(db: Db, clientIds: readonly string[], sort: FiguresSort, page: { readonly offset: number; readonly limit: number }): FiguresRow[] {
  const direction = sort.direction === 'asc' ? 'ASC' : 'DESC'
  return prepared<[string, number, number], FiguresRow>(
    db,
    `SELECT ${rowColumns} FROM json_each(?) AS k CROSS JOIN client_summary AS s ON s.client_id = k.value
       LEFT JOIN client_figures AS f ON f.client_id = s.client_id
     ORDER BY ${orders[sort.by]} ${direction} NULLS LAST, s.id ${direction} LIMIT ? OFFSET ?`
  ).all(JSON.stringify(clientIds), page.limit, page.offset)
}

export function sumRevenue(db: Db, clientIds: readonly string[]): number {
  return (
    preparedValue<[string], number>(
      db,
      'SELECT coalesce(sum(f.revenue_minor), 0) FROM json_each(?) AS k CROSS JOIN client_figures AS f ON f.client_id = k.value'
    ).get(JSON.stringify(clientIds)) ?? 0
  )
}

type StoredClientFigures = Omit<ClientFigures, 'isRegular' | 'isKey'> & { readonly isRegular: number; readonly isKey: number }

export function findFigures(db: Db, clientId: string): ClientFigures | null {
  const row = prepared<[string], StoredClientFigures>(
    db,
    `SELECT purchase_count AS purchaseCount, revenue_minor AS revenueMinor, margin_minor AS marginMinor, last_on AS lastOn, abc, xyz, rfm, score,
       lifetime_count AS lifetimeCount, lifetime_minor AS lifetimeMinor, first_on AS firstOn, gap_days AS gapDays, variation_permille AS variationPermille,
       recency, frequency, monetary, is_regular AS isRegular,
       is_key AS isKey, recommended_count AS recommendedCount
     FROM client_figures WHERE client_id = ?`
  ).get(clientId)
  return row ? { ...row, isRegular: row.isRegular === 1, isKey: row.isKey === 1 } : null
}

/** The year of the first purchase of each client by how many there were. */
export function listFirstYears(db: Db, whose: Whose): { readonly year: number; readonly lastOn: string }[] {
  return db.$client
    .prepare<[object], { year: number; lastOn: string }>(
      `SELECT CAST(substr(first_on, 1, 4) AS INTEGER) AS year, max(first_on) AS lastOn FROM (
         SELECT client_id, min(bought_on) AS first_on FROM (
           SELECT client_id, issued_on AS bought_on, net_minor FROM invoice WHERE state = 'issued' AND deleted_at IS NULL
           UNION ALL SELECT client_id, bought_on, net_minor FROM purchase WHERE deleted_at IS NULL)
         WHERE net_minor > 0${whose === null ? '' : ` AND client_id IN (${whose.sql})`} GROUP BY client_id)
       GROUP BY 1 ORDER BY 1 DESC LIMIT 10`
    )
    .all(whose?.values ?? {})
}

/** Every buyer of the window with its figures, the best first, after an offset. */
export function listBuyers(db: Db, page: { readonly offset: number; readonly limit: number }): FiguresRow[] {
  return prepared<[number, number], FiguresRow>(
    db,
    `SELECT ${rowColumns} FROM client_figures AS f JOIN client_summary AS s ON s.client_id = f.client_id
     WHERE f.purchase_count > 0 ORDER BY f.revenue_minor DESC, s.id LIMIT ? OFFSET ?`
  ).all(page.limit, page.offset)
}
