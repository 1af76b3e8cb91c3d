import { t } from 'i18next'
import { startJob } from './api.ts'
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

/** Takes the last change of this user back. */
export function undoLast(): Promise<void> {
  return takeBack(startJob('journal.undoLast', {}).promise)
}
