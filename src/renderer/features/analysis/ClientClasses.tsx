import { Tooltip } from '@mantine/core'
import { IconStar } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { AnalysisSettings, ClientFigures } from '#shared/contract/analysis.ts'
import { useRead } from '../../app/data.ts'
import { useFormat } from '../../app/format.ts'
import { Badge } from '../../ui/Badge.tsx'
import css from './analysis.module.css'

/** Classes of a client on its card, each saying why: ABC with XYZ, its segment, whether it is a key client (metrics.md 5.3, 5.10). */
export function ClientClasses({ clientId }: { readonly clientId: string }) {
  const figures = useRead('analysis.client', { clientId }).data
  const settings = useRead('analysis.settings', {}).data
  const currency = useRead('app.status', {}).data?.baseCurrency
  if (!figures || !settings || currency === undefined) return null
  return <Classes figures={figures} settings={settings} currency={currency} />
}

type ClassesProps = { readonly figures: ClientFigures; readonly settings: AnalysisSettings; readonly currency: string }

function Classes({ figures, settings, currency }: ClassesProps) {
  const { t } = useTranslation('analysis')
  const format = useFormat()
  const { abc, xyz, rfm, isKey, variationPermille, recency, frequency, monetary, lastOn } = figures
  const percent = (share: number) => format.percent(share, 0)
  const worth = settings.basis === 'margin' ? (figures.marginMinor ?? 0) : figures.revenueMinor
  const [x, y] = settings.xyzPercent
  const sums = t(`why.${settings.basis}`, { months: settings.months, sum: format.money(worth, currency), purchases: t('why.purchases', { count: figures.purchaseCount }) })
  const abcWhy = abc && t(`why.abc${abc}`, { from: percent(settings.abcBp[0] / 10_000), to: percent(settings.abcBp[1] / 10_000) })
  const xyzWhy = xyz && variationPermille !== null && t(`why.xyz${xyz}`, { varies: percent(variationPermille / 1000), x: percent(x / 100), y: percent(y / 100) })
  const scores = t('why.scores', { recency, frequency, monetary })
  return (
    <>
      {isKey && (
        <Why lines={[t('why.key'), abc === 'A' ? t('why.keyByClass') : t('why.keyByHand')]}>
          <span className={css.classes}><IconStar size={13} stroke={2} aria-hidden /></span>
        </Why>
      )}
      {abc && (
        <Why lines={[abcWhy, sums, xyzWhy]}>
          <span className={css.classes}>{abc}{xyz ?? ''}</span>
        </Why>
      )}
      {rfm && (
        <Why lines={[`${t(`rfm.${rfm}`)}: ${t(`rfmHint.${rfm}`)}`, lastOn && t('why.last', { day: format.day(lastOn) }), recency !== null && scores]}>
          <Badge kind={rfm === 'atRisk' || rfm === 'attention' ? 'warn' : rfm === 'sleeping' ? 'plain' : 'ok'}>{t(`rfm.${rfm}`)}</Badge>
        </Why>
      )}
    </>
  )
}

/** The reasons stand in a tooltip for the mouse and the keyboard, and are read out with what they explain. */
function Why({ lines, children }: { readonly lines: readonly (string | false | null)[]; readonly children: ReactNode }) {
  const said = lines.filter((line) => typeof line === 'string' && line !== '').join('\n')
  return (
    <Tooltip label={<span className={css.why}>{said}</span>} multiline maw={380} position="bottom-start" events={{ hover: true, focus: true, touch: false }}>
      <span tabIndex={0} className={css.explained} role="note" aria-label={said}>{children}</span>
    </Tooltip>
  )
}
