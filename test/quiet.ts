import type { TestApp } from './app.ts'

/** Lets the store do all that it does in quiet moments: search index, figures, scores, a backup that is due. */
export async function settle(app: TestApp): Promise<void> {
  while (await app.store.tick());
}
