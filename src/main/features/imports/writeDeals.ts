import { generateKeyBetween } from 'fractional-indexing'
import type { Context } from '#main/app/context.ts'
import { startOfDayMs } from '#shared/day.ts'
import type { Base, BaseRow, Value } from './base.queries.ts'
import type { DealOfRow, StageNames } from './dealRow.ts'
import { inNotes, warning } from './fields.ts'
import type { LinkFinder } from './findLinked.ts'
import { actionOf, changed, changesOf, leftOut, type Policy, type RowOutcome, type RowWriter } from './outcome.ts'

/** Noon: a day known without its hour must not slip into the day before or after. */
const noonMs = 12 * 3_600_000

export type DealDefaults = {
  readonly importRunId: string
  readonly sourceId: string
  readonly ownerIds: readonly string[]
  readonly sourceByName: (name: string) => string | undefined
  readonly lostReasonByName: (name: string) => string | undefined
  readonly policy: Policy
  readonly links: LinkFinder
  readonly pipelineId: string
  readonly stages: StageNames
  readonly baseCurrency: string
  readonly timeZone: string
  readonly fileName: string
  /** The user of a name; made when nobody is called so, since history without its people says nothing. */
  readonly ownerOrNew: (name: string) => string
}

/**
 * Makes deals of rows. The client is found by any key and made when only its name is known; deals that name no client come
 * together under one client named after the file. What happened step by step is not known, so the beginning and the end
 * are written as imputed stage changes (decisions.md 5). A deal that is there is filled or changed, but never moved.
 */
export function dealWriter(ctx: Context, base: Base, defaults: DealDefaults): RowWriter {
  const orderKeys = new Map<string, string | null>()
  let turn = 0

  function nextOrderKey(stageId: string): string {
    const last = orderKeys.has(stageId) ? orderKeys.get(stageId) : base.lastOrderKey(defaults.pipelineId, stageId)
    const key = generateKeyBetween(last ?? null, null)
    orderKeys.set(stageId, key)
    return key
  }

  return ({ record, remarks }, rowNumber): RowOutcome => {
    if (record?.kind !== 'deal') return { kind: 'failed', remarks }
    const deal = record.value
    const same = deal.externalId === null ? undefined : base.find('deal.external_id', deal.externalId)[0]
    const action = actionOf(defaults.policy, rowNumber, same && { isSure: true })
    if (same && action !== 'create') return change(same, deal, action)
    if (action !== 'create') return leftOut()
    const isUnnamed = Object.values(deal.link).every((key) => key === null) && deal.contactExternalId === null
    const linked = defaults.links.findOrMake(isUnnamed ? { link: { ...deal.link, name: defaults.fileName } } : deal)
    if ('failure' in linked) return { kind: 'failed', remarks: linked.failure }
    insertDeal(linked.clientId, deal)
    return { kind: 'created', remarks: [...remarks, ...linked.remarks] }
  }

  function change(same: BaseRow, deal: DealOfRow, action: 'fill' | 'overwrite' | 'skip'): RowOutcome {
    const matchName = String(same['title'])
    const duplicate: RowOutcome = { kind: 'duplicate', matchName, remarks: [{ outcome: 'duplicate', problem: 'duplicateExternalId', detail: deal.externalId }] }
    if (action === 'skip') return duplicate
    const said: Record<string, Value> = {
      title: deal.title, expected_on: deal.expectedOn,
      source_id: deal.sourceName === '' ? null : (defaults.sourceByName(deal.sourceName) ?? null),
      owner_id: deal.ownerName === '' ? null : defaults.ownerOrNew(deal.ownerName)
    }
    if (deal.isAmountSaid) Object.assign(said, { amount_minor: deal.amountMinor, currency: deal.currency })
    const columns = changed(same, said, action)
    const isMoved = deal.isStageSaid && deal.stageId !== same['stage_id']
    const remarks = isMoved ? [warning('stageNotMoved', deal.externalId ?? '')] : []
    if (Object.keys(columns).length === 0) return duplicate
    base.update('deal', String(same['id']), { ...columns, updated_at: ctx.now() })
    return { kind: 'updated', matchName, remarks, changes: changesOf(same, columns) }
  }

  function insertDeal(clientId: string, deal: DealOfRow): void {
    const now = ctx.now()
    const createdAt = deal.createdOn !== null ? atNoon(deal.createdOn) : deal.closedOn !== null ? atNoon(deal.closedOn) : now
    const closedAt = deal.closedOn !== null ? Math.max(atNoon(deal.closedOn), createdAt + 1) : null
    const id = ctx.newId()
    const ownerId = deal.ownerName === '' ? nextOwner() : defaults.ownerOrNew(deal.ownerName)
    const lostReasonId = deal.lostReason === null ? null : (defaults.lostReasonByName(deal.lostReason) ?? null)
    base.insert('deal', {
      id,
      client_id: clientId,
      title: deal.title,
      amount_minor: deal.amountMinor,
      currency: deal.currency,
      pipeline_id: defaults.pipelineId,
      stage_id: deal.stageId,
      order_key: nextOrderKey(deal.stageId),
      owner_id: ownerId,
      source_id: defaults.sourceByName(deal.sourceName) ?? defaults.sourceId,
      expected_on: deal.expectedOn,
      closed_at: closedAt,
      lost_reason_id: lostReasonId,
      // What is in no list of ours is kept as it was written.
      lost_note: lostReasonId === null ? deal.lostReason : null,
      external_id: deal.externalId,
      import_run_id: defaults.importRunId,
      created_at: createdAt,
      updated_at: now
    })
    if (deal.note !== null) {
      for (const text of inNotes(deal.note)) {
        base.insert('note', { id: ctx.newId(), client_id: clientId, deal_id: id, contact_id: null, kind: 'note', text, at: createdAt, by_id: ownerId, created_at: now, updated_at: now })
      }
    }
    const entered = closedAt === null ? deal.stageId : defaults.stages.first
    addChange(id, null, entered, createdAt, ownerId, deal)
    if (closedAt !== null) addChange(id, entered, deal.stageId, closedAt, ownerId, deal)
  }

  function nextOwner(): string | null {
    const owner = defaults.ownerIds[turn % Math.max(1, defaults.ownerIds.length)] ?? null
    turn += 1
    return owner
  }

  function addChange(dealId: string, from: string | null, to: string, at: number, ownerId: string | null, deal: DealOfRow): void {
    base.insert('stage_change', {
      id: ctx.newId(),
      deal_id: dealId,
      pipeline_id: defaults.pipelineId,
      from_stage_id: from,
      to_stage_id: to,
      owner_id: ownerId,
      amount_minor: deal.amountMinor,
      currency: deal.currency,
      amount_base_minor: deal.currency === defaults.baseCurrency ? deal.amountMinor : null,
      is_imputed: 1,
      at,
      by_id: ctx.userId,
      workstation_id: ctx.workstationId
    })
  }

  function atNoon(day: string): number {
    return startOfDayMs(day, defaults.timeZone) + noonMs
  }
}
