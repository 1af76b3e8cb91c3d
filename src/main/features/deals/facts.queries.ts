import { type DealEvent, type DealFacts, historyOf, type StageFacts, type StageOfDeal, type StateOfDeal } from '#main/db/derived/dealHistory.ts'
import type { Db } from '#main/db/open.ts'
import { prepared, preparedValue } from '#main/db/statements.ts'
import { addMinor } from '#shared/money.ts'
import { type Basis, inSpan, isVisited, narrowedStatement, type Piece, type Span, standing } from './cells.queries.ts'

export type By = 'none' | 'owner' | 'source'
export type Narrowing = {
  readonly ownerId: string | null
  readonly sourceId: string | null
  /** A query for the ids of the clients whose deals are meant; null for everybody's. */
  readonly clients: Piece | null
}

/** A deal that stands, or stood, in an open stage. */
export type Standing = {
  readonly stageId: string
  readonly columnId: string | null
  readonly enteredAt: number
  readonly amountBaseMinor: number | null
  readonly amountMinor: number
  readonly currency: string
  readonly probabilityBp: number | null
}

/** Finished deals at one stage in one column; `stays` are the lengths of finished stays, ms. */
export type Slice = {
  readonly stageId: string
  readonly columnId: string | null
  readonly reached: number
  readonly lostAt: number
  readonly reachedMinor: number
  readonly lostMinor: number
  readonly stays: readonly number[]
}

/** How deals of a period ended that reached the same height and no more; `cycles` are ms from creation to winning. */
export type Ending = {
  readonly outcome: 'won' | 'lost' | 'open'
  readonly maxPosition: number
  readonly count: number
  /** Of them with an amount in base currency. */
  readonly withAmount: number
  readonly sumMinor: number
  readonly cycles: readonly number[]
}

export type Reopened = {
  readonly dealId: string
  readonly ownerId: string | null
  readonly sourceId: string | null
  readonly state: StateOfDeal
  readonly stages: readonly StageOfDeal[]
}

const narrowed = (filter: Narrowing) =>
  `${filter.ownerId === null ? '' : ' AND st.owner_id = :ownerId'}${filter.sourceId === null ? '' : ' AND st.source_id = :sourceId'}${ofClients(filter.clients)}`
const ofClients = (clients: Piece | null) => (clients === null ? '' : ` AND st.client_id IN (${clients.sql})`)
const narrowValues = (filter: Narrowing) => ({
  ...(filter.ownerId !== null && { ownerId: filter.ownerId }),
  ...(filter.sourceId !== null && { sourceId: filter.sourceId }),
  ...filter.clients?.values
})

/** The owner of each column is the one at that time; `ownerId` of the filter is who owns the deal now. */
export function listStanding(db: Db, pipelineId: string, at: number | null, by: By, filter: Narrowing): Standing[] {
  const column = by === 'none' ? 'NULL' : by === 'owner' ? 'p.owner_id' : 'p.source_id'
  const deals = filter.clients && ` AND p.deal_id IN (SELECT st.deal_id FROM deal_state AS st WHERE st.client_id IN (${filter.clients.sql}))`
  return narrowedStatement<Standing>(
    db,
    filter.clients,
    `SELECT p.stage_id AS stageId, ${column} AS columnId, p.entered_at AS enteredAt, p.amount_base_minor AS amountBaseMinor,
       p.amount_minor AS amountMinor, p.currency, p.probability_bp AS probabilityBp
     FROM (${standing(at)}) AS p
     WHERE 1 = 1${filter.ownerId === null ? '' : ' AND p.present_owner_id = :ownerId'}${filter.sourceId === null ? '' : ' AND p.source_id = :sourceId'}${deals ?? ''}`
  ).all({ pipelineId, ...(at !== null && { at }), ...narrowValues(filter) })
}

/**
 * Finished deals of a span by stage and column, those lost there and those that went on each by themselves: short ranges of
 * a covering index, nothing sorted or grouped. Owners are those of that time. Empty slices are left out.
 */
export function listSlicesByColumn(
  db: Db,
  stageIds: readonly string[],
  span: Span,
  { basis, reading, by }: { readonly basis: Basis; readonly reading: 'passed' | 'visited'; readonly by: 'owner' | 'source' }
): Slice[] {
  const columns: (string | null)[] = [null, ...preparedValue<[], string>(db, `SELECT id FROM ${by === 'owner' ? 'user' : 'source'} ORDER BY id`).all()]
  // Nothing is closed before it is created, so the index finds the range of a cohort too.
  const during = basis === 'close' ? 's.closed_at >= :from AND s.closed_at < :to' : 's.closed_at >= :from AND s.created_at >= :from AND s.created_at < :to'
  const read = prepared<[object], { readonly count: number; readonly sumMinor: number; readonly stays: string }>(
    db,
    `SELECT count(*) AS count, coalesce(sum(s.amount_base_minor), 0) AS sumMinor, json_group_array(s.stay_ms) FILTER (WHERE s.is_visited = 1) AS stays
     FROM deal_stage AS s WHERE s.stage_id = :stageId AND s.${by}_id IS :columnId AND s.is_lost_here = :isLostHere AND ${during}
     ${reading === 'visited' ? `AND ${isVisited}` : ''}`
  )
  const sliceOf = (stageId: string, columnId: string | null, isLostHere: number): Slice[] => {
    const { count, sumMinor, stays } = read.get({ stageId, columnId, isLostHere, ...span }) ?? none
    if (count === 0) return []
    const lost = isLostHere === 1 ? { lostAt: count, lostMinor: sumMinor } : { lostAt: 0, lostMinor: 0 }
    return [{ stageId, columnId, reached: count, reachedMinor: sumMinor, ...lost, stays: JSON.parse(stays) as number[] }]
  }
  return stageIds.flatMap((stageId) => columns.flatMap((column) => [...sliceOf(stageId, column, 0), ...sliceOf(stageId, column, 1)]))
}

const none = { count: 0, sumMinor: 0, stays: '[]' }

/** As `listSlicesByColumn` under a filter: from the deals to their stages. */
export function listSlices(
  db: Db,
  pipelineId: string,
  span: Span,
  options: { readonly basis: Basis; readonly reading: 'passed' | 'visited'; readonly by: By; readonly filter: Narrowing }
): Slice[] {
  const column = options.by === 'none' ? 'NULL' : options.by === 'owner' ? 's.owner_id' : 'st.source_id'
  type Row = readonly [stageId: string, columnId: string | null, isLostHere: number, isVisited: number, amountBaseMinor: number | null, stayMs: number]
  const rows = narrowedStatement<Row>(
    db,
    options.filter.clients,
    // In the order of the deals' ids, since their stages lie beside each other; LIMIT keeps SQLite to it.
    `SELECT s.stage_id, ${column}, s.is_lost_here, s.is_visited, s.amount_base_minor, s.stay_ms
     FROM (SELECT st.deal_id, st.source_id FROM deal_state AS st
       WHERE ${inSpan(options.basis, ['won', 'lost'])}${narrowed(options.filter)} ORDER BY st.deal_id LIMIT -1) AS st
     CROSS JOIN deal_stage AS s ON s.deal_id = st.deal_id ${options.reading === 'visited' ? `WHERE ${isVisited}` : ''}`
  )
    .raw()
    .iterate({ pipelineId, ...span, ...narrowValues(options.filter) })
  const slices = new Map<string, Map<string | null, Growing>>()
  for (const [stageId, columnId, isLostHere, wasVisited, amountBaseMinor, stayMs] of rows) {
    let ofStage = slices.get(stageId)
    if (!ofStage) slices.set(stageId, (ofStage = new Map()))
    let slice = ofStage.get(columnId)
    if (!slice) ofStage.set(columnId, (slice = { reached: 0, lostAt: 0, reachedMinor: 0, lostMinor: 0, stays: [] }))
    slice.reached += 1
    slice.lostAt += isLostHere
    slice.reachedMinor = addMinor(slice.reachedMinor, amountBaseMinor ?? 0)
    if (isLostHere === 1) slice.lostMinor = addMinor(slice.lostMinor, amountBaseMinor ?? 0)
    if (wasVisited === 1) slice.stays.push(stayMs)
  }
  return [...slices].flatMap(([stageId, columns]) => [...columns].map(([columnId, slice]) => ({ stageId, columnId, ...slice })))
}

type Growing = { reached: number; lostAt: number; reachedMinor: number; lostMinor: number; readonly stays: number[] }

/** How the deals of a period ended, by outcome and height; those of a cohort that are still open are among them. */
export function listEndings(db: Db, pipelineId: string, span: Span, basis: Basis, filter: Narrowing): Ending[] {
  return narrowedStatement<Omit<Ending, 'cycles'> & { readonly cycles: string }>(
    db,
    filter.clients,
    `SELECT st.outcome, st.max_position AS maxPosition, count(*) AS count, count(st.amount_base_minor) AS withAmount,
       coalesce(sum(st.amount_base_minor), 0) AS sumMinor,
       json_group_array(st.closed_at - st.created_at) FILTER (WHERE st.outcome = 'won') AS cycles
     FROM deal_state AS st WHERE ${inSpan(basis, basis === 'close' ? ['won', 'lost'] : ['won', 'lost', 'open'])}${narrowed(filter)}
     GROUP BY st.outcome, st.max_position`
  )
    .all({ pipelineId, ...span, ...narrowValues(filter) })
    .map((ending) => ({ ...ending, cycles: JSON.parse(ending.cycles) as number[] }))
}

/** How many deals were created in a span. */
export function countCreated(db: Db, pipelineId: string, span: Span, filter: Narrowing): number {
  const found = narrowedStatement<{ readonly count: number }>(
    db,
    filter.clients,
    `SELECT count(*) AS count FROM deal_state AS st WHERE ${inSpan('cohort', ['won', 'lost', 'open'])}${narrowed(filter)}`
  ).get({ pipelineId, ...span, ...narrowValues(filter) })
  return found?.count ?? 0
}

/**
 * Deals that were closed in a span and stood closed at its end, but were reopened, closed otherwise or moved since: the
 * derived tables know only their present, so their history is read up to the end of the span (decisions.md 5).
 */
export function listReopened(db: Db, pipelineId: string, span: Span, filter: Narrowing): Reopened[] {
  const sqlite = db.$client
  const ids = narrowedStatement<{ readonly id: string }>(
    db,
    filter.clients,
    `SELECT st.deal_id AS id FROM deal_state AS st
     WHERE st.was_closed_before = 1 AND NOT (st.pipeline_id = :pipelineId AND coalesce(st.closed_at >= :from AND st.closed_at < :to, 0))
       AND EXISTS (SELECT 1 FROM stage_change AS e WHERE e.deal_id = st.deal_id AND e.at >= :from AND e.at < :to AND e.undone_at IS NULL
         AND e.pipeline_id = :pipelineId AND e.to_stage_id IN (SELECT id FROM stage WHERE pipeline_id = :pipelineId AND outcome <> 'open'))
       ${narrowed(filter)}
     ORDER BY st.deal_id`
  )
    .all({ pipelineId, ...span, ...narrowValues(filter) })
    .map(({ id }) => id)
  if (ids.length === 0) return []
  const stages = new Map(
    sqlite
      .prepare<[], StageFacts>('SELECT id, pipeline_id AS pipelineId, position, outcome FROM stage WHERE deleted_at IS NULL ORDER BY id')
      .all()
      .map((stage) => [stage.id, stage])
  )
  const baseCurrency = sqlite.prepare<[], string>('SELECT base_currency FROM firm LIMIT 1').pluck().get() ?? ''
  const readDeal = sqlite.prepare<[string], DealFacts & { readonly sourceId: string | null }>(
    `SELECT deal_id AS id, client_id AS clientId, owner_id AS ownerId, amount_minor AS amountMinor, currency, source_id AS sourceId
     FROM deal_state WHERE deal_id = ?`
  )
  const readEvents = sqlite.prepare<[string, number], DealEvent>(
    `SELECT pipeline_id AS pipelineId, to_stage_id AS toStageId, at, owner_id AS ownerId, amount_base_minor AS amountBaseMinor
     FROM stage_change WHERE deal_id = ? AND at < ? AND undone_at IS NULL ORDER BY at, id`
  )
  // Most were opened again within the span and are no case: one look at where they stood spares their whole history.
  const readLast = sqlite
    .prepare<[string, number], string>(
      'SELECT to_stage_id FROM stage_change WHERE deal_id = ? AND at < ? AND undone_at IS NULL ORDER BY at DESC, id DESC LIMIT 1'
    )
    .pluck()
  return ids.flatMap((dealId) => {
    if (stages.get(readLast.get(dealId, span.to) ?? '')?.outcome === 'open') return []
    const deal = readDeal.get(dealId)
    const history = deal && historyOf(deal, readEvents.all(dealId, span.to), stages, baseCurrency)
    const closedAt = history?.state.closedAt ?? null
    if (!deal || !history || closedAt === null || closedAt < span.from || history.state.pipelineId !== pipelineId) return []
    return [{ dealId, ownerId: deal.ownerId, sourceId: deal.sourceId, ...history }]
  })
}
