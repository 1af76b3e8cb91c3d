import type { ReactNode } from 'react'

export type BoardColumn<Card> = {
  readonly id: string
  /** Spoken, and read out when a card arrives. */
  readonly title: string
  readonly header: ReactNode
  readonly cards: readonly Card[]
  /** Cards that exist but are not among `cards`. */
  readonly more?: number
  readonly isDropDisabled?: boolean
}

export type BoardMove = {
  readonly cardId: string
  readonly fromColumnId: string
  readonly toColumnId: string
  /** The card it is put in front of; null puts it last. */
  readonly beforeId: string | null
}

/** The columns as they look once the card has moved. */
export function withMove<Card>(columns: readonly BoardColumn<Card>[], move: BoardMove, idOf: (card: Card) => string): BoardColumn<Card>[] {
  const card = columns.flatMap((column) => column.cards).find((one) => idOf(one) === move.cardId)
  if (card === undefined) return [...columns]
  return columns.map((column) => {
    if (column.id !== move.toColumnId && column.id !== move.fromColumnId) return column
    const rest = column.cards.filter((one) => idOf(one) !== move.cardId)
    if (column.id !== move.toColumnId) return { ...column, cards: rest }
    const found = move.beforeId === null ? -1 : rest.findIndex((one) => idOf(one) === move.beforeId)
    const at = found < 0 ? rest.length : found
    return { ...column, cards: [...rest.slice(0, at), card, ...rest.slice(at)] }
  })
}

/** The move that a drop means; null where the card is dropped on its own place. */
export function movedTo<Card>(
  columns: readonly BoardColumn<Card>[],
  cardId: string,
  toColumnId: string,
  beforeId: string | null,
  idOf: (card: Card) => string
): BoardMove | null {
  const from = columns.find((column) => column.cards.some((card) => idOf(card) === cardId))
  if (!from || beforeId === cardId) return null
  const index = from.cards.findIndex((card) => idOf(card) === cardId)
  const next = from.cards[index + 1]
  const isSamePlace = from.id === toColumnId && (next === undefined ? null : idOf(next)) === beforeId
  return isSamePlace ? null : { cardId, fromColumnId: from.id, toColumnId, beforeId }
}
