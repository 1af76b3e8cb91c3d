import { z } from 'zod'
import { MAX_MINOR } from '../money.ts'
import type { Reason } from '../reasons.ts'
import type { VatMethod, VatRow } from '../vat.ts'
import { country, currency, day, languages, page, recordId } from './app.ts'
import { command, job, query, returns } from './define.ts'

export const invoiceStates = ['draft', 'issued'] as const
export type InvoiceState = (typeof invoiceStates)[number]
export const paymentMethods = ['transfer', 'cash', 'card'] as const
export type PaymentMethod = (typeof paymentMethods)[number]
/** 'open' still asks for money, 'overdue' does so after its day, 'paid' asks for none; only issued invoices count. */
export const paymentStates = ['open', 'overdue', 'paid'] as const

const line = (most: number) => z.string().trim().max(most)
const optionalLine = (most: number) => line(most).transform((text) => (text === '' ? null : text)).nullable()
const positiveMinor = z.int().min(1).max(MAX_MINOR)
const period = z.strictObject({ from: day, to: day })

/** Who buys or sells, as printed. */
export type InvoiceParty = {
  readonly name: string
  readonly taxNumber: string | null
  readonly country: string
  readonly street: string | null
  readonly postalCode: string | null
  readonly town: string | null
}
export type InvoiceSeller = InvoiceParty & {
  readonly isVatPayer: boolean
  readonly bankAccount: string | null
  readonly bankName: string | null
  readonly email: string | null
  readonly phone: string | null
}

export const invoiceFilter = z.strictObject({
  state: z.enum(invoiceStates).nullable(),
  payment: z.enum(paymentStates).nullable(),
  clientId: recordId.nullable(),
  dealId: recordId.nullable(),
  /** By day of issue; leaves drafts out. */
  period: period.nullable(),
  /** Part of a number, of the buyer's or the client's name, or of a tax number. */
  search: z.string().max(200)
})
export type InvoiceFilter = z.input<typeof invoiceFilter>

export const invoiceSorts = ['number', 'client', 'issuedOn', 'dueOn', 'gross', 'paid', 'due'] as const
export const invoiceSort = z.strictObject({ by: z.enum(invoiceSorts), direction: z.enum(['asc', 'desc']) })
export type InvoiceSort = z.input<typeof invoiceSort>

export type InvoiceRow = {
  readonly id: string
  readonly state: InvoiceState
  /** Null while it is a draft. */
  readonly number: string | null
  readonly clientId: string
  readonly clientName: string
  readonly dealId: string | null
  readonly issuedOn: string | null
  readonly dueOn: string | null
  readonly currency: string
  readonly netMinor: number
  readonly grossMinor: number
  readonly paidMinor: number
  /** Gross less what was paid; 0 for a draft. */
  readonly dueMinor: number
  /** Days since the due day with money still owed; 0 otherwise. */
  readonly daysOverdue: number
}

/** Sums of the rows that a filter lets through, of one currency; drafts are not counted in. */
export type InvoiceSum = {
  readonly currency: string
  readonly invoiceCount: number
  readonly netMinor: number
  readonly grossMinor: number
  readonly paidMinor: number
  readonly dueMinor: number
  readonly overdueMinor: number
}
export type InvoiceList = { readonly rows: readonly InvoiceRow[]; readonly total: number; readonly sums: readonly InvoiceSum[] }

export type InvoiceLine = {
  readonly id: string
  readonly name: string
  readonly unit: string
  /** Quantity x 10^6. */
  readonly quantityMicro: number
  /** Unit price x 10^8 of the major unit: net in the net method, gross in the gross method. */
  readonly unitPriceE8: number
  readonly discountBp: number
  readonly vatCode: string
  readonly percentBp: number | null
  /** Value of the line: net in the net method, gross in the gross method. */
  readonly valueMinor: number
}
export type InvoicePayment = {
  readonly paymentId: string
  readonly paidOn: string
  readonly method: PaymentMethod
  readonly reference: string | null
  /** What of the payment covers this invoice. */
  readonly amountMinor: number
  /** The whole payment. */
  readonly paymentMinor: number
}
export type Invoice = {
  readonly id: string
  readonly state: InvoiceState
  readonly number: string | null
  readonly clientId: string
  readonly clientName: string
  readonly deal: { readonly id: string; readonly title: string } | null
  readonly issuedOn: string | null
  readonly soldOn: string | null
  readonly dueOn: string | null
  readonly place: string | null
  readonly currency: string
  readonly method: VatMethod
  readonly paymentMethod: PaymentMethod
  readonly netMinor: number
  readonly vatMinor: number
  readonly grossMinor: number
  /** As frozen at issue; for a draft what the firm's data say now. */
  readonly seller: InvoiceSeller
  readonly buyer: InvoiceParty
  readonly note: string | null
  readonly issuedAt: number | null
  readonly issuedByName: string | null
  readonly lines: readonly InvoiceLine[]
  readonly vat: readonly VatRow[]
  readonly payments: readonly InvoicePayment[]
  readonly paidMinor: number
  readonly dueMinor: number
  readonly daysOverdue: number
  /** The client's payments in this currency that cover nothing yet. */
  readonly creditMinor: number
  /** For a draft: why it could not be issued today as it stands. */
  readonly obstacles: readonly Reason[]
  /** For a draft: the number it would get if it were issued next, and the day of the last one issued in that series. */
  readonly next: { readonly number: string; readonly lastIssuedOn: string | null } | null
}

export const partyInput = z.strictObject({
  name: line(300),
  taxNumber: optionalLine(40),
  country,
  street: optionalLine(200),
  postalCode: optionalLine(20),
  town: optionalLine(100)
})
/** Units are those of the store; up to 10^9 pieces and 90 million a piece. */
export const lineInput = z.strictObject({
  /** Null for a new line. */
  id: recordId.nullable(),
  name: line(500),
  unit: line(20),
  quantityMicro: z.int().min(0).max(1_000_000_000_000_000),
  unitPriceE8: z.int().min(-9_000_000_000_000_000).max(9_000_000_000_000_000),
  discountBp: z.int().min(0).max(10_000),
  vatCode: z.string().min(1).max(20)
})
export const changeDraftInput = z.strictObject({
  id: recordId,
  issuedOn: day.nullable(),
  soldOn: day.nullable(),
  dueOn: day.nullable(),
  place: optionalLine(100),
  currency,
  method: z.enum(['net', 'gross']),
  paymentMethod: z.enum(paymentMethods),
  buyer: partyInput,
  note: optionalLine(2000),
  lines: z.array(lineInput).max(500)
})

const allocations = z.array(z.strictObject({ invoiceId: recordId, amountMinor: positiveMinor })).max(200)
export const receivePaymentInput = z.strictObject({
  clientId: recordId,
  paidOn: day,
  amountMinor: positiveMinor,
  currency,
  method: z.enum(paymentMethods),
  reference: optionalLine(200),
  allocations
})

/** Money of a client that came in, and what of it is still free. */
export type PaymentRow = {
  readonly id: string
  readonly clientId: string
  readonly clientName: string
  readonly paidOn: string
  readonly amountMinor: number
  readonly currency: string
  readonly method: PaymentMethod
  readonly reference: string | null
  /** Not yet used for an invoice. */
  readonly creditMinor: number
  readonly invoiceNumbers: readonly string[]
}

/** What one client owes in one currency, by how late it is (decisions.md 23). */
export type ReceivableRow = {
  /** Client and currency. */
  readonly id: string
  readonly clientId: string
  readonly clientName: string
  readonly ownerId: string | null
  readonly currency: string
  readonly dueMinor: number
  readonly overdueMinor: number
  /** Not yet due, then one for each span of `InvoiceTerms.bucketDays`, then the rest. */
  readonly bucketsMinor: readonly number[]
  readonly oldestDays: number
  readonly invoiceCount: number
  readonly creditMinor: number
}
export type ReceivableSum = Pick<ReceivableRow, 'currency' | 'dueMinor' | 'overdueMinor' | 'bucketsMinor' | 'creditMinor'> & {
  readonly clientCount: number
}
export type ReceivableList = {
  readonly rows: readonly ReceivableRow[]
  readonly total: number
  readonly sums: readonly ReceivableSum[]
  readonly bucketDays: readonly number[]
}
export const receivableSorts = ['client', 'due', 'overdue', 'oldest'] as const

/** What new invoices start with and how debts are grouped. */
export type InvoiceTerms = { readonly paymentDays: number; readonly bucketDays: readonly number[] }

/** Numbers of one series that were passed over; there should be none (accounting.md 6, rule 2). */
export type SeriesReport = {
  readonly seriesId: string
  readonly seriesCode: string
  readonly year: string
  readonly lastNumber: number
  readonly issuedCount: number
  readonly missing: readonly string[]
}

export const registerTables = ['documents', 'lines', 'vat', 'payments'] as const
export type RegisterTable = (typeof registerTables)[number]
export type ExportedRegister = { readonly path: string; readonly rowCounts: Readonly<Record<RegisterTable, number>> }

const invoiceReads = ['invoice', 'invoice_line', 'invoice_vat', 'payment', 'allocation', 'client', 'deal', 'firm', 'user'] as const

export const invoiceOperations = {
  'invoices.list': query(
    z.strictObject({ filter: invoiceFilter, sort: invoiceSort.nullable(), page }),
    returns<InvoiceList>(),
    ['invoice', 'allocation', 'client', 'firm']
  ),
  'invoices.get': query(z.strictObject({ id: recordId }), returns<Invoice>(), [...invoiceReads, 'vat_rate', 'workstation', 'document_series']),
  /** A draft for a client, filled in from a deal where one is named. */
  'invoices.draft': command(z.strictObject({ clientId: recordId, dealId: recordId.nullable() }), returns<{ readonly id: string }>(), [
    'invoice', 'invoice_line'
  ]),
  'invoices.changeDraft': command(changeDraftInput, returns<null>(), ['invoice', 'invoice_line']),
  'invoices.removeDraft': command(z.strictObject({ id: recordId }), returns<null>(), ['invoice']),
  /** Gives the number and freezes the document; cannot be taken back. */
  'invoices.issue': command(z.strictObject({ id: recordId, issuedOn: day, soldOn: day }), returns<{ readonly number: string }>(), [
    'invoice', 'invoice_vat', 'document_series'
  ]),
  'invoices.terms': query(z.strictObject({}), returns<InvoiceTerms>(), ['setting']),
  'invoices.changeTerms': command(
    z.strictObject({ paymentDays: z.int().min(0).max(365), bucketDays: z.array(z.int().min(1).max(3650)).min(1).max(6) }),
    returns<null>(),
    ['setting']
  ),
  /** Per client and currency, who owes what since when. */
  'invoices.receivables': query(
    z.strictObject({
      ownerId: recordId.nullable(),
      search: z.string().max(200),
      onlyOverdue: z.boolean(),
      sort: z.strictObject({ by: z.enum(receivableSorts), direction: z.enum(['asc', 'desc']) }).nullable(),
      page
    }),
    returns<ReceivableList>(),
    ['invoice', 'allocation', 'payment', 'client', 'firm', 'setting']
  ),
  'invoices.gaps': query(z.strictObject({}), returns<readonly SeriesReport[]>(), ['invoice', 'document_series', 'workstation']),
  /** Writes the register of issued invoices and of payments for the accountant. CSV holds one table, XLSX all of them. */
  'invoices.export': job(
    z.strictObject({
      path: z.string().min(1).max(4096),
      format: z.enum(['csv', 'xlsx']),
      table: z.enum(registerTables),
      period: period.nullable(),
      hasDecimalComma: z.boolean(),
      language: z.enum(languages)
    }),
    returns<ExportedRegister>(),
    []
  ),
  /** The newest first. */
  'payments.list': query(
    z.strictObject({ clientId: recordId.nullable(), search: z.string().max(200), onlyCredit: z.boolean(), page }),
    returns<{ readonly rows: readonly PaymentRow[]; readonly total: number }>(),
    ['payment', 'allocation', 'invoice', 'client']
  ),
  /** Money came in; what no allocation takes stays as the client's credit. */
  'payments.receive': command(receivePaymentInput, returns<{ readonly id: string }>(), ['payment', 'allocation']),
  /** Uses a client's free credit, oldest payment first, for one invoice. */
  'payments.useCredit': command(z.strictObject({ invoiceId: recordId }), returns<{ readonly usedMinor: number }>(), ['allocation']),
  'payments.remove': command(z.strictObject({ id: recordId }), returns<null>(), ['payment', 'allocation'])
}
