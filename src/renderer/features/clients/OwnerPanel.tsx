import { Checkbox, Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClientSelection } from '#shared/contract/clients.ts'
import { useJob, useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFormat } from '../../app/format.ts'
import { Money } from '../../app/Money.tsx'
import { notifyDone } from '../../app/notify.ts'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import css from './clients.module.css'

const nobody = 'none'

type OwnerPanelProps = { readonly selection: ClientSelection; readonly onClose: (isDone: boolean) => void }

/** Gives the chosen clients to somebody, with what each would carry before and after (S-15). */
export function OwnerPanel({ selection, onClose }: OwnerPanelProps) {
  const { t } = useTranslation('clients')
  const words = useDictionaries()
  const status = useRead('app.status', {})
  const load = useRead('clients.ownerLoad', { selection })
  const [owner, setOwner] = useState<string | null>(null)
  const [withOpenDeals, setWithOpenDeals] = useState(true)
  const giving = useJob('clients.changeOwner')
  const isBusy = giving.state === 'running'
  const nameOf = (id: string | null) => (id === null ? t('filter.nobody') : words.userName(id))

  async function submit() {
    if (owner === null || isBusy) return
    const ownerId = owner === nobody ? null : owner
    const done = await giving.start({ selection, ownerId, withOpenDeals })
    if (!done) return
    notifyDone(t('owner.done', { count: done.value.clientCount, name: nameOf(ownerId) }), done.changeId)
    onClose(true)
  }

  return (
    <Panel
      title={t('owner.title')}
      opened
      onClose={() => onClose(false)}
      onSubmit={() => void submit()}
      footer={<FormActions onCancel={() => onClose(false)} submitLabel={t('owner.submit')} isBusy={isBusy || owner === null} />}
      width={620}
    >
      <Select
        label={t('owner.to')}
        data={[...words.users.map((user) => ({ value: user.id, label: user.name })), { value: nobody, label: t('filter.nobody') }]}
        value={owner}
        onChange={setOwner}
        data-autofocus
      />
      <Checkbox label={t('owner.withDeals')} checked={withOpenDeals} onChange={(event) => setWithOpenDeals(event.currentTarget.checked)} />
      {load.data && status.data && (
        <LoadTable
          rows={withNewOwner(load.data, owner)}
          owner={owner === null ? undefined : owner === nobody ? null : owner}
          nameOf={nameOf}
          currency={status.data.baseCurrency}
        />
      )}
    </Panel>
  )
}

type Load = { readonly ownerId: string | null; readonly clientCount: number; readonly openDealCount: number; readonly openDealMinor: number; readonly chosenCount: number; readonly chosenDealCount: number; readonly chosenDealMinor: number; readonly overdueMinor: number; readonly chosenOverdueMinor: number }

/** Somebody who has no clients yet gets a line too. */
function withNewOwner(rows: readonly Load[], owner: string | null): readonly Load[] {
  const ownerId = owner === nobody ? null : owner
  if (owner === null || rows.some((row) => row.ownerId === ownerId)) return rows
  return [...rows, { ownerId, clientCount: 0, openDealCount: 0, openDealMinor: 0, overdueMinor: 0, chosenCount: 0, chosenDealCount: 0, chosenDealMinor: 0, chosenOverdueMinor: 0 }]
}

type LoadTableProps = {
  readonly rows: readonly Load[]
  /** Undefined while nobody is chosen; null is nobody as owner. */
  readonly owner: string | null | undefined
  readonly nameOf: (id: string | null) => string
  readonly currency: string
}

function LoadTable({ rows, owner, nameOf, currency }: LoadTableProps) {
  const { t } = useTranslation('clients')
  const format = useFormat()
  const all = { count: 0, deals: 0, minor: 0, overdue: 0 }
  for (const row of rows) {
    all.count += row.chosenCount
    all.deals += row.chosenDealCount
    all.minor += row.chosenDealMinor
    all.overdue += row.chosenOverdueMinor
  }
  const after = (row: Load) => {
    const gains = row.ownerId === owner ? 1 : 0
    return {
      count: row.clientCount - row.chosenCount + gains * all.count,
      deals: row.openDealCount - row.chosenDealCount + gains * all.deals,
      minor: row.openDealMinor - row.chosenDealMinor + gains * all.minor,
      overdue: row.overdueMinor - row.chosenOverdueMinor + gains * all.overdue
    }
  }
  const step = (before: number, next: number, write: (value: number) => string) =>
    owner === undefined || before === next ? write(before) : (
      <>
        <span className="k-muted">{write(before)} → </span>
        <b>{write(next)}</b>
      </>
    )
  const money = (before: number, next: number) =>
    owner === undefined || next === before ? <Money minor={before} currency={currency} style="short" /> : step(before, next, (value) => format.money(value, currency, 'short'))
  return (
    <table className={css.load}>
      <caption className="k-spoken">{t('owner.load')}</caption>
      <thead>
        <tr>
          <th>{t('owner.person')}</th>
          <th>{t('owner.clients')}</th>
          <th>{t('owner.deals')}</th>
          <th>{t('owner.sum')}</th>
          <th>{t('owner.overdue')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const next = after(row)
          return (
            <tr key={row.ownerId ?? nobody}>
              <td>{nameOf(row.ownerId)}</td>
              <td>{step(row.clientCount, next.count, (value) => format.count(value))}</td>
              <td>{step(row.openDealCount, next.deals, (value) => format.count(value))}</td>
              <td>{money(row.openDealMinor, next.minor)}</td>
              <td>{money(row.overdueMinor, next.overdue)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
