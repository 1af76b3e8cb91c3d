import { Button, Checkbox, Group, SegmentedControl, TextInput } from '@mantine/core'
import { IconCash, IconSearch } from '@tabler/icons-react'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReceivableRow, ReceivableSum } from '#shared/contract/invoices.ts'
import { useAction, useActions } from '../../app/actions.ts'
import { useRead } from '../../app/data.ts'
import { useFormat } from '../../app/format.ts'
import { Money } from '../../app/Money.tsx'
import { go, useUrlState } from '../../app/navigation.ts'
import { useTableLayout } from '../../app/preferences.ts'
import { type ListInput, useRows } from '../../app/useRows.ts'
import type { Column } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { StatTile } from '../../ui/StatTile.tsx'
import css from './invoices.module.css'
import { PaymentPanel } from './PaymentPanel.tsx'

const noSums: readonly ReceivableSum[] = []
type Sort = NonNullable<ListInput<'invoices.receivables'>['sort']>

/** Who owes what since when, own clients or the whole firm's (S-171 to S-173). */
export function Receivables({ tabs }: { readonly tabs: ReactNode }) {
  const { t } = useTranslation('invoices')
  const format = useFormat()
  const [whose, setWhose] = useUrlState<'mine' | 'company'>('whose', 'company')
  const [onlyOverdue, setOnlyOverdue] = useUrlState('overdue', false)
  const [search, setSearch] = useUrlState('search', '')
  const [sort, setSort] = useUrlState<Sort | null>('sort', null)
  const [paying, setPaying] = useState<ReceivableRow | null>(null)
  const [cursor, setCursor] = useState<ReceivableRow | undefined>(undefined)
  const searchField = useRef<HTMLInputElement>(null)
  const layout = useTableLayout('receivables')
  const status = useRead('app.status', {})
  const dictionaries = useRead('app.dictionaries', {})
  const users = dictionaries.data?.users

  const ownerId = whose === 'mine' ? (status.data?.userId ?? null) : null
  const rows = useRows('invoices.receivables', { ownerId, search, onlyOverdue, sort })
  if (rows.error && !rows.isReady) throw rows.error
  const bucketDays = rows.first?.bucketDays
  const sums = rows.first?.sums ?? noSums

  useAction('search', () => searchField.current?.focus())
  useActions([{ id: 'invoices.receive', label: t('payment.receive'), keys: 'KeyR', run: () => cursor && setPaying(cursor) }])

  const openInvoices = (row: Pick<ReceivableRow, 'clientId' | 'clientName'>) => {
    const client = JSON.stringify({ id: row.clientId, name: row.clientName })
    go(`/invoices?${new URLSearchParams({ show: '"open"', client })}`)
  }

  const columns = useMemo((): Column<ReceivableRow>[] => {
    const [only] = sums.length === 1 ? sums : []
    const total = (minor: number | undefined) => (only && minor !== undefined ? { total: <Money minor={minor} currency={only.currency} /> } : {})
    const labels = ['', ...(bucketDays ?? []), ''].map((days, index) => {
      if (index === 0) return t('receivables.notDue')
      const before = (bucketDays ?? [])[index - 2] ?? 0
      return days === '' ? t('receivables.over', { days: before }) : t('receivables.span', { from: before + 1, to: days })
    })
    return [
      { id: 'client', header: t('column.client'), width: 170, grow: 1, isSortable: true, isLink: true, render: (row) => row.clientName, ...(sums[0] && { total: t('sum.debtors', { count: rows.total }) }) },
      { id: 'owner', header: t('column.owner'), width: 120, render: (row) => users?.find((user) => user.id === row.ownerId)?.name },
      { id: 'due', header: t('column.total'), width: 118, align: 'right', isSortable: true, render: (row) => <Money minor={row.dueMinor} currency={row.currency} />, ...total(only?.dueMinor) },
      { id: 'overdue', header: t('column.overdue'), width: 118, align: 'right', isSortable: true, render: (row) => row.overdueMinor > 0 && <Money minor={row.overdueMinor} currency={row.currency} />, ...total(only?.overdueMinor) },
      { id: 'oldest', header: t('column.days'), width: 62, align: 'right', isSortable: true, render: (row) => row.oldestDays > 0 && format.count(row.oldestDays) },
      ...labels.map(
        (header, index): Column<ReceivableRow> => ({
          id: `bucket${index}`,
          header,
          width: index === 0 ? 116 : 100,
          align: 'right',
          render: (row) => (row.bucketsMinor[index] ?? 0) > 0 && <Money minor={row.bucketsMinor[index] ?? 0} currency={row.currency} style="plain" />,
          ...(only && { total: <Money minor={only.bucketsMinor[index] ?? 0} currency={only.currency} style="plain" /> })
        })
      ),
      { id: 'credit', header: t('column.credit'), width: 108, align: 'right', isHiddenAtFirst: true, render: (row) => row.creditMinor > 0 && <Money minor={row.creditMinor} currency={row.currency} />, ...total(only?.creditMinor) }
    ]
  }, [t, format, sums, bucketDays, users, rows.total])

  return (
    <>
      <PageHeader
        tabs={tabs}
        main={
          <Button disabled={!cursor} leftSection={<IconCash size={16} stroke={1.6} />} rightSection={<Kbd keys="KeyR" isOnMain />} onClick={() => cursor && setPaying(cursor)}>
            {t('payment.receive')}
          </Button>
        }
      />
      <Group gap="sm" wrap="nowrap">
        <SegmentedControl
          aria-label={t('receivables.whose')}
          value={whose}
          onChange={(next) => setWhose(next as 'mine' | 'company')}
          data={[
            { value: 'company', label: t('receivables.company') },
            { value: 'mine', label: t('receivables.mine') }
          ]}
        />
        <TextInput
          ref={searchField}
          aria-label={t('receivables.search')}
          placeholder={t('receivables.search')}
          w={240}
          maxLength={200}
          leftSection={<IconSearch size={15} stroke={1.6} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Checkbox label={t('receivables.onlyOverdue')} checked={onlyOverdue} onChange={(event) => setOnlyOverdue(event.currentTarget.checked)} />
      </Group>
      {sums.length > 0 && (
        <div className={css.tiles}>
          {sums.flatMap((sum) => [
            <StatTile key={`${sum.currency} due`} label={t('receivables.owed', { currency: sum.currency })} value={<Money minor={sum.dueMinor} currency={sum.currency} />} hint={t('sum.debtors', { count: sum.clientCount })} />,
            <StatTile
              key={`${sum.currency} overdue`}
              label={t('receivables.overdue')}
              value={<Money minor={sum.overdueMinor} currency={sum.currency} />}
              hint={sum.dueMinor > 0 && format.percent(sum.overdueMinor / sum.dueMinor)}
              {...(sum.overdueMinor > 0 && { tone: 'overdue' as const })}
            />,
            <StatTile key={`${sum.currency} notDue`} label={t('receivables.notDue')} value={<Money minor={sum.dueMinor - sum.overdueMinor} currency={sum.currency} />} />
          ])}
        </div>
      )}
      <div className={css.table}>
        <DataTable
          label={t('views.receivables')}
          columns={columns}
          source={rows}
          sort={sort}
          onSortChange={(next) => setSort(next as Sort)}
          {...layout}
          onOpen={openInvoices}
          onCursor={setCursor}
          rowTone={(row) => (row.overdueMinor > 0 ? 'overdue' : undefined)}
          empty={<EmptyState text={t(onlyOverdue ? 'empty.overdue' : 'empty.receivables')} />}
          autoFocus
        />
      </div>
      {paying && (
        <PaymentPanel onClose={() => setPaying(null)} client={{ id: paying.clientId, name: paying.clientName }} currency={paying.currency} />
      )}
    </>
  )
}
