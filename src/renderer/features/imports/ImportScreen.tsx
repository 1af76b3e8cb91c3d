import { useEffect } from 'react'
import { useSearchParams } from 'wouter'
import { useRead } from '../../app/data.ts'
import { CheckStep } from './CheckStep.tsx'
import { ColumnsStep } from './ColumnsStep.tsx'
import { FileStep } from './FileStep.tsx'
import { RunProgress } from './RunProgress.tsx'
import { RunResult } from './RunResult.tsx'
import { useImporting } from './useImporting.ts'
import { useSource } from './useSource.ts'
import { ValuesStep } from './ValuesStep.tsx'
import { changeWizard, useWizard } from './wizard.ts'

/** From a file to clients or deals: file, columns, check, import, result (screens.md 4.3). */
export function ImportScreen() {
  const wizard = useWizard()
  const importing = useImporting()
  const { isReady } = useSource(wizard)
  const [query] = useSearchParams()
  const runId = (query.get('run') ?? query.get('resume') ?? '').replaceAll('"', '')
  const currency = useRead('app.status', {}).data?.baseCurrency
  useEffect(() => {
    if (currency !== undefined && useWizard.getState().currency === null) changeWizard({ currency })
  }, [currency])

  // A step that is drawn can be left by its key at once: nothing that it needs may still be on its way.
  if (!isReady || wizard.currency === null) return null
  if (importing.isRunning) return <RunProgress importing={importing} />
  if (runId !== '') return <RunResult key={runId} runId={runId} importing={importing} />
  if (wizard.step === 'file') return <FileStep wizard={wizard} />
  if (wizard.step === 'columns') return <ColumnsStep wizard={wizard} />
  if (wizard.step === 'values') return <ValuesStep wizard={wizard} />
  return <CheckStep wizard={wizard} importing={importing} />
}
