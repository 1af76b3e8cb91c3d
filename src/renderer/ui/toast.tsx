import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { t } from 'i18next'
import { focusMain } from './useFocusReturn.ts'

type Toast = {
  readonly kind: 'done' | 'problem'
  readonly message: string
  readonly action?: { readonly label: string; readonly onClick: () => void }
}

/** How long toasts stay, ms: one with a button has to be reached, a problem has to be read. */
const stay = { done: 4_000, problem: 8_000, action: 10_000 }
const looks = { done: { icon: IconCheck, color: 'green' }, problem: { icon: IconAlertTriangle, color: 'red' } }

let lastDone: string | null = null

/** One sentence about what was done, or why it was not, beside the work and not in its way. */
export function toast({ kind, message, action }: Toast): void {
  const id = crypto.randomUUID()
  const { icon: Icon, color } = looks[kind]
  // The newest is the one that counts; older changes are taken back by Ctrl+Z or in the history.
  if (kind === 'done') {
    if (lastDone !== null) notifications.hide(lastDone)
    lastDone = id
  }
  const act = () => {
    notifications.hide(id)
    focusMain()
    action?.onClick()
  }
  notifications.show({
    id,
    icon: <Icon size={16} stroke={2} />,
    color,
    role: kind === 'problem' ? 'alert' : 'status',
    closeButtonProps: { 'aria-label': t('ui:close') },
    autoClose: action ? stay.action : stay[kind],
    message: action ? (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <span>{message}</span>
        <Button size="compact-sm" variant="subtle" style={{ flex: 'none' }} onClick={act}>{action.label}</Button>
      </Group>
    ) : (
      message
    )
  })
}
