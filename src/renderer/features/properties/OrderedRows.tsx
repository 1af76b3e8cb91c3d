import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { ActionIcon } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconGripVertical } from '@tabler/icons-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useLatest } from '../../ui/useLatest.ts'
import css from './properties.module.css'

type Row = { readonly id: string; readonly name: string }
type OrderedRowsProps<R extends Row> = {
  readonly label: string
  readonly rows: readonly R[]
  /** Before another row, or last. */
  readonly onMove: (id: string, beforeId: string | null) => void
  readonly children: (row: R) => ReactNode
}

/** A short list put in order by dragging, or by its arrows and Alt with the arrow keys. */
export function OrderedRows<R extends Row>({ label, rows, onMove, children }: OrderedRowsProps<R>) {
  const move = (index: number, step: -1 | 1) => {
    const row = rows[index]
    if (row && index + step >= 0 && index + step < rows.length) onMove(row.id, rows[step === 1 ? index + 2 : index - 1]?.id ?? null)
  }
  return (
    <ul className={css.rows} aria-label={label}>
      {rows.map((row, index) => (
        <OrderedRow
          key={row.id}
          row={row}
          list={label}
          onDrop={(droppedId) => droppedId !== row.id && onMove(droppedId, row.id)}
          {...(index > 0 && { onUp: () => move(index, -1) })}
          {...(index < rows.length - 1 && { onDown: () => move(index, 1) })}
        >
          {children(row)}
        </OrderedRow>
      ))}
    </ul>
  )
}

type OrderedRowProps = {
  readonly row: Row
  readonly list: string
  readonly onDrop: (id: string) => void
  readonly onUp?: () => void
  readonly onDown?: () => void
  readonly children: ReactNode
}

function OrderedRow({ row, list, onDrop, onUp, onDown, children }: OrderedRowProps) {
  const { t } = useTranslation('properties')
  const element = useRef<HTMLLIElement>(null)
  const grip = useRef<HTMLSpanElement>(null)
  const [state, setState] = useState<'dragged' | 'target' | null>(null)
  const drop = useLatest(onDrop)
  const { id } = row
  useEffect(() => {
    if (!element.current || !grip.current) return
    return combine(
      draggable({
        element: element.current,
        dragHandle: grip.current,
        getInitialData: () => ({ list, id }),
        onDragStart: () => setState('dragged'),
        onDrop: () => setState(null)
      }),
      dropTargetForElements({
        element: element.current,
        canDrop: ({ source }) => source.data['list'] === list && source.data['id'] !== id,
        onDragEnter: () => setState('target'),
        onDragLeave: () => setState(null),
        onDrop: ({ source }) => {
          setState(null)
          drop.current(String(source.data['id']))
        }
      })
    )
  }, [id, list, drop])
  return (
    <li
      ref={element}
      className={css.row}
      data-target={state === 'target' || undefined}
      data-dragged={state === 'dragged' || undefined}
      onKeyDown={(event) => {
        if (!event.altKey || (event.code !== 'ArrowUp' && event.code !== 'ArrowDown')) return
        event.preventDefault()
        if (event.code === 'ArrowUp') onUp?.()
        else onDown?.()
      }}
    >
      <span ref={grip} className={css.grip} aria-hidden>
        <IconGripVertical size={15} stroke={1.6} />
      </span>
      <div className={css.rowMain}>{children}</div>
      <ActionIcon disabled={!onUp} aria-label={t('moveUp', { name: row.name })} onClick={onUp}>
        <IconArrowUp size={15} stroke={1.6} />
      </ActionIcon>
      <ActionIcon disabled={!onDown} aria-label={t('moveDown', { name: row.name })} onClick={onDown}>
        <IconArrowDown size={15} stroke={1.6} />
      </ActionIcon>
    </li>
  )
}
