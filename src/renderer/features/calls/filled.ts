import type { TFunction } from 'i18next'
import type { ListFilled } from '#shared/contract/calls.ts'

/** How many clients a new list has, and how many were left out and why. */
export function filledText(t: TFunction<'calls'>, filled: ListFilled): string {
  return [t('made', { count: filled.addedCount }), ...leftOut(t, filled)].join('; ')
}

/** How many clients came into a list that was there, and how many did not and why. */
export function addedText(t: TFunction<'calls'>, filled: ListFilled, name: string): string {
  const added = filled.addedCount === 0 ? t('add.nobody', { name }) : t('add.done', { count: filled.addedCount, name })
  return [added, ...leftOut(t, filled)].join('; ')
}

function leftOut(t: TFunction<'calls'>, filled: ListFilled): string[] {
  return (['noNumberCount', 'badNumberCount', 'forbiddenCount', 'knownCount'] as const).flatMap((key) =>
    filled[key] === 0 ? [] : [t(`left.${key}`, { count: filled[key] })]
  )
}
