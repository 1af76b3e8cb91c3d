import type { DayOrder } from '#shared/contract/imports.ts'
import { parseDay } from '#shared/day.ts'
import { parseMoney } from '#shared/money.ts'
import { normalise } from '#shared/normalise.ts'
import { excerpt, type Remark, type RowValues } from './fields.ts'

export type DealOfRow = {
  readonly clientName: string
  readonly clientTaxNumber: string
  readonly clientExternalId: string
  readonly title: string
  readonly amountMinor: number
  readonly currency: string
  /** Where it stands: an open stage by its id, won or lost. */
  readonly stageId: string
  readonly outcome: 'open' | 'won' | 'lost'
  readonly ownerName: string
  readonly sourceName: string
  /** Days; null where the file does not say. */
  readonly createdOn: string | null
  readonly closedOn: string | null
  readonly expectedOn: string | null
  readonly externalId: string | null
  readonly note: string | null
}

export type DealRowResult = { readonly deal: DealOfRow | null; readonly remarks: readonly Remark[] }

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
export function readDeal(row: RowValues, stages: StageNames, homeCurrency: string, dayOrder: DayOrder): DealRowResult {
  const fail = (problem: Remark['problem'], detail: string | null): DealRowResult => ({
    deal: null,
    remarks: [{ outcome: 'failed', problem, detail: detail === null ? null : excerpt(detail) }]
  })
  const title = [row.text('title'), row.text('product')].filter(Boolean)[0] ?? row.text('externalId')
  if (title === '') return fail('titleMissing', null)

  const currencyText = row.text('currency').toUpperCase()
  const currency = currencyText === '' ? homeCurrency : currencyText
  if (!/^[A-Z]{3}$/.test(currency)) return fail('currencyUnknown', currencyText)
  const amountText = row.text('amount')
  const amountMinor = amountText === '' ? 0 : parseMoney(amountText, currency)
  if (amountMinor === undefined || amountMinor < 0) return fail('amountUnreadable', amountText)

  const said = row.text('outcome') || row.text('stage')
  const key = normalise(said)
  const found = wonWords.has(key)
    ? { id: stages.won, outcome: 'won' as const }
    : lostWords.has(key)
      ? { id: stages.lost, outcome: 'lost' as const }
      : said === ''
        ? { id: stages.first, outcome: 'open' as const }
        : (stages.byName.get(key) ?? (row.text('outcome') !== '' ? stages.byName.get(normalise(row.text('stage'))) : undefined))
  if (!found) return fail('stageUnknown', said)

  const days = { createdOn: dayOf(row, 'createdOn', dayOrder), closedOn: dayOf(row, 'closedOn', dayOrder), expectedOn: dayOf(row, 'expectedOn', dayOrder) }
  for (const [field, day] of Object.entries(days)) {
    if (day === undefined) return fail('dayUnreadable', row.text(field as keyof typeof days))
  }
  const createdOn = days.createdOn ?? null
  const closedOn = days.closedOn ?? null
  if (found.outcome !== 'open' && closedOn === null) return fail('closedOnMissing', said)
  if (createdOn !== null && closedOn !== null && found.outcome !== 'open' && closedOn < createdOn) {
    return fail('closedBeforeCreated', `${createdOn} – ${closedOn}`)
  }
  return {
    remarks: [],
    deal: {
      clientName: row.text('clientName'),
      clientTaxNumber: row.text('clientTaxNumber'),
      clientExternalId: row.text('clientExternalId'),
      title: title.slice(0, 200),
      amountMinor,
      currency,
      stageId: found.id,
      outcome: found.outcome,
      ownerName: row.text('ownerName'),
      sourceName: row.text('source'),
      createdOn,
      closedOn: found.outcome === 'open' ? null : closedOn,
      expectedOn: days.expectedOn ?? (found.outcome === 'open' ? closedOn : null),
      externalId: row.text('externalId') || null,
      note: row.text('note') || null
    }
  }
}

/** Null where nothing stands, undefined where it cannot be read. */
function dayOf(row: RowValues, field: 'createdOn' | 'closedOn' | 'expectedOn', order: DayOrder): string | null | undefined {
  const cell = row.cells(field)[0]
  if (!cell) return null
  if (cell.kind === 'date') return cell.text.slice(0, 10)
  return parseDay(cell.text, order)
}
