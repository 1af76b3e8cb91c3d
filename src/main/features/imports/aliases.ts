import type { ColumnKind } from '#main/workers/table.ts'
import { dayFields, fieldsOf, importTargets, linkingFields, namingFields, repeatableFields } from '#shared/contract/imports.ts'
import type { ClientField, ContactField, DealField, ImportField, ImportTarget, NoteField, ProductField, PurchaseField } from '#shared/contract/imports.ts'
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

/** Only as our own export writes them: no file says in passing what somebody agreed to. */
const consentAliases = {
  consentCall: `consent calls | zgoda telefon | згода дзвінки | согласие звонки`,
  consentEmail: `consent e mail | zgoda e mail | згода e mail | согласие e mail`,
  consentSms: `consent sms | zgoda sms | згода sms | согласие sms`
} as const

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
  taxNumber: `tax number | tax id | tax no | tin | vat | vat number | vat id | vat no | vat reg no | nip | numer nip | nr nip | nip firmy | nip klienta |
    nip kontrahenta | numer identyfikacji podatkowej | іпн | іпн пдв | податковий номер | індивідуальний податковий номер | рнокпп |
    ідентифікаційний код | ідентифікаційний номер | инн | инн клиента | инн организации | инн контрагента | налоговый номер | код налогоплательщика | унп | иин | бин | инн кпп`,
  registryNumber: `registry number | register number | код у реєстрі | код в реестре | numer w rejestrze | numer w rejestrze regon | номер у реєстрі | номер в реестре | registration number | company number | register number | reg no | company registration number | regon | numer regon | nr regon |
    едрпоу | код едрпоу | код за едрпоу | єдрпоу | код єдрпоу | код за єдрпоу | edrpou | okpo edrpou | okpo | єдрпоу окпо | код окпо |
    реєстраційний номер | номер реєстрації | огрн | огрнип | окпо | регистрационный номер | код по едрпоу | код окпо предприятия`,
  courtNumber: `krs | court register number | court register krs | номер судового реєстру | номер судебного реестра | numer krs | nr krs | court register number | numer w krs | номер krs | номер в krs | krs number`,
  euVatNumber: `eu vat | nip ue | nip eu | eu vat number | vat ue | nr vat ue | numer vat ue | nip vat ue | vat eu | пдв єс | номер пдв єс | номер ндс ес | ндс ес`,
  email: `email | e mail | mail | адреса електронної пошти | адрес эл почты | адрес эл почты 2 | e mail 1 | email 1 | e mail 2 address | e mail 3 address | contact email | adres email 2 | adres e mail 2 | adres e mail 3 | электронная почта контакта | email address | e mail address | work email | adres email | adres e mail | adresy e mail | poczta | poczta elektroniczna | email firmowy | e mail kontaktowy |
    електронна пошта | ел пошта | пошта | емейл | імейл | эл почта | электронная почта | почта | емайл | емейл | имейл | адрес электронной почты | электронный адрес | электронный адрес компании | електронна адреса`,
  phone: `phone | phone number | phones | telephone | telephone number | tel | tel no | mobile | mobile phone | mobile number | cell | cell phone | work phone |
    telefon | telefony | nr telefonu | numer telefonu | nr tel | numer tel | tel kom | telefon komórkowy | komórka | telefon stacjonarny | telefon kontaktowy |
    business phone | business phone 2 | company main phone | other phone | home phone | primary phone | telefon służbowy | telefon służbowy 2 | telefon domowy | telefon główny | inny telefon |
    telefony kontaktowe | робочий телефон 2 | домашній телефон | рабочий телефон 2 | домашний телефон | телефон переносной | основной телефон | телефон раб |
    telefon firmowy | tel kontaktowy | kom | tel komórkowy | телефон | телефони | номер телефону | моб | мобільний | мобільний телефон | контактний телефон |
    тел | телефоны | номер телефона | мобильный | мобильный телефон | контактный телефон | сотовый | рабочий телефон | робочий телефон | телефон компании | телефон моб`,
  contactName: `contact | contact name | contact person | person | full name | primary contact | osoba kontaktowa | osoba do kontaktu | kontakt | imię i nazwisko |
    nazwisko i imię | imię nazwisko | osoba | przedstawiciel | właściciel | reprezentant | контактна особа | контакт | піб | прізвище та ім я | ім я та прізвище | прізвище ім я | контактна персона | представник |
    контактное лицо | фио | имя и фамилия | фамилия и имя | фамилия имя | представитель | имя контакта | фамилия имя отчество | контакты`,
  contactFirstName: `first name | contact’s first name | imię osoby kontaktowej | ім’я контактної особи | ім’я | имя контактного лица | given name | forename | imię | imię kontaktu | ім я | ім я контакту | имя | имя контактного лица`,
  contactLastName: `last name | contact’s last name | nazwisko osoby kontaktowej | прізвище контактної особи | фамилия контактного лица | surname | family name | nazwisko | прізвище | фамилия`,
  contactRole: `job title | contact’s role | stanowisko osoby kontaktowej | посада контактної особи | должность контактного лица | contact title | position | role | job | function | stanowisko | funkcja | rola | stanowisko osoby kontaktowej | посада | роль | должность | позиция`,
  website: `website | web site | web | url | www | homepage | web address | website url | domain | company domain name | strona | strona www | strona internetowa | adres www | witryna | witryna internetowa |
    сайт | веб сайт | вебсайт | веб сторінка | адреса сайту | інтернет сторінка | адрес сайта | интернет сайт | веб страница | интернет адрес`,
  birthday: `birthday | date of birth | birth date | urodziny | data urodzenia | data urodzin | день народження | дата народження | день рождения | дата рождения`,
  country: `country | country code | business country region | business country | kraj adresu służbowego | adres służbowy kraj | adres służbowy kraj region | країна робоча адреса | страна раб адрес | country region | office location | kraj | państwo | kod kraju | країна | держава | код країни | страна | государство | код страны`,
  postalCode: `postal code | business postal code | adres służbowy kod pocztowy | kod pocztowy adresu służbowego | поштовий індекс робоча адреса | индекс раб адрес | почтовый код раб адрес | postcode | post code | zip | zip code | kod pocztowy | kod | індекс | поштовий індекс | индекс | почтовый индекс`,
  town: `town | city | business city | adres służbowy miejscowość | adres służbowy miasto | місто робоча адреса | город раб адрес | city town | locality | miasto | miejscowość | miejscowosc | poczta miasto | місто | населений пункт | нас пункт | город | населенный пункт | місто село | город населенный пункт`,
  region: `region | business state | adres służbowy województwo | область робоча адреса | область раб адрес | state | province | county | voivodeship | state region | województwo | woj | powiat | регіон | область | район | обл | регион | край | регион регистрации`,
  street: `street | business street | adres służbowy ulica | вулиця робоча адреса | улица раб адрес | street and number | ulica i numer domu | вулиця і номер | вулиця та номер | улица и номер | street address | address line 1 | ulica | ulica i numer | ulica nr | ulica i nr | ul | ulica numer | вулиця | вулиця будинок | улица | улица дом | улица и дом`,
  address: `address | full address | whole address | cały adres | вся адреса | весь адрес | addresses | postal address | registered address | mailing address | location | adres | adres firmy | adres siedziby | pełny adres | adres korespondencyjny | siedziba | adres pełny |
    адреса | повна адреса | юридична адреса | фактична адреса | поштова адреса | місцезнаходження | адрес | полный адрес | юридический адрес | фактический адрес |
    почтовый адрес | местонахождение | адрес регистрации | адрес места нахождения`,
  iban: `iban | bank account | account number | bank account number | konto bankowe | numer konta | nr konta | rachunek bankowy | nr rachunku | numer rachunku | rachunek | банківський рахунок | рахунок |
    номер рахунку | рр | р р | расчетный счет | банковский счет | счет | номер счета`,
  clientKind: `company or person | kind | kind of client | type of client | client type | rodzaj | rodzaj klienta | typ klienta | firma czy osoba | firma lub osoba | вид | вид клієнта | тип клієнта | компанія чи особа | вид клиента | тип клиента | компания или человек`,
  language: `language | preferred language | język | język klienta | мова | язык`,
  category: `category | categories | client category | kategoria | kategorie | kategoria klienta | категорія | категорії | категорія клієнта | категория | категории | категория клиента`,
  source: `source | lead source | origin | lead origin | original source | źródło | źródło kontaktu | źródło pozyskania | pochodzenie | skąd | джерело | джерело контакту | звідки | джерело ліда | источник |
    источник контакта | источник лида | откуда`,
  status: `status | state of client | client status | customer status | lead status | lifecycle stage | status klienta | stan | статус | статус клієнта | стан | статус клиента | состояние`,
  note: `note | notes | comment | comments | remark | remarks | description | uwagi | uwaga | notatka | notatki | komentarz | komentarze | opis | dodatkowe informacje |
    примітка | примітки | коментар | коментарі | опис | нотатки | зауваження | примечание | примечания | комментарий | комментарии | описание | заметки | заметка`,
  owner: `owner | account owner | company owner | contact owner | lead owner | sales rep | sales agent | salesperson | account manager | manager | assigned to | responsible | opiekun | opiekun klienta | handlowiec |
    przedstawiciel handlowy | odpowiedzialny | sprzedawca | opiekun handlowy | менеджер | відповідальний | відповідальний менеджер | торговий представник | куратор | ответственный |
    ответственный менеджер | торговый представитель | менеджер по продажам`,
  externalId: `id | external id | id zewnętrzne | зовнішній id | внешний id | number in the other program | numer w innym programie | номер в іншій програмі | номер в другой программе | company id | customer id | client id | account id | record id | prospect id | code | customer code | client code | customer number | client number | identyfikator | uid | id klienta | kod klienta |
    nr klienta | numer klienta | id firmy | kod kontrahenta | id kontrahenta | numer kontrahenta | akronim | ідентифікатор | код | код клієнта | номер клієнта | ід | ід клієнта | идентификатор | код клиента | номер клиента |
    ид | ид клиента | код контрагента | внешний код`,
  ownNumber: `klientela number | numer w klienteli | номер у klientela | номер в klientela`,
  isVatPayer: `vat payer | płatnik vat | czynny podatnik vat | платник пдв | плательщик ндс`,
  isKey: `key client | klient kluczowy | ключовий клієнт | ключевой клиент`,
  parent: `parent firm | parent company | firma nadrzędna | spółka matka | материнська компанія | головна компанія | материнская компания | головная компания`,
  recommendedBy: `recommended by | referred by | polecony przez | z polecenia | за рекомендацією | рекомендував | по рекомендации | рекомендовал`,
  postAddress: `post address | correspondence address | adres do korespondencji | адреса для листування | адрес для писем`,
  deliveryAddress: `delivery addresses | delivery address | adresy dostawy | adres dostawy | адреси доставки | адреса доставки | адреса доставки товару | адреса доставок`,
  ...consentAliases
}

/** By what a row of another kind names its client. */
const linkAliases = {
  clientOwnNumber: `client’s klientela number | numer klienta w klienteli | номер клієнта у klientela | номер клиента в klientela`,
  clientName: `${clientAliases.name} | client’s name | company | associated company | associated company name | nazwa klienta | назва клієнта | название клиента`,
  clientTaxNumber: `${clientAliases.taxNumber} | client’s tax number | nip klienta | податковий номер клієнта | инн клиента | налоговый номер клиента`,
  clientRegistryNumber: `${clientAliases.registryNumber} | client’s registry number | numer rejestrowy klienta | реєстраційний номер клієнта | регистрационный номер клиента`,
  clientExternalId: `company id | customer id | client id | account id | associated company id | associated company ids | client’s number in the other program | id klienta | kod klienta |
    id kontrahenta | kod kontrahenta | id firmy | numer klienta w innym programie | код клієнта | код клиента | код контрагента | ід клієнта | ид клиента | номер клієнта в іншій програмі |
    номер клиента в другой программе`,
  clientEmail: `client’s e mail | company email | client email | customer email | e mail klienta | email klienta | email firmy | пошта клієнта | e mail клієнта | почта клиента | e mail клиента`,
  clientPhone: `client’s phone | company phone | client phone | customer phone | telefon klienta | telefon firmy | телефон клієнта | телефон клиента`
} as const
const byAnyPhone = `${linkAliases.clientPhone} | ${clientAliases.phone}`
const byAnyEmail = `${linkAliases.clientEmail} | ${clientAliases.email}`
const contactIds = `contact id | person’s number in the other program | associated contact id | associated contact ids | person id | contact’s number in the other program | id kontaktu | id osoby | numer osoby w innym programie | ід контакту |
  код контакту | номер особи в іншій програмі | ид контакта | код контакта | номер лица в другой программе`
const dealIds = `deal id | opportunity id | associated deal id | associated deal ids | deal’s number in the other program | id transakcji | numer transakcji w innym programie | ід угоди | номер угоди в іншій програмі |
  ид сделки | номер сделки в другой программе`
const currencies = `currency | currency code | deal currency | waluta | kod waluty | валюта | валюта угоди | валюта сделки | код валюты | код валюти`

const contactAliases: Readonly<Record<ContactField, string>> = {
  ...linkAliases,
  contactName: `${clientAliases.contactName} | name | contact name | imię i nazwisko osoby | ім’я та прізвище | имя`,
  contactFirstName: clientAliases.contactFirstName.replace('| имя |', '|'),
  contactLastName: clientAliases.contactLastName,
  contactRole: clientAliases.contactRole,
  email: clientAliases.email,
  phone: clientAliases.phone,
  birthday: clientAliases.birthday,
  decisionRole: `role in decisions | rola w decyzji | роль у рішенні | роль в решении`,
  ...consentAliases,
  note: clientAliases.note,
  externalId: `${contactIds} | id | external id | record id | number in the other program | identyfikator | numer w innym programie | ідентифікатор | ід | номер в іншій програмі | идентификатор | ид | номер в другой программе | uid`
}

const dealAliases: Readonly<Record<DealField, string>> = {
  ...linkAliases,
  contactExternalId: contactIds,
  title: `deal | deal name | deal title | title | opportunity | opportunity name | subject | topic | transakcja | nazwa transakcji | tytuł | szansa | szansa sprzedaży |
    nazwa szansy | temat | угода | назва угоди | тема | заголовок | можливість | сделка | название сделки | наименование сделки | название`,
  amount: `amount | value | deal value | deal amount | close value | total | price | sum | revenue | deal size | budget | kwota | kwota netto | wartość | wartość netto | wartość transakcji | wartość szansy |
    suma | cena | kwota transakcji | сума | сума угоди | вартість | ціна | бюджет | сумма | сумма сделки | стоимость | цена | бюджет сделки`,
  currency: currencies,
  stage: `stage | deal stage | pipeline stage | sales stage | step | etap | etap sprzedaży | etap transakcji | faza | faza sprzedaży | етап | етап угоди | стадія | стадія угоди | этап | этап сделки | стадия | стадия сделки`,
  outcome: `outcome | result | won lost | won or lost | status | deal status | is won | wynik | wynik transakcji | rezultat | status transakcji | wygrana przegrana | wygrana czy przegrana | результат | статус | статус угоди |
    підсумок | виграно чи програно | итог | статус сделки | выиграна проиграна | выиграно или проиграно | выиграна или проиграна`,
  lostReason: `lost reason | loss reason | reason lost | closed lost reason | reason for loss | reason | powód przegranej | powód utraty | przyczyna przegranej | przyczyna utraty | powód odmowy | причина програшу |
    причина втрати | причина відмови | причина проигрыша | причина потери | причина отказа`,
  ownerName: clientAliases.owner.concat(' | deal owner | opportunity owner | właściciel transakcji | власник угоди | владелец сделки'),
  createdOn: `created | created on | created at | created date | create date | createdate | creation date | date created | opened | opened on | open date | engage date | start date | date | data utworzenia |
    utworzono | utworzona dnia | data rozpoczęcia | data otwarcia | data dodania | data | створено | дата створення | дата початку | дата | дата відкриття | создано | создана | дата создания | дата начала | дата открытия`,
  closedOn: `closed | closed on | closed at | closed date | close date | closing date | closedate | date closed | won date | end date | data zamknięcia | zamknięto | zamknięta dnia | data zakończenia |
    data sprzedaży | закрито | дата закриття | дата завершення | закрыто | закрыта | дата закрытия | дата завершения | дата сделки | дата угоди`,
  expectedOn: `expected | expected on | expected close | expected close date | expected closing | estimated close date | forecast date | planned close date | przewidywana data zamknięcia | planowana data zamknięcia |
    oczekiwana data zamknięcia | oczekiwana data | spodziewana data | spodziewana dnia | planowane zamknięcie | очікувана дата | очікується | очікувана дата закриття | планова дата закриття | ожидаемая дата | ожидается | ожидаемая дата закрытия |
    планируемая дата закрытия | плановая дата закрытия`,
  product: `product | product name | products | item | service | goods | produkt | nazwa produktu | produkty | towar | usługa | товар | продукт | назва товару | назва продукту | послуга | товари |
    название товара | наименование товара | услуга | товары`,
  source: clientAliases.source.concat(' | campaign | kampania | кампанія | кампания'),
  note: clientAliases.note,
  externalId: `id | deal id | opportunity id | ticket id | product id | external id | record id | number | no | number in the other program | numer w innym programie | номер в іншій програмі | номер в другой программе | identyfikator | id transakcji | numer | nr | numer transakcji |
    ідентифікатор | номер | ід | номер угоди | код | идентификатор | номер сделки | ид | код сделки`
}

const productCodes = `code | sku | product code | item code | stock code | stockcode | part number | symbol | indeks | kod | kod produktu | kod towaru | indeks produktu | symbol towaru | код | артикул | код товару | код товара | код продукту | код продукта`
const prices = `price | unit price | net price | list price | sales price | unit net price | price per unit | cena | cena netto | cena jednostkowa | cena jednostkowa netto | ціна | ціна без пдв | ціна за одиницю | цена | цена без ндс | цена за единицу`
const costs = `cost | unit cost | purchase price | cost price | koszt | cena zakupu | koszt własny | собівартість | закупівельна ціна | вартість закупівлі | себестоимость | закупочная цена`

const productAliases: Readonly<Record<ProductField, string>> = {
  product: `${dealAliases.product} | name | description | nazwa | nazwa towaru | nazwa usługi | назва | найменування | название | наименование | номенклатура`,
  productCode: productCodes,
  unit: `unit | uom | unit of measure | measure | jednostka | j m | jm | jedn | jednostka miary | одиниця | од | од вим | одиниця виміру | единица | ед | ед изм | единица измерения`,
  price: prices,
  cost: costs,
  currency: currencies,
  externalId: `id | product id | item id | external id | record id | number in the other program | id produktu | identyfikator | numer w innym programie | ід | ід товару | номер в іншій програмі | ид | ид товара | номер в другой программе`
}

const purchaseAliases: Readonly<Record<PurchaseField, string>> = {
  ...linkAliases,
  clientEmail: byAnyEmail,
  clientPhone: byAnyPhone,
  clientExternalId: `${linkAliases.clientExternalId} | customer no | customer number | nr klienta | номер клієнта | номер клиента`,
  number: `invoice | invoice number | invoice no | document number | document no | document | order number | order no | number | no | numer | nr | faktura | nr faktury | numer faktury | nr dokumentu | numer dokumentu |
    numer zamówienia | nr zamówienia | номер | рахунок | номер рахунку | номер накладної | накладна | номер документа | номер замовлення | счет | номер счета | накладная | номер накладной | номер заказа`,
  boughtOn: `date | invoice date | order date | issue date | sale date | date of sale | bought on | purchase date | data | data wystawienia | data sprzedaży | data faktury | data zakupu | kupiono dnia | data dokumentu | data zamówienia | дата | дата рахунку |
    дата продажу | дата купівлі | дата документа | куплено | дата счета | дата продажи | дата покупки | дата реализации | дата накладной`,
  product: productAliases.product.replace('| name |', '|'),
  productCode: productCodes,
  quantity: `quantity | qty | amount of items | units | pieces | ilość | ilosc | liczba | szt | кількість | к сть | кіл | количество | кол во | кол`,
  price: prices,
  amount: `amount | net | net amount | net value | line total | line amount | total | total net | sales | value | revenue | kwota | kwota netto | wartość | wartość netto | netto | suma | suma netto | сума | сума без пдв | вартість | сумма | сумма без ндс |
    стоимость | выручка`,
  cost: costs,
  currency: currencies,
  externalId: `id | order id | invoice id | external id | record id | number in the other program | identyfikator | id zamówienia | id faktury | numer w innym programie | ід | ідентифікатор | номер в іншій програмі | ид | идентификатор | номер в другой программе`
}

const noteAliases: Readonly<Record<NoteField, string>> = {
  ...linkAliases,
  clientEmail: byAnyEmail,
  clientPhone: byAnyPhone,
  contactExternalId: contactIds,
  dealExternalId: dealIds,
  text: `${clientAliases.note} | subject | title | text | body | message | content | summary | details | treść | temat | tytuł | tekst | wiadomość | текст | тема | зміст | повідомлення | заголовок | содержание | сообщение`,
  noteKind: `kind | type | kind call meeting | rodzaj rozmowa spotkanie | вид дзвінок зустріч | вид звонок встреча | activity type | channel | rodzaj | typ | kanał | вид | тип | канал`,
  saidOn: `${dealAliases.createdOn} | when | activity date | said on | kiedy | data kontaktu | data rozmowy | коли | дата контакту | дата розмови | когда | дата контакта | дата разговора | дата звонка`,
  author: `${dealAliases.ownerName} | author | who | created by | by | autor | utworzył | kto | автор | створив | хто | создал | кто`
}

const aliases = { client: clientAliases, product: productAliases, contact: contactAliases, deal: dealAliases, purchase: purchaseAliases, note: noteAliases }
// Two fields may share a word ("status"); the first of the list has it.
const aliasTables = Object.fromEntries(importTargets.map((target) => [target, byAlias(fieldsOf[target], aliases[target])])) as Readonly<
  Record<ImportTarget, ReadonlyMap<string, ImportField>>
>

function byAlias(fields: readonly ImportField[], words: Readonly<Partial<Record<ImportField, string>>>): ReadonlyMap<string, ImportField> {
  const table = new Map<string, ImportField>()
  for (const field of fields) {
    for (const alias of (words[field] ?? '').split('|')) {
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
  return importTargets.some((target) => aliasTables[target].has(key))
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
    if (match.field && !repeatableFields.has(match.field)) taken.add(match.field)
  }
  return target === 'client' ? settleClient(matches) : matches
}

const noMatch: ColumnMatch = { field: null, confidence: 0, why: 'unknown' }

function matchColumn(target: ImportTarget, column: ColumnToMatch): ColumnMatch {
  // Nobody can be called at a fax, whatever its numbers look like.
  if (/(?:^| )(?:fax|faks|факс)/.test(headerKey(column.header)) && column.kind === 'phone') return noMatch
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
  `category categories kategoria kategorie категорія категорії категория категории id code name no number nr numer kod company client account customer state status date data total sum value person contact contacts role position
  job function web kom poczta nazwa klient firma podmiot osoba kontakt symbol opis description price cena manager
  код назва дата имя ім я номер компанія компания клієнт клиент контакт стан статус опис сума сумма название наименование ид ід адрес
  product products item service deal opportunity title subject location lead source region revenue budget result step stan rola vendor partner`
    .split(/\s+/)
    .map(normalise)
)

function contentField(target: ImportTarget, kind: ColumnKind): ImportField | undefined {
  if (target === 'product') return undefined
  const isPerson = target === 'client' || target === 'contact'
  if (kind === 'email') return isPerson ? 'email' : target === 'deal' ? undefined : 'clientEmail'
  if (kind === 'phone') return isPerson ? 'phone' : target === 'deal' ? undefined : 'clientPhone'
  if (kind === 'taxNumber') return target === 'client' ? 'taxNumber' : 'clientTaxNumber'
  return undefined
}

/** A header that the values deny: nobody keeps phones under "E-mail". Numbers may well be phones that lost their form. */
function contradicts(field: ImportField, kind: ColumnKind): boolean {
  if (field === 'email') return kind === 'phone' || kind === 'number' || kind === 'date' || kind === 'taxNumber'
  if (field === 'phone') return kind === 'email' || kind === 'date'
  if (field === 'taxNumber' || field === 'clientTaxNumber') return kind === 'email' || kind === 'date'
  if (dayFields.has(field)) return kind === 'email' || kind === 'phone'
  if (field === 'amount' || field === 'price' || field === 'cost' || field === 'quantity') return kind === 'email' || kind === 'date'
  if (field === 'clientEmail') return kind !== 'email' && kind !== 'text'
  if (field === 'name' || field === 'clientName') return kind === 'email' || kind === 'phone' || kind === 'date'
  return false
}

/** What only the whole table can tell about a client's columns. */
function settleClient(matches: readonly ColumnMatch[]): ColumnMatch[] {
  const has = (field: ClientField) => matches.some((match) => match.field === field)
  const hasTown = has('town') || has('postalCode')
  // First and last name without a name of the firm: the list is of people.
  const peopleOnly = !has('name') && !has('externalId') && has('contactName')
  return matches.map((match) => {
    if (match.field === 'address' && hasTown && !has('street')) return { ...match, field: 'street' }
    if (match.field === 'contactName' && peopleOnly) return { ...match, field: 'name', confidence: Math.min(match.confidence, 0.7) }
    return match
  })
}

/** Words of a file's name that say what it holds. */
const fileWords: readonly (readonly [ImportTarget, RegExp])[] = [
  ['deal', /(?:^| )(?:deals?|opportunit\w*|pipeline|transakcje|szanse|угоди|сделки)(?= |$)/],
  ['contact', /(?:^| )(?:contacts?|people|persons?|kontakty|osoby|контакти|контакты)(?= |$)/],
  ['product', /(?:^| )(?:products?|items|catalogue|cennik|produkty|towary|price list|товари|товары|номенклатура|прайс)(?= |$)/],
  ['purchase', /(?:^| )(?:invoices?|orders?|sales|purchases?|faktury|sprzedaz|zamowienia|zakupy|рахунки|продажі|замовлення|счета|продажи|заказы)(?= |$)/],
  ['note', /(?:^| )(?:notes?|tickets?|activit\w*|calls|tasks|notatki|zgloszenia|rozmowy|нотатки|звернення|заметки|обращения)(?= |$)/],
  ['client', /(?:^| )(?:clients?|customers?|compan(?:y|ies)|accounts?|firm[sy]?|klienci|kontrahenci|leads?|клієнти|компанії|клиенты|компании|контрагенты|контрагенти)(?= |$)/]
]

/** Fields that hardly any other kind of file has. */
const telling: Readonly<Record<ImportTarget, readonly ImportField[]>> = {
  client: ['name', 'taxNumber', 'registryNumber', 'town', 'street', 'address', 'postalCode', 'website'],
  contact: ['clientExternalId', 'clientOwnNumber', 'decisionRole', 'contactFirstName', 'contactLastName', 'contactRole'],
  deal: ['title', 'stage', 'outcome', 'closedOn', 'expectedOn', 'amount'],
  product: ['productCode', 'unit', 'price', 'cost'],
  purchase: ['number', 'boughtOn', 'quantity', 'price', 'amount'],
  note: ['text', 'saidOn', 'noteKind', 'contactExternalId']
}

/** What a file most likely holds, by the names of its columns and its own; clients unless something else fits clearly better. */
export function suggestTarget(columns: readonly ColumnToMatch[], fileName: string): ImportTarget {
  const words = normalise(fileName.replace(/\.\w+$/, '').replace(/[_-]/g, ' '))
  const named = fileWords.find(([, pattern]) => pattern.test(words))?.[0]
  const score = (target: ImportTarget): number => {
    // Half of a header says less than all of it.
    const fields = matchColumns(target, columns).flatMap(({ field, why }) => (field && why === 'header' ? [field] : []))
    const has = (wanted: readonly ImportField[]) => wanted.length === 0 || wanted.some((field) => fields.includes(field))
    if (!has(namingFields[target]) || !has(linkingFields[target])) return -1
    if (target === 'product' && !fields.includes('price') && !fields.includes('cost') && named !== 'product') return -1
    if (target === 'purchase' && !fields.includes('boughtOn')) return -1
    const told = fields.filter((field) => telling[target].includes(field)).length
    return (fields.length + told * 2) / (columns.length || 1) + (named === target ? 1.5 : 0) + (target === 'client' ? 0.35 : 0)
  }
  return importTargets.reduce((best, target) => (score(target) > score(best) ? target : best), 'client')
}
