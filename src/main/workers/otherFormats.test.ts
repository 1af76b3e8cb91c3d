import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isKnownHeader, matchColumns } from '#main/features/imports/aliases.ts'
import { AppError } from '#shared/result.ts'
import { outsideData, testFolder } from '#test/fixtures/files.ts'
import { makeOds } from '#test/fixtures/ods.ts'
import { makeZip } from '#test/fixtures/zip.ts'
import type { CsvEncoding } from './csvReader.ts'
import { openSheet } from './readSheet.ts'
import type { SheetRow } from './sheetRows.ts'
import { findTable } from './table.ts'

const write = testFolder()

async function rowsOf(path: string, sheetIndex?: number, encoding?: CsvEncoding): Promise<SheetRow[]> {
  const sheet = await openSheet(path, { run: 'inline', ...(sheetIndex !== undefined && { sheetIndex }), ...(encoding && { csv: { encoding } }) })
  const rows: SheetRow[] = []
  for await (const batch of sheet.rows) rows.push(...batch)
  await sheet.close()
  return rows
}
const texts = (rows: readonly SheetRow[]) => rows.map((row) => row.cells.map((cell) => cell.text))
async function refusal(path: string): Promise<string> {
  try {
    await rowsOf(path)
    return 'read'
  } catch (error) {
    return error instanceof AppError ? error.data.reason : String(error)
  }
}

describe('a spreadsheet of LibreOffice', () => {
  const cell = (type: string, more: string, text: string) => `<table:table-cell office:value-type="${type}" ${more}><text:p>${text}</text:p></table:table-cell>`
  const row = (...cells: readonly string[]) => `<table:table-row>${cells.join('')}</table:table-row>`

  test('keeps numbers as stored, days as days, and says what is an error', async () => {
    const path = write('liczby.ods', makeOds(`<table:table table:name="Firmy">${row(cell('string', '', 'Nazwa'), cell('string', '', 'Telefon'), cell('string', '', 'Data'), cell('string', '', 'Suma'))}
      ${row(cell('string', '', 'Meble Jesion'), cell('float', 'office:value="48523800000"', '4,85E+10'), cell('date', 'office:date-value="2026-03-14T00:00:00"', '14.03.26'), cell('string', 'table:formula="of:=1/0"', '#DIV/0!'))}</table:table>`))
    expect((await rowsOf(path))[1]?.cells).toEqual([
      { text: 'Meble Jesion', kind: 'text' }, { text: '48523800000', kind: 'number' }, { text: '2026-03-14', kind: 'date' }, { text: '#DIV/0!', kind: 'error' }
    ])
  })

  test('repeats what is repeated, leaves out remarks on cells and rows formatted to the end of the sheet', async () => {
    const path = write('powtorzenia.ods', makeOds(`<table:table table:name="A">${row(cell('string', '', 'Nazwa'), '<table:table-cell table:number-columns-repeated="2"/>', cell('string', '', 'Miasto'))}
      <table:table-row table:number-rows-repeated="2">${cell('string', 'table:number-columns-repeated="2"', 'x')}</table:table-row>
      ${row('<table:table-cell office:value-type="string"><office:annotation><text:p>uwaga</text:p></office:annotation><text:p>dwie<text:s text:c="2"/>spacje</text:p><text:p>drugi wiersz</text:p></table:table-cell>')}
      <table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>`))
    const rows = await rowsOf(path)
    expect(texts(rows)).toEqual([['Nazwa', '', '', 'Miasto'], ['x', 'x'], ['x', 'x'], ['dwie  spacje\ndrugi wiersz']])
    expect(rows.map(({ rowNumber }) => rowNumber)).toEqual([1, 2, 3, 4])
  })

  test('says which sheets are hidden and reads the one that is asked for', async () => {
    const hidden = '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
    const path = write('ukryty.ods', makeOds(`<table:table table:name="Stare" table:style-name="ta2">${row(cell('string', '', 'a'))}</table:table><table:table table:name="Nowe">${row(cell('string', '', 'b'))}</table:table>`, hidden))
    const sheet = await openSheet(path, { run: 'inline' })
    expect(sheet.info).toMatchObject({ format: 'ods', sheetIndex: 1, sheets: [{ name: 'Stare', isHidden: true }, { name: 'Nowe', isHidden: false }] })
    await sheet.close()
    expect(texts(await rowsOf(path))).toEqual([['b']])
    expect(texts(await rowsOf(path, 0))).toEqual([['a']])
  })

  test('is refused by name when it is a text, has a password, is cut off or would unpack without end', async () => {
    const mime = (kind: string) => ({ name: 'mimetype', data: `application/vnd.oasis.opendocument.${kind}` })
    expect(await refusal(write('pismo.odt', makeZip([mime('text'), { name: 'content.xml', data: '<a/>' }])))).toBe('import.other_format')
    expect(await refusal(write('haslo.ods', makeZip([mime('spreadsheet'), { name: 'content.xml', data: 'x' }, { name: 'META-INF/manifest.xml', data: '<a><encryption-data/></a>' }])))).toBe('import.encrypted')
    const whole = makeOds(`<table:table table:name="A">${row(cell('string', '', 'x'))}</table:table>`)
    expect(await refusal(write('uciety.ods', whole.subarray(0, whole.length - 40)))).toBe('import.truncated')
    expect(await refusal(write('bomba.ods', makeZip([mime('spreadsheet'), { name: 'content.xml', data: Buffer.alloc(300 * 1024 * 1024) }])))).toBe('import.zip_bomb')
    expect(await refusal(write('wiersze.ods', makeOds(`<table:table table:name="A"><table:table-row table:number-rows-repeated="900000">${cell('string', '', 'x')}</table:table-row></table:table>`)))).toBe('import.too_many_rows')
    expect(await refusal(write('encja.ods', makeZip([mime('spreadsheet'), { name: 'content.xml', data: '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>' }])))).toBe('import.doctype')
  })
})

describe('cards of a phone or a mail program', () => {
  const card = (...lines: readonly string[]) => ['BEGIN:VCARD', ...lines, 'END:VCARD', ''].join('\r\n')

  test('become rows with the columns that any card fills', async () => {
    const path = write(
      'kontakty.vcf',
      card('VERSION:3.0', 'N:Lis;Jan;;;', 'FN:Jan Lis', 'ORG:Meble Jesion;Zakupy', 'TITLE:kierownik', 'TEL;TYPE=WORK,VOICE:+48 42 630 11 87', 'TEL;TYPE=CELL:601 222 333', 'TEL;TYPE=FAX:42 630 00 00', 'item1.EMAIL;TYPE=INTERNET:jan@jesion.pl',
        'ADR;TYPE=WORK:;;Polna 1\\, lok. 2;Łódź;łódzkie;90-001;Polska', 'NOTE:pierwsza linia\\nzłożona z ', ' dwóch', 'BDAY:19800517', 'PHOTO;ENCODING=b:AAAA') +
        card('VERSION:4.0', 'FN:Beata Nowicka', 'TEL;VALUE=uri:tel:+380-67-123-45-67', 'EMAIL:beata@x.ua')
    )
    expect(texts(await rowsOf(path))).toEqual([
      ['Company', 'Full name', 'First name', 'Last name', 'Job title', 'Phone', 'Phone 2', 'Fax', 'E-mail', 'Street', 'Postal code', 'Town', 'Region', 'Country', 'Birthday', 'Note'],
      ['Meble Jesion', 'Jan Lis', 'Jan', 'Lis', 'kierownik', '+48 42 630 11 87', '601 222 333', '42 630 00 00', 'jan@jesion.pl', 'Polna 1, lok. 2', '90-001', 'Łódź', 'łódzkie', 'Polska', '1980-05-17', 'pierwsza linia\nzłożona z dwóch'],
      ['', 'Beata Nowicka', '', '', '', '+380-67-123-45-67', '', '', 'beata@x.ua', '', '', '', '', '', '', '']
    ])
    const table = findTable(await rowsOf(path), isKnownHeader)
    expect(matchColumns('client', table.columns).map(({ field }) => field)).toEqual([
      'name', 'contactName', 'contactFirstName', 'contactLastName', 'contactRole', 'phone', 'phone', null, 'email', 'street', 'postalCode', 'town', 'region', 'country', 'birthday', 'note'
    ])
  })

  test('of an old program say how each line is written, or the user says it for all', async () => {
    const old = Buffer.from(card('VERSION:2.1', 'N;CHARSET=windows-1250;ENCODING=QUOTED-PRINTABLE:=AFrebiec;Stanis=B3aw', 'ORG;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=C5=BBabka =', '=C5=81=C3=B3d=C5=BA', 'TEL;WORK;VOICE:426301187'), 'latin1')
    expect(texts(await rowsOf(write('stare.vcf', old)))[1]).toEqual(['Żabka Łódź', 'Stanisław', 'Żrebiec', '426301187'])
    const path = write('cp1250.vcf', Buffer.from(card('VERSION:2.1', 'FN:\xafabka', 'TEL:426301187'), 'latin1'))
    expect(await refusal(path)).toBe('import.encoding_unknown')
    expect(texts(await rowsOf(path, undefined, 'windows-1250'))[1]).toEqual(['Żabka', '426301187'])
  })

  test('that stop in the middle have the last one marked, and any text is read or refused without a fall', async () => {
    const cut = await rowsOf(write('uciete.vcf', card('FN:Jan Lis') + 'BEGIN:VCARD\r\nFN:Be'))
    expect(cut.map(({ cells, isCut }) => [cells[0]?.text, isCut === true])).toEqual([['Full name', false], ['Jan Lis', false], ['Be', true]])
    const line = fc.oneof(fc.constantFrom('BEGIN:VCARD', 'END:VCARD', 'TEL:', 'N:;;', 'ADR:;;;', 'FN:x', ' y', '=', 'NOTE;ENCODING=QUOTED-PRINTABLE:=', 'X";:', '\\'), fc.string({ maxLength: 20 }))
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
        expect(await refusal(write('dowolne.vcf', ['BEGIN:VCARD', ...lines].join('\n')))).toMatch(/^(?:read|import\.\w+)$/)
      }),
      { numRuns: 200 }
    )
  })
})

describe('contacts exported from Outlook', () => {
  const fields = ['contactFirstName', 'contactLastName', 'name', 'contactRole', 'street', 'town', 'postalCode', 'phone', 'phone', 'email', 'note']
  test.each([
    ['en', ['First Name', 'Last Name', 'Company', 'Job Title', 'Business Street', 'Business City', 'Business Postal Code', 'Business Phone', 'Mobile Phone', 'E-mail Address', 'Notes']],
    ['pl', ['Imię', 'Nazwisko', 'Firma', 'Stanowisko', 'Adres służbowy - ulica', 'Adres służbowy - miejscowość', 'Adres służbowy - kod pocztowy', 'Telefon służbowy', 'Telefon komórkowy', 'Adres e-mail', 'Notatki']],
    ['uk', ["Ім'я", 'Прізвище', 'Організація', 'Посада', 'Вулиця (робоча адреса)', 'Місто (робоча адреса)', 'Поштовий індекс (робоча адреса)', 'Робочий телефон', 'Мобільний телефон', 'Адреса електронної пошти', 'Нотатки']],
    ['ru', ['Имя', 'Фамилия', 'Организация', 'Должность', 'Улица (раб. адрес)', 'Город (раб. адрес)', 'Почтовый код (раб. адрес)', 'Рабочий телефон', 'Телефон переносной', 'Адрес эл. почты', 'Заметки']]
  ])('in %s are matched by their headers', (_language, headers) => {
    expect(matchColumns('client', headers.map((header) => ({ header, samples: [], kind: 'text' as const }))).map(({ field }) => field)).toEqual(fields)
  })
})

describe('an old workbook that was tampered with', () => {
  const nasty = outsideData('nasty_import')
  test.skipIf(!nasty)('is read or refused within bounds, wherever a byte is wrong or the end is missing', async () => {
    const whole = readFileSync(join(nasty!, 'readxl/datasets.xls'))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 20 }), fc.double({ min: 0.3, max: 1, noNaN: true }), async (changes, share) => {
        const bytes = Buffer.from(whole.subarray(0, Math.ceil(whole.length * share)))
        for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte
        const began = performance.now()
        expect(await refusal(write('zepsuty.xls', bytes))).toMatch(/^(?:read|import\.\w+)$/)
        expect(performance.now() - began).toBeLessThan(2000)
      }),
      { numRuns: 150 }
    )
  })
})
