import { Popover, Select, Tooltip } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { IconCheck } from '@tabler/icons-react'
import { useEffect, useId, useRef, useState, type FocusEvent, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { parseDay } from '#shared/day.ts'
import type { CellEdit, CellOption } from './columns.ts'
import { useLatest } from './useLatest.ts'
import css from './DataTable.module.css'

/** Where the focus goes from a cell: back to the row, to the one below, to a cell beside it, or wherever somebody clicked. */
export type Leaving = 'stay' | 'down' | 'next' | 'previous' | 'elsewhere'

type CellEditorProps<Row> = {
  readonly label: string
  readonly edit: CellEdit<Row>
  readonly row: Row
  /** Wider than its column it grows to the left. */
  readonly isAtEnd: boolean
  readonly onLeave: (to: Leaving) => void
}

type Value = string | readonly string[] | null
/** A value that is no value: the words for what is wrong with it. */
type Wrong = { readonly wrong: string }

const empty = ''
const orNull = (chosen: string) => (chosen === empty ? null : chosen)
const isSame = (one: Value, other: Value) => JSON.stringify(one) === JSON.stringify(other)

/**
 * The field in a cell that is edited. Enter, Tab and leaving it save what was changed, Escape does not; what is not taken
 * stays open with the reason under it.
 */
export function CellEditor<Row>({ label, edit, row, isAtEnd, onLeave }: CellEditorProps<Row>) {
  const { t } = useTranslation('ui')
  const save = edit.save as (row: Row, value: Value) => Promise<string | null>
  const [before] = useState<Value>(() => edit.value(row))
  const [value, setValue] = useState<Value>(before)
  const [why, setWhy] = useState<string | null>(null)
  const box = useRef<HTMLDivElement>(null)
  const way = useRef<Leaving>('stay')
  const hand = useRef<'keys' | 'mouse'>('keys')
  const isByArrow = useRef(false)
  const isBusy = useRef(false)
  const isOver = useRef(false)

  const offered = edit.kind === 'choice' ? (typeof edit.options === 'function' ? edit.options(row) : edit.options) : []
  const options = edit.kind === 'choice' ? [...(edit.emptyLabel === undefined ? [] : [{ value: empty, label: edit.emptyLabel }]), ...offered] : []

  function leave(to: Leaving) {
    isOver.current = true
    onLeave(to)
  }

  async function finish(next: Value | Wrong, to: Leaving) {
    if (isBusy.current || isOver.current) return
    if (typeof next === 'object' && next !== null && 'wrong' in next) return setWhy(next.wrong)
    if (isSame(next, before)) return leave(to)
    isBusy.current = true
    const problem = await save(row, next)
    isBusy.current = false
    if (problem === null) return leave(to)
    setWhy(problem)
    box.current?.querySelector<HTMLElement>('input, [role=listbox]')?.focus()
  }

  /** What stands in the field now; of a day what was typed, whether a calendar understands it or not. */
  function entered(): Value | Wrong {
    if (edit.kind === 'text') return String(value).trim()
    if (edit.kind !== 'day') return value
    const typed = box.current?.querySelector('input')?.value.trim() ?? ''
    return typed === '' ? null : (parseDay(typed, 'dmy') ?? { wrong: t('table.dayWrong') })
  }

  // A row that is scrolled out of sight takes its field with it, not what was typed.
  const atTheEnd = useLatest(() => {
    const last = edit.kind === 'text' ? String(value).trim() : value
    if (!isOver.current && !isBusy.current && why === null && !isSame(last, before)) void save(row, last)
  })
  useEffect(() => () => atTheEnd.current(), [atTheEnd])

  function onKeyDown(event: KeyboardEvent) {
    hand.current = 'keys'
    const { code } = event
    if (code === 'ArrowDown' || code === 'ArrowUp') isByArrow.current = true
    else if (event.key.length === 1 || code === 'Backspace' || code === 'Delete') isByArrow.current = false
    const to = code === 'Tab' ? (event.shiftKey ? 'previous' : 'next') : code === 'Enter' || code === 'NumpadEnter' ? 'down' : null
    if (event.nativeEvent.isComposing || (to === null && code !== 'Escape')) return
    event.preventDefault()
    event.stopPropagation()
    if (to === null) return leave('stay')
    if (edit.kind !== 'choice') return void finish(entered(), to)
    const input = box.current?.querySelector('input')
    // The option that the arrows marked in the open list is taken as a click takes it; without them the first that fits what was typed.
    const marked = isByArrow.current ? document.getElementById(input?.getAttribute('aria-activedescendant') ?? '') : null
    way.current = to
    if (marked) return marked.click()
    const typed = (input?.value ?? '').trim().toLocaleLowerCase()
    if (typed === '' || typed === options.find((option) => option.value === (before ?? empty))?.label.toLocaleLowerCase()) return leave(to)
    const fitting = options.find((option) => option.label.toLocaleLowerCase().includes(typed))
    void finish(fitting === undefined ? { wrong: t('table.noOption') } : orNull(fitting.value), to)
  }

  function onBlur(event: FocusEvent) {
    const to = event.relatedTarget as HTMLElement | null
    if (box.current?.contains(to) || to?.closest(`.${css.dropdown}`)) return
    void finish(entered(), 'elsewhere')
  }

  const shared = {
    'aria-label': label,
    'aria-invalid': why !== null,
    autoFocus: true,
    autoComplete: 'off',
    onFocus: (event: FocusEvent<HTMLInputElement>) => event.currentTarget.select()
  }
  const dropdown = { classNames: { dropdown: css.dropdown } }
  return (
    <Tooltip label={why} opened={why !== null} color="red" position="bottom-start" multiline maw={320} offset={4}>
      <div
        ref={box}
        className={css.editor}
        data-at-end={isAtEnd || undefined}
        data-wrong={why !== null || undefined}
        onKeyDownCapture={onKeyDown}
        onBlur={onBlur}
        onMouseDownCapture={() => {
          hand.current = 'mouse'
          way.current = 'stay'
        }}
        onMouseDown={(event) => event.stopPropagation()}
        onDoubleClick={(event) => event.stopPropagation()}
      >
        {edit.kind === 'text' && (
          <input
            {...shared}
            maxLength={edit.maxLength}
            value={value as string}
            onChange={(event) => {
              setValue(event.currentTarget.value)
              setWhy(null)
            }}
          />
        )}
        {edit.kind === 'day' && (
          <DateInput
            {...shared}
            variant="unstyled"
            valueFormat="DD.MM.YYYY"
            dateParser={(typed) => parseDay(typed, 'dmy') ?? null}
            clearable={false}
            popoverProps={dropdown}
            value={value as string | null}
            onChange={(day) => {
              setValue(day)
              setWhy(null)
              if (hand.current === 'mouse') void finish(day, 'stay')
            }}
          />
        )}
        {edit.kind === 'choice' && (
          <Select
            {...shared}
            variant="unstyled"
            searchable
            allowDeselect={false}
            rightSection={<span />}
            selectFirstOptionOnChange
            comboboxProps={{ ...dropdown, width: 'max-content', position: 'bottom-start' }}
            nothingFoundMessage={t('table.noOption')}
            data={options}
            value={(value as string | null) ?? empty}
            onSearchChange={() => setWhy(null)}
            onOptionSubmit={(chosen) => void finish(orNull(chosen), way.current)}
          />
        )}
        {edit.kind === 'choices' && <Choices label={label} options={edit.options} chosen={value as readonly string[]} onChange={setValue} />}
        {why !== null && <span role="alert" className="k-spoken">{why}</span>}
      </div>
    </Tooltip>
  )
}

type ChoicesProps = { readonly label: string; readonly options: readonly CellOption[]; readonly chosen: readonly string[]; readonly onChange: (chosen: readonly string[]) => void }

/** Several of a list, under the cell: arrows move, Space takes or leaves, letters lead to a word. */
function Choices({ label, options, chosen, onChange }: ChoicesProps) {
  const id = useId()
  const [at, setAt] = useState(() => Math.max(0, options.findIndex((option) => chosen.includes(option.value))))
  const box = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => box.current?.focus({ preventScroll: true }), [])
  const active = options[at]
  const toggle = ({ value }: CellOption) =>
    onChange(options.map((option) => option.value).filter((one) => (one === value ? !chosen.includes(one) : chosen.includes(one))))
  const move = (to: number) => {
    setAt(to)
    list.current?.children[to]?.scrollIntoView?.({ block: 'nearest' })
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const { key } = event
    if (key === 'ArrowDown') move(Math.min(options.length - 1, at + 1))
    else if (key === 'ArrowUp') move(Math.max(0, at - 1))
    else if (key === 'Home') move(0)
    else if (key === 'End') move(options.length - 1)
    else if (key === ' ' && active) toggle(active)
    else if (key.length === 1) {
      const begins = (option: CellOption | undefined) => option?.label.toLocaleLowerCase().startsWith(key.toLocaleLowerCase()) === true
      const step = options.findIndex((_, index) => begins(options[(at + 1 + index) % options.length]))
      if (step >= 0) move((at + 1 + step) % options.length)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <Popover opened position="bottom-start" withRoles={false} trapFocus={false} closeOnClickOutside={false} closeOnEscape={false} classNames={{ dropdown: css.dropdown }} shadow="md">
      <Popover.Target>
        <div
          role="listbox"
          aria-label={label}
          aria-multiselectable
          aria-owns={id}
          aria-activedescendant={active && `${id}-${active.value}`}
          tabIndex={0}
          ref={box}
          className={css.editorList}
          onKeyDown={onKeyDown}
        >
          {options.filter((option) => chosen.includes(option.value)).map((option) => option.label).join(', ')}
        </div>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <ul ref={list} id={id} role="presentation" className={css.choices}>
          {options.map((option, index) => (
            <li
              key={option.value}
              id={`${id}-${option.value}`}
              role="option"
              aria-selected={chosen.includes(option.value)}
              data-active={index === at || undefined}
              onMouseDown={(event) => {
                event.preventDefault()
                setAt(index)
                toggle(option)
              }}
            >
              <IconCheck size={14} stroke={2} data-hidden={!chosen.includes(option.value) || undefined} aria-hidden />
              {option.label}
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  )
}
