import { useTranslation } from 'react-i18next'
import type { DispositionRow } from '#shared/contract/app.ts'
import type { CallQueue } from '#shared/contract/calls.ts'
import { needOf } from '#shared/outcomes.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import css from './calls.module.css'
import { CallbackRow, ConsentRow, DealRow, ReachRow, ReasonRow, SkipRow } from './OutcomeRows.tsx'
import type { CallDesk } from './useCallDesk.ts'

type OutcomesProps = { readonly desk: CallDesk; readonly queue: CallQueue; readonly onBack: () => void }

/** Every outcome with its key; what one needs is asked in a row above them. */
export function Outcomes({ desk, queue, onBack }: OutcomesProps) {
  const { t } = useTranslation('calls')
  const words = useDictionaries()
  const canRecord = desk.client !== null && desk.pausedAt === null
  return (
    <section className={css.outcomes} aria-label={t('outcomes')}>
      {desk.client && desk.asked && <AskedRow key={rowKey(desk)} desk={desk} queue={queue} onBack={onBack} />}
      <div className={css.keys}>
        {words.dispositions.map((row) => (
          <button
            key={row.id}
            type="button"
            className={css.outcome}
            data-tone={toneOf(row)}
            data-asked={(desk.asked?.kind === 'outcome' && desk.asked.disposition.id === row.id) || undefined}
            disabled={!canRecord || (desk.isBlocked && !row.forbidsCalls)}
            onClick={() => desk.choose(row)}
          >
            {row.digit !== null && <Kbd keys={row.digit} />}
            <span className="k-cut">
              {words.nameOf('disposition', row)}
              {needOf(row) !== null && '…'}
            </span>
          </button>
        ))}
      </div>
    </section>
  )
}

function rowKey({ asked, client }: CallDesk): string {
  return `${client?.entryId} ${asked?.kind === 'outcome' ? asked.disposition.id : asked?.kind}`
}

function AskedRow({ desk, queue, onBack }: OutcomesProps) {
  const { asked, client } = desk
  if (!asked || !client) return null
  const cancel = () => {
    desk.ask(null)
    onBack()
  }
  if (asked.kind === 'skip') return <SkipRow onConfirm={desk.skip} onCancel={cancel} />
  if (asked.kind === 'consent') return <ConsentRow client={client} onDone={cancel} />
  if (asked.kind === 'reach') return <ReachRow client={client} onDone={cancel} />
  const { disposition } = asked
  const confirm = (answer: Parameters<CallDesk['record']>[1]) => desk.record(disposition, answer)
  const need = needOf(disposition)
  if (need === 'callback') return <CallbackRow hours={queue.hours} onConfirm={confirm} onCancel={cancel} />
  if (need === 'reason') return <ReasonRow onConfirm={confirm} onCancel={cancel} />
  return <DealRow disposition={disposition} client={client} list={queue.list} hours={queue.hours} onConfirm={confirm} onCancel={cancel} />
}

function toneOf(row: DispositionRow): 'good' | 'forbidden' | undefined {
  if (row.forbidsCalls) return 'forbidden'
  return row.isPositive || row.isCallback ? 'good' : undefined
}
