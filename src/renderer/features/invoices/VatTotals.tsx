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
            <tr key={row.vatCode}>
              <td>{vatLabel(row.vatCode, row.percentBp, t)}</td>
              <td>{amount(row.netMinor)}</td>
              <td>{amount(row.vatMinor)}</td>
              <td>{amount(row.grossMinor)}</td>
            </tr>
          ))}
          {rows.length !== 1 && (
            <tr>
              <td>{t('edit.total')}</td>
              <td>{amount(netMinor)}</td>
              <td>{amount(vatMinor)}</td>
              <td>{amount(grossMinor)}</td>
            </tr>
          )}
        </tbody>
      </table>
      <div className={css.gross}>
        <span>{t('column.gross')}</span>
        <span className="k-number" data-testid="gross">{format.money(grossMinor, currency)}</span>
      </div>
    </>
  )
}
