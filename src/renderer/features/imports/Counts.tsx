import { useTranslation } from 'react-i18next'
import type { ImportPartCheck } from '#shared/contract/imports.ts'
import { useFormat } from '../../app/format.ts'
import { StatTile } from '../../ui/StatTile.tsx'
import css from './imports.module.css'

type Counted = Pick<ImportPartCheck, 'rowsRead' | 'createdCount' | 'updatedCount' | 'duplicateCount' | 'failedCount' | 'emptyCount' | 'warningCount'>
type CountsProps = {
  readonly counts: Counted
  /** Nothing is written yet. */
  readonly isAhead?: boolean
  readonly onCreated?: () => void
}

/** Rows read are the sum of what became of them: the user can see that nothing was lost on the way. */
export function Counts({ counts, isAhead, onCreated }: CountsProps) {
  const { t } = useTranslation('imports')
  const { count } = useFormat()
  return (
    <div className={css.counts} role="group" aria-label={t('counts.label')}>
      <StatTile label={t('counts.read')} value={count(counts.rowsRead)} />
      <span aria-hidden>=</span>
      <StatTile label={t(isAhead ? 'counts.willCreate' : 'counts.created')} value={count(counts.createdCount)} tone="ok" {...(onCreated && { onClick: onCreated })} />
      <span aria-hidden>+</span>
      <StatTile label={t(isAhead ? 'counts.willUpdate' : 'counts.updated')} value={count(counts.updatedCount)} />
      <span aria-hidden>+</span>
      <StatTile label={t('counts.duplicate')} value={count(counts.duplicateCount)} />
      <span aria-hidden>+</span>
      <StatTile label={t(isAhead ? 'counts.willFail' : 'counts.failed')} value={count(counts.failedCount)} {...(counts.failedCount > 0 && { tone: 'overdue' as const })} />
      <span aria-hidden>+</span>
      <StatTile label={t('counts.empty')} value={count(counts.emptyCount)} />
      <div className={css.remarks} title={t('counts.warningHint')}>
        <StatTile label={t('counts.warning')} value={count(counts.warningCount)} />
      </div>
    </div>
  )
}
