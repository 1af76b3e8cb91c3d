import { Button, Group, SegmentedControl, Select, TextInput } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { paymentMethods, type PaymentMethod } from '#shared/contract/invoices.ts'
import { currencyExponent } from '#shared/money.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { useFormat } from '../../app/format.ts'
import { language } from '../../app/i18n.ts'
import { notifyDone } from '../../app/notify.ts'
import { Badge } from '../../ui/Badge.tsx'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import { spread } from './allocations.ts'
import { ClientPicker, type PickedClient } from './ClientPicker.tsx'
import { currencies } from './currencies.ts'
import { readDecimal, writeDecimal } from './decimals.ts'
import css from './invoices.module.css'

type PaymentPanelProps = {
  readonly onClose: () => void
  /** Whose money it is; asked for when it is not known. */
  readonly client: PickedClient | null
  readonly currency: string
  /** The invoice that it was brought for: paid first, and its rest is the amount proposed. */
  readonly invoice?: { readonly id: string; readonly dueMinor: number }
}

type Problem = 'amount' | 'client' | 'day' | 'over'

/** Writes down money that came in and shares it out over the client's open invoices. */
export function PaymentPanel({ onClose, client: givenClient, currency: givenCurrency, invoice }: PaymentPanelProps) {
  const { t } = useTranslation('invoices')
  const format = useFormat()
  const [client, setClient] = useState(givenClient)
  const [currency, setCurrency] = useState(givenCurrency)
  const digits = currencyExponent(currency)
  const write = (minor: number) => writeDecimal(minor, digits, digits, language())
  const [amount, setAmount] = useState(invoice ? write(invoice.dueMinor) : '')
  const [paidOn, setPaidOn] = useState<string | null>(format.today)
  const [method, setMethod] = useState<PaymentMethod>('transfer')
  const [reference, setReference] = useState('')
  /** What was shared out by hand; null while it follows the amount. */
  const [byHand, setByHand] = useState<ReadonlyMap<string, string> | null>(null)
  const [isTried, setTried] = useState(false)
  const receive = useCommand('payments.receive')
  const list = useRead(
    'invoices.list',
    {
      filter: { state: 'issued', payment: 'open', clientId: client?.id ?? '-', dealId: null, period: null, search: '' },
      sort: { by: 'dueOn', direction: 'asc' },
      page: { offset: 0, limit: 200 }
    },
    { enabled: client !== null, keepPrevious: false }
  )
  const open = client ? (list.data?.rows ?? []).filter((row) => row.currency === currency).sort((a, b) => Number(b.id === invoice?.id) - Number(a.id === invoice?.id)) : []

  const amountMinor = readDecimal(amount, digits, language()) ?? 0
  const proposed = spread(amountMinor, open)
  const partOf = (id: string) => (byHand ? readDecimal(byHand.get(id) || '0', digits, language()) : (proposed.get(id) ?? 0))
  const shown = (id: string) => (byHand ? (byHand.get(id) ?? '') : proposed.has(id) ? write(proposed.get(id) ?? 0) : '')
  const sharedMinor = open.reduce((sum, row) => sum + (partOf(row.id) ?? 0), 0)
  const leftMinor = amountMinor - sharedMinor
  const wrongParts = new Set(open.filter((row) => !((partOf(row.id) ?? -1) >= 0 && (partOf(row.id) ?? 0) <= row.dueMinor)).map((row) => row.id))
  const problems: readonly Problem[] = [
    ...(amountMinor > 0 ? [] : ['amount' as const]),
    ...(client ? [] : ['client' as const]),
    ...(paidOn ? [] : ['day' as const]),
    ...(leftMinor >= 0 ? [] : ['over' as const])
  ]
  const has = (problem: Problem) => isTried && problems.includes(problem)

  function changePart(id: string, text: string) {
    const parts = byHand ?? new Map([...proposed].map(([invoiceId, minor]) => [invoiceId, write(minor)]))
    setByHand(new Map(parts).set(id, text))
  }

  function submit() {
    setTried(true)
    if (problems.length > 0 || wrongParts.size > 0 || !client || !paidOn) return
    const allocations = open.flatMap((row) => {
      const part = partOf(row.id) ?? 0
      return part > 0 ? [{ invoiceId: row.id, amountMinor: part }] : []
    })
    receive.mutate(
      { clientId: client.id, paidOn, amountMinor, currency, method, reference, allocations },
      {
        onSuccess: ({ changeId }) => {
          onClose()
          notifyDone(t('payment.done', { amount: format.money(amountMinor, currency) }), changeId)
        }
      }
    )
  }

  return (
    <Panel
      opened
      title={givenClient ? t('payment.title', { name: givenClient.name }) : t('payment.titleAny')}
      onClose={onClose}
      onSubmit={submit}
      width={500}
      footer={<FormActions onCancel={onClose} submitLabel={t('payment.submit')} isBusy={receive.isPending} />}
    >
      {!givenClient && (
        <ClientPicker
          label={t('column.client')}
          value={client}
          onChange={(next) => {
            setClient(next)
            setByHand(null)
          }}
          error={has('client') ? t('payment.clientError') : null}
        />
      )}
      <Group gap="xs" align="flex-start" grow>
        <TextInput
          label={t('payment.amount')}
          value={amount}
          inputMode="decimal"
          data-autofocus={givenClient ? true : undefined}
          error={has('amount') ? t('payment.amountError') : null}
          onChange={(event) => setAmount(event.currentTarget.value)}
        />
        <Select label={t('column.currency')} data={currencies(currency)} value={currency} onChange={(next) => next && setCurrency(next)} searchable />
        <DateInput
          label={t('payment.paidOn')}
          value={paidOn}
          onChange={setPaidOn}
          maxDate={format.today}
          valueFormat="DD.MM.YYYY"
          error={has('day') ? t('payment.dayError') : null}
        />
      </Group>
      <SegmentedControl
        style={{ flex: 'none' }}
        aria-label={t('payment.method')}
        value={method}
        onChange={(next) => setMethod(next as PaymentMethod)}
        data={paymentMethods.map((value) => ({ value, label: t(`paymentMethod.${value}`) }))}
      />
      <TextInput label={t('payment.reference')} value={reference} maxLength={200} onChange={(event) => setReference(event.currentTarget.value)} />
      {client && list.data && (
        <div>
          <Group justify="space-between" mb={4}>
            <strong>{t('payment.for')}</strong>
            {byHand && <Button size="compact-sm" variant="subtle" onClick={() => setByHand(null)}>{t('payment.oldestFirst')}</Button>}
          </Group>
          {open.length === 0 && <p className="k-muted">{t('payment.nothingOpen', { currency })}</p>}
          <div className={css.allocations}>
            {open.map((row) => (
              <div key={row.id} className={css.allocation}>
                <div>
                  <div>
                    {row.number}{' '}
                    {row.daysOverdue > 0 && <Badge kind="overdue">{t('state.overdue', { count: row.daysOverdue })}</Badge>}
                  </div>
                  <div className="k-muted">
                    {row.dueOn && format.day(row.dueOn)} · {t('payment.owed', { amount: format.money(row.dueMinor, currency) })}
                  </div>
                </div>
                <TextInput
                  aria-label={t('edit.cell', { column: t('payment.amount'), n: row.number })}
                  value={shown(row.id)}
                  inputMode="decimal"
                  error={wrongParts.has(row.id)}
                  styles={{ input: { textAlign: 'right' } }}
                  onChange={(event) => changePart(row.id, event.currentTarget.value)}
                />
              </div>
            ))}
          </div>
          {amountMinor > 0 && leftMinor > 0 && <p>{t('payment.left', { amount: format.money(leftMinor, currency) })}</p>}
          {leftMinor < 0 && <p className={css.problem} role="alert">{t('payment.over', { amount: format.money(-leftMinor, currency) })}</p>}
        </div>
      )}
    </Panel>
  )
}
