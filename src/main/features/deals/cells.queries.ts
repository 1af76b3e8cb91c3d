import type { Statement } from 'better-sqlite3'
import type { Db } from '#main/db/open.ts'
import { prepared } from '#main/db/statements.ts'
import type { ClosedCell, FunnelCell } from '#shared/contract/deals.ts'

export type Values = Readonly<Record<string, string | number | null>>
/** A piece of SQL and the named values that it needs. */
export type Piece = { readonly sql: string; readonly values: Values }

/** Instants of a period, `from <= at < to`. */
export type Span = { readonly from: number; readonly to: number }

/** A statement narrowed by a filter of clients, if any: such are too many kinds to be kept. */
export function narrowedStatement<R>(db: Db, clients: Piece | null, sql: string): Statement<[object], R> {
  return clients === null ? prepared<[object], R>(db, sql) : db.$client.prepare<[object], R>(sql)
}

/** Where every open deal stands, or stood at `:at`: the last event until then decides (metrics.md 5.4). */
export function standing(at: number | null): string {
  if (at === null) {
    return `SELECT deal_id, stage_id, owner_id, entered_at, amount_base_minor, amount_minor, currency, probability_bp, source_id,
        owner_id AS present_owner_id
      FROM deal_state WHERE pipeline_id = :pipelineId AND outcome = 'open'`
  }
  return `SELECT e.deal_id, e.to_stage_id AS stage_id,
      iif(o.id IS NULL, e.owner_id, o.to_owner_id) AS owner_id,
      e.at AS entered_at, e.amount_base_minor, e.amount_minor, e.currency, st.probability_bp, st.source_id, st.owner_id AS present_owner_id
    FROM deal_state AS st
    CROSS JOIN stage_change AS e ON e.id = (
      SELECT id FROM stage_change WHERE deal_id = st.deal_id AND at <= :at AND undone_at IS NULL ORDER BY at DESC, id DESC LIMIT 1)
    JOIN stage AS s ON s.id = e.to_stage_id
    LEFT JOIN owner_change AS o ON o.id = (
      SELECT id FROM owner_change WHERE deal_id = st.deal_id AND at <= :at AND at >= e.at AND undone_at IS NULL ORDER BY at DESC, id DESC LIMIT 1)
    WHERE st.created_at <= :at AND (st.closed_at IS NULL OR st.closed_at > :at)
      AND e.pipeline_id = :pipelineId AND s.outcome = 'open' AND s.deleted_at IS NULL`
}

/** Ids of the deals whose title or client's name has `:search` (normalised) in it, from the indexes of both. */
export const foundDeals = `SELECT deal_id FROM deal_state INDEXED BY deal_state_title WHERE instr(sort_title, :search) > 0
  UNION SELECT y.deal_id FROM client_summary AS k INDEXED BY client_summary_name CROSS JOIN deal_state AS y ON y.client_id = k.client_id
    WHERE instr(k.sort_name, :search) > 0`

export type Basis = 'close' | 'cohort'

/**
 * Deals `st` of a pipeline with one of these outcomes, closed or created in a span (metrics.md 5.0). Naming every height
 * that a deal can have reached lets the index find the span by itself, grouped by outcome and height.
 */
export function inSpan(basis: Basis, outcomes: readonly ('won' | 'lost' | 'open')[]): string {
  const day = basis === 'close' ? 'st.closed_at' : 'st.created_at'
  return `st.pipeline_id = :pipelineId AND st.outcome IN (${outcomes.map((outcome) => `'${outcome}'`).join(', ')})
    AND st.max_position IN (SELECT position FROM stage WHERE pipeline_id = :pipelineId UNION SELECT 0)
    AND ${day} >= :from AND ${day} < :to`
}

/** Stages `s` of finished deals, by the day they were closed or created (metrics.md 5.0). */
function finished(basis: Basis): string {
  return basis === 'close'
    ? 'deal_stage AS s WHERE s.closed_at >= :from AND s.closed_at < :to'
    : `deal_state AS st CROSS JOIN deal_stage AS s ON s.deal_id = st.deal_id WHERE ${inSpan('cohort', ['won', 'lost'])}`
}

/** Passed through counts skipped stages too; a deal lost without any visit still counts where it was lost. */
export const isVisited = '(s.is_visited = 1 OR s.is_lost_here = 1)'

export type CellFacts = {
  readonly span: Span | null
  /** Entered before this instant is over the stage's limit; by stage id. */
  readonly limits: Readonly<Record<string, number>>
  /** Deals of the cell that later events hide from the derived tables, with their amounts. */
  readonly extra: readonly (readonly [string, number | null])[]
}

/** The deals behind a cell of a funnel, as rows of `deal_id, potential`: exactly those that its number counts. */
export function cellPiece(cell: FunnelCell, facts: CellFacts): Piece {
  return cell.kind === 'open' ? openPiece(cell, facts) : closedPiece(cell, facts)
}

function openPiece(cell: Extract<FunnelCell, { kind: 'open' }>, { limits }: CellFacts): Piece {
  const conditions = ['1 = 1']
  if (cell.stageId !== null) conditions.push('p.stage_id = :stageId')
  if (cell.column?.by === 'owner') conditions.push('p.owner_id IS :columnId')
  if (cell.column?.by === 'source') conditions.push('p.source_id IS :columnId')
  if (cell.age !== 'any') conditions.push(`coalesce(${isOverLimit('p.stage_id', 'p.entered_at')}, 0) = ${cell.age === 'over' ? 1 : 0}`)
  return {
    sql: `SELECT p.deal_id, p.amount_base_minor AS potential FROM (${standing(cell.at)}) AS p WHERE ${conditions.join(' AND ')}`,
    values: {
      pipelineId: cell.pipelineId,
      ...(cell.at !== null && { at: cell.at }),
      ...(cell.stageId !== null && { stageId: cell.stageId }),
      ...(cell.column && { columnId: cell.column.id }),
      ...(cell.age !== 'any' && { limits: JSON.stringify(limits) })
    }
  }
}

/** Needs `:limits`, the JSON of `CellFacts.limits`. */
export function isOverLimit(stageId: string, enteredAt: string): string {
  return `${enteredAt} < json_extract(:limits, '$."' || ${stageId} || '"')`
}

function closedPiece(cell: Extract<FunnelCell, { kind: 'closed' }>, { span, extra }: CellFacts): Piece {
  const values = {
    pipelineId: cell.pipelineId,
    from: span?.from ?? 0,
    to: span?.to ?? 0,
    ...(cell.stageId !== null && { stageId: cell.stageId }),
    ...(cell.stageId !== null && cell.column && { columnId: cell.column.id }),
    ...(extra.length > 0 && { extra: JSON.stringify(extra) })
  }
  const more = extra.length > 0 ? "\nUNION ALL SELECT value ->> 0, value ->> 1 FROM json_each(:extra)" : ''
  if (cell.stageId === null) return { sql: wholePeriod(cell.basis, cell.part) + more, values }
  const conditions = ['s.stage_id = :stageId']
  if (cell.part !== 'reached') conditions.push(`s.is_lost_here = ${cell.part === 'lost' ? 1 : 0}`)
  if (cell.reading === 'visited') conditions.push(isVisited)
  if (cell.column?.by === 'owner') conditions.push('s.owner_id IS :columnId')
  if (cell.column?.by === 'source') {
    conditions.push('(SELECT source_id FROM deal_state WHERE deal_id = s.deal_id) IS :columnId')
  }
  return {
    sql: `SELECT s.deal_id, s.amount_base_minor AS potential FROM ${finished(cell.basis)} AND ${conditions.join(' AND ')}${more}`,
    values
  }
}

function wholePeriod(basis: Basis, part: ClosedCell['part']): string {
  return `SELECT st.deal_id, st.amount_base_minor AS potential FROM deal_state AS st WHERE ${inSpan(basis, outcomesOf[part])}`
}

const finishedOutcomes = ['won', 'lost'] as const
const outcomesOf: Readonly<Record<ClosedCell['part'], readonly ('won' | 'lost' | 'open')[]>> = {
  won: ['won'],
  lost: ['lost'],
  stillOpen: ['open'],
  created: ['won', 'lost', 'open'],
  closed: finishedOutcomes,
  reached: finishedOutcomes,
  passed: finishedOutcomes
}
