import { ActionIcon } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClientCard } from '#shared/contract/clients.ts'
import { useActions } from '../../app/actions.ts'
import { useCommand } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFormat } from '../../app/format.ts'
import { Money } from '../../app/Money.tsx'
import { go } from '../../app/navigation.ts'
import { screens } from '../../app/routes.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { KeyValueList } from '../../ui/KeyValueList.tsx'
import { Card, Nothing } from '../../ui/Page.tsx'
import { AddToListPanel } from '../calls/AddToListPanel.tsx'
import { queuePlace } from '../calls/queuePlace.ts'
import { NewDealPanel } from '../deals/NewDealPanel.tsx'
import { Files } from './Files.tsx'
import css from './clients.module.css'

/** What is under way with a client: deals, invoices, open call lists, files. */
export function ClientSales({ client, currency }: { readonly client: ClientCard; readonly currency: string }) {
  const { t } = useTranslation(['clients', 'calls', 'invoices'])
  const format = useFormat()
  const words = useDictionaries()
  const [isNewDeal, setIsNewDeal] = useState(false)
  const [isAdding, setIsAdding] = useState(false)
  const draft = useCommand('invoices.draft')
  const pipelineId = words.pipelines[0]?.id
  useActions([
    ...(screens.deal && pipelineId !== undefined ? [{ id: 'clients.deal', label: t('actions.deal'), keys: 'KeyD', run: () => setIsNewDeal(true) }] : []),
    ...(screens.calling ? [{ id: 'clients.callList', label: t('calls:add.action'), keys: 'KeyA', run: () => setIsAdding(true) }] : [])
  ])
  const addInvoice = () => draft.mutate({ clientId: client.id, dealId: null }, { onSuccess: ({ value }) => go(`/invoices/${value.id}`) })
  const openCount = client.deals.filter((deal) => deal.outcome === 'open').length
  return (
    <>
      <Card>
        <KeyValueList
          items={[
            { label: t('numbers.touches'), value: t('numbers.touched', { touches: t('numbers.touch', { count: client.touchCount }), attempts: t('numbers.attempt', { count: client.attemptCount }) }) },
            { label: t('numbers.openDeals'), value: <Sum count={openCount} minor={client.openDealMinor} currency={currency} /> },
            { label: t('numbers.won'), value: <Sum count={client.wonDealCount} minor={client.wonDealMinor} currency={currency} /> }
          ]}
        />
      </Card>
      <Card title={t('right.deals')} padding={false} actions={screens.deal && <AddButton label={t('actions.deal')} onClick={() => setIsNewDeal(true)} />}>
        {client.deals.length === 0 && <Nothing>{t('right.noDeals')}</Nothing>}
        <div className={css.lines}>
          {client.deals.map((deal) => (
            <Line key={deal.id} to={screens.deal && `#/deals/${deal.id}`} title={deal.title} hint={words.stageName(deal.stageId)}>
              <Badge kind={deal.outcome === 'won' ? 'ok' : deal.outcome === 'lost' ? 'lost' : 'info'}>
                <Money minor={deal.amountMinor} currency={deal.currency} style="short" />
              </Badge>
            </Line>
          ))}
        </div>
      </Card>
      <Card title={t('right.invoices')} padding={false} actions={screens.invoice && <AddButton label={t('right.newInvoice')} onClick={addInvoice} />}>
        {client.invoices.length === 0 && <Nothing>{t('right.noInvoices')}</Nothing>}
        <div className={css.lines}>
          {client.invoices.map((invoice) => {
            const isPaid = invoice.state === 'issued' && invoice.paidMinor >= invoice.grossMinor
            const isLate = invoice.state === 'issued' && !isPaid && invoice.dueOn !== null && invoice.dueOn < format.today
            const hint = invoice.state === 'draft' || invoice.dueOn === null ? t('right.notIssued') : isPaid ? t('right.paid') : t('right.dueOn', { day: format.day(invoice.dueOn) })
            return (
              <Line key={invoice.id} to={screens.invoice && `#/invoices/${invoice.id}`} title={invoice.number ?? t('invoices:state.draft')} hint={hint}>
                <Badge kind={isLate ? 'overdue' : isPaid ? 'ok' : 'future'} title={isLate ? t('numbers.overdue') : undefined}>
                  <Money minor={invoice.grossMinor} currency={invoice.currency} />
                </Badge>
              </Line>
            )
          })}
        </div>
      </Card>
      {client.payments.length > 0 && (
        <Card title={t('right.payments')} padding={false}>
          <div className={css.lines}>
            {client.payments.map((payment) => (
              <Line key={payment.id} to={null} title={format.day(payment.paidOn)} hint={payment.reference ?? ''}>
                <Money minor={payment.amountMinor} currency={payment.currency} />
              </Line>
            ))}
          </div>
        </Card>
      )}
      <Card title={t('right.callLists')} padding={false} actions={screens.calling && <AddButton label={t('calls:add.action')} onClick={() => setIsAdding(true)} />}>
        {client.callLists.length === 0 && <Nothing>{t('right.noCallLists')}</Nothing>}
        <div className={css.lines}>
          {client.callLists.map((list) => (
            <Line
              key={list.callListId}
              to={screens.queue && `#${queuePlace(list)}`}
              title={list.name}
              hint={
                list.state === 'done'
                  ? t('right.done')
                  : list.isPromised && list.nextCallAt !== null
                    ? t('right.promised', { when: format.dayTime(list.nextCallAt) })
                    : t('right.waiting')
              }
            >
              <span className="k-muted k-number">{format.count(list.attemptCount)}</span>
            </Line>
          ))}
        </div>
      </Card>
      {isAdding && <AddToListPanel selection={{ kind: 'ids', ids: [client.id] }} onClose={() => setIsAdding(false)} />}
      <Files client={client} />
      {isNewDeal && pipelineId !== undefined && <NewDealPanel pipelineId={pipelineId} client={client} onClose={() => setIsNewDeal(false)} />}
    </>
  )
}

function AddButton({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return (
    <ActionIcon size={24} aria-label={label} title={label} onClick={onClick}>
      <IconPlus size={16} stroke={1.6} />
    </ActionIcon>
  )
}

function Sum({ count, minor, currency }: { readonly count: number; readonly minor: number; readonly currency: string }) {
  const format = useFormat()
  return count === 0 ? '0' : (
    <>
      {format.count(count)} · <Money minor={minor} currency={currency} />
    </>
  )
}

/** One line of a pane; a link where its screen is there. */
function Line({ to, title, hint, children }: { readonly to: string | null; readonly title: string; readonly hint: string; readonly children: ReactNode }) {
  const content = (
    <>
      <span className={css.lineMain}>
        <span className={css.lineTitle}>{title}</span>
        <span className={css.lineHint}>{hint}</span>
      </span>
      {children}
    </>
  )
  return to === null ? <div className={css.line} style={{ cursor: 'default' }}>{content}</div> : <a className={css.line} href={to}>{content}</a>
}
