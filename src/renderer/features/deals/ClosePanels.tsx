import { Checkbox, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addMonths } from '#shared/day.ts'
import { call } from '../../app/api.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { showError } from '../../app/errors.tsx'
import { useFormat } from '../../app/format.ts'
import { language } from '../../app/i18n.ts'
import { go } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.ts'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import { amountText, readAmount } from './amounts.ts'
import css from './deals.module.css'

/** The deal that is being closed. */
export type Closing = {
  readonly id: string
  readonly title: string
  readonly clientId: string
  readonly clientName: string
  readonly amountMinor: number
  readonly currency: string
}

/** Marks a deal as won: for how much, and whether to prepare the invoice at once. */
export function WinPanel({ deal, onClose }: { readonly deal: Closing; readonly onClose: () => void }) {
  const { t } = useTranslation('deals')
  const close = useCommand('deals.close')
  const [amount, setAmount] = useState(() => amountText(deal.amountMinor, deal.currency, language()))
  const [note, setNote] = useState('')
  const [isInvoiced, setIsInvoiced] = useState(false)
  const amountMinor = readAmount(amount, deal.currency)

  function submit() {
    if (amountMinor === undefined || close.isPending) return
    close.mutate(
      { dealId: deal.id, outcome: 'won', lostReasonId: null, note, amountMinor },
      {
        onSuccess: ({ changeId }) => {
          notifyDone(t('done.won', { title: deal.clientName }), changeId)
          onClose()
          if (isInvoiced) void makeInvoice(deal)
        }
      }
    )
  }

  return (
    <Panel
      opened
      title={t('win.title')}
      onClose={onClose}
      onSubmit={submit}
      footer={<FormActions onCancel={onClose} submitLabel={t('win.submit')} isBusy={close.isPending} />}
    >
      <div className={css.fields}>
        <DealLine deal={deal} />
        <TextInput
          label={`${t('win.amount')}, ${deal.currency}`}
          inputMode="decimal"
          data-autofocus
          maxLength={40}
          value={amount}
          onChange={(event) => setAmount(event.currentTarget.value)}
          error={amountMinor === undefined ? t('form.amountBad', { example: amountText(1_250_000, deal.currency, language()) }) : null}
        />
        <NoteField placeholder={t('win.notePlaceholder')} value={note} onChange={setNote} />
        <Checkbox label={t('win.invoice')} checked={isInvoiced} onChange={(event) => setIsInvoiced(event.currentTarget.checked)} />
      </div>
    </Panel>
  )
}

const followUps = [0, 1, 3, 6] as const

/** Marks a deal as lost: why (S-57), what was said, and when to ask again (S-56). */
export function LosePanel({ deal, onClose }: { readonly deal: Closing; readonly onClose: () => void }) {
  const { t } = useTranslation('deals')
  const format = useFormat()
  const words = useDictionaries()
  const status = useRead('app.status', {})
  const close = useCommand('deals.close')
  const [reasonId, setReasonId] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const [months, setMonths] = useState<number>(0)
  const [isTried, setIsTried] = useState(false)

  function submit() {
    setIsTried(true)
    if (reasonId === null || close.isPending) return
    close.mutate(
      { dealId: deal.id, outcome: 'lost', lostReasonId: reasonId, note },
      {
        onSuccess: ({ changeId }) => {
          notifyDone(t('done.lost', { title: deal.clientName }), changeId)
          onClose()
          if (months > 0) void planFollowUp()
        }
      }
    )
  }

  async function planFollowUp() {
    try {
      const dueOn = addMonths(format.today, months)
      await call('tasks.add', { clientId: deal.clientId, dealId: deal.id, kind: 'call', text: t('lose.followUpText'), dueOn, dueAt: null, ownerId: status.data?.userId ?? null })
    } catch (error) {
      showError(error)
    }
  }

  return (
    <Panel
      opened
      title={t('lose.title')}
      onClose={onClose}
      onSubmit={submit}
      footer={<FormActions onCancel={onClose} submitLabel={t('lose.submit')} isBusy={close.isPending} />}
    >
      <div className={css.fields}>
        <DealLine deal={deal} />
        <Select
          label={t('lose.reason')}
          data-autofocus
          data={words.lostReasons.map((reason) => ({ value: reason.id, label: words.lostReasonName(reason.id) }))}
          value={reasonId}
          onChange={setReasonId}
          error={isTried && reasonId === null ? t('lose.reasonMissing') : null}
        />
        <NoteField placeholder={t('lose.notePlaceholder')} value={note} onChange={setNote} />
        <div>
          <div className={css.muted} id="follow-up">{t('lose.followUp')}</div>
          <SegmentedControl
            fullWidth
            aria-labelledby="follow-up"
            data={followUps.map((count) => ({ value: String(count), label: count === 0 ? t('lose.noFollowUp') : t('lose.inMonths', { count }) }))}
            value={String(months)}
            onChange={(value) => setMonths(Number(value))}
          />
        </div>
      </div>
    </Panel>
  )
}

function NoteField({ placeholder, value, onChange }: { readonly placeholder: string; readonly value: string; readonly onChange: (value: string) => void }) {
  const { t } = useTranslation('deals')
  return (
    <Textarea
      label={t('form.note')}
      placeholder={placeholder}
      autosize
      minRows={3}
      maxLength={2000}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

function DealLine({ deal }: { readonly deal: Closing }) {
  const format = useFormat()
  return (
    <div>
      <strong>{deal.clientName}</strong>
      <div className={css.muted}>{deal.title} · {format.money(deal.amountMinor, deal.currency)}</div>
    </div>
  )
}

/** Starts a draft invoice for a deal and shows it. */
export async function makeInvoice(deal: Pick<Closing, 'id' | 'clientId'>): Promise<void> {
  try {
    const { id } = await call('invoices.draft', { clientId: deal.clientId, dealId: deal.id })
    go(`/invoices/${id}`)
  } catch (error) {
    showError(error)
  }
}
