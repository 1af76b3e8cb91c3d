import { Button, Group } from '@mantine/core'
import { IconAlertTriangle, IconCopy, IconPhone, IconPhoneOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { isQuietTime } from '#shared/consent.ts'
import type { ClientCard, ClientPhone } from '#shared/contract/clients.ts'
import { clockOf } from '#shared/countries.ts'
import { countryOfPhone, formatPhone } from '#shared/phone.ts'
import { minuteOfDay } from '#shared/when.ts'
import { notifyDone } from '../../app/notify.ts'
import { useNow } from '../../app/useNow.ts'
import { Badge } from '../../ui/Badge.tsx'
import { copyText } from '../../ui/copyText.ts'
import { gateOf, reachOut } from './reachOut.ts'
import css from './clients.module.css'

type PhoneButtonProps = { readonly client: Pick<ClientCard, 'id' | 'country' | 'consents'>; readonly phone: ClientPhone; readonly isMain?: boolean }

/** A number to ring and to copy, with the time where it rings; where no offer may be made it says why. */
export function PhoneButton({ client, phone, isMain }: PhoneButtonProps) {
  const { t } = useTranslation(['clients', 'card'])
  const now = useNow()
  const number = formatPhone(phone.e164)
  if (phone.isForbidden || phone.isBad) {
    return (
      <Badge kind={phone.isForbidden ? 'overdue' : 'plain'} icon={IconPhoneOff} title={phone.isForbidden ? t('card:gate.doNotCall') : undefined}>
        {number} · {t(phone.isForbidden ? 'card.forbidden' : 'card.bad')}
      </Badge>
    )
  }
  const { gate, reason } = gateOf(client, 'call', phone)
  const timeZone = clockOf(countryOfPhone(phone.e164) ?? client.country)
  const minute = timeZone === null ? null : minuteOfDay(now, timeZone)
  const isQuiet = minute !== null && isQuietTime(minute)
  const about = [phone.label, t(`card:gate.${reason}`), isQuiet && t('card:quiet')].filter(Boolean).join('. ')
  const Picture = gate === 'closed' ? IconPhoneOff : gate === 'warn' || isQuiet ? IconAlertTriangle : IconPhone
  return (
    <Group gap={0} wrap="nowrap">
      <Button
        className={css.ring}
        variant={isMain && gate !== 'closed' ? 'filled' : 'default'}
        data-gate={gate}
        leftSection={<Picture size={15} stroke={1.6} />}
        title={about}
        onClick={() => void reachOut({ clientId: client.id, channel: 'call', address: phone.e164 })}
      >
        <span className="k-number">{number}</span>
        {minute !== null && <span className={css.ringTime} aria-hidden>{clock(minute)}</span>}
        {gate !== 'open' && <span className={css.ringWhy} aria-hidden>{t(`card:gateShort.${reason}`)}</span>}
      </Button>
      <Button
        className={css.ringCopy}
        variant="default"
        px={7}
        ml={-1}
        aria-label={`${t('card.copyNumber')}: ${number}`}
        title={t('card.copyNumber')}
        onClick={() => void copyText(phone.e164).then(() => notifyDone(t('card.copied')))}
      >
        <IconCopy size={15} stroke={1.6} />
      </Button>
    </Group>
  )
}

/** Minutes after midnight as a clock shows them. */
function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}
