import type { Contract, InputOf, Operation, OutputOf, ParsedOf, Progress } from '#shared/contract/define.ts'
import type { TableName } from '#shared/contract/tables.ts'
import { AppError, type ErrorData, type Result } from '#shared/result.ts'
import type { Context, JobContext } from './context.ts'

/** One function per operation: commands and queries get the context, jobs also signal and progress. */
export type HandlersFor<C extends Contract> = {
  readonly [N in keyof C]: (
    ctx: C[N]['kind'] extends 'job' ? JobContext : Context,
    input: ParsedOf<C[N]>
  ) => OutputOf<C[N]> | Promise<OutputOf<C[N]>>
}

export type DispatcherOptions<C extends Contract> = {
  readonly contract: C
  readonly handlers: HandlersFor<C>
  /** A context with a fresh change id for the operation. */
  readonly makeContext: (operation: string) => Context
  readonly onChanged: (tables: readonly TableName[]) => void
  readonly onProgress: (jobId: string, name: string, progress: Progress) => void
  readonly onJobEnded: (jobId: string, name: string) => void
  /** Did the change write anything, and which tables did it touch? */
  readonly touchedBy: (changeId: string) => readonly TableName[]
  readonly log: (level: 'info' | 'warn' | 'error', message: string, error?: unknown) => void
  /** Turns faults of the store or the disk into errors with a reason of their own. */
  readonly classify: (error: unknown) => ErrorData | undefined
}

export type Dispatcher<C extends Contract> = {
  call(name: string, input: unknown, jobId?: string): Promise<Result<unknown>>
  /** As `call`, typed. */
  run<N extends keyof C & string>(name: N, input: InputOf<C[N]>, jobId?: string): Promise<Result<OutputOf<C[N]>>>
  cancel(jobId: string): void
  /** Jobs under way. */
  busy(): number
}

/** Operations slower than this are logged by name, ms. */
const slowMs = 40
/** A rule that the store itself holds is an answer, not a fault. */
const levels: { readonly [C in ErrorData['code']]?: 'info' | 'warn' } = { rule: 'info', not_found: 'info', conflict: 'warn' }

/** The one door: looks the operation up, checks the input, runs it, answers with a `Result` and tells what changed. */
export function createDispatcher<C extends Contract>(options: DispatcherOptions<C>): Dispatcher<C> {
  const running = new Map<string, AbortController>()
  const handlers = options.handlers as Readonly<Record<string, (ctx: JobContext, input: unknown) => unknown>>

  async function call(name: string, rawInput: unknown, jobId?: string): Promise<Result<unknown>> {
    const operation: Operation | undefined = Object.hasOwn(options.contract, name) ? options.contract[name] : undefined
    const handler = operation && handlers[name]
    if (!operation || !handler) return failed({ code: 'internal', reason: 'unknown_operation', details: { name: String(name).slice(0, 100) } })
    const input = operation.input.safeParse(rawInput)
    if (!input.success) {
      const fields = Object.fromEntries(input.error.issues.map((issue) => [issue.path.join('.'), issue.code]))
      return failed({ code: 'validation', reason: 'input', fields, message: `${name}: ${Object.keys(fields).join(', ')}` })
    }
    if (operation.kind === 'job') {
      try {
        return await runJob(name, operation, handler, input.data, jobId)
      } catch (error) {
        return failed(asError(name, error))
      }
    }
    const started = performance.now()
    try {
      const ctx = options.makeContext(name)
      const value = await handler(ctx as JobContext, input.data)
      if (operation.kind === 'query') return { ok: true, value }
      return succeeded(ctx.changeId, operation, value)
    } catch (error) {
      return failed(asError(name, error))
    } finally {
      const ms = performance.now() - started
      if (ms > slowMs) options.log('warn', `${name} took ${Math.round(ms)} ms`)
    }
  }

  async function runJob(
    name: string,
    operation: Operation,
    handler: (ctx: JobContext, input: unknown) => unknown,
    input: unknown,
    givenJobId: string | undefined
  ): Promise<Result<unknown>> {
    const ctx = options.makeContext(name)
    const jobId = givenJobId ?? ctx.changeId
    if (running.has(jobId)) return failed({ code: 'conflict', reason: 'busy' })
    const controller = new AbortController()
    running.set(jobId, controller)
    const jobContext: JobContext = {
      ...ctx,
      signal: controller.signal,
      progress: (progress) => options.onProgress(jobId, name, progress),
      breathe: () => breathe(controller.signal)
    }
    try {
      return succeeded(ctx.changeId, operation, await handler(jobContext, input))
    } catch (error) {
      // A job that was cancelled or failed half-way has changed data too.
      succeeded(ctx.changeId, operation, undefined)
      if (controller.signal.aborted) return failed({ code: 'cancelled', reason: 'cancelled' })
      return failed(asError(name, error))
    } finally {
      running.delete(jobId)
      options.onJobEnded(jobId, name)
    }
  }

  function succeeded(changeId: string, operation: Operation, value: unknown): Result<unknown> {
    const touched = options.touchedBy(changeId)
    const writes = operation.kind === 'query' ? [] : operation.writes
    const tables = [...new Set([...touched, ...narrow(writes, touched)])]
    if (tables.length > 0) options.onChanged(tables)
    return touched.length > 0 ? { ok: true, value, changeId } : { ok: true, value }
  }

  function asError(name: string, error: unknown): ErrorData {
    if (error instanceof AppError) return error.data
    const known = options.classify(error)
    options.log(known ? (levels[known.code] ?? 'error') : 'error', name, error)
    return known ?? { code: 'internal', reason: 'unexpected', message: error instanceof Error ? error.message : String(error) }
  }

  return {
    call,
    run: call as Dispatcher<C>['run'],
    cancel: (jobId) => running.get(jobId)?.abort(),
    busy: () => running.size
  }
}

/** An undo may write to any table, yet touches few: where the journal knows, its word counts for journalled tables. */
function narrow(writes: readonly TableName[], touched: readonly TableName[]): readonly TableName[] {
  return writes.length > 20 && touched.length > 0 ? writes.filter((table) => /^(client_s|deal_s|journal_)/.test(table)) : writes
}

/** Waits until calls that came in meanwhile have been answered. */
async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve))
  if (signal.aborted) throw new AppError({ code: 'cancelled', reason: 'cancelled' })
}

function failed(error: ErrorData): Result<never> {
  return { ok: false, error }
}
