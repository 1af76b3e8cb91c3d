import { describe, expect, test } from 'vitest'
import { isKnownHeader } from '#main/features/imports/aliases.ts'
import type { Cell, SheetRow } from './sheetRows.ts'
import { columnKind, findTable, rowRole } from './table.ts'

function cell(value: string | number): Cell {
  if (typeof value === 'number') return { text: String(value), kind: 'number' }
  if (value === '') return { text: '', kind: 'empty' }
  return { text: value, kind: /^\d{4}-\d\d-\d\d$/.test(value) ? 'date' : 'text' }
}

/** Rows as a sheet has them; an empty list is a blank row. */
function sheet(...rows: readonly (readonly (string | number)[])[]): SheetRow[] {
  return rows.map((values, index) => ({ rowNumber: index + 1, cells: values.map(cell) })).filter((row) => row.cells.length > 0)
}

const firms = [
  ['Kowal Sp. z o.o.', '5260250274', '601 222 333', 'biuro@kowal.pl', 'Łódź'],
  ['Nowak S.A.', '5252248481', '+48 22 555 12 12', 'a@nowak.pl', 'Kraków'],
  ['Żuraw', '', '(42) 630 11 87', '', 'Radom']
]
const names = ['Nazwa firmy', 'NIP', 'Telefon', 'E-mail', 'Miasto']

describe('the header', () => {
  test('in the first row is found, and so is what each column holds', () => {
    const table = findTable(sheet(names, ...firms), isKnownHeader)
    expect(table).toMatchObject({ headerRow: 1, firstDataRow: 2, skippedRows: [], isForm: false })
    expect(table.confidence).toBeGreaterThan(0.8)
    expect(table.columns.map((column) => [column.header, column.kind, column.filledCount])).toEqual([
      ['Nazwa firmy', 'text', 3], ['NIP', 'taxNumber', 2], ['Telefon', 'phone', 3], ['E-mail', 'email', 2], ['Miasto', 'text', 3]
    ])
  })

  test('under titles and blank lines is found, and the titles are told', () => {
    const table = findTable(sheet(['Lista klientów 2026'], ['Stan na 01.03.2026'], [], names, ...firms), isKnownHeader)
    expect(table.headerRow).toBe(4)
    expect(table.skippedRows).toEqual([{ rowNumber: 1, text: 'Lista klientów 2026' }, { rowNumber: 2, text: 'Stan na 01.03.2026' }])
  })

  test('in two rows is joined', () => {
    const rows = sheet(['Raport'], ['Nazwa', 'Adres', '', '', 'Kontakt', ''], ['', 'Kod', 'Miasto', 'Ulica', 'Telefon', 'E-mail'], ['Kowal', '90-001', 'Łódź', 'Piotrkowska 1', '601222333', 'a@b.pl'], ['Nowak', '30-002', 'Kraków', 'Długa 2', '602222333', 'c@d.pl'])
    const table = findTable(rows, isKnownHeader)
    expect([table.headerRow, table.firstDataRow]).toEqual([3, 4])
    expect(table.columns.map((column) => column.header)).toEqual(['Nazwa', 'Adres / Kod', 'Adres / Miasto', 'Adres / Ulica', 'Kontakt / Telefon', 'Kontakt / E-mail'])
  })

  test('of names that nobody knows is found by what stands under it', () => {
    const table = findTable(sheet(['Alfa', 'Beta', 'Gamma'], ['x', 12, '2025-01-02'], ['y', 13, '2025-01-03'], ['z', 14, '2025-01-04']), isKnownHeader)
    expect(table.headerRow).toBe(1)
  })

  test('is not invented where the data starts at once', () => {
    const table = findTable(sheet(...firms), isKnownHeader)
    expect(table.headerRow).toBeNull()
    expect(table.firstDataRow).toBe(1)
    expect(table.columns.map((column) => column.header)).toEqual(['A', 'B', 'C', 'D', 'E'])
    expect(table.confidence).toBeLessThan(0.5)
  })

  test('of one column is found too', () => {
    expect(findTable(sheet(['Telefon'], ['601 222 333'], ['602 222 333']), isKnownHeader)).toMatchObject({ headerRow: 1, firstDataRow: 2 })
  })

  test('in Ukrainian and Russian is found', () => {
    expect(findTable(sheet(['Назва компанії', 'ЄДРПОУ', 'Місто'], ['ТОВ Ромашка', '00130694', 'Київ'], ['ПП Зоря', '00131512', 'Львів']), isKnownHeader).headerRow).toBe(1)
    expect(findTable(sheet(['Отчёт'], ['Наименование', 'ИНН', 'Телефон'], ['ООО Ромашка', '7707083893', '8 495 123-45-67'], ['ИП Иванов', '500100732259', '']), isKnownHeader).headerRow).toBe(2)
  })
})

describe('rows that are no client', () => {
  const table = findTable(sheet(names, ...firms), isKnownHeader)
  const role = (...values: (string | number)[]) => rowRole({ rowNumber: 9, cells: values.map(cell) }, table)

  test('totals, a header pasted again and blanks are told apart from data', () => {
    expect(role('Razem', 1234.5)).toBe('totals')
    expect(role('', '', '', 'Итого:', '1 234,50')).toBe('totals')
    expect(role('Suma Sp. z o.o.', '5260250274')).toBe('data')
    expect(role('Total', 'abc')).toBe('data')
    expect(role(...names)).toBe('header')
    expect(role('  ', '')).toBe('blank')
    expect(role('Kowal')).toBe('data')
  })

  test('a totals row does not spoil the samples', () => {
    expect(findTable(sheet(['Klient', 'Kwota'], ['A', 10], ['B', 20], ['Razem', 30]), isKnownHeader).columns[1]?.samples).toEqual(['10', '20'])
  })
})

test('samples are the first different values from anywhere in the sheet', () => {
  const rows = sheet(['Nazwa', 'Uwagi'], ...Array.from({ length: 500 }, (_, i) => [`Firma ${i}`, i > 400 ? `uwaga ${i % 3}` : '']))
  expect(findTable(rows, isKnownHeader).columns[1]).toMatchObject({ samples: ['uwaga 2', 'uwaga 0', 'uwaga 1'], filledCount: 99 })
})

test('a filled-in form is told from a list', () => {
  const form = sheet(['', '', '', '', '', '', '', '', '', 'Faktura'], ['Sprzedawca:'], ['', 'Kowal Sp. z o.o.'], ['', '', '', '', '', 'Data:', '', '2025-01-02'], ['Nabywca:'], ['', 'Nowak'], ['', '', '', 'Podpis'], ['', '', '', '', '', '', '', '', '', '', '', 'x'])
  expect(findTable(form, isKnownHeader).isForm).toBe(true)
  expect(findTable(sheet(names, ...firms), isKnownHeader).isForm).toBe(false)
})

test('an empty sheet has no columns', () => {
  expect(findTable([], isKnownHeader)).toMatchObject({ headerRow: null, columns: [], confidence: 0 })
})

test.each([
  ['phone', ['601 222 333', '48523800000', '(71) 328-30-41 do 49', 'tel. 22 250 01 15']],
  ['phone', ['4.85238E+10', '4,85238E+10']],
  ['phone', ['0501234567', '+380 44 123 45 67', '380671234567']],
  ['taxNumber', ['526-025-02-74', 'PL5252248481', '7740001454']],
  ['taxNumber', ['00130694', '00131512']],
  ['date', ['18.11.2025', '2025-11-18', '1/2/2024']],
  ['number', ['1 234,50', '12', '99.9', '1.234.567,00 zł']],
  ['number', [12, 13.5]],
  ['email', ['a@b.pl; c@d.pl', 'jan@firma.com.pl']],
  ['text', ['ul. Długa 5', 'Rynek 1']],
  ['text', ['00-950', '30-002']]
] as const)('%s: %j', (kind, values) => {
  expect(columnKind(values.map(cell))).toBe(kind)
})
