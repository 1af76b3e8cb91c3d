import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ImportProblem } from '#shared/contract/imports.ts'
import css from './imports.module.css'

/** A row with its cells in the order of the columns and what is wrong with it. */
export type MendRow = {
  readonly rowNumber: number
  readonly cells: readonly string[]
  readonly reasons: readonly { readonly problem: ImportProblem; readonly detail: string | null }[]
}
/** Cells that were changed, by row: all of its cells. */
export type Mended = Readonly<Record<number, readonly string[]>>

type MendTableProps = {
  readonly headers: readonly string[]
  readonly rows: readonly MendRow[]
  readonly mended: Mended
  readonly onChange: (rowNumber: number, cells: readonly string[]) => void
  /** What Ctrl+Enter does. */
  readonly onSubmit: () => void
}

/** Rows with their cells to be put right where they stand; a bad one is marked and can be dropped. */
export function MendTable({ headers, rows, mended, onChange, onSubmit }: MendTableProps) {
  const { t } = useTranslation('imports')
  const firstBad = rows[0] && Math.max(0, rows[0].cells.findIndex((cell) => isBad(rows[0]!, cell)))
  return (
    <form
      className={css.mend}
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
      onKeyDownCapture={(event) => {
        if (!(event.ctrlKey || event.metaKey) || event.code !== 'Enter') return
        event.preventDefault()
        event.stopPropagation()
        onSubmit()
      }}
    >
      <table>
        <thead>
          <tr>
            <th>{t('result.row')}</th>
            <th>{t('result.reason')}</th>
            {headers.map((header, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- two columns may be called the same
              <th key={index} className="k-cut">{header}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={row.rowNumber} data-changed={mended[row.rowNumber] !== undefined || undefined}>
              <th scope="row">{row.rowNumber}</th>
              <td className={css.mendReason}>
                {row.reasons.map(({ problem, detail }) => (
                  <span key={`${problem}/${detail ?? ''}`} title={detail ?? ''}>{t(`problem.${problem}`)}{detail && <b> {detail}</b>}</span>
                ))}
              </td>
              {headers.map((header, index) => (
                // oxlint-disable-next-line react/no-array-index-key -- two columns may be called the same
                <td key={index}>
                  <MendCell
                    label={t('mend.cell', { row: row.rowNumber, header })}
                    dropLabel={t('mend.drop', { row: row.rowNumber, header })}
                    isFirst={at === 0 && index === firstBad}
                    isBad={isBad(row, row.cells[index] ?? '')}
                    value={(mended[row.rowNumber] ?? row.cells)[index] ?? ''}
                    onChange={(text) => onChange(row.rowNumber, headers.map((_, place) => (place === index ? text : ((mended[row.rowNumber] ?? row.cells)[place] ?? ''))))}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </form>
  )
}

type MendCellProps = {
  readonly label: string
  readonly dropLabel: string
  readonly isFirst: boolean
  readonly isBad: boolean
  readonly value: string
  readonly onChange: (text: string) => void
}

function MendCell({ label, dropLabel, isFirst, isBad, value, onChange }: MendCellProps) {
  return (
    <div className={css.mendCell} data-bad={isBad || undefined}>
      <input aria-label={label} aria-invalid={isBad || undefined} autoFocus={isFirst} value={value} onChange={(event) => onChange(event.currentTarget.value)} />
      {isBad && value !== '' && (
        <ActionIcon size="sm" variant="subtle" color="gray" aria-label={dropLabel} title={dropLabel} onClick={() => onChange('')}>
          <IconX size={13} stroke={1.8} />
        </ActionIcon>
      )}
    </div>
  )
}

/** Whether it is this cell that a row's reason speaks of. */
function isBad({ reasons }: MendRow, cell: string): boolean {
  const text = cell.trim()
  return text !== '' && reasons.some(({ detail }) => detail !== null && detail !== '' && (detail === text || detail.endsWith(`: ${text}`) || (text.includes(detail) && detail.length > 1)))
}

/** Rows that are shown at once. */
export const mendPage = 50

type MendPagesProps = { readonly page: number; readonly total: number; readonly onPage: (page: number) => void }

/** Goes on to the next rows, and back. */
export function MendPages({ page, total, onPage }: MendPagesProps) {
  const { t } = useTranslation('imports')
  const last = Math.max(0, Math.ceil(total / mendPage) - 1)
  if (last === 0) return null
  return (
    <span className={css.mendPages}>
      <button type="button" disabled={page === 0} aria-label={t('mend.previous')} onClick={() => onPage(page - 1)}>‹</button>
      {t('mend.page', { from: page * mendPage + 1, to: Math.min(total, (page + 1) * mendPage), total })}
      <button type="button" disabled={page >= last} aria-label={t('mend.next')} onClick={() => onPage(page + 1)}>›</button>
    </span>
  )
}
