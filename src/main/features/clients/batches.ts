import type { JobContext } from '#main/app/context.ts'
import { inTransaction } from '#main/db/transaction.ts'

/** Batches are made as large as about this many ms allow, so that calls in between do not wait. */
const batchMs = 20
/** Smaller ones would mostly wait for the disk. */
const batchLeast = 50

/** Runs the work over all items in transactions of about 20 ms, with progress; what is done stays when it is cancelled. */
export async function inBatches<T>(ctx: JobContext, items: readonly T[], work: (item: T) => void): Promise<void> {
  let size = batchLeast
  for (let done = 0; done < items.length; ) {
    const batch = items.slice(done, done + size)
    const started = performance.now()
    inTransaction(ctx, () => {
      for (const item of batch) work(item)
    })
    done += batch.length
    const ms = performance.now() - started
    size = Math.max(batchLeast, Math.min(1000, Math.round((size * batchMs) / Math.max(1, ms))))
    ctx.progress({ done, total: items.length })
    await ctx.breathe()
  }
}
