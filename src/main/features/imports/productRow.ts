import { amountOf, currencyOf } from './dealRow.ts'
import { failed, type FieldWords, type Kept, lineOf, type RowResult, type RowValues } from './fields.ts'

export type ProductOfRow = {
  readonly name: string
  readonly code: string | null
  readonly unit: string | null
  readonly priceMinor: number | null
  readonly costMinor: number | null
  readonly currency: string | null
  readonly externalId: string | null
}

/** Reads something that the firm sells; a price that cannot be understood fails the row, a text that is cut is told. */
export function readProduct(row: RowValues, homeCurrency: string, words: FieldWords): RowResult<ProductOfRow> {
  const error = row.errorIn('product') ?? row.errorIn('price') ?? row.errorIn('cost')
  if (error) return failed('cellError', error.text)
  const kept: Kept = { remarks: [], texts: [] }
  const code = lineOf(row, 'productCode', 100, words, kept)
  const name = lineOf(row, 'product', 300, words, kept) ?? code
  if (name === null) return failed('nameMissing', null)
  const currency = currencyOf(row, homeCurrency)
  if (currency === undefined) return failed('currencyUnknown', row.text('currency'))
  const priceMinor = amountOf(row, 'price', currency)
  if (priceMinor === undefined || (priceMinor ?? 0) < 0) return failed('amountUnreadable', row.text('price'))
  const costMinor = amountOf(row, 'cost', currency)
  if (costMinor === undefined || (costMinor ?? 0) < 0) return failed('amountUnreadable', row.text('cost'))
  return {
    remarks: kept.remarks,
    value: {
      name, code, priceMinor, costMinor,
      unit: lineOf(row, 'unit', 20, words, kept),
      currency: priceMinor === null && costMinor === null ? null : currency,
      externalId: lineOf(row, 'externalId', 200, words, kept)
    }
  }
}
