import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { BoardColumn } from './boardMoves.ts'
import css from './Board.module.css'

type BoardColumnProps<Card> = {
  readonly column: BoardColumn<Card>
  readonly cardHeight: number
  readonly idOf: (card: Card) => string
  readonly renderCard: (card: Card) => ReactNode
  /** The one card that Tab reaches. */
  readonly tabId: string | null
  readonly focusId: string | null
  readonly onFocus: (id: string) => void
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>, card: Card) => void
  readonly onOpen: ((card: Card) => void) | undefined
  readonly empty: ReactNode
}

const gap = 8

/** One column: its head stays, its cards scroll. */
export function BoardColumnView<Card>(props: BoardColumnProps<Card>) {
  const { column, cardHeight, idOf, focusId, empty } = props
  const { t } = useTranslation('ui')
  const area = useRef<HTMLElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const [isOver, setIsOver] = useState(false)
  const { id, cards, more } = column
  const isDropDisabled = column.isDropDisabled === true

  const virtual = useVirtualizer({
    count: cards.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => cardHeight + gap,
    getItemKey: (index) => {
      const card = cards[index]
      return card === undefined ? index : idOf(card)
    },
    overscan: 6
  })

  const focusIndex = focusId === null ? -1 : cards.findIndex((card) => idOf(card) === focusId)
  useEffect(() => {
    if (focusIndex >= 0) virtual.scrollToIndex(focusIndex, { align: 'auto' })
  }, [focusIndex, virtual])

  useEffect(() => {
    if (!area.current || isDropDisabled) return
    return dropTargetForElements({
      element: area.current,
      canDrop: ({ source }) => typeof source.data.boardCardId === 'string',
      getData: () => ({ boardColumnId: id, beforeId: null }),
      onDragEnter: () => setIsOver(true),
      onDragLeave: () => setIsOver(false),
      onDrop: () => setIsOver(false)
    })
  }, [id, isDropDisabled])

  return (
    <section ref={area} className={css.column} aria-label={column.title} data-over={isOver || undefined}>
      <header className={css.head}>{column.header}</header>
      <div ref={scroller} className={css.cards} data-scroll="y" role={cards.length > 0 ? 'list' : undefined}>
        <div style={{ position: 'relative', height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const card = cards[item.index]
            if (card === undefined) return null
            const after = cards[item.index + 1]
            return (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                role="listitem"
                className={css.slot}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <CardView {...props} card={card} afterId={after === undefined ? null : idOf(after)} />
              </div>
            )
          })}
        </div>
        {more !== undefined && more > 0 && <p className={css.more}>{t('board.more', { count: more })}</p>}
        {empty !== undefined && <div className={css.more}>{empty}</div>}
      </div>
    </section>
  )
}

type CardProps<Card> = BoardColumnProps<Card> & { readonly card: Card; readonly afterId: string | null }

function CardView<Card>({ card, column, afterId, idOf, renderCard, tabId, focusId, onFocus, onKeyDown, onOpen }: CardProps<Card>) {
  const element = useRef<HTMLDivElement>(null)
  const [isDragged, setIsDragged] = useState(false)
  const [edge, setEdge] = useState<'above' | 'below' | null>(null)
  const id = idOf(card)
  const columnId = column.id
  const isDropDisabled = column.isDropDisabled === true

  useEffect(() => {
    const active = document.activeElement
    const isElsewhere = active !== null && active !== document.body && !active.closest('[data-board]')
    if (id === focusId && active !== element.current && !isElsewhere) element.current?.focus({ preventScroll: true })
  }, [id, focusId])

  useEffect(() => {
    const node = element.current
    if (!node) return
    const edgeAt = (clientY: number) => {
      const box = node.getBoundingClientRect()
      return clientY < box.top + box.height / 2 ? 'above' : 'below'
    }
    const stopDrag = draggable({
      element: node,
      getInitialData: () => ({ boardCardId: id }),
      onDragStart: () => setIsDragged(true),
      onDrop: () => setIsDragged(false)
    })
    const stopDrop = dropTargetForElements({
      element: node,
      canDrop: ({ source }) => !isDropDisabled && typeof source.data.boardCardId === 'string' && source.data.boardCardId !== id,
      getData: ({ input }) => ({ boardColumnId: columnId, beforeId: edgeAt(input.clientY) === 'above' ? id : afterId }),
      onDrag: ({ location }) => setEdge(edgeAt(location.current.input.clientY)),
      onDragLeave: () => setEdge(null),
      onDrop: () => setEdge(null)
    })
    return () => {
      stopDrag()
      stopDrop()
    }
  }, [id, columnId, afterId, isDropDisabled])

  return (
    <div
      ref={element}
      role="button"
      tabIndex={id === tabId ? 0 : -1}
      aria-keyshortcuts="Shift+ArrowLeft Shift+ArrowRight Shift+ArrowUp Shift+ArrowDown"
      className={css.card}
      data-dragged={isDragged || undefined}
      data-edge={edge ?? undefined}
      onFocus={() => onFocus(id)}
      onKeyDown={(event) => onKeyDown(event, card)}
      onClick={() => onOpen?.(card)}
    >
      {renderCard(card)}
    </div>
  )
}
