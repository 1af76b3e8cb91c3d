import { describe, expect, test } from 'vitest'
import type { ColumnKind } from '#main/workers/table.ts'
import type { ImportTarget } from '#shared/contract/imports.ts'
import { matchColumns } from './aliases.ts'

function fieldsOf(target: ImportTarget, headers: readonly string[], kinds: Readonly<Record<string, ColumnKind>> = {}): (string | null)[] {
  return matchColumns(target, headers.map((header) => ({ header, samples: [], kind: kinds[header] ?? 'text' }))).map((match) => match.field)
}

describe('headers of a list of clients', () => {
  test.each([
    [['Nazwa firmy', 'NIP', 'REGON', 'Telefon', 'Telefon 2', 'E-mail', 'Ulica', 'Kod pocztowy', 'Miasto', 'Województwo', 'Opiekun', 'Uwagi'],
      ['name', 'taxNumber', 'registryNumber', 'phone', 'phone', 'email', 'street', 'postalCode', 'town', 'region', 'owner', 'note']],
    [['Назва компанії', 'ІПН', 'ЄДРПОУ', 'Контактна особа', 'Посада', 'Телефон', 'Електронна пошта', 'Місто', 'Область', 'Сайт', 'Примітка'],
      ['name', 'taxNumber', 'registryNumber', 'contactName', 'contactRole', 'phone', 'email', 'town', 'region', 'website', 'note']],
    [['Наименование', 'Краткое наименование', 'ИНН', 'ОГРН', 'Контактное лицо', 'Телефон (моб.)', 'Эл. почта', 'Город', 'Источник', 'Ответственный'],
      ['name', 'shortName', 'taxNumber', 'registryNumber', 'contactName', 'phone', 'email', 'town', 'source', 'owner']],
    [['Company Name', 'VAT Number', 'First Name', 'Last Name', 'Job Title', 'Work Phone', 'Mobile', 'Email Address', 'City', 'State', 'ZIP Code', 'Country', 'Lead Source', 'Account Owner'],
      ['name', 'taxNumber', 'contactFirstName', 'contactLastName', 'contactRole', 'phone', 'phone', 'email', 'town', 'region', 'postalCode', 'country', 'source', 'owner']],
    [['customerID', 'companyName', 'contactName', 'contactTitle', 'address', 'city', 'region', 'postalCode', 'country', 'phone', 'fax'],
      ['externalId', 'name', 'contactName', 'contactRole', 'street', 'town', 'region', 'postalCode', 'country', 'phone', null]]
  ])('%j', (headers, fields) => {
    expect(fieldsOf('client', headers)).toEqual(fields)
  })

  test('two rows of headers: the lower one decides', () => {
    expect(fieldsOf('client', ['Nazwa', 'Adres / Kod', 'Adres / Miasto', 'Kontakt / Telefon'])).toEqual(['name', 'postalCode', 'town', 'phone'])
  })

  test('EDRPOU goes where the card keeps it, with a tax number beside it or without', () => {
    expect(fieldsOf('client', ['Назва', 'Код ЄДРПОУ'])).toEqual(['name', 'registryNumber'])
    expect(fieldsOf('client', ['Назва', 'Код ЄДРПОУ', 'ІПН'])).toEqual(['name', 'registryNumber', 'taxNumber'])
  })

  test('a whole address stays whole, beside a town it is the street', () => {
    expect(fieldsOf('client', ['Nazwa', 'Adres'])).toEqual(['name', 'address'])
    expect(fieldsOf('client', ['Nazwa', 'Adres', 'Miasto'])).toEqual(['name', 'street', 'town'])
  })
})

test('what a column holds helps where its header does not, and overrules a header that it denies', () => {
  const columns = [
    { header: 'A', samples: [], kind: 'phone' },
    { header: 'Kolumna', samples: [], kind: 'email' },
    { header: 'E-mail', samples: [], kind: 'phone' }
  ] as const
  expect(matchColumns('client', columns).map(({ field, why }) => [field, why])).toEqual([['phone', 'content'], ['email', 'content'], ['phone', 'content']])
})

test('a field goes to the surest column and the other is left to the user', () => {
  const matches = matchColumns('client', ['Nazwa', 'Firma', 'Telefon'].map((header) => ({ header, samples: [], kind: 'text' as const })))
  expect(matches.map(({ field, why }) => [field, why])).toEqual([['name', 'header'], [null, 'taken'], ['phone', 'header']])
})

test('words that say too little beside others do not match', () => {
  expect(fieldsOf('client', ['company size', 'product code', 'Data urodzenia klienta', 'Liczba pracowników', 'Tagi', 'industry'])).toEqual([null, null, 'birthday', null, null, null])
})

describe('headers of a list of deals', () => {
  test.each([
    [['Klient', 'Nazwa transakcji', 'Wartość netto', 'Waluta', 'Etap', 'Wynik', 'Handlowiec', 'Data utworzenia', 'Data zamknięcia', 'Produkt'],
      ['clientName', 'title', 'amount', 'currency', 'stage', 'outcome', 'ownerName', 'createdOn', 'closedOn', 'product']],
    [['Клієнт', 'Угода', 'Сума', 'Валюта', 'Етап', 'Результат', 'Менеджер', 'Дата створення', 'Дата закриття', 'Очікувана дата закриття', 'Товар'],
      ['clientName', 'title', 'amount', 'currency', 'stage', 'outcome', 'ownerName', 'createdOn', 'closedOn', 'expectedOn', 'product']],
    [['Клиент', 'Сделка', 'Сумма', 'Этап сделки', 'Ответственный', 'Дата создания', 'Дата закрытия'],
      ['clientName', 'title', 'amount', 'stage', 'ownerName', 'createdOn', 'closedOn']],
    [['opportunity_id', 'sales_agent', 'product', 'account', 'deal_stage', 'engage_date', 'close_date', 'close_value'],
      ['externalId', 'ownerName', 'product', 'clientName', 'stage', 'createdOn', 'closedOn', 'amount']]
  ])('%j', (headers, fields) => {
    expect(fieldsOf('deal', headers)).toEqual(fields)
  })
})
