import type { HandlersFor } from '#main/app/dispatch.ts'
import type { duplicateOperations } from '#shared/contract/duplicates.ts'
import { compareClients, dismissPairs, duplicateList, pairCount, pairsOfClient, takeBackPairs } from './duplicates.ts'
import { mergeClients, mergeSame } from './merge.ts'

export const duplicateHandlers: HandlersFor<typeof duplicateOperations> = {
  'duplicates.list': duplicateList,
  'duplicates.count': pairCount,
  'duplicates.ofClient': pairsOfClient,
  'duplicates.compare': compareClients,
  'duplicates.merge': mergeClients,
  'duplicates.mergeSame': mergeSame,
  'duplicates.dismiss': dismissPairs,
  'duplicates.takeBack': takeBackPairs
}
