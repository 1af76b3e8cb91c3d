import { ActionIcon, Indicator } from '@mantine/core'
import { IconCopyCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useActions } from '../../app/actions.ts'
import { useRead } from '../../app/data.ts'
import { useFormat } from '../../app/format.ts'
import { go } from '../../app/navigation.ts'

/** The way from the list of clients to the pairs that may be one, with how many there are. */
export function DuplicatesButton() {
  const { t } = useTranslation('duplicates')
  const format = useFormat()
  const count = useRead('duplicates.count', {}).data ?? 0
  useActions([{ id: 'duplicates.open', label: t('title'), run: () => go('/duplicates') }])
  const label = count === 0 ? t('title') : `${t('title')}: ${t('found', { count, shown: format.count(count) })}`
  return (
    <Indicator disabled={count === 0} size={7} offset={4} color="yellow">
      <ActionIcon variant="default" size={30} component="a" href="#/duplicates" aria-label={label} title={label}>
        <IconCopyCheck size={16} stroke={1.6} />
      </ActionIcon>
    </Indicator>
  )
}
