import type { z } from 'zod'
import type { TableName } from './tables.ts'

export type Query<I extends z.ZodType, O> = {
  readonly kind: 'query'
  readonly input: I
  readonly output: O
  readonly reads: readonly TableName[]
}
export type Command<I extends z.ZodType, O> = {
  readonly kind: 'command'
  readonly input: I
  readonly output: O
  readonly writes: readonly TableName[]
}
export type Job<I extends z.ZodType, O> = {
  readonly kind: 'job'
  readonly input: I
  readonly output: O
  readonly writes: readonly TableName[]
}

/** An operation that only reads; `reads` names every table it looks at. */
export const query = <I extends z.ZodType, O>(input: I, output: O, reads: readonly TableName[]): Query<I, O> => ({
  kind: 'query',
  input,
  output,
  reads
})

/** An operation that changes data in one go; `writes` names every table it may change. */
export const command = <I extends z.ZodType, O>(input: I, output: O, writes: readonly TableName[]): Command<I, O> => ({
  kind: 'command',
  input,
  output,
  writes
})

/** Long work with progress and cancel; commits in batches. */
export const job = <I extends z.ZodType, O>(input: I, output: O, writes: readonly TableName[]): Job<I, O> => ({
  kind: 'job',
  input,
  output,
  writes
})

/** Carries a type only: what main builds is trusted and is not parsed again. */
export const returns = <T>(): T => undefined as unknown as T

export type Operation = Query<z.ZodType, unknown> | Command<z.ZodType, unknown> | Job<z.ZodType, unknown>
export type Contract = Readonly<Record<string, Operation>>

/** What a caller gives. */
export type InputOf<O extends Operation> = z.input<O['input']>
/** What a use case gets, after the check at the door. */
export type ParsedOf<O extends Operation> = z.output<O['input']>
/** What comes back. */
export type OutputOf<O extends Operation> = O['output']

/** Where long work stands; `rate` in items per second, `leftMs` an estimate. */
export type Progress = {
  readonly done: number
  readonly total: number | null
  readonly note?: string
  readonly rate?: number
  readonly leftMs?: number
}
