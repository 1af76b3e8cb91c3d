import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { outsideData } from '#test/fixtures/files.ts'
import { isKnownHeader, matchColumns } from '#main/features/imports/aliases.ts'
import type { ImportTarget } from '#shared/contract/imports.ts'
import { AppError } from '#shared/result.ts'
import type { CsvOptions } from './csvReader.ts'
import { openSheet } from './readSheet.ts'
import type { SheetRow } from './sheetRows.ts'
import { findTable } from './table.ts'

const nasty = outsideData('nasty_import')
const registers = outsideData('company_registers')
const hubspot = outsideData('hubspot_fake')

type Read = { readonly rows: SheetRow[]; readonly sheets: readonly string[] }

async function read(path: string, sheetIndex?: number, csv?: Partial<CsvOptions>): Promise<Read> {
  const sheet = await openSheet(path, { run: 'inline', ...(sheetIndex !== undefined && { sheetIndex }), ...(csv && { csv }) })
  const rows: SheetRow[] = []
  for await (const batch of sheet.rows) rows.push(...batch)
  await sheet.close()
  return { rows, sheets: 'sheets' in sheet.info ? sheet.info.sheets.map(({ name }) => name) : [] }
}

/** `reason` when refused; otherwise rows × the widest row, over the first sheet in sight. */
async function outcome(path: string): Promise<string> {
  try {
    const { rows } = await read(path)
    return `${rows.length} x ${Math.max(0, ...rows.map((row) => row.cells.length))}`
  } catch (error) {
    return error instanceof AppError ? error.data.reason : String(error)
  }
}

const texts = ({ rows }: Read) => rows.map((row) => row.cells.map((cell) => cell.text))

describe.skipIf(!nasty)('files that other readers stumble over', () => {
  const folder = nasty ?? ''
  const list = (path: string, ending: string) => (nasty ? readdirSync(join(folder, path)).filter((name) => name.endsWith(ending)) : [])

  test.each(list('csv_spectrum/csvs', '.csv'))('csv-spectrum %s reads as its author says', async (name) => {
    const [header = [], ...rows] = texts(await read(join(folder, 'csv_spectrum/csvs', name)))
    const expected: unknown = JSON.parse(readFileSync(join(folder, 'csv_spectrum/json', name.replace('.csv', '.json')), 'utf8'))
    // One answer of the set is a single record, and its phone is not the one in its file.
    const records = (Array.isArray(expected) ? expected : [{ ...(expected as object), 'Contact Phone Number': '2095257564' }]) as unknown[]
    expect(rows.map((row) => Object.fromEntries(header.map((key, index) => [key, row[index] ?? ''])))).toEqual(records)
  })

  test.each(list('readxl', '.xls'))('the old Excel file %s holds what its newer twin holds, sheet by sheet', async (name) => {
    const path = join(folder, 'readxl', name)
    const first = await read(path)
    expect(first.rows.length, name).toBeGreaterThanOrEqual(name === 'empty-sheets.xls' ? 0 : 1)
    const twin = [name.replace(/-xls\.xls$/, '-xlsx.xlsx'), name.replace(/\.xls$/, '.xlsx')].find((other) => list('readxl', '.xlsx').includes(other))
    if (!twin) return
    // Two of them count their days from 1904 and their twins from 1900: the same numbers are other days.
    const isOtherCalendar = name === 'types.xls' || name === 'type-me.xls'
    const plain = (rows: SheetRow[]) => rows.map((row) => row.cells.map((cell) => (isOtherCalendar && cell.kind === 'date' ? { ...cell, text: '' } : cell)))
    for (const index of first.sheets.keys()) expect(plain((await read(path, index)).rows)).toEqual(plain((await read(join(folder, 'readxl', twin), index)).rows))
  })

  test('old Excel files without a newer twin', async () => {
    const { rows } = await read(join(folder, 'readxl/65536-rows-xls.xls'))
    expect([rows.length, rows.at(-1)?.rowNumber]).toEqual([2, 65_536])
    expect((await read(join(folder, 'readxl/more-than-256-unique-strings-xls.xls'))).rows).toHaveLength(258)
  })

  const sizes: Readonly<Record<string, string>> = {
    'big-texty-numbers-xlsx.xlsx': '7 x 3', 'blanks.xlsx': '3 x 2', 'clippy.xlsx': '5 x 2', 'datasets.xlsx': '33 x 11', 'deaths.xlsx': '19 x 6',
    'dates-1900-LibreOffice.xlsx': '1 x 5', 'embedded-chartsheet.xlsx': '151 x 5', 'empty-named-column.xlsx': '4 x 4', 'empty-sheets.xlsx': '0 x 0',
    'geometry.xlsx': '4 x 4', 'inlineStr.xlsx': '2 x 8', 'iris-google-doc.xlsx': '151 x 5', 'missing-first-column.xlsx': '3 x 2', 'missing-v-node-xlsx.xlsx': '2 x 3',
    'no-styles-or-sharedStrings-parts.xlsx': '12 x 3', 'nonstandard-xml-ns-prefix.xlsx': '3 x 2', 'style-only-cells.xlsx': '4 x 5', 'vietnamese-utf8.xlsx': '7 x 1'
  }
  test.each(list('readxl', '.xlsx'))('the workbook %s is read', async (name) => {
    const result = await outcome(join(folder, 'readxl', name))
    expect(result).toMatch(/^\d+ x \d+$/)
    if (sizes[name]) expect(result).toBe(sizes[name])
  })

  test('dates of the odd first months of 1900 come as the author writes them beside', async () => {
    const [, ...rows] = texts(await read(join(folder, 'readxl/dates-leap-year-1900-xlsx.xlsx'), 0))
    for (const [shown = '', written = '', isGood] of rows.filter((row) => row[2] === 'true')) {
      expect([shown.slice(0, 10), isGood]).toEqual([written.slice(0, 10), 'true'])
    }
  })

  test('times are rounded to the second that was typed', async () => {
    const [, ...rows] = texts(await read(join(folder, 'readxl/datetime-rounding.xlsx')))
    for (const [shown = '', written = ''] of rows) expect(shown.replace('T', ' ').padEnd(19, ':00')).toBe(written)
  })

  const csvs: Readonly<Record<string, string>> = {
    'NumberFormatTest.csv': '3 x 3', 'NumberFormatTest.de.csv': '5 x 3', 'backslash.csv': '2 x 2', 'contains_html.csv': '1 x 3', csv_without_extension: '3 x 3',
    'empty.csv': 'import.empty', 'enclosure.csv': '4 x 3', 'encoding.iso88591.csv': 'import.encoding_unknown', 'encoding.utf16be.csv': '2 x 2', 'encoding.utf16le.csv': '2 x 2',
    'encoding.utf32be.csv': '2 x 2', 'encoding.utf32le.csv': '2 x 2', 'encoding.utf8.csv': '2 x 2', 'encoding.utf8bom.csv': '2 x 2', 'escape.csv': '4 x 10', 'issue.2232.csv': '5 x 3',
    'line_break_escaped_32le.csv': '5 x 3', 'line_break_in_enclosure.csv': '6 x 3', 'line_break_in_enclosure_with_escaped_quotes.csv': '5 x 3', 'linend.mac.csv': '2 x 2',
    'linend.unix.csv': '2 x 2', 'linend.win.csv': '2 x 2', 'no_delimiter.csv': '1 x 1', 'premiere.utf16be.csv': '2 x 3', 'premiere.utf16bebom.csv': '2 x 3', 'premiere.utf16le.csv': '3 x 3',
    'premiere.utf16lebom.csv': '2 x 3', 'premiere.utf32be.csv': '2 x 3', 'premiere.utf32bebom.csv': '2 x 3', 'premiere.utf32le.csv': '2 x 3', 'premiere.utf32lebom.csv': '2 x 3',
    'premiere.utf8.csv': '2 x 3', 'premiere.utf8bom.csv': '2 x 3', 'premiere.win1252.csv': 'import.encoding_unknown', 'semicolon_separated.csv': '3 x 3', 'sep.csv': '2 x 2',
    'utf16be.line_break_in_enclosure.csv': '6 x 3'
  }
  test.each(list('phpspreadsheet/CSV', ''))('the text file %s is read or refused as it should', async (name) => {
    expect(await outcome(join(folder, 'phpspreadsheet/CSV', name))).toBe(csvs[name] ?? 'an expectation for this file')
  })

  test.each([['long-sample.csv', '8 x 7'], ['sample-header.csv', '3 x 2'], ['sample.csv', '2 x 3'], ['utf-8-bom-sample.csv', '2 x 3']])('papaparse %s is %s', async (name, expected) => {
    expect(await outcome(join(folder, 'papaparse', name))).toBe(expected)
  })
})

async function matched(path: string, target: ImportTarget): Promise<Record<string, string | null>> {
  const { rows } = await read(path)
  const table = findTable(rows, isKnownHeader)
  expect(table).toMatchObject({ headerRow: 1, firstDataRow: 2, isForm: false, skippedRows: [] })
  const matches = matchColumns(target, table.columns)
  return Object.fromEntries(table.columns.map((column, index) => [column.header, matches[index]?.field ?? null]))
}

describe.skipIf(!registers)('real lists of firms', () => {
  const file = (name: string) => join(registers ?? '', name)

  test('the Polish institutions', async () => {
    expect(await matched(file('pl_institutions_utf8bom.csv'), 'client')).toEqual({
      id: 'externalId', Nazwa: 'name', Adres: 'address', Telefon: 'phone', 'E-mail': 'email', WWW: 'website', Tagi: null
    })
    const { rows } = await read(file('pl_institutions_utf8bom.csv'))
    expect([rows.length, rows[1]?.cells[1]?.text]).toEqual([721, 'Wojewódzka Stacja Sanitarno-Epidemiologiczna we Wrocławiu'])
  })

  test('the Ukrainian companies', async () => {
    expect(await matched(file('ua_openfintech_companies_utf8.csv'), 'client')).toEqual({
      code: 'externalId', status: 'status', name: 'name', city: 'town', street: 'street', phone: 'phone', fax: null, email: 'email', website: 'website'
    })
    expect((await read(file('ua_openfintech_companies_utf8.csv'))).rows).toHaveLength(422)
  })

  test('the listed enterprises, known by their EDRPOU', async () => {
    expect(await matched(file('ua_pl_listed_enterprises_utf8.csv'), 'client')).toMatchObject({
      name: 'name', short_name: 'shortName', okpo_edrpou: 'registryNumber', web_address: 'website', comments: 'note', isin: null
    })
  })
})

describe.skipIf(!hubspot)('the export of another CRM in five files', () => {
  const file = (name: string) => join(hubspot ?? '', name)

  test.each([
    ['companies.csv', 'client', { company_id: 'externalId', company_name: 'name', industry: null, annual_revenue: null, num_employees: null, country: 'country' }],
    ['contacts.csv', 'client', { contact_id: null, first_name: 'contactFirstName', last_name: 'contactLastName', email: 'email', phone: 'phone', job_title: 'contactRole', company_id: 'externalId' }],
    ['deals.csv', 'deal', { deal_id: 'externalId', deal_name: 'title', amount: 'amount', stage: 'stage', close_date: 'closedOn', company_id: 'clientExternalId', contact_id: 'contactExternalId' }],
    ['products.csv', 'deal', { product_id: 'externalId', product_name: 'product', price: 'amount', category: null }],
    ['tickets.csv', 'deal', { ticket_id: 'externalId', subject: 'title', status: 'outcome', priority: null, createdate: 'createdOn', closed_date: 'closedOn', associated_contact_id: 'contactExternalId', associated_company_id: 'clientExternalId' }]
  ] as const)('%s', async (name, target, expected) => {
    expect(await matched(file(name), target)).toEqual(expected)
  })
})
