import type { Invoice, InvoiceLine, PaymentMethod } from '#shared/contract/invoices.ts'
import { currencyExponent, MAX_MINOR } from '#shared/money.ts'
import { documentTotals, type DocumentTotals, type VatMethod, type VatRate } from '#shared/vat.ts'
import type { InputFor } from '../../app/api.ts'
import { readDecimal, writeDecimal } from './decimals.ts'

const quantityDigits = 6
const priceDigits = 8
const discountDigits = 2
const maxQuantityMicro = 1_000_000_000_000_000

/** A line as it is typed: numbers are texts until they are saved. */
export type LineText = {
  /** Tells rows apart on the screen. */
  readonly key: string
  readonly id: string | null
  readonly name: string
  readonly unit: string
  readonly quantity: string
  readonly price: string
  readonly discount: string
  readonly vatCode: string
}

/** The draft as the editor holds it. */
export type DraftValues = {
  readonly issuedOn: string | null
  readonly soldOn: string | null
  readonly dueOn: string | null
  readonly place: string
  readonly currency: string
  readonly method: VatMethod
  readonly paymentMethod: PaymentMethod
  readonly buyer: {
    readonly name: string
    readonly taxNumber: string
    readonly country: string
    readonly street: string
    readonly postalCode: string
    readonly town: string
  }
  readonly note: string
  readonly lines: readonly LineText[]
}

/** Puts one field of the draft. */
export type SetDraft = <K extends keyof DraftValues>(field: K, value: DraftValues[K]) => void

/** What the store has, as texts. Rows that are on the screen already keep their keys, so that the focus stays in them. */
export function draftValues(invoice: Invoice, language: string, shown: readonly LineText[]): DraftValues {
  const { issuedOn, soldOn, dueOn, place, currency, method, paymentMethod, buyer, note } = invoice
  return {
    issuedOn,
    soldOn,
    dueOn,
    place: place ?? '',
    currency,
    method,
    paymentMethod,
    buyer: {
      name: buyer.name,
      taxNumber: buyer.taxNumber ?? '',
      country: buyer.country,
      street: buyer.street ?? '',
      postalCode: buyer.postalCode ?? '',
      town: buyer.town ?? ''
    },
    note: note ?? '',
    lines: invoice.lines.map((line, index) => lineText(line, shown[index]?.key ?? line.id, currency, language))
  }
}

function lineText(line: InvoiceLine, key: string, currency: string, language: string): LineText {
  return {
    key,
    id: line.id,
    name: line.name,
    unit: line.unit,
    quantity: writeDecimal(line.quantityMicro, quantityDigits, 0, language),
    price: writeDecimal(line.unitPriceE8, priceDigits, currencyExponent(currency), language),
    discount: line.discountBp === 0 ? '' : writeDecimal(line.discountBp, discountDigits, 0, language),
    vatCode: line.vatCode
  }
}

/** An empty line to fill in, taxed as the one above it. */
export function newLine(unit: string, vatCode: string): LineText {
  return { key: crypto.randomUUID(), id: null, name: '', unit, quantity: '1', price: '', discount: '', vatCode }
}

export type LineProblem = 'quantity' | 'price' | 'discount'
export type ReadLine = {
  readonly quantityMicro: number
  readonly unitPriceE8: number
  readonly discountBp: number
  readonly problems: readonly LineProblem[]
}

/** The numbers of a line in the units of the store; an empty price and discount are zero, what is no number counts as zero. */
export function readLine(line: LineText, language: string): ReadLine {
  const quantity = readDecimal(line.quantity, quantityDigits, language)
  const price = line.price.trim() === '' ? 0 : readDecimal(line.price, priceDigits, language)
  const discount = line.discount.trim() === '' ? 0 : readDecimal(line.discount, discountDigits, language)
  const isQuantity = quantity !== undefined && quantity >= 0 && quantity <= maxQuantityMicro
  const isDiscount = discount !== undefined && discount >= 0 && discount <= 10_000
  return {
    quantityMicro: isQuantity ? quantity : 0,
    unitPriceE8: price ?? 0,
    discountBp: isDiscount ? discount : 0,
    problems: [...(isQuantity ? [] : ['quantity' as const]), ...(price === undefined ? ['price' as const] : []), ...(isDiscount ? [] : ['discount' as const])]
  }
}

/** Totals of what stands in the editor now; null when a sum is beyond all measure. */
export function draftTotals(values: DraftValues, rates: readonly VatRate[], language: string): DocumentTotals | null {
  const lines = values.lines.map((line) => {
    const { problems: _problems, ...numbers } = readLine(line, language)
    return { ...numbers, vatCode: line.vatCode, percentBp: rates.find((rate) => rate.code === line.vatCode)?.percentBp ?? null }
  })
  try {
    const totals = documentTotals(lines, values.method, values.currency)
    return Math.abs(totals.grossMinor) > MAX_MINOR || totals.linesMinor.some((minor) => Math.abs(minor) > MAX_MINOR) ? null : totals
  } catch {
    return null
  }
}

/** What is saved. Call it only when no line has a problem. */
export function draftInput(id: string, values: DraftValues, language: string): InputFor<'invoices.changeDraft'> {
  return {
    id,
    ...values,
    lines: values.lines.map((line) => {
      const { problems: _problems, ...numbers } = readLine(line, language)
      return { id: line.id, name: line.name, unit: line.unit, vatCode: line.vatCode, ...numbers }
    })
  }
}
