import { Button, Checkbox, Progress, SegmentedControl } from '@mantine/core'
import { IconPhoneCall, IconSun, IconUsers } from '@tabler/icons-react'
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClientFilter, TaskRow } from '#shared/contract/clients.ts'
import type { FilterGroup } from '#shared/contract/filters.ts'
import type { Today } from '#shared/contract/today.ts'
import { dayOf, daysBetween } from '#shared/day.ts'
import { formatPhone } from '#shared/phone.ts'
import { runAction } from '../../app/actions.ts'
import { useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFirm, useFormat } from '../../app/format.ts'
import { Money } from '../../app/Money.tsx'
import { go, useUrlState } from '../../app/navigation.ts'
import { usePreference } from '../../app/preferences.ts'
import { screens } from '../../app/routes.tsx'
import { useNow } from '../../app/useNow.ts'
import { Badge } from '../../ui/Badge.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Card, Nothing, Page, PageColumn, PageColumns } from '../../ui/Page.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { StatTile } from '../../ui/StatTile.tsx'
import { AddToListPanel } from '../calls/AddToListPanel.tsx'
import { queuePlace } from '../calls/queuePlace.ts'
import { clientsPlace } from '../clients/clientsPlace.ts'
import { DemoButton } from '../clients/DemoButton.tsx'
import { NextStepBadge } from '../clients/NextStepBadge.tsx'
import { stepOfTask, useCompleteTask } from '../clients/TaskLine.tsx'
import css from './today.module.css'

type Scope = 'mine' | 'all'
const quietDays = 90

/** What waits today: promises first, then tasks, deals that stand still, lists to go on with (screens.md 4.15). */
export function TodayScreen() {
  const { t } = useTranslation('today')
  const format = useFormat()
  const words = useDictionaries()
  const status = useRead('app.status', {})
  const [keptScope, keepScope] = usePreference<Scope>('today.scope')
  const [scope, setScope] = useUrlState<Scope>('scope', keptScope ?? 'mine')
  const read = useRead('today.get', { scope })
  if (read.error && !read.data) throw read.error
  if (!read.data || !status.data) return null
  const today = read.data
  if (today.clientCount === 0) return <FirstDay />

  function choose(next: Scope) {
    setScope(next)
    keepScope(next)
  }

  return (
    <Page>
      <PageHeader title={t('title')} beside={<span className="k-muted">{format.weekday(format.today)}</span>}>
        {words.users.length > 1 && (
          <SegmentedControl
            aria-label={t('scope.label')}
            data={[
              { value: 'mine', label: t('scope.mine') },
              { value: 'all', label: t('scope.all') }
            ]}
            value={scope}
            onChange={(next) => choose(next === 'all' ? 'all' : 'mine')}
          />
        )}
      </PageHeader>
      <Work today={today} ownerId={scope === 'mine' ? status.data.userId : null} />
    </Page>
  )
}

function FirstDay() {
  const { t } = useTranslation(['today', 'clients'])
  return (
    <Page>
      <div style={{ margin: 'auto' }}>
        <EmptyState
          icon={IconUsers}
          text={t('start.text')}
          {...(screens.import && { action: { label: t('clients:empty.import'), onClick: () => runAction('import') } })}
          {...(screens.clients && { secondary: { label: t('clients:newClient'), onClick: () => go('/clients') } })}
        />
        <DemoButton />
      </div>
    </Page>
  )
}

/** Lines of the whole page are one list for the arrow keys; Enter starts the work. */
function Work({ today, ownerId }: { readonly today: Today; readonly ownerId: string | null }) {
  const { t } = useTranslation('today')
  const format = useFormat()
  const area = useRef<HTMLDivElement>(null)
  const isClear = today.callbackCount + today.taskCount + today.dealsWithoutStepCount + today.debtorCount === 0
  const [isListing, setIsListing] = useState(false)
  const quiet = { noContactDays: quietDays, ...(ownerId !== null && { ownerId }) }
  const { dispositions } = useDictionaries()
  const doneToday = (kind: 'call' | 'task', dispositionIds: readonly string[]): ClientFilter => ({
    rules: { match: 'all', rules: [{ field: 'event', has: true, kind, dispositionIds: [...dispositionIds], byId: ownerId, period: { kind: 'today' } }] }
  })

  useEffect(() => area.current?.querySelector<HTMLElement>('[data-line]')?.focus({ preventScroll: true }), [])

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, KeyJ: 1, ArrowUp: -1, KeyK: -1 }[event.code]
    const here = event.target
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey || !(here instanceof HTMLElement) || here.dataset.line === undefined) return
    const lines = [...(area.current?.querySelectorAll<HTMLElement>('[data-line]') ?? [])]
    lines[lines.indexOf(here) + step]?.focus()
    event.preventDefault()
  }

  return (
    <PageColumns widths="minmax(0, 1.25fr) minmax(0, 1fr)" ref={area} onKeyDown={onKeyDown}>
      <PageColumn>
        {isClear && (
          <Card>
            {today.quietClientCount > 0 && screens.calling ? (
              <EmptyState
                icon={IconSun}
                text={t('clearQuiet', { count: today.quietClientCount, shown: format.count(today.quietClientCount) })}
                action={{ label: t('makeList'), onClick: () => setIsListing(true) }}
              />
            ) : (
              <EmptyState icon={IconSun} text={t('clear')} />
            )}
          </Card>
        )}
        <Callbacks today={today} ownerId={ownerId} />
        <Tasks today={today} ownerId={ownerId} />
      </PageColumn>
      <PageColumn>
        <div className={css.tiles}>
          <StatTile label={t('done.calls')} value={format.count(today.callsMade)} onClick={() => go(clientsPlace(doneToday('call', [])))} />
          <StatTile label={t('done.reached')} value={format.count(today.clientsReached)} onClick={() => go(clientsPlace(doneToday('call', dispositions.filter((row) => row.isReached).map((row) => row.id))))} />
          <StatTile label={t('done.tasks')} value={format.count(today.tasksDone)} onClick={() => go(clientsPlace(doneToday('task', [])))} />
        </div>
        {screens.queue && <Lists today={today} />}
        <Deals today={today} ownerId={ownerId} />
        {screens.invoices && <Debtors today={today} isMine={ownerId !== null} />}
        <Quiet count={today.quietClientCount} filter={quiet} />
      </PageColumn>
      {isListing && <AddToListPanel selection={{ kind: 'filter', filter: quiet, except: [] }} onClose={() => setIsListing(false)} />}
    </PageColumns>
  )
}

type SectionProps = { readonly title: string; readonly count: number; readonly shown: number; readonly nothing: string; /** The list behind "more". */ readonly all?: string; readonly children: ReactNode }

function Section({ title, count, shown, nothing, all, children }: SectionProps) {
  const { t } = useTranslation('today')
  const format = useFormat()
  return (
    <Card
      padding={false}
      title={
        <>
          {title} {count > 0 && <span className="k-muted k-number">{format.count(count)}</span>}
        </>
      }
    >
      {count === 0 ? <Nothing>{nothing}</Nothing> : <ul className={css.list}>{children}</ul>}
      {count > shown && <div className={css.more}>{all === undefined ? t('more', { count: count - shown }) : <a href={`#${all}`}>{t('more', { count: count - shown })}</a>}</div>}
    </Card>
  )
}

type LineProps = { readonly to: string; readonly title: string; readonly hint: ReactNode; readonly badge: ReactNode; readonly before?: ReactNode; readonly onKeyDown?: (event: KeyboardEvent) => void }

function Line({ to, title, hint, badge, before, onKeyDown }: LineProps) {
  return (
    <li className={css.item}>
      {before}
      <a className={css.line} data-line href={`#${to}`} onKeyDown={onKeyDown}>
        <span className={css.text}>
          <span className={css.title}>{title}</span>
          <span className={css.hint}>{hint}</span>
        </span>
        {badge}
      </a>
    </li>
  )
}

type WorkProps = { readonly today: Today; readonly ownerId: string | null }

/** Clients with a next step that is late or for today: theirs and nobody's, as the sections above count them. */
function stepsDue(ownerId: string | null): string {
  const due: FilterGroup = { match: 'any', rules: [{ field: 'nextStep', state: 'overdue' }, { field: 'nextStep', state: 'today' }] }
  return clientsPlace({ rules: { match: 'all', rules: [due, ...ownedBy(ownerId)] } })
}

const ownedBy = (ownerId: string | null): readonly FilterGroup[] =>
  ownerId === null
    ? []
    : [{ match: 'any', rules: [{ field: 'owner', test: { is: 'anyOf', values: [ownerId] } }, { field: 'owner', test: { is: 'empty' } }] }]

function Callbacks({ today, ownerId }: WorkProps) {
  const { t } = useTranslation('today')
  const now = useNow()
  const format = useFormat()
  return (
    <Section title={t('callbacks.title')} count={today.callbackCount} shown={today.callbacks.length} nothing={t('callbacks.empty')} all={stepsDue(ownerId)}>
      {today.callbacks.map((one) => (
        <Line
          key={one.entryId}
          to={screens.queue ? queuePlace(one) : `/clients/${one.clientId}`}
          title={one.clientName}
          hint={[one.phone && formatPhone(one.phone), one.callListName].filter(Boolean).join(' · ')}
          badge={<Badge kind={one.at < now ? 'overdue' : 'ok'} icon={IconPhoneCall}>{format.dayTime(one.at)}</Badge>}
        />
      ))}
    </Section>
  )
}

function Tasks({ today, ownerId }: WorkProps) {
  const { t } = useTranslation(['today', 'clients'])
  const complete = useCompleteTask()
  return (
    <Section title={t('tasks.title')} count={today.taskCount} shown={today.tasks.length} nothing={t('tasks.empty')} all={stepsDue(ownerId)}>
      {today.tasks.map((task: TaskRow) => (
        <Line
          key={task.id}
          to={task.dealId !== null && screens.deal ? `/deals/${task.dealId}` : `/clients/${task.clientId}`}
          title={task.text}
          hint={[task.clientName, task.dealTitle].filter(Boolean).join(' · ')}
          badge={<NextStepBadge next={stepOfTask(task)} />}
          before={
            <Checkbox
              size="xs"
              checked={false}
              aria-label={`${t('clients:tasks.complete')}: ${task.text}`}
              title={t('clients:tasks.complete')}
              onChange={() => complete(task)}
            />
          }
          onKeyDown={(event) => {
            if (event.code !== 'Space') return
            event.preventDefault()
            complete(task)
          }}
        />
      ))}
    </Section>
  )
}

function Deals({ today, ownerId }: WorkProps) {
  const { t } = useTranslation('today')
  const format = useFormat()
  const words = useDictionaries()
  const { timeZone } = useFirm()
  return (
    <Section title={t('deals.title')} count={today.dealsWithoutStepCount} shown={today.dealsWithoutStep.length} nothing={t('deals.empty')} all={clientsPlace({ hasOpenDeal: true, withoutNextStep: true, ...(ownerId !== null && { rules: { match: 'all', rules: ownedBy(ownerId) } }) })}>
      {today.dealsWithoutStep.map((deal) => (
        <Line
          key={deal.id}
          to={screens.deal ? `/deals/${deal.id}` : `/clients/${deal.clientId}`}
          title={deal.clientName}
          hint={`${deal.title} · ${words.stageName(deal.stageId)} · ${t('deals.days', { count: daysBetween(dayOf(deal.enteredAt, timeZone), format.today) })}`}
          badge={<Badge kind="warn"><Money minor={deal.amountMinor} currency={deal.currency} style="short" /></Badge>}
        />
      ))}
    </Section>
  )
}

function Lists({ today }: { readonly today: Today }) {
  const { t } = useTranslation('today')
  const format = useFormat()
  return (
    <Section title={t('lists.title')} count={today.lists.length} shown={today.lists.length} nothing={t('lists.empty')}>
      {today.lists.map((list) => (
        <Line
          key={list.id}
          to={`/calling/${list.id}`}
          title={list.name}
          hint={t('lists.ready', { count: list.readyCount })}
          badge={
            <>
              <Progress w={70} size={5} value={(100 * list.doneCount) / list.totalCount} aria-label={list.name} />
              <span className="k-number k-muted">{t('lists.progress', { done: format.count(list.doneCount), total: format.count(list.totalCount) })}</span>
            </>
          }
        />
      ))}
    </Section>
  )
}

function Debtors({ today, isMine }: { readonly today: Today; readonly isMine: boolean }) {
  const { t } = useTranslation('today')
  const format = useFormat()
  const all = `/invoices?view=${encodeURIComponent('"receivables"')}&overdue=true${isMine ? `&whose=${encodeURIComponent('"mine"')}` : ''}`
  return (
    <Section title={t('debtors.title')} count={today.debtorCount} shown={today.debtors.length} nothing={t('debtors.empty')} all={all}>
      {today.debtors.map((debtor) => (
        <Line
          key={debtor.clientId + debtor.currency}
          to={`/clients/${debtor.clientId}`}
          title={debtor.clientName}
          hint={t('debtors.late', { count: daysBetween(debtor.dueOn, format.today) })}
          badge={<Badge kind="overdue"><Money minor={debtor.overdueMinor} currency={debtor.currency} /></Badge>}
        />
      ))}
    </Section>
  )
}

function Quiet({ count, filter }: { readonly count: number; readonly filter: ClientFilter }) {
  const { t } = useTranslation('today')
  const format = useFormat()
  return (
    <Card title={t('quiet.title')}>
      {count === 0 ? (
        <span className="k-muted">{t('quiet.none')}</span>
      ) : (
        <div className={css.quiet}>
          <span>{t('quiet.text', { count, shown: format.count(count) })}</span>
          <Button variant="default" onClick={() => go(clientsPlace(filter))}>{t('quiet.show')}</Button>
        </div>
      )}
    </Card>
  )
}
