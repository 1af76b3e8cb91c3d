import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { ActionIcon, Checkbox, Group, Popover, Stack, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronUp, IconColumns3, IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { memo, useEffect, useRef, useState, type CSSProperties, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Column, Columns, Sort } from './columns.ts'
import { useLatest } from './useLatest.ts'
import css from './DataTable.module.css'

type TableHeadProps<Row> = {
  readonly columns: Columns<Row>
  readonly style: CSSProperties
  readonly sort: Sort | null
  readonly onSortChange: ((sort: Sort) => void) | undefined
  readonly check: ReactNode
}

function Head<Row>({ columns, style, sort, onSortChange, check }: TableHeadProps<Row>) {
  return (
    <div role="rowgroup" className={css.head} style={{ minWidth: style.minWidth }}>
      <div role="row" aria-rowindex={1} className={css.headRow} style={style}>
        {check && <div role="columnheader" className={css.check}>{check}</div>}
        {columns.visible.map((column) => (
          <HeadCell key={column.id} column={column} columns={columns} sort={sort} onSortChange={onSortChange} />
        ))}
        <ColumnMenu columns={columns} />
      </div>
    </div>
  )
}

/** The sticky head: sorts by a click, resizes at the edge, reorders by dragging or through the menu of columns. */
export const TableHead = memo(Head) as typeof Head

type HeadCellProps<Row> = Pick<TableHeadProps<Row>, 'columns' | 'sort' | 'onSortChange'> & { readonly column: Column<Row> }

function HeadCell<Row>({ column, columns, sort, onSortChange }: HeadCellProps<Row>) {
  const { t } = useTranslation('ui')
  const cell = useRef<HTMLDivElement>(null)
  const name = useRef<HTMLDivElement>(null)
  const [isTarget, setIsTarget] = useState(false)
  const move = useLatest(columns.move)
  const { id } = column

  useEffect(() => {
    if (!cell.current || !name.current) return
    const stopDrag = draggable({ element: cell.current, dragHandle: name.current, getInitialData: () => ({ columnId: id }) })
    const stopDrop = dropTargetForElements({
      element: cell.current,
      canDrop: ({ source }) => typeof source.data.columnId === 'string' && source.data.columnId !== id,
      onDragEnter: () => setIsTarget(true),
      onDragLeave: () => setIsTarget(false),
      onDrop: ({ source }) => {
        setIsTarget(false)
        move.current(String(source.data.columnId), id)
      }
    })
    return () => {
      stopDrag()
      stopDrop()
    }
  }, [id, move])

  const direction = sort?.by === id ? sort.direction : undefined
  const canSort = column.isSortable === true && onSortChange !== undefined
  const label = <span className="k-cut">{column.header}</span>
  return (
    <div
      ref={cell}
      role="columnheader"
      className={css.headCell}
      data-align={column.align}
      data-target={isTarget || undefined}
      aria-sort={canSort ? (direction === undefined ? 'none' : direction === 'asc' ? 'ascending' : 'descending') : undefined}
      title={column.header}
    >
      <div ref={name} className={css.headName}>
        {canSort ? (
          <UnstyledButton
            className={css.sort}
            data-on={direction !== undefined || undefined}
            onClick={() => onSortChange({ by: id, direction: direction === 'asc' ? 'desc' : 'asc' })}
          >
            {label}
            {direction === 'asc' && <IconArrowUp size={12} stroke={2} />}
            {direction === 'desc' && <IconArrowDown size={12} stroke={2} />}
          </UnstyledButton>
        ) : (
          label
        )}
      </div>
      <div
        className={css.resizer}
        data-on={columns.isResizing(id) || undefined}
        title={t('table.resize')}
        onMouseDown={(event) => {
          event.preventDefault()
          columns.startResize(id)?.(event)
        }}
        onTouchStart={(event) => columns.startResize(id)?.(event)}
        onDoubleClick={() => columns.resetWidth(id)}
      />
    </div>
  )
}

function ColumnMenu<Row>({ columns }: { readonly columns: Columns<Row> }) {
  const { t } = useTranslation('ui')
  return (
    <Popover position="bottom-end" shadow="md" trapFocus radius="md">
      <div role="columnheader" className={css.columnMenu}>
        <Popover.Target>
          <ActionIcon size={22} aria-label={t('table.columns')} title={t('table.columns')}>
            <IconColumns3 size={14} stroke={1.6} />
          </ActionIcon>
        </Popover.Target>
      </div>
      <Popover.Dropdown p="xs">
        <ColumnChoices columns={columns} />
      </Popover.Dropdown>
    </Popover>
  )
}

function ColumnChoices<Row>({ columns }: { readonly columns: Columns<Row> }) {
  const { t } = useTranslation('ui')
  const visibleCount = columns.visible.length
  return (
    <Stack gap={2}>
      {columns.all.map((column, index) => {
        const isVisible = columns.visible.includes(column)
        return (
          <Group key={column.id} justify="space-between" wrap="nowrap" gap="md">
            <Checkbox
              size="xs"
              label={column.header}
              checked={isVisible}
              disabled={isVisible && visibleCount === 1}
              onChange={() => columns.setHidden(column.id, isVisible)}
            />
            <Group gap={0} wrap="nowrap">
              <ActionIcon
                size={22}
                aria-label={t('table.moveUp', { column: column.header })}
                disabled={index === 0}
                onClick={() => columns.move(column.id, columns.all[index - 1]?.id ?? null)}
              >
                <IconChevronUp size={14} stroke={1.6} />
              </ActionIcon>
              <ActionIcon
                size={22}
                aria-label={t('table.moveDown', { column: column.header })}
                disabled={index === columns.all.length - 1}
                onClick={() => columns.move(column.id, columns.all[index + 2]?.id ?? null)}
              >
                <IconChevronDown size={14} stroke={1.6} />
              </ActionIcon>
            </Group>
          </Group>
        )
      })}
      <UnstyledButton className={css.reset} onClick={columns.reset}>{t('table.resetColumns')}</UnstyledButton>
    </Stack>
  )
}
