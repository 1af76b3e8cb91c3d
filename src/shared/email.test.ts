import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isEmailShape, splitEmails } from './email.ts'

test('addresses of firms and people are recognised', () => {
  const right = ['jan.kowalski@firma.pl', "o'brien@x.co.uk", 'a+b@c-d.com.ua', 'zażółć@poczta.pl', 'info@приклад.укр', 'x@xn--80ak6aa92e.xn--p1ai', 'a@b.museum']
  expect(right.filter((text) => !isEmailShape(text))).toEqual([])
})

test('what mail cannot go to is not', () => {
  const wrong = ['', 'brak', '@firma.pl', 'jan@', 'jan@firma', 'jan@@firma.pl', 'jan@firma..pl', '.jan@firma.pl', 'jan.@firma.pl', 'jan@-firma.pl', 'jan kowalski@firma.pl',
    'jan@firma.pl ', 'jan@firma.p', 'jan@firma.12', 'jan@firma,pl', `${'a'.repeat(65)}@firma.pl`, `a@${'b.'.repeat(130)}pl`, '<jan@firma.pl>']
  expect(wrong.filter(isEmailShape)).toEqual([])
})

test.each([
  ['boi-cywilne@tczew.sr.gov.pl, boi-karne@tczew.sr.gov.pl', ['boi-cywilne@tczew.sr.gov.pl', 'boi-karne@tczew.sr.gov.pl']],
  ['Jan Kowalski <Jan@Firma.PL>', ['jan@firma.pl']],
  ['a@b.pl;a@b.pl; c@d.pl.', ['a@b.pl', 'c@d.pl']],
  ['mailto:a@b.pl', ['a@b.pl']],
  ['e-mail: a@b.pl', ['a@b.pl']],
  ['a@b.pl/c@d.pl', ['a@b.pl', 'c@d.pl']],
  ['a@b.pl\nc@d.pl', ['a@b.pl', 'c@d.pl']],
  ["'a@b.pl'", ['a@b.pl']],
  ['brak', ['brak']],
  ['  ', []]
])('%j holds %j', (cell, addresses) => {
  expect(splitEmails(cell)).toEqual(addresses)
})

test('any list of addresses is taken apart into the same addresses', () => {
  const addresses = fc.uniqueArray(fc.emailAddress().map((text) => text.toLowerCase()).filter((text) => isEmailShape(text) && !/[|/]|'@|^'|^`/.test(text)), { maxLength: 5 })
  fc.assert(
    fc.property(addresses, fc.constantFrom(', ', ';', ' ', '\n', ' | '), (drawn, separator) => {
      expect(splitEmails(drawn.join(separator))).toEqual(drawn)
    })
  )
})
