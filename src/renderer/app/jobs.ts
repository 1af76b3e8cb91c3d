import { create } from 'zustand'
import type { Progress } from '#shared/contract/define.ts'
import type { AppError } from '#shared/result.ts'
import { onEvent, startJob, type Done, type InputFor, type JobName } from './api.ts'
import { toAppError } from './errors.tsx'

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

/**
 * Starts long work and follows it to its end, which `useJobs` then says too.
 * @throws AppError with the reason that main gave, `cancelled` among them.
 */
export async function runJob<N extends JobName>(name: N, input: InputFor<N>): Promise<Done<N>> {
  forgetJobs(name)
  const { jobId, promise } = startJob(name, input)
  put(jobId, { name, isOurs: true })
  try {
    const done = await promise
    put(jobId, { name, state: 'done', result: done.value })
    return done
  } catch (thrown) {
    const error = toAppError(thrown)
    put(jobId, { name, state: error.data.code === 'cancelled' ? 'cancelled' : 'failed', error })
    throw error
  }
}

/** Main tells its progress after every few hundred rows; nobody reads more than a few numbers a second. */
const showEveryMs = 200

/** Keeps the list of jobs true from what main tells; the function given back ends it. */
export function followJobs(): () => void {
  const waiting = new Map<string, { readonly name: string; readonly progress: Progress }>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function showWaiting(): void {
    timer = waiting.size > 0 ? setTimeout(showWaiting, showEveryMs) : undefined
    for (const [jobId, told] of waiting) put(jobId, told)
    waiting.clear()
  }
  const progress = onEvent('jobProgress', (event) => {
    waiting.set(event.jobId, { name: event.name, progress: event.progress })
    if (timer === undefined) showWaiting()
  })
  const ended = onEvent('jobEnded', ({ jobId }) => {
    waiting.delete(jobId)
    useJobs.setState(({ all }) => ({ all: all.filter((job) => job.jobId !== jobId || job.isOurs) }))
  })
  return () => {
    clearTimeout(timer)
    progress()
    ended()
  }
}
