import type { Db } from '#main/db/open.ts'
import type { dealSorts } from '#shared/contract/deals.ts'
import { isOverLimit, type Piece, sourceOf, type Values } from './cells.queries.ts'
import { isOverdue, nextCallAt, nextTaskOn } from './next.queries.ts'

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
  readonly only: 'all' | 'stuck' | 'noNextStep' | 'overdueStep' | 'closingSoon'
  readonly limits: Readonly<Record<string, number>>
  readonly today: string
  readonly endOfMonth: string
  readonly now: number
}

const orders: Record<(typeof dealSorts)[number], string> = {
  title: 'normalise(d.title)',
  clientName: 'normalise(c.name)',
  amount: 'd.amount_minor',
  potential: 'potential',
  stage: 's.position',
  age: '-st.entered_at',
  expectedOn: 'd.expected_on',
  createdAt: 'st.created_at',
  closedAt: 'st.closed_at'
}

/** A page of the deals wanted. */
export function listDeals(
  db: Db,
  wanted: Wanted,
  sort: { readonly by: (typeof dealSorts)[number]; readonly direction: 'asc' | 'desc' },
  page: { readonly offset: number; readonly limit: number }
): ListedDeal[] {
  const { from, values } = fromOf(wanted)
  const order = `${orders[sort.by]} ${sort.direction === 'asc' ? 'ASC NULLS LAST' : 'DESC NULLS LAST'}`
  return db.$client
    .prepare<[Values], ListedDeal>(
      `SELECT d.id, d.title, d.client_id AS clientId, c.name AS clientName, d.amount_minor AS amountMinor, d.currency,
         ${potentialOf(wanted)} AS potential, ${potentialOf(wanted)} AS potentialMinor, d.owner_id AS ownerId, st.pipeline_id AS pipelineId,
         st.stage_id AS stageId, st.outcome, st.entered_at AS enteredAt, d.expected_on AS expectedOn, st.created_at AS createdAt,
         st.closed_at AS closedAt, d.lost_reason_id AS lostReasonId
       ${from} ORDER BY ${order}, d.id LIMIT :limit OFFSET :offset`
    )
    .all({ ...values, ...page })
}

/** How many deals are wanted and what they are worth together, base currency. */
export function countDeals(db: Db, wanted: Wanted): { readonly total: number; readonly potentialMinor: number } {
  const { from, values } = fromOf(wanted)
  return (
    db.$client
      .prepare<[Values], { total: number; potentialMinor: number }>(
        `SELECT count(*) AS total, coalesce(sum(${potentialOf(wanted)}), 0) AS potentialMinor ${from}`
      )
      .get(values) ?? { total: 0, potentialMinor: 0 }
  )
}

const potentialOf = (wanted: Wanted) => (wanted.cell ? 'x.potential' : 'st.amount_base_minor')

function fromOf(wanted: Wanted): { readonly from: string; readonly values: Values } {
  const conditions = ['d.deleted_at IS NULL']
  const values: Record<string, string | number | null> = { ...wanted.cell?.values }
  const equal = (column: string, name: string, value: string | null) => {
    if (value === null) return
    conditions.push(`${column} = :${name}`)
    values[name] = value
  }
  equal('st.pipeline_id', 'ofPipeline', wanted.pipelineId)
  equal('st.stage_id', 'ofStage', wanted.stageId)
  equal('st.owner_id', 'ofOwner', wanted.ownerId)
  equal(sourceOf, 'ofSource', wanted.sourceId)
  equal('d.client_id', 'ofClient', wanted.clientId)
  if (wanted.outcome === 'closed') conditions.push("st.outcome <> 'open'")
  else if (wanted.outcome !== 'any') equal('st.outcome', 'ofOutcome', wanted.outcome)
  if (wanted.search !== '') {
    conditions.push('(instr(normalise(d.title), :search) > 0 OR instr(normalise(c.name), :search) > 0)')
    values.search = wanted.search
  }
  const only = onlyOf(wanted)
  if (only) {
    conditions.push(`st.outcome = 'open' AND ${only.sql}`)
    Object.assign(values, only.values)
  }
  return {
    from: `FROM ${wanted.cell ? `(${wanted.cell.sql}) AS x CROSS JOIN deal AS d ON d.id = x.deal_id` : 'deal AS d'}
      JOIN deal_state AS st ON st.deal_id = d.id JOIN client AS c ON c.id = d.client_id LEFT JOIN stage AS s ON s.id = st.stage_id
      WHERE ${conditions.join(' AND ')}`,
    values
  }
}

function onlyOf({ only, limits, today, now, endOfMonth }: Wanted): Piece | null {
  if (only === 'stuck') return { sql: isOverLimit('st.stage_id', 'st.entered_at'), values: { limits: JSON.stringify(limits) } }
  if (only === 'noNextStep') return { sql: `${nextTaskOn} IS NULL AND ${nextCallAt} IS NULL`, values: {} }
  if (only === 'overdueStep') return { sql: isOverdue, values: { today, now } }
  if (only === 'closingSoon') return { sql: 'd.expected_on <= :endOfMonth', values: { endOfMonth } }
  return null
}
