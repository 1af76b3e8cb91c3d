import type { HandlersFor } from '#main/app/dispatch.ts'
import type { journalOperations } from '#shared/contract/journal.ts'
import { undoChange, undoLastChange } from './journal.ts'
import { listChanges } from './journal.queries.ts'

export const journalHandlers: HandlersFor<typeof journalOperations> = {
  'journal.undo': undoChange,
  'journal.undoLast': undoLastChange,
  'journal.changes': ({ db }, { page }) =>
    listChanges(db, page).map(({ undoneById, undoesId: _undoesId, ...change }) => ({ ...change, isUndone: undoneById !== null }))
}
