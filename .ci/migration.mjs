// npm run db:generate -- --name=what_changes: the next migration from the difference between schema and migrations.
// --redo --name=X writes the last one anew while it is not yet in use anywhere; --fresh all of them.
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runTool } from './build.mjs'
import { root } from './paths.mjs'

const folder = join(root, 'resources', 'migrations')
const journalFile = join(folder, 'meta', '_journal.json')
const args = process.argv.slice(2)
const name = args.find((arg) => arg.startsWith('--name='))?.slice('--name='.length)

if (args.includes('--fresh')) removeGenerated()
else adoptHandWritten()
if (args.includes('--redo') && name) removeLast(name)
const before = new Set(listMigrations())
const { status } = runTool('drizzle-kit', [
  'generate',
  '--config=.ci/drizzle.config.ts',
  `--name=${name ?? (before.has('0000_start.sql') ? 'change' : 'start')}`
])
if (status !== 0) process.exit(status ?? 1)
for (const file of listMigrations().filter((file) => !before.has(file))) {
  const path = join(folder, file)
  writeFileSync(path, holdMoney(makeStrict(readFileSync(path, 'utf8'))))
  console.log(`Written: resources/migrations/${file}. Read it before you commit it.`)
}

function listMigrations() {
  return existsSync(folder) ? readdirSync(folder).filter((file) => /^\d{4}_\w+\.sql$/.test(file)).sort() : []
}

function readJournal() {
  return existsSync(journalFile) ? JSON.parse(readFileSync(journalFile, 'utf8')) : { version: '7', dialect: 'sqlite', entries: [] }
}

/** Takes away what drizzle-kit wrote; files that a person wrote (search tables) stay and follow the new start. */
function removeGenerated() {
  const { entries } = readJournal()
  const snapshots = entries.filter((entry) => entry.handWritten !== true)
  for (const { tag } of snapshots) rmSync(join(folder, `${tag}.sql`), { force: true })
  rmSync(join(folder, 'meta'), { recursive: true, force: true })
}

/** Takes back the last migration if it has this name. */
function removeLast(wanted) {
  const journal = readJournal()
  const last = journal.entries.at(-1)
  if (!last?.tag.endsWith(`_${wanted}`)) return
  rmSync(join(folder, `${last.tag}.sql`), { force: true })
  rmSync(snapshotFile(last.idx), { force: true })
  journal.entries.pop()
  writeFileSync(journalFile, `${JSON.stringify(journal, null, 2)}\n`)
}

/**
 * drizzle-kit numbers by its journal, which does not know the files that a person wrote: each gets an entry, and the
 * snapshot before it as its own, so that the next number is free.
 */
function adoptHandWritten() {
  const journal = readJournal()
  const known = new Set(journal.entries.map(({ tag }) => `${tag}.sql`))
  for (const file of listMigrations().filter((file) => !known.has(file))) {
    const idx = Number(file.slice(0, 4))
    const previous = JSON.parse(readFileSync(snapshotFile(idx - 1), 'utf8'))
    writeFileSync(snapshotFile(idx), `${JSON.stringify({ ...previous, id: randomUUID(), prevId: previous.id }, null, 2)}\n`)
    journal.entries.push({ idx, version: '6', when: Date.now(), tag: file.replace(/\.sql$/, ''), breakpoints: true, handWritten: true })
  }
  writeFileSync(journalFile, `${JSON.stringify(journal, null, 2)}\n`)
}

function snapshotFile(idx) {
  return join(folder, 'meta', `${String(idx).padStart(4, '0')}_snapshot.json`)
}

/** drizzle-kit cannot declare a table STRICT, which makes SQLite hold columns to their types. */
function makeStrict(sql) {
  return sql.replace(/(CREATE TABLE [\s\S]*?\n\));/g, '$1 STRICT;')
}

/** Nor a CHECK on a column: one on every amount in minor units keeps it a number that JavaScript can hold exactly. */
function holdMoney(sql) {
  const { MAX_SAFE_INTEGER: max, MIN_SAFE_INTEGER: min } = Number
  return sql.replace(/(`(\w+_minor)` integer[^,;\n]*)/g, `$1 CHECK (\`$2\` BETWEEN ${min} AND ${max})`)
}
