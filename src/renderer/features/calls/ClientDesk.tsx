import { Button, Textarea } from '@mantine/core'
import { IconClock, IconCopy, IconMapPin, IconPhone, IconPhoneOff, IconPlayerPlay, IconUserPlus } from '@tabler/icons-react'
import type { Ref } from 'react'
import { Trans, useTranslation } from 'react-i18next'
import type { CallClient, CallPhone, CallQueue } from '#shared/contract/calls.ts'
import { formatPhone } from '#shared/phone.ts'
import { minuteOfDay } from '#shared/when.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { useFormat } from '../../app/format.ts'
import { go } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.ts'
import { Badge } from '../../ui/Badge.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import css from './calls.module.css'
import { clockText, spanText } from './clock.ts'
import { ConsentBadge, ConsentGate } from './Consent.tsx'
import { filledScript } from './script.ts'
import type { CallDesk } from './useCallDesk.ts'
import { useNowEvery } from '../../app/useNow.ts'

type ClientDeskProps = {
  readonly desk: CallDesk
  readonly queue: CallQueue
  readonly noteRef: Ref<HTMLTextAreaElement>
  readonly dialRef: Ref<HTMLButtonElement>
}

/** The client on the desk: who, which number, what to say, what was said. */
export function ClientDesk({ desk, queue, noteRef, dialRef }: ClientDeskProps) {
  const { t } = useTranslation('calls')
  const status = useRead('app.status', {})
  const { client } = desk
  if (desk.pausedAt !== null) return <Paused since={desk.pausedAt} onResume={desk.pause} />
  if (!client) return <Done queue={queue} />
  const script = queue.list.script === null ? null : filledScript(queue.list.script, client, desk.phone, status.data?.userName ?? '')
  return (
    <section className={css.client} aria-label={client.client.name}>
      <Head client={client} />
      {desk.isBlocked ? (
        <ConsentGate client={client} list={queue.list} onRecord={() => desk.ask({ kind: 'consent' })} firstRef={dialRef}>
          <ReachButton desk={desk} />
          <LaterButton desk={desk} />
        </ConsentGate>
      ) : (
        <Phones desk={desk} client={client} dialRef={dialRef} />
      )}
      {script !== null && (
        <div className={css.script}>
          <span className={css.label}>{t('strip.script')}</span>
          <p className="k-selectable">{script.map(({ text, isFilled }, index) => (isFilled ? <b key={index} title={t('strip.filledIn')}>{text}</b> : text))}</p>
        </div>
      )}
      <Textarea
        ref={noteRef}
        className={css.note}
        label={
          <>
            {t('strip.note')} <Kbd keys="KeyN" />
          </>
        }
        placeholder={t('strip.notePlaceholder')}
        maxLength={10_000}
        value={desk.note}
        onChange={(event) => desk.setNote(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.code === 'Escape') event.currentTarget.blur()
        }}
      />
    </section>
  )
}

function Head({ client }: { readonly client: CallClient }) {
  const { t } = useTranslation('calls')
  const format = useFormat()
  const now = useNowEvery(10_000)
  const { name, town, taxNumber, timeZone } = client.client
  return (
    <header className={css.head}>
      <div className={css.who}>
        <h2>
          <a href={`#/clients/${client.client.id}`} title={t('strip.card')}>{name}</a>
        </h2>
        <div className={css.marks}>
          {town !== null && (
            <span className={css.mark}>
              <IconMapPin size={14} stroke={1.6} aria-hidden />
              {town}
            </span>
          )}
          {timeZone !== null && (
            <span className={css.mark}>
              <IconClock size={14} stroke={1.6} aria-hidden />
              {t('strip.localTime', { time: clockText(minuteOfDay(now, timeZone)) })}
            </span>
          )}
          {taxNumber !== null && <span className={`${css.mark} k-selectable`}>{t('strip.taxNumber')} {taxNumber}</span>}
          <ConsentBadge consent={client.consent} />
        </div>
      </div>
      <div className={css.counts}>
        <span>
          <Trans t={t} i18nKey="strip.attempt" values={{ number: client.attemptCount + 1, of: client.maxAttempts }} components={{ b: <b /> }} />
        </span>
        <span>{t('strip.touch', { number: client.touchCount + 1 })}</span>
        {client.isPromised && client.nextCallAt !== null && <span className={css.promise}>{t('strip.promised', { time: format.dayTime(client.nextCallAt) })}</span>}
        {client.skipReason !== null && <span className="k-cut">{t('strip.skipped', { reason: client.skipReason })}</span>}
      </div>
    </header>
  )
}

function Phones({ desk, client, dialRef }: { readonly desk: CallDesk; readonly client: CallClient; readonly dialRef: Ref<HTMLButtonElement> }) {
  const { t } = useTranslation('calls')
  const { phone, startedAt } = desk
  const others = client.phones.filter((one) => one.id !== phone?.id)
  return (
    <div className={css.phones}>
      {phone ? (
        <>
          <Button
            ref={dialRef}
            className={css.dial}
            h={42}
            leftSection={<IconPhone size={18} stroke={1.6} />}
            rightSection={startedAt !== null && <Timer since={startedAt} />}
            onClick={() => desk.dial(phone)}
          >
            <span className="k-spoken">{t('strip.dial')} </span>
            {formatPhone(phone.e164)}
          </Button>
          <Person phone={phone} client={client} />
          <Button variant="default" leftSection={<IconCopy size={15} stroke={1.6} />} title={t('strip.copy')} onClick={desk.copy}>
            {t('strip.copy')}
          </Button>
        </>
      ) : (
        <span className={css.noNumber}>{t('strip.noNumber')}</span>
      )}
      <ReachButton desk={desk} />
      <LaterButton desk={desk} />
      {others.length > 0 && (
        <div className={css.otherNumbers}>
          {others.map((one) =>
            one.isBad || one.isForbidden || one.gate === 'closed' ? (
              <Badge key={one.id} kind={one.isBad ? 'plain' : 'overdue'} icon={IconPhoneOff}>
                {formatPhone(one.e164)} · {t(one.isForbidden ? 'strip.forbidden' : one.isBad ? 'strip.bad' : 'strip.noConsent')}
              </Badge>
            ) : (
              <Button key={one.id} size="compact-sm" variant="subtle" leftSection={<IconPhone size={14} stroke={1.6} />} onClick={() => desk.dial(one)}>
                {formatPhone(one.e164)}
                {one.contactName !== null && `, ${one.contactName}`}
              </Button>
            )
          )}
        </div>
      )}
    </div>
  )
}

function LaterButton({ desk }: { readonly desk: CallDesk }) {
  const { t } = useTranslation('calls')
  return (
    <Button variant="default" rightSection={<Kbd keys="KeyS" />} onClick={() => desk.ask({ kind: 'skip' })}>{t('skip')}</Button>
  )
}

function ReachButton({ desk }: { readonly desk: CallDesk }) {
  const { t } = useTranslation('calls')
  return (
    <Button variant="default" leftSection={<IconUserPlus size={15} stroke={1.6} />} rightSection={<Kbd keys="KeyD" />} onClick={() => desk.ask({ kind: 'reach' })}>{t('reach.title')}</Button>
  )
}

/** Whose number it is, else the first person there. */
function Person({ phone, client }: { readonly phone: CallPhone; readonly client: CallClient }) {
  const person = phone.contactName === null ? client.contact : { name: phone.contactName, role: phone.contactRole }
  const about = [person?.role, phone.label].filter(Boolean).join(' · ')
  return (
    <span className={css.person}>
      <span className="k-cut">{person?.name}</span>
      {about !== '' && <span className={`${css.label} k-cut`}>{about}</span>}
    </span>
  )
}

function Timer({ since }: { readonly since: number }) {
  const { t } = useTranslation('calls')
  return <span className={css.timer} title={t('strip.duration')}>{spanText(useNowEvery(1000) - since)}</span>
}

function Paused({ since, onResume }: { readonly since: number; readonly onResume: () => void }) {
  const { t } = useTranslation('calls')
  return (
    <section className={css.client}>
      <div className={css.paused}>
        <span className="k-muted">{t('paused.text')}</span>
        <span className={css.pausedTime}>{spanText(useNowEvery(1000) - since)}</span>
        <Button leftSection={<IconPlayerPlay size={15} stroke={1.8} />} rightSection={<Kbd keys="KeyP" isOnMain />} onClick={onResume} autoFocus>
          {t('paused.resume')}
        </Button>
      </div>
    </section>
  )
}

/** Nobody to call now: how it went, and when it goes on. */
function Done({ queue }: { readonly queue: CallQueue }) {
  const { t } = useTranslation('calls')
  const format = useFormat()
  const close = useCommand('calls.closeList')
  const { list } = queue
  const isAll = list.doneCount >= list.totalCount
  const values = { name: list.name, called: format.count(list.attemptedCount), reached: format.count(list.reachedCount), deals: format.count(queue.dealCount) }
  const next = list.nextReadyAt === null ? '' : ` ${t('done.next', { time: format.dayTime(list.nextReadyAt) })}`
  const toLists = { label: t('done.toLists'), onClick: () => go('/calling') }
  const closeList = {
    label: t('done.closeList'),
    onClick: () =>
      close.mutate(
        { listId: list.id },
        {
          onSuccess: ({ changeId }) => {
            go('/calling')
            notifyDone(t('closedDone', { name: list.name }), changeId)
          }
        }
      )
  }
  return (
    <section className={css.client}>
      {isAll ? (
        <EmptyState text={t('done.all', values)} action={closeList} secondary={toLists} />
      ) : (
        <EmptyState text={t('done.wait', values) + next} action={toLists} />
      )}
    </section>
  )
}
