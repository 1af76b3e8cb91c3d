import type { HandlersFor } from '#main/app/dispatch.ts'
import type { callOperations } from '#shared/contract/calls.ts'
import { recordAttempt, skipEntry } from './attempts.ts'
import { addClients, callLists, callStats, changeHours, changeList, closeList, createList, hoursOf, removeList, reopenList } from './calls.ts'
import { callClient, callQueue } from './queue.ts'

export const callHandlers: HandlersFor<typeof callOperations> = {
  'calls.lists': callLists,
  'calls.stats': callStats,
  'calls.queue': callQueue,
  'calls.current': callClient,
  'calls.createList': createList,
  'calls.addClients': addClients,
  'calls.changeList': changeList,
  'calls.closeList': closeList,
  'calls.reopenList': reopenList,
  'calls.removeList': removeList,
  'calls.recordAttempt': recordAttempt,
  'calls.skip': skipEntry,
  'calls.hours': ({ db }) => hoursOf(db),
  'calls.changeHours': changeHours
}
