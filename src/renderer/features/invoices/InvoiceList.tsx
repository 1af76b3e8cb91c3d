import { ActionIcon, Button, CloseButton, Group, Select, SegmentedControl, TextInput, Tooltip } from '@mantine/core'
import { IconCash, IconFileExport, IconFileInvoice, IconPlus, IconSearch, IconSettings } from '@tabler/icons-react'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { InvoiceFilter, InvoiceRow, InvoiceSort, InvoiceSum } from '#shared/contract/invoices.ts'
import { useAction, useActions } from '../../app/actions.ts'
import { useRead } from '../../app/data.ts'
import { useFormat } from '../../app/format.ts'
import { Money } from '../../app/Money.tsx'
import { go, useUrlState } from '../../app/navigation.ts'
import { useTableLayout } from '../../app/preferences.ts'
import { useRows } from '../../app/useRows.ts'
import type { Column } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { ExportPanel } from './ExportPanel.tsx'
import css from './invoices.module.css'
import { InvoiceState } from './InvoiceState.tsx'
import { NewInvoicePanel } from './NewInvoicePanel.tsx'
import { PaymentPanel } from './PaymentPanel.tsx'
import { periodChoices, periodOf, type PeriodChoice } from './periods.ts'
import { TermsPanel } from './TermsPanel.tsx'

const shows = ['all', 'drafts', 'open', 'overdue', 'paid'] as const
type Show = (typeof shows)[number]
const noSums: readonly InvoiceSum[] = []
type Panel = { readonly kind: 'new' | 'export' | 'terms' } | { readonly kind: 'payment'; readonly row: InvoiceRow | null }

const filterOf: Readonly<Record<Show, Pick<InvoiceFilter, 'state' | 'payment'>>> = {
  all: { state: null, payment: null },
  drafts: { state: 'draft', payment: null },
  open: { state: 'issued', payment: 'open' },
  overdue: { state: 'issued', payment: 'overdue' },
  paid: { state: 'issued', payment: 'paid' }
}

/** Every invoice of the firm, what it asks for and what came in. */
export function InvoiceList({ tabs }: { readonly tabs: ReactNode }) {
  const { t } = useTranslation('invoices')
  const format = useFormat()
  const [show, setShow] = useUrlState<Show>('show', 'all')
  const [period, setPeriod] = useUrlState<PeriodChoice>('period', 'any')
  const [search, setSearch] = useUrlState('search', '')
  const [client, setClient] = useUrlState<{ id: string; name: string } | null>('client', null)
  const [sort, setSort] = useUrlState<InvoiceSort | null>('sort', null)
  const [panel, setPanel] = useState<Panel | null>(null)
  const [cursor, setCursor] = useState<InvoiceRow | undefined>(undefined)
  const searchField = useRef<HTMLInputElement>(null)
  const layout = useTableLayout('invoices')
  const status = useRead('app.status', {})

  const filter: InvoiceFilter = {
    ...filterOf[show],
    clientId: client?.id ?? null,
    dealId: null,
    period: periodOf(period, format.today),
    search
  }
  const rows = useRows('invoices.list', { filter, sort })
  if (rows.error && !rows.isReady) throw rows.error
  const sums = rows.first?.sums ?? noSums
  const isFiltered = show !== 'all' || period !== 'any' || search !== '' || client !== null

  function clear() {
    setShow('all')
    setPeriod('any')
    setSearch('')
    setClient(null)
  }

  const pay = (row: InvoiceRow | null) => setPanel({ kind: 'payment', row: row?.state === 'issued' ? row : null })
  useAction('create', () => setPanel({ kind: 'new' }), { label: t('new') })
  useAction('search', () => searchField.current?.focus())
  useActions([
    { id: 'invoices.receive', label: t('payment.receive'), keys: 'KeyR', run: () => pay(cursor ?? null) },
    { id: 'invoices.export', label: t('export.title'), run: () => setPanel({ kind: 'export' }) },
    { id: 'invoices.terms', label: t('terms.title'), run: () => setPanel({ kind: 'terms' }) }
  ])

  const columns = useMemo((): Column<InvoiceRow>[] => {
    const total = (value: (sum: InvoiceSum) => number) =>
      sums.length === 1 && sums[0] ? { total: <Money minor={value(sums[0])} currency={sums[0].currency} /> } : {}
    return [
      { id: 'number', header: t('column.number'), width: 140, isSortable: true, isLink: true, render: (row) => row.number ?? t('draft'), ...(sums[0] && { total: t('sum.invoices', { count: sums.reduce((all, sum) => all + sum.invoiceCount, 0) }) }) },
      { id: 'client', header: t('column.client'), width: 180, grow: 1, isSortable: true, render: (row) => row.clientName },
      { id: 'issuedOn', header: t('column.issuedOn'), width: 124, isSortable: true, render: (row) => row.issuedOn && format.day(row.issuedOn) },
      { id: 'dueOn', header: t('column.dueOn'), width: 118, isSortable: true, render: (row) => row.dueOn && format.day(row.dueOn) },
      { id: 'state', header: t('column.state'), width: 158, render: (row) => <InvoiceState invoice={row} /> },
      { id: 'net', header: t('column.net'), width: 120, align: 'right', isHiddenAtFirst: true, render: (row) => <Money minor={row.netMinor} currency={row.currency} />, ...total((sum) => sum.netMinor) },
      { id: 'gross', header: t('column.gross'), width: 120, align: 'right', isSortable: true, render: (row) => <Money minor={row.grossMinor} currency={row.currency} />, ...total((sum) => sum.grossMinor) },
      { id: 'paid', header: t('column.paid'), width: 120, align: 'right', isSortable: true, render: (row) => row.state === 'issued' && <Money minor={row.paidMinor} currency={row.currency} />, ...total((sum) => sum.paidMinor) },
      { id: 'due', header: t('column.due'), width: 120, align: 'right', isSortable: true, render: (row) => row.state === 'issued' && <Money minor={row.dueMinor} currency={row.currency} />, ...total((sum) => sum.dueMinor) }
    ]
  }, [t, format, sums])

  return (
    <>
      <PageHeader
        tabs={tabs}
        main={
          <Group gap={6} wrap="nowrap">
            <Tooltip label={t('terms.open')}>
              <ActionIcon aria-label={t('terms.open')} onClick={() => setPanel({ kind: 'terms' })}>
                <IconSettings size={17} stroke={1.6} />
              </ActionIcon>
            </Tooltip>
            <Button variant="default" leftSection={<IconFileExport size={16} stroke={1.6} />} onClick={() => setPanel({ kind: 'export' })}>
              {t('export.button')}
            </Button>
            <Button variant="default" leftSection={<IconCash size={16} stroke={1.6} />} rightSection={<Kbd keys="KeyR" />} onClick={() => pay(null)}>
              {t('payment.receive')}
            </Button>
            <Button leftSection={<IconPlus size={16} stroke={1.8} />} rightSection={<Kbd keys="$mod+KeyN" isOnMain />} onClick={() => setPanel({ kind: 'new' })}>
              {t('new')}
            </Button>
          </Group>
        }
      />
      <Group gap="xs" wrap="nowrap">
        <SegmentedControl
          aria-label={t('show.label')}
          value={show}
          onChange={(next) => setShow(next as Show)}
          data={shows.map((value) => ({ value, label: t(`show.${value}`) }))}
        />
        <Select
          aria-label={t('period.label')}
          w={160}
          value={period}
          onChange={(next) => next && setPeriod(next as PeriodChoice)}
          data={periodChoices.map((value) => ({ value, label: t(`period.${value}`) }))}
        />
        <TextInput
          ref={searchField}
          aria-label={t('search')}
          placeholder={t('search')}
          flex={1}
          maw={340}
          maxLength={200}
          leftSection={<IconSearch size={15} stroke={1.6} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        {client && (
          <Button variant="default" rightSection={<CloseButton component="span" size="xs" aria-hidden />} title={t('allClients')} onClick={() => setClient(null)}>
            {t('onlyClient', { name: client.name })}
          </Button>
        )}
      </Group>
      {sums.length > 1 && (
        <Group gap="lg" fz={12.5} className="k-muted">
          {sums.map((sum) => (
            <span key={sum.currency} className="k-number">
              {t('sum.inCurrency', {
                currency: sum.currency,
                gross: format.money(sum.grossMinor, sum.currency),
                due: format.money(sum.dueMinor, sum.currency),
                overdue: format.money(sum.overdueMinor, sum.currency)
              })}
            </span>
          ))}
        </Group>
      )}
      <div className={css.table}>
        <DataTable
          label={t('title')}
          columns={columns}
          source={rows}
          sort={sort}
          onSortChange={(next) => setSort(next as InvoiceSort)}
          {...layout}
          onOpen={(row) => go(`/invoices/${row.id}`)}
          onCursor={setCursor}
          rowTone={(row) => (row.daysOverdue > 0 ? 'overdue' : row.state === 'draft' ? 'muted' : undefined)}
          empty={
            isFiltered ? (
              <EmptyState text={t('empty.filtered')} action={{ label: t('empty.clear'), onClick: clear }} />
            ) : (
              <EmptyState icon={IconFileInvoice} text={t('empty.none')} action={{ label: t('new'), onClick: () => setPanel({ kind: 'new' }), keys: '$mod+KeyN' }} />
            )
          }
          autoFocus
        />
      </div>
      {panel?.kind === 'new' && <NewInvoicePanel onClose={() => setPanel(null)} />}
      {panel?.kind === 'export' && <ExportPanel period={period} onClose={() => setPanel(null)} />}
      {panel?.kind === 'terms' && <TermsPanel onClose={() => setPanel(null)} />}
      {panel?.kind === 'payment' && (
        <PaymentPanel
          onClose={() => setPanel(null)}
          client={panel.row ? { id: panel.row.clientId, name: panel.row.clientName } : client}
          currency={panel.row?.currency ?? status.data?.baseCurrency ?? 'PLN'}
          {...(panel.row && panel.row.dueMinor > 0 && { invoice: panel.row })}
        />
      )}
    </>
  )
}
