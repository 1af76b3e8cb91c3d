import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '#main/app/store.ts'
import type { ImportRun } from '#shared/contract/imports.ts'
import { openQuietly } from './open.ts'
import { type Acknowledged, acknowledged, between, pause, startWriter } from './child.ts'
import { faultsInside, faultsOf } from './check.ts'

/** What a torture found: how often it was done, what was acknowledged in all, what went wrong. */
export type Findings = { readonly kills: number; readonly acknowledged: number; readonly inDoubt: number; readonly faults: readonly string[] }

/** Kills on one store before the next one begins with an empty folder. */
const killsPerStore = 25

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'klientela-torture-'))
}

/** Ends a writer so many times at a random moment of its everyday work and looks at what is left each time. */
export async function killWrites(kills: number): Promise<Findings> {
  const faults: string[] = []
  let count = 0
  let inDoubt = 0
  for (let left = kills; left > 0; left -= killsPerStore) {
    const folder = newFolder()
    const all: Acknowledged[] = []
    const rounds = Math.min(left, killsPerStore)
    for (let round = 1; round <= rounds; round += 1) {
      const writer = startWriter(['writes', folder], [])
      await writer.begun
      await pause(between(5, 400))
      await writer.kill()
      all.push(...acknowledged(writer.lines))
      faults.push(...writer.lines.flatMap((line) => (line.say === 'refused' ? [`refused: ${line.reason}`] : [])))
      faults.push(...(await faultsOf(folder, all, round === rounds ? 'deep' : 'usual')))
    }
    inDoubt += changesNotTold(folder, all)
    count += all.length
    rmSync(folder, { recursive: true, force: true })
  }
  return { kills, acknowledged: count, inDoubt, faults }
}

/** Changes of the everyday work that were committed while the process was ended before it could say so. */
function changesNotTold(folder: string, all: readonly Acknowledged[]): number {
  const told = new Set(all.map(({ changeId }) => changeId))
  return inside(folder, (store) =>
    store
      .db()
      .$client.prepare<[], string>("SELECT id FROM journal_change WHERE name IN ('notes.add', 'deals.create', 'deals.move', 'invoices.issue')")
      .pluck()
      .all()
      .filter((id) => !told.has(id)).length
  )
}

function inside<T>(folder: string, look: (store: Store) => T): T {
  const store = openQuietly(folder)
  try {
    return look(store)
  } finally {
    store.close()
  }
}

const columns = 'Nazwa;Telefon;E-mail;Miasto;Kontakt'

/** A list of so many firms, all different. */
export function makeList(path: string, rows: number): void {
  const lines = Array.from({ length: rows }, (_, index) => {
    const digits = String(220_000_000 + index)
    return `Zakład ${index};+48 ${digits};biuro${index}@example.pl;Łódź;Jan Lis ${index}`
  })
  writeFileSync(path, `${columns}\n${lines.join('\n')}\n`)
}

export type ImportFindings = { readonly importKills: number; readonly undoKills: number; readonly rows: number; readonly faults: readonly string[] }

/**
 * One import that is cut off again and again, goes on until all rows are in, and is then taken back, cut off again and
 * again as well. After each cut the counts of the run and the rows in the store must agree.
 */
export async function killImport(rows: number, importKills: number, undoKills: number): Promise<ImportFindings> {
  const folder = newFolder()
  const list = join(folder, 'firmy.csv')
  makeList(list, rows)
  inside(folder, () => undefined)
  const settled = startWriter(['writes', folder, '0'], [])
  await settled.ended
  const own = inside(folder, (store) => countOf(store, 'client WHERE deleted_at IS NULL'))
  const faults: string[] = []
  let cuts = 0
  while (cuts < importKills) {
    await cutOff(['import', folder, list])
    const run = inside(folder, (store) => {
      faults.push(...faultsInside(store, [], 'quick'))
      const found = lastRun(store)
      faults.push(...faultsOfRun(store, found))
      return found
    })
    cuts += 1
    if (run?.state === 'done') break
  }
  const changeId = await finishImport(folder, list, rows, faults)
  const takenBack = changeId === undefined ? 0 : await killUndo(folder, changeId, undoKills, faults)
  if (changeId !== undefined) await finishUndo(folder, changeId, own, faults)
  rmSync(folder, { recursive: true, force: true })
  return { importKills: cuts, undoKills: takenBack, rows, faults }
}

async function killUndo(folder: string, changeId: string, kills: number, faults: string[]): Promise<number> {
  for (let count = 1; count <= kills; count += 1) {
    const wasFaster = await cutOff(['undo', folder, changeId])
    faults.push(...inside(folder, (store) => faultsInside(store, [], 'quick')))
    if (wasFaster) return count
  }
  return kills
}

/** Ends a writer at a random moment; true when it was faster. */
async function cutOff(args: readonly string[]): Promise<boolean> {
  const writer = startWriter(args, [])
  await writer.begun
  await pause(between(5, 400))
  await writer.kill()
  return writer.lines.some((line) => line.say === 'end')
}

async function finishImport(folder: string, list: string, rows: number, faults: string[]): Promise<string | undefined> {
  if (inside(folder, (store) => lastRun(store)?.state) !== 'done') {
    const writer = startWriter(['import', folder, list], [])
    await writer.ended
    faults.push(...writer.lines.flatMap((line) => (line.say === 'refused' ? [`going on was refused: ${line.reason}`] : [])))
  }
  return inside(folder, (store) => {
    const run = lastRun(store)
    faults.push(...faultsOfRun(store, run), ...faultsInside(store, [], 'usual'))
    if (run?.state !== 'done' || run.createdCount !== rows) faults.push(`the import ended as ${JSON.stringify(run)} of ${rows} rows`)
    return run?.changeId
  })
}

async function finishUndo(folder: string, changeId: string, own: number, faults: string[]): Promise<void> {
  if (inside(folder, (store) => lastRun(store)?.state) !== 'undone') {
    const writer = startWriter(['undo', folder, changeId], [])
    await writer.ended
    faults.push(...writer.lines.flatMap((line) => (line.say === 'refused' ? [`undo was refused: ${line.reason}`] : [])))
  }
  inside(folder, (store) => {
    faults.push(...faultsInside(store, [], 'usual'))
    const left = countOf(store, 'client WHERE deleted_at IS NULL')
    const parts = (['client_phone', 'client_email', 'contact'] as const).map((table) =>
      countOf(store, `${table} WHERE deleted_at IS NULL AND client_id IN (SELECT id FROM client WHERE import_run_id IS NOT NULL)`)
    )
    if (left !== own || parts.some((count) => count > 0)) faults.push(`after undo ${left} clients are there, ${own} were before; parts left: ${parts.join(', ')}`)
    const state = lastRun(store)?.state
    if (state !== 'undone') faults.push(`after undo the import says that it is ${state}`)
  })
}

function lastRun(store: Store): ImportRun | undefined {
  const [id] = store.db().$client.prepare<[], string>('SELECT id FROM import_run ORDER BY started_at DESC, id DESC LIMIT 1').pluck().all()
  if (id === undefined) return undefined
  return storedRun(store, id)
}

function storedRun(store: Store, id: string): ImportRun {
  return store
    .db()
    .$client.prepare<[string], ImportRun>(
      `SELECT r.id, CASE WHEN (SELECT undone_by_id FROM journal_change WHERE id = r.change_id) IS NOT NULL THEN 'undone' ELSE r.state END AS state,
         r.change_id AS changeId, r.rows_read AS rowsRead, r.created_count AS createdCount, r.duplicate_count AS duplicateCount,
         r.failed_count AS failedCount, r.empty_count AS emptyCount FROM import_run AS r WHERE r.id = ?`
    )
    .get(id)!
}

function faultsOfRun(store: Store, run: ImportRun | undefined): string[] {
  if (!run) return []
  const faults: string[] = []
  if (run.state !== 'interrupted' && run.state !== 'done') faults.push(`a cut import is ${run.state}`)
  const { rowsRead, createdCount, duplicateCount, failedCount, emptyCount } = run
  if (rowsRead !== createdCount + duplicateCount + failedCount + emptyCount) faults.push(`the counts do not add up: ${JSON.stringify(run)}`)
  const rows = [
    countOf(store, `client WHERE import_run_id = '${run.id}'`),
    ...(['client_phone', 'client_email', 'contact'] as const).map((table) =>
      countOf(store, `${table} WHERE client_id IN (SELECT id FROM client WHERE import_run_id = '${run.id}')`)
    )
  ]
  if (rows.some((count) => count !== createdCount)) faults.push(`${createdCount} rows counted, there are ${rows.join(', ')}`)
  return faults
}

function countOf(store: Store, what: string): number {
  return Number(store.db().$client.prepare(`SELECT count(*) FROM ${what}`).pluck().get())
}
