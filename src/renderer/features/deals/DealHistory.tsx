import { IconArrowRight, IconFlagPlus, IconNote, IconPhone, IconTrophy, IconUserShare, IconX, type Icon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DealHistoryRow } from '#shared/contract/deals.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFormat } from '../../app/format.ts'
import css from './deals.module.css'

/** What happened with a deal, latest first: stages, hand-offs, calls, notes. */
export function DealHistory({ rows }: { readonly rows: readonly DealHistoryRow[] }) {
  const { t } = useTranslation('deals')
  const format = useFormat()
  const words = useDictionaries()
  const outcomeOf = (stageId: string) => words.stages.find((stage) => stage.id === stageId)?.outcome ?? 'open'
  const person = (id: string | null) => words.userName(id) || t('event.nobody')

  function iconOf(row: DealHistoryRow): Icon {
    if (row.kind === 'owner') return IconUserShare
    if (row.kind === 'note') return IconNote
    if (row.kind === 'call') return IconPhone
    if (row.fromStageId === null) return IconFlagPlus
    const outcome = outcomeOf(row.toStageId)
    return outcome === 'won' ? IconTrophy : outcome === 'lost' ? IconX : IconArrowRight
  }

  function textOf(row: DealHistoryRow): string {
    if (row.kind === 'owner') return t('event.owner', { from: person(row.fromOwnerId), to: person(row.toOwnerId) })
    if (row.kind === 'note') return row.text
    if (row.kind === 'call') return [t('event.call', { outcome: words.callOutcome(row) }), row.text].filter(Boolean).join('\n')
    const amount = format.money(row.amountMinor, row.currency)
    const to = words.stageName(row.toStageId)
    const text = row.fromStageId === null ? t('event.created', { to, amount }) : t('event.moved', { from: words.stageName(row.fromStageId), to, amount })
    return row.isImputed ? `${text} (${t('event.imputed')})` : text
  }

  return (
    <ol className={css.history}>
      {rows.map((row) => {
        const Picture = iconOf(row)
        return (
          <li key={row.id} className={css.event}>
            <Picture size={15} stroke={1.6} aria-hidden />
            <span className={css.eventText}>{textOf(row)}</span>
            <span className={css.eventWhen}>
              {format.dayTime(row.at)}
              {words.userName(row.byId) !== '' && <><br />{words.userName(row.byId)}</>}
            </span>
          </li>
        )
      })}
    </ol>
  )
}
