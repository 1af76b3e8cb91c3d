import type { Context } from '#main/app/context.ts'
import type { HandlersFor } from '#main/app/dispatch.ts'
import type { dealOperations } from '#shared/contract/deals.ts'
import { board } from './board.ts'
import { dealCard } from './dealCard.ts'
import { changeDeal, changeDealOwner, closeDeal, createDeal, moveDeal, removeDeal, reopenDeal } from './deals.ts'
import { dealList } from './list.ts'

export const dealHandlers: HandlersFor<typeof dealOperations> = {
  'deals.board': board,
  'deals.list': dealList,
  'deals.get': dealCard,
  'deals.create': withChange(createDeal),
  'deals.change': withChange(changeDeal),
  'deals.move': withChange(moveDeal),
  'deals.close': withChange(closeDeal),
  'deals.reopen': withChange(reopenDeal),
  'deals.remove': withChange(removeDeal),
  'deals.changeOwner': withChange(changeDealOwner)
}

/** Tells the change beside what it made, so that the screen can offer to take it back. */
function withChange<I, O extends object>(work: (ctx: Context, input: I) => O): (ctx: Context, input: I) => O & { readonly changeId: string } {
  return (ctx, input) => ({ ...work(ctx, input), changeId: ctx.changeId })
}
