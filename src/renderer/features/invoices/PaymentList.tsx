import { ActionIcon, Button, Checkbox, Group, TextInput } from '@mantine/core'
import { IconCash, IconSearch, IconTrash } from '@tabler/icons-react'
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PaymentRow } from '#shared/contract/invoices.ts'
import { useAction, useActions } from '../../app/actions.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { useFormat } from '../../app/format.ts'
import { Money } from '../../app/Money.tsx'
import { go, useUrlState } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.ts'
import { useTableLayout } from '../../app/preferences.ts'
import { useRows } from '../../app/useRows.ts'
import type { Column } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import css from './invoices.module.css'
import { PaymentPanel } from './PaymentPanel.tsx'

/** Money that came in, what it paid and what of it is still free. */
export function PaymentList({ tabs }: { readonly tabs: ReactNode }) {
  const { t } = useTranslation('invoices')
  const format = useFormat()
  const [search, setSearch] = useUrlState('search', '')
  const [onlyCredit, setOnlyCredit] = useUrlState('credit', false)
  const [isPaying, setPaying] = useState(false)
  const searchField = useRef<HTMLInputElement>(null)
  const layout = useTableLayout('payments')
  const status = useRead('app.status', {})
  const { mutate: remove } = useCommand('payments.remove')
  const rows = useRows('payments.list', { clientId: null, search, onlyCredit })
  if (rows.error && !rows.isReady) throw rows.error

  useAction('search', () => searchField.current?.focus())
  useActions([{ id: 'invoices.receive', label: t('payment.receive'), keys: 'KeyR', run: () => setPaying(true) }])

  const takeOut = useCallback(
    ({ id }: PaymentRow) => remove({ id }, { onSuccess: ({ changeId }) => notifyDone(t('payment.removed'), changeId) }),
    [remove, t]
  )

  const columns = useMemo(
    (): Column<PaymentRow>[] => [
      { id: 'paidOn', header: t('column.paidOn'), width: 120, render: (row) => format.day(row.paidOn) },
      { id: 'client', header: t('column.client'), width: 220, grow: 1, isLink: true, render: (row) => row.clientName },
      { id: 'method', header: t('column.paymentMethod'), width: 130, render: (row) => t(`paymentMethod.${row.method}`) },
      { id: 'reference', header: t('column.reference'), width: 180, grow: 1, render: (row) => row.reference },
      { id: 'invoices', header: t('title'), width: 170, render: (row) => row.invoiceNumbers.join(', ') },
      { id: 'amount', header: t('column.amount'), width: 124, align: 'right', render: (row) => <Money minor={row.amountMinor} currency={row.currency} /> },
      { id: 'credit', header: t('column.credit'), width: 116, align: 'right', render: (row) => row.creditMinor > 0 && <Money minor={row.creditMinor} currency={row.currency} /> },
      {
        id: 'remove',
        header: '',
        width: 48,
        align: 'center',
        render: (row) => (
          <ActionIcon
            aria-label={t('payment.remove')}
            title={t('payment.remove')}
            tabIndex={-1}
            onClick={() => takeOut(row)}
          >
            <IconTrash size={15} stroke={1.6} />
          </ActionIcon>
        )
      }
    ],
    [t, format, takeOut]
  )

  return (
    <>
      <PageHeader
        tabs={tabs}
        main={
          <Button leftSection={<IconCash size={16} stroke={1.6} />} rightSection={<Kbd keys="KeyR" isOnMain />} onClick={() => setPaying(true)}>
            {t('payment.receive')}
          </Button>
        }
      />
      <Group gap="sm" wrap="nowrap">
        <TextInput
          ref={searchField}
          aria-label={t('payment.search')}
          placeholder={t('payment.search')}
          w={300}
          maxLength={200}
          leftSection={<IconSearch size={15} stroke={1.6} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Checkbox label={t('payment.onlyCredit')} checked={onlyCredit} onChange={(event) => setOnlyCredit(event.currentTarget.checked)} />
      </Group>
      <div className={css.table}>
        <DataTable
          label={t('payment.list')}
          columns={columns}
          source={rows}
          {...layout}
          onOpen={(row) => go(`/clients/${row.clientId}`)}
          rowKeys={{ Delete: takeOut }}
          empty={<EmptyState icon={IconCash} text={t('payment.emptyList')} action={{ label: t('payment.receive'), onClick: () => setPaying(true) }} />}
          autoFocus
        />
      </div>
      {isPaying && <PaymentPanel onClose={() => setPaying(false)} client={null} currency={status.data?.baseCurrency ?? 'PLN'} />}
    </>
  )
}
