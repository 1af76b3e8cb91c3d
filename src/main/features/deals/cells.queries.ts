import type { FunnelCell } from '#shared/contract/deals.ts'

export type Values = Readonly<Record<string, string | number | null>>
/** A piece of SQL and the named values that it needs. */
export type Piece = { readonly sql: string; readonly values: Values }

/** Instants of a period, `from <= at < to`. */
export type Span = { readonly from: number; readonly to: number }

/** The deal's own source, else its client's; needs `d` and `c`. */
export const sourceOf = 'coalesce(d.source_id, c.source_id)'

/** Where every open deal stands, or stood at `:at`: the last event until then decides (metrics.md 5.4). */
export function standing(at: number | null): string {
  if (at === null) {
    return `SELECT deal_id, stage_id, owner_id, entered_at, amount_base_minor, amount_minor, currency
      FROM deal_state WHERE pipeline_id = :pipelineId AND outcome = 'open'`
  }
  return `SELECT e.deal_id, e.to_stage_id AS stage_id,
      iif(o.id IS NULL, e.owner_id, o.to_owner_id) AS owner_id,
      e.at AS entered_at, e.amount_base_minor, e.amount_minor, e.currency
    FROM deal_state AS st
    CROSS JOIN stage_change AS e ON e.id = (
      SELECT id FROM stage_change WHERE deal_id = st.deal_id AND at <= :at AND undone_at IS NULL ORDER BY at DESC, id DESC LIMIT 1)
    JOIN stage AS s ON s.id = e.to_stage_id
    LEFT JOIN owner_change AS o ON o.id = (
      SELECT id FROM owner_change WHERE deal_id = st.deal_id AND at <= :at AND at >= e.at AND undone_at IS NULL ORDER BY at DESC, id DESC LIMIT 1)
    WHERE st.created_at <= :at AND (st.closed_at IS NULL OR st.closed_at > :at)
      AND e.pipeline_id = :pipelineId AND s.outcome = 'open' AND s.deleted_at IS NULL`
}

/** Stages of finished deals, by the day they were closed or created (metrics.md 5.0); `s` is the stage, `st` the deal. */
export function finished(basis: 'close' | 'cohort'): string {
  return basis === 'close'
    ? `deal_stage AS s JOIN deal_state AS st ON st.deal_id = s.deal_id
       WHERE s.pipeline_id = :pipelineId AND s.closed_at >= :from AND s.closed_at < :to`
    : `deal_state AS st CROSS JOIN deal_stage AS s ON s.deal_id = st.deal_id
       WHERE st.pipeline_id = :pipelineId AND st.created_at >= :from AND st.created_at < :to AND st.closed_at IS NOT NULL`
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
  if (cell.column?.by === 'source') conditions.push(`${sourceOf} IS :columnId`)
  if (cell.age !== 'any') conditions.push(`coalesce(${isOverLimit('p.stage_id', 'p.entered_at')}, 0) = ${cell.age === 'over' ? 1 : 0}`)
  return {
    sql: `SELECT p.deal_id, p.amount_base_minor AS potential FROM (${standing(cell.at)}) AS p
      JOIN deal AS d ON d.id = p.deal_id JOIN client AS c ON c.id = d.client_id WHERE ${conditions.join(' AND ')}`,
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
    conditions.push(`(SELECT ${sourceOf} FROM deal AS d JOIN client AS c ON c.id = d.client_id WHERE d.id = s.deal_id) IS :columnId`)
  }
  return {
    sql: `SELECT s.deal_id, s.amount_base_minor AS potential FROM ${finished(cell.basis)} AND ${conditions.join(' AND ')}${more}`,
    values
  }
}

function wholePeriod(basis: 'close' | 'cohort', part: string): string {
  const outcome = outcomes[part] ?? "outcome <> 'open'"
  const day = basis === 'close' ? 'closed_at' : 'created_at'
  return `SELECT deal_id, amount_base_minor AS potential FROM deal_state
    WHERE pipeline_id = :pipelineId AND ${day} >= :from AND ${day} < :to AND ${outcome}`
}

const outcomes: Readonly<Record<string, string>> = {
  won: "outcome = 'won'",
  lost: "outcome = 'lost'",
  stillOpen: "outcome = 'open'",
  created: '1 = 1'
}
