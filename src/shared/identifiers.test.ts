import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  checkEuVat, checkIban, checkKrs, checkRegistryNumber, checkTaxNumber, formatIban, formatNip, isEdrpou, isEuVat, isIban, isInn, isNip, isPesel, isRegon, isRnokpp
} from './identifiers.ts'

const IBANS = ['PL61109010140000071219812874', 'UA213223130000026007233566001', 'DE89370400440532013000', 'GB29NWBK60161331926819', 'LT121000011101001000']

describe('numbers known to be right and wrong', () => {
  test('NIP', () => {
    expect(['8567346215', '5265877635', '1111111111'].every(isNip)).toBe(true)
    expect(['8567346216', '0000000000', '856734621', '85673462150', '856-734-62-15'].some(isNip)).toBe(false)
  })

  test('REGON of nine and fourteen digits', () => {
    expect(['123456785', '12345678512347', '732065814'].every(isRegon)).toBe(true)
    expect(['123456786', '12345678512348', '000000000', '1234567851234'].some(isRegon)).toBe(false)
  })

  test('PESEL', () => {
    expect(['44051401359', '02070803628', '02270803624'].every(isPesel)).toBe(true)
    expect(['44051401358', '00000000000', '44133201351', '4405140135'].some(isPesel)).toBe(false)
  })

  test('EDRPOU', () => {
    expect(['32855961', '00032112', '00130694', '00131512'].every(isEdrpou)).toBe(true)
    expect(['32855968', '00000000', '3285596'].some(isEdrpou)).toBe(false)
  })

  test('RNOKPP', () => {
    expect(isRnokpp('1759013776')).toBe(true)
    expect(['1759013770', '0000000000', '175901377'].some(isRnokpp)).toBe(false)
  })

  test('INN of ten and twelve digits', () => {
    expect(['7707083893', '7830002293', '500100732259'].every(isInn)).toBe(true)
    expect(['7707083894', '500100732250', '500100732269', '0000000000', '77070838930'].some(isInn)).toBe(false)
  })

  test('IBAN', () => {
    expect(IBANS.every(isIban)).toBe(true)
    expect(isIban('PL61 1090 1014 0000 0712 1981 2874')).toBe(true)
    expect(['PL61109010140000071219812875', 'PL6110901014000007121981287', 'XX61109010140000071219812874', '61109010140000071219812874', ''].some(isIban)).toBe(false)
  })

  test('EU VAT shapes', () => {
    expect(['PL5265877635', 'DE123456789', 'ATU12345678', 'FRXX123456789', 'IE1234567WA', 'EL123456789', 'lt 123456789'].every(isEuVat)).toBe(true)
    expect(['UA12345678', 'DE12345678', 'ATU1234567', '123456789', 'GB123456789'].some(isEuVat)).toBe(false)
  })
})

describe('a slip of the finger', () => {
  const slip = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 9 }))
  const withSlip = (text: string, [at, by]: [number, number]) => {
    const index = at % text.length
    return text.slice(0, index) + ((Number(text[index]) + by) % 10) + text.slice(index + 1)
  }

  test('in one digit of a NIP is always caught', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9]{3}\d{6}$/), slip, (nine, drawn) => {
        const nip = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((control) => `${nine}${control}`).find(isNip)
        fc.pre(nip !== undefined)
        expect(isNip(withSlip(nip ?? '', drawn))).toBe(false)
      })
    )
  })

  test('in one digit of a PESEL is always caught', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[4-9]\d(0[1-9]|1[0-2])(0[1-9]|1\d|2[0-8])\d{4}$/), slip, (ten, drawn) => {
        const pesel = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((control) => `${ten}${control}`).find(isPesel) ?? ''
        expect(isPesel(pesel)).toBe(true)
        expect(isPesel(withSlip(pesel, drawn))).toBe(false)
      })
    )
  })

  test('in one digit of an IBAN is always caught, and so is a swap of neighbours', () => {
    fc.assert(
      fc.property(fc.constantFrom('PL61109010140000071219812874', 'UA213223130000026007233566001'), fc.nat(), fc.integer({ min: 1, max: 9 }), (iban, at, by) => {
        const index = 2 + (at % (iban.length - 2))
        expect(isIban(iban.slice(0, index) + ((Number(iban[index]) + by) % 10) + iban.slice(index + 1))).toBe(false)
        const next = iban[index + 1]
        if (next !== undefined && next !== iban[index]) {
          expect(isIban(iban.slice(0, index) + next + (iban[index] ?? '') + iban.slice(index + 2))).toBe(false)
        }
      })
    )
  })

  // The remainder 10 is written as 0, so that a few slips between remainders 0 and 10 stay unseen in these numbers.
  test.each([
    ['REGON', /^[1-9]\d{7}$/, isRegon],
    ['RNOKPP', /^[1-9]\d{8}$/, isRnokpp],
    ['INN', /^[1-9]\d{8}$/, isInn]
  ] as const)('in one digit of a %s is caught unless the control digit stands for 0 and 10 alike', (_name, shape, isRight) => {
    fc.assert(
      fc.property(fc.stringMatching(shape), slip, (body, drawn) => {
        const right = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((control) => `${body}${control}`).filter(isRight)
        expect(right).toHaveLength(1)
        const number = right[0] ?? ''
        fc.pre(!number.endsWith('0'))
        const slipped = withSlip(number, drawn)
        expect(isRight(slipped)).toBe(false)
      })
    )
  })
})

describe('checking what somebody typed', () => {
  test.each([
    ['856-734-62-15', 'PL', { value: '8567346215', kind: 'nip', ok: true }],
    ['PL 526 587 76 35', 'PL', { value: '5265877635', kind: 'nip', ok: true }],
    ['NIP: 8567346215', 'PL', { value: '8567346215', kind: 'nip', ok: true }],
    ['8567346215.0', 'PL', { value: '8567346215', kind: 'nip', ok: true }],
    ['8567346216', 'PL', { value: '8567346216', kind: 'nip', ok: false, reason: 'checksum' }],
    ['44051401359', 'PL', { value: '44051401359', kind: 'pesel', ok: true }],
    ['123456785', 'PL', { value: '123456785', kind: 'regon', ok: true }],
    ['85673', 'PL', { value: '85673', kind: 'nip', ok: false, reason: 'length' }],
    ['brak', 'PL', { value: 'BRAK', kind: 'nip', ok: false, reason: 'characters' }],
    ['8,56735E+09', 'PL', { value: '8,56735E+09', kind: 'other', ok: false, reason: 'excel_damage' }],
    ['DE123456789', 'PL', { value: 'DE123456789', kind: 'euVat', ok: true }],
    ['PL8567346216', 'DE', { value: 'PL8567346216', kind: 'nip', ok: false, reason: 'checksum' }],
    ['32855961', 'UA', { value: '32855961', kind: 'edrpou', ok: true }],
    ['130694', 'UA', { value: '00130694', kind: 'edrpou', ok: true }],
    ['ЄДРПОУ 32855961', 'UA', { value: '32855961', kind: 'edrpou', ok: true }],
    ['1759013776', 'UA', { value: '1759013776', kind: 'rnokpp', ok: true }],
    ['328559626597', 'UA', { value: '328559626597', kind: 'ipn', ok: true }],
    ['7707083893', 'RU', { value: '7707083893', kind: 'inn', ok: true }],
    ['DE 123456789', 'DE', { value: '123456789', kind: 'euVat', ok: true }],
    ['12345678', 'DE', { value: '12345678', kind: 'euVat', ok: false, reason: 'length' }],
    ['EL123456789', 'GR', { value: '123456789', kind: 'euVat', ok: true }],
    ['12-3456789', 'US', { value: '123456789', kind: 'other', ok: true }],
    ['???', 'US', { value: '???', kind: 'other', ok: false, reason: 'characters' }],
    ['  ', 'PL', { value: '', kind: 'other', ok: false, reason: 'empty' }]
  ] as const)('%j in %s', (text, country, expected) => {
    expect(checkTaxNumber(text, country)).toEqual(expected)
  })

  test('a stored number stays as it is when it is checked again, and no text makes the check fail', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[A-Z]{0,2}[\d -]{0,14}$/)), fc.constantFrom('PL', 'UA', 'RU', 'DE', 'US'), (text, country) => {
        const first = checkTaxNumber(text, country)
        expect(first.ok).toBe(first.reason === undefined)
        if (first.ok) expect(checkTaxNumber(first.value, country)).toMatchObject({ value: first.value, ok: true })
      })
    )
  })

  test('numbers are shown in groups', () => {
    expect(formatNip('7251870436')).toBe('725 187 04 36')
    expect(formatNip('725')).toBe('725')
    expect(formatIban('PL61109010140000071219812874')).toBe('PL61 1090 1014 0000 0712 1981 2874')
  })
})

describe('the other numbers of a firm', () => {
  test.each([
    ['REGON 123-456-785', 'PL', '123456785', true, undefined],
    ['12345678512347', 'PL', '12345678512347', true, undefined],
    ['123456786', 'PL', '123456786', false, 'checksum'],
    ['12345678', 'PL', '12345678', false, 'length'],
    ['12345678a', 'PL', '12345678A', false, 'characters'],
    ['ЄДРПОУ 32855961', 'UA', '32855961', true, undefined],
    ['32855962', 'UA', '32855962', false, 'checksum'],
    ['HRB 12345', 'DE', 'HRB12345', true, undefined],
    ['1,23E+8', 'PL', '1,23E+8', false, 'excel_damage']
  ] as const)('%s in the register of %s', (text, country, value, ok, reason) =>
    expect(checkRegistryNumber(text, country)).toEqual({ value, ok, ...(reason && { reason }) }))

  test.each([
    ['KRS 0000123456', '0000123456', true],
    ['123456', '0000123456', true],
    ['00001234567', '00001234567', false],
    ['0000000000', '0000000000', false],
    ['12a', '12a', false]
  ] as const)('KRS %s', (text, value, ok) => expect(checkKrs(text)).toMatchObject({ value, ok }))

  test.each([
    ['de 123 456 789', 'DE123456789', true],
    ['VAT UE: PL 8567346215', 'PL8567346215', true],
    ['PL8567346216', 'PL8567346216', false],
    ['EL123456789', 'EL123456789', true],
    ['123456789', '123456789', false],
    ['ATU12345678', 'ATU12345678', true]
  ] as const)('VAT of the EU %s', (text, value, ok) => expect(checkEuVat(text)).toMatchObject({ value, ok }))

  test('an account is known with and without its country, and by one wrong digit', () => {
    for (const iban of IBANS) expect(checkIban(formatIban(iban).toLowerCase())).toEqual({ value: iban, ok: true })
    expect(checkIban('61 1090 1014 0000 0712 1981 2874')).toEqual({ value: 'PL61109010140000071219812874', ok: true })
    expect(checkIban('62 1090 1014 0000 0712 1981 2874')).toMatchObject({ ok: false, reason: 'checksum' })
    expect(checkIban('PL61 1090')).toMatchObject({ ok: false, reason: 'length' })
    expect(checkIban('PL61-1090-1014-0000-0712-1981-2874 ')).toMatchObject({ ok: true })
    fc.assert(
      fc.property(fc.constantFrom(...IBANS), fc.nat(20), fc.integer({ min: 1, max: 9 }), (iban, place, step) => {
        const at = 4 + (place % (iban.length - 4))
        const digit = Number(iban[at])
        fc.pre(Number.isInteger(digit))
        expect(checkIban(iban.slice(0, at) + String((digit + step) % 10) + iban.slice(at + 1)).ok).toBe(false)
      })
    )
  })
})
