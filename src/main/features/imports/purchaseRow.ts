import { lineAmount, MAX_MINOR, UNIT_PRICE_SCALE } from '#shared/money.ts'
import { amountOf, currencyOf } from './dealRow.ts'
import { dayOf, type DayReading, failed, type FieldWords, type Kept, lineOf, type RowResult, type RowValues } from './fields.ts'
import { type ClientLink, isLinked, readLink } from './linkOfRow.ts'
import { microOf } from './propertyValues.ts'

/** A past invoice or one line of it; rows of the same number belong together. */
export type PurchaseOfRow = {
  readonly link: ClientLink
  readonly number: string | null
  readonly boughtOn: string
  readonly currency: string
  /** Of this row; negative when it takes something back. */
  readonly netMinor: number
  readonly costMinor: number | null
  readonly productName: string | null
  readonly productCode: string | null
  readonly quantityMicro: number
  readonly externalId: string | null
}

const micro = 1_000_000

/** Reads a sale of the past. The amount is that of the row, or quantity times price; nothing else is made up. */
export function readPurchase(row: RowValues, country: string, homeCurrency: string, days: DayReading, words: FieldWords): RowResult<PurchaseOfRow> {
  const error = row.errorIn('amount') ?? row.errorIn('price') ?? row.errorIn('quantity') ?? row.errorIn('boughtOn')
  if (error) return failed('cellError', error.text)
  const bought = dayOf(row, 'boughtOn', days)
  if (bought.problem) return failed(bought.problem, bought.detail ?? null)
  if (bought.day === null) return failed('dayMissing', null)
  const currency = currencyOf(row, homeCurrency)
  if (currency === undefined) return failed('currencyUnknown', row.text('currency'))
  const quantityText = row.text('quantity')
  const quantityMicro = quantityText === '' ? micro : microOf(quantityText)
  if (quantityMicro === undefined) return failed('amountUnreadable', quantityText)
  const netMinor = netOf(row, currency, quantityMicro)
  if (netMinor === null) return failed('amountMissing', null)
  if (netMinor === undefined) return failed('amountUnreadable', row.text('amount') || row.text('price'))
  if (Math.abs(netMinor) > MAX_MINOR) return failed('amountTooLarge', row.text('amount') || row.text('price'))
  const costMinor = amountOf(row, 'cost', currency)
  if (costMinor === undefined) return failed('amountUnreadable', row.text('cost'))
  const kept: Kept = { remarks: [], texts: [] }
  const link = readLink(row, country, words, kept)
  if (!isLinked(link)) return failed('clientMissing', null)
  return {
    remarks: kept.remarks,
    value: {
      link, boughtOn: bought.day, currency, netMinor, costMinor, quantityMicro,
      number: lineOf(row, 'number', 100, words, kept),
      productName: lineOf(row, 'product', 300, words, kept),
      productCode: lineOf(row, 'productCode', 100, words, kept),
      externalId: lineOf(row, 'externalId', 200, words, kept)
    }
  }
}

/** Null where nothing says how much, undefined where it cannot be read. */
function netOf(row: RowValues, currency: string, quantityMicro: number): number | null | undefined {
  const amount = amountOf(row, 'amount', currency)
  if (amount !== null) return amount
  // A price may have more decimals than money has: it is read to four.
  const text = row.text('price')
  if (text === '') return null
  const priceMicro = microOf(text.replace(/[\p{L}\p{Sc}]+\.?/gu, ''))
  if (priceMicro !== undefined && Math.abs((quantityMicro / micro) * (priceMicro / micro)) > MAX_MINOR / 1000) return Number.POSITIVE_INFINITY
  if (priceMicro === undefined || !Number.isSafeInteger(priceMicro * (UNIT_PRICE_SCALE / micro))) return undefined
  return lineAmount(quantityMicro, priceMicro * (UNIT_PRICE_SCALE / micro), 0, currency)
}
