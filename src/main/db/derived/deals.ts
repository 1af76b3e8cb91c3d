import type { Db, Sqlite } from '../open.ts'
import { perConnection } from '../statements.ts'
import { type DealEvent, type DealFacts, historyOf, type StageFacts, type StateOfDeal } from './dealHistory.ts'

const touchedDeals = `
  SELECT row_id FROM temp.touched_row WHERE table_name = 'deal'
  UNION SELECT e.deal_id FROM temp.touched_row AS t CROSS JOIN stage_change AS e ON e.id = t.row_id WHERE t.table_name = 'stage_change'`

/** What the state of a deal repeats, so that the board and the funnel need not look at the deal. */
type Copied = {
  readonly sourceId: string | null
  readonly probabilityBp: number | null
  readonly expectedOn: string | null
  readonly sortTitle: string
  readonly orderKey: string
}

/** The deal's own source, else its client's. For a deal at a time a join takes four times as long. */
const sourceOf = 'coalesce(d.source_id, (SELECT source_id FROM client WHERE id = d.client_id))'

/** Clients whose source was changed; needs the number of the last line of the journal before. */
const withOtherSource = "seq > ? AND table_name = 'client' AND kind = 'update' AND instr(after, '\"source_id\":') > 0"

function prepareAll(sqlite: Sqlite) {
  return {
    touched: sqlite.prepare<[], string>(touchedDeals).pluck(),
    stagesMoved: sqlite
      .prepare<[number], number>(
        // A new name, probability or limit moves no deal.
        `SELECT 1 FROM journal_op WHERE seq > ? AND table_name = 'stage' AND kind = 'update'
         AND coalesce(json_type(after, '$.position'), json_type(after, '$.outcome'), json_type(after, '$.deleted_at')) IS NOT NULL LIMIT 1`
      )
      .pluck(),
    baseCurrency: sqlite.prepare<[], string>('SELECT base_currency FROM firm LIMIT 1').pluck(),
    stages: sqlite.prepare<[], StageFacts & { id: string }>(
      'SELECT id, pipeline_id AS pipelineId, position, outcome FROM stage WHERE deleted_at IS NULL'
    ),
    deal: sqlite.prepare<[string], DealFacts & Copied>(
      `SELECT d.id, d.client_id AS clientId, d.owner_id AS ownerId, d.amount_minor AS amountMinor, d.currency,
         ${sourceOf} AS sourceId, d.probability_bp AS probabilityBp, d.expected_on AS expectedOn, d.order_key AS orderKey,
         normalise(d.title) AS sortTitle
       FROM deal AS d WHERE d.id = ? AND d.deleted_at IS NULL`
    ),
    sourcesMoved: sqlite.prepare<[number], number>(`SELECT 1 FROM journal_op WHERE ${withOtherSource} LIMIT 1`).pluck(),
    followSources: (['deal_state', 'deal_stage'] as const).map((table) =>
      sqlite.prepare<[number]>(
        `UPDATE ${table} AS st SET source_id = (SELECT ${sourceOf} FROM deal AS d WHERE d.id = st.deal_id)
         WHERE st.deal_id IN (SELECT deal_id FROM deal_state WHERE client_id IN (SELECT row_id FROM journal_op WHERE ${withOtherSource}))`
      )
    ),
    events: sqlite.prepare<[string], DealEvent>(
      `SELECT pipeline_id AS pipelineId, to_stage_id AS toStageId, at, owner_id AS ownerId, amount_base_minor AS amountBaseMinor
       FROM stage_change WHERE deal_id = ? AND undone_at IS NULL ORDER BY at, id`
    ),
    dropState: sqlite.prepare<[string], StateOfDeal['outcome']>('DELETE FROM deal_state WHERE deal_id = ? RETURNING outcome').pluck(),
    dropStages: sqlite.prepare('DELETE FROM deal_stage WHERE deal_id = ?'),
    addState: sqlite.prepare(
      `INSERT INTO deal_state (deal_id, client_id, pipeline_id, stage_id, owner_id, entered_at, created_at, closed_at, outcome,
         max_position, amount_minor, currency, amount_base_minor, source_id, probability_bp, expected_on, sort_title, order_key,
         was_closed_before)
       VALUES (:dealId, :clientId, :pipelineId, :stageId, :ownerId, :enteredAt, :createdAt, :closedAt, :outcome,
         :maxPosition, :amountMinor, :currency, :amountBaseMinor, :sourceId, :probabilityBp, :expectedOn, :sortTitle, :orderKey,
         :wasClosedBefore)`
    ),
    addStage: sqlite.prepare(
      `INSERT INTO deal_stage (deal_id, stage_id, pipeline_id, position, is_visited, first_entered_at, stay_ms,
         amount_base_minor, owner_id, outcome, closed_at, is_lost_here, created_at, source_id)
       VALUES (:dealId, :stageId, :pipelineId, :position, :isVisited, :firstEnteredAt, :stayMs,
         :amountBaseMinor, :ownerId, :outcome, :closedAt, :isLostHere, :createdAt, :sourceId)`
    )
  }
}

const statementsOf = perConnection(prepareAll)

/**
 * Writes the state and the stages of the deals whose rows stand in `touched_row`, all of them when stages moved; deals
 * without a source of their own follow their client's.
 */
export function deriveDeals(db: Db, touched: ReadonlySet<string>, seq: number): void {
  const s = statementsOf(db.$client)
  if (planning.some((table) => touched.has(table))) plannedOf(db.$client).count += 1
  if (touched.has('stage') && s.stagesMoved.get(seq) !== undefined) rebuildDeals(db)
  else if (touched.has('deal') || touched.has('stage_change')) writeDeals(db.$client, s.touched.all())
  if (touched.has('client') && s.sourcesMoved.get(seq) !== undefined) for (const follow of s.followSources) follow.run(seq)
}

/** Builds the state and the stages of every deal anew. */
export function rebuildDeals(db: Db): void {
  const sqlite = db.$client
  sqlite.exec('DELETE FROM deal_state; DELETE FROM deal_stage')
  const ids = sqlite.prepare<[], string>('SELECT id FROM deal WHERE deleted_at IS NULL').pluck().all()
  closedOf(sqlite).count += 1
  writeDeals(sqlite, ids)
}

/** Grows whenever a closed deal was written, closed or opened again: what is known of closed deals holds until then. */
export function closedMark(db: Db): number {
  return closedOf(db.$client).count
}

const closedOf = perConnection(() => ({ count: 0 }))

const planning = ['task', 'call_list', 'call_list_entry'] as const

/** Grows whenever a task or a promised call was written: what is known of plans holds until then. */
export function plannedMark(db: Db): number {
  return plannedOf(db.$client).count
}

const plannedOf = perConnection(() => ({ count: 0 }))

function writeDeals(sqlite: Sqlite, ids: readonly string[]): void {
  const s = statementsOf(sqlite)
  const closed = closedOf(sqlite)
  const stages = new Map(s.stages.all().map((stage) => [stage.id, stage]))
  const baseCurrency = s.baseCurrency.get() ?? ''
  for (const id of ids) {
    const before = s.dropState.get(id)
    s.dropStages.run(id)
    if (before !== undefined && before !== 'open') closed.count += 1
    const deal = s.deal.get(id)
    if (!deal) continue
    const history = historyOf(deal, s.events.all(id), stages, baseCurrency)
    if (!history) continue
    if (history.state.outcome !== 'open') closed.count += 1
    const { sourceId, probabilityBp, expectedOn, sortTitle, orderKey } = deal
    s.addState.run({
      dealId: id,
      ...history.state,
      wasClosedBefore: Number(history.state.wasClosedBefore),
      sourceId,
      probabilityBp,
      expectedOn,
      sortTitle,
      orderKey
    })
    for (const stage of history.stages) {
      s.addStage.run({
        dealId: id,
        ...stage,
        isVisited: Number(stage.isVisited),
        isLostHere: Number(stage.isLostHere),
        createdAt: history.state.createdAt,
        sourceId
      })
    }
  }
}
