import { ActionIcon, Button, Progress } from '@mantine/core'
import { IconArrowLeft, IconClockExclamation, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { CallQueue } from '#shared/contract/calls.ts'
import { useFormat } from '../../app/format.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { followBack, useStepBack } from '../../ui/useStepBack.ts'
import css from './calls.module.css'
import { clockText } from './clock.ts'
import type { CallDesk } from './useCallDesk.ts'

/** How the list goes, at a glance (S-28). */
export function QueueBar({ desk, queue }: { readonly desk: CallDesk; readonly queue: CallQueue }) {
  const { t } = useTranslation('calls')
  const format = useFormat()
  useStepBack('#/calling')
  const { list, hours } = queue
  const facts = [
    t('bar.reached', { share: list.attemptedCount === 0 ? '–' : format.percent(list.reachedCount / list.attemptedCount) }),
    t('bar.positive', { value: format.count(list.positiveCount) }),
    ...(desk.pace === null ? [] : [t('bar.pace', { value: format.number(desk.pace, 1) })]),
    ...(list.callbackCount === 0 ? [] : [t('bar.promised', { value: format.count(list.callbackCount) })])
  ]
  const isPaused = desk.pausedAt !== null
  return (
    <section className={css.bar}>
      <ActionIcon component="a" href="#/calling" aria-label={t('back')} title={t('back')} onClick={(event) => followBack(event, '#/calling')}>
        <IconArrowLeft size={17} stroke={1.6} />
      </ActionIcon>
      <h1 className={css.listName} title={list.name}>{list.name}</h1>
      <Progress
        className={css.progress}
        value={list.totalCount === 0 ? 0 : (100 * list.doneCount) / list.totalCount}
        aria-label={t('column.progress')}
      />
      <span className={`${css.done} k-number`}>{t('bar.progress', { done: format.count(list.doneCount), total: format.count(list.totalCount) })}</span>
      <span className={`${css.facts} k-muted k-cut`} title={facts.join(' · ')}>{facts.join(' · ')}</span>
      {!hours.isOpen && (
        <Badge kind="warn" icon={IconClockExclamation} title={t('hours', { from: clockText(hours.fromMinute), to: clockText(hours.toMinute) })}>
          {t('bar.outside')}
        </Badge>
      )}
      <span className={css.readyCount}>{t('bar.ready', { value: format.count(list.readyCount) })}</span>
      <Button
        variant="default"
        leftSection={isPaused ? <IconPlayerPlay size={15} stroke={1.8} /> : <IconPlayerPause size={15} stroke={1.8} />}
        rightSection={<Kbd keys="KeyP" />}
        onClick={desk.pause}
      >
        {t(isPaused ? 'bar.resume' : 'bar.pause')}
      </Button>
    </section>
  )
}
