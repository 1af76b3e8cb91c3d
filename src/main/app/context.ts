import type { Backup, BackupCause } from '#main/db/copies.ts'
import type { Db } from '#main/db/open.ts'
import type { Progress } from '#shared/contract/define.ts'

/** Everything that a use case may know of the world (decisions.md 8). */
export type Context = {
  readonly db: Db
  /** Epoch ms. */
  readonly now: () => number
  /** A new UUIDv7. */
  readonly newId: () => string
  /** Who acts; null before the first start is finished. */
  readonly userId: string | null
  readonly workstationId: string
  /** One per user action or job; undo takes it. */
  readonly changeId: string
  /** The operation of the contract, for the journal. */
  readonly operation: string
  /** Folders and files that the shell gave. */
  readonly places: Places
  readonly backups: BackupService
}

/** Backups of the running store; restoring closes and opens it again. */
export type BackupService = {
  readonly list: () => readonly Backup[]
  /** `tell` hears pages copied and to copy. */
  readonly make: (cause: BackupCause, tell: (done: number, total: number) => void) => Promise<Backup>
  /** Gives the safety backup that was made of what was replaced; `tell` hears of that one. */
  readonly restore: (name: string, tell: (done: number, total: number) => void) => Promise<Backup>
}

export type Places = {
  readonly dataDir: string
  readonly resourcesDir: string
  /** Built worker that reads spreadsheets; null reads in this thread. */
  readonly sheetThreadPath: string | null
  /** Built worker that checks and copies whole copies of the store; null does it in this thread. */
  readonly copyThreadPath: string | null
}

export type JobContext = Context & {
  readonly signal: AbortSignal
  readonly progress: (progress: Progress) => void
  /** Lets waiting calls go first; throws when cancelled. Call it between batches. */
  readonly breathe: () => Promise<void>
}
