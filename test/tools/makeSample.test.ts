import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isKnownHeader, matchColumns } from '#main/features/imports/aliases.ts'
import { openSheet } from '#main/workers/readSheet.ts'
import type { SheetRow } from '#main/workers/sheetRows.ts'
import { findTable, rowRole } from '#main/workers/table.ts'
import { sampleFirms, sampleWorkbook } from './makeSample.ts'

const sample = new URL('../../resources/samples/firmy.xlsx', import.meta.url).pathname

test('the bundled sample is what its generator makes', async () => {
  expect((await sampleWorkbook()).equals(readFileSync(sample))).toBe(true)
})

test('the bundled sample is understood without a hand on it', async () => {
  const sheet = await openSheet(sample, { run: 'inline' })
  const rows: SheetRow[] = []
  for await (const batch of sheet.rows) rows.push(...batch)
  await sheet.close()
  const table = findTable(rows, isKnownHeader)
  expect(table).toMatchObject({ headerRow: 4, firstDataRow: 5, isForm: false })
  expect(table.skippedRows.map((row) => row.text)).toEqual(['Baza kontaktów – przykład', 'Wszystkie firmy i osoby są zmyślone'])
  expect(matchColumns('client', table.columns).map((match) => match.field)).toEqual([
    'name', 'taxNumber', 'contactName', 'contactRole', 'phone', 'email', 'street', 'postalCode', 'town', 'region', 'website', 'source', 'note'
  ])
  const data = rows.filter((row) => row.rowNumber >= table.firstDataRow && rowRole(row, table) === 'data')
  expect(data).toHaveLength(sampleFirms().length)
})
