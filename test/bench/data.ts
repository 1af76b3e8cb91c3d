import { createHash } from 'node:crypto'
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { openStore, realWorld, type Store } from '#main/app/store.ts'

const root = resolve(import.meta.dirname, '../..')
const workers = join(root, 'src/main/workers')
export const resourcesDir = join(root, 'resources')

/** Opens a store in this process, as the store thread does. */
export function openHere(dataDir: string): Store {
  return openStore({
    ...realWorld,
    places: { dataDir, resourcesDir, sheetThreadPath: join(workers, 'sheetThread.ts'), copyThreadPath: join(workers, 'copyThread.ts') },
    emit: () => undefined,
    log: (level, message, error) => {
      if (level === 'error') console.error(message, error)
    }
  })
}

/**
 * A folder with a store of so many clients and deals (about five stage changes each). Made once for a state of the schema
 * and of the demo's code, then copied: making it takes minutes.
 */
export async function demoFolder(clientCount: number, dealsPerClient: number): Promise<string> {
  const shelf = join(tmpdir(), 'klientela-bench')
  const kept = join(shelf, `${clientCount}-${dealsPerClient}-${markOfCode()}`)
  if (!existsSync(kept)) {
    const unfinished = `${kept}.${process.pid}.tmp`
    openToAll(shelf)
    mkdirSync(unfinished)
    const began = performance.now()
    const store = openHere(unfinished)
    await store.dispatcher.run('app.setUp', { language: 'pl', country: 'PL', userName: 'Anna Kowalska', firmName: 'Meble Wisła' })
    const loaded = await store.dispatcher.run('demo.load', { clientCount, dealsPerClient, userCount: 8 })
    if (!loaded.ok) throw new Error(loaded.error.reason)
    while (await store.tick());
    store.db().$client.exec('ANALYZE')
    store.close()
    rmSync(join(unfinished, 'backups'), { recursive: true, force: true })
    for (const name of readdirSync(unfinished)) chmodSync(join(unfinished, name), 0o644)
    rmSync(kept, { recursive: true, force: true })
    renameSync(unfinished, kept)
    clearFormer(kept)
    console.log(`Made ${clientCount} clients and ${loaded.value.dealCount} deals in ${Math.round((performance.now() - began) / 1000)} s; kept for the next run.`)
  }
  const folder = join(tmpdir(), `klientela-bench-${process.pid}-${Math.round(performance.now())}`)
  cpSync(kept, folder, { recursive: true })
  return folder
}

/** The parts of the bench run as different users of the machine, and each may make the data for all. */
function openToAll(folder: string): void {
  if (existsSync(folder)) return
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o1777)
}

/** Takes away what earlier code made in the same size, where it is ours: each is a large file. */
function clearFormer(kept: string): void {
  const ofSize = kept.replace(/[0-9a-f]+$/, '')
  const shelf = dirname(kept)
  for (const former of readdirSync(shelf).map((name) => join(shelf, name)).filter((path) => path.startsWith(ofSize) && path !== kept)) {
    try {
      rmSync(former, { recursive: true, force: true })
    } catch {
      // Another user's.
    }
  }
}

function markOfCode(): string {
  const hash = createHash('sha256')
  for (const dir of ['resources/migrations', 'src/main/features/demo', 'src/main/db/derived', 'src/main/db/schema']) {
    for (const name of readdirSync(join(root, dir)).filter((file) => /(?<!\.test)\.(ts|sql)$/.test(file)).sort()) {
      hash.update(readFileSync(join(root, dir, name)))
    }
  }
  return hash.digest('hex').slice(0, 12)
}
