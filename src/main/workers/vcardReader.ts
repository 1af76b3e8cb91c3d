import { readFile } from 'node:fs/promises'
import iconv from 'iconv-lite'
import { ioFailed } from '#shared/result.ts'
import type { CsvEncoding } from './csvReader.ts'
import type { Cell, SheetRow } from './sheetRows.ts'
import { batchRows, caps, emptyCell, refused, stopIfCancelled } from './sheetRows.ts'

/** One line of a card, its value still as bytes. */
type Property = { readonly name: string; readonly params: ReadonlyMap<string, readonly string[]>; readonly value: string }

/** Columns in the order in which they stand in the table, called as the import knows them. */
const columns = [
  'Company', 'Full name', 'First name', 'Last name', 'Job title', 'Phone', 'Phone 2', 'Phone 3', 'Phone 4', 'Phone 5', 'Fax', 'E-mail', 'E-mail 2', 'E-mail 3',
  'Street', 'Postal code', 'Town', 'Region', 'Country', 'Website', 'Birthday', 'Categories', 'Note', 'ID'
] as const
type ColumnName = (typeof columns)[number]
type Card = Partial<Record<ColumnName, string>>

const phoneColumns = columns.filter((name) => name.startsWith('Phone'))
const emailColumns = columns.filter((name) => name.startsWith('E-mail'))
/** Long values that are no text: pictures, sounds, keys. */
const skipped = new Set(['PHOTO', 'LOGO', 'SOUND', 'KEY'])

/** Whether a file begins as a card does; a mark of the encoding may stand before. */
export function isVcard(head: Buffer): boolean {
  return /^(?:\xef\xbb\xbf)?\s*BEGIN:VCARD/i.test(head.subarray(0, 64).toString('latin1').replaceAll('\0', '').replace(/^[\xff\xfe]{2}/, ''))
}

/**
 * The cards of a file (vCard 2.1, 3.0, 4.0: RFC 2426, RFC 6350) as a table with a header, so that they go the way of any
 * other. A card is numbered as a row; columns that no card fills are left out, a card without its end is
 * marked. Throws `import.unreadable`, `import.empty`, `import.too_many_rows`.
 */
export async function* readVcards(path: string, encoding: CsvEncoding, signal: AbortSignal | undefined): AsyncGenerator<SheetRow[], void, undefined> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw ioFailed('import.unreadable', undefined, error)
  })
  const isWide = encoding.startsWith('utf-16') || encoding.startsWith('utf-32')
  const { cards, isCut } = parseCards(isWide ? Buffer.from(iconv.decode(bytes, encoding)) : bytes, isWide ? 'utf-8' : encoding)
  const used = columns.filter((column) => cards.some((card) => card[column] !== undefined))
  if (used.length === 0) throw refused('import.empty')
  yield [{ rowNumber: 1, cells: used.map((text): Cell => ({ text, kind: 'text' })) }]
  for (let from = 0; from < cards.length; from += batchRows) {
    stopIfCancelled(signal)
    yield cards.slice(from, from + batchRows).map((card, index) => ({
      rowNumber: from + index + 2, cells: used.map((column) => toCell(card[column])), ...(isCut && from + index === cards.length - 1 && { isCut: true as const })
    }))
  }
}

function toCell(text: string | undefined): Cell {
  return text === undefined ? emptyCell : { text: text.slice(0, caps.cellChars), kind: 'text' }
}

/** All cards; the last one may lack its end. */
function parseCards(bytes: Buffer, encoding: CsvEncoding): { readonly cards: readonly Card[]; readonly isCut: boolean } {
  const cards: Card[] = []
  let card: Card | undefined
  // As single bytes, since a line may be cut in the middle of a letter and may name an encoding of its own.
  for (const property of properties(bytes.toString('latin1').replace(/^\xef\xbb\xbf/, ''))) {
    const { name } = property
    if (name === 'BEGIN') card = {}
    else if (name === 'END' && card) {
      if (Object.keys(card).length > 0) cards.push(card)
      card = undefined
      if (cards.length > caps.rows) throw refused('import.too_many_rows', { limit: caps.rows })
    } else if (card && !skipped.has(name)) fill(card, name, property, decode(property, encoding))
  }
  const isCut = card !== undefined && Object.keys(card).length > 0
  return { cards: isCut ? [...cards, card!] : cards, isCut }
}

function* properties(text: string): Generator<Property, void, undefined> {
  const lines = text.split(/\r\n|\n|\r/)
  for (let at = 0; at < lines.length; at += 1) {
    const parts = [lines[at] ?? '']
    const isQuotedPrintable = /^[^:]*(?:;|=)QUOTED-PRINTABLE/i.test(parts[0] ?? '')
    for (;;) {
      const next = lines[at + 1]
      if (next === undefined) break
      if (/^[ \t]/.test(next)) parts.push(next.slice(1))
      else if (isQuotedPrintable && parts.at(-1)?.endsWith('=')) {
        parts[parts.length - 1] = parts.at(-1)?.slice(0, -1) ?? ''
        parts.push(next)
      } else break
      at += 1
    }
    const property = parseLine(parts.join(''))
    if (property) yield property
  }
}

function parseLine(line: string): Property | undefined {
  const colon = colonOf(line)
  if (colon < 0) return undefined
  const [full = '', ...rest] = line.slice(0, colon).split(';')
  const params = new Map<string, string[]>()
  for (const piece of rest) {
    const equals = piece.indexOf('=')
    const key = equals < 0 ? 'TYPE' : piece.slice(0, equals).toUpperCase()
    const values = piece.slice(equals + 1).replaceAll('"', '').toUpperCase().split(',')
    params.set(key, [...(params.get(key) ?? []), ...values])
  }
  // "item1.TEL" groups lines that belong together.
  return { name: full.slice(full.indexOf('.') + 1).trim().toUpperCase(), params, value: line.slice(colon + 1) }
}

/** The first colon that is not within quotes. */
function colonOf(line: string): number {
  let isQuoted = false
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === '"') isQuoted = !isQuoted
    else if (line[at] === ':' && !isQuoted) return at
  }
  return -1
}

function decode({ params, value }: Property, encoding: CsvEncoding): string {
  const [charset] = params.get('CHARSET') ?? []
  const stated = charset !== undefined && iconv.encodingExists(charset) ? charset : encoding
  const kinds = [...(params.get('ENCODING') ?? []), ...(params.get('TYPE') ?? [])]
  const raw = kinds.includes('QUOTED-PRINTABLE')
    ? value.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : value
  return iconv.decode(Buffer.from(raw, 'latin1'), stated).replaceAll('\0', '')
}

/** Parts of a value that stand between semicolons, with what is written behind a backslash put in its place. */
function partsOf(value: string, separator: ';' | ','): string[] {
  const parts = ['']
  for (let at = 0; at < value.length; at += 1) {
    const char = value[at] ?? ''
    const next = value[at + 1]
    if (char === '\\' && next !== undefined) {
      parts[parts.length - 1] += next === 'n' || next === 'N' ? '\n' : next
      at += 1
    } else if (char === separator) parts.push('')
    else parts[parts.length - 1] += char
  }
  return parts.map((part) => part.trim())
}

function fill(card: Card, name: string, { params }: Property, value: string): void {
  const whole = (): string => partsOf(value.replaceAll(';', '\\;').replaceAll(',', '\\,'), ';').join('')
  const put = (column: ColumnName, text: string | undefined): void => {
    if (text && card[column] === undefined) card[column] = text
  }
  const kinds = params.get('TYPE') ?? []
  switch (name) {
    case 'FN':
      return put('Full name', whole())
    case 'N': {
      const [last, first, middle] = partsOf(value, ';')
      put('First name', [first, middle].filter(Boolean).join(' '))
      return put('Last name', last)
    }
    case 'ORG':
      return put('Company', partsOf(value, ';')[0])
    case 'TITLE':
    case 'ROLE':
      return put('Job title', whole())
    case 'TEL': {
      const number = whole().replace(/^tel:/i, '')
      if (kinds.includes('FAX')) return put('Fax', number)
      return put(phoneColumns.find((column) => card[column] === undefined) ?? 'Phone', number)
    }
    case 'EMAIL':
      return put(emailColumns.find((column) => card[column] === undefined) ?? 'E-mail', whole().replace(/^mailto:/i, ''))
    case 'ADR': {
      const [, more, street, town, region, code, country] = partsOf(value, ';')
      put('Street', [street, more].filter(Boolean).join(', ').replace(/\s*\n\s*/g, ', '))
      put('Town', town)
      put('Region', region)
      put('Postal code', code)
      return put('Country', country)
    }
    case 'URL':
      return put('Website', whole())
    case 'BDAY': {
      const [, year, month, day] = /^(\d{4})-?(\d\d)-?(\d\d)/.exec(value) ?? []
      return put('Birthday', year && `${year}-${month}-${day}`)
    }
    case 'CATEGORIES':
      return put('Categories', partsOf(value, ',').join(', '))
    case 'NOTE':
      return put('Note', whole())
    case 'UID':
      return put('ID', whole().replace(/^urn:uuid:/i, ''))
    default:
  }
}
