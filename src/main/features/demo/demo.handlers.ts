import type { HandlersFor } from '#main/app/dispatch.ts'
import type { demoOperations } from '#shared/contract/demo.ts'
import { loadDemo } from './demo.ts'

export const demoHandlers: HandlersFor<typeof demoOperations> = {
  'demo.load': loadDemo
}
