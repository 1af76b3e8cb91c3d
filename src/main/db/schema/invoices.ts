import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { client } from './clients.ts'
import { at, id, minor, on, stamps } from './columns.ts'
import { deal } from './deals.ts'
import { workstation } from './team.ts'

/** Gives document numbers of one kind at one workstation, without gaps (art. 106e ust. 1 pkt 2). */
export const documentSeries = sqliteTable(
  'document_series',
  {
    id: id(),
    workstationId: text().notNull().references(() => workstation.id),
    kind: text({ enum: ['invoice'] }).notNull(),
    /** The period that numbers restart in: a year 'YYYY'. */
    period: text().notNull(),
    /** The last number given; the next is one more. */
    lastNumber: integer().notNull(),
    ...stamps()
  },
  (table) => [index('document_series_of').on(table.workstationId, table.kind, table.period)]
)

/** A document asking for money; frozen once issued. */
export const invoice = sqliteTable(
  'invoice',
  {
    id: id(),
    kind: text({ enum: ['invoice'] }).notNull(),
    state: text({ enum: ['draft', 'issued'] }).notNull(),
    number: text(),
    seriesId: text().references(() => documentSeries.id),
    clientId: text().notNull().references(() => client.id),
    dealId: text().references(() => deal.id),
    issuedOn: on(),
    soldOn: on(),
    dueOn: on(),
    place: text(),
    currency: text().notNull(),
    /** How tax is counted: from net or from gross prices (accounting.md 6). */
    method: text({ enum: ['net', 'gross'] }).notNull(),
    paymentMethod: text({ enum: ['transfer', 'cash', 'card'] }).notNull(),
    netMinor: minor().notNull(),
    vatMinor: minor().notNull(),
    grossMinor: minor().notNull(),
    /** Seller as on the day of issue, JSON. */
    seller: text(),
    sellerTaxNumber: text(),
    /** Buyer as on the day of issue, JSON. */
    buyer: text(),
    note: text(),
    issuedAt: at(),
    issuedById: text(),
    ...stamps()
  },
  (table) => [
    index('invoice_client').on(table.clientId),
    index('invoice_deal').on(table.dealId),
    index('invoice_issued').on(table.state, table.issuedOn),
    uniqueIndex('invoice_number')
      .on(table.sellerTaxNumber, table.kind, table.number)
      .where(sql`state = 'issued'`)
  ]
)

export const invoiceLine = sqliteTable(
  'invoice_line',
  {
    id: id(),
    invoiceId: text().notNull().references(() => invoice.id),
    position: integer().notNull(),
    name: text().notNull(),
    unit: text().notNull(),
    /** Quantity x 10^6. */
    quantityMicro: integer().notNull(),
    /** Unit price x 10^8 of the major unit. */
    unitPriceE8: integer().notNull(),
    discountBp: integer().notNull(),
    vatCode: text().notNull(),
    percentBp: integer(),
    netMinor: minor().notNull(),
    productId: text(),
    /** What the whole line cost us; empty where nobody said. */
    costMinor: minor(),
    ...stamps()
  },
  (table) => [
    index('invoice_line_invoice').on(table.invoiceId, table.position),
    index('invoice_line_cost').on(table.invoiceId, table.netMinor, table.costMinor).where(sql`cost_minor IS NOT NULL AND deleted_at IS NULL`)
  ]
)

/** Totals of one VAT rate on an issued invoice. */
export const invoiceVat = sqliteTable(
  'invoice_vat',
  {
    id: id(),
    invoiceId: text().notNull().references(() => invoice.id),
    vatCode: text().notNull(),
    percentBp: integer(),
    netMinor: minor().notNull(),
    vatMinor: minor().notNull(),
    grossMinor: minor().notNull(),
    ...stamps()
  },
  (table) => [index('invoice_vat_invoice').on(table.invoiceId)]
)

/** Money that came in. */
export const payment = sqliteTable(
  'payment',
  {
    id: id(),
    clientId: text().notNull().references(() => client.id),
    paidOn: on().notNull(),
    amountMinor: minor().notNull(),
    currency: text().notNull(),
    method: text({ enum: ['transfer', 'cash', 'card'] }).notNull(),
    reference: text(),
    ...stamps()
  },
  (table) => [index('payment_client').on(table.clientId)]
)

/** The part of a payment that covers an invoice. */
export const allocation = sqliteTable(
  'allocation',
  {
    id: id(),
    paymentId: text().notNull().references(() => payment.id),
    invoiceId: text().notNull().references(() => invoice.id),
    amountMinor: minor().notNull(),
    ...stamps()
  },
  (table) => [index('allocation_invoice').on(table.invoiceId), index('allocation_payment').on(table.paymentId)]
)
