import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unreadable } from '#main/workers/xlsxReader.ts'
import { languages } from '#shared/contract/app.ts'
import { type ImportFinding, importFindings, importProblems } from '#shared/contract/imports.ts'
import { openTestApp, resourcesDir, type TestApp } from '#test/app.ts'
import { outsideData, testFolder } from '#test/fixtures/files.ts'
import { makeOds } from '#test/fixtures/ods.ts'
import { makeWorkbook, makeZip, workbookEntries } from '#test/fixtures/zip.ts'
import { checkParts, partOf, runParts } from '#test/imports.ts'

const write = testFolder()
const readxl = outsideData('nasty_import')
let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})
afterAll(() => app.close())

const text = (value: string, type = 'str') => `<c t="${type}"><v>${value}</v></c>`
const row = (...cells: readonly string[]) => `<row>${cells.join('')}</row>`
const list = row(text('Nazwa'), text('Telefon'), text('Miasto')) + row(text('Meble Jesion'), text('426301187'), text('Łódź'))
const workbookOf = (xml: string) => makeZip(workbookEntries(list).map((entry) => (entry.name === 'xl/workbook.xml' ? { ...entry, data: xml } : entry)))
const sheets = '<sheets><sheet name="Firmy" sheetId="1" r:id="rId1"/></sheets>'

describe('what is odd about a file is said by name before anything comes in', () => {
  const files: readonly (readonly [ImportFinding['kind'], string, () => Buffer | string, Partial<ImportFinding>])[] = [
    ['damagedNumbers', 'telefony.csv', () => 'Nazwa;Telefon\nMeble Jesion;4,85238E+10\nStudio Żubr;857112233\n', { count: 1, example: '4,85238E+10' }],
    ['dayNumbers', 'urodziny.csv', () => 'Nazwa;Imię i nazwisko;Data urodzenia\nMeble Jesion;Jan Lis;29357\nStudio Żubr;Ola Lis;1980-05-17\n', { count: 1, example: '29357' }],
    ['calendar1904', 'mac.xlsx', () => workbookOf(`<workbook xmlns:r="urn:r"><workbookPr date1904="1"/>${sheets}</workbook>`), { count: 1 }],
    ['hiddenSheets', 'ukryte.ods', () => {
      const table = (name: string, style: string) => `<table:table table:name="${name}"${style}><table:table-row><table:table-cell office:value-type="string"><text:p>Nazwa</text:p></table:table-cell></table:table-row></table:table>`
      const hidden = '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
      return makeOds(table('Firmy', '') + table('Stare', ' table:style-name="ta2"'), hidden)
    }, { count: 1, example: 'Stare' }],
    ['shiftedRows', 'przesuniete.csv', () => 'Nazwa,Telefon,Miasto\nMeble Jesion,426301187,Łódź\nLis, Nowak,601222333,Kielce\nStudio Żubr,857112233,Białystok\n', { count: 1, example: '3' }],
    ['cellErrors', 'bledy.xlsx', () => makeWorkbook(list + row(text('Studio Żubr'), text('#DIV/0!', 'e'), text('Kielce'))), { count: 1, example: '#DIV/0!' }],
    ['notComputed', 'niepoliczone.xlsx', () => makeWorkbook(list + row(text('Studio Żubr'), '<c><f>A1</f></c>', text('Kielce'))), { count: 1 }],
    ['twoHeaderRows', 'dwa.xlsx', () => makeWorkbook(row(text('Nazwa'), text('Adres'), '<c/>', text('Telefon')) + row('<c/>', text('Kod'), text('Miasto')) + row(text('Meble Jesion'), text('90-001'), text('Łódź'), text('426301187')) + row(text('Studio Żubr'), text('15-001'), text('Białystok'), text('857112233'))), {}],
    ['cutRow', 'uciety.csv', () => 'Nazwa;Telefon;Miasto\nMeble Jesion;426301187;Łódź\nStudio Żubr;857112233;Białystok\nDrukarnia;41', { count: 4, example: '41' }],
    ['otherKind', 'z programu.xls', () => 'Nazwa\tTelefon\nMeble Jesion\t426301187\nStudio Żubr\t857112233\n', {}]
  ]
  test.each(files)('%s', async (kind, name, bytes, said) => {
    const { preview } = await partOf(app, write(name, bytes()), { target: 'client' })
    expect(preview.findings).toContainEqual(expect.objectContaining({ kind, ...said }))
  })

  test('a quotation that never closes, once its rows before are asked for', async () => {
    const path = write('cudzyslow.csv', 'Nazwa;Telefon\nMeble Jesion;426301187\nStudio Żubr;857112233\n"Drukarnia;413441122\nSpichlerz;857\n')
    expect(await app.ask('imports.open', { path, target: 'client', sheetIndex: null, encoding: null, delimiter: null })).toMatchObject({
      ok: false, error: { reason: 'import.unclosed_quote', details: { line: 4 } }
    })
    const { preview, part } = await partOf(app, path, { target: 'client', isWholeRowsOnly: true })
    expect(preview.findings).toEqual([{ kind: 'openQuote', count: 4, example: '2' }])
    expect((await checkParts(app, [part], {})).parts[0]).toMatchObject({ rowsRead: 2, createdCount: 2 })
  })

  test('a form instead of a table', async () => {
    const cells = (...at: readonly (readonly [string, string])[]) => at.map(([ref, value]) => `<c r="${ref}" t="str"><v>${value}</v></c>`).join('')
    const form = [['J1', 'Faktura'], ['A2', 'Sprzedawca:'], ['B3', 'Kowal'], ['F4', 'Data:'], ['A5', 'Nabywca:'], ['B6', 'Nowak'], ['D7', 'Podpis'], ['L8', 'x']] as const
    const path = write('faktura.xlsx', makeWorkbook(form.map(([ref, value]) => `<row r="${ref.slice(1)}">${cells([ref, value])}</row>`).join('')))
    expect((await partOf(app, path, { target: 'client' })).preview.isForm).toBe(true)
  })
})

test('a row in which the file ends stays out with its reason and comes in once it is completed', async () => {
  const { part } = await partOf(app, write('niecaly.csv', 'Nazwa;Telefon;Miasto\nPierwsza;426301188;Łódź\nDruga;857112234;Kielce\nTrzecia;58 3'), { target: 'client' })
  const completed = { ...part, edits: [{ rowNumber: 4, cells: [{ column: 1, text: '583011200' }, { column: 2, text: 'Gdynia' }] }] }
  expect((await checkParts(app, [completed], {})).parts[0], 'before the import').toMatchObject({ createdCount: 3, failedCount: 0 })
  const [run] = await runParts(app, [part], {})
  expect([run!.createdCount, run!.failedCount], 'or after it').toEqual([2, 1])
  const { rows } = await app.call('imports.rows', { importRunId: run!.id, outcome: 'failed', page: { offset: 0, limit: 10 } })
  expect(rows.map(({ rowNumber, problem, detail }) => [rowNumber, problem, detail])).toEqual([[4, 'rowCut', '58 3']])
  expect(await app.call('imports.mend', { importRunId: run!.id, rows: [{ rowNumber: 4, cells: ['Trzecia', '583011200', 'Gdynia'] }] })).toMatchObject({ mendedCount: 1, failedCount: 0 })
})

describe('what cannot be read is refused with a word that says what to do', () => {
  const asked = async (path: string) => {
    const result = await app.ask('imports.open', { path, target: null, sheetIndex: null, encoding: null, delimiter: null })
    return result.ok ? 'read' : result.error.reason
  }
  test.each([
    ['import.empty', 'puste.csv', ''],
    ['import.empty', 'puste.xlsx', ''],
    ['import.web_page', 'strona.xls', '<html><body><table><tr><td>Nazwa</td></tr></table></body></html>'],
    ['import.web_page', 'strona.csv', '\ufeff<!DOCTYPE html><table></table>'],
    ['import.lock_file', '~$klienci.xlsx', '\u0005Anna'],
    ['import.other_format', 'oferta.csv', '%PDF-1.7\n']
  ])('%s: %s', async (reason, name, content) => {
    expect(await asked(write(name, content))).toBe(reason)
  })

  test('a folder, a file that is gone, a file that another program holds', async () => {
    expect(await asked(app.dataDir)).toBe('import.is_folder')
    expect(await asked(join(app.dataDir, 'nie ma.xlsx'))).toBe('import.gone')
    const reasonOf = (code: string) => unreadable(Object.assign(new Error(code), { code })).data.reason
    expect(['EBUSY', 'EPERM', 'EACCES', 'EIO'].map(reasonOf)).toEqual(['import.locked', 'import.locked', 'import.locked', 'import.unreadable'])
  })

  test('a workbook of any kind that is cut off', async () => {
    expect(await asked(write('uciety.xlsx', makeWorkbook(list).subarray(0, -30)))).toBe('import.truncated')
    const ods = makeOds('<table:table table:name="A"><table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row></table:table>')
    expect(await asked(write('uciety.ods', ods.subarray(0, -30)))).toBe('import.truncated')
    if (!readxl) return
    const old = readFileSync(join(readxl, 'readxl', 'datasets.xls'))
    for (const bytes of [700, old.length / 2, old.length - 600]) expect(await asked(write('uciety.xls', old.subarray(0, bytes))), `${bytes}`).toBe('import.truncated')
  })
})

test('each of these things has words in every language', () => {
  for (const language of languages) {
    const words = JSON.parse(readFileSync(join(resourcesDir, 'locales', language, 'imports.json'), 'utf8')) as { finding: Record<string, string>; problem: Record<string, string> }
    const said = (group: Record<string, string>, key: string) => Object.keys(group).some((one) => one === key || one.startsWith(`${key}_`))
    expect(importFindings.filter((kind) => !said(words.finding, kind)), language).toEqual([])
    expect(importProblems.filter((problem) => !said(words.problem, problem)), language).toEqual([])
  }
})
