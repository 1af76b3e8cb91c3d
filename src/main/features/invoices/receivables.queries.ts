import type { Db } from '#main/db/open.ts'
import type { receivableSorts } from '#shared/contract/invoices.ts'
import type { Day } from '#shared/day.ts'
import { normalise } from '#shared/normalise.ts'
import { paidOf } from './invoices.queries.ts'

/** One invoice that still asks for money. */
export type OwedRow = {
  readonly clientId: string
  readonly clientName: string
  readonly sortName: string
  readonly ownerId: string | null
  readonly currency: string
  readonly dueMinor: number
  /** Negative or 0 while it is not late. */
  readonly daysLate: number
}

export type ReceivableSort = { readonly by: (typeof receivableSorts)[number]; readonly direction: 'asc' | 'desc' }

/** Every issued invoice with money still owed, of one owner's clients or of all. */
export function listOwed(db: Db, filter: { readonly ownerId: string | null; readonly search: string }, today: Day): OwedRow[] {
  return db.$client
    .prepare<[{ today: string; ownerId: string | null; words: string }], OwedRow>(
      `SELECT * FROM (
         SELECT i.client_id AS clientId, c.name AS clientName, normalise(c.name) AS sortName, c.owner_id AS ownerId, i.currency,
           i.gross_minor - ${paidOf} AS dueMinor, CAST(julianday(:today) - julianday(i.due_on) AS INTEGER) AS daysLate
         FROM invoice AS i JOIN client AS c ON c.id = i.client_id
         WHERE i.state = 'issued' AND i.deleted_at IS NULL AND (:ownerId IS NULL OR c.owner_id = :ownerId)
       ) WHERE dueMinor > 0 AND (:words = '' OR instr(sortName, :words) > 0)
       ORDER BY sortName, clientId, currency, daysLate`
    )
    .all({ today, ownerId: filter.ownerId, words: normalise(filter.search) })
}

/** Money of clients that covers nothing yet. */
export function listCreditsOfAll(db: Db): { clientId: string; currency: string; creditMinor: number }[] {
  return db.$client
    .prepare<[], { clientId: string; currency: string; creditMinor: number }>(
      `SELECT * FROM (
         SELECT p.client_id AS clientId, p.currency, sum(p.amount_minor)
           - coalesce((SELECT sum(a.amount_minor) FROM allocation AS a JOIN payment AS q ON q.id = a.payment_id
               WHERE q.client_id = p.client_id AND q.currency = p.currency AND a.deleted_at IS NULL AND q.deleted_at IS NULL), 0) AS creditMinor
         FROM payment AS p WHERE p.deleted_at IS NULL GROUP BY p.client_id, p.currency
       ) WHERE creditMinor > 0 ORDER BY clientId, currency`
    )
    .all()
}
