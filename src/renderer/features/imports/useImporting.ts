import { useEffect } from 'react'
import { create } from 'zustand'
import type { ImportRun } from '#shared/contract/imports.ts'
import { call, type InputFor } from '../../app/api.ts'
import { useJob } from '../../app/data.ts'
import { showError, toAppError } from '../../app/errors.tsx'
import { go } from '../../app/navigation.ts'
import { changeWizard, restartWizard } from './wizard.ts'

/** The import under way: its file, and how it is found in the store when it ends early. */
type Started = {
  readonly fileName: string
  /** The import that is continued, or the newest one that was there before a new one began. */
  readonly resumedId: string | null
  readonly formerId: string | null
}
const useStarted = create<Started>(() => ({ fileName: '', resumedId: null, formerId: null }))

/** What went wrong stands on the screen of the import itself. */
const shownHere = { onError: () => true }

export type Importing = ReturnType<typeof useImporting>

/** Starts, continues and follows an import; when it is over, its result is opened. */
export function useImporting() {
  const run = useJob('imports.run', shownHere)
  const resume = useJob('imports.resume', shownHere)
  const { fileName } = useStarted()
  const job = resume.state === 'idle' ? run : resume
  const { state, result, error } = job

  useEffect(() => {
    if (state === 'done' && result) {
      restartWizard()
      const [first] = result.filter(({ id }) => id === resumedIdNow()).concat(result)
      if (first) showRun(first.id)
    } else if (state === 'failed' || state === 'cancelled') {
      void endedEarly(toAppError(error)).catch(showError)
    } else {
      return
    }
    run.reset()
    resume.reset()
    // oxlint-disable-next-line react/exhaustive-deps -- only the end of a job matters, not new functions of the same jobs
  }, [state, result, error])

  return {
    isRunning: state === 'running',
    progress: job.progress,
    fileName,
    stop: job.cancel,
    start: async (choices: InputFor<'imports.run'>, name: string) => {
      const [former] = await call('imports.list', {})
      useStarted.setState({ fileName: name, resumedId: null, formerId: former?.id ?? null })
      changeWizard({ failure: null })
      await run.start(choices)
    },
    goOn: async ({ id, fileName: name }: Pick<ImportRun, 'id' | 'fileName'>) => {
      useStarted.setState({ fileName: name, resumedId: id, formerId: null })
      changeWizard({ failure: null })
      await resume.start({ importRunId: id })
    }
  }
}

function resumedIdNow(): string | null {
  return useStarted.getState().resumedId
}

/** Stopped or failed: what came in is shown, or why nothing did. */
async function endedEarly(error: ReturnType<typeof toAppError>): Promise<void> {
  const { resumedId, formerId } = useStarted.getState()
  const latestId = resumedId ?? (await call('imports.list', {}))[0]?.id ?? null
  const runId = latestId === formerId ? null : latestId
  const failure = error.data.code === 'cancelled' ? null : { runId, error }
  if (runId === null) {
    changeWizard({ failure })
    return
  }
  restartWizard()
  changeWizard({ failure })
  showRun(runId)
}

/** Opens the result of an import, wherever in the screen the user is. */
export function showRun(runId: string): void {
  if (location.hash.startsWith('#/import')) go(`/import?run=${runId}`, { replace: true })
}
