import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { coreName, digitsOf, latinKey, normalise } from './normalise.ts'

describe('the searched form of a text', () => {
  test.each([
    ['Zażółć gęślą jaźń', 'zazolc gesla jazn'],
    ['ŁÓDŹ', 'lodz'],
    ['Straße', 'strasse'],
    ['Ærø Œuvre Đoković Ørsted', 'aero oeuvre dokovic orsted'],
    ['İstanbul Diyarbakır', 'istanbul diyarbakir'],
    ['Ёлка Йод', 'елка йод'],
    ['Київ, Ґудзик', 'киів гудзик'],
    ["Дем'янчук Дем’янчук Демʼянчук", 'демянчук демянчук демянчук'],
    ["O'Brien", 'obrien'],
    ['«Ромашка»   &  Co.', 'ромашка co'],
    ['  FV/2026/11/0042 ', 'fv 2026 11 0042'],
    ['№ 5™', 'no 5tm'],
    ['ＡＢＣ', 'abc'],
    ['...', ''],
    ['', '']
  ])('%j is searched as %j', (text, expected) => {
    expect(normalise(text)).toBe(expected)
  })

  test('й stays apart from и, typed as one letter or as two', () => {
    expect(normalise('Йосип')).toBe(normalise('И\u0306осип'))
    expect(normalise('йод')).not.toBe(normalise('иод'))
  })

  test('doing it twice, or to capitals, changes nothing, and nothing but letters, digits and single spaces is left', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), (text) => {
        const once = normalise(text)
        expect(normalise(once)).toBe(once)
        expect(once).toMatch(/^(?:[\p{L}\p{N}]+(?: [\p{L}\p{N}]+)*)?$/u)
      })
    )
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Ząęółśżźćńа-яіїєґ '.-]{0,20}$/), (text) => {
        expect(normalise(text.toUpperCase())).toBe(normalise(text))
      })
    )
  })
})

describe('the key across alphabets', () => {
  test.each([
    ['Kyiv', 'Київ'],
    ['KYIV', 'київ'],
    ['Kiev', 'Киев'],
    ['Lviv', 'Львів'],
    ['Lwów', 'Львов'],
    ['Kharkiv', 'Харків'],
    ['Halych', 'Галич'],
    ['Zaporizhzhia', 'Запоріжжя'],
    ['Shevchenko', 'Шевченко'],
    ['Szewczenko', 'Шевченко'],
    ['Kowalski', 'Ковальський'],
    ['Kovalskyi', 'Ковальский'],
    ['Shcherbak', 'Щербак'],
    ['Yuriy', 'Юрий'],
    ['Yurii', 'Юрій'],
    ['Yevhen', 'Євген'],
    ['Jewhen', 'Євген'],
    ['Olena', 'Олена'],
    ['Hanna', 'Ганна'],
    ['Zghurskyi', 'Згурський'],
    ['Natalia', 'Наталья'],
    ['Demianchuk', "Дем'янчук"],
    ['PryvatBank', 'ПриватБанк'],
    ['Romashka Plus', 'Ромашка Плюс'],
    ['Lux 100', 'Люкс 100']
  ])('%s finds %s', (latin, cyrillic) => {
    expect(latinKey(latin)).toBe(latinKey(cyrillic))
  })

  test('different names stay different and digits are never folded', () => {
    const names = ['Київ', 'Харків', 'Львів', 'Одеса', 'Шевченко', 'Чепіга', 'Коваль', 'Гончар', 'Жук', 'Зуб', 'Цибуля', 'Щука']
    expect(new Set(names.map(latinKey)).size).toBe(names.length)
    expect(latinKey('1100')).toBe('1100')
  })

  test('what is typed so far is found in the key of a Cyrillic name', () => {
    expect(latinKey('Ковальський Андрій')).toContain(latinKey('Koval'))
    expect(latinKey('Ковальський Андрій')).toContain(latinKey('kowalski a'))
    expect(latinKey('ТОВ Ромашка-Плюс')).toContain(latinKey('romashka plus'))
  })

  test('letters in, plain letters out', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Zа-яА-ЯіїєґІЇЄҐёЁ '-]{0,30}$/), (text) => {
        expect(latinKey(text)).toMatch(/^[a-z ]*$/)
      })
    )
  })
})

describe('the name without its legal form', () => {
  test.each([
    ['Kowal Sp. z o.o.', 'kowal'],
    ['KOWAL SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ', 'kowal'],
    ['Kowal sp. z o.o. sp. k.', 'kowal'],
    ['Kowal Spółka z o.o. w likwidacji', 'kowal'],
    ['P.P.H.U. Kowal', 'kowal'],
    ['Przedsiębiorstwo Handlowo-Usługowe KOWAL Jan Nowak', 'kowal jan nowak'],
    ['Orlen S.A.', 'orlen'],
    ['Nowak i Wspólnicy s.c.', 'nowak i wspolnicy'],
    ['ТОВ «Ромашка»', 'ромашка'],
    ['Товариство з обмеженою відповідальністю "Ромашка"', 'ромашка'],
    ['Приватне підприємство Ромашка', 'ромашка'],
    ['Фізична особа-підприємець Дем’янчук О. В.', 'демянчук о в'],
    ['ФОП Дем’янчук О. В.', 'демянчук о в'],
    ['ООО "Вектор"', 'вектор'],
    ['ЗАО Вектор', 'вектор'],
    ['Індивідуальний підхід', 'індивідуальний підхід'],
    ['Müller GmbH & Co. KG', 'muller'],
    ['Acme Ltd.', 'acme'],
    ['Acme, Inc.', 'acme'],
    ['UAB Baltija', 'baltija'],
    ['Škoda Auto a.s.', 'skoda auto'],
    ['Stalexport s.r.o.', 'stalexport'],
    ['SA', 'sa'],
    ['Sp. z o.o.', 'sp z o o'],
    ['AS Roma', 'as roma'],
    ['Товар плюс', 'товар плюс'],
    ['Ads Agency', 'ads agency']
  ])('%s is %s', (name, core) => {
    expect(coreName(name)).toBe(core)
  })

  test('is never empty for a name that has letters, and stripping again changes nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('ТОВ', 'Kowal', 'Sp. z o.o.', 'S.A.', 'GmbH', 'Ромашка', 'i', 'PHU', 'ФОП'), { minLength: 1, maxLength: 6 }), (parts) => {
        const core = coreName(parts.join(' '))
        expect(core).not.toBe('')
        if (parts.includes('Kowal')) expect(coreName(core)).toBe(core)
      })
    )
  })
})

test('digits are taken out of any writing', () => {
  expect(digitsOf('+48 (52) 380-00-00')).toBe('48523800000')
  expect(digitsOf('brak')).toBe('')
})

test('an import of twenty thousand names does not wait for them', () => {
  const names = ['Przedsiębiorstwo Handlowo-Usługowe ŻÓŁW Sp. z o.o.', 'ТОВ «Київська кондитерська фабрика»', 'Acme Trading Ltd', 'ФОП Дем’янчук Юрій Олексійович']
  const started = Date.now()
  for (let index = 0; index < 20_000; index += 1) {
    const name = `${names[index % names.length]} ${index}`
    normalise(name)
    latinKey(name)
  }
  // Takes about 150 ms; the rest is for a machine that is busy with other tests.
  expect(Date.now() - started).toBeLessThan(1000)
})
