import { t } from 'i18next'
import { call, startJob, type CommandName } from './api.ts'
import { notifyDone } from './notify.tsx'
import { showError } from './errors.tsx'

async function takeBack(work: Promise<unknown>): Promise<void> {
  try {
    await work
    notifyDone(t('app:undone'))
  } catch (error) {
    showError(error)
  }
}

/** Takes one change back and says so; says why where it cannot be. */
export function undoChange(changeId: string): Promise<void> {
  return takeBack(startJob('journal.undo', { changeId }).promise)
}

/** What takes back the change that a command of that name has just made, for its toast; undefined when it wrote nothing. */
export async function undoOf(name: CommandName): Promise<(() => Promise<void>) | undefined> {
  const [last] = await call('journal.changes', { page: { offset: 0, limit: 1 } })
  return last?.name === name && last.isUndoable && !last.isUndone ? () => undoChange(last.id) : undefined
}

/** Takes the last change of this user back. */
export function undoLast(): Promise<void> {
  return takeBack(startJob('journal.undoLast', {}).promise)
}
