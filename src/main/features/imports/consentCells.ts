import type { Channel } from '#shared/consent.ts'
import { normalise } from '#shared/normalise.ts'
import { parseDay } from '#shared/day.ts'
import { type DayReading, type FieldWords, isPlaceholder, type Kept, keepText, type RowValues } from './fields.ts'

/** A word on a channel as a row says it. */
export type ConsentOfRow = {
  readonly channel: Channel
  readonly state: 'given' | 'withdrawn'
  readonly basis: string | null
  /** The day on which it was said; null where the row does not tell. */
  readonly on: string | null
  readonly origin: string | null
  readonly wording: string | null
}

const fields = [['consentCall', 'call'], ['consentEmail', 'email'], ['consentSms', 'sms']] as const
const given = new Set(['given', 'consent', 'yes', 'zgoda', 'udzielona', 'tak', 'надано', 'згода', 'так', 'дано', 'согласие', 'да'].map(normalise))
const withdrawn = new Set(['withdrawn', 'objected', 'no', 'sprzeciw', 'wycofana', 'nie', 'відкликано', 'заперечення', 'ні', 'отозвано', 'отказ', 'нет'].map(normalise))

/**
 * Consents of a row: 'given | 2026-11-18 | basis | where | wording', as our own export writes them. A consent without its
 * legal basis is none: it is told and kept as it was written.
 */
export function readConsents(row: RowValues, { order, today }: DayReading, words: FieldWords, kept: Kept): ConsentOfRow[] {
  return fields.flatMap(([field, channel]) => {
    const text = row.text(field)
    if (text === '' || isPlaceholder(text)) return []
    const [said = '', day = '', basis = '', origin = '', ...rest] = text.split('|').map((part) => part.trim())
    const wording = rest.join(' | ')
    const state = given.has(normalise(said)) ? 'given' : withdrawn.has(normalise(said)) ? 'withdrawn' : undefined
    const on = day === '' ? null : (parseDay(day, order) ?? undefined)
    if (state === undefined || on === undefined || (on !== null && on > today)) {
      keepText(kept, 'valueUnusable', words[field], text)
      return []
    }
    if (state === 'given' && basis === '') {
      keepText(kept, 'consentBasisMissing', words[field], text)
      return []
    }
    return [{ channel, state, on, basis: basis.slice(0, 500) || null, origin: origin.slice(0, 200) || null, wording: wording.slice(0, 4000) || null }]
  })
}
