import { ActionIcon } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

type RemoveButtonProps = {
  /** What goes, for those who hear the button. */
  readonly what: string
  readonly size: 20 | 22 | 24
  readonly onRemove: () => void
}

/** The quiet button that takes one thing off a client; taking it back stands in the toast. */
export function RemoveButton({ what, size, onRemove }: RemoveButtonProps) {
  const { t } = useTranslation('clients')
  return (
    <ActionIcon size={size} aria-label={`${t('card.remove')}: ${what}`} title={t('card.remove')} onClick={onRemove}>
      <IconTrash size={14} stroke={1.6} />
    </ActionIcon>
  )
}
