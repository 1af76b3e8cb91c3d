import { ActionIcon, Button, SegmentedControl } from '@mantine/core'
import {
  IconArrowRight,
  IconCash,
  IconChecklist,
  IconFileImport,
  IconFileInvoice,
  IconNote,
  IconPhone,
  IconShieldCheck,
  IconTrash,
  IconUserPlus,
  IconUserShare,
  type Icon
} from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { TimelineItem, TimelineKind } from '#shared/contract/clients.ts'
import { formatPhone } from '#shared/phone.ts'
import { call } from '../../app/api.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFormat } from '../../app/format.ts'
import { Money } from '../../app/Money.tsx'
import { notifyDone } from '../../app/notify.ts'
import { Nothing } from '../../ui/Page.tsx'
import { EditField } from './EditField.tsx'
import css from './clients.module.css'

const views = {
  all: [],
  contact: ['note', 'call', 'task'],
  sales: ['deal'],
  money: ['invoice', 'payment'],
  other: ['owner', 'consent', 'import', 'created']
} as const satisfies Record<string, readonly TimelineKind[]>
type View = keyof typeof views

const pageSize = 50

/** Everything that happened with a client, newest first, by kind. */
export function Timeline({ clientId }: { readonly clientId: string }) {
  const { t } = useTranslation('clients')
  const [view, setView] = useState<View>('all')
  const [pageCount, setPageCount] = useState(1)
  return (
    <>
      <div style={{ padding: '6px 12px' }}>
        <SegmentedControl
          aria-label={t('timeline.title')}
          data={(Object.keys(views) as View[]).map((one) => ({ value: one, label: t(`timeline.${one}`) }))}
          value={view}
          onChange={(next) => {
            setView(next as View)
            setPageCount(1)
          }}
        />
      </div>
      {Array.from({ length: pageCount }, (_, index) => (
        <TimelinePage key={`${view} ${index}`} clientId={clientId} view={view} index={index} isLast={index === pageCount - 1} onMore={() => setPageCount(pageCount + 1)} />
      ))}
    </>
  )
}

type TimelinePageProps = { readonly clientId: string; readonly view: View; readonly index: number; readonly isLast: boolean; readonly onMore: () => void }

function TimelinePage({ clientId, view, index, isLast, onMore }: TimelinePageProps) {
  const { t } = useTranslation('clients')
  const events = useRead('clients.timeline', { clientId, kinds: [...views[view]], page: { offset: index * pageSize, limit: pageSize } }, { keepPrevious: false })
  if (events.error) throw events.error
  if (!events.data) return null
  const { rows, total } = events.data
  const hasContact = rows.some((row) => row.kind !== 'created' && row.kind !== 'import')
  return (
    <>
      {index === 0 && !hasContact && view !== 'other' && <Nothing>{t(view === 'all' || view === 'contact' ? 'timeline.empty' : 'timeline.emptyKind')}</Nothing>}
      <TimelineList items={rows} isEditable />
      {isLast && total > (index + 1) * pageSize && (
        <Button variant="subtle" m={8} onClick={onMore}>{t('timeline.more')}</Button>
      )}
    </>
  )
}

const icons: Readonly<Record<TimelineKind, Icon>> = {
  note: IconNote,
  call: IconPhone,
  task: IconChecklist,
  deal: IconArrowRight,
  invoice: IconFileInvoice,
  payment: IconCash,
  owner: IconUserShare,
  consent: IconShieldCheck,
  import: IconFileImport,
  created: IconUserPlus
}

/** Events as lines; notes may be changed and removed where they stand. */
export function TimelineList({ items, isEditable }: { readonly items: readonly TimelineItem[]; readonly isEditable?: boolean }) {
  return (
    <ol className={css.lines}>
      {items.map((item) => (
        <Event key={`${item.kind} ${item.id}`} item={item} isEditable={isEditable === true} />
      ))}
    </ol>
  )
}

function Event({ item, isEditable }: { readonly item: TimelineItem; readonly isEditable: boolean }) {
  const { t } = useTranslation('clients')
  const format = useFormat()
  const words = useDictionaries()
  const Picture = icons[item.kind]
  return (
    <li className={css.event}>
      <Picture className={css.eventIcon} size={16} stroke={1.6} aria-hidden />
      <div className={css.eventHead}>
        <time dateTime={new Date(item.at).toISOString()}>{format.dayTime(item.at)}</time>
        {item.byId !== null && <span className="k-cut">· {words.userName(item.byId)}</span>}
        <Facts item={item} />
        <span>{isEditable && item.kind === 'note' && <RemoveNote id={item.id} />}</span>
      </div>
      <div className={`${css.eventBody} k-selectable`}>
        {isEditable && item.kind === 'note' ? (
          <EditField label={t('timeline.note')} value={item.text} placeholder="" multiline save={(text) => call('notes.change', { id: item.id, text })} />
        ) : (
          <Body item={item} />
        )}
      </div>
    </li>
  )
}

/** What a line says beside day and author. */
function Facts({ item }: { readonly item: TimelineItem }): ReactNode {
  const { t } = useTranslation('clients')
  if (item.kind !== 'call') return null
  return (
    <span className="k-cut">
      · {t('timeline.attempt', { number: item.attemptNumber })}
      {item.e164 !== null && ` · ${formatPhone(item.e164)}`}
    </span>
  )
}

function Body({ item }: { readonly item: TimelineItem }): ReactNode {
  const { t } = useTranslation('clients')
  const format = useFormat()
  const words = useDictionaries()
  const person = (id: string | null) => (id === null ? t('timeline.nobody') : words.userName(id))
  switch (item.kind) {
    case 'note':
      return item.text
    case 'call':
      return (
        <>
          <b>{words.callOutcome(item)}</b>
          {item.callbackAt !== null && `, ${t('timeline.callback', { when: format.dayTime(item.callbackAt) })}`}
          {item.note !== null && `\n${item.note}`}
        </>
      )
    case 'task':
      return t('timeline.taskDone', { text: item.text })
    case 'deal':
      return (
        <a href={`#/deals/${item.dealId}`} className={css.link}>
          {item.fromStageId === null
            ? t('timeline.dealNew', { title: item.title })
            : t('timeline.dealMoved', { title: item.title, from: words.stageName(item.fromStageId), to: words.stageName(item.toStageId) })}
          {' · '}
          <Money minor={item.amountMinor} currency={item.currency} />
        </a>
      )
    case 'invoice':
      return (
        <a href={`#/invoices/${item.id}`} className={css.link}>
          {t('timeline.invoice', { number: item.number })} · <Money minor={item.grossMinor} currency={item.currency} />
        </a>
      )
    case 'payment':
      return (
        <>
          {t('timeline.payment')} · <Money minor={item.amountMinor} currency={item.currency} />
        </>
      )
    case 'owner':
      return item.dealTitle === null
        ? t('timeline.owner', { from: person(item.fromOwnerId), to: person(item.toOwnerId) })
        : t('timeline.ownerOfDeal', { title: item.dealTitle, from: person(item.fromOwnerId), to: person(item.toOwnerId) })
    case 'consent':
      return t(item.state === 'given' ? 'timeline.consentGiven' : 'timeline.consentWithdrawn', { channel: t(`channel.${item.channel}`) })
    case 'import':
      return t('timeline.imported', { name: item.fileName })
    case 'created':
      return t('timeline.created')
  }
}

function RemoveNote({ id }: { readonly id: string }) {
  const { t } = useTranslation('clients')
  const remove = useCommand('notes.remove')
  return (
    <ActionIcon
      size={20}
      aria-label={`${t('card.remove')}: ${t('timeline.note')}`}
      title={t('card.remove')}
      onClick={() => remove.mutate({ id }, { onSuccess: ({ changeId }) => notifyDone(t('notes.removed'), changeId) })}
    >
      <IconTrash size={14} stroke={1.6} />
    </ActionIcon>
  )
}
