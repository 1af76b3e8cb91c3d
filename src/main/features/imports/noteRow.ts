import { normalise } from '#shared/normalise.ts'
import { dayOf, type DayReading, failed, type FieldWords, type Kept, lineOf, type RowResult, type RowValues } from './fields.ts'
import { type ClientLink, isLinked, readLink } from './linkOfRow.ts'

export type NoteOfRow = {
  readonly link: ClientLink
  readonly contactExternalId: string | null
  readonly dealExternalId: string | null
  readonly kind: 'note' | 'call' | 'meeting' | 'email' | 'sms'
  readonly text: string
  /** The day and, where the file says it, the minute: 'HH:mm'. */
  readonly saidOn: string | null
  readonly time: string | null
  readonly author: string
}

const kinds: Readonly<Record<string, NoteOfRow['kind']>> = {
  call: 'call', 'phone call': 'call', rozmowa: 'call', telefon: 'call', połączenie: 'call', дзвінок: 'call', звонок: 'call', meeting: 'meeting', visit: 'meeting',
  spotkanie: 'meeting', wizyta: 'meeting', зустріч: 'meeting', встреча: 'meeting', email: 'email', 'e mail': 'email', mail: 'email', 'e-mail': 'email', лист: 'email', письмо: 'email',
  note: 'note', notatka: 'note', нотатка: 'note', заметка: 'note', comment: 'note', komentarz: 'note', коментар: 'note', комментарий: 'note',
  sms: 'sms', смс: 'sms', wiadomość: 'sms'
}
/** Words for kinds of what was said, by `normalise`. */
export const kindByWord: ReadonlyMap<string, NoteOfRow['kind']> = new Map(Object.entries(kinds).map(([word, kind]) => [normalise(word), kind]))

/** Reads something said or written, whole; several columns of text stand below each other under their headers. */
export function readNote(row: RowValues, country: string, days: DayReading, words: FieldWords): RowResult<NoteOfRow> {
  const cells = row.cells('text')
  const [first, ...more] = cells
  if (!first) return failed('textMissing', null)
  const said = dayOf(row, 'saidOn', days)
  if (said.problem) return failed(said.problem, said.detail ?? null)
  const kept: Kept = { remarks: [], texts: [] }
  const link = readLink(row, country, words, kept)
  const contactExternalId = lineOf(row, 'contactExternalId', 200, words, kept)
  const dealExternalId = lineOf(row, 'dealExternalId', 200, words, kept)
  if (!isLinked(link) && contactExternalId === null && dealExternalId === null) return failed('clientMissing', null)
  const [, time = null] = /[T\s](\d{1,2}:\d{2})/.exec(row.text('saidOn')) ?? []
  return {
    remarks: kept.remarks,
    value: {
      link, contactExternalId, dealExternalId,
      kind: kindByWord.get(normalise(row.text('noteKind'))) ?? 'note',
      text: [first.text.trim(), ...more.map((cell) => `${cell.header}: ${cell.text.trim()}`)].join('\n'),
      saidOn: said.day,
      time: time && time.padStart(5, '0'),
      author: row.text('author')
    }
  }
}
