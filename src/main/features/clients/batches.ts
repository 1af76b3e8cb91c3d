import type { JobContext } from '#main/app/context.ts'
import { inTransaction } from '#main/db/transaction.ts'

/** Batches are made as large as about this many ms allow, so that calls in between do not wait. */
const batchMs = 20
/** Smaller ones would mostly wait for the disk. */
const batchLeast = 50

/** Runs the work over all items in transactions of about 20 ms, with progress; what is done stays when it is cancelled. */
export async function inBatches<T>(ctx: JobContext, items: readonly T[], work: (item: T) => void): Promise<void> {
  await inSlices(ctx, items, (slice) => {
    for (const item of slice) work(item)
  })
}

/** As `inBatches`, for work that does many at once. */
export async function inSlices<T>(ctx: JobContext, items: readonly T[], work: (slice: readonly T[]) => void): Promise<void> {
  let size = batchLeast
  const began = performance.now()
  for (let done = 0; done < items.length; ) {
    const slice = items.slice(done, done + size)
    const started = performance.now()
    inTransaction(ctx, () => work(slice))
    done += slice.length
    const now = performance.now()
    size = Math.max(batchLeast, Math.min(2000, Math.round((size * batchMs) / Math.max(1, now - started))))
    const rate = (done * 1000) / Math.max(1, now - began)
    ctx.progress({ done, total: items.length, rate, leftMs: ((items.length - done) * 1000) / rate })
    await ctx.breathe()
  }
}
