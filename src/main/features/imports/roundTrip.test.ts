import fc from 'fast-check'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { journalledTables } from '#main/db/tableKinds.ts'
import { writeXlsx } from '#main/workers/writeXlsx.ts'
import type { ImportField } from '#shared/contract/imports.ts'
import { languages } from '#shared/contract/app.ts'
import { openTestApp, resourcesDir, type TestApp } from '#test/app.ts'
import { testFolder } from '#test/fixtures/files.ts'
import { partOf, runParts, sumOfRows } from '#test/imports.ts'
import { fieldWords } from './names.ts'

const write = testFolder()
const opened: TestApp[] = []
afterAll(() => opened.forEach((app) => app.close()))
async function openApp(): Promise<TestApp> {
  const app = await openTestApp()
  opened.push(app)
  return app
}

const all = (app: TestApp, sql: string): unknown[] => app.store.db().$client.prepare(sql).all()

/** Everything that people wrote, by the client's name and without ids and stamps. */
function content(app: TestApp): { readonly clients: unknown[] } & Record<string, unknown[]> {
  return {
    clients: all(app, 'SELECT kind, status, language, name, short_name, tax_number, registry_number, court_number, country, street, postal_code, town, region, website, description, external_id FROM client WHERE deleted_at IS NULL ORDER BY name'),
    phones: all(app, 'SELECT c.name, p.e164, p.position FROM client_phone AS p JOIN client AS c ON c.id = p.client_id WHERE p.deleted_at IS NULL ORDER BY c.name, p.position'),
    emails: all(app, 'SELECT c.name, e.email, e.position FROM client_email AS e JOIN client AS c ON c.id = e.client_id WHERE e.deleted_at IS NULL ORDER BY c.name, e.position'),
    people: all(app, 'SELECT c.name, k.name AS person, k.role, k.position FROM contact AS k JOIN client AS c ON c.id = k.client_id WHERE k.deleted_at IS NULL ORDER BY c.name, k.position'),
    owners: all(app, 'SELECT c.name, u.name AS owner, s.name_key AS source FROM client AS c LEFT JOIN user AS u ON u.id = c.owner_id LEFT JOIN source AS s ON s.id = c.source_id WHERE c.deleted_at IS NULL ORDER BY c.name'),
    properties: all(app, 'SELECT c.name, p.name AS property, p.kind, v.text_value, v.number_micro, v.day_value, x.name AS choice FROM client_property AS v JOIN client AS c ON c.id = v.client_id JOIN property AS p ON p.id = v.property_id LEFT JOIN property_choice AS x ON x.id = v.choice_id WHERE v.deleted_at IS NULL ORDER BY c.name, p.name, x.name'),
    categories: all(app, 'SELECT c.name, g.name AS category FROM client_category AS k JOIN client AS c ON c.id = k.client_id JOIN category AS g ON g.id = k.category_id WHERE k.deleted_at IS NULL ORDER BY c.name, g.name')
  }
}

type StoredRow = Readonly<Record<string, unknown>>
type Stored = Readonly<Record<string, ReadonlyMap<unknown, StoredRow>>>

/** Every row of every table that people's work stands in, byte for byte, the removed ones too. */
function bytes(app: TestApp): Stored {
  return Object.fromEntries(journalledTables.map((table) => [table, new Map((all(app, `SELECT * FROM "${table}"`) as StoredRow[]).map((row) => [row['id'], row]))]))
}

/** A row without the moment of its last change: undoing is a change too, and the exchange between desks needs to see it. */
const timeless = (row: StoredRow | undefined): StoredRow => ({ ...row, updated_at: null })

/** All former rows are there as they were, and whatever came since is taken away. */
function expectUndone(app: TestApp, before: Stored): void {
  for (const [table, rows] of Object.entries(bytes(app))) {
    const former = before[table]!
    expect([...former.keys()].map((id) => timeless(rows.get(id))), table).toEqual([...former.values()].map(timeless))
    const since = [...rows.values()].filter((row) => !former.has(row['id']))
    expect(since.filter((row) => (row['deleted_at'] ?? row['undone_at'] ?? null) === null), table).toEqual([])
  }
}

const towns = ['Łódź', 'Kielce', 'Białystok', 'Львів', 'Gdańsk'] as const
const names = ['Meble', 'Drukarnia', 'Studio', 'Hurtownia', 'ТОВ «Карпат»', 'Spichlerz', '=Formuła', "O'Neil"] as const
const nips = ['8567346215', '5265877635', '5213017228', '7740001454'] as const
const client = fc.record({
  name: fc.tuple(fc.constantFrom(...names), fc.integer({ min: 1, max: 12 })).map(([word, number]) => `${word} ${'ABCDEFGHIJKLM'[number]}${number}`),
  taxNumber: fc.option(fc.constantFrom(...nips), { nil: '' }),
  phone: fc.uniqueArray(fc.integer({ min: 0, max: 25 }).map((number) => `+4842630${1000 + number}`), { maxLength: 2 }),
  email: fc.uniqueArray(fc.integer({ min: 0, max: 25 }).map((number) => `biuro${number}@firma.pl`), { maxLength: 2 }),
  town: fc.option(fc.constantFrom(...towns), { nil: '' }),
  street: fc.option(fc.constantFrom('Polna 1', 'Długa 5 m. 2', 'вул. Зелена, 7'), { nil: '' }),
  website: fc.option(fc.constant('www.firma.pl'), { nil: '' }),
  note: fc.option(fc.constantFrom('+48 dzwonić po 10', 'linia pierwsza\nlinia druga', "'cytat"), { nil: '' }),
  contactName: fc.option(fc.constantFrom('Jan Lis', 'Beata Nowicka', 'Zażółć Gęślą'), { nil: '' }),
  category: fc.option(fc.constantFrom('VIP', 'hurt; VIP'), { nil: '' })
})
type Row = Record<string, string | readonly string[]>
const table = fc.array(client, { minLength: 1, maxLength: 12 })
const fields = ['name', 'taxNumber', 'phone', 'email', 'town', 'street', 'website', 'note', 'contactName', 'category'] as const
let fileCount = 0

async function save(rows: readonly Row[], columns: readonly ImportField[], language: 'en' | 'pl' | 'uk' | 'ru'): Promise<string> {
  const words = fieldWords(language, resourcesDir)
  const path = write(`baza-${(fileCount += 1)}.xlsx`, '')
  const text = (value: Row[string] | undefined) => (typeof value === 'string' ? value : (value ?? []).join(', ')) || null
  await writeXlsx(path, 'Klienci', columns.map((field) => ({ title: words[field] ?? field, kind: 'text' as const, width: 20 })), rows.map((row) => columns.map((field) => text(row[field]))))
  return path
}

async function load(app: TestApp, path: string, choices: Parameters<typeof runParts>[2]) {
  const { part } = await partOf(app, path, {})
  const [run] = await runParts(app, [part], choices)
  expect(sumOfRows(run!), 'every row is accounted for').toBe(run!.rowsRead)
  return run!
}

test('a table imported twice changes nothing the second time, in each way of treating what is there', async () => {
  await fc.assert(
    fc.asyncProperty(table, fc.constantFrom('fill', 'overwrite', 'skip'), fc.constantFrom(...languages), async (rows, known, language) => {
      const app = await openTestApp()
      try {
        const path = await save(rows, fields, language)
        await load(app, path, { known })
        // Replacing may go to and fro within one file: after the second time it is settled.
        if (known === 'overwrite') await load(app, path, { known })
        const before = known === 'overwrite' ? content(app) : bytes(app)
        const again = await load(app, path, { known })
        expect(again.createdCount).toBe(0)
        expect(known === 'overwrite' ? content(app) : bytes(app)).toEqual(before)
      } finally {
        app.close()
      }
    }),
    { numRuns: 20 }
  )
}, 120_000)

test('undo gives back the exact former values of every row, whatever the import filled, replaced and added', async () => {
  await fc.assert(
    fc.asyncProperty(table, table, fc.constantFrom('fill', 'overwrite', 'create'), async (first, second, known) => {
      const app = await openTestApp()
      try {
        await load(app, await save(first, fields, 'pl'), {})
        const before = bytes(app)
        const run = await load(app, await save(second, fields, 'pl'), { known, segment: { name: 'Targi' }, consent: { channels: ['call'], basis: 'umowa', wording: null, origin: 'targi', on: null } })
        const undone = await app.ask('journal.undo', { changeId: run.changeId })
        if (run.createdCount + run.updatedCount > 0) expect(undone.ok).toBe(true)
        expectUndone(app, before)
      } finally {
        app.close()
      }
    }),
    { numRuns: 20 }
  )
}, 120_000)

const fieldTargets = { en: 'People at clients', pl: 'Osoby u klientów', uk: 'Особи у клієнтів', ru: 'Лица у клиентов' } as const

test.each(languages)('the list as it is exported in %s comes in again as the same base', async (language) => {
  const source = await openApp()
  await source.call('preferences.set', { key: 'language', value: language })
  const { part, preview } = await partOf(source, join(resourcesDir, 'samples', 'firmy.xlsx'), {})
  const own = preview.columns.filter(({ field }) => field === null).map(({ index, header, propertyKind }) => ({ column: index, newProperty: { name: header, kind: propertyKind } }))
  await runParts(source, [{ ...part, mapping: [...part.mapping, ...own] }], { ownerIds: [(await source.call('app.status', {})).userId!] })
  const some = all(source, 'SELECT id FROM client WHERE deleted_at IS NULL ORDER BY id LIMIT 4') as { id: string }[]
  await source.call('clients.change', { id: some[0]!.id, change: { status: 'active', shortName: 'Skrót' } })
  await source.call('clients.change', { id: some[1]!.id, change: { status: 'former', language: 'uk' } })
  for (const format of ['xlsx', 'csv'] as const) {
    const path = write(`lista-${language}.${format}`, '')
    await source.call('clients.export', { selection: { kind: 'filter', filter: {}, except: [] }, sort: { by: 'name', direction: 'asc' }, format, path })
    const target = await openApp()
    const exported = await partOf(target, path, format === 'xlsx' ? { sheetIndex: 0 } : {})
    const more = exported.preview.columns.filter(({ header }) => preview.columns.some((column) => column.header === header && column.field === null))
    const word = fieldTargets[language]
    const people = (await partOf(target, format === 'xlsx' ? path : path.replace('.csv', ` - ${word}.csv`), format === 'xlsx' ? { sheetIndex: 1 } : {})).part
    const [run] = await runParts(target, [people, { ...exported.part, mapping: [...exported.part.mapping, ...more.map(({ index, header, propertyKind }) => ({ column: index, newProperty: { name: header, kind: propertyKind } }))] }], {})
    expect([run!.createdCount, run!.failedCount, run!.warningCount], format).toEqual([content(source).clients.length, 0, 0])
    expect(content(target), format).toEqual(content(source))
    const again = await runParts(source, [(await partOf(source, path, {})).part], { known: 'overwrite' })
    expect([again[0]!.createdCount, again[0]!.updatedCount], 'into its own base it changes nothing').toEqual([0, 0])
  }
}, 120_000)
