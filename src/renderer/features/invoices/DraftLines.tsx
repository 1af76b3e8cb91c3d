import { ActionIcon, Button } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { type KeyboardEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { VatMethod, VatRate } from '#shared/vat.ts'
import { useFormat } from '../../app/format.ts'
import { language } from '../../app/i18n.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { type LineText, readLine } from './draft.ts'
import css from './invoices.module.css'
import { vatLabel } from './vatLabel.ts'

type DraftLinesProps = {
  readonly lines: readonly LineText[]
  readonly valuesMinor: readonly number[]
  readonly rates: readonly VatRate[]
  readonly method: VatMethod
  readonly currency: string
  readonly onChange: (lines: readonly LineText[]) => void
  readonly onAdd: () => void
}

const textFields = ['name', 'quantity', 'unit', 'price', 'discount'] as const
const rightAligned: ReadonlySet<string> = new Set(['quantity', 'price', 'discount'])
const widths = { name: undefined, quantity: 84, unit: 70, price: 116, discount: 84 } as const
const longest = { name: 500, quantity: 24, unit: 20, price: 24, discount: 8 } as const

/** The lines of a draft, edited where they stand; Enter goes down a column and starts a new line at its end. */
export function DraftLines({ lines, valuesMinor, rates, method, currency, onChange, onAdd }: DraftLinesProps) {
  const { t } = useTranslation('invoices')
  const format = useFormat()
  const body = useRef<HTMLTableSectionElement>(null)
  const headers = {
    name: t('column.name'),
    quantity: t('column.quantity'),
    unit: t('column.unit'),
    price: t(method === 'net' ? 'edit.netPrice' : 'edit.grossPrice'),
    discount: t('column.discount')
  }
  const label = (column: string, n: number) => t('edit.cell', { column, n })

  const change = (key: string, next: Partial<LineText>) => onChange(lines.map((line) => (line.key === key ? { ...line, ...next } : line)))

  function onKeyDown(event: KeyboardEvent, index: number, column: number) {
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key]
    const isChoosing = event.currentTarget instanceof HTMLSelectElement && event.key !== 'Enter'
    if (step === undefined || isChoosing || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    const row = body.current?.querySelectorAll('tr')[index + step]
    if (row) row.querySelectorAll<HTMLElement>('input, select')[column]?.focus()
    else if (event.key === 'Enter') onAdd()
  }

  return (
    <>
      <table className={css.lines} aria-label={t('edit.lines')}>
        <thead>
          <tr>
            <th>{t('column.position')}</th>
            {textFields.map((field) => (
              <th key={field} data-right={rightAligned.has(field) || undefined} style={{ width: widths[field] }}>{headers[field]}</th>
            ))}
            <th style={{ width: 92 }}>{t('column.vat')}</th>
            <th data-right style={{ width: 116 }}>{t(method === 'net' ? 'edit.netValue' : 'edit.grossValue')}</th>
            <th style={{ width: 40 }} aria-label={t('more')} />
          </tr>
        </thead>
        <tbody ref={body}>
          {lines.map((line, index) => {
            const problems: readonly string[] = readLine(line, language()).problems
            return (
              <tr key={line.key}>
                <td>{index + 1}</td>
                {textFields.map((field, column) => (
                  <td key={field} data-right={rightAligned.has(field) || undefined}>
                    <input
                      className={css.cell}
                      data-line={line.key}
                      data-right={rightAligned.has(field) || undefined}
                      aria-label={label(headers[field], index + 1)}
                      aria-invalid={problems.includes(field)}
                      title={problems.includes(field) ? t('edit.numberError') : undefined}
                      inputMode={rightAligned.has(field) ? 'decimal' : 'text'}
                      maxLength={longest[field]}
                      value={line[field]}
                      onFocus={(event) => rightAligned.has(field) && event.currentTarget.select()}
                      onChange={(event) => change(line.key, { [field]: event.currentTarget.value })}
                      onKeyDown={(event) => onKeyDown(event, index, column)}
                    />
                  </td>
                ))}
                <td>
                  <select
                    className={css.cell}
                    aria-label={label(t('column.vatRate'), index + 1)}
                    value={line.vatCode}
                    onChange={(event) => change(line.key, { vatCode: event.currentTarget.value })}
                    onKeyDown={(event) => onKeyDown(event, index, textFields.length)}
                  >
                    {rates.map((rate) => <option key={rate.code} value={rate.code}>{vatLabel(rate.code, rate.percentBp, t)}</option>)}
                    {!rates.some((rate) => rate.code === line.vatCode) && <option value={line.vatCode}>{line.vatCode}</option>}
                  </select>
                </td>
                <td data-right data-read className="k-number">{format.money(valuesMinor[index] ?? 0, currency, 'plain')}</td>
                <td>
                  <ActionIcon aria-label={t('edit.removeLine', { n: index + 1 })} onClick={() => onChange(lines.filter((one) => one.key !== line.key))}>
                    <IconTrash size={15} stroke={1.6} />
                  </ActionIcon>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <div className={css.foot}>
        <Button variant="default" leftSection={<IconPlus size={15} stroke={1.8} />} rightSection={<Kbd keys="$mod+KeyL" />} onClick={onAdd}>
          {t('edit.addLine')}
        </Button>
        {lines.length === 0 && <span className="k-muted">{t('edit.noLines')}</span>}
      </div>
    </>
  )
}
