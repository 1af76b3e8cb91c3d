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
  'deals.create': createDeal,
  'deals.change': changeDeal,
  'deals.move': moveDeal,
  'deals.close': closeDeal,
  'deals.reopen': reopenDeal,
  'deals.remove': removeDeal,
  'deals.changeOwner': changeDealOwner
}
