import type { DemoWords } from '../words.ts'

/** Invented firms of every kind; with a town and a family name they rarely repeat. */
export const pl: DemoWords = {
  firmName: (trade, mark, form) => [trade, mark, form].filter(Boolean).join(' '),
  trades: [
    'Meble', 'Drukarnia', 'Hurtownia', 'Piekarnia', 'Kancelaria', 'Auto-Serwis', 'Studio', 'Szkoła', 'Apteka', 'Stolarnia', 'Zakład', 'Pracownia',
    'Biuro', 'Gabinet', 'Hotel', 'Pensjonat', 'Restauracja', 'Cukiernia', 'Kwiaciarnia', 'Księgarnia', 'Tartak', 'Ślusarnia', 'Centrum', 'Przychodnia'
  ],
  marks: [
    'Wisła', 'Jesion', 'Łan', 'Żubr', 'Narew', 'Zdrój', 'Bursztyn', 'Sokół', 'Jantar', 'Kalina', 'Modrzew', 'Orlik', 'Polana', 'Rybitwa', 'Świerk',
    'Tęcza', 'Wrzos', 'Źródło', 'Bóbr', 'Dąbrowa', 'Gwiazda', 'Iskra', 'Jaskółka', 'Kormoran', 'Limba', 'Mazur', 'Nida', 'Odra', 'Perła', 'Rosa'
  ],
  legalForms: ['Sp. z o.o.', 'S.A.', 's.c.', 'Sp. j.', ''],
  familyNames: [
    'Nowak', 'Kowalczyk', 'Wójcik', 'Woźniak', 'Mazur', 'Krawczyk', 'Król', 'Wieczorek', 'Wróbel', 'Stępień', 'Żak', 'Dudek', 'Pawlak', 'Walczak',
    'Sikora', 'Baran', 'Szewczyk', 'Pietrzak', 'Duda', 'Marciniak', 'Zając', 'Kubiak', 'Kaczmarek', 'Bąk', 'Lis'
  ],
  givenNames: ['Anna', 'Beata', 'Piotr', 'Marek', 'Olena', 'Iryna', 'Tomasz', 'Łukasz', 'Agnieszka', 'Paweł', 'Ewa', 'Jakub', 'Zofia', 'Jerzy'],
  colleagues: ['Marek Wójcik', 'Olena Savchenko', 'Piotr Zieliński', 'Iryna Bondar', 'Ewa Malinowska', 'Jakub Dudek', 'Zofia Lis', 'Adam Sowa'],
  towns: [
    ['Łódź', '42', '90-0'], ['Warszawa', '22', '00-1'], ['Kraków', '12', '30-0'], ['Wrocław', '71', '50-0'], ['Poznań', '61', '60-1'], ['Gdańsk', '58', '80-2'],
    ['Białystok', '85', '15-0'], ['Rzeszów', '17', '35-0'], ['Lublin', '81', '20-0'], ['Częstochowa', '34', '42-2'], ['Toruń', '56', '87-1'], ['Kielce', '41', '25-0']
  ],
  streets: ['Piotrkowska', 'Polna', 'Leśna', 'Słoneczna', 'Krótka', 'Ogrodowa'],
  roles: ['zakupy', 'dyrektor', 'właściciel', 'sekretariat'],
  mailbox: 'biuro',
  dealTitles: [
    'Krzesła konferencyjne', 'Biurka z regulacją', 'Wyposażenie sali', 'Szafy aktowe', 'Meble do recepcji', 'Regały magazynowe', 'Stoły do jadalni',
    'Fotele do poczekalni', 'Umowa serwisowa', 'Zabudowa kuchenna'
  ],
  notes: [
    'Prosi o katalog, dzwonić po 10.', 'Remont sali do końca stycznia, decyzja po zarządzie.', 'Zakupy prowadzi pani Beata.', 'Mają dostawcę do czerwca, wrócić wiosną.',
    'Ważna cena i termin dostawy.', 'Chcą zobaczyć próbki tkanin.', 'Oferta wysłana, czekamy na odpowiedź.'
  ],
  taskTexts: {
    call: ['Zadzwonić w sprawie oferty', 'Zapytać o decyzję'],
    meeting: ['Spotkanie u klienta', 'Pokazać próbki'],
    mail: ['Wysłać umowę', 'Wysłać ofertę z próbkami']
  }
}
