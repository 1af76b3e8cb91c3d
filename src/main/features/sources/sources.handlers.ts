import type { HandlersFor } from '#main/app/dispatch.ts'
import type { sourceOperations } from '#shared/contract/sources.ts'
import { createSource, mergeSources, moveSource, putSourceAway, renameSource, sources } from './sources.ts'

export const sourceHandlers: HandlersFor<typeof sourceOperations> = {
  'sources.list': sources,
  'sources.create': createSource,
  'sources.rename': renameSource,
  'sources.move': moveSource,
  'sources.putAway': putSourceAway,
  'sources.merge': mergeSources
}
