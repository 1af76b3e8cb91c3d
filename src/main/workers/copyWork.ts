import { Worker } from 'node:worker_threads'
import { type Backup, type BackupPlaces, isSound, type MadeCopy, settleCopy, stageCopy } from '#main/db/copies.ts'
import { AppError, cancelled, type ErrorData } from '#shared/result.ts'

/** Work on whole copies of the store, none of which is the live file. */
export type CopyTask =
  | { readonly kind: 'settle'; readonly copy: MadeCopy }
  | { readonly kind: 'isSound'; readonly dir: string; readonly backup: Backup }
  | { readonly kind: 'stage'; readonly places: BackupPlaces; readonly name: string; readonly storePath: string }

type CopyResults = { readonly settle: Backup; readonly isSound: boolean; readonly stage: string }

/** What the thread says when it is done; an error of the disk keeps its code. */
export type FromCopyThread =
  | { readonly ok: true; readonly value: CopyResults[keyof CopyResults] }
  | { readonly ok: false; readonly error: ErrorData }
  | { readonly ok: false; readonly message: string; readonly code: string | undefined }

export type CopyWork = {
  /** Throws what `settleCopy`, `isSound` and `stageCopy` throw, and `cancelled` after `stop`. */
  readonly run: <T extends CopyTask>(task: T) => Promise<CopyResults[T['kind']]>
  /** Ends what is under way; what it had begun is removed by whoever waits for it, or by the next backup. */
  readonly stop: () => void
}

/** Does a task at once, holding everything else up. */
export function doCopyTask(task: CopyTask): CopyResults[CopyTask['kind']] {
  if (task.kind === 'settle') return settleCopy(task.copy)
  if (task.kind === 'isSound') return isSound(task.dir, task.backup)
  return stageCopy(task.places, task.name, task.storePath)
}

/**
 * Checking, hashing and syncing a copy of 2 GB takes many seconds, in which the thread that holds the data has to answer:
 * each task runs in a thread of its own, whose built entry is `threadFile`. Null does it here.
 */
export function createCopyWork(threadFile: string | null): CopyWork {
  const threads = new Set<Worker>()

  function runInThread(file: string, task: CopyTask): Promise<CopyResults[CopyTask['kind']]> {
    const thread = new Worker(file, { workerData: task })
    threads.add(thread)
    return new Promise((resolve, reject) => {
      let answer: FromCopyThread | undefined
      let fault: Error | undefined
      thread.on('message', (message: FromCopyThread) => {
        answer = message
      })
      thread.on('error', (error: Error) => {
        fault = error
      })
      // Only once it has ended has it let go of the files.
      thread.on('exit', () => {
        threads.delete(thread)
        if (answer?.ok) resolve(answer.value)
        else reject(answer ? errorOf(answer) : (fault ?? cancelled()))
      })
    })
  }

  return {
    run: async <T extends CopyTask>(task: T) =>
      (threadFile === null ? doCopyTask(task) : await runInThread(threadFile, task)) as CopyResults[T['kind']],
    stop: () => {
      for (const thread of threads) void thread.terminate()
    }
  }
}

function errorOf(answer: Exclude<FromCopyThread, { ok: true }>): Error {
  if ('error' in answer) return new AppError(answer.error)
  return Object.assign(new Error(answer.message), answer.code !== undefined && { code: answer.code })
}
