import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '#shared/result.ts'
import { type CopyTask, doCopyTask, type FromCopyThread } from './copyWork.ts'

// The entry of the thread that checks, hashes and copies whole copies of the store.

function answerTo(task: CopyTask): FromCopyThread {
  try {
    return { ok: true, value: doCopyTask(task) }
  } catch (error) {
    if (error instanceof AppError) return { ok: false, error: error.data }
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
    return { ok: false, message: error instanceof Error ? error.message : String(error), code }
  }
}

parentPort?.postMessage(answerTo(workerData as CopyTask))
