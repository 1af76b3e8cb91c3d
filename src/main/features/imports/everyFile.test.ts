import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ImportEncoding, ImportPart, ImportPreview } from '#shared/contract/imports.ts'
import { AppError } from '#shared/result.ts'
import { openTestApp, type TestApp } from '#test/app.ts'
import { outsideData } from '#test/fixtures/files.ts'
import { readings } from '#test/fixtures/readings.ts'
import { checkParts, runParts, sumOfRows } from '#test/imports.ts'

const nasty = outsideData('nasty_import')
const registers = outsideData('company_registers')
let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})
afterAll(() => app.close())

/** Files whose letters a person has to tell apart. */
const chosenEncodings: Readonly<Record<string, ImportEncoding>> = { 'encoding.iso88591.csv': 'windows-1252', 'premiere.win1252.csv': 'windows-1252' }

/**
 * How the wizard reads a file: its kind, how it is written, the row of its header, the country where it is not ours; then the rows as
 * they would come in, those that would not and why, and the first and last client. A file that names no firm has its first
 * column taken for the name.
 */
async function readingOf(path: string): Promise<string> {
  const name = path.split('/').at(-1) ?? ''
  try {
    const place = { path, target: 'client' as const, sheetIndex: null, encoding: chosenEncodings[name] ?? null, delimiter: null }
    const preview = await app.call('imports.open', place)
    const mapping = mappingOf(preview)
    const part: ImportPart = { ...place, sheetIndex: preview.sheets.length > 0 ? preview.sheetIndex : null, mapping, country: preview.country.code }
    const [check] = (await checkParts(app, [part], {})).parts
    const [run] = await runParts(app, [part], {})
    expect(sumOfRows(run!), 'every row is accounted for').toBe(run!.rowsRead)
    const { rowsRead, createdCount, updatedCount, duplicateCount, failedCount, emptyCount } = run!
    expect([check!.rowsRead, check!.createdCount, check!.updatedCount, check!.duplicateCount, check!.failedCount, check!.emptyCount], 'the check said so').toEqual([
      rowsRead, createdCount, updatedCount, duplicateCount, failedCount, emptyCount
    ])
    const how = [preview.format, preview.encoding, preview.delimiter === '\t' ? 'tab' : preview.delimiter, `header ${preview.headerRow ?? 'none'}`, preview.isForm ? 'form' : ''].filter(Boolean).join(' ')
    const country = preview.country.by === 'settings' ? [] : [`of ${preview.country.code} by ${preview.country.by}`]
    const findings = [...country, ...preview.findings.map(({ kind, count }) => `${kind} ${count}`)]
    const counts = `${rowsRead} = ${createdCount} + ${updatedCount} + ${duplicateCount} + ${failedCount} + ${emptyCount}`
    const { problems } = await app.call('imports.get', { importRunId: run!.id })
    const why = problems.map(({ problem, outcome, count }) => `${count} ${outcome} ${problem}`)
    const names = app.store.db().$client.prepare<[string], string>('SELECT name FROM client WHERE import_run_id = ? ORDER BY id').pluck().all(run!.id)
    if (createdCount + updatedCount > 0) expect((await app.ask('journal.undo', { changeId: run!.changeId })).ok).toBe(true)
    return [how, ...findings, counts, ...why, `${short(names[0])} … ${short(names.at(-1))}`].join('; ')
  } catch (error) {
    if (error instanceof AppError) return error.data.reason
    throw error
  }
}

function mappingOf(preview: ImportPreview): ImportPart['mapping'] {
  const mapping = preview.columns.flatMap(({ index, field }) => (field ? [{ column: index, field }] : []))
  const isNamed = mapping.some(({ field }) => ['name', 'shortName', 'contactName', 'contactFirstName', 'contactLastName'].includes(field))
  const first = preview.columns.find(({ field }) => field === null) ?? preview.columns[0]
  return isNamed || !first ? mapping : [...mapping.filter(({ column }) => column !== first.index), { column: first.index, field: 'name' as const }]
}

const short = (text: string | undefined): string => (text ?? '–').replace(/\s+/g, ' ').slice(0, 40)

/** What lies in the folders and is not there to be imported: where the files come from, and what they hold by their authors. */
const notTables = /^(?:SOURCE\.txt|papaparse\/LICENSE|csv_spectrum\/(?:readme\.md|package\.json|json\/\w+\.json))$/

/** All other files of a folder, by their place in it: one without a stated reading fails. */
function filesIn(folder: string | undefined, under = ''): string[] {
  if (!folder) return []
  return readdirSync(join(folder, under))
    .flatMap((name) => {
      const place = under === '' ? name : `${under}/${name}`
      return statSync(join(folder, place)).isDirectory() ? filesIn(folder, place) : [place]
    })
    .filter((place) => !notTables.test(place))
    .sort()
}

describe.skipIf(!nasty || !registers)('every file that is there goes through the wizard and is read rightly', () => {
  const files = [...filesIn(nasty).map((place) => [`nasty_import/${place}`, join(nasty ?? '', place)] as const), ...filesIn(registers).map((place) => [`company_registers/${place}`, join(registers ?? '', place)] as const)]
  test.each(files)('%s', async (place, path) => {
    expect(readings[place], 'how it is to be read is stated').toBeDefined()
    expect(await readingOf(path)).toBe(readings[place])
  })

  test('no reading is stated for a file that is not there', () => {
    expect(Object.keys(readings).filter((place) => !files.some(([known]) => known === place))).toEqual([])
  })
})
