import { useTranslation } from 'react-i18next'
import type { ImportOutcome } from '#shared/contract/imports.ts'
import { Badge, type BadgeKind } from '../../ui/Badge.tsx'

const kinds: Readonly<Record<ImportOutcome, BadgeKind>> = { failed: 'overdue', duplicate: 'future', warning: 'warn' }

/** What became of a row that there is something to tell about. */
export function OutcomeBadge({ outcome }: { readonly outcome: ImportOutcome }) {
  const { t } = useTranslation('imports')
  return <Badge kind={kinds[outcome]}>{t(`outcome.${outcome}`)}</Badge>
}
