import { useTranslation } from 'react-i18next'
import type { ClientFilter } from '#shared/contract/clients.ts'
import { useRead } from '../../app/data.ts'
import { useFormat } from '../../app/format.ts'
import { Card } from '../../ui/Page.tsx'
import { StatTile } from '../../ui/StatTile.tsx'
import { buyersFilter, type Cell, cohortFilter, loyaltyFilter, repeatFilter } from './cells.ts'
import css from './analysis.module.css'

type LoyaltyTabProps = { readonly narrowed: { readonly filter?: ClientFilter }; readonly onOpen: (cell: Cell) => void }

/** How often clients buy, who stayed, who fell silent, and what one is expected to bring (metrics.md 5.3, S-18). */
export function LoyaltyTab({ narrowed, onOpen }: LoyaltyTabProps) {
  const { t } = useTranslation('analysis')
  const format = useFormat()
  const read = useRead('analysis.loyalty', narrowed)
  if (read.error) throw read.error
  if (!read.data) return null
  const loyalty = read.data
  const money = (minor: number | null) => (minor === null ? '–' : format.money(minor, loyalty.baseCurrency))
  const share = (value: number | null) => (value === null ? '–' : format.percent(value, 1))
  const active: Cell = { title: t('loyalty.activeTitle'), filter: buyersFilter }
  return (
    <>
      <div className={css.tiles} data-four>
        <StatTile label={t('loyalty.active')} value={format.count(loyalty.activeCount)} onClick={() => onOpen(active)} />
        <StatTile label={t('loyalty.perActive')} value={loyalty.purchasesPerActive === null ? '–' : format.number(loyalty.purchasesPerActive, 1)} onClick={() => onOpen(active)} />
        <StatTile label={t('loyalty.average')} value={money(loyalty.averageCheckMinor)} onClick={() => onOpen(active)} />
        <StatTile
          label={t('loyalty.churn')}
          value={share(loyalty.churn)}
          hint={t('loyalty.churnHint', { lost: format.count(loyalty.lostCount), all: format.count(loyalty.atStartCount) })}
          onClick={() => onOpen({ title: t('loyalty.lostTitle'), filter: loyaltyFilter('lost') })}
        />
        <StatTile label={t('loyalty.retention')} value={share(loyalty.retention)} onClick={() => onOpen({ title: t('loyalty.keptTitle'), filter: loyaltyFilter('kept') })} />
        <StatTile
          label={t('loyalty.repeat')}
          value={share(loyalty.repeatRate)}
          hint={t('loyalty.repeatHint')}
          onClick={() => onOpen({ title: t('loyalty.repeat'), filter: repeatFilter(loyalty.startOn) })}
        />
        <StatTile
          label={t('loyalty.lifetime')}
          value={money(loyalty.lifetimeValueMinor)}
          hint={
            loyalty.lifetimeValueMinor === null || loyalty.marginShare === null || loyalty.expectedYears === null
              ? t('loyalty.lifetimeUnknown')
              : t('loyalty.lifetimeHint', { margin: format.percent(loyalty.marginShare, 0), years: format.number(loyalty.expectedYears, 1) })
          }
          onClick={() => onOpen(active)}
        />
      </div>
      <p className={css.notes}>{t('loyalty.rule')}</p>
      <Card title={t('loyalty.cohorts')} padding={false}>
        <table className={css.table}>
          <thead>
            <tr>
              <th data-words>{t('loyalty.year')}</th>
              <th>{t('loyalty.buyers')}</th>
              <th>{t('loyalty.again')}</th>
              <th>{t('loyalty.rate')}</th>
            </tr>
          </thead>
          <tbody>
            {loyalty.cohorts.map((cohort) => {
              const name = String(cohort.year)
              const again = () => onOpen({ title: `${t('loyalty.again')}, ${name}`, filter: cohortFilter(cohort.year, true) })
              return (
                <tr key={cohort.year}>
                  <td data-words>{name}{!cohort.isComplete && <span className="k-muted"> · {t('loyalty.incomplete')}</span>}</td>
                  <td><button type="button" className={css.cell} onClick={() => onOpen({ title: `${t('loyalty.year')}, ${name}`, filter: cohortFilter(cohort.year, false) })}>{format.count(cohort.buyerCount)}</button></td>
                  <td><button type="button" className={css.cell} onClick={again}>{format.count(cohort.repeatCount)}</button></td>
                  <td><button type="button" className={css.cell} onClick={again}>{format.percent(cohort.repeatCount / Math.max(1, cohort.buyerCount), 0)}</button></td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </Card>
    </>
  )
}
