import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomOf } from '#main/features/demo/random.ts'
import { pl } from '#main/features/demo/words/pl.ts'
import { openSheet } from '#main/workers/readSheet.ts'
import { writeXlsx } from '#main/workers/writeXlsx.ts'
import { isNip } from '#shared/identifiers.ts'
import { openHere } from './data.ts'
import { quantile, record } from './measure.ts'

const titles = ['Nazwa', 'NIP', 'Telefon', 'E-mail', 'Miasto', 'Ulica', 'Kod', 'Kontakt', 'Stanowisko', 'WWW', 'Województwo', 'Uwagi']
const fields = ['name', 'taxNumber', 'phone', 'email', 'town', 'street', 'postalCode', 'contactName', 'contactRole', 'website', 'region', 'note'] as const

type Row = (string | number)[]

/** A workbook of so many firms: every one with a phone and an e-mail, most with a NIP, some of those wrong, one in 200 twice. */
export async function makeWorkbook(path: string, count: number): Promise<readonly Row[]> {
  const rows = makeRows(count)
  await writeXlsx(path, 'Firmy', titles.map((title) => ({ title, kind: 'text' as const, width: 20 })), rows)
  return rows
}

/** An import of a workbook against the same rows through bare statements with the same triggers, and reading alone. */
export async function measureImport(count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'klientela-bench-import-'))
  const path = join(folder, 'firmy.xlsx')
  const rows = await makeWorkbook(path, count)
  console.log(`The workbook has ${(statSync(path).size / 1e6).toFixed(1)} MB.`)

  const readingBegan = performance.now()
  const sheet = await openSheet(path, { run: 'inline' })
  for await (const batch of sheet.rows) void batch
  await sheet.close()
  const readingMs = performance.now() - readingBegan
  record({ name: 'reading the workbook alone', ms: readingMs, p95: readingMs, runs: 1, bareMs: null, goalMs: null, note: `${count} rows x ${titles.length}` })

  const bareMs = await insertBare(join(folder, 'bare'), rows)
  record({ name: 'the same rows through bare journalled inserts', ms: bareMs, p95: bareMs, runs: 1, bareMs: null, goalMs: null, note: 'client, phone, e-mail, contact; 500 rows a transaction' })

  const store = openHere(join(folder, 'store'))
  await store.dispatcher.run('app.setUp', { language: 'pl', country: 'PL', userName: 'Anna Kowalska', firmName: 'Meble Wisła' })
  const memoryBefore = process.memoryUsage().rss
  let memoryMost = memoryBefore
  const answers: number[] = []
  const importing = { isOver: false }
  const asking = (async () => {
    while (!importing.isOver) {
      const began = performance.now()
      await new Promise((resolve) => setTimeout(resolve, 0))
      await store.dispatcher.run('clients.list', { filter: {}, sort: { by: 'name', direction: 'asc' }, page: { offset: 0, limit: 50 } })
      answers.push(performance.now() - began)
      memoryMost = Math.max(memoryMost, process.memoryUsage().rss)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  })()
  const began = performance.now()
  const result = await store.dispatcher.run('imports.run', {
    parts: [{ path, target: 'client', sheetIndex: null, encoding: null, delimiter: null, mapping: fields.map((field, column) => ({ column, field })) }],
    currency: null,
    known: 'fill',
    unknown: 'create',
    sourceId: 'source-file',
    ownerIds: [],
    categoryIds: [],
    segment: null,
    consent: null
  })
  const ms = performance.now() - began
  importing.isOver = true
  await asking
  if (!result.ok) throw new Error(result.error.reason)
  const [run] = result.value
  if (!run) throw new Error('nothing ran')
  const { createdCount, duplicateCount, failedCount } = run
  const growth = Math.round((memoryMost - memoryBefore) / 1e6)
  record({
    name: 'import of the workbook',
    ms,
    p95: ms,
    runs: 1,
    bareMs,
    goalMs: count >= 100_000 ? 20_000 : null,
    goalRatio: 2,
    note: `created ${createdCount}, duplicates ${duplicateCount}, failed ${failedCount}; ${Math.round(readingMs / ms * 100)} % of it is what reading alone takes; memory of this process +${growth} MB`
  })
  record({ name: 'a list read while importing', ms: quantile(answers, 0.5), p95: quantile(answers, 0.95), runs: answers.length, bareMs: null, goalMs: 100, judgedBy: 'p95', note: `slowest ${Math.round(Math.max(...answers))} ms` })
  const indexing = performance.now()
  while (await store.tick());
  const indexMs = performance.now() - indexing
  record({ name: 'search index catching up', ms: indexMs, p95: indexMs, runs: 1, bareMs: null, goalMs: 30_000, note: '' })
  const undoBegan = performance.now()
  const undone = await store.dispatcher.run('journal.undo', { changeId: run.changeId })
  const undoMs = performance.now() - undoBegan
  record({ name: 'undo of the import', ms: undoMs, p95: undoMs, runs: 1, bareMs: null, goalMs: null, note: undone.ok ? '' : undone.error.reason })
  store.close()
  rmSync(folder, { recursive: true, force: true })
}

function makeRows(count: number): Row[] {
  const random = randomOf(7)
  const rows: Row[] = []
  for (let index = 0; index < count; index += 1) {
    const [town, area, post] = random.pick(pl.towns)
    const family = random.pick(pl.familyNames)
    const taxNumber = random.chance(0.7) ? nipOf(100_000_000 + index) : ''
    const isTwice = index > 0 && random.chance(0.005)
    rows.push([
      `${random.pick(pl.trades)} ${random.pick(pl.marks)} ${family} ${index + 1}`,
      isTwice ? rows[index - 1]![1]! : random.chance(0.01) ? slip(taxNumber) : taxNumber,
      isTwice ? rows[index - 1]![2]! : `${area} ${String(2_000_000 + index).replace(/(\d{3})(\d{2})(\d{2})/, '$1 $2 $3')}`,
      `biuro${index + 1}@example.com`, town, `Polna ${random.int(1, 200)}`, `${post}${random.int(10, 99)}`, `Anna ${family}`, 'zakupy', `www.firma${index + 1}.pl`,
      'łódzkie', random.chance(0.3) ? 'Dzwonić po 10.' : ''
    ])
  }
  return rows
}

/** The number with its control digit; empty for the nine digits that have none. */
function nipOf(nine: number): string {
  return [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((control) => `${nine}${control}`).find(isNip) ?? ''
}

function slip(number: string): string {
  return number === '' ? '' : `${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`
}

async function insertBare(folder: string, rows: readonly Row[]): Promise<number> {
  const store = openHere(folder)
  await store.dispatcher.run('app.setUp', { language: 'pl', country: 'PL', userName: 'Anna Kowalska', firmName: 'Meble Wisła' })
  const sqlite = store.db().$client
  const client = sqlite.prepare(
    `INSERT INTO client (id, kind, status, name, tax_number, country, street, postal_code, town, region, website, description, source_id, import_run_id, created_at, updated_at)
     VALUES (?, 'company', 'prospect', ?, ?, 'PL', ?, ?, ?, ?, ?, ?, 'source-file', 'bare', ?, ?)`
  )
  const contact = sqlite.prepare('INSERT INTO contact (id, client_id, name, role, position, created_at, updated_at) VALUES (?, ?, ?, ?, 1, ?, ?)')
  const phone = sqlite.prepare('INSERT INTO client_phone (id, client_id, contact_id, e164, position, is_bad, created_at, updated_at) VALUES (?, ?, ?, ?, 1, 0, ?, ?)')
  const email = sqlite.prepare('INSERT INTO client_email (id, client_id, contact_id, email, position, created_at, updated_at) VALUES (?, ?, ?, ?, 1, ?, ?)')
  const stamp = sqlite.prepare('UPDATE journal_stamp SET hlc = ?, tx_id = ? WHERE id = 1')
  const ctx = store.makeContext('bench.bare')
  const began = performance.now()
  for (let from = 0; from < rows.length; from += 500) {
    sqlite.exec('BEGIN IMMEDIATE')
    stamp.run('0', 1_000_000 + from)
    for (const row of rows.slice(from, from + 500)) {
      const at = Date.now()
      const id = ctx.newId()
      const contactId = ctx.newId()
      client.run(id, row[0], row[1] || null, row[5], row[6], row[4], row[10], row[9], row[11], at, at)
      contact.run(contactId, id, row[7], row[8], at, at)
      phone.run(ctx.newId(), id, contactId, `+48${String(row[2]).replaceAll(' ', '')}`, at, at)
      email.run(ctx.newId(), id, contactId, row[3], at, at)
    }
    sqlite.exec('COMMIT')
  }
  const ms = performance.now() - began
  sqlite.prepare('UPDATE journal_stamp SET tx_id = NULL WHERE id = 1').run()
  store.close()
  return ms
}
