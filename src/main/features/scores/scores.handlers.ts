import type { HandlersFor } from '#main/app/dispatch.ts'
import type { scoreOperations } from '#shared/contract/scores.ts'
import { changeRules, explainScore, previewRules, scoreSettings } from './scores.ts'

export const scoreHandlers: HandlersFor<typeof scoreOperations> = {
  'scores.settings': scoreSettings,
  'scores.changeRules': changeRules,
  'scores.preview': previewRules,
  'scores.explain': explainScore
}
