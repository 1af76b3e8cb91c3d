import { useTranslation } from 'react-i18next'
import { useRead } from '../../app/data.ts'
import { Badge } from '../../ui/Badge.tsx'
import css from './analysis.module.css'

/** Classes of a client on its card: ABC with XYZ, and its segment. */
export function ClientClasses({ clientId }: { readonly clientId: string }) {
  const { t } = useTranslation('analysis')
  const figures = useRead('analysis.client', { clientId }).data
  if (!figures || (figures.abc === null && figures.rfm === null)) return null
  const { abc, xyz, rfm } = figures
  const title = [abc && t('badge.abc', { abc }), xyz && t('badge.xyz', { xyz })].filter(Boolean).join(', ')
  return (
    <>
      {abc && <span className={css.classes} title={title}><span aria-hidden>{abc}{xyz ?? ''}</span><span className="k-spoken">{title}</span></span>}
      {rfm && <Badge kind={rfm === 'atRisk' || rfm === 'attention' ? 'warn' : rfm === 'sleeping' ? 'plain' : 'ok'}>{t(`rfm.${rfm}`)}</Badge>}
    </>
  )
}
