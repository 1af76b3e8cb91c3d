import type { JobContext } from '#main/app/context.ts'
import { inTransaction } from '#main/db/transaction.ts'

/**
 * Batches are made as large as about this many ms of work allow, so that calls in between do not wait. What follows the
 * work, derived tables and the disk, takes about as long again; were it counted, a slow disk would make ever more of ever
 * smaller batches, each of which waits for it.
 */
const workMs = 12
/** Smaller ones would mostly wait for the disk; work that does many at once is cheap for each. */
const batchLeast = 50
const sliceLeast = 300

/**
 * Runs the work over all items in transactions of about 25 ms, with progress; what is done stays when it is cancelled. Ids
 * come in their own order wherever the order means nothing, since what was made together lies together.
 */
export async function inBatches<T>(ctx: JobContext, items: readonly T[], work: (item: T) => void): Promise<void> {
  const workOn = (slice: readonly T[]) => {
    for (const item of slice) work(item)
  }
  await run(ctx, items, batchLeast, workOn)
}

/** As `inBatches`, for work that does many at once. */
export async function inSlices<T>(ctx: JobContext, items: readonly T[], work: (slice: readonly T[]) => void): Promise<void> {
  await run(ctx, items, sliceLeast, work)
}

async function run<T>(ctx: JobContext, items: readonly T[], least: number, work: (slice: readonly T[]) => void): Promise<void> {
  let size = least
  const began = performance.now()
  for (let done = 0; done < items.length; ) {
    const slice = items.slice(done, done + size)
    let spentMs = 0
    inTransaction(ctx, () => {
      const started = performance.now()
      work(slice)
      spentMs = performance.now() - started
    })
    done += slice.length
    size = Math.max(least, Math.min(2000, Math.round((slice.length * workMs) / Math.max(1, spentMs))))
    const rate = (done * 1000) / Math.max(1, performance.now() - began)
    ctx.progress({ done, total: items.length, rate, leftMs: ((items.length - done) * 1000) / rate })
    await ctx.breathe()
  }
}
