import { IconArrowBackUp } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { CallQueue, QueueReason } from '#shared/contract/calls.ts'
import { dayOf } from '#shared/day.ts'
import { useFirm, useFormat } from '../../app/format.ts'
import { Badge, type BadgeKind } from '../../ui/Badge.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import css from './calls.module.css'
import type { CallDesk } from './useCallDesk.ts'

const kinds: Readonly<Record<QueueReason['kind'], BadgeKind>> = {
  promised: 'overdue',
  promisedToday: 'lost',
  promisedLater: 'future',
  new: 'info',
  attempt: 'future',
  after: 'future'
}

/** The next eight, each with the reason why; a click takes one out of turn. */
export function QueueList({ desk, queue }: { readonly desk: CallDesk; readonly queue: CallQueue }) {
  const { t } = useTranslation('calls')
  const format = useFormat()
  const { timeZone } = useFirm()

  function reasonText(reason: QueueReason): string {
    if (reason.kind === 'new') return t('queue.new')
    if (reason.kind === 'attempt') return t('queue.attempt', { number: reason.number, of: reason.of })
    const isToday = dayOf(reason.at, timeZone) === format.today
    return t(`queue.${reason.kind}`, { time: isToday ? format.time(reason.at) : format.dayTime(reason.at) })
  }

  return (
    <section className={css.queue} aria-label={t('queue.title')}>
      <header className={css.paneHead}>{t('queue.title')}</header>
      <ol className={css.entries}>
        {queue.entries.map((entry) => (
          <li key={entry.entryId}>
            <button
              type="button"
              className={css.entry}
              aria-current={entry.entryId === desk.entryId}
              data-later={!entry.isReady || undefined}
              onClick={() => desk.open(entry.entryId)}
            >
              <span className="k-cut">{entry.name}</span>
              <Badge kind={kinds[entry.reason.kind]}>{reasonText(entry.reason)}</Badge>
            </button>
          </li>
        ))}
        {queue.entries.length === 0 && <li className={css.nobody}>{t('queue.nobody')}</li>}
      </ol>
      {queue.lastAttempt && (
        <button type="button" className={css.takeBack} onClick={() => void desk.undo()}>
          <IconArrowBackUp size={15} stroke={1.6} aria-hidden />
          <span className="k-cut">
            {t('queue.undo')}: {desk.last ? `${desk.last.outcome}, ${desk.last.name}` : t('queue.undoLast')}
          </span>
          <Kbd keys="KeyZ" />
        </button>
      )}
    </section>
  )
}
