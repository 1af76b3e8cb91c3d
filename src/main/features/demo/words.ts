/** Invented firms of every kind; with a town and a family name they rarely repeat. */
export const trades = [
  'Meble', 'Drukarnia', 'Hurtownia', 'Piekarnia', 'Kancelaria', 'Auto-Serwis', 'Studio', 'Szkoła', 'Apteka', 'Stolarnia', 'Zakład', 'Pracownia',
  'Biuro', 'Gabinet', 'Hotel', 'Pensjonat', 'Restauracja', 'Cukiernia', 'Kwiaciarnia', 'Księgarnia', 'Tartak', 'Ślusarnia', 'Centrum', 'Przychodnia'
] as const
export const marks = [
  'Wisła', 'Jesion', 'Łan', 'Żubr', 'Narew', 'Zdrój', 'Bursztyn', 'Sokół', 'Jantar', 'Kalina', 'Modrzew', 'Orlik', 'Polana', 'Rybitwa', 'Świerk',
  'Tęcza', 'Wrzos', 'Źródło', 'Bóbr', 'Dąbrowa', 'Gwiazda', 'Iskra', 'Jaskółka', 'Kormoran', 'Limba', 'Mazur', 'Nida', 'Odra', 'Perła', 'Rosa'
] as const
export const legalForms = ['Sp. z o.o.', 'S.A.', 's.c.', 'Sp. j.', ''] as const
export const familyNames = [
  'Nowak', 'Kowalczyk', 'Wiśniewski', 'Wójcik', 'Kamiński', 'Lewandowski', 'Zieliński', 'Szymański', 'Woźniak', 'Dąbrowski', 'Kozłowski', 'Jankowski',
  'Mazur', 'Krawczyk', 'Piotrowski', 'Grabowski', 'Pawłowski', 'Michalski', 'Król', 'Wieczorek', 'Jabłoński', 'Wróbel', 'Stępień', 'Górski', 'Żak'
] as const
export const givenNames = ['Anna', 'Beata', 'Piotr', 'Marek', 'Olena', 'Iryna', 'Tomasz', 'Łukasz', 'Agnieszka', 'Paweł', 'Ewa', 'Jakub', 'Zofia', 'Jerzy'] as const
export const towns = [
  ['Łódź', '42', '90-0'], ['Warszawa', '22', '00-1'], ['Kraków', '12', '30-0'], ['Wrocław', '71', '50-0'], ['Poznań', '61', '60-1'], ['Gdańsk', '58', '80-2'],
  ['Białystok', '85', '15-0'], ['Rzeszów', '17', '35-0'], ['Lublin', '81', '20-0'], ['Częstochowa', '34', '42-2'], ['Toruń', '56', '87-1'], ['Kielce', '41', '25-0']
] as const
export const ukrainianFirms = ['Карпатбуд', 'Меблі-Плюс', 'Світанок', 'Ґанок', 'Київхліб', 'Дніпротех', 'Поділля', 'Галичина', 'Їжачок', 'Смерека'] as const
export const ukrainianTowns = ['Київ', 'Львів', 'Харків', 'Дніпро', 'Вінниця', 'Одеса', 'Івано-Франківськ', 'Чернівці'] as const
export const dealTitles = [
  'Krzesła konferencyjne', 'Biurka z regulacją', 'Wyposażenie sali', 'Szafy aktowe', 'Meble do recepcji', 'Regały magazynowe', 'Stoły do jadalni',
  'Fotele do poczekalni', 'Umowa serwisowa', 'Zabudowa kuchenna'
] as const
export const notes = [
  'Prosi o katalog, dzwonić po 10.', 'Remont sali do końca stycznia, decyzja po zarządzie.', 'Zakupy prowadzi pani Beata.', 'Mają dostawcę do czerwca, wrócić wiosną.',
  'Ważna cena i termin dostawy.', 'Chcą zobaczyć próbki tkanin.', 'Oferta wysłana, czekamy na odpowiedź.'
] as const
export const colleagues = ['Marek Wójcik', 'Olena Savchenko', 'Piotr Zieliński', 'Iryna Bondar', 'Ewa Malinowska', 'Jakub Dudek', 'Zofia Lis', 'Adam Sowa'] as const
export const taskTexts = {
  call: ['Zadzwonić w sprawie oferty', 'Zapytać o decyzję'],
  meeting: ['Spotkanie u klienta', 'Pokazać próbki'],
  mail: ['Wysłać umowę', 'Wysłać ofertę z próbkami']
} as const
