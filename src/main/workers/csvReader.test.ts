import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { testFolder } from '#test/fixtures/files.ts'
import { AppError } from '#shared/result.ts'
import type { CsvEncoding, Delimiter } from './csvReader.ts'
import { askedEncodings, guessDelimiter, openCsv, sniffCsv } from './csvReader.ts'

const write = testFolder()

async function textsOf(path: string, encoding: CsvEncoding, delimiter: Delimiter): Promise<string[][]> {
  const texts: string[][] = []
  for await (const batch of openCsv(path, { encoding, delimiter }).rows({})) texts.push(...batch.map((row) => row.cells.map((cell) => cell.text)))
  return texts
}

describe('the encoding of a text file', () => {
  test('UTF-8 is proven by its bytes, with or without its mark', async () => {
    expect(await sniffCsv(write('plain.csv', 'Nazwa;Miasto\nŻabka;Łódź\n'))).toMatchObject({ encoding: 'utf-8', hasBom: false, delimiter: ';', approxRows: 2 })
    expect(await sniffCsv(write('mark.csv', '\ufeffNazwa;Miasto\nŻabka;Łódź\n'))).toMatchObject({ encoding: 'utf-8', hasBom: true })
  })

  test.each(['utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'] as const)('%s is told by its mark and by its zero bytes', async (encoding) => {
    const text = 'Nazwa\tMiasto\r\nŻabka\tŁódź\r\nКиїв\tЛьвів\r\n'
    for (const addBOM of [true, false]) {
      const path = write(`${encoding}${addBOM}.csv`, iconv.encode(text, encoding, { addBOM }))
      expect(await sniffCsv(path)).toMatchObject({ encoding, hasBom: addBOM, delimiter: '\t' })
      expect(await textsOf(path, encoding, '\t')).toEqual([['Nazwa', 'Miasto'], ['Żabka', 'Łódź'], ['Київ', 'Львів']])
    }
  })

  test.each([
    ['windows-1250', 'Łódź;Zażółć gęślą jaźń'],
    ['cp852', 'Łódź;Zażółć gęślą jaźń'],
    ['windows-1251', 'Київ;ТОВ «Ромашка», ґанок'],
    ['ibm866', 'Москва;Общество'],
    ['windows-1252', 'Zürich;Café']
  ] as const)('%s is not guessed: the user sees previews and chooses', async (encoding, line) => {
    const path = write(`${encoding}.csv`, iconv.encode(`A;B\r\n${line}\r\n`, encoding))
    const sniffed = await sniffCsv(path)
    expect(sniffed.encoding).toBeNull()
    expect(sniffed.candidates.map((candidate) => candidate.encoding)).toEqual(askedEncodings)
    expect(sniffed.candidates.find((candidate) => candidate.encoding === encoding)?.previewLines).toEqual(['A;B', line])
    expect((await textsOf(path, encoding, ';'))[1]).toEqual(line.split(';'))
  })

  test('a letter cut by the end of the sample does not make the file unknown', async () => {
    const path = write('long.csv', `Nazwa;x\n${'Ż;ż\n'.repeat(120_000)}`)
    expect((await sniffCsv(path)).encoding).toBe('utf-8')
  })
})

describe('the delimiter', () => {
  test.each([
    ['Nazwa;Kwota\nA;25,5\nB;1 200,00\n', ';'],
    ['name,city\n"Smith; Sons, Ltd",Kyiv\nA,B\n', ','],
    ['a\tb\tc\n1, 2\t3\t4\n', '\t'],
    ['a|b|c\n1;1|2|3\n', '|'],
    ['"x;y;z"\tb\n"1;2"\t3\n', '\t'],
    ['sole column\nvalue\n', ',']
  ])('%j has %j', (text, delimiter) => {
    expect(guessDelimiter(text)).toBe(delimiter)
  })

  test('what the first line states is believed and is no row', async () => {
    const path = write('sep.csv', 'sep=;\r\na;b,c,d\r\n1;2,3,4\r\n')
    expect((await sniffCsv(path)).delimiter).toBe(';')
    expect(await textsOf(path, 'utf-8', ';')).toEqual([['a', 'b,c,d'], ['1', '2,3,4']])
  })
})

describe('rows', () => {
  test('quotes, line ends of any kind and blank lines are read as a spreadsheet reads them', async () => {
    const path = write('mixed.csv', 'a,b\r\n"x ""y""","line\none"\r\n\r\nТОВ "Ромашка",Київ\n"Ромашка" ТОВ,\r\nlast,1')
    expect(await textsOf(path, 'utf-8', ',')).toEqual([['a', 'b'], ['x "y"', 'line\none'], ['ТОВ "Ромашка"', 'Київ'], ['"Ромашка" ТОВ'], ['last', '1']])
  })

  test('row numbers are those of the spreadsheet, blank lines counted', async () => {
    const numbers: number[] = []
    for await (const batch of openCsv(write('blank.csv', 'a\n\n"b\nb"\nc\n'), { encoding: 'utf-8', delimiter: ',' }).rows({})) numbers.push(...batch.map((row) => row.rowNumber))
    expect(numbers).toEqual([1, 3, 4])
  })

  test('an open quote is reported with the line that its row starts in', async () => {
    const reading = textsOf(write('open.csv', 'a,b\r\n"x\r\ny",1\r\nc,"d\r\ne,f\r\n'), 'utf-8', ',')
    await expect(reading).rejects.toMatchObject({ data: { reason: 'import.unclosed_quote', details: { line: 4 } } })
  })

  test('a NUL byte is reported with its line', async () => {
    const error = await sniffCsv(write('nul.csv', 'a,b\n1,2\n3,\u00004\n')).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ data: { reason: 'import.nul_bytes', details: { line: 3 } } })
  })

  test('the apostrophe of a safe export goes, others stay', async () => {
    expect(await textsOf(write('guard.csv', "'=1+1,'+48 600 100 200,'quoted',O'Neil,''=x\n"), 'utf-8', ',')).toEqual([['=1+1', '+48 600 100 200', "'quoted'", "O'Neil", "'=x"]])
  })
})

describe('a file that is cut off', () => {
  const rowsOf = async (bytes: Buffer | string, options?: { readonly encoding?: CsvEncoding; readonly isWholeRowsOnly?: boolean }) => {
    const opened = openCsv(write('cut.csv', bytes), { encoding: 'utf-8', delimiter: ';', ...options })
    const rows: string[] = []
    for await (const batch of opened.rows({})) for (const row of batch) rows.push(`${row.rowNumber}${row.isCut === true ? ' cut' : ''}`)
    return { rows, openQuoteLine: opened.openQuoteLine() }
  }
  const whole = 'Nazwa;Miasto;Telefon\nŻabka;Łódź;42 630 11 87\nSpichlerz;Kielce;41 344 11 22\n'

  test('within a row has that row marked, and a file that only lacks its last line end has none', async () => {
    expect((await rowsOf(`${whole}Studio;Bia`)).rows).toEqual(['1', '2', '3', '4 cut'])
    expect((await rowsOf(`${whole}Studio;Gdynia;58 1`)).rows).toEqual(['1', '2', '3', '4'])
    expect((await rowsOf(`${whole}Studio;Gdynia\n`)).rows, 'a short row that ends is no cut').toEqual(['1', '2', '3', '4'])
    expect((await rowsOf('Nazwa;Miasto\nŻabka;Łódź;x\nSpichlerz')).rows, 'rows of any length tell nothing').toEqual(['1', '2', '3'])
  })

  test('within a letter has its row marked, in every encoding of several bytes', async () => {
    expect((await rowsOf(Buffer.from(`${whole}Studio;Gdynia;Ż`).subarray(0, -1))).rows.at(-1)).toBe('4 cut')
    expect((await rowsOf(Buffer.from(`${whole}Studio;Gdynia;12`, 'utf16le').subarray(0, -1), { encoding: 'utf-16le' })).rows.at(-1)).toBe('4 cut')
  })

  test('is still UTF-8 when only its last letter is half there, and asked about when that is all there is to see', async () => {
    expect(await sniffCsv(write('half.csv', Buffer.from(`${whole}Studio;Ł`).subarray(0, -1)))).toMatchObject({ encoding: 'utf-8', mayBeCut: true })
    expect(await sniffCsv(write('one-letter.csv', Buffer.from('Nazwa;Miasto\nSklep;Krak\xf3', 'latin1')))).toMatchObject({ encoding: null })
  })

  test('within a quotation is refused with its line, or read up to that row when the user says so', async () => {
    const cut = `${whole}Studio;"Gdynia, ul. Świę`
    await expect(rowsOf(cut)).rejects.toMatchObject({ data: { reason: 'import.unclosed_quote', details: { line: 4 } } })
    expect(await rowsOf(cut, { isWholeRowsOnly: true })).toEqual({ rows: ['1', '2', '3'], openQuoteLine: 4 })
    const swallowing = `${whole}Studio;"Gdynia;1\n${'Kowal;Radom;48 1\n'.repeat(90_000)}`
    expect(await rowsOf(swallowing, { isWholeRowsOnly: true })).toEqual({ rows: ['1', '2', '3'], openQuoteLine: 4 })
  })

  test('is looked at to its end before anything is said, a whole one is not', async () => {
    const mayBeCut = async (text: string | Buffer) => (await sniffCsv(write('sniffed.csv', text))).mayBeCut
    expect(await mayBeCut(whole)).toBe(false)
    expect(await mayBeCut(whole.trimEnd())).toBe(false)
    expect(await mayBeCut(`${whole}Studio;Bia`)).toBe(true)
    expect(await mayBeCut(`${whole}Studio;"Bia`)).toBe(true)
    expect(await mayBeCut(Buffer.from(`\ufeff${whole}Studio;B`, 'utf16le'))).toBe(true)
  })
})
