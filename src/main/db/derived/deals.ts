import type { Db, Sqlite } from '../open.ts'
import { perConnection } from '../statements.ts'
import { type DealEvent, type DealFacts, historyOf, type StageFacts } from './dealHistory.ts'

const touchedDeals = `
  SELECT row_id FROM temp.touched_row WHERE table_name = 'deal'
  UNION SELECT e.deal_id FROM temp.touched_row AS t CROSS JOIN stage_change AS e ON e.id = t.row_id WHERE t.table_name = 'stage_change'`

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
    deal: sqlite.prepare<[string], DealFacts>(
      `SELECT id, client_id AS clientId, owner_id AS ownerId, amount_minor AS amountMinor, currency FROM deal
       WHERE id = ? AND deleted_at IS NULL`
    ),
    events: sqlite.prepare<[string], DealEvent>(
      `SELECT pipeline_id AS pipelineId, to_stage_id AS toStageId, at, owner_id AS ownerId, amount_base_minor AS amountBaseMinor
       FROM stage_change WHERE deal_id = ? AND undone_at IS NULL ORDER BY at, id`
    ),
    dropState: sqlite.prepare('DELETE FROM deal_state WHERE deal_id = ?'),
    dropStages: sqlite.prepare('DELETE FROM deal_stage WHERE deal_id = ?'),
    addState: sqlite.prepare(
      `INSERT INTO deal_state (deal_id, client_id, pipeline_id, stage_id, owner_id, entered_at, created_at, closed_at, outcome,
         max_position, amount_minor, currency, amount_base_minor)
       VALUES (:dealId, :clientId, :pipelineId, :stageId, :ownerId, :enteredAt, :createdAt, :closedAt, :outcome,
         :maxPosition, :amountMinor, :currency, :amountBaseMinor)`
    ),
    addStage: sqlite.prepare(
      `INSERT INTO deal_stage (deal_id, stage_id, pipeline_id, position, is_visited, first_entered_at, stay_ms,
         amount_base_minor, owner_id, outcome, closed_at, is_lost_here)
       VALUES (:dealId, :stageId, :pipelineId, :position, :isVisited, :firstEnteredAt, :stayMs,
         :amountBaseMinor, :ownerId, :outcome, :closedAt, :isLostHere)`
    )
  }
}

type Statements = ReturnType<typeof prepareAll>
const statementsOf = perConnection(prepareAll)

/** Writes the state and the stages of the deals whose rows stand in `touched_row`; all of them when stages moved. */
export function deriveDeals(db: Db, touched: ReadonlySet<string>, seq: number): void {
  const s = statementsOf(db.$client)
  if (touched.has('stage') && s.stagesMoved.get(seq) !== undefined) rebuildDeals(db)
  else if (touched.has('deal') || touched.has('stage_change')) writeDeals(s, s.touched.all())
}

/** Builds the state and the stages of every deal anew. */
export function rebuildDeals(db: Db): void {
  const sqlite = db.$client
  sqlite.exec('DELETE FROM deal_state; DELETE FROM deal_stage')
  const ids = sqlite.prepare<[], string>('SELECT id FROM deal WHERE deleted_at IS NULL').pluck().all()
  writeDeals(statementsOf(sqlite), ids)
}

function writeDeals(s: Statements, ids: readonly string[]): void {
  const stages = new Map(s.stages.all().map((stage) => [stage.id, stage]))
  const baseCurrency = s.baseCurrency.get() ?? ''
  for (const id of ids) {
    s.dropState.run(id)
    s.dropStages.run(id)
    const deal = s.deal.get(id)
    if (!deal) continue
    const history = historyOf(deal, s.events.all(id), stages, baseCurrency)
    if (!history) continue
    s.addState.run({ dealId: id, ...history.state })
    for (const stage of history.stages) {
      s.addStage.run({ dealId: id, ...stage, isVisited: Number(stage.isVisited), isLostHere: Number(stage.isLostHere) })
    }
  }
}
