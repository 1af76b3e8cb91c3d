import { IconCalendarEvent, IconChecklist, IconMail, IconPhone, IconPhoneCall, type Icon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { NextStep } from '#shared/contract/clients.ts'
import { dayOf } from '#shared/day.ts'
import { useFirm, useFormat } from '../../app/format.ts'
import { useNow } from '../../app/useNow.ts'
import { Badge } from '../../ui/Badge.tsx'

const icons: Readonly<Record<NextStep['kind'], Icon>> = {
  call: IconPhone,
  meeting: IconCalendarEvent,
  mail: IconMail,
  other: IconChecklist,
  callback: IconPhoneCall
}

/** When the next thing is due and what it is: red when its time has passed, green today, grey later. */
export function NextStepBadge({ next, hasText }: { readonly next: NextStep; readonly hasText?: boolean }) {
  const { t } = useTranslation('clients')
  const format = useFormat()
  const { timeZone } = useFirm()
  const now = useNow()
  const day = dayOf(next.at, timeZone)
  const isLate = day < format.today || (next.isTimed && next.at < now)
  const when = next.isTimed ? format.dayTime(next.at) : format.relativeDay(day)
  const what = next.text === '' ? t(`task.kind.${next.kind}`) : next.text
  return (
    <Badge kind={isLate ? 'overdue' : day === format.today ? 'ok' : 'future'} icon={icons[next.kind]} title={`${t(`task.kind.${next.kind}`)}: ${what}`}>
      {isLate && <span className="k-spoken">{t('next.overdue')} </span>}
      {when}
      {hasText && ` · ${what}`}
    </Badge>
  )
}
