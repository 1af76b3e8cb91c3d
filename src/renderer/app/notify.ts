import { t } from 'i18next'
import { toast } from '../ui/toast.tsx'
import { startJob } from './api.ts'
import { showError } from './errors.tsx'

/** Tells that something is done; with `undo`, a change or what else takes it back, the toast offers to take it back. */
export function notifyDone(message: string, undo?: string | (() => Promise<unknown>)): void {
  const takeBack = typeof undo === 'string' ? () => undoChange(undo) : undo
  toast({
    kind: 'done',
    message,
    ...(takeBack && { action: { label: t('app:undo'), onClick: () => void takeBack().catch(showError) } })
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
