import { ActionIcon, Button, Checkbox, Menu } from '@mantine/core'
import { IconAlertTriangle, IconDots, IconFileInvoice, IconPlus, IconRotate, IconTrash, IconTrophy, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useActions } from '../../app/actions.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFormat } from '../../app/format.ts'
import { go } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.ts'
import { Badge } from '../../ui/Badge.tsx'
import { InlineEdit } from '../../ui/InlineEdit.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { Card, Page, PageColumn, PageColumns } from '../../ui/Page.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { TaskPanel } from '../clients/TaskPanel.tsx'
import { LosePanel, makeInvoice, WinPanel } from './ClosePanels.tsx'
import { DealDetails } from './DealDetails.tsx'
import { DealHistory } from './DealHistory.tsx'
import { StageRibbon } from './StageRibbon.tsx'
import css from './deals.module.css'

/** One deal: where it stands, what is next, what happened (screens.md 4.6). */
export function DealScreen({ id }: { readonly id: string }) {
  const { t } = useTranslation('deals')
  const format = useFormat()
  const words = useDictionaries()
  const read = useRead('deals.get', { dealId: id })
  const move = useCommand('deals.move')
  const change = useCommand('deals.change')
  const reopen = useCommand('deals.reopen')
  const remove = useCommand('deals.remove')
  const complete = useCommand('tasks.complete')
  const [panel, setPanel] = useState<'win' | 'lose' | 'task' | null>(null)
  const isOpen = read.data?.outcome === 'open'

  useActions(
    isOpen
      ? [
          { id: 'deal.win', label: t('win.action'), keys: 'KeyW', run: () => setPanel('win') },
          { id: 'deal.lose', label: t('lose.action'), keys: 'KeyL', run: () => setPanel('lose') },
          { id: 'deal.task', label: t('task.action'), keys: 'KeyT', run: () => setPanel('task') }
        ]
      : []
  )

  if (read.error) throw read.error
  if (!read.data || !words.isReady) return null
  const { deal, client, outcome, steps, signals, tasks, invoices } = read.data
  const closing = { ...deal, clientName: client.name }

  function moveTo(stageId: string) {
    move.mutate(
      { dealId: id, stageId, before: null },
      { onSuccess: ({ changeId }) => notifyDone(t('board.moved', { stage: words.stageName(stageId) }), changeId) }
    )
  }

  function openAgain() {
    reopen.mutate(
      { dealId: id },
      { onSuccess: ({ changeId }) => notifyDone(t('done.reopened', { title: deal.title }), changeId) }
    )
  }

  function removeIt() {
    remove.mutate(
      { dealId: id },
      {
        onSuccess: ({ changeId }) => {
          notifyDone(t('done.removed'), changeId)
          go('/deals')
        }
      }
    )
  }

  return (
    <Page>
      <PageHeader
        back={{ to: '#/deals', label: t('card.back') }}
        title={
          <span className={css.title}>
            <InlineEdit
              label={t('form.dealTitle')}
              value={deal.title}
              onSave={async (title) => {
                if (title === '') return
                const { changeId } = await change.mutateAsync({ dealId: id, title: title.slice(0, 200) })
                notifyDone(t('done.changed'), changeId)
              }}
            />
          </span>
        }
        beside={
          <>
            <Link className={css.link} href={`/clients/${client.id}`}>{client.name}</Link>
            {outcome === 'won' && <Badge kind="ok" icon={IconTrophy}>{t('win.action')}</Badge>}
            {outcome === 'lost' && <Badge kind="lost" icon={IconX}>{t('lose.action')}</Badge>}
          </>
        }
        main={
          <>
            {isOpen ? (
              <>
                <Button variant="default" data-first-focus rightSection={<Kbd keys="KeyT" />} onClick={() => setPanel('task')}>{t('task.action')}</Button>
                <Button variant="default" rightSection={<Kbd keys="KeyL" />} onClick={() => setPanel('lose')}>{t('lose.action')}</Button>
                <Button rightSection={<Kbd keys="KeyW" isOnMain />} onClick={() => setPanel('win')}>{t('win.action')}</Button>
              </>
            ) : (
              <>
                <Button variant="default" data-first-focus leftSection={<IconRotate size={15} stroke={1.7} />} onClick={openAgain}>{t('card.reopen')}</Button>
                {outcome === 'won' && (
                  <Button leftSection={<IconFileInvoice size={15} stroke={1.7} />} onClick={() => void makeInvoice(deal)}>{t('card.makeInvoice')}</Button>
                )}
              </>
            )}
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon aria-label={t('card.moreActions')} title={t('card.moreActions')}>
                  <IconDots size={17} stroke={1.6} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item leftSection={<IconFileInvoice size={15} stroke={1.6} />} onClick={() => void makeInvoice(deal)}>{t('card.makeInvoice')}</Menu.Item>
                <Menu.Item leftSection={<IconTrash size={15} stroke={1.6} />} onClick={removeIt}>{t('card.remove')}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </>
        }
      />
      <StageRibbon steps={steps} nameOf={words.stageName} {...(isOpen && { onMove: moveTo })} />
      {signals.length > 0 && (
        <div className={css.signals}>
          {signals.map((signal) => (
            <Badge key={signal} kind={signal === 'noNextStep' ? 'warn' : signal === 'clientOwes' ? 'overdue' : 'lost'} icon={IconAlertTriangle}>
              {t(`signal.${signal}`, { age: read.data.ageDays, limit: read.data.ageLimitDays ?? 0 })}
            </Badge>
          ))}
        </div>
      )}
      <PageColumns widths="350px minmax(0, 1fr) 300px">
        <PageColumn>
          <Card title={t('card.details')}>
            <DealDetails card={read.data} />
          </Card>
        </PageColumn>
        <PageColumn>
          <Card title={t('card.history')} fill>
            <DealHistory rows={read.data.history} />
          </Card>
        </PageColumn>
        <PageColumn>
          <Card
            title={t('card.tasks')}
            actions={
              <ActionIcon aria-label={t('task.action')} title={t('task.action')} onClick={() => setPanel('task')}>
                <IconPlus size={16} stroke={1.7} />
              </ActionIcon>
            }
          >
            {tasks.length === 0 && <p className={css.muted}>{t('card.noTasks')}</p>}
            {tasks.map((task) => (
              <div key={task.id} className={css.row}>
                <Checkbox
                  size="xs"
                  checked={false}
                  label={task.text}
                  aria-label={`${t('task.complete')}: ${task.text}`}
                  onChange={() => complete.mutate({ id: task.id }, { onSuccess: ({ changeId }) => notifyDone(t('done.taskDone'), changeId) })}
                />
                <Badge kind={task.state === 'overdue' ? 'overdue' : task.state === 'today' ? 'ok' : 'future'}>
                  {task.at === null ? format.relativeDay(task.on) : format.dayTime(task.at)}
                </Badge>
              </div>
            ))}
          </Card>
          <Card
            title={t('card.invoices')}
            actions={
              <ActionIcon aria-label={t('card.makeInvoice')} title={t('card.makeInvoice')} onClick={() => void makeInvoice(deal)}>
                <IconPlus size={16} stroke={1.7} />
              </ActionIcon>
            }
          >
            {invoices.length === 0 && <p className={css.muted}>{t('card.noInvoices')}</p>}
            {invoices.map((invoice) => (
              <div key={invoice.id} className={css.row}>
                <Link className={css.link} href={`/invoices/${invoice.id}`}>{invoice.number ?? t('card.draft')}</Link>
                <span className="k-number">{format.money(invoice.grossMinor, invoice.currency)}</span>
              </div>
            ))}
          </Card>
        </PageColumn>
      </PageColumns>
      {panel === 'win' && <WinPanel deal={closing} onClose={() => setPanel(null)} />}
      {panel === 'lose' && <LosePanel deal={closing} onClose={() => setPanel(null)} />}
      {panel === 'task' && <TaskPanel clientId={client.id} clientName={client.name} dealId={id} onClose={() => setPanel(null)} />}
    </Page>
  )
}
