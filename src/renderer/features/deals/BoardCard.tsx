import { IconCoinOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { BoardCard as Card } from '#shared/contract/deals.ts'
import { useFormat } from '../../app/format.ts'
import { Avatar, initialsOf } from '../../ui/Avatar.tsx'
import { DealStepBadge } from './DealStep.tsx'
import css from './deals.module.css'

/** A deal on the board: who, what for, how much, how long here against the limit, and what is next. */
export function BoardCard({ card, ownerName }: { readonly card: Card; readonly ownerName: string }) {
  const { t } = useTranslation('deals')
  const format = useFormat()
  const share = card.ageLimitDays === null || card.ageLimitDays === 0 ? 0 : Math.min(1, card.ageDays / card.ageLimitDays)
  const age = card.ageLimitDays === null ? '' : t('board.ageOfLimit', { age: card.ageDays, limit: card.ageLimitDays })
  return (
    <div className={css.card}>
      <div className={css.cardClient}>
        <span title={card.clientName}>{card.clientName}</span>
        {card.hasDebt && (
          <span className={css.debt} title={t('board.debt')} role="img" aria-label={t('board.debt')}>
            <IconCoinOff size={14} stroke={1.7} />
          </span>
        )}
      </div>
      <div className={css.cardTitle} title={card.title}>{card.title}</div>
      <div className={`${css.cardAmount} k-number`}>{format.money(card.amountMinor, card.currency, 'short')}</div>
      <div className={css.cardAge} data-stuck={card.isStuck || undefined}>{t('board.days', { count: card.ageDays })}</div>
      <div className={css.cardStep}><DealStepBadge next={card.next} /></div>
      {ownerName !== '' && <div className={css.cardOwner}><Avatar initials={initialsOf(ownerName)} name={ownerName} /></div>}
      <div className={css.bar} data-over={card.isStuck || undefined} title={card.isStuck ? `${t('board.stuck')}: ${age}` : age}>
        <i style={{ width: `${(card.isStuck ? 1 : share) * 100}%` }} />
      </div>
    </div>
  )
}
