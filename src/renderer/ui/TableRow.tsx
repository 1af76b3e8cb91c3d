import { memo, type CSSProperties, type MouseEvent, type ReactNode } from 'react'
import type { Column } from './columns.ts'
import css from './DataTable.module.css'

export type RowTone = 'overdue' | 'warn' | 'ok' | 'muted'

/** What happens with a row; always the same object, so that a row is drawn again only when it differs itself. */
export type RowActs<Row> = {
  readonly press: (event: MouseEvent, index: number) => void
  readonly open: ((row: Row) => void) | undefined
  readonly toggle: (index: number) => void
  readonly extendTo: (index: number) => void
  readonly edit: (index: number, columnId: string) => void
}

type TableRowProps<Row> = {
  readonly id: string
  readonly index: number
  /** Undefined while it is still being read. */
  readonly row: Row | undefined
  readonly columns: readonly Column<Row>[]
  readonly style: CSSProperties
  readonly tone: RowTone | undefined
  readonly isCursor: boolean
  readonly isChosen: boolean
  readonly canSelect: boolean
  readonly canOpen: boolean
  /** The column that the cell cursor stands in. */
  readonly cell: string | null
  /** What stands in that cell while it is edited. */
  readonly editor: ReactNode
  /** What the box of the row is called. */
  readonly checkLabel: string
  readonly acts: { readonly current: RowActs<Row> }
}

function Row<Row>({ id, index, row, columns, style, tone, isCursor, isChosen, canSelect, canOpen, cell, editor, checkLabel, acts }: TableRowProps<Row>): ReactNode {
  const isEdited = editor !== null
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={canSelect ? isChosen : isCursor}
      className={css.row}
      data-cursor={isCursor || undefined}
      data-chosen={isChosen || undefined}
      data-tone={tone}
      style={style}
      onMouseDown={(event) => acts.current.press(event, index)}
      onDoubleClick={() => row !== undefined && acts.current.open?.(row)}
    >
      {canSelect && (
        <div role="gridcell" className={css.check}>
          <input
            type="checkbox"
            className={css.box}
            tabIndex={-1}
            aria-label={checkLabel}
            checked={isChosen}
            disabled={row === undefined}
            onMouseDown={(event) => event.stopPropagation()}
            onDoubleClick={(event) => event.stopPropagation()}
            onClick={(event) => {
              if (!event.shiftKey) return
              event.preventDefault()
              acts.current.extendTo(index)
            }}
            onChange={() => acts.current.toggle(index)}
          />
        </div>
      )}
      {columns.map((column) => (
        <div
          key={column.id}
          id={`${id}-${column.id}`}
          role="gridcell"
          className={css.cell}
          data-align={column.align}
          data-column={column.edit ? column.id : undefined}
          data-current={column.id === cell || undefined}
          data-edited={(column.id === cell && isEdited) || undefined}
          onDoubleClick={(event) => {
            if (!column.edit || row === undefined || (event.target as HTMLElement).closest('button, a, input')) return
            event.stopPropagation()
            acts.current.edit(index, column.id)
          }}
        >
          {column.id === cell && isEdited ? (
            editor
          ) : row === undefined ? (
            <span className={css.waiting} />
          ) : column.isLink && canOpen ? (
            <button type="button" tabIndex={-1} className={css.link} onClick={() => acts.current.open?.(row)}>
              {column.render(row)}
            </button>
          ) : (
            column.render(row)
          )}
        </div>
      ))}
    </div>
  )
}

export const TableRow = memo(Row) as typeof Row
