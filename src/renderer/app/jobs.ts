import { create } from 'zustand'
import type { Progress } from '#shared/contract/define.ts'
import type { AppError } from '#shared/result.ts'
import { onEvent, startJob, type InputFor, type JobName, type OutputFor } from './api.ts'
import { showError, toAppError } from './errors.tsx'

export type JobState = 'idle' | 'running' | 'done' | 'failed' | 'cancelled'

/** Long work that this or another window started, as the status bar and its screen show it. */
export type RunningJob = {
  readonly jobId: string
  readonly name: string
  readonly state: JobState
  /** Started from this window, which therefore keeps its result. */
  readonly isOurs: boolean
  readonly progress: Progress | null
  readonly result?: unknown
  readonly error?: AppError
}

type Jobs = { readonly all: readonly RunningJob[] }

export const useJobs = create<Jobs>(() => ({ all: [] }))

function put(jobId: string, change: Partial<RunningJob> & { readonly name: string }): void {
  useJobs.setState(({ all }) => {
    const known = all.find((job) => job.jobId === jobId)
    const next: RunningJob = { jobId, state: 'running', isOurs: false, progress: null, ...known, ...change }
    return { all: known ? all.map((job) => (job === known ? next : job)) : [...all, next] }
  })
}

/** Forgets jobs of a kind that are over. */
export function forgetJobs(name: string): void {
  useJobs.setState(({ all }) => ({ all: all.filter((job) => job.name !== name || job.state === 'running') }))
}

/** Starts long work and follows it to its end; undefined when it failed or was stopped, which `useJobs` then says. */
export async function runJob<N extends JobName>(name: N, input: InputFor<N>): Promise<OutputFor<N> | undefined> {
  forgetJobs(name)
  const { jobId, promise } = startJob(name, input)
  put(jobId, { name, isOurs: true })
  try {
    const result = await promise
    put(jobId, { name, state: 'done', result })
    return result
  } catch (thrown) {
    const error = toAppError(thrown)
    put(jobId, { name, state: error.data.code === 'cancelled' ? 'cancelled' : 'failed', error })
    return undefined
  }
}

/** As `runJob`, and shows what went wrong. */
export async function runJobAloud<N extends JobName>(name: N, input: InputFor<N>): Promise<OutputFor<N> | undefined> {
  const result = await runJob(name, input)
  const job = useJobs.getState().all.findLast((one) => one.name === name)
  if (job?.error) showError(job.error)
  return result
}

/** Keeps the list of jobs true from what main tells; the function given back ends it. */
export function followJobs(): () => void {
  const progress = onEvent('jobProgress', (event) => put(event.jobId, { name: event.name, progress: event.progress }))
  const ended = onEvent('jobEnded', ({ jobId }) =>
    useJobs.setState(({ all }) => ({ all: all.filter((job) => job.jobId !== jobId || job.isOurs) }))
  )
  return () => {
    progress()
    ended()
  }
}
