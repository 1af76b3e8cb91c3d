import { notifications } from '@mantine/notifications'
import { IconAlertTriangle } from '@tabler/icons-react'
import { t } from 'i18next'

/** Says in one sentence why something was not done; stays long enough to be read. */
export function toastProblem(message: string): void {
  notifications.show({
    icon: <IconAlertTriangle size={16} stroke={2} />,
    color: 'red',
    autoClose: 8_000,
    message,
    role: 'alert',
    closeButtonProps: { 'aria-label': t('ui:close') }
  })
}
