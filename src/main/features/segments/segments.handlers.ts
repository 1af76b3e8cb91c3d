import type { HandlersFor } from '#main/app/dispatch.ts'
import type { segmentOperations } from '#shared/contract/segments.ts'
import { addMembers, changeSegment, createFixedSegment, createLiveSegment, removeMembers, removeSegment, segments } from './segments.ts'
import { changeView, createView, moveView, removeView, views } from './views.ts'

export const segmentHandlers: HandlersFor<typeof segmentOperations> = {
  'segments.list': segments,
  'segments.createLive': createLiveSegment,
  'segments.createFixed': createFixedSegment,
  'segments.change': changeSegment,
  'segments.remove': removeSegment,
  'segments.addMembers': addMembers,
  'segments.removeMembers': removeMembers,
  'views.list': views,
  'views.create': createView,
  'views.change': changeView,
  'views.move': moveView,
  'views.remove': removeView
}
