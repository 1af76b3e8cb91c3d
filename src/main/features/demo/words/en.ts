import type { DemoWords } from '../words.ts'

export const en: DemoWords = {
  firmName: (trade, mark, form) => [mark, trade, form].filter(Boolean).join(' '),
  trades: [
    'Furniture', 'Printing', 'Wholesale', 'Bakery', 'Law Office', 'Car Service', 'Studio', 'School', 'Pharmacy', 'Joinery', 'Works', 'Workshop',
    'Office Supplies', 'Clinic', 'Hotel', 'Guest House', 'Restaurant', 'Patisserie', 'Flowers', 'Bookshop', 'Sawmill', 'Locksmiths', 'Centre',
    'Health Centre'
  ],
  marks: [
    'Amber', 'Ash', 'Birch', 'Bison', 'Cedar', 'Falcon', 'Kingfisher', 'Larch', 'Maple', 'Meadow', 'Heron', 'Hazel', 'Harbour', 'Spring',
    'Rainbow', 'Heather', 'Beaver', 'Oakwood', 'Star', 'Spark', 'Swallow', 'Cormorant', 'Pine', 'Riverside', 'Pearl', 'Willow', 'Orchard',
    'Hillside', 'Lakeside', 'Rowan'
  ],
  legalForms: ['Ltd', 'plc', 'LLP', '& Co.', ''],
  familyNames: [
    'Smith', 'Taylor', 'Brown', 'Wilson', 'Evans', 'Walker', 'Wright', 'Green', 'Hall', 'Wood', 'Harris', 'Clarke', 'Turner', 'Hill', 'Moore',
    'Cooper', 'Ward', 'Morris', 'King', 'Baker', 'Carter', 'Reed', 'Bennett', 'Gray', 'Foster'
  ],
  givenNames: ['Anna', 'Beth', 'Peter', 'Mark', 'Helen', 'Irene', 'Thomas', 'Luke', 'Agnes', 'Paul', 'Eve', 'James', 'Sophie', 'George'],
  colleagues: ['Mark Turner', 'Olena Savchenko', 'Peter Green', 'Iryna Bondar', 'Eve Marlow', 'James Cooper', 'Sophie Fox', 'Adam Reed'],
  towns: [
    ['Łódź', '42', '90-0'], ['Warsaw', '22', '00-1'], ['Kraków', '12', '30-0'], ['Wrocław', '71', '50-0'], ['Poznań', '61', '60-1'],
    ['Gdańsk', '58', '80-2'], ['Białystok', '85', '15-0'], ['Rzeszów', '17', '35-0'], ['Lublin', '81', '20-0'], ['Częstochowa', '34', '42-2'],
    ['Toruń', '56', '87-1'], ['Kielce', '41', '25-0']
  ],
  streets: ['Piotrkowska', 'Polna', 'Leśna', 'Słoneczna', 'Krótka', 'Ogrodowa'],
  roles: ['purchasing', 'director', 'owner', 'front office'],
  mailbox: 'office',
  dealTitles: [
    'Conference chairs', 'Height-adjustable desks', 'Meeting room furniture', 'Filing cabinets', 'Reception furniture', 'Warehouse shelving',
    'Dining tables', 'Waiting room armchairs', 'Service contract', 'Fitted kitchen'
  ],
  notes: [
    'Asks for a catalogue, call after 10.', 'The hall is being redone until the end of January, decision after the board meets.',
    'Beth does the purchasing.', 'They have a supplier until June, come back in spring.', 'Price and delivery date matter.',
    'They want to see fabric samples.', 'Offer sent, waiting for an answer.'
  ],
  taskTexts: {
    call: ['Call about the offer', 'Ask for the decision'],
    meeting: ['Meet at the client’s', 'Show the samples'],
    mail: ['Send the contract', 'Send the offer with samples']
  }
}
