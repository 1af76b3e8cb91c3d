import type { Context } from '#main/app/context.ts'
import type { Db } from '#main/db/open.ts'
import { inTransaction } from '#main/db/transaction.ts'
import type { InvoiceTerms } from '#shared/contract/invoices.ts'
import { findSetting, putSetting } from '#main/db/firmSettings.ts'

const key = 'invoices.terms'
/** Two weeks to pay; buckets of decisions.md 23. */
const usual: InvoiceTerms = { paymentDays: 14, bucketDays: [30, 60, 90] }

/** Days to pay and the cut points of the receivables, as the firm set them. */
export function termsOf(db: Db): InvoiceTerms {
  const kept = findSetting(db, key)
  return kept === undefined ? usual : (JSON.parse(kept) as InvoiceTerms)
}

/** Cut points are kept in rising order, each once. */
export function changeTerms(ctx: Context, { paymentDays, bucketDays }: InvoiceTerms): null {
  const terms: InvoiceTerms = { paymentDays, bucketDays: [...new Set(bucketDays)].sort((a, b) => a - b) }
  inTransaction(ctx, (db) => putSetting(db, key, JSON.stringify(terms), ctx.now()))
  return null
}
