import type { TFunction } from 'i18next'
import type { ListFilled } from '#shared/contract/calls.ts'

/** How many clients came into a list, and how many were left out and why. */
export function filledText(t: TFunction<'calls'>, filled: ListFilled): string {
  const left = (['noNumberCount', 'badNumberCount', 'forbiddenCount', 'knownCount'] as const).flatMap((key) =>
    filled[key] === 0 ? [] : [t(`left.${key}`, { count: filled[key] })]
  )
  return [t('made', { count: filled.addedCount }), ...left].join('; ')
}
