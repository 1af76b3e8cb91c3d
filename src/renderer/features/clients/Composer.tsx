import { Button, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core'
import { useRef, useState, type RefObject } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import type { ClientCard, NoteKind } from '#shared/contract/clients.ts'
import { dayOf, parseDay } from '#shared/day.ts'
import { timeOfDayMs } from '#shared/when.ts'
import { useActions } from '../../app/actions.ts'
import { useCommand } from '../../app/data.ts'
import { useFirm } from '../../app/format.ts'
import { notifyDone } from '../../app/notify.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { TaskForm } from './TaskForm.tsx'
import css from './clients.module.css'

const modes = ['note', 'call', 'meeting', 'email', 'sms', 'task'] as const
type Mode = (typeof modes)[number]
const keys = { note: 'KeyN', call: 'KeyL', meeting: 'KeyM', email: 'KeyW', sms: 'KeyS', task: 'KeyT' } as const satisfies Record<Mode, string>

// What was begun about a client stays while the program runs.
const begun = new Map<string, string>()

/** Where a note is written, a call, meeting or message is written down, or the next step is planned; each by its key. */
export function Composer({ client }: { readonly client: Pick<ClientCard, 'id' | 'contacts'> }) {
  const { t } = useTranslation(['clients', 'card'])
  const [mode, setMode] = useState<Mode>('note')
  const note = useRef<HTMLTextAreaElement>(null)
  const task = useRef<HTMLInputElement>(null)
  function show(next: Mode) {
    // At once, so that the first letter typed after the key is not lost.
    flushSync(() => setMode(next))
    const field = next === 'task' ? task : note
    field.current?.focus()
  }
  useActions(modes.map((one) => ({ id: `clients.${one === 'call' ? 'logCall' : one}`, label: t(`card:log.${one}`), keys: keys[one], run: () => show(one) })))
  return (
    <div
      className={css.composer}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) leaveField()
      }}
    >
      <SegmentedControl
        classNames={{ label: css.mode }}
        style={{ alignSelf: 'flex-start', maxWidth: '100%' }}
        aria-label={t('card:log.title')}
        data-first-focus
        data={modes.map((one) => ({ value: one, label: <>{t(`card:mode.${one}`)} <Kbd keys={keys[one]} /></> }))}
        value={mode}
        onChange={(next) => show(next as Mode)}
      />
      {mode === 'task' ? (
        <TaskForm clientId={client.id} inputRef={task} onDone={leaveField} />
      ) : (
        <NoteForm client={client} kind={mode} inputRef={note} />
      )}
    </div>
  )
}

/** Lets go of the field, so that the keys of the card (N, T, C, E) work again. */
function leaveField(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
}

type NoteFormProps = {
  readonly client: Pick<ClientCard, 'id' | 'contacts'>
  readonly kind: NoteKind
  readonly inputRef: RefObject<HTMLTextAreaElement | null>
}

function NoteForm({ client, kind, inputRef }: NoteFormProps) {
  const { t } = useTranslation(['clients', 'card'])
  const { timeZone } = useFirm()
  const [text, setText] = useState(begun.get(client.id) ?? '')
  const [contactId, setContactId] = useState<string | null>(null)
  const [whenText, setWhenText] = useState('')
  const add = useCommand('notes.add')
  const at = pastInstant(whenText, timeZone)
  function change(next: string) {
    setText(next)
    begun.set(client.id, next)
  }
  function submit() {
    if (text.trim() === '' || add.isPending || at === undefined) return
    add.mutate(
      { clientId: client.id, dealId: null, text, kind, contactId: kind === 'note' ? null : contactId, ...(at !== null && kind !== 'note' && { at }) },
      {
        onSuccess: ({ changeId }) => {
          notifyDone(t(`card:logged.${kind}`), changeId)
          change('')
          setWhenText('')
          setContactId(null)
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
        aria-label={t(`card:mode.${kind}`)}
        placeholder={t(`card:placeholder.${kind}`)}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={10_000}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
      />
      <Button type="submit" disabled={text.trim() === '' || add.isPending || at === undefined} rightSection={<Kbd keys="$mod+Enter" isOnMain />}>{t('card:save')}</Button>
      {kind !== 'note' && (
        <div className={css.composerMore}>
          {client.contacts.length > 0 && (
            <Select
              w={190}
              aria-label={t('card:withWhom')}
              placeholder={t('card:withWhom')}
              clearable
              openOnFocus={false}
              data={client.contacts.map((person) => ({ value: person.id, label: person.name }))}
              value={contactId}
              onChange={setContactId}
            />
          )}
          <TextInput
            w={190}
            aria-label={t('card:when')}
            placeholder={t('card:whenPlaceholder')}
            maxLength={40}
            value={whenText}
            error={at === undefined ? t('card:whenWrong') : undefined}
            onChange={(event) => setWhenText(event.currentTarget.value)}
          />
        </div>
      )}
    </form>
  )
}

/** '14:30' of today, '21.11' or '21.11 14:30' as an instant that is over; null where nothing was typed, undefined where it is no such time. */
function pastInstant(text: string, timeZone: string): number | null | undefined {
  if (text.trim() === '') return null
  const now = Date.now()
  const match = /^\s*(?:(\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?|\d{4}-\d{2}-\d{2})\.?)?\s*,?\s*(?:(\d{1,2}):(\d{2}))?\s*$/.exec(text)
  if (!match) return undefined
  const [, dayText, hours, minutes] = match
  const today = dayOf(now, timeZone)
  const full = dayText !== undefined && /^\d{1,2}[./]\d{1,2}$/.test(dayText) ? `${dayText}.${today.slice(0, 4)}`.replaceAll('/', '.') : dayText
  const day = full === undefined ? today : parseDay(full, 'dmy')
  const minute = hours === undefined ? 12 * 60 : Number(hours) * 60 + Number(minutes)
  if (day === undefined || minute >= 24 * 60) return undefined
  const at = Math.min(timeOfDayMs(day, minute, timeZone), hours === undefined ? now : Infinity)
  return at > now || day > today ? undefined : at
}
