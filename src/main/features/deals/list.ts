import type { Context } from '#main/app/context.ts'
import type { DealFilter, DealList, DealRow, dealSorts } from '#shared/contract/deals.ts'
import { dayOf, daysBetween, endOfMonth, today } from '#shared/day.ts'
import { normalise } from '#shared/normalise.ts'
import { cellPiece, type Piece } from './cells.queries.ts'
import { getFirmFacts } from './deals.queries.ts'
import { extraOf, limitsAt, type Narrowing, narrowingOf, spanOf } from './facts.ts'
import { listDeals, type Wanted } from './list.queries.ts'

type Sort = { readonly by: (typeof dealSorts)[number]; readonly direction: 'asc' | 'desc' }

/** Deals that pass a filter, a page of them, with their number and worth; explains every number of the funnel. */
export function dealList(
  ctx: Context,
  { filter, sort, page }: { readonly filter: DealFilter; readonly sort: Sort | null; readonly page: { readonly offset: number; readonly limit: number } }
): DealList {
  const { db } = ctx
  const now = ctx.now()
  const { timeZone } = getFirmFacts(db)
  const day = today(now, timeZone)
  const narrowing = narrowingOf(ctx, filter)
  const wanted: Wanted = {
    ...filter,
    search: normalise(filter.search),
    clients: narrowing.clients,
    cell: pieceOf(ctx, filter, narrowing),
    limits: filter.only === 'stuck' ? limitsAt(db, filter.pipelineId, now) : {},
    today: day,
    endOfMonth: endOfMonth(day),
    now
  }
  const found = listDeals(db, wanted, sort ?? { by: filter.cell ? 'potential' : 'createdAt', direction: 'desc' }, page)
  const rows = found.rows.map(
    ({ enteredAt, ...row }): DealRow => ({
      ...row,
      ageDays: row.outcome === 'open' ? daysBetween(dayOf(enteredAt, timeZone), day) : null
    })
  )
  return { ...found, rows }
}

function pieceOf({ db, now }: Context, { cell }: DealFilter, narrowing: Narrowing): Piece | null {
  if (cell === null) return null
  if (cell.kind === 'open') return cellPiece(cell, { span: null, limits: limitsAt(db, cell.pipelineId, cell.at ?? now()), extra: [] })
  return cellPiece(cell, { span: spanOf(cell.period, getFirmFacts(db).timeZone), limits: {}, extra: extraOf(db, cell, narrowing) })
}
