import { Button, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { DispositionRow } from '#shared/contract/app.ts'
import type { CallClient, CallingHours, CallListRow } from '#shared/contract/calls.ts'
import { taskKinds, type TaskKind } from '#shared/contract/clients.ts'
import { addWorkdays } from '#shared/day.ts'
import { parseMoney } from '#shared/money.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFormat } from '../../app/format.ts'
import { notifyDone } from '../../app/notify.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import css from './calls.module.css'
import type { Answer } from './useCallDesk.ts'
import { useWhen, WhenField } from './WhenField.tsx'

type RowProps = { readonly onConfirm: (answer: Answer) => void; readonly onCancel: () => void }

type FrameProps = {
  readonly label: string
  /** Off where every answer saves by itself. */
  readonly hasSave?: boolean
  readonly onSubmit: () => void
  readonly onCancel: () => void
  readonly children: ReactNode
}

/** The row above the outcomes: the focus goes into it, Enter saves, Esc goes back. Its keys stay with it. */
function RowFrame({ label, hasSave, onSubmit, onCancel, children }: FrameProps) {
  const { t } = useTranslation('calls')
  const frame = useRef<HTMLFormElement>(null)
  useEffect(() => {
    const first = frame.current?.querySelector<HTMLElement>('[data-first]')
    first?.focus()
    if (first instanceof HTMLInputElement) first.select()
  }, [])
  function onKeyDown(event: KeyboardEvent) {
    if (event.code === 'Escape' && !event.defaultPrevented) onCancel()
    // Digits and letters belong to the row while it is open.
    if (!event.ctrlKey && !event.metaKey) event.stopPropagation()
  }
  return (
    <form
      ref={frame}
      className={css.asked}
      aria-label={label}
      noValidate
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      {children}
      <div className={css.askedActions}>
        <Button variant="subtle" onClick={onCancel} rightSection={<Kbd keys="Escape" />}>{t('row.cancel')}</Button>
        {hasSave !== false && <Button type="submit" rightSection={<Kbd keys="Enter" isOnMain />}>{t('row.confirm')}</Button>}
      </div>
    </form>
  )
}

/** When to call back, as the client says it. */
export function CallbackRow({ hours, onConfirm, onCancel }: RowProps & { readonly hours: CallingHours }) {
  const { t } = useTranslation('calls')
  const when = useWhen('', hours.fromMinute)
  const submit = () => {
    when.check()
    if (when.value?.ok) onConfirm({ callbackAt: when.value.atMs })
  }
  return (
    <RowFrame label={t('row.callback')} onSubmit={submit} onCancel={onCancel}>
      <WhenField label={t('row.callback')} when={when} hours={hours} isFirst isWide />
    </RowFrame>
  )
}

/** Why not now: a digit or the arrows choose, Enter saves. */
export function ReasonRow({ onConfirm, onCancel }: RowProps) {
  const { t } = useTranslation('calls')
  const words = useDictionaries()
  const [chosen, setChosen] = useState(0)
  const group = useRef<HTMLDivElement>(null)
  const reasons = words.lostReasons
  const confirm = (index: number) => {
    const reason = reasons[index]
    if (reason) onConfirm({ reasonId: reason.id })
  }
  function move(index: number) {
    const next = (index + reasons.length) % reasons.length
    setChosen(next)
    group.current?.querySelectorAll<HTMLElement>('[role=radio]')[next]?.focus()
  }
  function onKeyDown(event: KeyboardEvent) {
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1]
    if (digit !== undefined) confirm(Number(digit) - 1)
    else if (event.code === 'ArrowRight' || event.code === 'ArrowDown') move(chosen + 1)
    else if (event.code === 'ArrowLeft' || event.code === 'ArrowUp') move(chosen - 1)
    else if (event.code === 'Enter' || event.code === 'NumpadEnter') confirm(chosen)
    else return
    event.preventDefault()
  }
  return (
    <RowFrame label={t('row.reason')} hasSave={false} onSubmit={() => confirm(chosen)} onCancel={onCancel}>
      <div className={css.field}>
        <span className={css.label}>{t('row.reason')}</span>
        <div ref={group} role="radiogroup" tabIndex={-1} aria-label={t('row.reason')} className={css.reasons} onKeyDown={onKeyDown}>
          {reasons.map((reason, index) => (
            <button
              key={reason.id}
              type="button"
              role="radio"
              aria-checked={index === chosen}
              tabIndex={index === chosen ? 0 : -1}
              data-first={index === 0 || undefined}
              className={css.reason}
              onClick={() => confirm(index)}
            >
              {index < 9 && <Kbd keys={String(index + 1)} />}
              {words.nameOf('lostReason', reason)}
            </button>
          ))}
        </div>
      </div>
    </RowFrame>
  )
}

const newDeal = 'new'

type DealRowProps = RowProps & {
  readonly disposition: DispositionRow
  readonly client: CallClient
  readonly list: CallListRow
  readonly hours: CallingHours
}

/** The sale that starts here, or the open one that it belongs to, and its next step (S-29). */
export function DealRow({ disposition, client, list, hours, onConfirm, onCancel }: DealRowProps) {
  const { t } = useTranslation('calls')
  const format = useFormat()
  const words = useDictionaries()
  const status = useRead('app.status', {})
  const currency = status.data?.baseCurrency ?? 'PLN'
  const isMeeting = disposition.nameKey === 'meeting'
  const [which, setWhich] = useState(newDeal)
  const [title, setTitle] = useState(list.name)
  const [amountText, setAmountText] = useState('')
  const [kind, setKind] = useState<TaskKind>(isMeeting ? 'meeting' : 'call')
  const [isTried, setIsTried] = useState(false)
  const when = useWhen('', hours.fromMinute)
  const isNew = which === newDeal
  const amountMinor = amountText.trim() === '' ? 0 : parseMoney(amountText, currency)
  const isAmountWrong = amountMinor === undefined || amountMinor < 0

  function submit() {
    setIsTried(true)
    when.check()
    if (isNew && (title.trim() === '' || isAmountWrong)) return
    const given = when.text.trim() === '' ? null : when.value
    if (given !== null && !given.ok) return
    const text = isNew ? title.trim() : (client.deals.find((deal) => deal.id === which)?.title ?? list.name)
    onConfirm({
      deal: isNew ? { title: title.trim(), amountMinor: amountMinor ?? 0 } : null,
      dealId: isNew ? null : which,
      nextStep: {
        kind,
        text: `${t(`row.kind.${kind}`)}: ${text}`,
        dueOn: given?.on ?? addWorkdays(format.today, 1),
        dueAt: given?.isTimed ? given.atMs : null
      }
    })
  }

  return (
    <RowFrame label={words.nameOf('disposition', disposition)} onSubmit={submit} onCancel={onCancel}>
      {client.deals.length > 0 && (
        <Select
          w={170}
          label={t('row.dealWhich')}
          data={[{ value: newDeal, label: t('row.dealNew') }, ...client.deals.map((deal) => ({ value: deal.id, label: deal.title }))]}
          value={which}
          onChange={(value) => setWhich(value ?? newDeal)}
        />
      )}
      {isNew && (
        <>
          <TextInput
            className={css.grow}
            label={t('row.dealTitle')}
            maxLength={200}
            value={title}
            error={isTried && title.trim() === ''}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <TextInput
            w={120}
            data-first={!isMeeting || undefined}
            label={t('row.dealAmount', { currency })}
            inputMode="decimal"
            maxLength={20}
            styles={{ input: { textAlign: 'right' } }}
            value={amountText}
            error={isAmountWrong ? t('row.amountWrong') : undefined}
            onChange={(event) => setAmountText(event.currentTarget.value)}
          />
        </>
      )}
      <Select
        w={116}
        label={t('row.nextStep')}
        data={taskKinds.map((value) => ({ value, label: t(`row.kind.${value}`) }))}
        value={kind}
        onChange={(value) => setKind(value as TaskKind)}
      />
      <WhenField label={t('row.nextWhen')} when={when} hours={hours} isFirst={isMeeting} placeholder={format.weekday(addWorkdays(format.today, 1))} />
    </RowFrame>
  )
}

/** Why this client comes later. */
export function SkipRow({ onConfirm, onCancel }: { readonly onConfirm: (reason: string) => void; readonly onCancel: () => void }) {
  const { t } = useTranslation('calls')
  const [reason, setReason] = useState('')
  const [isTried, setIsTried] = useState(false)
  return (
    <RowFrame
      label={t('row.skip')}
      onSubmit={() => {
        setIsTried(true)
        if (reason.trim() !== '') onConfirm(reason.trim())
      }}
      onCancel={onCancel}
    >
      <TextInput
        className={css.grow}
        data-first
        label={t('row.skip')}
        placeholder={t('row.skipPlaceholder')}
        maxLength={200}
        value={reason}
        error={isTried && reason.trim() === ''}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </RowFrame>
  )
}

/** Where the consent comes from; it opens the number at once. */
export function ConsentRow({ client, onDone }: { readonly client: CallClient; readonly onDone: () => void }) {
  const { t } = useTranslation('calls')
  const record = useCommand('consents.record')
  const [basis, setBasis] = useState('')
  const [isTried, setIsTried] = useState(false)
  function submit() {
    setIsTried(true)
    if (basis.trim() === '' || record.isPending) return
    record.mutate(
      {
        clientId: client.client.id,
        contactId: client.phones[0]?.contactId ?? null,
        channels: ['call'],
        state: 'given',
        basis: basis.trim(),
        wording: null,
        origin: null,
        on: null
      },
      {
        onSuccess: ({ changeId }) => {
          notifyDone(t('consent.recorded'), changeId)
          onDone()
        }
      }
    )
  }
  return (
    <RowFrame label={t('consent.record')} onSubmit={submit} onCancel={onDone}>
      <TextInput
        className={css.grow}
        data-first
        label={t('consent.basis')}
        placeholder={t('consent.basisPlaceholder')}
        maxLength={500}
        value={basis}
        error={isTried && basis.trim() === ''}
        onChange={(event) => setBasis(event.currentTarget.value)}
      />
    </RowFrame>
  )
}

/** What the first call brings: a person there, a number, an address (S-38). Without a name they are the client's own. */
export function ReachRow({ client, onDone }: { readonly client: CallClient; readonly onDone: () => void }) {
  const { t } = useTranslation('calls')
  const form = useForm({ initialValues: { name: '', role: '', phone: '', email: '' } })
  const add = useCommand('clients.addReach', { form })
  const { name, phone, email } = form.values
  const submit = () => {
    if (add.isPending) return
    add.mutate(
      { clientId: client.client.id, ...form.values },
      {
        onSuccess: ({ changeId }) => {
          notifyDone(t('reach.added', { name: [name, phone, email].find((text) => text.trim() !== '') ?? '' }), changeId)
          onDone()
        }
      }
    )
  }
  return (
    <RowFrame label={t('reach.title')} onSubmit={submit} onCancel={onDone}>
      <TextInput className={css.grow} data-first label={t('reach.name')} placeholder={t('reach.namePlaceholder')} maxLength={200} {...form.getInputProps('name')} />
      <TextInput w={150} label={t('reach.role')} maxLength={100} {...form.getInputProps('role')} />
      <TextInput w={150} label={t('reach.phone')} type="tel" maxLength={60} {...form.getInputProps('phone')} />
      <TextInput w={190} label={t('reach.email')} type="email" maxLength={254} {...form.getInputProps('email')} />
    </RowFrame>
  )
}
