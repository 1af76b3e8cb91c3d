import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallClient, CallHistoryItem } from '#shared/contract/calls.ts'
import { dayOf } from '#shared/day.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFirm, useFormat } from '../../app/format.ts'
import { Tabs } from '../../ui/Tabs.tsx'
import { Nothing } from '../../ui/Page.tsx'
import css from './calls.module.css'

/** What happened before, open deals, and what the client owes. */
export function SidePane({ client }: { readonly client: CallClient | null }) {
  const { t } = useTranslation('calls')
  const [tab, setTab] = useState('history')
  if (!client) return <section className={css.side} />
  return (
    <section className={css.side} aria-label={t('side.history')}>
      <Tabs
        label={t('side.history')}
        value={tab}
        onChange={setTab}
        items={[
          { value: 'history', label: t('side.history') },
          { value: 'deals', label: t('side.deals'), count: client.deals.length }
        ]}
      />
      <div className={css.sideBody}>
        {tab === 'history' ? <History items={client.history} /> : <Deals deals={client.deals} />}
        <Debts debts={client.debts} />
      </div>
    </section>
  )
}

function History({ items }: { readonly items: readonly CallHistoryItem[] }) {
  const { t } = useTranslation('calls')
  const format = useFormat()
  const words = useDictionaries()
  const { timeZone } = useFirm()
  if (items.length === 0) return <Nothing padding={false}>{t('side.noHistory')}</Nothing>

  function kindOf(item: CallHistoryItem): string {
    if (item.kind === 'task') return t(`side.task.${item.taskKind}`)
    if (item.kind === 'call') return `${t('side.call')} ${t('side.attempt', { number: item.attemptNumber })}`
    return t(`side.${item.kind}`)
  }

  function textOf(item: CallHistoryItem): string {
    if (item.kind === 'call') return [words.callOutcome(item), item.text].filter(Boolean).join('. ')
    if (item.kind === 'deal') return `${item.title}: ${words.stageName(item.stageId)}`
    if (item.kind === 'consent') return [t(item.state === 'given' ? 'side.consentGiven' : 'side.consentWithdrawn'), item.basis].filter(Boolean).join(': ')
    return item.text
  }

  return (
    <ol className={css.history}>
      {items.map((item) => (
        <li key={`${item.kind} ${item.id}`}>
          <span className={css.label}>{format.relativeDay(dayOf(item.at, timeZone))} · {kindOf(item)}</span>
          <span className={`${css.historyText} k-selectable`}>{textOf(item)}</span>
        </li>
      ))}
    </ol>
  )
}

function Deals({ deals }: Pick<CallClient, 'deals'>) {
  const { t } = useTranslation('calls')
  const format = useFormat()
  const words = useDictionaries()
  if (deals.length === 0) return <Nothing padding={false}>{t('side.noDeals')}</Nothing>
  return (
    <ol className={css.history}>
      {deals.map((deal) => (
        <li key={deal.id}>
          <a className={css.historyText} href={`#/deals/${deal.id}`}>{deal.title}</a>
          <span className={css.label}>
            {words.stageName(deal.stageId)} · <span className="k-number">{format.money(deal.amountMinor, deal.currency)}</span>
          </span>
          <span className={css.label}>
            {deal.next === null ? t('side.noNextStep') : t('side.nextStep', { day: format.relativeDay(deal.next.on), text: deal.next.text })}
          </span>
        </li>
      ))}
    </ol>
  )
}

function Debts({ debts }: Pick<CallClient, 'debts'>) {
  const { t } = useTranslation('calls')
  const format = useFormat()
  return debts.map((debt) => {
    const money = format.money(debt.dueMinor, debt.currency)
    const isLate = debt.daysLate > 0
    const text = isLate
      ? t('side.overdue', { money, count: debt.daysLate })
      : t('side.due', { money, day: debt.dueOn === null ? '–' : format.day(debt.dueOn) })
    return (
      <a key={debt.invoiceId} className={css.debt} data-late={isLate || undefined} href={`#/invoices/${debt.invoiceId}`}>
        {text}
        {debt.number !== null && <span className="k-muted"> ({debt.number})</span>}
      </a>
    )
  })
}
