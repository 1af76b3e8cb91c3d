import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconCheck } from '@tabler/icons-react'
import { t } from 'i18next'
import { startJob } from './api.ts'
import { showError } from './errors.tsx'

const stay = { done: 4_000, undo: 10_000 }

let lastDone: string | null = null

/** Tells that something is done; with `undo`, a change or what else takes it back, the toast stays longer and offers it. */
export function notifyDone(message: string, undo?: string | (() => unknown)): void {
  const id = crypto.randomUUID()
  // The newest is the one that counts; older changes are taken back by Ctrl+Z or in the history.
  if (lastDone !== null) notifications.hide(lastDone)
  lastDone = id
  const takeBack = async () => {
    notifications.hide(id)
    try {
      await (typeof undo === 'string' ? undoChange(undo) : undo?.())
    } catch (error) {
      showError(error)
    }
  }
  notifications.show({
    id,
    icon: <IconCheck size={16} stroke={2} />,
    color: 'green',
    closeButtonProps: { 'aria-label': t('app:close') },
    autoClose: undo ? stay.undo : stay.done,
    message: undo ? (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <span>{message}</span>
        <Button size="compact-sm" variant="subtle" style={{ flex: 'none' }} onClick={() => void takeBack()}>
          {t('app:undo')}
        </Button>
      </Group>
    ) : (
      message
    )
  })
}

/** Takes one change back and says so; says why where it cannot be. */
export function undoChange(changeId: string): Promise<void> {
  return sayTakenBack(startJob('journal.undo', { changeId }).promise)
}

/** Takes the last change of this user back. */
export function undoLast(): Promise<void> {
  return sayTakenBack(startJob('journal.undoLast', {}).promise)
}

async function sayTakenBack(work: Promise<unknown>): Promise<void> {
  try {
    await work
    notifyDone(t('app:undone'))
  } catch (error) {
    showError(error)
  }
}
