import { Checkbox } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { TaskRow } from '#shared/contract/clients.ts'
import { useCommand } from '../../app/data.ts'
import { notifyDone } from '../../app/notify.ts'
import { RemoveButton } from './RemoveButton.tsx'
import { NextStepBadge } from './NextStepBadge.tsx'
import css from './clients.module.css'

/** Marks a task as done, with a way back. */
export function useCompleteTask(): (task: TaskRow) => void {
  const { t } = useTranslation('clients')
  const complete = useCommand('tasks.complete')
  return (task) =>
    complete.mutate(
      { id: task.id },
      { onSuccess: ({ changeId }) => notifyDone(t('tasks.completed', { text: task.text }), changeId) }
    )
}

/** The time that a task is due as lists show it. */
export function stepOfTask(task: TaskRow): { readonly at: number; readonly isTimed: boolean; readonly kind: TaskRow['kind']; readonly text: string } {
  return { at: task.dueAt ?? Date.parse(`${task.dueOn}T12:00:00Z`), isTimed: task.dueAt !== null, kind: task.kind, text: task.text }
}

/** A planned task on a client's card. */
export function TaskLine({ task }: { readonly task: TaskRow }) {
  const { t } = useTranslation('clients')
  const complete = useCompleteTask()
  const remove = useCommand('tasks.remove')
  return (
    <div className={css.line} style={{ cursor: 'default' }}>
      <Checkbox size="xs" checked={false} aria-label={`${t('tasks.complete')}: ${task.text}`} title={t('tasks.complete')} onChange={() => complete(task)} />
      <span className={css.lineMain}>
        <span className={css.lineTitle}>{task.text}</span>
        {task.dealTitle !== null && <span className={css.lineHint}>{task.dealTitle}</span>}
      </span>
      <NextStepBadge next={stepOfTask(task)} />
      <RemoveButton what={task.text} size={22} onRemove={() => remove.mutate({ id: task.id }, { onSuccess: ({ changeId }) => notifyDone(t('tasks.removed'), changeId) })} />
    </div>
  )
}
