import type { ColumnKind } from '#main/workers/table.ts'
import { clientFields, dealFields } from '#shared/contract/imports.ts'
import type { ClientField, DealField, ImportField, ImportTarget } from '#shared/contract/imports.ts'
import { normalise } from '#shared/normalise.ts'

/** How a match was found: by the whole header, by a part of it, or by what the column holds. */
export type MatchReason = 'header' | 'partOfHeader' | 'content' | 'taken' | 'unknown'

export type ColumnMatch = {
  readonly field: ImportField | null
  /** 0 to 1; below 0.6 the user should look at it. */
  readonly confidence: number
  readonly why: MatchReason
}

export type ColumnToMatch = { readonly header: string; readonly samples: readonly string[]; readonly kind: ColumnKind }

/** These may come in several columns: phones and e-mails add up, notes are joined. */
const repeatable: ReadonlySet<ImportField> = new Set<ImportField>(['phone', 'email', 'note'])

// Spelt as people write them; compared after `normalise`, so case, accents and punctuation do not matter.
const clientAliases: Readonly<Record<ClientField, string>> = {
  name: `name | company | company name | client | client name | customer | customer name | account | account name | organisation | organization |
    organisation name | organization name | firm | business name | legal name | full name of company | vendor | supplier | partner | institution |
    nazwa | nazwa firmy | firma | klient | nazwa klienta | kontrahent | nazwa kontrahenta | pełna nazwa | nazwa pełna | nazwa podmiotu | podmiot |
    przedsiębiorstwo | nazwa przedsiębiorstwa | nabywca | odbiorca | dostawca | instytucja | nazwa instytucji | nazwa organizacji |
    назва | назва компанії | компанія | клієнт | назва клієнта | контрагент | назва контрагента | підприємство | назва підприємства | організація |
    назва організації | фірма | повна назва | повне найменування | найменування | найменування юридичної особи | покупець | постачальник |
    наименование | название | название компании | наименование компании | компания | клиент | имя клиента | название клиента | наименование контрагента |
    организация | наименование организации | название организации | фирма | предприятие | полное наименование | полное название | покупатель | поставщик |
    юридическое лицо | наименование полное | наименование или фио`,
  shortName: `short name | abbreviation | alias | trade name | nazwa skrócona | skrót | nazwa krótka | skrócona nazwa | symbol | коротка назва |
    скорочена назва | скорочене найменування | краткое наименование | краткое название | сокращенное наименование | наименование краткое`,
  taxNumber: `tax number | tax id | tax no | tin | vat | vat number | vat id | vat no | vat reg no | nip | nip vat ue | numer nip | nr nip | nip ue | nip firmy | nip klienta |
    nip kontrahenta | numer identyfikacji podatkowej | vat ue | іпн | іпн пдв | податковий номер | індивідуальний податковий номер | рнокпп |
    ідентифікаційний код | ідентифікаційний номер | инн | инн клиента | инн организации | инн контрагента | налоговый номер | код налогоплательщика | унп | иин | бин | инн кпп`,
  registryNumber: `registry number | registration number | company number | register number | reg no | company registration number | regon | numer regon | nr regon |
    krs | numer krs | nr krs | едрпоу | код едрпоу | код за едрпоу | єдрпоу | код єдрпоу | код за єдрпоу | edrpou | okpo edrpou | okpo | єдрпоу окпо | код окпо |
    реєстраційний номер | номер реєстрації | огрн | огрнип | окпо | регистрационный номер | код по едрпоу | код окпо предприятия`,
  email: `email | e mail | mail | email address | e mail address | work email | adres email | adres e mail | adresy e mail | poczta | poczta elektroniczna | email firmowy | e mail kontaktowy |
    електронна пошта | ел пошта | пошта | емейл | імейл | эл почта | электронная почта | почта | емайл | емейл | имейл | адрес электронной почты | электронный адрес | электронный адрес компании | електронна адреса`,
  phone: `phone | phone number | phones | telephone | telephone number | tel | tel no | mobile | mobile phone | mobile number | cell | cell phone | work phone |
    telefon | telefony | nr telefonu | numer telefonu | nr tel | numer tel | tel kom | telefon komórkowy | komórka | telefon stacjonarny | telefon kontaktowy |
    telefon firmowy | tel kontaktowy | kom | tel komórkowy | телефон | телефони | номер телефону | моб | мобільний | мобільний телефон | контактний телефон |
    тел | телефоны | номер телефона | мобильный | мобильный телефон | контактный телефон | сотовый | рабочий телефон | робочий телефон | телефон компании | телефон моб`,
  contactName: `contact | contact name | contact person | person | full name | primary contact | osoba kontaktowa | osoba do kontaktu | kontakt | imię i nazwisko |
    nazwisko i imię | imię nazwisko | osoba | przedstawiciel | właściciel | reprezentant | контактна особа | контакт | піб | прізвище та ім я | ім я та прізвище | прізвище ім я | контактна персона | представник |
    контактное лицо | фио | имя и фамилия | фамилия и имя | фамилия имя | представитель | имя контакта | фамилия имя отчество | контакты`,
  contactFirstName: `first name | given name | forename | imię | imię kontaktu | ім я | ім я контакту | имя | имя контактного лица`,
  contactLastName: `last name | surname | family name | nazwisko | прізвище | фамилия`,
  contactRole: `job title | contact title | position | role | job | function | stanowisko | funkcja | rola | stanowisko osoby kontaktowej | посада | роль | должность | позиция`,
  website: `website | web site | web | url | www | homepage | web address | website url | domain | company domain name | strona | strona www | strona internetowa | adres www | witryna | witryna internetowa |
    сайт | веб сайт | вебсайт | веб сторінка | адреса сайту | інтернет сторінка | адрес сайта | интернет сайт | веб страница | интернет адрес`,
  country: `country | country code | country region | office location | kraj | państwo | kod kraju | країна | держава | код країни | страна | государство | код страны`,
  postalCode: `postal code | postcode | post code | zip | zip code | kod pocztowy | kod | індекс | поштовий індекс | индекс | почтовый индекс`,
  town: `town | city | city town | locality | miasto | miejscowość | miejscowosc | poczta miasto | місто | населений пункт | нас пункт | город | населенный пункт | місто село | город населенный пункт`,
  region: `region | state | province | county | voivodeship | state region | województwo | woj | powiat | регіон | область | район | обл | регион | край | регион регистрации`,
  street: `street | street address | address line 1 | ulica | ulica i numer | ulica nr | ulica i nr | ul | ulica numer | вулиця | вулиця будинок | улица | улица дом | улица и дом`,
  address: `address | full address | addresses | postal address | registered address | mailing address | location | adres | adres firmy | adres siedziby | pełny adres | adres korespondencyjny | siedziba | adres pełny |
    адреса | повна адреса | юридична адреса | фактична адреса | поштова адреса | місцезнаходження | адрес | полный адрес | юридический адрес | фактический адрес |
    почтовый адрес | местонахождение | адрес регистрации | адрес места нахождения`,
  source: `source | lead source | origin | lead origin | original source | źródło | źródło kontaktu | źródło pozyskania | pochodzenie | skąd | джерело | джерело контакту | звідки | джерело ліда | источник |
    источник контакта | источник лида | откуда`,
  status: `status | state of client | client status | customer status | lead status | lifecycle stage | status klienta | stan | статус | статус клієнта | стан | статус клиента | состояние`,
  note: `note | notes | comment | comments | remark | remarks | description | uwagi | uwaga | notatka | notatki | komentarz | komentarze | opis | dodatkowe informacje |
    примітка | примітки | коментар | коментарі | опис | нотатки | зауваження | примечание | примечания | комментарий | комментарии | описание | заметки | заметка`,
  owner: `owner | account owner | company owner | contact owner | lead owner | sales rep | sales agent | salesperson | account manager | manager | assigned to | responsible | opiekun | opiekun klienta | handlowiec |
    przedstawiciel handlowy | odpowiedzialny | sprzedawca | opiekun handlowy | менеджер | відповідальний | відповідальний менеджер | торговий представник | куратор | ответственный |
    ответственный менеджер | торговый представитель | менеджер по продажам`,
  externalId: `id | external id | company id | customer id | client id | account id | record id | prospect id | code | customer code | client code | customer number | client number | identyfikator | id klienta | kod klienta |
    nr klienta | numer klienta | id firmy | kod kontrahenta | id kontrahenta | numer kontrahenta | akronim | ідентифікатор | код | код клієнта | номер клієнта | ід | ід клієнта | идентификатор | код клиента | номер клиента |
    ид | ид клиента | код контрагента | внешний код`
}

const dealAliases: Readonly<Record<DealField, string>> = {
  clientName: `${clientAliases.name} | associated company | associated company name`,
  clientTaxNumber: clientAliases.taxNumber,
  clientExternalId: `company id | customer id | client id | account id | associated company id | associated company ids | id klienta | kod klienta | id kontrahenta | kod kontrahenta | код клієнта | код клиента | код контрагента | ід клієнта | ид клиента`,
  title: `deal | deal name | deal title | title | opportunity | opportunity name | subject | topic | transakcja | nazwa transakcji | tytuł | szansa | szansa sprzedaży |
    nazwa szansy | temat | угода | назва угоди | тема | заголовок | можливість | сделка | название сделки | наименование сделки | название`,
  amount: `amount | value | deal value | deal amount | close value | total | price | sum | revenue | deal size | budget | kwota | kwota netto | wartość | wartość netto | wartość transakcji | wartość szansy |
    suma | cena | kwota transakcji | сума | сума угоди | вартість | ціна | бюджет | сумма | сумма сделки | стоимость | цена | бюджет сделки`,
  currency: `currency | currency code | deal currency | waluta | kod waluty | валюта | валюта угоди | валюта сделки | код валюты | код валюти`,
  stage: `stage | deal stage | pipeline stage | sales stage | step | etap | etap sprzedaży | etap transakcji | faza | faza sprzedaży | етап | етап угоди | стадія | стадія угоди | этап | этап сделки | стадия | стадия сделки`,
  outcome: `outcome | result | won lost | status | deal status | is won | wynik | wynik transakcji | rezultat | status transakcji | wygrana przegrana | результат | статус | статус угоди |
    підсумок | итог | статус сделки | выиграна проиграна`,
  ownerName: clientAliases.owner.concat(' | deal owner | opportunity owner | właściciel transakcji | власник угоди | владелец сделки'),
  createdOn: `created | created on | created at | created date | create date | createdate | creation date | date created | opened | opened on | open date | engage date | start date | date | data utworzenia |
    utworzono | data rozpoczęcia | data otwarcia | data dodania | data | створено | дата створення | дата початку | дата | дата відкриття | создано | дата создания | дата начала | дата открытия`,
  closedOn: `closed | closed on | closed at | closed date | close date | closing date | closedate | date closed | won date | end date | data zamknięcia | zamknięto | data zakończenia |
    data sprzedaży | закрито | дата закриття | дата завершення | закрыто | дата закрытия | дата завершения | дата сделки | дата угоди`,
  expectedOn: `expected | expected on | expected close | expected close date | expected closing | estimated close date | forecast date | planned close date | przewidywana data zamknięcia | planowana data zamknięcia |
    oczekiwana data zamknięcia | spodziewana data | planowane zamknięcie | очікувана дата | очікувана дата закриття | планова дата закриття | ожидаемая дата | ожидаемая дата закрытия |
    планируемая дата закрытия | плановая дата закрытия`,
  product: `product | product name | products | item | service | goods | produkt | nazwa produktu | produkty | towar | usługa | товар | продукт | назва товару | назва продукту | послуга | товари |
    название товара | наименование товара | услуга | товары`,
  source: clientAliases.source.concat(' | campaign | kampania | кампанія | кампания'),
  note: clientAliases.note,
  externalId: `id | deal id | opportunity id | ticket id | product id | external id | record id | number | no | identyfikator | id transakcji | numer | nr | numer transakcji | ідентифікатор | номер | ід | номер угоди | код | идентификатор |
    номер сделки | ид | код сделки`
}

// Two fields may share a word ("status"); the first of the list above has it.
const aliasTables = { client: byAlias(clientFields, clientAliases), deal: byAlias(dealFields, dealAliases) } as const

function byAlias<Field extends ImportField>(fields: readonly Field[], aliases: Readonly<Record<Field, string>>): ReadonlyMap<string, Field> {
  const table = new Map<string, Field>()
  for (const field of fields) {
    for (const alias of aliases[field].split('|')) {
      const key = headerKey(alias)
      if (key !== '' && !table.has(key)) table.set(key, field)
    }
  }
  return table
}

function headerKey(header: string): string {
  return normalise(header.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2'))
}

/** Whether a text is a usual column header in any of our languages: helps to find the header row. */
export function isKnownHeader(text: string): boolean {
  const key = headerKey(text)
  return aliasTables.client.has(key) || aliasTables.deal.has(key)
}

type Candidate = { readonly column: number; readonly match: ColumnMatch }

/**
 * Suggests a field for each column from its header in English, Polish, Ukrainian or Russian and from what it holds. A field
 * goes to one column, the surest first; phones, e-mails and notes may have several.
 */
export function matchColumns(target: ImportTarget, columns: readonly ColumnToMatch[]): ColumnMatch[] {
  const candidates = columns
    .map((column, index): Candidate => ({ column: index, match: matchColumn(target, column) }))
    .sort((a, b) => b.match.confidence - a.match.confidence || a.column - b.column)
  const taken = new Set<ImportField>()
  const matches: ColumnMatch[] = columns.map(() => noMatch)
  for (const { column, match } of candidates) {
    // REGON beside KRS, or a second address: better left to the user than put in the wrong place.
    const isTaken = match.field !== null && taken.has(match.field)
    matches[column] = isTaken ? { field: null, confidence: 0, why: 'taken' } : match
    if (match.field && !repeatable.has(match.field)) taken.add(match.field)
  }
  return target === 'client' ? settleClient(matches, columns) : matches
}

const noMatch: ColumnMatch = { field: null, confidence: 0, why: 'unknown' }

function matchColumn(target: ImportTarget, column: ColumnToMatch): ColumnMatch {
  const byHeader = matchHeader(target, column.header)
  const byContent = contentField(target, column.kind)
  if (byHeader.field === null) return byContent ? { field: byContent, confidence: 0.5, why: 'content' } : noMatch
  if (contradicts(byHeader.field, column.kind)) {
    return byContent ? { field: byContent, confidence: 0.55, why: 'content' } : { ...byHeader, confidence: byHeader.confidence / 2 }
  }
  return byContent === byHeader.field ? { ...byHeader, confidence: Math.min(1, byHeader.confidence + 0.05) } : byHeader
}

function matchHeader(target: ImportTarget, header: string): ColumnMatch {
  const table = aliasTables[target]
  const key = headerKey(header)
  const whole = table.get(key)
  if (whole) return { field: whole, confidence: 0.95, why: 'header' }
  // "Adres / Miasto" of a header in two rows: the lower one says what is in the column.
  const lower = header.includes(' / ') ? table.get(headerKey(header.slice(header.lastIndexOf(' / ') + 3))) : undefined
  if (lower) return { field: lower, confidence: 0.9, why: 'header' }
  // "Telefon 2", "Telefon (firmowy)", "* NIP".
  const bare = table.get(headerKey(header.replace(/\([^)]*\)|\[[^\]]*\]/g, ' ').replace(/[\d№#*]+/g, ' ')))
  if (bare) return { field: bare, confidence: 0.85, why: 'header' }
  return matchPart(table, key)
}

/** The longest alias among the words of a header, if it is most of it: "telefon do biura", "наша назва клієнта". */
function matchPart(table: ReadonlyMap<string, ImportField>, key: string): ColumnMatch {
  const words = key.split(' ')
  if (words.length > 6) return noMatch
  for (let length = words.length - 1; length > 0; length -= 1) {
    for (let start = 0; start + length <= words.length; start += 1) {
      const part = words.slice(start, start + length).join(' ')
      const field = part.length < 3 || ambiguous.has(part) ? undefined : table.get(part)
      if (field) return { field, confidence: 0.6 + (0.2 * part.length) / key.length, why: 'partOfHeader' }
    }
  }
  return noMatch
}

// Alone they name a field; beside other words they say too little ("company size", "product code", "data urodzenia").
const ambiguous = new Set(
  `id code name no number nr numer kod company client account customer state status date data total sum value person contact contacts role position
  job function web kom poczta nazwa klient firma podmiot osoba kontakt symbol opis description price cena manager
  код назва дата имя ім я номер компанія компания клієнт клиент контакт стан статус опис сума сумма название наименование ид ід адрес
  product products item service deal opportunity title subject location lead source region revenue budget result step stan rola vendor partner`
    .split(/\s+/)
    .map(normalise)
)

function contentField(target: ImportTarget, kind: ColumnKind): ImportField | undefined {
  if (kind === 'email') return target === 'client' ? 'email' : undefined
  if (kind === 'phone') return target === 'client' ? 'phone' : undefined
  if (kind === 'taxNumber') return target === 'client' ? 'taxNumber' : 'clientTaxNumber'
  return undefined
}

/** A header that the values deny: nobody keeps phones under "E-mail". Numbers may well be phones that lost their form. */
function contradicts(field: ImportField, kind: ColumnKind): boolean {
  if (field === 'email') return kind === 'phone' || kind === 'number' || kind === 'date' || kind === 'taxNumber'
  if (field === 'phone') return kind === 'email' || kind === 'date'
  if (field === 'taxNumber' || field === 'clientTaxNumber') return kind === 'email' || kind === 'date'
  if (field === 'createdOn' || field === 'closedOn' || field === 'expectedOn') return kind === 'email' || kind === 'phone'
  if (field === 'amount') return kind === 'email' || kind === 'date'
  if (field === 'name' || field === 'clientName') return kind === 'email' || kind === 'phone' || kind === 'date'
  return false
}

/** What only the whole table can tell about a client's columns. */
function settleClient(matches: readonly ColumnMatch[], columns: readonly ColumnToMatch[]): ColumnMatch[] {
  const has = (field: ClientField) => matches.some((match) => match.field === field)
  const hasTown = has('town') || has('postalCode')
  // A firm in Ukraine is known to everybody by its EDRPOU code; where there is no tax number beside it, it serves as one.
  const edrpouIsTax = !has('taxNumber')
  // First and last name without a name of the firm: the list is of people.
  const peopleOnly = !has('name') && !has('externalId') && has('contactName')
  return matches.map((match, index) => {
    if (match.field === 'address' && hasTown && !has('street')) return { ...match, field: 'street' }
    if (match.field === 'contactName' && peopleOnly) return { ...match, field: 'name', confidence: Math.min(match.confidence, 0.7) }
    const isEdrpou = /едрпоу|єдрпоу|edrpou|окпо|okpo/.test(headerKey(columns[index]?.header ?? ''))
    if (match.field === 'registryNumber' && edrpouIsTax && isEdrpou) return { ...match, field: 'taxNumber' }
    return match
  })
}
