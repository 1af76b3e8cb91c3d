import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../app/format.ts'
import { Badge } from '../../ui/Badge.tsx'
import css from './deals.module.css'

/** Too large a part of all open deals stands in this stage (S-92); short, since a column is narrow. */
export function Crowded({ share }: { readonly share: number }) {
  const { t } = useTranslation('deals')
  const format = useFormat()
  const percent = format.percent(share)
  const words = t('board.crowded', { share: percent })
  return (
    <span className={css.crowded} title={words}>
      <Badge kind="lost" icon={IconAlertTriangle}>
        <span aria-hidden>{percent}</span>
        <span className="k-spoken">{words}</span>
      </Badge>
    </span>
  )
}
