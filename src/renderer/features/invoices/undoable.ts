import { call, type CommandName } from '../../app/api.ts'
import { undoChange } from '../../app/undo.ts'

/** Takes back the change that a command of that name has just made; gives the function for the toast. */
export async function undoOf(name: CommandName): Promise<(() => Promise<void>) | undefined> {
  const [last] = await call('journal.changes', { page: { offset: 0, limit: 1 } })
  return last?.name === name && last.isUndoable ? () => undoChange(last.id) : undefined
}
