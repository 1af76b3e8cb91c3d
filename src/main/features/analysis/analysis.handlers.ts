import type { HandlersFor } from '#main/app/dispatch.ts'
import type { analysisOperations } from '#shared/contract/analysis.ts'
import { baseAnalysis, clientFigures, clientsBehind, loyalty, places } from './analysis.ts'
import { changeSettings, settingsOf } from './analysisSettings.ts'
import { exportAnalysis } from './exportAnalysis.ts'

export const analysisHandlers: HandlersFor<typeof analysisOperations> = {
  'analysis.settings': (ctx) => settingsOf(ctx.db),
  'analysis.changeSettings': changeSettings,
  'analysis.base': baseAnalysis,
  'analysis.loyalty': loyalty,
  'analysis.client': clientFigures,
  'analysis.places': places,
  'analysis.clients': clientsBehind,
  'analysis.export': exportAnalysis
}
