import { openStore, realWorld, type Store } from '#main/app/store.ts'
import { resourcesDir } from '../bench/data.ts'

/** Opens the store of a folder in this process, with the real clock; what it logs is heard by nobody, its answers tell. */
export function openQuietly(dataDir: string): Store {
  return openStore({ ...realWorld, places: { dataDir, resourcesDir, sheetThreadPath: null, copyThreadPath: null }, emit: () => undefined, log: () => undefined })
}
