import { dropTargetForElements, monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { BoardColumnView } from './BoardColumn.tsx'
import { movedTo, withMove, type BoardColumn, type BoardMove } from './boardMoves.ts'
import { followPointer } from './autoScroll.ts'
import { useLatest } from './useLatest.ts'
import css from './Board.module.css'

export type { BoardColumn, BoardMove } from './boardMoves.ts'

/** A place to drop a card that is no column: "won", "lost". Seen only while a card is dragged. */
export type DropZone = {
  readonly id: string
  readonly label: string
  readonly tone: 'ok' | 'lost' | 'plain'
  readonly onDrop: (cardId: string) => void
}

export type BoardProps<Card> = {
  readonly label: string
  readonly columns: readonly BoardColumn<Card>[]
  readonly idOf: (card: Card) => string
  /** Spoken when the card has moved. */
  readonly labelOf: (card: Card) => string
  readonly renderCard: (card: Card) => ReactNode
  /** Height to count with until a card is measured, in pixels. */
  readonly cardHeight?: number
  /** The card is shown in its new place until the columns come again; a failed promise puts it back. */
  readonly onMove: (move: BoardMove) => unknown
  readonly onOpen?: (card: Card) => void
  /** Actions on the focused card by `event.code`. */
  readonly cardKeys?: Readonly<Record<string, (card: Card) => void>>
  readonly dropZones?: readonly DropZone[]
  readonly emptyColumn?: (column: BoardColumn<Card>) => ReactNode
  /** The first card takes the focus when the board is opened, so that keys work at once. */
  readonly autoFocus?: boolean
}

/**
 * Columns of cards that are dragged, or moved with Shift and the arrows. Only cards in view exist. The focus stays on the
 * card it was on when cards change places.
 */
export function Board<Card>(props: BoardProps<Card>) {
  const { idOf, labelOf, onMove, onOpen, cardKeys, dropZones } = props
  const { t } = useTranslation('ui')
  const frame = useRef<HTMLDivElement>(null)
  const [pending, setPending] = useState<{ readonly base: readonly BoardColumn<Card>[]; readonly shown: readonly BoardColumn<Card>[] } | null>(null)
  const [focusId, setFocusId] = useState<string | null>(null)
  const [dragged, setDragged] = useState<string | null>(null)
  const [spoken, setSpoken] = useState('')
  const columns = pending && pending.base === props.columns ? pending.shown : props.columns

  const move = useLatest(start)
  async function start(change: BoardMove) {
    const shown = withMove(columns, change, idOf)
    setPending({ base: props.columns, shown })
    setFocusId(change.cardId)
    const card = shown.flatMap((column) => column.cards).find((one) => idOf(one) === change.cardId)
    const column = shown.find((one) => one.id === change.toColumnId)
    if (card && column) setSpoken(t('board.moved', { card: labelOf(card), column: column.title }))
    try {
      await onMove(change)
    } catch {
      // The command has said why; the card goes back to where it was.
      setPending(null)
    }
  }

  const firstCard = columns.find((column) => column.cards.length > 0)?.cards[0]
  const firstId = firstCard === undefined ? null : idOf(firstCard)
  // Until somebody goes anywhere else; a card takes the focus itself when it is drawn, unless something else has it.
  const focused = focusId ?? (props.autoFocus === true ? firstId : null)

  const latest = useLatest({ columns, idOf })
  useEffect(() => {
    const stopScroll = followPointer(() => frame.current)
    const stopMonitor = monitorForElements({
      canMonitor: ({ source }) => typeof source.data.boardCardId === 'string',
      onDragStart: ({ source }) => setDragged(String(source.data.boardCardId)),
      onDrop: ({ source, location }) => {
        setDragged(null)
        const target = location.current.dropTargets[0]?.data
        if (typeof target?.boardColumnId !== 'string') return
        const change = movedTo(latest.current.columns, String(source.data.boardCardId), target.boardColumnId, (target.beforeId as string | null | undefined) ?? null, latest.current.idOf)
        if (change) void move.current(change)
      }
    })
    return () => {
      stopScroll()
      stopMonitor()
    }
  }, [latest, move])

  function placeOf(id: string | null): { readonly at: number; readonly index: number } | null {
    const at = columns.findIndex((column) => column.cards.some((card) => idOf(card) === id))
    if (at < 0) return null
    return { at, index: columns[at]?.cards.findIndex((card) => idOf(card) === id) ?? 0 }
  }

  function nextColumn(at: number, step: number, isMoving: boolean): number {
    for (let next = at + step; columns[next] !== undefined; next += step) {
      if (isMoving ? !columns[next]?.isDropDisabled : (columns[next]?.cards.length ?? 0) > 0) return next
    }
    return at
  }

  function focusOn(at: number, index: number) {
    const cards = columns[at]?.cards ?? []
    const card = cards[Math.max(0, Math.min(cards.length - 1, index))]
    if (card !== undefined) setFocusId(idOf(card))
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>, card: Card) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return
    if (act(event, card)) {
      event.preventDefault()
      event.stopPropagation()
    }
  }

  function act({ code, shiftKey }: KeyboardEvent, card: Card): boolean {
    const place = placeOf(idOf(card))
    if (!place) return false
    const { at, index } = place
    const cards = columns[at]?.cards ?? []
    const aside = { ArrowLeft: -1, ArrowRight: 1 }[code]
    const along = { ArrowUp: -1, ArrowDown: 1, KeyK: -1, KeyJ: 1 }[code]
    if (aside !== undefined) {
      const to = nextColumn(at, aside, shiftKey)
      if (!shiftKey) focusOn(to, index)
      else if (to !== at) send(card, at, to, columns[to]?.cards[0])
    } else if (along !== undefined && shiftKey) {
      const before = along < 0 ? cards[index - 1] : cards[index + 2]
      if (along < 0 ? index > 0 : index < cards.length - 1) send(card, at, at, before)
    } else if (along !== undefined) focusOn(at, index + along)
    else if (code === 'Home') focusOn(at, 0)
    else if (code === 'End') focusOn(at, cards.length - 1)
    else if ((code === 'Enter' || code === 'NumpadEnter') && onOpen) onOpen(card)
    else if (cardKeys?.[code] && !shiftKey) cardKeys[code](card)
    else return false
    return true
  }

  function send(card: Card, from: number, to: number, before: Card | undefined) {
    const fromColumnId = columns[from]?.id
    const toColumnId = columns[to]?.id
    if (fromColumnId === undefined || toColumnId === undefined) return
    void start({ cardId: idOf(card), fromColumnId, toColumnId, beforeId: before === undefined ? null : idOf(before) })
  }

  const tabId = placeOf(focusId) ? focusId : firstId

  return (
    <div className={css.board} data-board>
      <div ref={frame} className={css.columns} role="group" aria-label={props.label} data-scroll="x">
        {columns.map((column) => (
          <BoardColumnView
            key={column.id}
            column={column}
            cardHeight={props.cardHeight ?? 86}
            idOf={idOf}
            renderCard={props.renderCard}
            tabId={tabId}
            focusId={focused}
            onFocus={setFocusId}
            onKeyDown={onKeyDown}
            onOpen={onOpen}
            empty={column.cards.length === 0 ? props.emptyColumn?.(column) : undefined}
          />
        ))}
      </div>
      {dragged !== null && dropZones && dropZones.length > 0 && (
        <div className={css.zones}>
          {dropZones.map((zone) => (
            <Zone key={zone.id} zone={zone} />
          ))}
        </div>
      )}
      <div className="k-spoken" role="status">{spoken}</div>
    </div>
  )
}

function Zone({ zone }: { readonly zone: DropZone }) {
  const area = useRef<HTMLDivElement>(null)
  const [isOver, setIsOver] = useState(false)
  const latest = useLatest(zone)
  useEffect(() => {
    if (!area.current) return
    return dropTargetForElements({
      element: area.current,
      getData: () => ({ boardZoneId: latest.current.id }),
      onDragEnter: () => setIsOver(true),
      onDragLeave: () => setIsOver(false),
      onDrop: ({ source }) => latest.current.onDrop(String(source.data.boardCardId))
    })
  }, [latest])
  return (
    <div ref={area} className={css.zone} data-tone={zone.tone} data-over={isOver || undefined}>
      {zone.label}
    </div>
  )
}
