import { ActionIcon, Button, Group } from '@mantine/core'
import { IconCash, IconFileTypePdf, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Invoice, InvoiceParty } from '#shared/contract/invoices.ts'
import { currencyExponent } from '#shared/money.ts'
import { useActions } from '../../app/actions.ts'
import { useCommand } from '../../app/data.ts'
import { useFormat } from '../../app/format.ts'
import { language } from '../../app/i18n.ts'
import { Money } from '../../app/Money.tsx'
import { notifyDone } from '../../app/notify.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { KeyValueList } from '../../ui/KeyValueList.tsx'
import { Card, Page, PageColumn, PageColumns } from '../../ui/Page.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { DealLink } from './DealLink.tsx'
import { writeDecimal } from './decimals.ts'
import css from './invoices.module.css'
import { InvoiceState } from './InvoiceState.tsx'
import { PaymentPanel } from './PaymentPanel.tsx'
import { savePdf } from './pdf.ts'
import { vatLabel } from './vatLabel.ts'
import { VatTotals } from './VatTotals.tsx'

/** An issued invoice: read only, with what was paid for it. */
export function IssuedInvoice({ invoice }: { readonly invoice: Invoice }) {
  const { t } = useTranslation('invoices')
  const format = useFormat()
  const [isPaying, setPaying] = useState(false)
  const remove = useCommand('payments.remove')
  const credit = useCommand('payments.useCredit')
  const { currency } = invoice
  const money = (minor: number) => format.money(minor, currency)
  const owesMoney = invoice.dueMinor > 0

  const print = () => void savePdf(invoice)
  const pay = () => setPaying(owesMoney)
  useActions([
    { id: 'invoices.pdf', label: t('edit.savePdf'), keys: '$mod+KeyP', run: print },
    ...(owesMoney ? [{ id: 'invoices.receive', label: t('payment.receive'), keys: 'KeyR', run: pay }] : [])
  ])

  function removePayment(id: string) {
    remove.mutate({ id }, { onSuccess: ({ changeId }) => notifyDone(t('payment.removed'), changeId) })
  }

  function spendCredit() {
    credit.mutate(
      { invoiceId: invoice.id },
      {
        onSuccess: ({ value, changeId }) => notifyDone(t('payment.creditUsed', { amount: money(value.usedMinor) }), changeId)
      }
    )
  }

  const facts = [
    { label: t('edit.issuedOn'), value: invoice.issuedOn && format.day(invoice.issuedOn) },
    { label: t('edit.soldOn'), value: invoice.soldOn && format.day(invoice.soldOn) },
    { label: t('edit.dueOn'), value: invoice.dueOn && format.day(invoice.dueOn) },
    { label: t('edit.paymentMethod'), value: t(`paymentMethod.${invoice.paymentMethod}`) },
    { label: t('edit.place'), value: invoice.place ?? '–' }
  ]

  return (
    <Page>
      <PageHeader
        back={{ to: '#/invoices', label: t('edit.back') }}
        title={invoice.number}
        beside={<InvoiceState invoice={invoice} />}
        main={
          <Group gap={6} wrap="nowrap">
            <Button variant={owesMoney ? 'default' : 'filled'} data-first-focus={!owesMoney || undefined} leftSection={<IconFileTypePdf size={16} stroke={1.6} />} rightSection={<Kbd keys="$mod+KeyP" isOnMain={!owesMoney} />} onClick={print}>
              {t('edit.savePdf')}
            </Button>
            {owesMoney && (
              <Button data-first-focus leftSection={<IconCash size={16} stroke={1.6} />} rightSection={<Kbd keys="KeyR" isOnMain />} onClick={pay}>
                {t('payment.receive')}
              </Button>
            )}
          </Group>
        }
      />
      <PageColumns widths="minmax(0, 1fr) 328px">
        <PageColumn>
          <Group gap={10} align="stretch" grow>
            <Card title={t('edit.seller')}><Party party={invoice.seller} /></Card>
            <Card title={t('edit.buyer')} actions={<Button size="compact-sm" variant="subtle" component="a" href={`#/clients/${invoice.clientId}`}>{t('edit.client')}</Button>}>
              <Party party={invoice.buyer} />
            </Card>
            <Card><KeyValueList items={facts} /></Card>
          </Group>
          <Card padding={false}>
            <table className={css.lines} aria-label={t('edit.lines')}>
              <thead>
                <tr>
                  <th>{t('column.position')}</th>
                  <th>{t('column.name')}</th>
                  <th data-right>{t('column.quantity')}</th>
                  <th>{t('column.unit')}</th>
                  <th data-right>{t(invoice.method === 'net' ? 'edit.netPrice' : 'edit.grossPrice')}</th>
                  <th data-right>{t('column.discount')}</th>
                  <th>{t('column.vat')}</th>
                  <th data-right>{t(invoice.method === 'net' ? 'edit.netValue' : 'edit.grossValue')}</th>
                </tr>
              </thead>
              <tbody className="k-selectable">
                {invoice.lines.map((line, index) => (
                  <tr key={line.id}>
                    <td data-read>{index + 1}</td>
                    <td data-read>{line.name}</td>
                    <td data-read data-right>{format.number(line.quantityMicro / 1_000_000)}</td>
                    <td data-read>{line.unit}</td>
                    <td data-read data-right>{writeDecimal(line.unitPriceE8, 8, currencyExponent(currency), language())}</td>
                    <td data-read data-right>{line.discountBp > 0 && format.number(line.discountBp / 100)}</td>
                    <td data-read>{vatLabel(line.vatCode, line.percentBp, t)}</td>
                    <td data-read data-right>{format.money(line.valueMinor, currency, 'plain')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Card>
          {invoice.note && <Card title={t('edit.note')}><div className={css.party} style={{ whiteSpace: 'pre-line' }}>{invoice.note}</div></Card>}
          {invoice.issuedAt !== null && (
            <span className="k-muted">{t('edit.issuedBy', { name: invoice.issuedByName ?? '–', when: format.dayTime(invoice.issuedAt) })}</span>
          )}
        </PageColumn>
        <PageColumn>
          <Card title={t('edit.totals')}><VatTotals {...invoice} rows={invoice.vat} /></Card>
          <Card title={t('payment.list')}>
            {invoice.payments.length === 0 && <span className="k-muted">{t('payment.none')}</span>}
            <div className={css.payments}>
              {invoice.payments.map((payment) => (
                <div key={payment.paymentId} className={css.payment}>
                  <span>
                    {format.day(payment.paidOn)} <span className="k-muted">{t(`paymentMethod.${payment.method}`)}</span>
                    {payment.reference && <div className="k-muted k-cut">{payment.reference}</div>}
                  </span>
                  <Group gap={4} wrap="nowrap">
                    <span>
                      <Money minor={payment.amountMinor} currency={currency} />
                      {payment.paymentMinor !== payment.amountMinor && <div className="k-muted">{t('payment.part', { amount: money(payment.paymentMinor) })}</div>}
                    </span>
                    <ActionIcon aria-label={t('payment.remove')} title={t('payment.remove')} onClick={() => removePayment(payment.paymentId)}>
                      <IconTrash size={15} stroke={1.6} />
                    </ActionIcon>
                  </Group>
                </div>
              ))}
            </div>
            <div className={css.gross}>
              <span>{t('edit.owed')}</span>
              <Money minor={invoice.dueMinor} currency={currency} />
            </div>
            {owesMoney && invoice.creditMinor > 0 && (
              <Button variant="light" fullWidth mt="xs" disabled={credit.isPending} onClick={spendCredit}>
                {t('payment.useCredit', { amount: money(Math.min(invoice.creditMinor, invoice.dueMinor)) })}
              </Button>
            )}
          </Card>
          <DealLink deal={invoice.deal} />
        </PageColumn>
      </PageColumns>
      {isPaying && (
        <PaymentPanel onClose={() => setPaying(false)} client={{ id: invoice.clientId, name: invoice.clientName }} currency={currency} invoice={invoice} />
      )}
    </Page>
  )
}

function Party({ party }: { readonly party: InvoiceParty }) {
  const { t } = useTranslation('invoices')
  const place = [party.postalCode, party.town].filter(Boolean).join(' ')
  return (
    <div className={css.party}>
      <strong>{party.name}</strong>
      {party.street && <div>{party.street}</div>}
      {place && <div>{place}</div>}
      {party.taxNumber && <div>{t('edit.taxNumber')} {party.taxNumber}</div>}
    </div>
  )
}
