import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Db } from '#main/db/open.ts'
import { client, deal, documentSeries, firm, invoice, invoiceLine, invoiceVat, vatRate, workstation } from '#main/db/schema/index.ts'
import type { InvoiceFilter, InvoicePayment, InvoiceRow, InvoiceSort, InvoiceSum } from '#shared/contract/invoices.ts'
import type { Day } from '#shared/day.ts'
import { normalise } from '#shared/normalise.ts'
import { notFound } from '#shared/result.ts'
import type { VatRow } from '#shared/vat.ts'

export type InvoiceRecord = typeof invoice.$inferSelect
export type LineRecord = typeof invoiceLine.$inferSelect
export type FirmRecord = typeof firm.$inferSelect

/** What payments cover of the invoice `i`, minor units. */
export const paidOf = '(SELECT coalesce(sum(a.amount_minor), 0) FROM allocation AS a WHERE a.invoice_id = i.id AND a.deleted_at IS NULL)'

const listed = `
  SELECT i.id, i.state, i.number, i.client_id AS clientId, c.name AS clientName, i.deal_id AS dealId, i.issued_on AS issuedOn,
    i.due_on AS dueOn, i.currency, i.net_minor AS netMinor, i.gross_minor AS grossMinor, ${paidOf} AS paidMinor,
    CASE WHEN i.state = 'issued' THEN i.gross_minor - ${paidOf} ELSE 0 END AS dueMinor,
    CASE WHEN i.state = 'issued' AND i.due_on < :today AND i.gross_minor > ${paidOf}
      THEN CAST(julianday(:today) - julianday(i.due_on) AS INTEGER) ELSE 0 END AS daysOverdue,
    i.issued_at AS issuedAt, i.created_at AS createdAt
  FROM invoice AS i JOIN client AS c ON c.id = i.client_id
  WHERE i.deleted_at IS NULL`

const paymentConditions = {
  open: "AND state = 'issued' AND dueMinor > 0",
  overdue: 'AND daysOverdue > 0',
  paid: "AND state = 'issued' AND dueMinor <= 0"
} as const

const sortColumns: Readonly<Record<InvoiceSort['by'], string>> = {
  number: 'number',
  client: 'normalise(clientName)',
  issuedOn: 'issuedOn',
  dueOn: 'dueOn',
  gross: 'grossMinor',
  paid: 'paidMinor',
  due: 'dueMinor'
}

type Bound = Record<string, string | number | null>

function filtered(filter: InvoiceFilter, today: Day): { readonly sql: string; readonly values: Bound } {
  const words = normalise(filter.search)
  const digits = /^[\d\s-]{4,}$/.test(filter.search.trim()) ? filter.search.replace(/\D/g, '') : null
  const conditions = [
    filter.state !== null && 'AND i.state = :state',
    filter.clientId !== null && 'AND i.client_id = :clientId',
    filter.dealId !== null && 'AND i.deal_id = :dealId',
    filter.period !== null && "AND i.state = 'issued' AND i.issued_on BETWEEN :from AND :to",
    words !== '' &&
      `AND (instr(normalise(concat_ws(' ', i.number, c.name, json_extract(i.buyer, '$.name'), json_extract(i.buyer, '$.taxNumber'))), :words) > 0
        OR instr(json_extract(i.buyer, '$.taxNumber'), :digits) > 0)`
  ].filter((condition) => condition !== false)
  return {
    sql: `WITH listed AS (${listed} ${conditions.join(' ')})
      SELECT * FROM listed WHERE true ${filter.payment === null ? '' : paymentConditions[filter.payment]}`,
    values: {
      today,
      ...(filter.state !== null && { state: filter.state }),
      ...(filter.clientId !== null && { clientId: filter.clientId }),
      ...(filter.dealId !== null && { dealId: filter.dealId }),
      ...(filter.period !== null && { from: filter.period.from, to: filter.period.to }),
      ...(words !== '' && { words, digits })
    }
  }
}

type ListedRow = InvoiceRow & { readonly issuedAt: number | null; readonly createdAt: number }

/** Invoices of a filter, drafts first and the newest of each kind first unless sorted otherwise. */
export function listInvoices(
  db: Db,
  filter: InvoiceFilter,
  sort: InvoiceSort | null,
  page: { readonly offset: number; readonly limit: number },
  today: Day
): InvoiceRow[] {
  const { sql, values } = filtered(filter, today)
  const direction = sort?.direction === 'desc' ? 'DESC' : 'ASC'
  const order = sort
    ? `${sortColumns[sort.by]} IS NULL, ${sortColumns[sort.by]} ${direction}, id ${direction}`
    : "state = 'draft' DESC, issuedOn DESC, issuedAt DESC, createdAt DESC, id DESC"
  return db.$client
    .prepare<[Bound], ListedRow>(`${sql} ORDER BY ${order} LIMIT :limit OFFSET :offset`)
    .all({ ...values, ...page })
    .map(({ issuedAt: _issuedAt, createdAt: _createdAt, ...row }) => row)
}

/** How many invoices a filter lets through, and the sums of the issued ones per currency. */
export function sumInvoices(db: Db, filter: InvoiceFilter, today: Day): { readonly total: number; readonly sums: InvoiceSum[] } {
  const { sql, values } = filtered(filter, today)
  const rows = db.$client
    .prepare<[Bound], InvoiceSum & { readonly rowCount: number }>(
      `SELECT currency, count(*) AS rowCount, sum(state = 'issued') AS invoiceCount,
         sum(iif(state = 'issued', netMinor, 0)) AS netMinor, sum(iif(state = 'issued', grossMinor, 0)) AS grossMinor,
         sum(iif(state = 'issued', paidMinor, 0)) AS paidMinor, sum(dueMinor) AS dueMinor,
         sum(iif(daysOverdue > 0, dueMinor, 0)) AS overdueMinor
       FROM (${sql}) GROUP BY currency ORDER BY count(*) DESC, currency`
    )
    .all(values)
  return {
    total: rows.reduce((sum, row) => sum + row.rowCount, 0),
    sums: rows.filter((row) => row.invoiceCount > 0).map(({ rowCount: _rowCount, ...sum }) => sum)
  }
}

/** Throws not_found for an invoice that is not there or was removed. */
export function getInvoiceRecord(db: Db, id: string): InvoiceRecord {
  const found = db.select().from(invoice).where(and(eq(invoice.id, id), isNull(invoice.deletedAt))).get()
  if (!found) throw notFound('invoice', id)
  return found
}

export function insertInvoice(db: Db, values: typeof invoice.$inferInsert): void {
  db.insert(invoice).values(values).run()
}

export function updateInvoice(db: Db, id: string, change: Partial<typeof invoice.$inferInsert>): void {
  db.update(invoice).set(change).where(eq(invoice.id, id)).run()
}

export function listLines(db: Db, invoiceId: string): LineRecord[] {
  return db
    .select()
    .from(invoiceLine)
    .where(and(eq(invoiceLine.invoiceId, invoiceId), isNull(invoiceLine.deletedAt)))
    .orderBy(asc(invoiceLine.position), asc(invoiceLine.id))
    .all()
}

export function insertLine(db: Db, values: typeof invoiceLine.$inferInsert): void {
  db.insert(invoiceLine).values(values).run()
}

export function updateLine(db: Db, id: string, change: Partial<typeof invoiceLine.$inferInsert>): void {
  db.update(invoiceLine).set(change).where(eq(invoiceLine.id, id)).run()
}

export function insertVatRow(db: Db, values: typeof invoiceVat.$inferInsert): void {
  db.insert(invoiceVat).values(values).run()
}

/** The VAT summary as frozen at issue, in the order in which it was written. */
export function listVatRows(db: Db, invoiceId: string): VatRow[] {
  return db
    .select({
      vatCode: invoiceVat.vatCode,
      percentBp: invoiceVat.percentBp,
      netMinor: invoiceVat.netMinor,
      vatMinor: invoiceVat.vatMinor,
      grossMinor: invoiceVat.grossMinor
    })
    .from(invoiceVat)
    .where(and(eq(invoiceVat.invoiceId, invoiceId), isNull(invoiceVat.deletedAt)))
    .orderBy(asc(invoiceVat.id))
    .all()
}

/** Our firm. Throws not_found before the first start was finished. */
export function getSeller(db: Db): FirmRecord {
  const found = db.select().from(firm).get()
  if (!found) throw notFound('firm', 'firm')
  return found
}

/** Throws not_found for a client that is not there or was removed. */
export function getBuyer(db: Db, clientId: string): typeof client.$inferSelect {
  const found = db.select().from(client).where(and(eq(client.id, clientId), isNull(client.deletedAt))).get()
  if (!found) throw notFound('client', clientId)
  return found
}

export function getClientName(db: Db, clientId: string): string {
  return db.select({ name: client.name }).from(client).where(eq(client.id, clientId)).get()?.name ?? ''
}

/** Throws not_found for a deal that is not there or was removed. */
export function getDealRecord(db: Db, dealId: string): typeof deal.$inferSelect {
  const found = db.select().from(deal).where(and(eq(deal.id, dealId), isNull(deal.deletedAt))).get()
  if (!found) throw notFound('deal', dealId)
  return found
}

export function findDealTitle(db: Db, dealId: string): { id: string; title: string } | undefined {
  return db.select({ id: deal.id, title: deal.title }).from(deal).where(and(eq(deal.id, dealId), isNull(deal.deletedAt))).get()
}

export function findUserName(db: Db, userId: string): string | null {
  return db.$client.prepare<[string], string>('SELECT name FROM user WHERE id = ?').pluck().get(userId) ?? null
}

/** VAT rates in their order, removed ones too, since old drafts may still use them. */
export function listVatRates(db: Db): { code: string; percentBp: number | null; isRemoved: boolean }[] {
  return db
    .select({ code: vatRate.code, percentBp: vatRate.percentBp, deletedAt: vatRate.deletedAt })
    .from(vatRate)
    .orderBy(asc(vatRate.position), asc(vatRate.id))
    .all()
    .map(({ deletedAt, ...rate }) => ({ ...rate, isRemoved: deletedAt !== null }))
}

export function getSeriesCode(db: Db, workstationId: string): string {
  const found = db.select({ code: workstation.seriesCode }).from(workstation).where(eq(workstation.id, workstationId)).get()
  if (!found) throw notFound('workstation', workstationId)
  return found.code
}

/** The counter of a desk's invoices in a year, once one was issued. */
export function findSeries(db: Db, workstationId: string, year: string): { id: string; lastNumber: number } | undefined {
  return db
    .select({ id: documentSeries.id, lastNumber: documentSeries.lastNumber })
    .from(documentSeries)
    .where(
      and(
        eq(documentSeries.workstationId, workstationId),
        eq(documentSeries.kind, 'invoice'),
        eq(documentSeries.period, year),
        isNull(documentSeries.deletedAt)
      )
    )
    .get()
}

export function insertSeries(db: Db, values: typeof documentSeries.$inferInsert): void {
  db.insert(documentSeries).values(values).run()
}

export function updateSeries(db: Db, id: string, change: Partial<typeof documentSeries.$inferInsert>): void {
  db.update(documentSeries).set(change).where(eq(documentSeries.id, id)).run()
}

export function findLastIssuedOn(db: Db, seriesId: string): string | null {
  return (
    db.$client
      .prepare<[string], string>("SELECT max(issued_on) FROM invoice WHERE series_id = ? AND state = 'issued'")
      .pluck()
      .get(seriesId) ?? null
  )
}

type SeriesRow = { readonly seriesId: string; readonly seriesCode: string; readonly year: string; readonly lastNumber: number }

export function listSeries(db: Db): SeriesRow[] {
  return db.$client
    .prepare<[], SeriesRow>(
      `SELECT s.id AS seriesId, w.series_code AS seriesCode, s.period AS year, s.last_number AS lastNumber
       FROM document_series AS s JOIN workstation AS w ON w.id = s.workstation_id
       WHERE s.kind = 'invoice' AND s.deleted_at IS NULL ORDER BY s.period DESC, w.series_code, s.id`
    )
    .all()
}

export function listNumbers(db: Db, seriesId: string): string[] {
  return db.$client
    .prepare<[string], string>("SELECT number FROM invoice WHERE series_id = ? AND state = 'issued' ORDER BY number, id")
    .pluck()
    .all(seriesId)
}

export function listPaymentsOf(db: Db, invoiceId: string): InvoicePayment[] {
  return db.$client
    .prepare<[string], InvoicePayment>(
      `SELECT p.id AS paymentId, p.paid_on AS paidOn, p.method, p.reference, sum(a.amount_minor) AS amountMinor,
         p.amount_minor AS paymentMinor
       FROM allocation AS a JOIN payment AS p ON p.id = a.payment_id
       WHERE a.invoice_id = ? AND a.deleted_at IS NULL AND p.deleted_at IS NULL
       GROUP BY p.id ORDER BY p.paid_on, p.id`
    )
    .all(invoiceId)
}
