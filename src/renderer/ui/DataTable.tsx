import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { CellEditor, type Leaving } from './CellEditor.tsx'
import { TableHead } from './TableHead.tsx'
import { TableRow, type RowActs, type RowTone } from './TableRow.tsx'
import { useColumns, type Column, type Sort, type TableLayout } from './columns.ts'
import type { RowSource } from './rowSource.ts'
import { everything, isSelected, noSelection, selectionCount, withRows, type Selection } from './selection.ts'
import { useLatest } from './useLatest.ts'
import css from './DataTable.module.css'

const rowHeight = 31
const headHeight = 30

export type DataTableProps<Row> = {
  /** What the table lists, for screen readers. */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly source: RowSource<Row>
  readonly sort?: Sort | null
  readonly onSortChange?: (sort: Sort) => void
  readonly layout?: TableLayout | null
  readonly onLayoutChange?: (layout: TableLayout | null) => void
  readonly selection?: Selection
  readonly onSelectionChange?: (selection: Selection) => void
  /** Actions for the chosen rows; floats over the table while some are chosen. */
  readonly selectionBar?: (chosen: { readonly count: number; readonly clear: () => void }) => ReactNode
  /** Enter, a double click, or a click in a column marked `isLink`. */
  readonly onOpen?: (row: Row) => void
  /** The row cursor stands on another row; undefined when there is none. */
  readonly onCursor?: (row: Row | undefined) => void
  /** Space; without it Space chooses the row. */
  readonly onPreview?: (row: Row) => void
  /** Actions on the row under the cursor by `event.code`, so that they work on a Cyrillic layout too. */
  readonly rowKeys?: Readonly<Record<string, (row: Row) => void>>
  readonly rowTone?: (row: Row) => RowTone | undefined
  readonly empty?: ReactNode
  /** 'auto' makes it as high as its rows; for tables of a hundred rows at most. */
  readonly height?: 'fill' | 'auto'
  readonly autoFocus?: boolean
}

type Edited = { readonly rowId: string; readonly columnId: string }

/**
 * A list of any length: only rows in view exist, columns are resized, reordered and hidden by the user, and everything
 * is reachable by keyboard (arrows, J and K, Home, End, pages, Enter, X, Shift with arrows, Ctrl+A). Where columns can be
 * edited, the arrows left and right choose the cell, F2, E or a double click opens it, Tab goes on to the next one, Enter
 * to the row below and Escape leaves it as it was.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, source, selection, onSelectionChange, onOpen, onCursor, onPreview, rowKeys } = props
  const { t } = useTranslation('ui')
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [cursor, setCursor] = useState(0)
  const [cell, setCell] = useState<string | null>(null)
  const [edited, setEdited] = useState<Edited | null>(null)
  const anchor = useRef(0)
  const canSelect = onSelectionChange !== undefined
  const [room, setRoom] = useState(0)
  const hasYielding = props.columns.some((column) => column.givesWay !== undefined)
  useLayoutEffect(() => {
    const area = scroller.current
    if (!area || !hasYielding) return
    const look = () => setRoom(area.clientWidth)
    look()
    const observer = new ResizeObserver(look)
    observer.observe(area)
    return () => observer.disconnect()
  }, [hasYielding])
  const edges = canSelect ? 60 : 26
  const columns = useColumns(props.columns, props.layout ?? null, props.onLayoutChange, Math.max(0, room - edges))
  const chosen = selection ?? noSelection
  const isAuto = props.height === 'auto'
  const hasTotals = columns.visible.some((column) => column.total !== undefined)
  const { total } = source

  const virtual = useVirtualizer({
    count: isAuto ? 0 : total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12
  })
  const items = virtual.getVirtualItems()
  const from = isAuto ? 0 : (items[0]?.index ?? 0)
  const to = isAuto ? total - 1 : (items.at(-1)?.index ?? -1)

  const { show } = source
  useEffect(() => {
    if (to >= from) show(from, to)
  }, [show, from, to])

  const scrolled = useLatest(virtual.scrollOffset)
  useLayoutEffect(() => {
    setCursor(0)
    setEdited(null)
    anchor.current = 0
    // Asking the place for its scroll position would lay out the whole page; the virtual list knows it.
    if (scroller.current && (scrolled.current ?? 0) > 0) scroller.current.scrollTop = 0
  }, [source.key, scrolled])

  useEffect(() => {
    if (cursor >= total && total > 0) setCursor(total - 1)
  }, [cursor, total])

  const current = source.rowAt(cursor)
  const currentId = current === undefined ? undefined : source.idOf(current)
  const editable = columns.visible.filter((column) => column.edit)
  const editedColumn = edited ? editable.find((column) => column.id === edited.columnId) : undefined
  const currentCell = editable.some((column) => column.id === cell) ? cell : null

  // What was saved may have moved the row within the order: the cell goes with it while it is in view.
  useEffect(() => {
    if (!edited || currentId === undefined || currentId === edited.rowId) return
    for (let index = from; index <= to; index += 1) {
      const row = source.rowAt(index)
      if (row !== undefined && source.idOf(row) === edited.rowId) return setCursor(index)
    }
    setEdited(null)
    scroller.current?.focus({ preventScroll: true })
  }, [edited, currentId, source, from, to])

  useEffect(() => {
    if (currentCell !== null) document.getElementById(`${id}-${cursor}-${currentCell}`)?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' })
  }, [id, cursor, currentCell])

  function edit(index: number, columnId: string) {
    const row = source.rowAt(index)
    if (row === undefined) return
    setCursor(index)
    setCell(columnId)
    setEdited({ rowId: source.idOf(row), columnId })
  }

  function leaveCell(to: Leaving) {
    const at = editable.findIndex((column) => column.id === edited?.columnId)
    const step = to === 'next' ? 1 : to === 'previous' ? -1 : 0
    const beside = editable[at + step]
    const first = step === 1 ? editable[0] : editable.at(-1)
    setEdited(null)
    if (step !== 0 && beside) return edit(cursor, beside.id)
    if (step !== 0 && first && source.rowAt(cursor + step) !== undefined) {
      moveTo(cursor + step, false)
      return edit(cursor + step, first.id)
    }
    if (to === 'down') moveTo(cursor + 1, false)
    if (to !== 'elsewhere') scroller.current?.focus({ preventScroll: true })
  }
  const told = useLatest({ onCursor, current })
  useEffect(() => {
    const { onCursor: tell, current: row } = told.current
    tell?.(currentId === undefined ? undefined : row)
  }, [currentId, told])

  useEffect(() => {
    if (props.autoFocus) scroller.current?.focus({ preventScroll: true })
  }, [props.autoFocus])

  function moveTo(target: number, isExtending: boolean) {
    const next = Math.max(0, Math.min(total - 1, target))
    setCursor(next)
    scrollTo(next)
    if (isExtending && canSelect) void chooseRange(anchor.current, next)
    else anchor.current = next
  }

  function scrollTo(index: number) {
    const area = scroller.current
    if (!area || isAuto) return
    const top = index * rowHeight
    const free = area.clientHeight - headHeight - (hasTotals ? rowHeight : 0)
    if (top < area.scrollTop) area.scrollTop = top
    else if (top + rowHeight > area.scrollTop + free) area.scrollTop = top + rowHeight - free
  }

  async function chooseRange(one: number, other: number) {
    const first = Math.min(one, other)
    const rows = await source.loadRange(first, Math.abs(one - other) + 1)
    onSelectionChange?.(withRows(chosen, rows.map(source.idOf), true))
  }

  function toggle(index: number) {
    const row = source.rowAt(index)
    if (row === undefined || !canSelect) return
    const rowId = source.idOf(row)
    anchor.current = index
    onSelectionChange(withRows(chosen, [rowId], !isSelected(chosen, rowId)))
  }

  const clear = () => onSelectionChange?.(noSelection)
  const count = selectionCount(chosen, total)

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    if (event.target !== scroller.current || event.altKey) return
    if (act(event)) {
      event.preventDefault()
      event.stopPropagation()
    }
  }

  function act(event: KeyboardEvent): boolean {
    const { code, shiftKey } = event
    const hasControl = event.ctrlKey || event.metaKey
    const page = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - headHeight) / rowHeight) - 1)
    if (hasControl) {
      if (code !== 'KeyA' || !canSelect) return false
      onSelectionChange(everything)
      return true
    }
    const step = { ArrowDown: 1, KeyJ: 1, ArrowUp: -1, KeyK: -1, PageDown: page, PageUp: -page }[code]
    if (step !== undefined) moveTo(cursor + step, shiftKey)
    else if (code === 'Home') moveTo(0, shiftKey)
    else if (code === 'End') moveTo(total - 1, shiftKey)
    else if (code === 'Escape' && currentCell !== null) setCell(null)
    else if (code === 'Escape' && count > 0) clear()
    else if (current === undefined || shiftKey) return false
    else if ((code === 'Enter' || code === 'NumpadEnter') && onOpen) onOpen(current)
    else if (code === 'Space' && onPreview) onPreview(current)
    else if ((code === 'Space' || code === 'KeyX') && canSelect) toggle(cursor)
    else if (rowKeys?.[code]) rowKeys[code](current)
    else if (editable.length === 0) return false
    else if (code === 'F2' || code === 'KeyE') edit(cursor, currentCell ?? editable[0]!.id)
    else if (code === 'ArrowRight' || code === 'ArrowLeft') moveCell(code === 'ArrowRight' ? 1 : -1)
    else return false
    return true
  }

  function moveCell(step: 1 | -1) {
    const at = editable.findIndex((column) => column.id === currentCell)
    setCell((editable[at + step] ?? editable[at] ?? editable[0])?.id ?? null)
  }

  function onRowMouseDown(event: MouseEvent, index: number) {
    if (event.button !== 0) return
    setCell((event.target as HTMLElement).closest<HTMLElement>('[data-column]')?.dataset['column'] ?? null)
    if (event.shiftKey && canSelect) {
      event.preventDefault()
      moveTo(index, true)
      scroller.current?.focus({ preventScroll: true })
      return
    }
    setCursor(index)
    if ((event.ctrlKey || event.metaKey) && canSelect) toggle(index)
    else anchor.current = index
    if (!(event.target as HTMLElement).closest('button, a, input')) scroller.current?.focus({ preventScroll: true })
  }

  const rowCount = to - from + 1
  const checkLabel = t('table.selectRow')
  const { template, minWidth } = columns
  const style = useMemo(
    () => ({ gridTemplateColumns: `${canSelect ? '34px ' : ''}${template}`, minWidth: minWidth + edges }),
    [canSelect, template, minWidth, edges]
  )
  const tellAll = useLatest(onSelectionChange)
  const tellSort = useLatest(props.onSortChange)
  const canSort = props.onSortChange !== undefined
  const sortBy = useMemo(() => (canSort ? (sort: Sort) => tellSort.current?.(sort) : undefined), [canSort, tellSort])
  const headCheck = useMemo(
    () =>
      canSelect && (
        <input
          ref={(box) => {
            if (box) box.indeterminate = count > 0 && count < total
          }}
          type="checkbox"
          className={css.box}
          tabIndex={-1}
          aria-label={t('table.selectAll')}
          checked={count > 0 && count === total}
          onChange={() => tellAll.current?.(count === 0 ? everything : noSelection)}
        />
      ),
    [canSelect, count, total, t, tellAll]
  )
  // Rows are drawn again only when they differ, so what they do must not.
  const acts = useLatest<RowActs<Row>>({ press: onRowMouseDown, open: onOpen, toggle, extendTo: (index) => moveTo(index, true), edit })

  return (
    <div className={css.frame} data-auto={isAuto || undefined}>
      <div
        ref={scroller}
        className={css.scroller}
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-rowcount={source.isTotalExact ? total + 1 : -1}
        aria-colcount={columns.visible.length + (canSelect ? 1 : 0)}
        aria-multiselectable={canSelect}
        aria-activedescendant={total === 0 ? undefined : currentCell === null ? `${id}-${cursor}` : `${id}-${cursor}-${currentCell}`}
        onKeyDown={onKeyDown}
      >
        <TableHead
          columns={columns}
          style={style}
          sort={props.sort ?? null}
          onSortChange={sortBy}
          check={headCheck}
        />
        <div className={css.body} role="rowgroup" style={isAuto ? undefined : { height: total * rowHeight }}>
          <div style={{ transform: `translateY(${from * rowHeight}px)` }} role="presentation">
            {Array.from({ length: rowCount }, (_, offset) => from + offset).map((index) => {
              const row = source.rowAt(index)
              const rowId = row === undefined ? undefined : source.idOf(row)
              const isEdited = rowId !== undefined && rowId === edited?.rowId
              return (
                <TableRow
                  // The row being edited stays the same wherever it goes.
                  key={isEdited ? 'edited' : index}
                  id={`${id}-${index}`}
                  index={index}
                  row={row}
                  columns={columns.visible}
                  style={style}
                  tone={row === undefined ? undefined : props.rowTone?.(row)}
                  isCursor={index === cursor}
                  isChosen={rowId !== undefined && canSelect && isSelected(chosen, rowId)}
                  canSelect={canSelect}
                  canOpen={onOpen !== undefined}
                  cell={isEdited ? edited.columnId : index === cursor ? currentCell : null}
                  editor={
                    isEdited && row !== undefined && editedColumn?.edit ? (
                      <CellEditor
                        key={editedColumn.id}
                        label={editedColumn.header}
                        edit={editedColumn.edit}
                        row={row}
                        isAtEnd={editedColumn.align === 'right' || editedColumn === columns.visible.at(-1)}
                        onLeave={leaveCell}
                      />
                    ) : null
                  }
                  checkLabel={checkLabel}
                  acts={acts}
                />
              )
            })}
          </div>
        </div>
        {hasTotals && total > 0 && (
          <div role="rowgroup" className={css.totals}>
            <div role="row" className={css.row} style={style}>
              {canSelect && <div role="gridcell" />}
              {columns.visible.map((column) => (
                <div key={column.id} role="gridcell" className={css.cell} data-align={column.align}>{column.total}</div>
              ))}
            </div>
          </div>
        )}
      </div>
      {source.isReady && total === 0 && <div className={css.empty}>{props.empty}</div>}
      {count > 0 && props.selectionBar && (
        <div className={css.bar} role="toolbar" aria-label={t('table.selectionActions')}>
          <span className="k-number">{t('table.selected', { count })}</span>
          {props.selectionBar({ count, clear })}
        </div>
      )}
    </div>
  )
}
