import { useTranslation } from 'react-i18next'
import type { DealStep } from '#shared/contract/deals.ts'
import { dayOf } from '#shared/day.ts'
import { useFirm, useFormat } from '../../app/format.ts'
import css from './deals.module.css'

type StageRibbonProps = {
  readonly steps: readonly DealStep[]
  readonly nameOf: (stageId: string) => string
  /** Left out for a closed deal: its stages cannot be changed. */
  readonly onMove?: (stageId: string) => void
}

/** Where the deal has been, since when and for how long; a click moves it (S-53). */
export function StageRibbon({ steps, nameOf, onMove }: StageRibbonProps) {
  const { t } = useTranslation('deals')
  const format = useFormat()
  const { timeZone } = useFirm()
  const factsOf = (step: DealStep): string => {
    if (step.state === 'skipped') return t('card.skipped')
    if (step.enteredAt === null || step.days === null) return ''
    return `${format.day(dayOf(step.enteredAt, timeZone)).slice(0, 5)} · ${t('board.days', { count: step.days })}`
  }
  return (
    <nav className={css.ribbon} aria-label={t('card.ribbon')}>
      {steps.map((step) => {
        const name = nameOf(step.stageId)
        const isCurrent = step.state === 'current'
        const facts = factsOf(step)
        return (
          <button
            key={step.stageId}
            type="button"
            className={css.step}
            data-state={step.state}
            data-lost={step.isLostHere || undefined}
            aria-current={isCurrent ? 'step' : undefined}
            disabled={!onMove || isCurrent}
            title={isCurrent || !onMove ? name : t('card.moveTo', { stage: name })}
            onClick={() => onMove?.(step.stageId)}
          >
            <div className={css.stepName}>{name}</div>
            {facts !== '' && <div className={`${css.stepFacts} k-number`}>{facts}</div>}
          </button>
        )
      })}
    </nav>
  )
}
