import type { AppEvents, Bridge } from '#shared/contract/bridge.ts'
import type { InputOf, Operation, OutputOf } from '#shared/contract/define.ts'
import type { contract } from '#shared/contract/index.ts'
import { AppError } from '#shared/result.ts'

type AppContract = typeof contract
type NamesOf<K extends Operation['kind']> = {
  [N in keyof AppContract & string]: AppContract[N] extends { readonly kind: K } ? N : never
}[keyof AppContract & string]

export type QueryName = NamesOf<'query'>
export type CommandName = NamesOf<'command'>
export type JobName = NamesOf<'job'>
export type OperationName = QueryName | CommandName | JobName
/** What the operation takes, as a screen gives it. */
export type InputFor<N extends OperationName> = InputOf<AppContract[N]>
/** What the operation gives back. */
export type OutputFor<N extends OperationName> = OutputOf<AppContract[N]>
/** What an operation gave back, and the change that undo takes back: none when nothing was changed. */
export type Done<N extends OperationName> = { readonly value: OutputFor<N>; readonly changeId: string | undefined }

let connected: Bridge | undefined

/** Names the bridge that every later call uses: `window.bridge` in a window, an in-process one in tests. */
export function connect(bridge: Bridge): void {
  connected = bridge
}

function bridge(): Bridge {
  if (!connected) throw new Error('The window is not connected to the main process')
  return connected
}

async function ask<N extends OperationName>(name: N, input: InputFor<N>, jobId?: string): Promise<Done<N>> {
  const answer = await bridge().call(name, input, jobId)
  if (!answer.ok) throw new AppError(answer.error)
  return { value: answer.value as OutputFor<N>, changeId: answer.changeId }
}

/**
 * Reads data, or asks for something whose change nobody needs to take back.
 * @throws AppError with the reason that main gave.
 */
export async function call<N extends QueryName | CommandName>(name: N, input: InputFor<N>): Promise<OutputFor<N>> {
  return (await ask(name, input)).value
}

/**
 * Changes data.
 * @throws AppError with the reason that main gave.
 */
export function change<N extends CommandName>(name: N, input: InputFor<N>): Promise<Done<N>> {
  return ask(name, input)
}

export type StartedJob<N extends JobName> = { readonly jobId: string; readonly promise: Promise<Done<N>> }

/** Starts long work; the promise fails with an AppError, `cancelled` among them. */
export function startJob<N extends JobName>(name: N, input: InputFor<N>): StartedJob<N> {
  const jobId = crypto.randomUUID()
  return { jobId, promise: ask(name, input, jobId) }
}

/** Asks a running job to stop after the batch it is in. */
export function cancelJob(jobId: string): void {
  bridge().cancel(jobId)
}

/** Listens to what main tells by itself; the function given back ends it. */
export function onEvent<E extends keyof AppEvents>(event: E, listener: (payload: AppEvents[E]) => void): () => void {
  return bridge().on(event, listener)
}

/** The full path of a file dropped on the window; empty where the system does not tell. */
export function pathOf(file: File): string {
  return bridge().pathOf(file)
}
