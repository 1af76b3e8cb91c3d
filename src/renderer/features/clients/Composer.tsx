import { Button, SegmentedControl, Textarea } from '@mantine/core'
import { useRef, useState, type RefObject } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { useActions } from '../../app/actions.ts'
import { useCommand } from '../../app/data.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { TaskForm } from './TaskForm.tsx'
import css from './clients.module.css'

type Mode = 'note' | 'task'

// What was begun about a client stays while the program runs.
const begun = new Map<string, string>()

/** Where a note is written or the next step is planned; N and T lead here. */
export function Composer({ clientId }: { readonly clientId: string }) {
  const { t } = useTranslation('clients')
  const [mode, setMode] = useState<Mode>('note')
  const note = useRef<HTMLTextAreaElement>(null)
  const task = useRef<HTMLInputElement>(null)
  function show(next: Mode) {
    // At once, so that the first letter typed after the key is not lost.
    flushSync(() => setMode(next))
    const field = next === 'note' ? note : task
    field.current?.focus()
  }
  useActions([
    { id: 'clients.note', label: t('actions.note'), keys: 'KeyN', run: () => show('note') },
    { id: 'clients.task', label: t('actions.task'), keys: 'KeyT', run: () => show('task') }
  ])
  return (
    <div
      className={css.composer}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) leaveField()
      }}
    >
      <SegmentedControl
        style={{ alignSelf: 'flex-start' }}
        data={[
          { value: 'note', label: <>{t('composer.note')} <Kbd keys="KeyN" /></> },
          { value: 'task', label: <>{t('composer.task')} <Kbd keys="KeyT" /></> }
        ]}
        value={mode}
        onChange={(next) => show(next as Mode)}
      />
      {mode === 'note' ? (
        <NoteForm clientId={clientId} inputRef={note} />
      ) : (
        <TaskForm
          clientId={clientId}
          inputRef={task}
          onDone={leaveField}
        />
      )}
    </div>
  )
}

/** Lets go of the field, so that the keys of the card (N, T, C, E) work again. */
function leaveField(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
}

function NoteForm({ clientId, inputRef }: { readonly clientId: string; readonly inputRef: RefObject<HTMLTextAreaElement | null> }) {
  const { t } = useTranslation('clients')
  const [text, setText] = useState(begun.get(clientId) ?? '')
  const add = useCommand('notes.add')
  function change(next: string) {
    setText(next)
    begun.set(clientId, next)
  }
  function submit() {
    if (text.trim() === '' || add.isPending) return
    add.mutate(
      { clientId, dealId: null, text },
      {
        onSuccess: () => {
          change('')
          leaveField()
        }
      }
    )
  }
  return (
    <form
      className={css.composerRow}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
      onKeyDown={(event) => {
        if ((event.code !== 'Enter' && event.code !== 'KeyS') || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        submit()
      }}
    >
      <Textarea
        ref={inputRef}
        style={{ flex: 1, minWidth: 200 }}
        aria-label={t('composer.note')}
        placeholder={t('composer.notePlaceholder')}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={10_000}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
      />
      <Button type="submit" disabled={text.trim() === '' || add.isPending} rightSection={<Kbd keys="$mod+Enter" isOnMain />}>{t('composer.saveNote')}</Button>
    </form>
  )
}
