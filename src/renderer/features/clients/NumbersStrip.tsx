import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClientSums } from '#shared/contract/card.ts'
import type { ClientCard } from '#shared/contract/clients.ts'
import { dayOf, daysBetween } from '#shared/day.ts'
import { useRead } from '../../app/data.ts'
import { useFirm, useFormat } from '../../app/format.ts'
import { Money } from '../../app/Money.tsx'
import css from './clients.module.css'

/** What the client is worth, in one line (metrics.md 5.3): net, the firm's currency first, others beneath it. */
export function NumbersStrip({ client, currency }: { readonly client: ClientCard; readonly currency: string }) {
  const { t } = useTranslation('card')
  const format = useFormat()
  const { timeZone } = useFirm()
  const numbers = useRead('clients.numbers', { id: client.id })
  if (!numbers.data) return <div className={css.numbers} />
  const { firstOn, lastOn, sums } = numbers.data
  const quiet = client.lastContactAt === null ? null : daysBetween(dayOf(client.lastContactAt, timeZone), format.today)
  const base = sums.find((sum) => sum.currency === currency)
  const uncosted = base?.uncostedCount ?? 0
  const each = (of: (sum: ClientSums) => number | null) => (
    <Sums sums={sums.flatMap((sum) => { const minor = of(sum); return minor === null ? [] : [{ currency: sum.currency, minor }] })} />
  )
  const yearCount = sums.reduce((sum, one) => sum + one.yearCount, 0)
  const overdue = client.receivables.filter((sum) => sum.overdueMinor > 0)
  const withoutCost = (count: number) => (count === 0 ? undefined : t('numbers.uncosted', { count }))
  return (
    <dl className={css.numbers}>
      <Figure label={t('numbers.firstPurchase')}>{firstOn === null ? '–' : format.day(firstOn)}</Figure>
      <Figure label={t('numbers.lastPurchase')}>{lastOn === null ? '–' : format.day(lastOn)}</Figure>
      <Figure label={t('numbers.yearPurchases')} hint={yearCount === 0 ? undefined : each((sum) => (sum.yearCount === 0 ? null : sum.yearNetMinor))}>
        {format.count(yearCount)}
      </Figure>
      <Figure label={t('numbers.average')}>{each((sum) => sum.averageMinor)}</Figure>
      <Figure label={t('numbers.yearMargin')} hint={withoutCost(base?.yearUncostedCount ?? 0)}>{each((sum) => sum.yearMarginMinor)}</Figure>
      <Figure label={t('numbers.lifetime')} hint={withoutCost(uncosted)} title={t('numbers.lifetimeHint')}>{each((sum) => sum.marginMinor)}</Figure>
      <Figure label={t('numbers.lastContact')}>{quiet === null ? t('numbers.never') : quiet === 0 ? format.relativeDay(format.today) : t('numbers.days', { count: quiet })}</Figure>
      <Figure
        label={t('numbers.due')}
        tone={overdue.length > 0 ? 'overdue' : undefined}
        hint={overdue.length === 0 ? undefined : <>{t('numbers.overdue')} <Sums sums={overdue.map((sum) => ({ currency: sum.currency, minor: sum.overdueMinor }))} /></>}
      >
        <Sums sums={client.receivables.map((sum) => ({ currency: sum.currency, minor: sum.dueMinor }))} />
      </Figure>
    </dl>
  )
}

type FigureProps = { readonly label: string; readonly children: ReactNode; readonly hint?: ReactNode; readonly title?: string; readonly tone?: 'overdue' | undefined }

function Figure({ label, children, hint, title, tone }: FigureProps) {
  return (
    <div className={css.figure} title={title}>
      <dt>{label}</dt>
      <dd className="k-number">{children}</dd>
      {hint !== undefined && <dd className={css.figureHint} data-tone={tone}>{hint}</dd>}
    </div>
  )
}

function Sums({ sums }: { readonly sums: readonly { readonly currency: string; readonly minor: number }[] }) {
  if (sums.length === 0) return '–'
  return sums.map(({ currency, minor }) => <span key={currency} className={css.sum}><Money minor={minor} currency={currency} style="short" /></span>)
}
