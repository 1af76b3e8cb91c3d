import {
  columnOrderingFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  tableFeatures,
  useTable,
  type ColumnDef
} from '@tanstack/react-table'
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { useLatest } from './useLatest.ts'

export type CellOption = { readonly value: string; readonly label: string }

/**
 * How a cell is changed where it stands. `save` gives the words for why it was not taken, or null once it is; it is not
 * asked for what is there already. A choice may be empty where it has a word for that.
 */
export type CellEdit<Row> =
  | { readonly kind: 'text'; readonly maxLength: number; readonly value: (row: Row) => string; readonly save: (row: Row, text: string) => Promise<string | null> }
  | { readonly kind: 'day'; readonly value: (row: Row) => string | null; readonly save: (row: Row, day: string | null) => Promise<string | null> }
  | {
      readonly kind: 'choice'
      /** Of every row, or of one that may have a choice that others no longer have. */
      readonly options: readonly CellOption[] | ((row: Row) => readonly CellOption[])
      readonly emptyLabel?: string
      readonly value: (row: Row) => string | null
      readonly save: (row: Row, value: string | null) => Promise<string | null>
    }
  | {
      readonly kind: 'choices'
      readonly options: readonly CellOption[]
      readonly value: (row: Row) => readonly string[]
      readonly save: (row: Row, values: readonly string[]) => Promise<string | null>
    }

/** One column of a table. Widths in pixels; `grow` shares the room that is left. */
export type Column<Row> = {
  readonly id: string
  readonly header: string
  readonly width: number
  readonly minWidth?: number
  readonly grow?: number
  readonly align?: 'left' | 'right' | 'center'
  readonly isSortable?: boolean
  /** A click in it opens the row. */
  readonly isLink?: boolean
  readonly isHiddenAtFirst?: boolean
  /** Where there is no room for all, and the user arranged none, the highest goes first. */
  readonly givesWay?: number
  /** Its cells are changed in place: F2, E or a double click. */
  readonly edit?: CellEdit<Row>
  readonly render: (row: Row) => ReactNode
  /** Under the column, over all rows. */
  readonly total?: ReactNode
}

export type Sort = { readonly by: string; readonly direction: 'asc' | 'desc' }

/** What the user made of the columns; kept by whoever owns the table. */
export type TableLayout = {
  readonly order: readonly string[]
  readonly widths: Readonly<Record<string, number>>
  readonly hidden: readonly string[]
}

const features = tableFeatures({ columnOrderingFeature, columnResizingFeature, columnSizingFeature, columnVisibilityFeature })
type Features = typeof features
const noRows: readonly object[] = []

export type Columns<Row> = {
  /** In the order and with the visibility that the user chose. */
  readonly visible: readonly Column<Row>[]
  readonly all: readonly Column<Row>[]
  /** For `grid-template-columns`. */
  readonly template: string
  readonly minWidth: number
  readonly isResizing: (id: string) => boolean
  readonly startResize: (id: string) => ((event: unknown) => void) | undefined
  /** Back to the width the table began with. */
  readonly resetWidth: (id: string) => void
  /** Puts a column in front of another one, or last. */
  readonly move: (id: string, beforeId: string | null) => void
  readonly setHidden: (id: string, isHidden: boolean) => void
  readonly reset: () => void
}

/** Order, widths and visibility of columns as the user arranges them; `room` is in pixels, 0 where it is not known. */
export function useColumns<Row>(
  columns: readonly Column<Row>[],
  layout: TableLayout | null,
  onLayoutChange: ((layout: TableLayout | null) => void) | undefined,
  room: number
): Columns<Row> {
  const [arranged, setArranged] = useState<TableLayout | null>(layout)
  const plain = useMemo(() => plainLayout(columns, room), [columns, room])
  const shown = arranged ?? plain
  const order = useMemo(() => fullOrder(shown.order, columns), [shown.order, columns])

  const definitions = useMemo(
    () => columns.map((column): ColumnDef<Features, object> => ({ id: column.id, size: column.width, minSize: column.minWidth ?? 48, header: column.header })),
    [columns]
  )
  // The table is another one for every new state, and the whole head is drawn again for another table.
  const state = useMemo(
    () => ({
      columnOrder: [...order],
      columnSizing: { ...shown.widths },
      columnVisibility: Object.fromEntries(shown.hidden.map((id) => [id, false]))
    }),
    [order, shown]
  )
  const table = useTable({
    features,
    columns: definitions,
    data: noRows,
    columnResizeMode: 'onChange',
    state,
    onColumnSizingChange: (update) =>
      setArranged((now) => {
        const before = now ?? plain
        return { ...before, widths: typeof update === 'function' ? update({ ...before.widths }) : update }
      })
  })

  const resizing = table.state.columnResizing.isResizingColumn
  const tell = useLatest(onLayoutChange)
  const latestTable = useLatest(table)
  const told = useRef(arranged)
  const echoes = useRef(new Set([JSON.stringify(layout)]))
  // A layout that comes from elsewhere, late or from a view, is taken; what was told from here only comes back.
  useEffect(() => {
    const text = JSON.stringify(layout)
    if (echoes.current.has(text)) return
    echoes.current = new Set([text])
    told.current = layout
    setArranged(layout)
  }, [layout])
  useEffect(() => {
    if (resizing || told.current === arranged) return
    told.current = arranged
    echoes.current.add(JSON.stringify(arranged))
    tell.current?.(arranged)
  }, [arranged, resizing, tell])

  const all = useMemo(() => order.flatMap((id) => columns.find((column) => column.id === id) ?? []), [order, columns])
  const { hidden } = shown
  const visible = useMemo(() => all.filter((column) => !hidden.includes(column.id)), [all, hidden])
  return useMemo((): Columns<Row> => {
    const isElastic = (column: Column<Row>) => column.grow !== undefined && shown.widths[column.id] === undefined
    const widthOf = (column: Column<Row>) => shown.widths[column.id] ?? column.width
    const tracks = visible.map((column) =>
      isElastic(column) ? `minmax(${column.width}px, ${column.grow}fr)` : `${widthOf(column)}px`
    )
    const change = (next: Partial<TableLayout>) => setArranged((now) => ({ ...(now ?? plain), ...next }))
    return {
      visible,
      all,
      template: visible.some(isElastic) ? tracks.join(' ') : `${tracks.join(' ')} minmax(0, 1fr)`,
      minWidth: visible.reduce((sum, column) => sum + widthOf(column), 0),
      isResizing: (id) => resizing === id,
      startResize: (id) => latestTable.current.getHeaderGroups()[0]?.headers.find((header) => header.column.id === id)?.getResizeHandler(),
      resetWidth: (id) => {
        const { [id]: _forgotten, ...widths } = shown.widths
        change({ widths })
      },
      move: (id, beforeId) => {
        const rest = order.filter((one) => one !== id)
        const at = beforeId === null ? rest.length : rest.indexOf(beforeId)
        change({ order: [...rest.slice(0, at), id, ...rest.slice(at)] })
      },
      setHidden: (id, isHidden) =>
        change({ hidden: isHidden ? [...shown.hidden, id] : shown.hidden.filter((one) => one !== id) }),
      reset: () => setArranged(null)
    }
  }, [all, visible, shown, order, plain, resizing, latestTable])
}

function plainLayout<Row>(columns: readonly Column<Row>[], room: number): TableLayout {
  const hidden = new Set(columns.filter((column) => column.isHiddenAtFirst).map((column) => column.id))
  let width = columns.reduce((sum, column) => sum + (hidden.has(column.id) ? 0 : column.width), 0)
  const yielding = columns.filter((column) => column.givesWay !== undefined && !hidden.has(column.id)).toSorted((one, other) => other.givesWay! - one.givesWay!)
  for (const column of yielding) {
    if (room === 0 || width <= room) break
    hidden.add(column.id)
    width -= column.width
  }
  return { order: columns.map((column) => column.id), widths: {}, hidden: [...hidden] }
}

/** A kept order with columns that came later in their own places, and without those that are gone. */
function fullOrder<Row>(kept: readonly string[], columns: readonly Column<Row>[]): readonly string[] {
  const ids = columns.map((column) => column.id)
  const order = kept.filter((id) => ids.includes(id))
  for (const [index, id] of ids.entries()) if (!order.includes(id)) order.splice(index, 0, id)
  return order
}
