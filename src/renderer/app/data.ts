import {
  keepPreviousData,
  MutationCache,
  QueryCache,
  QueryClient,
  useMutation,
  useQuery,
  type UseMutationResult,
  type UseQueryResult
} from '@tanstack/react-query'
import { useCallback } from 'react'
import type { Contract } from '#shared/contract/define.ts'
import type { AppError } from '#shared/result.ts'
import { call, cancelJob, change, onEvent, type CommandName, type Done, type InputFor, type JobName, type OutputFor, type QueryName } from './api.ts'
import { useLatest } from '../ui/useLatest.ts'
import { fieldErrors, showError, toAppError } from './errors.tsx'
import { forgetJobs, runJob, useJobs } from './jobs.ts'

/**
 * The cache of everything read. Reads and writes never wait for a network, nothing goes stale by time, and one place
 * shows what went wrong: a failed command always, a failed read when older data is still on the screen (a screen
 * without data throws the error to its boundary).
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        retry: false,
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false
      },
      mutations: { networkMode: 'always', retry: false }
    },
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (query.state.data !== undefined) showError(error)
      }
    }),
    mutationCache: new MutationCache({
      onError: (error, _input, _result, mutation) => {
        const isHandled = mutation.meta?.isHandled as ((error: AppError) => boolean) | undefined
        if (!isHandled?.(toAppError(error))) showError(error)
      }
    })
  })
}

/**
 * Reads again what main says may have changed: every query whose contract entry reads one of the tables, or all of them
 * when days moved on (an empty list). The function given back ends it.
 */
export function followChanges(client: QueryClient, contract: Contract): () => void {
  return onEvent('changed', ({ tables }) => {
    const touched = new Set<string>(tables)
    const predicate = ({ queryKey }: { readonly queryKey: readonly unknown[] }) => {
      const operation = contract[String(queryKey[0])]
      if (touched.size === 0) return true
      return operation?.kind === 'query' && operation.reads.some((table) => touched.has(table))
    }
    // A first read under way may have looked before the change, and invalidating alone does not ask it again.
    const firstReads = client.getQueryCache().findAll({ predicate, fetchStatus: 'fetching' }).filter((query) => query.state.data === undefined)
    void client.invalidateQueries({ predicate })
    for (const query of firstReads) {
      const again = () => void client.invalidateQueries({ queryKey: query.queryKey, exact: true })
      void query.promise?.then(again, again)
    }
  })
}

export type ReadOptions = {
  readonly enabled?: boolean
  /** Shows the answer to the former input until the new one is here, so that nothing flashes; on unless said otherwise. */
  readonly keepPrevious?: boolean
}

/** Reads from main and stays true to it: the answer is read again by itself when its tables change. */
export function useRead<N extends QueryName>(name: N, input: InputFor<N>, options?: ReadOptions): UseQueryResult<OutputFor<N>, AppError> {
  return useQuery<OutputFor<N>, AppError>({
    queryKey: [name, input],
    queryFn: () => call(name, input),
    enabled: options?.enabled ?? true,
    ...(options?.keepPrevious !== false && { placeholderData: keepPreviousData as never })
  })
}

/** Reads before a screen asks; what goes wrong is told to the screen that does. */
export function readAhead<N extends QueryName>(client: QueryClient, name: N, input: InputFor<N>): void {
  void client.prefetchQuery({ queryKey: [name, input], queryFn: () => call(name, input) })
}

/** Anything that shows errors under its fields, such as Mantine's form. */
type FormWithErrors = {
  readonly setErrors: (errors: Record<string, string>) => void
  readonly getInputNode?: (path: string) => HTMLElement | null
}

export type ChangeOptions = {
  /** Gets the reasons of a validation error under its fields, with the focus on the first of them. */
  readonly form?: FormWithErrors
  /** Says true when it has shown the error itself. */
  readonly onError?: (error: AppError) => boolean
}

/** Changes data. What goes wrong is shown by itself, under the fields of `form` where it belongs there. */
export function useCommand<N extends CommandName>(name: N, options?: ChangeOptions): UseMutationResult<Done<N>, AppError, InputFor<N>> {
  const latest = useLatest(options)
  return useMutation<Done<N>, AppError, InputFor<N>>({
    mutationKey: [name],
    mutationFn: (input) => change(name, input),
    meta: { isHandled: (error: AppError) => isHandled(latest.current, error) }
  })
}

function isHandled(options: ChangeOptions | undefined, error: AppError): boolean {
  if (options?.onError?.(error)) return true
  return options?.form ? showInForm(options.form, error) : false
}

function showInForm(form: FormWithErrors, error: AppError): boolean {
  const errors = fieldErrors(error)
  const first = Object.keys(errors)[0]
  if (error.data.code !== 'validation' || first === undefined) return false
  form.setErrors(errors)
  form.getInputNode?.(first)?.focus()
  return true
}

/**
 * Long work of one kind: it goes on and stays visible when its screen is left and opened again. `start` gives nothing
 * when it failed, which is shown by itself as with `useCommand`, or was stopped.
 */
export function useJob<N extends JobName>(name: N, options?: ChangeOptions) {
  const latest = useLatest(options)
  const job = useJobs(({ all }) => all.findLast((one) => one.name === name))
  const start = useCallback(
    async (input: InputFor<N>): Promise<Done<N> | undefined> => {
      try {
        return await runJob(name, input)
      } catch (thrown) {
        const error = toAppError(thrown)
        if (!isHandled(latest.current, error)) showError(error)
        return undefined
      }
    },
    [name, latest]
  )
  return {
    state: job?.state ?? ('idle' as const),
    progress: job?.progress ?? null,
    result: job?.result as OutputFor<N> | undefined,
    error: job?.error,
    start,
    cancel: () => {
      if (job?.state === 'running') cancelJob(job.jobId)
    },
    reset: () => forgetJobs(name)
  }
}
