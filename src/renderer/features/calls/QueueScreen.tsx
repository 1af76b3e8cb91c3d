import { useEffect, useEffectEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useActions } from '../../app/actions.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useUrlState } from '../../app/navigation.ts'
import { Page } from '../../ui/Page.tsx'
import css from './calls.module.css'
import { ClientDesk } from './ClientDesk.tsx'
import { Outcomes } from './Outcomes.tsx'
import { QueueBar } from './QueueBar.tsx'
import { QueueList } from './QueueList.tsx'
import { SidePane } from './SidePane.tsx'
import { useCallDesk } from './useCallDesk.ts'

/** The caller's desk: who is next and why, what to know, and an outcome by one key (screens.md 4.4). */
export function QueueScreen({ listId }: { readonly listId: string }) {
  const { t } = useTranslation('calls')
  const words = useDictionaries()
  const [firstEntryId] = useUrlState<string | null>('entry', null)
  const desk = useCallDesk(listId, firstEntryId)
  const note = useRef<HTMLTextAreaElement>(null)
  const dialButton = useRef<HTMLButtonElement>(null)
  const { client, phone, asked, pausedAt } = desk

  // After an outcome the next step is to ring: there the focus goes, so that Enter is enough.
  const place = client && `${client.entryId} ${client.attemptCount} ${phone?.id ?? ''}`
  const isAsked = asked !== null
  const isPaused = pausedAt !== null
  useEffect(() => {
    if (place !== null && !isAsked && !isPaused) dialButton.current?.focus({ preventScroll: true })
  }, [place, isAsked, isPaused])

  const callback = words.dispositions.find((row) => row.isCallback)
  useActions([
    ...words.dispositions.flatMap((row) =>
      row.digit === null
        ? []
        : [{ id: `calls.outcome.${row.digit}`, label: words.nameOf('disposition', row), keys: `Digit${row.digit}`, run: () => desk.choose(row) }]
    ),
    { id: 'calls.note', label: t('strip.note'), keys: 'KeyN', run: () => note.current?.focus() },
    { id: 'calls.callback', label: t('row.callback'), keys: 'KeyB', run: () => callback && desk.choose(callback) },
    { id: 'calls.skip', label: t('skip'), keys: 'KeyS', run: () => desk.isReady && !isPaused && desk.ask({ kind: 'skip' }) },
    { id: 'calls.reach', label: t('reach.title'), keys: 'KeyD', run: () => desk.isReady && !isPaused && desk.ask({ kind: 'reach' }) },
    { id: 'calls.pause', label: t('bar.pause'), keys: 'KeyP', run: desk.pause },
    { id: 'calls.undo', label: t('queue.undo'), keys: 'KeyZ', run: () => void desk.undo() },
    { id: 'calls.copy', label: t('strip.copy'), keys: '$mod+Shift+KeyC', run: desk.copy }
  ])

  // The digits of the number pad, and Ctrl with a digit while the note is being typed.
  const onDigit = useEffectEvent((event: KeyboardEvent) => {
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1]
    if (digit === undefined || event.altKey || event.defaultPrevented || event.repeat) return
    const isTyping = event.target instanceof HTMLElement && event.target.matches('input, textarea, select, [contenteditable]')
    const isPlainPad = event.code.startsWith('Numpad') && !isTyping && asked === null && !event.ctrlKey && !event.metaKey
    const isMeant = event.target === note.current ? event.ctrlKey || event.metaKey : isPlainPad
    const disposition = isMeant ? words.dispositions.find((row) => row.digit === digit) : undefined
    if (!disposition) return
    event.preventDefault()
    event.stopPropagation()
    desk.choose(disposition)
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onDigit(event)
    addEventListener('keydown', listen, { capture: true })
    return () => removeEventListener('keydown', listen, { capture: true })
  }, [])

  if (desk.error) throw desk.error
  if (!desk.queue || !words.isReady) return null
  return (
    <Page>
      <QueueBar desk={desk} queue={desk.queue} />
      <div className={css.desk}>
        <QueueList desk={desk} queue={desk.queue} />
        <ClientDesk desk={desk} queue={desk.queue} noteRef={note} dialRef={dialButton} />
        <SidePane client={isPaused ? null : client} />
      </div>
      <Outcomes desk={desk} queue={desk.queue} onBack={() => dialButton.current?.focus()} />
    </Page>
  )
}
