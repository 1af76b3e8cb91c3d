import type { Db } from '#main/db/open.ts'
import type { DealCard } from '#shared/contract/deals.ts'

export type StateRow = {
  readonly outcome: 'open' | 'won' | 'lost'
  readonly stageId: string
  readonly enteredAt: number
  readonly createdAt: number
  readonly closedAt: number | null
}

export function findDealState(db: Db, dealId: string): StateRow | undefined {
  return db.$client
    .prepare<[string], StateRow>(
      `SELECT outcome, stage_id AS stageId, entered_at AS enteredAt, created_at AS createdAt, closed_at AS closedAt
       FROM deal_state WHERE deal_id = ?`
    )
    .get(dealId)
}

export type ReachedStage = {
  readonly stageId: string
  readonly isVisited: number
  readonly firstEnteredAt: number
  readonly stayMs: number
  readonly isLostHere: number
}

export function listReachedStages(db: Db, dealId: string): ReachedStage[] {
  return db.$client
    .prepare<[string], ReachedStage>(
      `SELECT stage_id AS stageId, is_visited AS isVisited, first_entered_at AS firstEnteredAt, stay_ms AS stayMs, is_lost_here AS isLostHere
       FROM deal_stage WHERE deal_id = ? ORDER BY position, stage_id`
    )
    .all(dealId)
}

export function getDealClient(db: Db, clientId: string): DealCard['client'] {
  return db.$client
    .prepare<[string], DealCard['client']>(
      `SELECT c.id, c.name, c.town, c.tax_number AS taxNumber, s.phone, s.email
       FROM client AS c LEFT JOIN client_summary AS s ON s.client_id = c.id WHERE c.id = ?`
    )
    .get(clientId) as DealCard['client']
}

export type EventRow = {
  readonly id: string
  readonly at: number
  readonly byId: string | null
  readonly fromStageId: string | null
  readonly toStageId: string
  readonly amountMinor: number
  readonly currency: string
  readonly isImputed: number
}

/** Stage changes of a deal, latest first. */
export function listStageChanges(db: Db, dealId: string): EventRow[] {
  return db.$client
    .prepare<[string], EventRow>(
      `SELECT id, at, by_id AS byId, from_stage_id AS fromStageId, to_stage_id AS toStageId, amount_minor AS amountMinor, currency,
         is_imputed AS isImputed
       FROM stage_change WHERE deal_id = ? AND undone_at IS NULL ORDER BY at DESC, id DESC LIMIT 200`
    )
    .all(dealId)
}

export type OwnerRow = {
  readonly id: string
  readonly at: number
  readonly byId: string | null
  readonly fromOwnerId: string | null
  readonly toOwnerId: string | null
}

export function listOwnerChanges(db: Db, dealId: string): OwnerRow[] {
  return db.$client
    .prepare<[string], OwnerRow>(
      `SELECT id, at, by_id AS byId, from_owner_id AS fromOwnerId, to_owner_id AS toOwnerId
       FROM owner_change WHERE deal_id = ? AND undone_at IS NULL ORDER BY at DESC, id DESC LIMIT 200`
    )
    .all(dealId)
}

export type NoteRow = { readonly id: string; readonly at: number; readonly byId: string | null; readonly text: string }

export function listDealNotes(db: Db, dealId: string, clientId: string): NoteRow[] {
  return db.$client
    .prepare<[string, string], NoteRow>(
      `SELECT id, at, by_id AS byId, text FROM note
       WHERE client_id = ? AND deal_id = ? AND deleted_at IS NULL ORDER BY at DESC, id DESC LIMIT 200`
    )
    .all(clientId, dealId)
}

export type CallRow = { readonly id: string; readonly at: number; readonly byId: string | null; readonly dispositionId: string; readonly reasonId: string | null; readonly text: string }

/** Calls to the client since the deal was created, latest first, and the one that it came from. */
export function listDealCalls(db: Db, dealId: string, clientId: string, since: number): CallRow[] {
  return db.$client
    .prepare<[string, string, number], CallRow>(
      `SELECT id, started_at AS at, by_id AS byId, disposition_id AS dispositionId, reason_id AS reasonId, coalesce(note, '') AS text FROM call_attempt
       WHERE client_id = ? AND undone_at IS NULL AND (deal_id = ? OR started_at >= ?) ORDER BY started_at DESC, id DESC LIMIT 200`
    )
    .all(clientId, dealId, since)
}

export type TaskRow = {
  readonly id: string
  readonly kind: 'call' | 'meeting' | 'mail' | 'other'
  readonly text: string
  readonly on: string
  readonly at: number | null
  readonly ownerId: string | null
}

/** What is still to do about a deal or about its client as a whole. */
export function listDealTasks(db: Db, dealId: string, clientId: string): TaskRow[] {
  return db.$client
    .prepare<[string, string], TaskRow>(
      `SELECT id, kind, text, due_on AS "on", due_at AS at, owner_id AS ownerId FROM task
       WHERE client_id = ? AND (deal_id = ? OR deal_id IS NULL) AND done_at IS NULL AND deleted_at IS NULL
       ORDER BY due_on, coalesce(due_at, 0), id LIMIT 200`
    )
    .all(clientId, dealId)
}

export function listDealInvoices(db: Db, dealId: string): DealCard['invoices'] {
  return db.$client
    .prepare<[string], DealCard['invoices'][number]>(
      `SELECT id, number, state, gross_minor AS grossMinor, currency, due_on AS dueOn FROM invoice
       WHERE deal_id = ? AND deleted_at IS NULL ORDER BY coalesce(issued_at, created_at) DESC, id DESC LIMIT 200`
    )
    .all(dealId)
}

/** Whether a client owes something past its day. */
export function owesOverdue(db: Db, clientId: string, today: string): boolean {
  return (
    db.$client
      .prepare(
        `SELECT 1 FROM invoice AS i WHERE i.client_id = ? AND i.state = 'issued' AND i.deleted_at IS NULL AND i.due_on < ?
           AND i.gross_minor > (SELECT coalesce(sum(a.amount_minor), 0) FROM allocation AS a WHERE a.invoice_id = i.id AND a.deleted_at IS NULL)
         LIMIT 1`
      )
      .get(clientId, today) !== undefined
  )
}
