import type { Context } from '#main/app/context.ts'
import { inTransaction } from '#main/db/transaction.ts'
import type { PaymentRow, receivePaymentInput } from '#shared/contract/invoices.ts'
import { invalid, ruleBroken } from '#shared/result.ts'
import type { z } from 'zod'
import { getBuyer } from './invoices.queries.ts'
import { todayOf } from './invoices.ts'
import {
  getOwed,
  getPayment,
  insertAllocation,
  insertPayment,
  listCredits,
  listPayments,
  type Owed,
  type PaymentFilter,
  removePaymentRows
} from './payments.queries.ts'

/**
 * Writes down money that came in and which invoices it covers; the rest stays as credit. What is owed is never stored:
 * it is gross less allocations. Throws not_found, `payment.day_ahead`, `payment.more_than_paid`, `payment.twice`,
 * `payment.more_than_due`, `payment.other_client`, `payment.other_currency`, `invoice.not_issued`.
 */
export function receivePayment(ctx: Context, input: z.output<typeof receivePaymentInput>): { id: string } {
  const { allocations, ...received } = input
  getBuyer(ctx.db, input.clientId)
  if (input.paidOn > todayOf(ctx)) throw invalid('payment.day_ahead', {}, { paidOn: 'payment.day_ahead' })
  const coveredMinor = allocations.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  if (coveredMinor > input.amountMinor) throw invalid('payment.more_than_paid', {}, { amountMinor: 'payment.more_than_paid' })
  if (new Set(allocations.map(({ invoiceId }) => invoiceId)).size < allocations.length) throw invalid('payment.twice')
  const id = ctx.newId()
  return inTransaction(ctx, (db) => {
    const at = { createdAt: ctx.now(), updatedAt: ctx.now() }
    insertPayment(db, { id, ...received, ...at })
    for (const { invoiceId, amountMinor } of allocations) {
      const owed = getOwed(db, invoiceId)
      checkFits(owed, input)
      if (amountMinor > owed.dueMinor) throw ruleBroken('payment.more_than_due', { number: owed.number })
      insertAllocation(db, { id: ctx.newId(), paymentId: id, invoiceId, amountMinor, ...at })
    }
    return { id }
  })
}

/** Covers an invoice with what its client paid too much before, oldest first. Throws `payment.no_credit`, `invoice.not_issued`. */
export function applyCredit(ctx: Context, { invoiceId }: { invoiceId: string }): { usedMinor: number } {
  return inTransaction(ctx, (db) => {
    const owed = getOwed(db, invoiceId)
    if (owed.state !== 'issued') throw ruleBroken('invoice.not_issued')
    const at = { createdAt: ctx.now(), updatedAt: ctx.now() }
    let left = Math.max(0, owed.dueMinor)
    let usedMinor = 0
    for (const credit of listCredits(db, owed.clientId, owed.currency)) {
      const amountMinor = Math.min(left, credit.creditMinor)
      if (amountMinor === 0) break
      insertAllocation(db, { id: ctx.newId(), paymentId: credit.id, invoiceId, amountMinor, ...at })
      left -= amountMinor
      usedMinor += amountMinor
    }
    if (usedMinor === 0) throw ruleBroken('payment.no_credit')
    return { usedMinor }
  })
}

/** Takes a payment out with all that it covers; can be undone. Throws not_found. */
export function removePayment(ctx: Context, { id }: { id: string }): null {
  getPayment(ctx.db, id)
  inTransaction(ctx, (db) => removePaymentRows(db, id, ctx.now()))
  return null
}

/** A page of payments with what each covers and leaves. */
export function paymentPage({ db }: Context, filter: PaymentFilter): { rows: PaymentRow[]; total: number } {
  return listPayments(db, filter)
}

function checkFits(owed: Owed, { clientId, currency }: { readonly clientId: string; readonly currency: string }): void {
  if (owed.state !== 'issued') throw ruleBroken('invoice.not_issued')
  if (owed.clientId !== clientId) throw ruleBroken('payment.other_client', { number: owed.number })
  if (owed.currency !== currency) throw ruleBroken('payment.other_currency', { number: owed.number })
}
