import type { AppEvents } from '#shared/contract/bridge.ts'
import type { StartState } from '#shared/contract/shell.ts'
import type { Result } from '#shared/result.ts'

/** What the store thread is started with. */
export type StoreThreadData = {
  readonly dataDir: string
  readonly resourcesDir: string
  readonly sheetThreadPath: string
  readonly copyThreadPath: string
}

/** What the main process asks of the store itself, beside the operations of the contract. */
export type StoreControls = {
  /** Puts a verified backup (its name) in place of a store that cannot be opened; answers with the new StartState. */
  readonly restore: string
  /** Opens a refused store again, or with an empty one in its place; both answer with the new StartState. */
  readonly tryAgain: null
  readonly startAfresh: null
  readonly backupNow: null
  /** Finishes the running transaction, checkpoints and lets go of the files. */
  readonly close: null
}

export type ToStore =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly input: unknown; readonly jobId?: string }
  | { readonly kind: 'cancel'; readonly jobId: string }
  | { readonly kind: 'control'; readonly id: number; readonly action: keyof StoreControls; readonly value: unknown }

export type LogLevel = 'info' | 'warn' | 'error'

/** One event of AppEvents with its payload. */
export type AppEvent = { [E in keyof AppEvents]: { readonly event: E; readonly payload: AppEvents[E] } }[keyof AppEvents]

export type FromStore =
  | { readonly kind: 'started'; readonly startState: StartState }
  | { readonly kind: 'result'; readonly id: number; readonly result: Result<unknown> }
  | ({ readonly kind: 'event' } & AppEvent)
  | { readonly kind: 'log'; readonly level: LogLevel; readonly message: string }
