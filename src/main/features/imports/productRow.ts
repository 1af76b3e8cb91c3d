import { amountOf, currencyOf } from './dealRow.ts'
import { failed, lineOrNull, type RowResult, type RowValues } from './fields.ts'

export type ProductOfRow = {
  readonly name: string
  readonly code: string | null
  readonly unit: string | null
  readonly priceMinor: number | null
  readonly costMinor: number | null
  readonly currency: string | null
  readonly externalId: string | null
}

/** Reads something that the firm sells; a price that cannot be understood fails the row. */
export function readProduct(row: RowValues, homeCurrency: string): RowResult<ProductOfRow> {
  const error = row.errorIn('product') ?? row.errorIn('price') ?? row.errorIn('cost')
  if (error) return failed('cellError', error.text)
  const name = lineOrNull(row.text('product'), 300) ?? lineOrNull(row.text('productCode'), 300)
  if (name === null) return failed('nameMissing', null)
  const currency = currencyOf(row, homeCurrency)
  if (currency === undefined) return failed('currencyUnknown', row.text('currency'))
  const priceMinor = amountOf(row, 'price', currency)
  if (priceMinor === undefined || (priceMinor ?? 0) < 0) return failed('amountUnreadable', row.text('price'))
  const costMinor = amountOf(row, 'cost', currency)
  if (costMinor === undefined || (costMinor ?? 0) < 0) return failed('amountUnreadable', row.text('cost'))
  return {
    remarks: [],
    value: {
      name, priceMinor, costMinor,
      code: lineOrNull(row.text('productCode'), 100),
      unit: lineOrNull(row.text('unit'), 20),
      currency: priceMinor === null && costMinor === null ? null : currency,
      externalId: lineOrNull(row.text('externalId'), 200)
    }
  }
}
