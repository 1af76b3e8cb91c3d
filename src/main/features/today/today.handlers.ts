import type { HandlersFor } from '#main/app/dispatch.ts'
import type { todayOperations } from '#shared/contract/today.ts'
import { todayOf } from './today.ts'

export const todayHandlers: HandlersFor<typeof todayOperations> = {
  'today.get': todayOf
}
