import { Button, Select, TextInput } from '@mantine/core'
import { useState, type Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { taskKinds, type TaskKind } from '#shared/contract/clients.ts'
import { addDays } from '#shared/day.ts'
import { parseWhen } from '#shared/when.ts'
import type { InputFor } from '../../app/api.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { useFirm, useFormat } from '../../app/format.ts'
import { notifyDone } from '../../app/notify.ts'
import { useNow } from '../../app/useNow.ts'
import css from './clients.module.css'

const dayStartMinute = 9 * 60

type AddTask = InputFor<'tasks.add'>
type TaskFormProps = {
  /** The client; none where `onPlan` says for whom it is. */
  readonly clientId?: string
  /** Takes the step instead of the one client, as for many at once. */
  readonly onPlan?: (step: Pick<AddTask, 'kind' | 'text' | 'dueOn' | 'dueAt'>) => void
  /** The deal that the step is about; none means the client as a whole. */
  readonly dealId?: string | null
  readonly onDone: () => void
  readonly inputRef?: Ref<HTMLInputElement>
  readonly isFocused?: boolean
}

/** Plans something with a client: what, and when as people say it ("jutro 10", "wt 14"). Ctrl+Enter or Enter saves. */
export function TaskForm({ clientId, onPlan, dealId, onDone, inputRef, isFocused }: TaskFormProps) {
  const { t } = useTranslation('clients')
  const format = useFormat()
  const { timeZone } = useFirm()
  const nowMs = useNow()
  const status = useRead('app.status', {})
  const add = useCommand('tasks.add')
  const [kind, setKind] = useState<TaskKind>('call')
  const [text, setText] = useState('')
  const [whenText, setWhenText] = useState('')
  const [isTried, setIsTried] = useState(false)
  const { today } = format
  const when = whenText.trim() === '' ? null : parseWhen(whenText, { nowMs, timeZone, dayStartMinute })
  const quick = [
    { label: t('composer.today'), on: today },
    { label: t('composer.tomorrow'), on: addDays(today, 1) },
    { label: t('composer.inWeek'), on: addDays(today, 7) }
  ]
  const dueOn = when === null ? addDays(today, 1) : when.ok ? when.on : null
  const shownWhen = when === null ? format.relativeDay(addDays(today, 1)) : when.ok ? (when.isTimed ? format.dayTime(when.atMs) : format.relativeDay(when.on)) : null

  function submit() {
    setIsTried(true)
    if (dueOn === null || add.isPending) return
    const dueAt = when?.ok && when.isTimed ? when.atMs : null
    const what = text.trim() === '' ? t(`task.kind.${kind}`) : text.trim()
    if (onPlan) return onPlan({ kind, text: what, dueOn, dueAt })
    if (clientId === undefined) return
    add.mutate(
      { clientId, dealId: dealId ?? null, kind, text: what, dueOn, dueAt, ownerId: status.data?.userId ?? null },
      {
        onSuccess: ({ changeId }) => {
          notifyDone(t('composer.planned'), changeId)
          setText('')
          setWhenText('')
          setIsTried(false)
          onDone()
        }
      }
    )
  }

  return (
    <form
      className={css.composer}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
      onKeyDown={(event) => {
        if (event.code !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        submit()
      }}
    >
      <div className={css.composerRow}>
        <TextInput
          ref={inputRef}
          className={css.composerWhat}
          aria-label={t('composer.task')}
          placeholder={t('composer.taskPlaceholder')}
          maxLength={1000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          data-autofocus={isFocused}
        />
        <Select
          w={116}
          openOnFocus={false}
          aria-label={t('composer.kind')}
          data={taskKinds.map((one) => ({ value: one, label: t(`task.kind.${one}`) }))}
          value={kind}
          onChange={(value) => setKind(value as TaskKind)}
        />
        <TextInput
          w={168}
          aria-label={t('composer.when')}
          placeholder={t('composer.whenPlaceholder')}
          maxLength={60}
          value={whenText}
          onChange={(event) => setWhenText(event.currentTarget.value)}
          description={shownWhen ?? undefined}
          error={when !== null && !when.ok && (isTried || when.reason === 'past') ? t(`composer.${when.reason}`) : undefined}
        />
        {quick.map(({ label, on }) => (
          <Button key={on} size="compact-sm" h={30} variant={dueOn === on ? 'light' : 'subtle'} onClick={() => setWhenText(format.day(on))}>
            {label}
          </Button>
        ))}
        <Button className={css.composerSave} type="submit" disabled={add.isPending}>{t('composer.saveTask')}</Button>
      </div>
    </form>
  )
}
