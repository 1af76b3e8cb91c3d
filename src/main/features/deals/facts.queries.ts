import { type DealEvent, type DealFacts, historyOf, type StageFacts, type StageOfDeal, type StateOfDeal } from '#main/db/derived/dealHistory.ts'
import type { Db } from '#main/db/open.ts'
import { finished, isVisited, sourceOf, type Span, standing } from './cells.queries.ts'

export type By = 'none' | 'owner' | 'source'
export type Narrowing = { readonly ownerId: string | null; readonly sourceId: string | null }

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

/** Finished deals at one stage in one column; `stays` are ms of finished stays, joined by commas. */
export type Slice = {
  readonly stageId: string
  readonly columnId: string | null
  readonly reached: number
  readonly lostAt: number
  readonly reachedMinor: number
  readonly lostMinor: number
  readonly stays: string | null
}

export type Ending = {
  readonly outcome: 'won' | 'lost' | 'open'
  readonly amountBaseMinor: number | null
  readonly createdAt: number
  readonly closedAt: number | null
}

export type Reopened = {
  readonly dealId: string
  readonly ownerId: string | null
  readonly sourceId: string | null
  readonly state: StateOfDeal
  readonly stages: readonly StageOfDeal[]
}

const narrowed = (filter: Narrowing) =>
  `${filter.ownerId === null ? '' : ' AND st.owner_id = :ownerId'}${filter.sourceId === null ? '' : ` AND ${sourceOf} = :sourceId`}`
const narrowValues = (filter: Narrowing) => ({
  ...(filter.ownerId !== null && { ownerId: filter.ownerId }),
  ...(filter.sourceId !== null && { sourceId: filter.sourceId })
})

/** The owner of each column is the one at that time; `ownerId` of the filter is who owns the deal now. */
export function listStanding(db: Db, pipelineId: string, at: number | null, by: By, filter: Narrowing): Standing[] {
  const column = by === 'none' ? 'NULL' : by === 'owner' ? 'p.owner_id' : sourceOf
  const joins =
    (by === 'source' || filter.sourceId !== null ? ' JOIN client AS c ON c.id = d.client_id' : '') +
    (filter.ownerId === null ? '' : ' JOIN deal_state AS st ON st.deal_id = d.id')
  return db.$client
    .prepare<[Record<string, unknown>], Standing>(
      `SELECT p.stage_id AS stageId, ${column} AS columnId, p.entered_at AS enteredAt, p.amount_base_minor AS amountBaseMinor,
         p.amount_minor AS amountMinor, p.currency, d.probability_bp AS probabilityBp
       FROM (${standing(at)}) AS p JOIN deal AS d ON d.id = p.deal_id${joins} WHERE 1 = 1${narrowed(filter)}`
    )
    .all({ pipelineId, ...(at !== null && { at }), ...narrowValues(filter) })
}

const sums = `count(*) AS reached, coalesce(sum(s.is_lost_here), 0) AS lostAt, coalesce(sum(s.amount_base_minor), 0) AS reachedMinor,
  coalesce(sum(s.amount_base_minor) FILTER (WHERE s.is_lost_here = 1), 0) AS lostMinor`
const staysOf = (isWanted: boolean) =>
  isWanted ? "group_concat(s.stay_ms) FILTER (WHERE s.is_visited = 1) AS stays" : 'NULL AS stays'

/**
 * Deals closed in a span by stage and owner of that time, straight from the covering index: one short range for each
 * stage and owner, nothing sorted. Empty slices are left out.
 */
export function listSlicesByOwner(
  db: Db,
  pipelineId: string,
  stageIds: readonly string[],
  span: Span,
  reading: 'passed' | 'visited',
  withStays: boolean
): Slice[] {
  const owners: (string | null)[] = [null, ...db.$client.prepare<[], string>('SELECT id FROM user ORDER BY id').pluck().all()]
  const read = db.$client.prepare<[string, string, string | null, number, number], Omit<Slice, 'stageId' | 'columnId'>>(
    `SELECT ${sums}, ${staysOf(withStays)} FROM deal_stage AS s
     WHERE s.pipeline_id = ? AND s.stage_id = ? AND s.owner_id IS ? AND s.closed_at >= ? AND s.closed_at < ?
     ${reading === 'visited' ? `AND ${isVisited}` : ''}`
  )
  return stageIds.flatMap((stageId) =>
    owners.flatMap((columnId) => {
      const slice = read.get(pipelineId, stageId, columnId, span.from, span.to)
      return slice && slice.reached > 0 ? [{ stageId, columnId, ...slice }] : []
    })
  )
}

/** As `listSlicesByOwner` for any basis, column and filter. */
export function listSlices(
  db: Db,
  pipelineId: string,
  span: Span,
  options: { readonly basis: 'close' | 'cohort'; readonly reading: 'passed' | 'visited'; readonly by: By; readonly filter: Narrowing }
): Slice[] {
  const needsDeal = options.by === 'source' || options.filter.sourceId !== null
  const column = options.by === 'none' ? 'NULL' : options.by === 'owner' ? 's.owner_id' : 'source_id'
  const source = `(SELECT ${sourceOf} FROM deal AS d JOIN client AS c ON c.id = d.client_id WHERE d.id = s.deal_id)`
  return db.$client
    .prepare<[Record<string, unknown>], Slice>(
      `SELECT s.stage_id AS stageId, ${column} AS columnId, ${sums}, ${staysOf(true)}
       FROM (SELECT s.stage_id, s.owner_id, s.is_lost_here, s.is_visited, s.amount_base_minor, s.stay_ms${needsDeal ? `, ${source} AS source_id` : ''}
         FROM ${finished(options.basis)}
         ${options.reading === 'visited' ? `AND ${isVisited}` : ''} ${options.filter.ownerId === null ? '' : 'AND st.owner_id = :ownerId'}) AS s
       WHERE 1 = 1 ${options.filter.sourceId === null ? '' : 'AND source_id = :sourceId'}
       GROUP BY 1, 2`
    )
    .all({ pipelineId, ...span, ...narrowValues(options.filter) })
}

/** How the deals of a period ended, one each; those of a cohort that are still open are among them. */
export function listEndings(db: Db, pipelineId: string, span: Span, basis: 'close' | 'cohort', filter: Narrowing): Ending[] {
  const day = basis === 'close' ? 'closed_at' : 'created_at'
  const join = filter.sourceId === null ? '' : 'JOIN deal AS d ON d.id = st.deal_id JOIN client AS c ON c.id = d.client_id'
  const rows = db.$client
    .prepare<[Record<string, unknown>], [Ending['outcome'], number | null, number, number | null]>(
      `SELECT st.outcome, st.amount_base_minor, st.created_at, st.closed_at FROM deal_state AS st ${join}
       WHERE st.pipeline_id = :pipelineId AND st.${day} >= :from AND st.${day} < :to${narrowed(filter)}`
    )
    .raw()
    .all({ pipelineId, ...span, ...narrowValues(filter) }) as unknown as [Ending['outcome'], number | null, number, number | null][]
  return rows.map(([outcome, amountBaseMinor, createdAt, closedAt]) => ({ outcome, amountBaseMinor, createdAt, closedAt }))
}

/** How many deals were created in a span. */
export function countCreated(db: Db, pipelineId: string, span: Span, filter: Narrowing): number {
  const join = filter.sourceId === null ? '' : 'JOIN deal AS d ON d.id = st.deal_id JOIN client AS c ON c.id = d.client_id'
  return Number(
    db.$client
      .prepare<[Record<string, unknown>], number>(
        `SELECT count(*) FROM deal_state AS st ${join}
         WHERE st.pipeline_id = :pipelineId AND st.created_at >= :from AND st.created_at < :to${narrowed(filter)}`
      )
      .pluck()
      .get({ pipelineId, ...span, ...narrowValues(filter) })
  )
}

/**
 * Deals that were closed in a span and stood closed at its end, but were reopened, closed otherwise or moved since: the
 * derived tables know only their present, so their history is read up to the end of the span (decisions.md 5).
 */
export function listReopened(db: Db, pipelineId: string, span: Span): Reopened[] {
  const sqlite = db.$client
  const stages = new Map(
    sqlite
      .prepare<[], StageFacts>('SELECT id, pipeline_id AS pipelineId, position, outcome FROM stage WHERE deleted_at IS NULL ORDER BY id')
      .all()
      .map((stage) => [stage.id, stage])
  )
  const closing = JSON.stringify([...stages.values()].filter((stage) => stage.pipelineId === pipelineId && stage.outcome !== 'open').map((stage) => stage.id))
  const closes = `FROM stage_change WHERE pipeline_id = :pipelineId AND to_stage_id IN (SELECT value FROM json_each(:closing))
    AND at >= :from AND at < :to AND undone_at IS NULL`
  const closed = 'FROM deal_state WHERE pipeline_id = :pipelineId AND closed_at >= :from AND closed_at < :to'
  const values = { pipelineId, closing, ...span }
  // As many closes as closed deals means one each: nothing was ever reopened, and the sets need not be compared.
  const surplus = sqlite.prepare<[Record<string, unknown>], number>(`SELECT (SELECT count(*) ${closes}) - (SELECT count(*) ${closed})`).pluck().get(values)
  if (surplus === 0) return []
  const ids = sqlite.prepare<[Record<string, unknown>], string>(`SELECT deal_id ${closes} EXCEPT SELECT deal_id ${closed}`).pluck().all(values)
  const baseCurrency = sqlite.prepare<[], string>('SELECT base_currency FROM firm LIMIT 1').pluck().get() ?? ''
  const readDeal = sqlite.prepare<[string], DealFacts & { readonly sourceId: string | null }>(
    `SELECT d.id, d.client_id AS clientId, d.owner_id AS ownerId, d.amount_minor AS amountMinor, d.currency, ${sourceOf} AS sourceId
     FROM deal AS d JOIN client AS c ON c.id = d.client_id WHERE d.id = ? AND d.deleted_at IS NULL`
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
