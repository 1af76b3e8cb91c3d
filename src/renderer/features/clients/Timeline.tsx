import { ActionIcon, Button, Menu, SegmentedControl } from '@mantine/core'
import {
  IconArrowMerge,
  IconArrowRight,
  IconCalendarEvent,
  IconCash,
  IconCheck,
  IconChecklist,
  IconFileImport,
  IconFileInvoice,
  IconFilter,
  IconMail,
  IconMessage,
  IconNote,
  IconPaperclip,
  IconPhone,
  IconPhoneCheck,
  IconShieldCheck,
  IconShoppingCart,
  IconUserPlus,
  IconUserShare,
  type Icon
} from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { timelineKinds, type TimelineItem, type TimelineKind } from '#shared/contract/clients.ts'
import { formatPhone } from '#shared/phone.ts'
import { call } from '../../app/api.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFormat } from '../../app/format.ts'
import { Money } from '../../app/Money.tsx'
import { notifyDone } from '../../app/notify.ts'
import { Nothing } from '../../ui/Page.tsx'
import { RemoveButton } from './RemoveButton.tsx'
import { EditField } from './EditField.tsx'
import css from './clients.module.css'

const views = {
  all: [],
  contact: ['note', 'call', 'talk', 'meeting', 'email', 'sms', 'task'],
  sales: ['deal'],
  money: ['invoice', 'payment', 'purchase'],
  files: ['file'],
  other: ['owner', 'consent', 'import', 'merge', 'created']
} as const satisfies Record<string, readonly TimelineKind[]>
type View = keyof typeof views

const pageSize = 50

/** Everything that happened with a client, newest first, by groups of kinds or by the kinds themselves. */
export function Timeline({ clientId }: { readonly clientId: string }) {
  const { t } = useTranslation(['clients', 'card'])
  const [kinds, setKinds] = useState<readonly TimelineKind[]>([])
  const [pageCount, setPageCount] = useState(1)
  const first = useRead('clients.timeline', { clientId, kinds: [...kinds], page: { offset: 0, limit: pageSize } })
  const counts = first.data?.counts ?? {}
  const view = (Object.keys(views) as View[]).find((one) => views[one].length === kinds.length && views[one].every((kind) => kinds.includes(kind)))
  function show(next: readonly TimelineKind[]) {
    setKinds(next)
    setPageCount(1)
  }
  const countOf = (list: readonly TimelineKind[]) => list.reduce((sum, kind) => sum + (counts[kind] ?? 0), 0)
  return (
    <>
      <div className={css.timelineHead}>
        <SegmentedControl
          aria-label={t('timeline.title')}
          data={(Object.keys(views) as View[]).map((one) => ({
            value: one,
            label: one === 'files' ? t('card:files.title') : t(`timeline.${one}`),
            disabled: one !== 'all' && countOf(views[one]) === 0
          }))}
          value={view ?? ''}
          onChange={(next) => show(views[next as View])}
        />
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant={view === undefined ? 'light' : 'subtle'} aria-label={t('card:kinds.title')} title={t('card:kinds.title')}>
              <IconFilter size={16} stroke={1.6} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
            {timelineKinds.filter((kind) => (counts[kind] ?? 0) > 0 || kinds.includes(kind)).map((kind) => (
              <Menu.CheckboxItem
                key={kind}
                checked={kinds.includes(kind)}
                checkIcon={<IconCheck size={14} stroke={2} />}
                rightSection={<span className="k-muted k-number">{counts[kind] ?? 0}</span>}
                onChange={(isOn) => show(isOn ? [...kinds, kind] : kinds.filter((one) => one !== kind))}
              >
                {t(`card:kinds.${kind}`)}
              </Menu.CheckboxItem>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
      {Array.from({ length: pageCount }, (_, index) => (
        <TimelinePage
          key={`${kinds.join(' ')} ${index}`}
          clientId={clientId}
          kinds={kinds}
          index={index}
          isLast={index === pageCount - 1}
          isContact={view === 'all' || view === 'contact'}
          onMore={() => setPageCount(pageCount + 1)}
        />
      ))}
    </>
  )
}

type TimelinePageProps = {
  readonly clientId: string
  readonly kinds: readonly TimelineKind[]
  readonly index: number
  readonly isLast: boolean
  readonly isContact: boolean
  readonly onMore: () => void
}

const noContact: readonly TimelineKind[] = ['created', 'import', 'owner', 'merge', 'file']

function TimelinePage({ clientId, kinds, index, isLast, isContact, onMore }: TimelinePageProps) {
  const { t } = useTranslation('clients')
  const events = useRead('clients.timeline', { clientId, kinds: [...kinds], page: { offset: index * pageSize, limit: pageSize } }, { keepPrevious: false })
  if (events.error) throw events.error
  if (!events.data) return null
  const { rows, total } = events.data
  const isQuiet = isContact ? rows.every((row) => noContact.includes(row.kind)) : rows.length === 0
  return (
    <>
      {index === 0 && isQuiet && <Nothing>{t(isContact ? 'timeline.empty' : 'timeline.emptyKind')}</Nothing>}
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
  talk: IconPhoneCheck,
  meeting: IconCalendarEvent,
  email: IconMail,
  sms: IconMessage,
  task: IconChecklist,
  deal: IconArrowRight,
  invoice: IconFileInvoice,
  payment: IconCash,
  purchase: IconShoppingCart,
  owner: IconUserShare,
  consent: IconShieldCheck,
  file: IconPaperclip,
  merge: IconArrowMerge,
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
        <span>{isEditable && isWritten(item) && <RemoveNote id={item.id} />}</span>
      </div>
      <div className={`${css.eventBody} k-selectable`}>
        {isEditable && isWritten(item) ? (
          <EditField label={t('timeline.note')} value={item.text} placeholder="" multiline save={(text) => call('notes.change', { id: item.id, text })} />
        ) : (
          <Body item={item} />
        )}
      </div>
    </li>
  )
}

type Written = Extract<TimelineItem, { readonly kind: 'note' | 'talk' | 'meeting' | 'email' | 'sms' }>

/** Written by a person, who may change it. */
function isWritten(item: TimelineItem): item is Written {
  return item.kind === 'note' || item.kind === 'talk' || item.kind === 'meeting' || item.kind === 'email' || item.kind === 'sms'
}

/** What a line says beside day and author. */
function Facts({ item }: { readonly item: TimelineItem }): ReactNode {
  const { t } = useTranslation(['clients', 'card'])
  if (isWritten(item) && item.kind !== 'note') {
    return <span className="k-cut">· {[t(`card:kinds.${item.kind}`), item.contactName].filter(Boolean).join(' · ')}</span>
  }
  if (item.kind !== 'call') return null
  return (
    <span className="k-cut">
      · {t('timeline.attempt', { number: item.attemptNumber })}
      {item.e164 !== null && ` · ${formatPhone(item.e164)}`}
    </span>
  )
}

function Body({ item }: { readonly item: TimelineItem }): ReactNode {
  const { t } = useTranslation(['clients', 'card'])
  const format = useFormat()
  const words = useDictionaries()
  const person = (id: string | null) => (id === null ? t('timeline.nobody') : words.userName(id))
  switch (item.kind) {
    case 'note':
    case 'talk':
    case 'meeting':
    case 'email':
    case 'sms':
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
    case 'purchase':
      return (
        <>
          {item.number === null ? t('card:timeline.purchase') : t('card:timeline.purchaseNumber', { number: item.number })} · <Money minor={item.netMinor} currency={item.currency} />
        </>
      )
    case 'file':
      return t('card:timeline.file', { name: item.fileName, size: format.size(item.byteCount) })
    case 'merge':
      return t('card:timeline.merge', { name: item.name })
    case 'owner':
      return item.dealTitle === null
        ? t('timeline.owner', { from: person(item.fromOwnerId), to: person(item.toOwnerId) })
        : t('timeline.ownerOfDeal', { title: item.dealTitle, from: person(item.fromOwnerId), to: person(item.toOwnerId) })
    case 'consent':
      return [
        t(item.state === 'given' ? 'timeline.consentGiven' : 'timeline.consentWithdrawn', { channel: t(`channel.${item.channel}`) }),
        item.contactName,
        item.basis
      ].filter(Boolean).join(' · ')
    case 'import':
      return t(item.isUpdate ? 'timeline.importUpdated' : 'timeline.imported', { name: item.fileName })
    case 'created':
      return t('timeline.created')
  }
}

function RemoveNote({ id }: { readonly id: string }) {
  const { t } = useTranslation('clients')
  const remove = useCommand('notes.remove')
  return (
    <RemoveButton what={t('timeline.note')} size={20} onRemove={() => remove.mutate({ id }, { onSuccess: ({ changeId }) => notifyDone(t('notes.removed'), changeId) })} />
  )
}
