import { generateKeyBetween } from 'fractional-indexing'
import type { Context } from '#main/app/context.ts'
import type { DayOrder } from '#shared/contract/imports.ts'
import { startOfDayMs } from '#shared/day.ts'
import { checkTaxNumber } from '#shared/identifiers.ts'
import { normalise } from '#shared/normalise.ts'
import type { DealOfRow, StageNames } from './dealRow.ts'
import type { Remark } from './fields.ts'
import type { ImportStatements } from './imports.queries.ts'
import { type ClientDefaults, insertClient, type RowWriter } from './writeClients.ts'

/** Noon: a day known without its hour must not slip into the day before or after. */
const noonMs = 12 * 3_600_000

export type DealDefaults = ClientDefaults & {
  readonly pipelineId: string
  readonly stages: StageNames
  readonly currency: string
  readonly baseCurrency: string
  readonly timeZone: string
  readonly dayOrder: DayOrder
  readonly fileName: string
  /** The user of a name; made when nobody is called so, since history without its people says nothing. */
  readonly ownerOrNew: (name: string) => string
}

/**
 * Makes deals of rows. The client is found by tax number, its id in the other program, or name, and made when it is
 * missing; deals that name no client come together under one client named after the file. What happened step by step is
 * not known, so the beginning and the end are written as imputed stage changes (decisions.md 5).
 */
export function dealWriter(ctx: Context, statements: ImportStatements, defaults: DealDefaults): RowWriter {
  const orderKeys = new Map<string, string | null>()
  const clientIds = new Map<string, string>()

  function nextOrderKey(stageId: string): string {
    const last = orderKeys.has(stageId) ? orderKeys.get(stageId) : statements.lastOrderKey.get(defaults.pipelineId, stageId)
    const key = generateKeyBetween(last ?? null, null)
    orderKeys.set(stageId, key)
    return key
  }

  function findClient(deal: DealOfRow): { id: string } | { problem: Remark['problem']; detail: string } {
    if (deal.clientTaxNumber !== '') {
      const checked = checkTaxNumber(deal.clientTaxNumber, defaults.country)
      const owned = checked.ok ? statements.byTaxNumber.get(checked.value) : undefined
      if (owned) return { id: owned.clientId }
    }
    if (deal.clientExternalId !== '') {
      const owned = statements.byExternalId.all(deal.clientExternalId)
      if (owned.length === 1) return { id: owned[0]!.clientId }
      if (owned.length > 1) return { problem: 'clientAmbiguous', detail: deal.clientExternalId }
    }
    const name = deal.clientName || defaults.fileName
    const key = normalise(name)
    const known = clientIds.get(key)
    if (known !== undefined) return { id: known }
    const owned = statements.bySortName.all(key)
    if (owned.length > 1) return { problem: 'clientAmbiguous', detail: name }
    const id = owned[0]?.clientId ?? insertClient(ctx, statements, defaults, bareClient(name, defaults.country))
    clientIds.set(key, id)
    return { id }
  }

  return ({ deal, remarks }) => {
    if (!deal) return { kind: 'failed', remarks }
    if (deal.externalId !== null && statements.dealByExternalId.get(deal.externalId) !== undefined) {
      return { kind: 'duplicate', remarks: [{ outcome: 'duplicate', problem: 'duplicateExternalId', detail: deal.externalId }] }
    }
    const client = findClient(deal)
    if ('problem' in client) return { kind: 'failed', remarks: [{ outcome: 'failed', ...client }] }
    insertDeal(client.id, deal)
    return { kind: 'created', remarks }
  }

  function insertDeal(clientId: string, deal: DealOfRow): void {
    const now = ctx.now()
    const createdAt = deal.createdOn !== null ? atNoon(deal.createdOn) : deal.closedOn !== null ? atNoon(deal.closedOn) : now
    const closedAt = deal.closedOn !== null ? Math.max(atNoon(deal.closedOn), createdAt + 1) : null
    const id = ctx.newId()
    const ownerId = deal.ownerName === '' ? defaults.ownerId : defaults.ownerOrNew(deal.ownerName)
    statements.deal.run({
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
      external_id: deal.externalId,
      import_run_id: defaults.importRunId,
      created_at: createdAt,
      updated_at: now
    })
    if (deal.note !== null) {
      statements.note.run({
        id: ctx.newId(), client_id: clientId, deal_id: id, text: deal.note.slice(0, 4000), at: createdAt, by_id: ownerId, created_at: now, updated_at: now
      })
    }
    const entered = closedAt === null ? deal.stageId : defaults.stages.first
    addChange(id, null, entered, createdAt, ownerId, deal)
    if (closedAt !== null) addChange(id, entered, deal.stageId, closedAt, ownerId, deal)
  }

  function addChange(dealId: string, from: string | null, to: string, at: number, ownerId: string | null, deal: DealOfRow): void {
    statements.stageChange.run({
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

function bareClient(name: string, country: string): Parameters<typeof insertClient>[3] {
  return {
    name: name.slice(0, 300), kind: 'company', status: 'prospect', shortName: null, taxNumber: null, registryNumber: null, country, street: null,
    postalCode: null, town: null, region: null, website: null, description: null, externalId: null, sourceName: '', ownerName: '', phones: [],
    emails: [], contact: null
  }
}
