import type { ImportField } from '#shared/contract/imports.ts'
import { parseMoney } from '#shared/money.ts'
import { normalise } from '#shared/normalise.ts'
import { dayOf, type DayReading, failed, isPlaceholder, lineOrNull, type RowResult, type RowValues } from './fields.ts'
import { type ClientLink, readLink } from './linkOfRow.ts'

export type DealOfRow = {
  readonly link: ClientLink
  readonly contactExternalId: string | null
  readonly title: string
  readonly amountMinor: number
  readonly isAmountSaid: boolean
  readonly currency: string
  /** Where it stands: an open stage by its id, won or lost. */
  readonly stageId: string
  readonly outcome: 'open' | 'won' | 'lost'
  readonly isStageSaid: boolean
  readonly ownerName: string
  readonly sourceName: string
  /** Days; null where the file does not say. */
  readonly createdOn: string | null
  readonly closedOn: string | null
  readonly expectedOn: string | null
  readonly externalId: string | null
  readonly note: string | null
}

/** A stage by every name that a file may call it. */
export type StageNames = {
  /** By the normalised name. */
  readonly byName: ReadonlyMap<string, { readonly id: string; readonly outcome: 'open' | 'won' | 'lost' }>
  readonly first: string
  readonly won: string
  readonly lost: string
}

const wonWords = new Set(
  ['won', 'closed won', 'win', 'success', 'sold', 'wygrana', 'wygrane', 'wygrany', 'sprzedane', 'zakonczona sukcesem', 'виграно', 'виграна', 'успішно', 'выиграно', 'выиграна', 'успешно', 'продано'].map(normalise)
)
const lostWords = new Set(
  ['lost', 'closed lost', 'failed', 'przegrana', 'przegrane', 'przegrany', 'utracona', 'stracona', 'програно', 'втрачено', 'проиграно', 'потеряно', 'отказ', 'відмова'].map(normalise)
)

/** Reads a deal from a row; a value that cannot be understood fails the row, since a guessed amount or day is worse than none. */
export function readDeal(row: RowValues, stages: StageNames, country: string, homeCurrency: string, days: DayReading): RowResult<DealOfRow> {
  const error = row.errorIn('title') ?? row.errorIn('amount') ?? row.errorIn('stage')
  if (error) return failed('cellError', error.text)
  const title = [row.text('title'), row.text('product')].filter(Boolean)[0] ?? row.text('externalId')
  if (title === '') return failed('titleMissing', null)
  const currency = currencyOf(row, homeCurrency)
  if (currency === undefined) return failed('currencyUnknown', row.text('currency'))
  const amount = amountOf(row, 'amount', currency)
  if (amount === undefined || (amount !== null && amount < 0)) return failed('amountUnreadable', row.text('amount'))

  const said = row.text('outcome') || row.text('stage')
  const key = normalise(said)
  const found = wonWords.has(key)
    ? { id: stages.won, outcome: 'won' as const }
    : lostWords.has(key)
      ? { id: stages.lost, outcome: 'lost' as const }
      : said === ''
        ? { id: stages.first, outcome: 'open' as const }
        : (stages.byName.get(key) ?? (row.text('outcome') !== '' ? stages.byName.get(normalise(row.text('stage'))) : undefined))
  if (!found) return failed('stageUnknown', said)

  const created = dayOf(row, 'createdOn', days)
  const closed = dayOf(row, 'closedOn', days)
  const expected = dayOf(row, 'expectedOn', days)
  for (const { problem, detail } of [created, closed, expected]) if (problem) return failed(problem, detail ?? null)
  if (found.outcome !== 'open' && closed.day === null) return failed('closedOnMissing', said)
  if (created.day !== null && closed.day !== null && found.outcome !== 'open' && closed.day < created.day) {
    return failed('closedBeforeCreated', `${created.day} – ${closed.day}`)
  }
  return {
    remarks: [],
    value: {
      link: readLink(row, country),
      contactExternalId: lineOrNull(row.text('contactExternalId'), 200),
      title: title.slice(0, 200),
      amountMinor: amount ?? 0,
      isAmountSaid: amount !== null,
      currency,
      stageId: found.id,
      outcome: found.outcome,
      isStageSaid: said !== '',
      ownerName: row.text('ownerName'),
      sourceName: row.text('source'),
      createdOn: created.day,
      closedOn: found.outcome === 'open' ? null : closed.day,
      expectedOn: expected.day ?? (found.outcome === 'open' ? closed.day : null),
      externalId: lineOrNull(row.text('externalId'), 200),
      note: row.cells('note').map((cell) => cell.text.trim()).join('\n') || null
    }
  }
}

/** The currency of a row's amounts; undefined where the file names one that is none. */
export function currencyOf(row: RowValues, home: string): string | undefined {
  const text = row.text('currency').toUpperCase()
  if (text === '' || isPlaceholder(text)) return home
  const code = signs[text] ?? text
  return /^[A-Z]{3}$/.test(code) ? code : undefined
}

const signs: Readonly<Record<string, string>> = { ZŁ: 'PLN', ZL: 'PLN', '€': 'EUR', $: 'USD', '₴': 'UAH', ГРН: 'UAH', 'ГРН.': 'UAH', '£': 'GBP', 'РУБ': 'RUB', 'РУБ.': 'RUB', '₽': 'RUB' }

/** An amount in minor units: null where nothing stands, undefined where it cannot be read. */
export function amountOf(row: RowValues, field: ImportField, currency: string): number | null | undefined {
  const text = row.text(field)
  if (text === '' || isPlaceholder(text)) return null
  return parseMoney(text, currency)
}
