import { useTranslation } from 'react-i18next'
import type { VatRow } from '#shared/vat.ts'
import { useFormat } from '../../app/format.ts'
import css from './invoices.module.css'
import { vatLabel } from './vatLabel.ts'

type VatTotalsProps = {
  readonly rows: readonly VatRow[]
  readonly netMinor: number
  readonly vatMinor: number
  readonly grossMinor: number
  readonly currency: string
}

/** Net, tax and gross per rate and in all. */
export function VatTotals({ rows, netMinor, vatMinor, grossMinor, currency }: VatTotalsProps) {
  const { t } = useTranslation('invoices')
  const format = useFormat()
  const amount = (minor: number) => format.money(minor, currency, 'plain')
  return (
    <>
      <table className={css.totals}>
        <thead>
          <tr>
            <th>{t('column.vat')}</th>
            <th>{t('column.net')}</th>
            <th>{t('column.vat')}</th>
            <th>{t('column.gross')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <VatCells key={row.vatCode} label={vatLabel(row.vatCode, row.percentBp, t)} sums={row} amount={amount} />
          ))}
          {rows.length !== 1 && <VatCells label={t('edit.total')} sums={{ netMinor, vatMinor, grossMinor }} amount={amount} />}
        </tbody>
      </table>
      <div className={css.gross}>
        <span>{t('column.gross')}</span>
        <span className="k-number" data-testid="gross">{format.money(grossMinor, currency)}</span>
      </div>
    </>
  )
}

type VatCellsProps = {
  readonly label: string
  readonly sums: Pick<VatRow, 'netMinor' | 'vatMinor' | 'grossMinor'>
  readonly amount: (minor: number) => string
}

/** One line of a table of tax, on the screen and on paper. */
export function VatCells({ label, sums, amount }: VatCellsProps) {
  return (
    <tr>
      <td>{label}</td>
      <td>{amount(sums.netMinor)}</td>
      <td>{amount(sums.vatMinor)}</td>
      <td>{amount(sums.grossMinor)}</td>
    </tr>
  )
}
