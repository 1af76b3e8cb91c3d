import type { Db } from '#main/db/open.ts'
import type { dealSorts } from '#shared/contract/deals.ts'
import { foundDeals, isOverLimit, narrowedStatement, type Piece, type Values } from './cells.queries.ts'
import { hasNoStep, isOverdue } from './next.queries.ts'

export type ListedDeal = {
  readonly id: string
  readonly title: string
  readonly clientId: string
  readonly clientName: string
  readonly amountMinor: number
  readonly currency: string
  readonly potentialMinor: number | null
  readonly ownerId: string | null
  readonly pipelineId: string
  readonly stageId: string
  readonly outcome: 'open' | 'won' | 'lost'
  readonly enteredAt: number
  readonly expectedOn: string | null
  readonly createdAt: number
  readonly closedAt: number | null
  readonly lostReasonId: string | null
}

export type Wanted = {
  /** The deals of a funnel's cell; null looks at all. */
  readonly cell: Piece | null
  /** Normalised. */
  readonly search: string
  readonly pipelineId: string | null
  readonly outcome: 'any' | 'open' | 'won' | 'lost' | 'closed'
  readonly stageId: string | null
  readonly ownerId: string | null
  readonly sourceId: string | null
  readonly clientId: string | null
  /** A query for the ids of the clients whose deals are meant. */
  readonly clients: Piece | null
  readonly only: 'all' | 'stuck' | 'noNextStep' | 'overdueStep' | 'closingSoon'
  readonly limits: Readonly<Record<string, number>>
  readonly today: string
  readonly endOfMonth: string
  readonly now: number
}

type Sort = { readonly by: (typeof dealSorts)[number]; readonly direction: 'asc' | 'desc' }
/** What a deal is sorted by, and the table besides its state that this needs. */
const orders: Record<Sort['by'], { readonly key: string; readonly of: Table | null }> = {
  title: { key: 'st.sort_title', of: null },
  clientName: { key: 'k.sort_name', of: 'k' },
  amount: { key: 'st.amount_minor', of: null },
  potential: { key: 'potential', of: null },
  stage: { key: 's.position', of: 's' },
  age: { key: '-st.entered_at', of: null },
  expectedOn: { key: 'st.expected_on', of: null },
  createdAt: { key: 'st.created_at', of: null },
  closedAt: { key: 'st.closed_at', of: null }
}

type Table = 'k' | 's'
const joins: Readonly<Record<Table, string>> = {
  k: 'LEFT JOIN client_summary AS k ON k.client_id = st.client_id',
  s: 'LEFT JOIN stage AS s ON s.id = st.stage_id'
}

export type Page = { readonly rows: ListedDeal[]; readonly total: number; readonly potentialMinor: number }

/**
 * A page of the deals wanted, how many there are and what they are worth together, base currency: found, counted and
 * sorted once by their states, and only those of the page read in full.
 */
export function listDeals(db: Db, wanted: Wanted, sort: Sort, page: { readonly offset: number; readonly limit: number }): Page {
  const { key, of } = orders[sort.by]
  const { from, values } = fromOf(wanted, of)
  const direction = sort.direction === 'asc' ? 'ASC NULLS LAST' : 'DESC NULLS LAST'
  const potential = wanted.cell ? 'x.potential' : 'st.amount_base_minor'
  const sql = `SELECT d.id, d.title, d.client_id AS clientId, c.name AS clientName, d.amount_minor AS amountMinor, d.currency,
       p.potential AS potentialMinor, d.owner_id AS ownerId, st.pipeline_id AS pipelineId,
       st.stage_id AS stageId, st.outcome, st.entered_at AS enteredAt, d.expected_on AS expectedOn, st.created_at AS createdAt,
       st.closed_at AS closedAt, d.lost_reason_id AS lostReasonId, p.total, p.sumMinor
     FROM (SELECT st.deal_id, ${potential} AS potential, ${key === 'potential' ? potential : key} AS place,
         count(*) OVER () AS total, coalesce(sum(${potential}) OVER (), 0) AS sumMinor
       ${from} ORDER BY place ${direction}, st.deal_id LIMIT :limit OFFSET :offset) AS p
     CROSS JOIN deal_state AS st ON st.deal_id = p.deal_id
     CROSS JOIN deal AS d ON d.id = p.deal_id CROSS JOIN client AS c ON c.id = d.client_id
     ORDER BY p.place ${direction}, p.deal_id`
  type Row = ListedDeal & { readonly total: number; readonly sumMinor: number }
  const found = narrowedStatement<Row>(db, wanted.clients, sql).all({ ...values, ...page })
  const [first] = found
  // Beyond the last page nobody stands who could tell.
  if (!first && page.offset > 0) return { ...listDeals(db, wanted, sort, { offset: 0, limit: 1 }), rows: [] }
  return { rows: found.map(({ total: _total, sumMinor: _sum, ...row }) => row), total: first?.total ?? 0, potentialMinor: first?.sumMinor ?? 0 }
}

function fromOf(wanted: Wanted, sortedBy: Table | null): { readonly from: string; readonly values: Values } {
  const conditions: string[] = []
  const values: Record<string, string | number | null> = { ...wanted.cell?.values }
  const equal = (column: string, name: string, value: string | null) => {
    if (value === null) return
    conditions.push(`${column} = :${name}`)
    values[name] = value
  }
  equal('st.pipeline_id', 'ofPipeline', wanted.pipelineId)
  equal('st.stage_id', 'ofStage', wanted.stageId)
  equal('st.owner_id', 'ofOwner', wanted.ownerId)
  equal('st.source_id', 'ofSource', wanted.sourceId)
  equal('st.client_id', 'ofClient', wanted.clientId)
  if (wanted.clients !== null) {
    conditions.push(`st.client_id IN (${wanted.clients.sql})`)
    Object.assign(values, wanted.clients.values)
  }
  if (wanted.outcome === 'closed') conditions.push("st.outcome IN ('won', 'lost')")
  else if (wanted.outcome === 'open') conditions.push("st.outcome = 'open'")
  else if (wanted.outcome !== 'any') equal('st.outcome', 'ofOutcome', wanted.outcome)
  if (wanted.search !== '') {
    conditions.push(`st.deal_id IN (${foundDeals})`)
    values.search = wanted.search
  }
  const only = onlyOf(wanted)
  if (only) {
    conditions.push(`st.outcome = 'open' AND ${only.sql}`)
    Object.assign(values, only.values)
  }
  const found = wanted.cell ? `(${wanted.cell.sql}) AS x CROSS JOIN deal_state AS st ON st.deal_id = x.deal_id` : 'deal_state AS st'
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  return { from: `FROM ${found} ${sortedBy ? joins[sortedBy] : ''} ${where}`, values }
}

function onlyOf({ only, limits, today, now, endOfMonth }: Wanted): Piece | null {
  if (only === 'stuck') return { sql: isOverLimit('st.stage_id', 'st.entered_at'), values: { limits: JSON.stringify(limits) } }
  if (only === 'noNextStep') return { sql: hasNoStep, values: {} }
  if (only === 'overdueStep') return { sql: isOverdue, values: { today, now } }
  if (only === 'closingSoon') return { sql: 'st.expected_on <= :endOfMonth', values: { endOfMonth } }
  return null
}
