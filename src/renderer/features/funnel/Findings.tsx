import { IconAlertTriangle, IconBulb, IconInfoCircle } from '@tabler/icons-react'
import { Trans, useTranslation } from 'react-i18next'
import type { DealFilter } from '#shared/contract/deals.ts'
import type { Finding, FindingsInput } from '#shared/contract/reports.ts'
import { useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFormat } from '../../app/format.ts'
import type { Drill } from './DrillPanel.tsx'
import css from './funnel.module.css'

/** What stands out, in sentences whose numbers open their lists (S-90 to S-92, S-108). */
export function Findings({ question, isOpenTab, onOpen }: { readonly question: FindingsInput; readonly isOpenTab: boolean; readonly onOpen: (drill: Drill) => void }) {
  const { t } = useTranslation('funnel')
  const found = useRead('reports.findings', question)
  if (found.error) throw found.error
  if (!found.data) return null
  const shown = isOpenTab ? found.data.filter((finding) => ofNow.has(finding.kind)) : found.data
  return (
    <div className={css.findings} role="list" aria-label={t('finding.label')}>
      {shown.length === 0 && (
        <div className={css.finding} data-kind="tip" role="listitem">
          <IconInfoCircle size={16} stroke={1.6} aria-hidden />
          <span>{t('finding.none')}</span>
        </div>
      )}
      {shown.map((finding) => (
        <Sentence key={`${finding.kind} ${'stageId' in finding ? finding.stageId : ''}`} finding={finding} onOpen={onOpen} />
      ))}
    </div>
  )
}

/** Stages whose advice also helps against deals that stand still, not only against losses. */
const stuckHints: ReadonlySet<string> = new Set(['decision', 'agreement', 'payment', 'shipment', 'completion'])

/** What stands out in open deals; the rest is about the closed ones of the period. */
const ofNow: ReadonlySet<Finding['kind']> = new Set(['overLimit', 'crowded', 'tooFewNew'])

function Sentence({ finding, onOpen }: { readonly finding: Finding; readonly onOpen: (drill: Drill) => void }) {
  const { t, i18n } = useTranslation('funnel')
  const { t: tDeals } = useTranslation('deals')
  const format = useFormat()
  const words = useDictionaries()
  const stage = 'stageId' in finding ? words.stages.find((one) => one.id === finding.stageId) : undefined
  const stageName = stage ? words.stageName(stage.id) : ''
  const hintKey = `finding.hint.${stage?.nameKey ?? ''}`
  // A stage of the user's own has no hint: we do not know what it is about.
  const isHinted = finding.kind !== 'overLimit' || stuckHints.has(stage?.nameKey ?? '')
  const hint = isHinted && stage?.nameKey && i18n.exists(`funnel:${hintKey}`) ? t(hintKey as 'finding.hint.proposal') : ''
  const { key, title, values } = sayOf()
  const isTip = finding.kind === 'ownerLeak' || finding.kind === 'tooFewClosed'
  const Picture = finding.kind === 'tooFewClosed' ? IconInfoCircle : isTip ? IconBulb : IconAlertTriangle

  function sayOf(): { readonly key: string; readonly title: string; readonly values: Record<string, string | number> } {
    const deals = (count: number) => tDeals('list.count', { count })
    switch (finding.kind) {
      case 'biggestLoss':
      case 'biggestDrop': {
        const before = finding.rateBefore === null ? '' : format.percent(finding.rateBefore)
        const isBeforeKnown = before !== '' && finding.kind === 'biggestLoss'
        return {
          key: isBeforeKnown ? 'finding.biggestLossBefore' : `finding.${finding.kind}`,
          title: t('drill.lost', { stage: stageName }),
          values: { lost: finding.lost, reached: finding.reached, rate: format.percent(finding.rate), before }
        }
      }
      case 'overLimit':
        return {
          key: 'finding.overLimit',
          title: t('drill.late', { stage: stageName }),
          values: { deals: deals(finding.count), days: t('totals.days', { count: finding.limitDays }), sum: format.money(finding.sumMinor, finding.currency, 'short') }
        }
      case 'crowded':
        return { key: 'finding.crowded', title: t('drill.open', { stage: stageName }), values: { deals: deals(finding.count), share: format.percent(finding.share) } }
      case 'tooFewNew':
        return { key: 'finding.tooFewNew', title: t('drill.created'), values: { count: finding.count, before: finding.countBefore } }
      case 'ownerLeak':
        return {
          key: 'finding.ownerLeak',
          title: t('drill.lost', { stage: stageName }),
          values: { owner: words.userName(finding.ownerId), rate: format.percent(finding.rate), company: format.percent(finding.companyRate), n: finding.n }
        }
      case 'tooFewClosed':
        return { key: 'finding.tooFewClosed', title: '', values: { count: finding.count, needed: finding.needed } }
    }
  }

  const open = (filter: DealFilter) => onOpen({ title, filter })
  return (
    <div className={css.finding} data-kind={isTip ? 'tip' : 'alarm'} role="listitem">
      <Picture size={16} stroke={1.6} aria-hidden />
      <span>
        <Trans
          t={t}
          i18nKey={key as 'finding.biggestLoss'}
          values={{ stage: stageName, hint, ...values }}
          components={{
            b: <b />,
            l: finding.drill === null ? <span /> : <button type="button" className={css.link} onClick={() => finding.drill && open(finding.drill)} />
          }}
          {...(finding.kind === 'tooFewClosed' && { count: finding.count })}
          tOptions={{ interpolation: { escapeValue: false } }}
        />
      </span>
    </div>
  )
}
