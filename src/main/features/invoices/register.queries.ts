import type { Db } from '#main/db/open.ts'
import type { PaymentMethod } from '#shared/contract/invoices.ts'
import type { Period } from '#shared/day.ts'
import type { VatMethod } from '#shared/vat.ts'
import { paidOf } from './invoices.queries.ts'

export type RegisterDocument = {
  readonly number: string
  readonly issuedOn: string
  readonly soldOn: string
  readonly dueOn: string
  /** JSON as frozen at issue. */
  readonly buyer: string
  readonly currency: string
  readonly netMinor: number
  readonly vatMinor: number
  readonly grossMinor: number
  readonly paidMinor: number
  readonly method: VatMethod
  readonly paymentMethod: PaymentMethod
}
export type RegisterLine = {
  readonly number: string
  readonly issuedOn: string
  readonly position: number
  readonly name: string
  readonly unit: string
  readonly quantityMicro: number
  readonly unitPriceE8: number
  readonly discountBp: number
  readonly vatCode: string
  readonly valueMinor: number
  readonly currency: string
  readonly method: VatMethod
}
export type RegisterVat = Pick<RegisterDocument, 'number' | 'issuedOn' | 'buyer' | 'currency' | 'netMinor' | 'vatMinor' | 'grossMinor'> & {
  readonly vatCode: string
}
export type RegisterPayment = {
  readonly id: string
  readonly paidOn: string
  readonly clientName: string
  readonly taxNumber: string | null
  readonly amountMinor: number
  readonly currency: string
  readonly method: PaymentMethod
  readonly reference: string | null
  /** Null on the row for what covers nothing yet. */
  readonly number: string | null
  readonly coveredMinor: number
}

type Bounds = { readonly from: string; readonly to: string }
const boundsOf = (period: Period | null): Bounds => ({ from: period?.from ?? '0000', to: period?.to ?? '9999' })

/** Ids of issued invoices of a period in the order of the register. */
export function listIssuedIds(db: Db, period: Period | null): string[] {
  return db.$client
    .prepare<[Bounds], string>(
      `SELECT id FROM invoice WHERE state = 'issued' AND deleted_at IS NULL AND issued_on BETWEEN :from AND :to
       ORDER BY issued_on, number, id`
    )
    .pluck()
    .all(boundsOf(period))
}

const inOrder = 'FROM json_each(?) AS o JOIN invoice AS i ON i.id = o.value'

export function listDocuments(db: Db, ids: readonly string[]): RegisterDocument[] {
  return db.$client
    .prepare<[string], RegisterDocument>(
      `SELECT i.number, i.issued_on AS issuedOn, i.sold_on AS soldOn, i.due_on AS dueOn, i.buyer, i.currency, i.net_minor AS netMinor,
         i.vat_minor AS vatMinor, i.gross_minor AS grossMinor, ${paidOf} AS paidMinor, i.method, i.payment_method AS paymentMethod
       ${inOrder} ORDER BY o.key`
    )
    .all(JSON.stringify(ids))
}

export function listDocumentLines(db: Db, ids: readonly string[]): RegisterLine[] {
  return db.$client
    .prepare<[string], RegisterLine>(
      `SELECT i.number, i.issued_on AS issuedOn, l.position, l.name, l.unit, l.quantity_micro AS quantityMicro,
         l.unit_price_e_8 AS unitPriceE8, l.discount_bp AS discountBp, l.vat_code AS vatCode, l.net_minor AS valueMinor, i.currency, i.method
       ${inOrder} JOIN invoice_line AS l ON l.invoice_id = i.id AND l.deleted_at IS NULL ORDER BY o.key, l.position, l.id`
    )
    .all(JSON.stringify(ids))
}

export function listDocumentVat(db: Db, ids: readonly string[]): RegisterVat[] {
  return db.$client
    .prepare<[string], RegisterVat>(
      `SELECT i.number, i.issued_on AS issuedOn, i.buyer, i.currency, v.vat_code AS vatCode, v.net_minor AS netMinor,
         v.vat_minor AS vatMinor, v.gross_minor AS grossMinor
       ${inOrder} JOIN invoice_vat AS v ON v.invoice_id = i.id AND v.deleted_at IS NULL ORDER BY o.key, v.id`
    )
    .all(JSON.stringify(ids))
}

/** Payments of a period: a row for each invoice that one covers and a row for what it leaves. */
export function listRegisterPayments(db: Db, period: Period | null): RegisterPayment[] {
  return db.$client
    .prepare<[Bounds], RegisterPayment>(
      `WITH paid AS (
         SELECT p.*, c.name AS client_name, c.tax_number FROM payment AS p JOIN client AS c ON c.id = p.client_id
         WHERE p.deleted_at IS NULL AND p.paid_on BETWEEN :from AND :to)
       SELECT * FROM (
         SELECT p.id, p.paid_on AS paidOn, p.client_name AS clientName, p.tax_number AS taxNumber, p.amount_minor AS amountMinor,
           p.currency, p.method, p.reference, i.number, a.amount_minor AS coveredMinor
         FROM paid AS p JOIN allocation AS a ON a.payment_id = p.id AND a.deleted_at IS NULL JOIN invoice AS i ON i.id = a.invoice_id
         UNION ALL
         SELECT p.id, p.paid_on, p.client_name, p.tax_number, p.amount_minor, p.currency, p.method, p.reference, NULL,
           p.amount_minor - (SELECT coalesce(sum(a.amount_minor), 0) FROM allocation AS a WHERE a.payment_id = p.id AND a.deleted_at IS NULL)
         FROM paid AS p
       ) WHERE number IS NOT NULL OR coveredMinor > 0 ORDER BY paidOn, id, number IS NULL, number`
    )
    .all(boundsOf(period))
}
