import type { Context } from '#main/app/context.ts'
import type { Base } from './base.queries.ts'
import type { LinkFinder } from './findLinked.ts'
import { actionOf, leftOut, type Policy, type RowWriter } from './outcome.ts'
import type { PurchaseOfRow } from './purchaseRow.ts'
import { findProduct } from './writeProducts.ts'

export type PurchaseDefaults = { readonly importRunId: string; readonly policy: Policy; readonly links: LinkFinder }

/** Adds sales of the past; rows of one number and client are lines of one invoice. What is there already is left as it is. */
export function purchaseWriter(ctx: Context, base: Base, { importRunId, policy, links }: PurchaseDefaults): RowWriter {
  return ({ record, remarks }, rowNumber) => {
    if (record?.kind !== 'purchase') return { kind: 'failed', remarks }
    const row = record.value
    const linked = links.findOrMake(row)
    if ('failure' in linked) return { kind: 'failed', remarks: linked.failure }
    const same = findSame(linked.clientId, row)
    // A line of an invoice whose first lines this very import brought.
    const isNextLine = same?.['import_run_id'] === importRunId && (row.number !== null || row.externalId !== null)
    const action = isNextLine ? 'create' : actionOf(policy, rowNumber, same && { isSure: true })
    if (action !== 'create') {
      if (!same) return leftOut()
      const detail = row.number ?? row.externalId ?? row.boughtOn
      return { kind: 'duplicate', matchName: detail, remarks: [{ outcome: 'duplicate', problem: 'duplicateRecord', detail }] }
    }
    if (isNextLine && same) addLine(String(same['id']), row, { netMinor: Number(same['net_minor']), costMinor: same['cost_minor'] === null || same['cost_minor'] === undefined ? null : Number(same['cost_minor']) })
    else insert(linked.clientId, row)
    return { kind: 'created', remarks: [...remarks, ...linked.remarks] }
  }

  function findSame(clientId: string, row: PurchaseOfRow) {
    const ours = (rows: ReturnType<Base['find']>) => rows.find((purchase) => purchase['client_id'] === clientId)
    if (row.externalId !== null) return ours(base.find('purchase.external_id', row.externalId))
    if (row.number !== null) return ours(base.find('purchase.number', row.number))
    return base
      .find('purchase.client_id', clientId)
      .find((purchase) => (purchase['number'] ?? null) === null && purchase['bought_on'] === row.boughtOn && purchase['net_minor'] === row.netMinor && purchase['import_run_id'] !== importRunId)
  }

  function insert(clientId: string, row: PurchaseOfRow): void {
    const at = ctx.now()
    const id = ctx.newId()
    base.insert('purchase', {
      id, client_id: clientId, number: row.number, bought_on: row.boughtOn, currency: row.currency, net_minor: row.netMinor, cost_minor: row.costMinor,
      external_id: row.externalId, import_run_id: importRunId, created_at: at, updated_at: at
    })
    insertLine(id, row, at)
  }

  function addLine(id: string, row: PurchaseOfRow, sums: { readonly netMinor: number; readonly costMinor: number | null }): void {
    const at = ctx.now()
    // Only where every line says what it cost does the whole have a cost.
    const costMinor = sums.costMinor === null || row.costMinor === null ? null : sums.costMinor + row.costMinor
    base.update('purchase', id, { net_minor: sums.netMinor + row.netMinor, cost_minor: costMinor, updated_at: at })
    insertLine(id, row, at)
  }

  function insertLine(purchaseId: string, row: PurchaseOfRow, at: number): void {
    if (row.productName === null && row.productCode === null) return
    const product = findProduct(base, { externalId: null, code: row.productCode, name: row.productName })
    base.insert('purchase_line', {
      id: ctx.newId(), purchase_id: purchaseId, product_id: product ? String(product['id']) : null, name: row.productName ?? (product ? String(product['name']) : (row.productCode ?? '')),
      quantity_micro: row.quantityMicro, net_minor: row.netMinor, cost_minor: row.costMinor, created_at: at, updated_at: at
    })
  }
}
