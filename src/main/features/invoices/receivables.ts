import type { Context } from '#main/app/context.ts'
import type { ReceivableList, ReceivableRow, ReceivableSum } from '#shared/contract/invoices.ts'
import { todayOf } from './invoices.ts'
import { listCreditsOfAll, listOwed, type OwedRow, type ReceivableSort } from './receivables.queries.ts'
import { termsOf } from './terms.ts'

type Filter = {
  readonly ownerId: string | null
  readonly search: string
  readonly onlyOverdue: boolean
  readonly sort: ReceivableSort | null
  readonly page: { readonly offset: number; readonly limit: number }
}

/**
 * Who owes what since when: one row per client and currency, by days after the due day (accounting.md 8, decisions.md 23).
 * Nothing of it is stored; every figure follows from invoices and allocations. The latest debtor comes first.
 */
export function receivables(ctx: Context, { ownerId, search, onlyOverdue, sort, page }: Filter): ReceivableList {
  const { bucketDays } = termsOf(ctx.db)
  const credits = new Map(listCreditsOfAll(ctx.db).map((row) => [`${row.clientId} ${row.currency}`, row.creditMinor]))
  const byClient = new Map<string, ReceivableRow>()
  for (const owed of listOwed(ctx.db, { ownerId, search }, todayOf(ctx))) {
    const id = `${owed.clientId} ${owed.currency}`
    byClient.set(id, withDebt(byClient.get(id) ?? emptyRow(id, owed, credits.get(id) ?? 0, bucketDays), owed, bucketDays))
  }
  const rows = [...byClient.values()].filter((row) => !onlyOverdue || row.overdueMinor > 0)
  return {
    rows: sorted(rows, sort ?? { by: 'oldest', direction: 'desc' }).slice(page.offset, page.offset + page.limit),
    total: rows.length,
    sums: sumsOf(rows, bucketDays),
    bucketDays
  }
}

/** 0 while it is not late, then one for each span of days, then the rest. */
export function bucketOf(daysLate: number, bucketDays: readonly number[]): number {
  if (daysLate <= 0) return 0
  const span = bucketDays.findIndex((days) => daysLate <= days)
  return span === -1 ? bucketDays.length + 1 : span + 1
}

function emptyRow(id: string, owed: OwedRow, creditMinor: number, bucketDays: readonly number[]): ReceivableRow {
  const { clientId, clientName, ownerId, currency } = owed
  const bucketsMinor = noBuckets(bucketDays)
  return { id, clientId, clientName, ownerId, currency, dueMinor: 0, overdueMinor: 0, bucketsMinor, oldestDays: 0, invoiceCount: 0, creditMinor }
}

function withDebt(row: ReceivableRow, { dueMinor, daysLate }: OwedRow, bucketDays: readonly number[]): ReceivableRow {
  const bucket = bucketOf(daysLate, bucketDays)
  return {
    ...row,
    dueMinor: row.dueMinor + dueMinor,
    overdueMinor: row.overdueMinor + (daysLate > 0 ? dueMinor : 0),
    bucketsMinor: row.bucketsMinor.map((minor, index) => (index === bucket ? minor + dueMinor : minor)),
    oldestDays: Math.max(row.oldestDays, daysLate),
    invoiceCount: row.invoiceCount + 1
  }
}

function sorted(rows: ReceivableRow[], { by, direction }: ReceivableSort): ReceivableRow[] {
  const sign = direction === 'asc' ? 1 : -1
  const valueOf = { due: dueOf, overdue: overdueOf, oldest: oldestOf }
  // Rows come in the order of names, which a stable sort keeps among equals.
  if (by === 'client') return sign === 1 ? rows : rows.toReversed()
  return rows.toSorted((a, b) => sign * (valueOf[by](a) - valueOf[by](b)))
}

const dueOf = (row: ReceivableRow) => row.dueMinor
const overdueOf = (row: ReceivableRow) => row.overdueMinor
const oldestOf = (row: ReceivableRow) => row.oldestDays

function sumsOf(rows: readonly ReceivableRow[], bucketDays: readonly number[]): ReceivableSum[] {
  const sums = new Map<string, ReceivableSum>()
  for (const row of rows) {
    const sum = sums.get(row.currency) ?? {
      currency: row.currency, clientCount: 0, dueMinor: 0, overdueMinor: 0, bucketsMinor: noBuckets(bucketDays), creditMinor: 0
    }
    sums.set(row.currency, {
      currency: row.currency,
      clientCount: sum.clientCount + 1,
      dueMinor: sum.dueMinor + row.dueMinor,
      overdueMinor: sum.overdueMinor + row.overdueMinor,
      bucketsMinor: sum.bucketsMinor.map((minor, index) => minor + (row.bucketsMinor[index] ?? 0)),
      creditMinor: sum.creditMinor + row.creditMinor
    })
  }
  return [...sums.values()].sort((a, b) => b.clientCount - a.clientCount || (a.currency < b.currency ? -1 : 1))
}

const noBuckets = (bucketDays: readonly number[]): number[] => Array.from({ length: bucketDays.length + 2 }, () => 0)
