import { Button, Group } from '@mantine/core'
import { IconShieldCheck, IconShieldExclamation, IconShieldOff } from '@tabler/icons-react'
import type { ReactNode, Ref } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallClient, CallConsent, CallListRow, CallPurpose } from '#shared/contract/calls.ts'
import { dayOf } from '#shared/day.ts'
import { useCommand } from '../../app/data.ts'
import { useFirm, useFormat } from '../../app/format.ts'
import { notifyDone } from '../../app/notify.ts'
import { Badge } from '../../ui/Badge.tsx'
import css from './calls.module.css'

/** What is on file about calls, in a word. */
export function ConsentBadge({ consent }: { readonly consent: CallConsent }) {
  const { t } = useTranslation('calls')
  const format = useFormat()
  const { timeZone } = useFirm()
  const day = consent.at === null ? '' : format.day(dayOf(consent.at, timeZone))
  const title = consent.basis ?? undefined
  if (consent.state === 'given') return <Badge kind="ok" icon={IconShieldCheck} title={title}>{t('consent.given', { day })}</Badge>
  if (consent.state === 'withdrawn') return <Badge kind="overdue" icon={IconShieldOff} title={title}>{t('consent.withdrawn', { day })}</Badge>
  if (consent.gate === 'open') return null
  return <Badge kind="warn" icon={IconShieldExclamation} title={consent.gate === 'warn' ? t('consent.warn') : undefined}>{t('consent.unknown')}</Badge>
}

type ConsentGateProps = {
  readonly client: CallClient
  readonly list: CallListRow
  readonly onRecord: () => void
  readonly firstRef: Ref<HTMLButtonElement>
  readonly children: ReactNode
}

/** In place of the number: why no offer may be made, and the two ways on, each written down. */
export function ConsentGate({ client, list, onRecord, firstRef, children }: ConsentGateProps) {
  const { t } = useTranslation('calls')
  const change = useCommand('calls.changeList')
  const mark = (purpose: CallPurpose) =>
    change.mutate(
      { listId: list.id, change: { purpose } },
      {
        onSuccess: ({ changeId }) =>
          notifyDone(t('consent.purposeChanged', { purpose: t(`purpose.${purpose}`) }), changeId)
      }
    )
  return (
    <div className={css.gate} role="note">
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <span className={css.gateText}>{t(client.consent.state === 'withdrawn' ? 'consent.closedWithdrawn' : 'consent.closed')}</span>
        {children}
      </Group>
      <Group gap="xs">
        <Button ref={firstRef} variant="default" leftSection={<IconShieldCheck size={15} stroke={1.6} />} onClick={onRecord}>
          {t('consent.record')}
        </Button>
        <Button variant="subtle" onClick={() => mark('contract')}>{t('consent.contract')}</Button>
        <Button variant="subtle" onClick={() => mark('service')}>{t('consent.service')}</Button>
      </Group>
    </div>
  )
}
