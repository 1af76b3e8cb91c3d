import { IconAlertCircle, IconCalendarEvent, IconChecklist, IconMail, IconPhone, type Icon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { NextStep } from '#shared/contract/deals.ts'
import { useFormat } from '../../app/format.ts'
import { Badge } from '../../ui/Badge.tsx'

export const stepIcons: Readonly<Record<NextStep['kind'], Icon>> = {
  call: IconPhone,
  meeting: IconCalendarEvent,
  mail: IconMail,
  other: IconChecklist
}

/** The next step of a deal on its card: red when late, green today, yellow when there is none, grey later. */
export function DealStepBadge({ next }: { readonly next: NextStep | null }) {
  const { t } = useTranslation('deals')
  const format = useFormat()
  if (next === null) return <Badge kind="warn" icon={IconAlertCircle}>{t('board.noNext')}</Badge>
  const when = next.at === null ? format.relativeDay(next.on) : format.dayTime(next.at)
  const what = t(`kind.${next.kind}`)
  return (
    <Badge kind={next.state === 'overdue' ? 'overdue' : next.state === 'today' ? 'ok' : 'future'} icon={stepIcons[next.kind]} title={`${what}, ${when}`}>
      {next.state === 'overdue' ? t('board.overdue') : when}
    </Badge>
  )
}
