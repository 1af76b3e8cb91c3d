import { Tooltip } from '@mantine/core'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { BoardColumn } from '#shared/contract/deals.ts'
import { useFormat } from '../../app/format.ts'
import { Crowded } from './Crowded.tsx'
import css from './deals.module.css'

/** The head of a column: its name, how many, how much, how long on average; a warning where too many stand (S-92). */
export function BoardHead({ column, name, currency }: { readonly column: BoardColumn; readonly name: string; readonly currency: string }) {
  const { t } = useTranslation('deals')
  const format = useFormat()
  const own = column.sums.find((sum) => sum.currency === currency)?.amountMinor ?? 0
  const others = column.sums.filter((sum) => sum.currency !== currency && sum.amountMinor > 0)
  const facts = [
    format.count(column.count),
    format.money(own, currency, 'short') + (others.length > 0 ? ' +' : ''),
    ...(column.averageDays === null ? [] : [t('board.days', { count: Math.round(column.averageDays) })])
  ]
  const more = [
    facts.join(' · '),
    ...(others.length > 0 ? [t('board.otherCurrencies', { sums: others.map((sum) => format.money(sum.amountMinor, sum.currency)).join(', ') })] : []),
    t('board.weighted', { sum: format.money(column.weightedMinor, currency), percent: format.percent(column.probabilityBp / 10_000) }),
    ...(column.ageLimitDays === null ? [] : [t('board.limit', { count: column.ageLimitDays })]),
    ...(column.overLimitCount > 0 ? [t('board.overLimit', { count: column.overLimitCount })] : [])
  ]
  return (
    <Tooltip label={<span style={{ whiteSpace: 'pre-line' }}>{[name, ...more].join('\n')}</span>} position="bottom-start" multiline>
      <div className={css.head}>
        <div className={css.headName}>{name}</div>
        <div className={css.headFacts}>
          {facts.map((fact, index) => (
            <Fragment key={fact}>
              {index > 0 && <i> · </i>}
              <span className="k-number">{fact}</span>
            </Fragment>
          ))}
          {column.crowdedShare !== null && <Crowded share={column.crowdedShare} />}
        </div>
      </div>
    </Tooltip>
  )
}
