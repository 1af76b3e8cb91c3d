import { describe, expect, test } from 'vitest'
import { testFolder } from '#test/fixtures/files.ts'
import { makeWorkbook, makeZip, workbookEntries } from '#test/fixtures/zip.ts'
import type { Cell } from './sheetRows.ts'
import { openXlsx } from './xlsxReader.ts'

const write = testFolder()
let files = 0

async function cellsOf(workbook: Buffer): Promise<(readonly Cell[])[]> {
  const opened = await openXlsx(write(`book${(files += 1)}.xlsx`, workbook))
  const rows: (readonly Cell[])[] = []
  for await (const batch of opened.rows(0, {})) rows.push(...batch.map((row) => row.cells))
  opened.close()
  return rows
}

const textsOf = async (workbook: Buffer) => (await cellsOf(workbook)).map((cells) => cells.map((cell) => cell.text))

function styles(...formats: (number | string)[]): string {
  const custom = formats.map((format, i) => (typeof format === 'string' ? `<numFmt numFmtId="${200 + i}" formatCode="${format}"/>` : '')).join('')
  const xfs = formats.map((format, i) => `<xf numFmtId="${typeof format === 'number' ? format : 200 + i}"/>`).join('')
  return `<styleSheet><numFmts>${custom}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${xfs}</cellXfs></styleSheet>`
}

async function shown(value: string, format: number | string, workbookPr = ''): Promise<string> {
  const rows = await cellsOf(makeWorkbook(`<row><c s="0"><v>${value}</v></c></row>`, { styles: styles(format), workbookPr }))
  return `${rows[0]?.[0]?.kind} ${rows[0]?.[0]?.text}`
}

describe('what a cell holds', () => {
  test('shared, rich, inline and formula texts come as they are read', async () => {
    const sharedStrings = `<sst><si><t>Żółć &amp; synowie</t></si><si><r><t xml:space="preserve">Jan </t></r><r><t>Kowal</t></r><rPh><t>ヤン</t></rPh></si><si><t>a_x000D_b_x005F_x000D_c</t></si></sst>`
    const cells = ['<c t="s"><v>0</v></c>', '<c t="s"><v>1</v></c>', '<c t="s"><v>2</v></c>', '<c t="inlineStr"><is><r><t>Ки</t></r><r><t>їв</t></r></is></c>', '<c t="str"><f>A1&amp;"x"</f><v>=1+1</v></c>']
    expect(await textsOf(makeWorkbook(`<row>${cells.join('')}</row>`, { sharedStrings }))).toEqual([
      ['Żółć & synowie', 'Jan Kowal', 'a\rb_x000D_c', 'Київ', '=1+1']
    ])
  })

  test('booleans and errors keep their kind', async () => {
    expect(await cellsOf(makeWorkbook('<row><c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="e"><v>#N/A</v></c></row>'))).toEqual([
      [{ text: 'true', kind: 'boolean' }, { text: 'false', kind: 'boolean' }, { text: '#N/A', kind: 'error' }]
    ])
  })

  test('a number keeps its digits as stored, so that a spoiled phone shows', async () => {
    expect(await textsOf(makeWorkbook('<row><c><v>48523800000</v></c><c><v>4.85238E+10</v></c><c><v>5.0999999999999996</v></c><c><v>007</v></c></row>'))).toEqual([
      ['48523800000', '4.85238E+10', '5.1', '007']
    ])
  })

  test('cells without a value make no row, and gaps stay gaps', async () => {
    const opened = await openXlsx(write('gaps.xlsx', makeWorkbook('<row r="2"><c r="B2" s="1"/><c r="ZZ2" s="1"/></row><row r="4"><c r="C4"><v>1</v></c></row><row><c><v>2</v></c></row>')))
    for await (const batch of opened.rows(0, {})) {
      expect(batch.map((row) => [row.rowNumber, row.cells.map((cell) => cell.text)])).toEqual([[4, ['', '', '1']], [5, ['2']]])
    }
    opened.close()
  })
})

describe('dates', () => {
  test.each([
    ['45979', 14, 'date 2025-11-18'],
    ['45979.5', 22, 'date 2025-11-18T12:00'],
    ['45979.999999', 22, 'date 2025-11-19T00:00'],
    ['45979', 'dd\\.mm\\.yyyy', 'date 2025-11-18'],
    ['45979.75', '[$-415]d mmmm yyyy;@', 'date 2025-11-18'],
    ['45979.52', 'yyyy-mm-dd hh:mm:ss', 'date 2025-11-18T12:28:48'],
    ['45979', '[Red]d/m/yy', 'date 2025-11-18'],
    ['0.5625', 'h:mm', 'text 13:30'],
    ['1.5', '[h]:mm', 'text 36:00'],
    ['1', 14, 'date 1900-01-01'],
    ['59', 14, 'date 1900-02-28'],
    ['60', 14, 'number 60'],
    ['61', 14, 'date 1900-03-01'],
    ['-1', 14, 'number -1'],
    ['99999999', 14, 'number 99999999'],
    ['45979', 'General', 'number 45979'],
    ['45979', '#,##0.00\\ &quot;zł&quot;', 'number 45979'],
    ['45979', '0.00E+00', 'number 45979'],
    ['45979', 'Standard', 'number 45979']
  ])('%s in the format %s is %s', async (value, format, expected) => {
    expect(await shown(value, format)).toBe(expected)
  })

  test('a workbook of 1904 counts from its own first day', async () => {
    expect(await shown('44517', 14, '<workbookPr date1904="1"/>')).toBe('date 2025-11-18')
    expect(await shown('0', 14, '<workbookPr date1904="true"/>')).toBe('date 1904-01-01')
  })

  test('a date stored as text is the same date', async () => {
    expect(await textsOf(makeWorkbook('<row><c t="d"><v>2025-11-18T00:00:00</v></c><c t="d"><v>2025-11-18T09:30:00.000Z</v></c></row>'))).toEqual([['2025-11-18', '2025-11-18T09:30']])
  })
})

test('a postal code or NIP kept as a number is read as it is shown', async () => {
  expect(await shown('950', '00-000')).toBe('text 00-950')
  expect(await shown('5260250274', '000\\-000\\-00\\-00')).toBe('text 526-025-02-74')
  expect(await shown('2.5', '000')).toBe('number 2.5')
})

describe('workbooks of other programs', () => {
  test('names of tags may carry a prefix', async () => {
    const sheet = '<?xml version="1.0"?><x:worksheet xmlns:x="urn:x"><x:sheetData><x:row x:r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>'
    expect(await textsOf(makeWorkbook(sheet))).toEqual([['a']])
  })

  test('parts may be in UTF-16', async () => {
    const sheet = '\ufeff<?xml version="1.0" encoding="UTF-16"?><worksheet><sheetData><row><c t="str"><v>Łódź</v></c></row></sheetData></worksheet>'
    const entries = workbookEntries('').map((entry) => (entry.name.endsWith('sheet1.xml') ? { ...entry, data: Buffer.from(sheet, 'utf16le') } : entry))
    expect(await textsOf(makeZip(entries))).toEqual([['Łódź']])
  })

  test('names of parts may have another case, backslashes or a slash in front', async () => {
    const rename = [(name: string) => name.toUpperCase(), (name: string) => name.replaceAll('/', '\\'), (name: string) => `/${name}`]
    for (const change of rename) {
      const entries = workbookEntries('<row><c><v>1</v></c></row>').map((entry) => ({ ...entry, name: change(entry.name) }))
      expect(await textsOf(makeZip(entries))).toEqual([['1']])
    }
  })

  test('hidden sheets are told, chart sheets left out', async () => {
    const type = 'http://purl.oclc.org/ooxml/officeDocument/relationships'
    const entries = workbookEntries('<row><c><v>1</v></c></row>').map((entry) => {
      if (entry.name === 'xl/workbook.xml') return { ...entry, data: '<workbook xmlns:r="urn:r"><sheets><sheet name="Wykres" r:id="rId9"/><sheet name="Ukryty" state="veryHidden" r:id="rId1"/><sheet name="Firmy" r:id="rId1"/></sheets></workbook>' }
      if (entry.name.endsWith('workbook.xml.rels')) return { ...entry, data: `<Relationships><Relationship Id="rId1" Type="${type}/worksheet" Target="/xl/worksheets/sheet1.xml"/><Relationship Id="rId9" Type="${type}/chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>` }
      return entry
    })
    const opened = await openXlsx(write('hidden.xlsx', makeZip(entries)))
    expect(opened.sheets.map((sheet) => [sheet.name, sheet.isHidden])).toEqual([['Ukryty', true], ['Firmy', false]])
    opened.close()
  })
})
