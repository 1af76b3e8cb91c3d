import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DispositionRow } from '#shared/contract/app.ts'
import type { AttemptInput, CallClient, CallPhone, CallQueue } from '#shared/contract/calls.ts'
import { needOf, promisesLetter } from '#shared/outcomes.ts'
import { call } from '../../app/api.ts'
import { useCommand, useJob, useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { showError } from '../../app/errors.tsx'
import { useFormat } from '../../app/format.ts'
import { notifyDone } from '../../app/notify.ts'
import { copyText } from '../../ui/copyText.ts'

/** What the row above the outcomes asks for. */
export type Asked = { readonly kind: 'outcome'; readonly disposition: DispositionRow } | { readonly kind: 'skip' } | { readonly kind: 'consent' } | { readonly kind: 'reach' }
/** What a person adds to an outcome. */
export type Answer = Partial<Pick<AttemptInput, 'callbackAt' | 'reasonId' | 'deal' | 'dealId' | 'nextStep'>>
type Last = { readonly changeId: string | undefined; readonly name: string; readonly outcome: string; readonly note: string }

/** Time moves entries from "later" to "now" without any change in the store. */
const lookAgainMs = 20_000
/** Longer gaps are breaks already by themselves (metrics.md 5.12). */
const countedPauseMs = 15 * 60_000

/** Notes that were begun and not recorded yet, by entry: leaving the screen loses nothing. */
const drafts = new Map<string, string>()
const pauses = new Map<string, number>()

export type CallDesk = ReturnType<typeof useCallDesk>

/**
 * The state of the desk: whom it is about, what was typed, when the call began. A client stays on it until an outcome is
 * recorded, whatever the queue does meanwhile; then the next one comes by itself. `firstEntryId` is whom to begin with,
 * else it is who comes first.
 */
export function useCallDesk(listId: string, firstEntryId: string | null) {
  const { t } = useTranslation('calls')
  const format = useFormat()
  const words = useDictionaries()
  const queue = useRead('calls.queue', { listId })
  const [entryId, setEntryId] = useState(firstEntryId)
  const current = useRead('calls.current', { listId, entryId }, { enabled: entryId !== null })
  const [phoneId, setPhoneId] = useState<string | null>(null)
  const [startedAt, setStartedAt] = useState<number | null>(null)
  const [asked, setAsked] = useState<Asked | null>(null)
  const [note, setNoteText] = useState(() => (firstEntryId === null ? '' : (drafts.get(firstEntryId) ?? '')))
  const [pausedAt, setPausedAt] = useState<number | null>(null)
  const [last, setLast] = useState<Last | null>(null)
  /** The client as it stood when its outcome was recorded. */
  const [recorded, setRecorded] = useState('')
  /** Turned out to be done or removed, by what the queue knew then. */
  const [gone, setGone] = useState<{ readonly entryId: string; readonly readAt: number } | null>(null)
  const attempt = useCommand('calls.recordAttempt')
  const skipping = useCommand('calls.skip')
  const { start: takeBack } = useJob('journal.undo')

  const client = entryId === null ? null : (current.data ?? null)
  const keyOf = (one: CallClient) => `${one.entryId} ${one.attemptCount}`
  /** False while the next client is being read: a key pressed twice must not hit the one before. */
  const isReady = client !== null && client.entryId === entryId && client.state === 'waiting' && keyOf(client) !== recorded
  const phone = phoneOf(client, phoneId)
  const isBlocked = client?.consent.gate === 'closed'

  const { refetch } = queue
  useEffect(() => {
    const timer = setInterval(() => void refetch(), lookAgainMs)
    return () => clearInterval(timer)
  }, [refetch])

  function open(id: string | null) {
    setEntryId(id)
    setPhoneId(null)
    setStartedAt(null)
    setAsked(null)
    setNoteText(id === null ? '' : (drafts.get(id) ?? ''))
  }

  const isLeftOut = (id: string) => id === gone?.entryId && queue.dataUpdatedAt === gone.readAt
  const firstReady = queue.isFetching ? undefined : queue.data?.entries.find((entry) => entry.isReady && !isLeftOut(entry.entryId))?.entryId
  if (entryId === null && firstReady !== undefined) open(firstReady)
  const isGone = entryId !== null && !current.isFetching && (current.error !== null || current.data === null || (client?.entryId === entryId && client.state === 'done'))
  if (isGone) {
    setGone({ entryId, readAt: queue.dataUpdatedAt })
    open(null)
  }

  function setNote(text: string) {
    setNoteText(text)
    if (entryId !== null) drafts.set(entryId, text)
  }

  /** The next client; the same one again when another of its numbers is to be tried. */
  function goOn(from: CallClient, nextEntryId: string | null) {
    setRecorded(keyOf(from))
    drafts.delete(from.entryId)
    open(nextEntryId)
  }

  function record(disposition: DispositionRow, answer: Answer) {
    if (!client || !isReady || attempt.isPending) return
    const now = Date.now()
    const outcome = words.nameOf('disposition', disposition)
    const letter = promisesLetter(disposition) ? { kind: 'mail' as const, text: outcome, dueOn: format.today, dueAt: null } : null
    const input: AttemptInput = {
      entryId: client.entryId,
      phoneId: phone?.id ?? null,
      e164: null,
      startedAt: startedAt ?? now,
      endedAt: now,
      dispositionId: disposition.id,
      note: note.trim() === '' ? null : note.trim(),
      callbackAt: null,
      reasonId: null,
      deal: null,
      dealId: null,
      nextStep: letter,
      ...answer
    }
    attempt.mutate(input, {
      onSuccess: ({ value, changeId }) => {
        setLast({ changeId, name: client.client.name, outcome, note })
        goOn(client, value.nextEntryId)
      }
    })
  }

  /** An outcome by its key or button: recorded at once, or first asked for what it needs. */
  function choose(disposition: DispositionRow) {
    if (!isReady || pausedAt !== null || (isBlocked && !disposition.forbidsCalls)) return
    if (needOf(disposition) === null) record(disposition, {})
    else setAsked({ kind: 'outcome', disposition })
  }

  function skip(reason: string) {
    if (!client || !isReady || skipping.isPending) return
    const { name } = client.client
    skipping.mutate(
      { entryId: client.entryId, reason },
      {
        onSuccess: ({ value: { nextEntryId }, changeId }) => {
          // The same client may be all that is left, and what was typed is kept for when it comes round again.
          if (nextEntryId !== client.entryId) open(nextEntryId)
          setAsked(null)
          notifyDone(t('skipped', { name }), changeId)
        }
      }
    )
  }

  /** Takes the last outcome back and puts its client on the desk again, with the note that was written. */
  async function undo() {
    const lastAttempt = queue.data?.lastAttempt
    if (!lastAttempt || attempt.isPending) return
    if (!(await takeBack({ changeId: lastAttempt.changeId }))) return
    setRecorded('')
    if (last?.changeId === lastAttempt.changeId) {
      drafts.set(lastAttempt.entryId, last.note)
      notifyDone(t('taken', { name: last.name }))
    }
    setLast(null)
    setPausedAt(null)
    open(lastAttempt.entryId)
  }

  function dial(chosen: CallPhone) {
    if (isBlocked || chosen.isForbidden || chosen.gate === 'closed' || pausedAt !== null) return
    setPhoneId(chosen.id)
    setStartedAt((at) => at ?? Date.now())
    call('shell.openExternal', { url: `tel:${chosen.e164}` }).catch(showError)
  }

  function copy() {
    if (!phone || isBlocked) return
    setStartedAt((at) => at ?? Date.now())
    void copyText(phone.e164).then(() => notifyDone(t('strip.copied')))
  }

  function pause() {
    if (pausedAt === null) {
      setAsked(null)
      setPausedAt(Date.now())
      return
    }
    const length = Date.now() - pausedAt
    setStartedAt((at) => at && at + length)
    if (length <= countedPauseMs) pauses.set(listId, (pauses.get(listId) ?? 0) + length)
    setPausedAt(null)
  }

  return {
    listId,
    queue: queue.data ?? null,
    error: queue.data === undefined ? queue.error : null,
    client,
    entryId,
    isReady,
    isBlocked,
    phone,
    startedAt,
    asked,
    ask: setAsked,
    note,
    setNote,
    last: last !== null && last.changeId === queue.data?.lastAttempt?.changeId ? last : null,
    pausedAt,
    pace: queue.data ? paceOf(queue.data, pauses.get(listId) ?? 0) : null,
    open,
    record,
    choose,
    skip,
    undo,
    dial,
    copy,
    pause
  }
}

/** The number chosen, else the first that may be called. */
function phoneOf(client: CallClient | null, phoneId: string | null): CallPhone | null {
  const good = client?.phones.filter((one) => !one.isBad && !one.isForbidden) ?? []
  return good.find((one) => one.id === phoneId) ?? good[0] ?? null
}

/** Calls an hour today; null until there is something to go by. */
function paceOf({ pace }: CallQueue, pausedMs: number): number | null {
  const workMs = pace.activeMs - pausedMs
  return pace.attemptCount < 2 || workMs < 60_000 ? null : (pace.attemptCount * 3_600_000) / workMs
}
