import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '#main/db/open.ts'
import { allocation, payment } from '#main/db/schema/index.ts'
import type { PaymentRow } from '#shared/contract/invoices.ts'
import { normalise } from '#shared/normalise.ts'
import { notFound } from '#shared/result.ts'
import { paidOf } from './invoices.queries.ts'

/** What of the payment `p` covers invoices, minor units. */
const usedOf = '(SELECT coalesce(sum(a.amount_minor), 0) FROM allocation AS a WHERE a.payment_id = p.id AND a.deleted_at IS NULL)'

export type Owed = {
  readonly id: string
  readonly number: string
  readonly state: 'draft' | 'issued'
  readonly clientId: string
  readonly currency: string
  readonly dueMinor: number
}

/** An invoice with what it still asks for. Throws not_found. */
export function getOwed(db: Db, invoiceId: string): Owed {
  const found = db.$client
    .prepare<[string], Owed>(
      `SELECT i.id, coalesce(i.number, '') AS number, i.state, i.client_id AS clientId, i.currency, i.gross_minor - ${paidOf} AS dueMinor
       FROM invoice AS i WHERE i.id = ? AND i.deleted_at IS NULL`
    )
    .get(invoiceId)
  if (!found) throw notFound('invoice', invoiceId)
  return found
}

/** Throws not_found for a payment that is not there or was removed. */
export function getPayment(db: Db, id: string): typeof payment.$inferSelect {
  const found = db.select().from(payment).where(and(eq(payment.id, id), isNull(payment.deletedAt))).get()
  if (!found) throw notFound('payment', id)
  return found
}

export function insertPayment(db: Db, values: typeof payment.$inferInsert): void {
  db.insert(payment).values(values).run()
}

export function insertAllocation(db: Db, values: typeof allocation.$inferInsert): void {
  db.insert(allocation).values(values).run()
}

/** Marks a payment and all that it covers as removed. */
export function removePaymentRows(db: Db, id: string, now: number): void {
  const gone = { deletedAt: now, updatedAt: now }
  db.update(allocation).set(gone).where(and(eq(allocation.paymentId, id), isNull(allocation.deletedAt))).run()
  db.update(payment).set(gone).where(eq(payment.id, id)).run()
}

export type Credit = { readonly id: string; readonly creditMinor: number }

/** Payments of a client that are not used up, oldest first. */
export function listCredits(db: Db, clientId: string, currency: string): Credit[] {
  return db.$client
    .prepare<[string, string], Credit>(
      `SELECT id, creditMinor FROM (
         SELECT p.id, p.paid_on, p.amount_minor - ${usedOf} AS creditMinor FROM payment AS p
         WHERE p.client_id = ? AND p.currency = ? AND p.deleted_at IS NULL
       ) WHERE creditMinor > 0 ORDER BY paid_on, id`
    )
    .all(clientId, currency)
}

export type PaymentFilter = {
  readonly clientId: string | null
  readonly search: string
  readonly onlyCredit: boolean
  readonly page: { readonly offset: number; readonly limit: number }
}

/** Payments of one client or of all, the newest first, and how many there are. */
export function listPayments(db: Db, { clientId, search, onlyCredit, page }: PaymentFilter): { rows: PaymentRow[]; total: number } {
  const words = normalise(search)
  const listed = `
    SELECT p.id, p.client_id AS clientId, c.name AS clientName, p.paid_on AS paidOn, p.amount_minor AS amountMinor, p.currency, p.method,
      p.reference, p.amount_minor - ${usedOf} AS creditMinor,
      (SELECT json_group_array(DISTINCT i.number ORDER BY i.number) FROM allocation AS a JOIN invoice AS i ON i.id = a.invoice_id
         WHERE a.payment_id = p.id AND a.deleted_at IS NULL) AS numbers
    FROM payment AS p JOIN client AS c ON c.id = p.client_id
    WHERE p.deleted_at IS NULL AND (:clientId IS NULL OR p.client_id = :clientId)
      AND (:words = '' OR instr(normalise(concat_ws(' ', c.name, p.reference)), :words) > 0)`
  const filtered = `SELECT * FROM (${listed}) WHERE :onlyCredit = 0 OR creditMinor > 0`
  const values = { clientId, words, onlyCredit: onlyCredit ? 1 : 0 }
  const rows = db.$client
    .prepare<[object], Omit<PaymentRow, 'invoiceNumbers'> & { readonly numbers: string }>(
      `${filtered} ORDER BY paidOn DESC, id DESC LIMIT :limit OFFSET :offset`
    )
    .all({ ...values, ...page })
    .map(({ numbers, ...row }) => ({ ...row, invoiceNumbers: JSON.parse(numbers) as string[] }))
  return { rows, total: Number(db.$client.prepare<[object], number>(`SELECT count(*) FROM (${filtered})`).pluck().get(values)) }
}
