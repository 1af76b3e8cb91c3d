import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openStore, realWorld, type Store } from '#main/app/store.ts'

const root = resolve(import.meta.dirname, '../..')
export const resourcesDir = join(root, 'resources')

/** Opens a store in this process, as the store thread does. */
export function openHere(dataDir: string): Store {
  return openStore({
    ...realWorld,
    places: { dataDir, resourcesDir, sheetThreadPath: join(root, 'src/main/workers/sheetThread.ts') },
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
  const kept = join(tmpdir(), 'klientela-bench', `${clientCount}-${dealsPerClient}-${markOfCode()}`)
  if (!existsSync(kept)) {
    const unfinished = `${kept}.${process.pid}.tmp`
    mkdirSync(unfinished, { recursive: true })
    const began = performance.now()
    const store = openHere(unfinished)
    await store.dispatcher.run('app.setUp', { language: 'pl', country: 'PL', userName: 'Anna Kowalska', firmName: 'Meble Wisła' })
    const loaded = await store.dispatcher.run('demo.load', { clientCount, dealsPerClient, userCount: 8 })
    if (!loaded.ok) throw new Error(loaded.error.reason)
    while (await store.tick());
    store.db().$client.exec('ANALYZE')
    store.close()
    rmSync(join(unfinished, 'backups'), { recursive: true, force: true })
    rmSync(kept, { recursive: true, force: true })
    renameSync(unfinished, kept)
    console.log(`Made ${clientCount} clients and ${loaded.value.dealCount} deals in ${Math.round((performance.now() - began) / 1000)} s; kept for the next run.`)
  }
  const folder = join(tmpdir(), `klientela-bench-${process.pid}-${Math.round(performance.now())}`)
  cpSync(kept, folder, { recursive: true })
  return folder
}

function markOfCode(): string {
  const hash = createHash('sha256')
  for (const dir of ['resources/migrations', 'src/main/features/demo', 'src/main/db/derived', 'src/main/db/schema']) {
    for (const name of readdirSync(join(root, dir)).filter((file) => /\.(ts|sql)$/.test(file)).sort()) {
      hash.update(readFileSync(join(root, dir, name)))
    }
  }
  return hash.digest('hex').slice(0, 12)
}
