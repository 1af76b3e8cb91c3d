import { ActionIcon, Button } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { type KeyboardEvent, memo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { VatMethod, VatRate } from '#shared/vat.ts'
import { useFormat } from '../../app/format.ts'
import { language } from '../../app/i18n.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { type LineText, readLine } from './draft.ts'
import css from './invoices.module.css'
import { vatLabel } from './vatLabel.ts'

/** Changes the lines from what they are at that moment. */
export type ChangeLines = (change: (lines: readonly LineText[]) => readonly LineText[]) => void

type DraftLinesProps = {
  readonly lines: readonly LineText[]
  readonly valuesMinor: readonly number[]
  readonly rates: readonly VatRate[]
  readonly method: VatMethod
  readonly currency: string
  readonly onChange: ChangeLines
  readonly onAdd: () => void
}

const textFields = ['name', 'quantity', 'unit', 'price', 'discount'] as const
const rightAligned: ReadonlySet<string> = new Set(['quantity', 'price', 'discount'])
const widths = { name: undefined, quantity: 70, unit: 60, price: 100, discount: 78 } as const
const longest = { name: 500, quantity: 24, unit: 20, price: 24, discount: 8 } as const

function useHeaders(method: VatMethod): Readonly<Record<(typeof textFields)[number], string>> {
  const { t } = useTranslation('invoices')
  return {
    name: t('column.name'),
    quantity: t('column.quantity'),
    unit: t('column.unit'),
    price: t(method === 'net' ? 'edit.netPrice' : 'edit.grossPrice'),
    discount: t('column.discount')
  }
}

/** The lines of a draft, edited where they stand; Enter goes down a column and starts a new line at its end. */
export function DraftLines({ lines, valuesMinor, rates, method, currency, onChange, onAdd }: DraftLinesProps) {
  const { t } = useTranslation('invoices')
  const body = useRef<HTMLTableSectionElement>(null)
  const headers = useHeaders(method)

  function onKeyDown(event: KeyboardEvent) {
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key]
    const isChoosing = event.target instanceof HTMLSelectElement && event.key !== 'Enter'
    const isButton = event.target instanceof HTMLButtonElement
    if (step === undefined || isChoosing || isButton || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    const rows = [...(body.current?.querySelectorAll('tr') ?? [])]
    const cellsOf = (row: Element | undefined) => [...(row?.querySelectorAll<HTMLElement>('input, select') ?? [])]
    const index = rows.findIndex((row) => row.contains(event.target as Node))
    const column = cellsOf(rows[index]).indexOf(event.target as HTMLElement)
    const next = cellsOf(rows[index + step])[column]
    if (next) next.focus()
    else if (event.key === 'Enter') onAdd()
  }

  return (
    <div data-first-focus>
      <table className={css.lines} data-edited aria-label={t('edit.lines')}>
        <thead>
          <tr>
            <th>{t('column.position')}</th>
            {textFields.map((field) => (
              <th key={field} data-right={rightAligned.has(field) || undefined} style={{ width: widths[field] }}>{headers[field]}</th>
            ))}
            <th style={{ width: 80 }}>{t('column.vat')}</th>
            <th data-right style={{ width: 106 }}>{t(method === 'net' ? 'edit.netValue' : 'edit.grossValue')}</th>
            <th style={{ width: 40 }} aria-label={t('more')} />
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={onKeyDown}>
          {lines.map((line, index) => (
            <LineRow
              key={line.key}
              line={line}
              n={index + 1}
              valueMinor={valuesMinor[index] ?? 0}
              rates={rates}
              method={method}
              currency={currency}
              onChange={onChange}
            />
          ))}
        </tbody>
      </table>
      <div className={css.foot}>
        <Button variant="default" leftSection={<IconPlus size={15} stroke={1.8} />} rightSection={<Kbd keys="$mod+KeyL" />} onClick={onAdd}>
          {t('edit.addLine')}
        </Button>
        {lines.length === 0 && <span className="k-muted">{t('edit.noLines')}</span>}
      </div>
    </div>
  )
}

type LineRowProps = Pick<DraftLinesProps, 'rates' | 'method' | 'currency' | 'onChange'> & {
  readonly line: LineText
  /** Its place, from 1. */
  readonly n: number
  readonly valueMinor: number
}

const LineRow = memo(function LineRow({ line, n, valueMinor, rates, method, currency, onChange }: LineRowProps) {
  const { t } = useTranslation('invoices')
  const format = useFormat()
  const headers = useHeaders(method)
  const problems: readonly string[] = readLine(line, language()).problems
  const put = (next: Partial<LineText>) => onChange((lines) => lines.map((one) => (one.key === line.key ? { ...one, ...next } : one)))
  return (
    <tr>
      <td>{n}</td>
      {textFields.map((field) => (
        <td key={field} data-right={rightAligned.has(field) || undefined}>
          <input
            className={css.cell}
            data-line={line.key}
            data-right={rightAligned.has(field) || undefined}
            aria-label={t('edit.cell', { column: headers[field], n })}
            aria-invalid={problems.includes(field)}
            title={problems.includes(field) ? t('edit.numberError') : undefined}
            inputMode={rightAligned.has(field) ? 'decimal' : 'text'}
            maxLength={longest[field]}
            value={line[field]}
            onFocus={(event) => rightAligned.has(field) && event.currentTarget.select()}
            onChange={(event) => put({ [field]: event.currentTarget.value })}
          />
        </td>
      ))}
      <td>
        <select
          className={css.cell}
          aria-label={t('edit.cell', { column: t('column.vatRate'), n })}
          value={line.vatCode}
          onChange={(event) => put({ vatCode: event.currentTarget.value })}
        >
          {rates.map((rate) => <option key={rate.code} value={rate.code}>{vatLabel(rate.code, rate.percentBp, t)}</option>)}
          {!rates.some((rate) => rate.code === line.vatCode) && <option value={line.vatCode}>{line.vatCode}</option>}
        </select>
      </td>
      <td data-right data-read className="k-number">{format.money(valueMinor, currency, 'plain')}</td>
      <td>
        <ActionIcon aria-label={t('edit.removeLine', { n })} onClick={() => onChange((lines) => lines.filter((one) => one.key !== line.key))}>
          <IconTrash size={15} stroke={1.6} />
        </ActionIcon>
      </td>
    </tr>
  )
})
