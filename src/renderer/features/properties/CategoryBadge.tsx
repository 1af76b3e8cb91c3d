import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Category } from '#shared/contract/properties.ts'
import css from './properties.module.css'

type CategoryBadgeProps = { readonly category: Category; readonly onTakeOff?: () => void }

/** A label that a client carries: its colour beside its word. */
export function CategoryBadge({ category, onTakeOff }: CategoryBadgeProps) {
  const { t } = useTranslation('properties')
  return (
    <span className={css.category} title={category.name}>
      <span className={css.dot} data-color={category.color ?? undefined} aria-hidden />
      <span className="k-cut">{category.name}</span>
      {onTakeOff && (
        <button type="button" className={css.takeOff} aria-label={t('category.takeOff', { name: category.name })} onClick={onTakeOff}>
          <IconX size={12} stroke={1.8} />
        </button>
      )}
    </span>
  )
}
