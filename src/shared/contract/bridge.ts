import type { Result } from '../result.ts'
import type { Progress } from './define.ts'
import type { TableName } from './tables.ts'

/** What main tells every window without being asked. */
export type AppEvents = {
  /** Data of these tables may differ now; an empty list means that midnight passed and days moved on. */
  readonly changed: { readonly tables: readonly TableName[] }
  readonly jobProgress: { readonly jobId: string; readonly name: string; readonly progress: Progress }
  readonly jobEnded: { readonly jobId: string; readonly name: string }
  /** A menu entry or key of the native menu was used; the renderer runs the action with this id. */
  readonly action: { readonly id: string }
  /** Another window wants the main one to show a screen. */
  readonly place: { readonly place: string }
}

export type WindowKind = 'main' | 'funnel' | 'print'

/** All that a window can reach of main: `window.bridge`, made by preload. */
export type Bridge = {
  readonly call: (name: string, input: unknown, jobId?: string) => Promise<Result<unknown>>
  readonly cancel: (jobId: string) => void
  readonly on: <E extends keyof AppEvents>(event: E, listener: (payload: AppEvents[E]) => void) => () => void
  /** The full path of a file dropped on the window; empty where the system does not tell. */
  readonly pathOf: (file: unknown) => string
}
