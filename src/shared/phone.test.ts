import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatPhone, isExcelDamaged, parsePhone, splitPhones } from './phone.ts'

describe('reading a phone number', () => {
  test.each([
    ['52 380 00 00', 'PL', '+48523800000'],
    ['(42) 630 11 87', 'PL', '+48426301187'],
    ['0-42 630-11-87', 'PL', '+48426301187'],
    ['0 42/630 11 87', 'PL', '+48426301187'],
    ['601-222-333', 'PL', '+48601222333'],
    ['tel. kom. 601 222 333', 'PL', '+48601222333'],
    ['+48 601 222 333', 'UA', '+48601222333'],
    ['0048 601 222 333', 'PL', '+48601222333'],
    ['48 604 691 091', 'PL', '+48604691091'],
    ['48604691091.0', 'PL', '+48604691091'],
    ['48 343172260', 'PL', '+48343172260'],
    ['22 620 90 01-06', 'PL', '+48226209001'],
    ['71 328 30 41 do 49', 'PL', '+48713283041'],
    ['83 344 41 60 61', 'PL', '+48833444160'],
    ['32 360-27-90', 'PL', '+48323602790'],
    ['22 500 00 00', 'PL', '+48225000000'],
    ['380671234567', 'PL', '+380671234567'],
    ['тел.: 067 123-45-67', 'UA', '+380671234567'],
    ['0442653150', 'UA', '+380442653150'],
    ['8 044 265 31 50', 'UA', '+380442653150'],
    ['(044) 265-31-50', 'UA', '+380442653150'],
    ['0 800 309 000', 'UA', '+380800309000'],
    ['48604691091', 'UA', '+48604691091'],
    ['8 (495) 123-45-67', 'RU', '+74951234567'],
    ['+1 415 555 2671', 'XX', '+14155552671']
  ])('%s in %s is %s', (text, country, e164) => {
    expect(parsePhone(text, country)).toMatchObject({ e164, isPossible: true })
  })

  test.each([
    ['29 644 06 80 wew. 31', '+48296440680', '31'],
    ['13 446 30 08 wew.41', '+48134463008', '41'],
    ['46 862 32 64 w.300', '+48468623264', '300'],
    ['41 386 14 41 w. 1013', '+48413861441', '1013'],
    ['42 630 11 87 ext 5', '+48426301187', '5'],
    ['+380 44 265 31 50 дод. 12', '+380442653150', '12'],
    ['+7 495 123-45-67 доб. 7', '+74951234567', '7']
  ])('%s keeps its inside line', (text, e164, extension) => {
    expect(parsePhone(text, 'PL')).toEqual({ e164, extension, isPossible: true })
  })

  test.each([
    ['', 'empty'],
    ['brak', 'not_a_number'],
    ['421 12', 'too_short'],
    ['463 11 77', 'too_short'],
    ['22075672207740', 'too_long'],
    ['49432420923058020', 'too_long'],
    ['4,85238E+10', 'excel_damage'],
    ['4.85238E+10', 'excel_damage'],
    ['48523800000.0', 'excel_damage'],
    ['000 000 000', 'impossible']
  ])('%j cannot be called: %s', (text, reason) => {
    expect(parsePhone(text, 'PL')).toMatchObject({ e164: undefined, isPossible: false, reason })
  })

  test('a number that has been read is read the same again, from storage and from the screen', () => {
    fc.assert(
      fc.property(fc.constantFrom('PL', 'UA', 'RU', 'DE', 'CZ', 'LT'), fc.stringMatching(/^[0-9]{7,12}$/), (country, digits) => {
        const first = parsePhone(digits, country)
        fc.pre(first.e164 !== undefined)
        const e164 = first.e164 ?? ''
        expect(e164).toMatch(/^\+[1-9]\d{6,14}$/)
        expect(parsePhone(e164, country).e164).toBe(e164)
        expect(parsePhone(formatPhone(e164), 'PL').e164).toBe(e164)
      })
    )
  })

  test('no text makes it fail', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-0-9+() .,/;wE]{0,30}$/)), (text) => {
        const { e164, isPossible, reason } = parsePhone(text, 'PL')
        expect([e164 !== undefined, reason === undefined]).toEqual([isPossible, isPossible])
        for (const piece of splitPhones(text)) parsePhone(piece, 'PL')
      })
    )
  })
})

describe('several numbers in a cell', () => {
  test.each([
    ['(42) 630 11 87, 601-222-333', ['(42) 630 11 87', '601-222-333']],
    ['34 3131305, 603 779 492', ['34 3131305', '603 779 492']],
    ['32 397 66 66,887 435 272', ['32 397 66 66', '887 435 272']],
    ['48 32 338 05 00,48 507 220 222', ['48 32 338 05 00', '48 507 220 222']],
    ['83 344 41 60 61,62', ['83 344 41 60 61']],
    ['77 463 11 87, 463 11 77, 463 11 88', ['77 463 11 87', '77 463 11 77', '77 463 11 88']],
    ['94 317 02 21, 342 86 28', ['94 317 02 21', '342 86 28']],
    ['22 620 90 01/02', ['22 620 90 01']],
    ['42/630 11 87', ['42 630 11 87']],
    ['tel./fax 42 630 11 87', ['fax 42 630 11 87']],
    ['42 630 11 87 / 42 630 11 88', ['42 630 11 87', '42 630 11 88']],
    ['42 630 11 87 wew. 12, 13', ['42 630 11 87 wew. 12']],
    ['42 630 11 87, wew. 12', ['42 630 11 87 wew. 12']],
    ['601 222 333 lub 602 333 444', ['601 222 333', '602 333 444']],
    ['067 123 45 67 або 050 123 45 67', ['067 123 45 67', '050 123 45 67']],
    ['+48 601 222 333 +48 602 333 444', ['+48 601 222 333', '+48 602 333 444']],
    ['601 222 333 602 333 444', ['601 222 333', '602 333 444']],
    ['601222333\n602333444', ['601222333', '602333444']],
    ['601 222 333; 601 222 333', ['601 222 333']],
    ['+48 (42) 630 11 87', ['+48 (42) 630 11 87']],
    ['4,85238E+10', ['4,85238E+10']],
    ['112', ['112']],
    ['brak', ['brak']],
    ['  ', []]
  ])('%j holds %j', (cell, numbers) => {
    expect(splitPhones(cell)).toEqual(numbers)
  })
})

describe('showing and suspecting', () => {
  test('a stored number is written in the international way', () => {
    expect(formatPhone('+48523800000')).toBe('+48 52 380 00 00')
    expect(formatPhone('+380442653150')).toBe('+380 44 265 3150')
    expect(formatPhone('wew. 12')).toBe('wew. 12')
  })

  test('what a spreadsheet has rounded is told apart from round numbers', () => {
    expect(['4,85238E+10', '4.85E+10', '5E10', '48523800000.0'].every(isExcelDamaged)).toBe(true)
    expect(['48523800000', '225000000', '48604691091.0', '601 222 333', 'E+10'].some(isExcelDamaged)).toBe(false)
  })
})
