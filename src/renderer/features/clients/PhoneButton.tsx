import { Button, Group } from '@mantine/core'
import { IconCopy, IconPhone, IconPhoneOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ClientPhone } from '#shared/contract/clients.ts'
import { formatPhone } from '#shared/phone.ts'
import { notifyDone } from '../../app/notify.ts'
import { Badge } from '../../ui/Badge.tsx'
import { copyText } from '../../ui/copyText.ts'
import { dial } from './reachOut.ts'

/** A number to ring and to copy; one that must not be called only says so. */
export function PhoneButton({ phone, isMain }: { readonly phone: ClientPhone; readonly isMain?: boolean }) {
  const { t } = useTranslation('clients')
  const number = formatPhone(phone.e164)
  if (phone.isForbidden || phone.isBad) {
    return (
      <Badge kind={phone.isForbidden ? 'overdue' : 'plain'} icon={IconPhoneOff}>
        {number} · {t(phone.isForbidden ? 'card.forbidden' : 'card.bad')}
      </Badge>
    )
  }
  return (
    <Group gap={0} wrap="nowrap">
      <Button
        variant={isMain ? 'filled' : 'default'}
        leftSection={<IconPhone size={15} stroke={1.6} />}
        title={phone.label ?? t('card.call')}
        onClick={() => dial(phone.e164)}
        style={{ borderTopRightRadius: 0, borderBottomRightRadius: 0 }}
      >
        <span className="k-number">{number}</span>
      </Button>
      <Button
        variant="default"
        px={7}
        ml={-1}
        aria-label={`${t('card.copyNumber')}: ${number}`}
        title={t('card.copyNumber')}
        onClick={() => void copyText(phone.e164).then(() => notifyDone(t('card.copied')))}
        style={{ borderTopLeftRadius: 0, borderBottomLeftRadius: 0 }}
      >
        <IconCopy size={15} stroke={1.6} />
      </Button>
    </Group>
  )
}
