import type { PropertyKind } from '#shared/contract/imports.ts'
import { parseMoney } from '#shared/money.ts'
import { normalise } from '#shared/normalise.ts'
import { dayOfCell, type DayReading, type FieldMapping, isPlaceholder, type Kept, keepText, type RowValues, valuesIn } from './fields.ts'

/** What a row says about a property; of choices the names, since what is not there yet is made. */
export type PropertyOfRow = {
  readonly propertyId: string
  readonly text: string | null
  readonly numberMicro: number | null
  readonly day: string | null
  readonly choices: readonly string[]
}

const nothing = { text: null, numberMicro: null, day: null, choices: [] } as const
const micro = 1_000_000

/** Reads the firm's own properties from a row; what cannot be read or is too long goes to `kept` with a remark. */
export function readProperties(row: RowValues, mapping: FieldMapping, days: DayReading, kept: Kept): PropertyOfRow[] {
  return mapping.properties.flatMap(({ column, propertyId, name, kind }) => {
    const cell = row.at(column)
    if (!cell || cell.kind === 'empty' || cell.kind === 'error' || cell.text.trim() === '' || (isPlaceholder(cell.text) && (kind !== 'yesNo' || yesNoOf(cell.text) === undefined || /^[-–—]+$/.test(cell.text.trim())))) return []
    const text = cell.text.trim()
    const read = kind === 'date' ? dayValue() : valueOf(kind, text)
    if (read && isWhole(text, kind)) return [{ propertyId, ...nothing, ...read }]
    keepText(kept, read ? 'tooLong' : 'valueUnusable', name, text)
    return read ? [{ propertyId, ...nothing, ...read }] : []

    function dayValue(): Partial<PropertyOfRow> | undefined {
      const { day } = dayOfCell(cell!, days.order, days.numbers)
      return day === null ? undefined : { day }
    }
  })
}

/** Characters that a text of a property and the name of a choice may have, and choices of one client. */
const longest = { text: 1000, choice: 60, choices: 50 } as const

function isWhole(text: string, kind: PropertyKind): boolean {
  if (kind === 'text') return text.length <= longest.text
  const names = kind === 'choice' || kind === 'choices' ? valuesIn(text, kind === 'choices') : []
  return names.length <= longest.choices && names.every((name) => name.length <= longest.choice)
}

function valueOf(kind: Exclude<PropertyKind, 'date'>, text: string): Partial<PropertyOfRow> | undefined {
  if (kind === 'text') return { text: text.slice(0, longest.text) }
  if (kind === 'yesNo') {
    const isYes = yesNoOf(text)
    return isYes === undefined ? undefined : { numberMicro: isYes ? micro : 0 }
  }
  if (kind === 'number') {
    const number = microOf(text)
    return number === undefined ? undefined : { numberMicro: number }
  }
  const names = valuesIn(text, kind === 'choices').map((name) => name.slice(0, longest.choice))
  return names.length === 0 ? undefined : { choices: [...new Set(names)].slice(0, longest.choices) }
}

const yes = new Set(['tak', 't', 'yes', 'y', 'true', '1', 'так', 'да', '+', 'prawda', 'x', 'v', 'истина', 'істина'].map((word) => normalise(word) || word))
const no = new Set(['nie', 'n', 'no', 'false', '0', 'ні', 'нет', '-', 'fałsz', 'ложь', 'хиба'].map((word) => normalise(word) || word))

export function yesNoOf(text: string): boolean | undefined {
  const word = normalise(text) || text.trim()
  return yes.has(word) ? true : no.has(word) ? false : undefined
}

/** A number x 10^6 as files write it: '1 684', '12,5', '-3.75', '40 %'; undefined where it is none or does not fit. */
export function microOf(text: string): number | undefined {
  const bare = text.replace(/%\s*$/, '').trim()
  const plain = /^(-?)(\d+)(?:[.,](\d{1,6}))?$/.exec(bare.replace(/(?<=\d)[\s\u00a0\u202f'](?=\d{3}(?:\D|$))/g, ''))
  if (plain) {
    const size = Number(plain[2]) * micro + Number((plain[3] ?? '').padEnd(6, '0'))
    return Number.isSafeInteger(size) ? (plain[1] && size !== 0 ? -size : size) : undefined
  }
  if (/^-?\d+[.,]\d{7,}$/.test(bare)) return Math.round(Number(bare.replace(',', '.')) * micro)
  // Thousands by dots and commas are told apart as in amounts.
  const minor = parseMoney(bare, 'EUR')
  const size = minor === undefined ? undefined : minor * (micro / 100)
  return size !== undefined && Number.isSafeInteger(size) ? size : undefined
}

/** What kind of property the values of a column would make. */
export function propertyKindOf(values: readonly string[], columnKind: string): PropertyKind {
  const filled = values.map((value) => value.trim()).filter((value) => value !== '')
  if (filled.length === 0) return 'text'
  if (columnKind === 'date') return 'date'
  if (filled.every((value) => yesNoOf(value) !== undefined) && new Set(filled.map((value) => yesNoOf(value))).size === 2) return 'yesNo'
  if (filled.every((value) => microOf(value) !== undefined) && !filled.some((value) => /^0\d/.test(value))) return 'number'
  const distinct = new Set(filled.map((value) => normalise(value)))
  const isShort = filled.every((value) => value.length <= 40)
  if (isShort && filled.length >= 8 && distinct.size <= 20 && distinct.size <= filled.length / 2) return 'choice'
  const pieces = filled.flatMap((value) => value.split(/[;,|]\s*/))
  const distinctPieces = new Set(pieces.map((piece) => normalise(piece)))
  const isList = pieces.length > filled.length * 1.3 && pieces.every((piece) => piece.length <= 40) && distinctPieces.size <= 30 && distinctPieces.size <= pieces.length / 2
  return isList && filled.length >= 8 ? 'choices' : 'text'
}
