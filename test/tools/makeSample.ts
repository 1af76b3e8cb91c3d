import { mkdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import writeExcelFile from 'write-excel-file/node'
import type { Cell, SheetData } from 'write-excel-file/node'
import { isEdrpou, isNip } from '#shared/identifiers.ts'

// Makes resources/samples/firmy.xlsx, the list that "try with a sample" imports: about 120 invented firms with the faults that
// lists have. Run it again after a change: node test/tools/makeSample.ts. The same list comes out every time.

type Random = (below: number) => number

/** The same numbers on every machine and at every run (mulberry32). */
function createRandom(seed: number): Random {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below)
  }
}

type Place = { readonly town: string; readonly postalCode: string; readonly region: string; readonly area: string }

const polishPlaces: readonly Place[] = [
  { town: 'Łódź', postalCode: '90-273', region: 'łódzkie', area: '42' },
  { town: 'Kraków', postalCode: '31-042', region: 'małopolskie', area: '12' },
  { town: 'Gdańsk', postalCode: '80-236', region: 'pomorskie', area: '58' },
  { town: 'Poznań', postalCode: '61-757', region: 'wielkopolskie', area: '61' },
  { town: 'Wrocław', postalCode: '50-043', region: 'dolnośląskie', area: '71' },
  { town: 'Świętochłowice', postalCode: '41-600', region: 'śląskie', area: '32' },
  { town: 'Żory', postalCode: '44-240', region: 'śląskie', area: '32' },
  { town: 'Białystok', postalCode: '15-062', region: 'podlaskie', area: '85' },
  { town: 'Rzeszów', postalCode: '35-030', region: 'podkarpackie', area: '17' },
  { town: 'Przemyśl', postalCode: '37-700', region: 'podkarpackie', area: '16' },
  { town: 'Warszawa', postalCode: '00-950', region: 'mazowieckie', area: '22' }
]
const ukrainianPlaces: readonly Place[] = [
  { town: 'Київ', postalCode: '01001', region: 'м. Київ', area: '44' },
  { town: 'Львів', postalCode: '79000', region: 'Львівська обл.', area: '32' },
  { town: 'Чернівці', postalCode: '58000', region: 'Чернівецька обл.', area: '372' },
  { town: 'Івано-Франківськ', postalCode: '76018', region: 'Івано-Франківська обл.', area: '342' }
]
const polishStems = ['Żuraw', 'Dębina', 'Skałka', 'Mroźnik', 'Wierzba', 'Jaśmin', 'Kłos', 'Ćwiek', 'Borówka', 'Świerk', 'Źródło', 'Ślusarnia', 'Gęsiówka', 'Łubin', 'Perła', 'Sokół']
const polishTrades = ['Hurt', 'Budowa', 'Meble', 'Transport', 'Stal', 'Okna', 'Druk', 'Ogrody', 'Serwis', 'Opakowania']
const polishForms = ['Sp. z o.o.', 'S.A.', 'sp.j.', 'P.P.H.U.', 'sp. z o.o. sp.k.', '']
const ukrainianStems = ['Ромашка', 'Смерека', 'Ясен', 'Джерело', 'Їжачок', 'Ґанок', 'Зоря', 'Мрія', 'Явір', 'Полонина']
const polishPeople = ['Zofia Wójcik', 'Łukasz Żak', 'Małgorzata Gąsior', 'Paweł Ćwikła', 'Jadwiga Śliwa', 'Michał Dąb', 'Agnieszka Kępa', 'Stanisław Źrebiec']
const ukrainianPeople = ['Оксана Їжакевич', 'Андрій Ґудзь', 'Юлія Яворська', 'Тарас Гончар']
const roles = ['właściciel', 'Dyrektor handlowy', 'zakupy', 'księgowa', '']
const streets = ['ul. Długa', 'ul. Świętej Anny', 'al. Lipowa', 'Rynek', 'ul. Żytnia', 'os. Źródlane']
const sources = ['targi', 'Targi', 'internet', 'polecenie', 'katalog branżowy', '']
const notes = ['', '', '', 'dzwonić po 10:00', 'oddzwonić we wtorek', 'zainteresowani "dużą" dostawą', '=SUMA(A1:A3) – tak przyszło z formularza', 'przerwa w sierpniu;\nproszą o katalog']

function validNip(random: Random): string {
  for (;;) {
    const nip = String(5_000_000_000 + random(4_900_000) * 1000 + random(1000))
    if (isNip(nip)) return nip
  }
}

function validEdrpou(random: Random): string {
  for (;;) {
    const code = String(30_000_000 + random(12_000_000))
    if (isEdrpou(code)) return code
  }
}

function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => String(random(10))).join('')
}

/** One number in the many ways that people write it. */
function writePolishPhone(random: Random, area: string): string {
  const mobile = `${['501', '602', '660', '781', '889'][random(5)]}${digits(random, 6)}`
  const local = digits(random, 7)
  const grouped = mobile.replace(/(\d{3})(\d{3})(\d{3})/, '$1 $2 $3')
  const ways = [
    grouped, mobile, `+48 ${grouped}`, `0048${mobile}`, mobile.replace(/(\d{3})(\d{3})(\d{3})/, '$1-$2-$3'), `tel. ${grouped}`,
    `(${area}) ${local.slice(0, 3)} ${local.slice(3, 5)} ${local.slice(5)}`, `${area} ${local.slice(0, 3)}-${local.slice(3, 5)}-${local.slice(5)} wew. ${1 + random(40)}`,
    `${grouped}, ${area} ${local}`, `${mobile}; +48 ${area} ${local}`, `${grouped} / 66${digits(random, 7)}`
  ]
  return ways[random(ways.length)] ?? grouped
}

function writeUkrainianPhone(random: Random): string {
  const number = `${['50', '67', '63', '97'][random(4)]}${digits(random, 7)}`
  const ways = [`+380${number}`, `0${number}`, `+38 (0${number.slice(0, 2)}) ${number.slice(2, 5)}-${number.slice(5, 7)}-${number.slice(7)}`, `380${number}`]
  return ways[random(ways.length)] ?? number
}

function latin(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ł', 'l').replaceAll('Ł', 'L').toLowerCase().replace(/[^a-z0-9]+/g, '')
}

type Firm = readonly string[]
const headers = ['Nazwa firmy', 'NIP', 'Osoba kontaktowa', 'Stanowisko', 'Telefon', 'E-mail', 'Ulica', 'Kod pocztowy', 'Miasto', 'Województwo', 'WWW', 'Źródło', 'Uwagi']

function polishFirm(random: Random, index: number): Firm {
  const place = polishPlaces[random(polishPlaces.length)] ?? polishPlaces[0]!
  const stem = polishStems[index % polishStems.length] ?? ''
  const trade = polishTrades[((index % polishStems.length) + 3 * Math.floor(index / polishStems.length)) % polishTrades.length] ?? ''
  const form = polishForms[random(polishForms.length)] ?? ''
  const name = form === 'P.P.H.U.' ? `P.P.H.U. ${stem} ${trade}` : `${stem} ${trade} ${form}`.trim()
  const nip = validNip(random)
  const written = [nip, nip, nip.replace(/(\d{3})(\d{3})(\d\d)(\d\d)/, '$1-$2-$3-$4'), `PL${nip}`, nip.replace(/(\d{3})(\d\d)(\d\d)(\d{3})/, '$1 $2 $3 $4')]
  const domain = `${latin(stem)}-${latin(trade)}.example`
  return [
    name, random(9) === 0 ? '' : (written[random(written.length)] ?? nip), polishPeople[random(polishPeople.length)] ?? '', roles[random(roles.length)] ?? '',
    random(14) === 0 ? '' : writePolishPhone(random, place.area), random(5) === 0 ? '' : `${['biuro', 'zakupy', 'Kontakt'][random(3)]}@${domain}`,
    `${streets[random(streets.length)]} ${1 + random(120)}`, place.postalCode, place.town, place.region, random(3) === 0 ? `www.${domain}` : '',
    sources[random(sources.length)] ?? '', notes[random(notes.length)] ?? ''
  ]
}

function ukrainianFirm(random: Random, index: number): Firm {
  const place = ukrainianPlaces[random(ukrainianPlaces.length)] ?? ukrainianPlaces[0]!
  const name = `${['ТОВ', 'ПП', 'ПрАТ'][random(3)]} «${ukrainianStems[index % ukrainianStems.length]}${index >= ukrainianStems.length ? '-Плюс' : ''}»`
  return [
    name, validEdrpou(random), ukrainianPeople[random(ukrainianPeople.length)] ?? '', 'директор', writeUkrainianPhone(random), random(3) === 0 ? '' : `office${index}@firma.example`,
    `вул. Шевченка, ${1 + random(90)}`, place.postalCode, place.town, place.region, '', sources[random(sources.length)] ?? '', ''
  ]
}

/** The list with the faults that real lists have; the tour and the import tests count on them. */
export function sampleFirms(): Firm[] {
  const random = createRandom(20_261_122)
  const firms: Firm[] = []
  for (let index = 0; index < 100; index += 1) firms.push(polishFirm(random, index))
  for (let index = 0; index < 14; index += 1) firms.splice(6 + index * 7, 0, ukrainianFirm(random, index))
  const change = (index: number, column: number, value: string) => {
    firms[index] = (firms[index] ?? []).map((old, at) => (at === column ? value : old))
  }
  const copy = (from: number, to: number, changes: Readonly<Record<number, string>>) => {
    firms.splice(to, 0, (firms[from] ?? []).map((old, at) => changes[at] ?? old))
  }
  const withNip = firms.findIndex((firm) => /^\d{10}$/.test(firm[1] ?? ''))
  const nip = firms[withNip]?.[1] ?? ''
  // The same firm again: as it is, written another way, and only by its phone.
  copy(withNip, 30, {})
  copy(withNip, 58, { 0: (firms[withNip]?.[0] ?? '').toUpperCase(), 1: nip.replace(/(\d{3})(\d{3})(\d\d)(\d\d)/, '$1-$2-$3-$4'), 12: '' })
  copy(12, 77, { 0: 'Nowa nazwa tej samej firmy', 1: '', 5: '' })
  copy(20, 90, { 4: '' })
  // A wrong check digit, a number of another length, a phone that a spreadsheet spoiled, an address without its @.
  change(15, 1, `${nip.slice(0, 9)}${(Number(nip.slice(9)) + 1) % 10}`)
  change(43, 1, '123456')
  change(25, 4, '4,85238E+10')
  change(64, 5, 'biuro(at)firma.example')
  change(70, 0, '')
  return firms
}

/** The workbook as bytes: two title rows, a blank one, headers, firms with a blank line among them. */
export async function sampleWorkbook(): Promise<Buffer> {
  const text = (value: string): Cell => (value === '' ? null : { value, type: String })
  const bold = (value: string, fontSize: number): Cell => ({ value, type: String, fontWeight: 'bold', fontSize })
  const firms = sampleFirms().map((firm) => firm.map(text))
  const data: SheetData = [
    [{ value: 'Baza kontaktów – przykład', type: String, fontWeight: 'bold', fontSize: 16, columnSpan: headers.length }],
    [{ value: 'Wszystkie firmy i osoby są zmyślone', type: String, columnSpan: headers.length }],
    [],
    headers.map((header) => bold(header, 11)),
    ...firms.slice(0, 50),
    [],
    ...firms.slice(50)
  ]
  const columns = [30, 15, 22, 18, 34, 30, 24, 13, 18, 22, 26, 18, 34].map((width) => ({ width }))
  return withFixedTimes(await writeExcelFile(data, { sheet: 'Firmy', columns, stickyRowsCount: 4 }).toBuffer())
}

/** The archive notes when each part was written; the same list must give the same bytes. */
function withFixedTimes(zip: Buffer): Buffer {
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  let at = zip.readUInt32LE(end + 16)
  for (let count = zip.readUInt16LE(end + 10); count > 0; count -= 1) {
    const local = zip.readUInt32LE(at + 42)
    // 1 January 2026, 0:00, in the form that zip uses.
    for (const place of [at + 12, local + 10]) zip.writeUInt32LE(0x5c21_0000, place)
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return zip
}

const target = resolve(dirname(fileURLToPath(import.meta.url)), '../../resources/samples/firmy.xlsx')
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(dirname(target), { recursive: true })
  await writeFile(target, await sampleWorkbook())
  console.log(`${target}: ${sampleFirms().length} firms`)
}
