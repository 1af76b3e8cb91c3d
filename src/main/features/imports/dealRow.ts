import type { ImportField } from '#shared/contract/imports.ts'
import { parseMoney } from '#shared/money.ts'
import { normalise } from '#shared/normalise.ts'
import { dayOf, type DayReading, failed, type FieldWords, isPlaceholder, type Kept, lineOf, type RowResult, type RowValues } from './fields.ts'
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
  /** Of a lost deal. */
  readonly lostReason: string | null
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

/** Words for a deal that is won, lost or neither, by `normalise`. */
export const wonWords: ReadonlySet<string> = new Set(
  ['won', 'closed won', 'win', 'success', 'sold', 'wygrana', 'wygrane', 'wygrany', 'sprzedane', 'zakonczona sukcesem', 'виграно', 'виграна', 'успішно', 'выиграно', 'выиграна', 'успешно', 'продано'].map(normalise)
)
export const lostWords: ReadonlySet<string> = new Set(
  ['lost', 'closed lost', 'failed', 'przegrana', 'przegrane', 'przegrany', 'utracona', 'stracona', 'програно', 'втрачено', 'проиграно', 'потеряно', 'отказ', 'відмова'].map(normalise)
)
export const openWords: ReadonlySet<string> = new Set(
  ['open', 'in progress', 'active', 'pending', 'ongoing', 'otwarta', 'otwarte', 'otwarty', 'w toku', 'w trakcie', 'aktywna', 'відкрита', 'відкрито', 'в роботі', 'активна', 'открыта', 'открыто', 'в работе', 'активная'].map(normalise)
)

/** Reads a deal from a row; a value that cannot be understood fails the row, since a guessed amount or day is worse than none. */
export function readDeal(row: RowValues, stages: StageNames, country: string, homeCurrency: string, days: DayReading, words: FieldWords): RowResult<DealOfRow> {
  const error = row.errorIn('title') ?? row.errorIn('amount') ?? row.errorIn('stage')
  if (error) return failed('cellError', error.text)
  const title = [row.text('title'), row.text('product')].filter(Boolean)[0] ?? row.text('externalId')
  if (title === '') return failed('titleMissing', null)
  const currency = currencyOf(row, homeCurrency)
  if (currency === undefined) return failed('currencyUnknown', row.text('currency'))
  const amount = amountOf(row, 'amount', currency)
  if (amount === undefined || (amount !== null && amount < 0)) return failed('amountUnreadable', row.text('amount'))

  const saidOutcome = row.text('outcome')
  const saidStage = row.text('stage')
  const said = saidOutcome || saidStage
  const isOpenSaid = normalise(saidOutcome) === '' || openWords.has(normalise(saidOutcome))
  const found = placeOf(saidOutcome, stages) ?? (isOpenSaid || saidStage !== '' ? placeOf(saidStage, stages, stages.first) : undefined)
  if (!found) return failed('stageUnknown', said)

  const created = dayOf(row, 'createdOn', days)
  const closed = dayOf(row, 'closedOn', days)
  const expected = dayOf(row, 'expectedOn', days)
  for (const { problem, detail } of [created, closed, expected]) if (problem) return failed(problem, detail ?? null)
  if (found.outcome !== 'open' && closed.day === null) return failed('closedOnMissing', said)
  if (created.day !== null && closed.day !== null && found.outcome !== 'open' && closed.day < created.day) {
    return failed('closedBeforeCreated', `${created.day} – ${closed.day}`)
  }
  const kept: Kept = { remarks: [], texts: [] }
  const line = (field: ImportField, most: number, text?: string) => lineOf(row, field, most, words, kept, text)
  const told = {
    link: readLink(row, country, words, kept),
    contactExternalId: line('contactExternalId', 200),
    title: line('title', 200, title) ?? title.slice(0, 200),
    lostReason: found.outcome === 'lost' ? line('lostReason', 300) : null,
    externalId: line('externalId', 200)
  }
  return {
    remarks: kept.remarks,
    value: {
      ...told,
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
      note: [...row.cells('note').map((cell) => cell.text.trim()), ...kept.texts].join('\n') || null
    }
  }
}

/** Where a deal stands by what a cell says: undefined where it says nothing of that, the given stage where it is blank. */
function placeOf(text: string, stages: StageNames, blank?: string): { readonly id: string; readonly outcome: 'open' | 'won' | 'lost' } | undefined {
  const key = normalise(text)
  if (key === '') return blank === undefined ? undefined : { id: blank, outcome: 'open' }
  if (wonWords.has(key)) return { id: stages.won, outcome: 'won' }
  if (lostWords.has(key)) return { id: stages.lost, outcome: 'lost' }
  return stages.byName.get(key)
}

/** The currency of a row's amounts; undefined where the file names one that is none. */
export function currencyOf(row: RowValues, home: string): string | undefined {
  const text = row.text('currency').toUpperCase()
  if (text === '' || isPlaceholder(text)) return home
  const code = currencySigns[text] ?? text
  return currencyCodes.has(code) ? code : undefined
}

/** Codes of all currencies there are. */
export const currencyCodes: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))
/** How people write the usual ones, in capitals. */
export const currencySigns: Readonly<Record<string, string>> = { ZŁ: 'PLN', ZL: 'PLN', '€': 'EUR', $: 'USD', '₴': 'UAH', ГРН: 'UAH', 'ГРН.': 'UAH', '£': 'GBP', 'РУБ': 'RUB', 'РУБ.': 'RUB', '₽': 'RUB' }

/** An amount in minor units: null where nothing stands, undefined where it cannot be read. */
export function amountOf(row: RowValues, field: ImportField, currency: string): number | null | undefined {
  const text = row.text(field)
  if (text === '' || isPlaceholder(text)) return null
  return parseMoney(text, currency)
}
