import type { Db } from '#main/db/open.ts'
import { prepared } from '#main/db/statements.ts'
import { foundDeals, isOverLimit, narrowedStatement, type Piece } from './cells.queries.ts'
import { hasNoStep, isOverdue } from './next.queries.ts'

/** An open deal as the board sorts and sums it. */
export type Standing = {
  readonly id: string
  /** Which of the stages asked for, from 0. */
  readonly stage: number
  readonly clientId: string
  readonly enteredAt: number
  readonly amountMinor: number
  readonly currency: string
  readonly probabilityBp: number | null
  /** Empty where the order of the hand is not asked for. */
  readonly orderKey: string
}

export type BoardWanted = {
  readonly pipelineId: string
  /** Deals elsewhere are left out. */
  readonly stageIds: readonly string[]
  readonly baseCurrency: string
  readonly isByHand: boolean
  readonly ownerId: string | null
  readonly sourceId: string | null
  /** A query for the ids of the clients whose deals are meant; null for everybody's. */
  readonly clients: Piece | null
  /** Normalised. */
  readonly search: string
  readonly only: 'all' | 'stuck' | 'noNextStep' | 'overdueStep' | 'closingSoon'
  readonly limits: Readonly<Record<string, number>>
  readonly today: string
  readonly endOfMonth: string
  readonly now: number
}

/**
 * Every open deal in one of the stages that passes the filter, in no order. The index of open deals answers alone. Words
 * that most deals share are not read for each: making them takes longer than finding the rows.
 */
export function listStandingForBoard(db: Db, wanted: BoardWanted): Standing[] {
  const { stageIds, baseCurrency } = wanted
  if (stageIds.length === 0) return []
  const conditions = ["st.pipeline_id = :pipelineId AND st.outcome = 'open'", `st.stage_id IN (${stageIds.map((_, index) => `:stage${index}`).join(', ')})`]
  const values: Record<string, string | number> = { pipelineId: wanted.pipelineId, baseCurrency }
  for (const [index, id] of stageIds.entries()) values[`stage${index}`] = id
  if (wanted.ownerId !== null) {
    conditions.push('st.owner_id = :ownerId')
    values.ownerId = wanted.ownerId
  }
  if (wanted.sourceId !== null) {
    conditions.push('st.source_id = :sourceId')
    values.sourceId = wanted.sourceId
  }
  if (wanted.clients !== null) {
    conditions.push(`st.client_id IN (${wanted.clients.sql})`)
    Object.assign(values, wanted.clients.values)
  }
  if (wanted.search !== '') {
    conditions.push(`st.deal_id IN (${foundDeals})`)
    values.search = wanted.search
  }
  if (wanted.only === 'stuck') {
    conditions.push(isOverLimit('st.stage_id', 'st.entered_at'))
    values.limits = JSON.stringify(wanted.limits)
  }
  if (wanted.only === 'noNextStep') conditions.push(hasNoStep)
  if (wanted.only === 'overdueStep') {
    conditions.push(isOverdue)
    Object.assign(values, { today: wanted.today, now: wanted.now })
  }
  if (wanted.only === 'closingSoon') {
    conditions.push('st.expected_on <= :endOfMonth')
    values.endOfMonth = wanted.endOfMonth
  }
  const stage = `CASE st.stage_id ${stageIds.map((_, index) => `WHEN :stage${index} THEN ${index}`).join(' ')} END`
  const sql = `SELECT st.deal_id, ${stage}, st.client_id, st.entered_at, st.amount_minor, nullif(st.currency, :baseCurrency), st.probability_bp,
       ${wanted.isByHand ? 'st.order_key' : "''"}
     FROM deal_state AS st WHERE ${conditions.join(' AND ')}`
  return narrowedStatement<StandingRow>(db, wanted.clients, sql)
    .raw()
    .all(values)
    .map(([id, at, clientId, enteredAt, amountMinor, currency, probabilityBp, orderKey]) => ({
      id,
      stage: at,
      clientId,
      enteredAt,
      amountMinor,
      currency: currency ?? baseCurrency,
      probabilityBp,
      orderKey
    }))
}

type StandingRow = readonly [string, number, string, number, number, string | null, number | null, string]

export type CardRow = {
  readonly id: string
  readonly title: string
  readonly clientId: string
  readonly clientName: string
  readonly ownerId: string | null
  readonly hasDebt: number
}

/** What the cards of these deals say; `hasDebt` when the client owes something past its day. */
export function listCards(db: Db, ids: readonly string[], today: string): CardRow[] {
  return prepared<[string, string], CardRow>(
    db,
    `SELECT d.id, d.title, d.client_id AS clientId, c.name AS clientName, d.owner_id AS ownerId,
       EXISTS (SELECT 1 FROM invoice AS i WHERE i.client_id = d.client_id AND i.state = 'issued' AND i.deleted_at IS NULL AND i.due_on < ?
         AND i.gross_minor > (SELECT coalesce(sum(a.amount_minor), 0) FROM allocation AS a WHERE a.invoice_id = i.id AND a.deleted_at IS NULL)) AS hasDebt
     FROM json_each(?) AS j CROSS JOIN deal AS d ON d.id = j.value JOIN client AS c ON c.id = d.client_id ORDER BY d.id`
  ).all(today, JSON.stringify(ids))
}
