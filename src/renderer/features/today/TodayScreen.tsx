import { Button, Checkbox, Progress, SegmentedControl } from '@mantine/core'
import { IconPhoneCall, IconSun, IconUsers } from '@tabler/icons-react'
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { TaskRow } from '#shared/contract/clients.ts'
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
import { queuePlace } from '../calls/queuePlace.ts'
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
  const isClear = today.callbackCount + today.taskCount + today.dealsWithoutStepCount === 0

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
            <EmptyState icon={IconSun} text={t('clear')} />
          </Card>
        )}
        <Callbacks today={today} />
        <Tasks today={today} />
      </PageColumn>
      <PageColumn>
        <div className={css.tiles}>
          <StatTile label={t('done.calls')} value={format.count(today.callsMade)} />
          <StatTile label={t('done.reached')} value={format.count(today.clientsReached)} />
          <StatTile label={t('done.tasks')} value={format.count(today.tasksDone)} />
        </div>
        {screens.queue && <Lists today={today} />}
        <Deals today={today} />
        <Quiet count={today.quietClientCount} ownerId={ownerId} />
      </PageColumn>
    </PageColumns>
  )
}

type SectionProps = { readonly title: string; readonly count: number; readonly shown: number; readonly nothing: string; readonly children: ReactNode }

function Section({ title, count, shown, nothing, children }: SectionProps) {
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
      {count > shown && <div className={css.more}>{t('more', { count: count - shown })}</div>}
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

function Callbacks({ today }: { readonly today: Today }) {
  const { t } = useTranslation('today')
  const now = useNow()
  const format = useFormat()
  return (
    <Section title={t('callbacks.title')} count={today.callbackCount} shown={today.callbacks.length} nothing={t('callbacks.empty')}>
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

function Tasks({ today }: { readonly today: Today }) {
  const { t } = useTranslation(['today', 'clients'])
  const complete = useCompleteTask()
  return (
    <Section title={t('tasks.title')} count={today.taskCount} shown={today.tasks.length} nothing={t('tasks.empty')}>
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

function Deals({ today }: { readonly today: Today }) {
  const { t } = useTranslation('today')
  const format = useFormat()
  const words = useDictionaries()
  const { timeZone } = useFirm()
  return (
    <Section title={t('deals.title')} count={today.dealsWithoutStepCount} shown={today.dealsWithoutStep.length} nothing={t('deals.empty')}>
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

function Quiet({ count, ownerId }: { readonly count: number; readonly ownerId: string | null }) {
  const { t } = useTranslation('today')
  const format = useFormat()
  const filter = { noContactDays: quietDays, ...(ownerId !== null && { ownerId }) }
  return (
    <Card title={t('quiet.title')}>
      {count === 0 ? (
        <span className="k-muted">{t('quiet.none')}</span>
      ) : (
        <div className={css.quiet}>
          <span>{t('quiet.text', { count, shown: format.count(count) })}</span>
          <Button variant="default" onClick={() => go(`/clients?filter=${encodeURIComponent(JSON.stringify(filter))}`)}>{t('quiet.show')}</Button>
        </div>
      )}
    </Card>
  )
}
