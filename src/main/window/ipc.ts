import type { WindowKind } from '#shared/contract/bridge.ts'
import { AppError } from '#shared/result.ts'
import type { ErrorData, Result } from '#shared/result.ts'
import type { StoreClient } from '#main/app/storeClient.ts'
import type { Log } from '#main/app/log.ts'
import type { PathGrants } from './grants.ts'

/** Calls of one window that may wait at the same time (reliability.md 5.4). */
const maxWaiting = 100
/** A call carries a form, not a file: 1 MB, but for the one operation that brings a picture. */
const maxPayloadBytes = 1_000_000
const maxPictureBytes = 21_000_000
const maxDepth = 60

/** The window that a message came from. */
export type Sender = { readonly windowId: number; readonly kind: WindowKind }

/** The part of Electron's ipcMain that the router needs. */
export type IpcSource<E> = {
  readonly handle: (channel: string, listener: (event: E, ...args: unknown[]) => unknown) => void
  readonly on: (channel: string, listener: (event: E, ...args: unknown[]) => void) => unknown
}

/** Operations that the main process answers itself, by name; they check their own input and throw AppError. */
export type ShellHandler = (input: unknown, sender: Sender) => unknown
export type ShellHandlers = Readonly<Record<string, ShellHandler>>

export type RouterParts<E> = {
  readonly ipcMain: IpcSource<E>
  /** The window whose main frame sent this; undefined for every other sender. */
  readonly identify: (event: E) => Sender | undefined
  readonly shell: ShellHandlers
  readonly store: Pick<StoreClient, 'call' | 'cancel'>
  readonly grants: PathGrants
  readonly log: Log
}

/**
 * The one door between the windows and the program: checks who asks, how much, and for which file, then passes the call
 * on. Always answers a Result; never throws.
 */
export function routeCalls<E>({ ipcMain, identify, shell, store, grants, log }: RouterParts<E>): void {
  const waiting = new Map<number, number>()

  ipcMain.handle('call', async (event, name, input, jobId): Promise<Result<unknown>> => {
    const sender = identified(event)
    if (!sender) return refused({ code: 'internal', reason: 'sender' })
    const waits = waiting.get(sender.windowId) ?? 0
    if (waits >= maxWaiting) return refused({ code: 'conflict', reason: 'busy' })
    waiting.set(sender.windowId, waits + 1)
    try {
      return await answer(sender, name, input, jobId)
    } catch (error) {
      if (error instanceof AppError) return refused(error.data)
      log.error(`call ${String(name)}`, error)
      return refused({ code: 'internal', reason: 'unexpected' })
    } finally {
      const left = (waiting.get(sender.windowId) ?? 1) - 1
      if (left === 0) waiting.delete(sender.windowId)
      else waiting.set(sender.windowId, left)
    }
  })

  ipcMain.on('cancel', (event, jobId) => {
    if (identified(event) && isJobId(jobId)) store.cancel(jobId)
  })

  // Sent by preload only, for a file that the user dropped: a page cannot reach this channel.
  ipcMain.on('dropped', (event, path) => {
    if (identified(event) && typeof path === 'string' && path && !grants.isStoreFile(path)) grants.grant(path, 'read')
  })

  function identified(event: E): Sender | undefined {
    try {
      const sender = identify(event)
      if (!sender) log.warn('a call from a frame that is not ours was refused')
      return sender
    } catch (error) {
      log.error('the sender of a call could not be told', error)
      return undefined
    }
  }

  async function answer(sender: Sender, name: unknown, input: unknown, jobId: unknown): Promise<Result<unknown>> {
    if (typeof name !== 'string' || name.length > 100) return refused({ code: 'internal', reason: 'unknown_operation' })
    if (jobId !== undefined && !isJobId(jobId)) return refused({ code: 'validation', reason: 'input' })
    if (!isLightEnough(input, name === 'shell.saveImage' ? maxPictureBytes : maxPayloadBytes)) {
      return refused({ code: 'validation', reason: 'payload_too_large' })
    }
    if (namesForeignPath(name, input)) return refused({ code: 'rule', reason: 'file.not_chosen' })
    if (!name.startsWith('shell.')) return store.call(name, input, jobId)
    const handler = Object.hasOwn(shell, name) ? shell[name] : undefined
    if (!handler) return refused({ code: 'internal', reason: 'unknown_operation' })
    return { ok: true, value: await handler(input, sender) }
  }

  /** Showing a file of the program's own folder (log, backup) in the file manager needs no choice. */
  function namesForeignPath(name: string, input: unknown): boolean {
    return pathsIn(input).some((path) => {
      if (typeof path !== 'string' || path.includes('\0')) return true
      return !grants.has(path) && !(name === 'shell.showInFolder' && grants.isInDataDir(path))
    })
  }
}

/**
 * Every `path` of an input, however deep: several files are named in a list. The value is plain and its depth bounded. A list
 * that was sent may have fields of its own, even a `constructor`, so that its methods are not to be trusted.
 */
function pathsIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]) => (key === 'path' ? [child as unknown] : pathsIn(child)))
}

function refused(error: ErrorData): Result<never> {
  return { ok: false, error }
}

function isJobId(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= 64
}

/** Rough size of a plain value, walked without recursion; cycles, deep nesting and everything but plain data are too heavy. */
function isLightEnough(value: unknown, maxBytes: number): boolean {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }]
  let bytes = 0
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    bytes += typeof next.value === 'string' ? next.value.length : 8
    if (typeof next.value === 'object' && next.value !== null) {
      if (next.depth >= maxDepth || !isPlain(next.value)) return false
      const entries = Object.entries(next.value)
      bytes += entries.length * 8
      if (bytes > maxBytes) return false
      for (const [key, child] of entries) {
        bytes += key.length
        open.push({ value: child, depth: next.depth + 1 })
      }
    }
    if (bytes > maxBytes) return false
  }
  return true
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === null || prototype === Object.prototype
}
