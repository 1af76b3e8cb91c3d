import type { Context } from '#main/app/context.ts'
import { normalise } from '#shared/normalise.ts'
import type { Base, BaseRow } from './base.queries.ts'
import { actionOf, changed, changesOf, leftOut, type Policy, type RowWriter } from './outcome.ts'
import type { ProductOfRow } from './productRow.ts'

/** Adds what the firm sells; one of the same id, code or name is the same product. */
export function productWriter(ctx: Context, base: Base, { importRunId, policy }: { readonly importRunId: string; readonly policy: Policy }): RowWriter {
  return ({ record, remarks }, rowNumber) => {
    if (record?.kind !== 'product') return { kind: 'failed', remarks }
    const row = record.value
    const same = findProduct(base, { externalId: row.externalId, code: row.code, name: row.name })
    const action = actionOf(policy, rowNumber, same && { isSure: true })
    const at = ctx.now()
    const said = columnsOf(row)
    if (action === 'create') {
      base.insert('product', { id: ctx.newId(), ...said, import_run_id: importRunId, created_at: at, updated_at: at })
      return { kind: 'created', remarks }
    }
    if (!same) return leftOut()
    const matchName = String(same['name'])
    const change = action === 'skip' ? {} : changed(same, said, action)
    if (Object.keys(change).length === 0) return { kind: 'duplicate', matchName, remarks: [{ outcome: 'duplicate', problem: 'duplicateRecord', detail: matchName }] }
    base.update('product', String(same['id']), { ...change, updated_at: at })
    return { kind: 'updated', matchName, remarks, changes: changesOf(same, change) }
  }
}

function columnsOf(row: ProductOfRow): BaseRow {
  return {
    name: row.name, code: row.code, unit: row.unit, price_minor: row.priceMinor, cost_minor: row.costMinor, currency: row.currency, external_id: row.externalId
  }
}

/** A product by its id in the other program, its code or, where neither says otherwise, its name. */
export function findProduct(base: Base, keys: { readonly externalId: string | null; readonly code: string | null; readonly name: string | null }): BaseRow | undefined {
  const { externalId, code, name } = keys
  const isNamed = (product: BaseRow) => name === null || normalise(String(product['name'])) === normalise(name)
  const byId = externalId === null ? undefined : base.find('product.external_id', externalId).find((product) => isNamed(product) || (code !== null && product['code'] === code))
  if (byId) return byId
  const byCode = code === null ? undefined : base.find('product.code', code)[0]
  if (byCode) return byCode
  if (name === null) return undefined
  const differs = (said: string | null, stored: BaseRow[string] | undefined) => said !== null && (stored ?? null) !== null && said !== stored
  return base.find('product.name', name).find((product) => !differs(code, product['code']) && !differs(externalId, product['external_id']))
}
