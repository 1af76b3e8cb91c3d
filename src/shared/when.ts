import { Temporal } from 'temporal-polyfill'
import { addDays, addMonths, addWorkdays, type Day, dayOf, isDay, weekday } from './day.ts'

export type When =
  /** `isTimed` is false where only a day was said; `atMs` is then the start of the calling day. */
  | { readonly ok: true; readonly on: Day; readonly atMs: number; readonly isTimed: boolean }
  | { readonly ok: false; readonly reason: 'unclear' | 'past' }

export type WhenContext = {
  readonly nowMs: number
  readonly timeZone: string
  /** Minutes after midnight at which a day without a time begins. */
  readonly dayStartMinute: number
}

/** The instant of a time of day, in minutes after midnight, in the firm's zone; one that the clock skips moves on. */
export function timeOfDayMs(day: Day, minute: number, timeZone: string): number {
  if (minute === 1440) return timeOfDayMs(addDays(day, 1), 0, timeZone)
  const time = Temporal.PlainTime.from({ hour: Math.floor(minute / 60), minute: minute % 60 })
  return Temporal.PlainDate.from(day).toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds
}

/** Minutes after midnight on the clock of a zone. */
export function minuteOfDay(atMs: number, timeZone: string): number {
  const time = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone)
  return time.hour * 60 + time.minute
}

/**
 * Reads when somebody wants to be called, as people say it in Polish, Ukrainian, Russian and English: "wt 14",
 * "jutro 10:30", "завтра 10", "in 2 hours", "za tydzień", "24.11 o 9", "po południu" (screens.md 4.4). A weekday is the
 * next one; a bare hour before eight is meant for the afternoon; a day that is not a workday is taken as said. What has
 * passed is 'past', what is not understood to the last word is 'unclear', so that no promise is made by a guess.
 */
export function parseWhen(text: string, context: WhenContext): When {
  const { nowMs, timeZone } = context
  const today = dayOf(nowMs, timeZone)
  const words = normal(text)
  const span = SPAN.exec(words)
  const unit = unitOf(span?.[2] ?? '')
  if (span && unit) return inSpan(span[1] === undefined ? 1 : Number(span[1].replace(',', '.')), unit, span[3] ?? '', context)
  const found = dayAt(words, today)
  if (found) {
    const time = timeIn(found.rest)
    // "Tuesday 14" said on a Tuesday morning is today; said in the evening it is next week.
    const isNextWeek = found.isWeekday && found.on === today && (time === undefined || timeOfDayMs(today, time, timeZone) <= nowMs)
    return onDay(isNextWeek ? addDays(today, 7) : found.on, found.rest, context)
  }
  const time = timeIn(words)
  if (time === undefined) return unclear
  const isAhead = timeOfDayMs(today, time, timeZone) > nowMs
  return onDay(isAhead ? today : addWorkdays(today, 1), words, context)
}

function inSpan(count: number, unit: Unit, rest: string, context: WhenContext): When {
  const { nowMs, timeZone } = context
  if (unit === 'minute' || unit === 'hour') {
    if (rest !== '' || count === 0) return unclear
    const atMs = Math.ceil((nowMs + count * (unit === 'hour' ? 3_600_000 : 60_000)) / 60_000) * 60_000
    return { ok: true, on: dayOf(atMs, timeZone), atMs, isTimed: true }
  }
  if (!Number.isInteger(count)) return unclear
  const today = dayOf(nowMs, timeZone)
  return onDay(unit === 'month' ? addMonths(today, count) : addDays(today, unit === 'week' ? 7 * count : count), rest, context)
}

/** A day with the words of a time behind it, or with none. */
function onDay(on: Day, rest: string, { nowMs, timeZone, dayStartMinute }: WhenContext): When {
  const minute = rest === '' ? dayStartMinute : timeIn(rest)
  if (minute === undefined) return unclear
  const atMs = timeOfDayMs(on, minute, timeZone)
  if (atMs > nowMs) return { ok: true, on, atMs, isTimed: rest !== '' }
  const isToday = rest === '' && on === dayOf(nowMs, timeZone)
  return isToday && dayOf(nowMs + 60_000, timeZone) === on ? { ok: true, on, atMs: nowMs + 60_000, isTimed: false } : { ok: false, reason: 'past' }
}

const unclear: When = { ok: false, reason: 'unclear' }

function normal(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFC')
    .replace(/[’']/g, 'ʼ')
    .replace(/(\d)\s*(?:st|nd|rd|th)\b/g, '$1')
    .replace(/[,;]+(?=\s|$)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

const SPAN =
  /^(?:za|in|через)\s+(?:(?:(\d{1,3}(?:[.,]5)?)|an?(?=\s))\s*)?(\p{L}+)\.?(?:\s+(.+))?$/u

type Unit = 'minute' | 'hour' | 'day' | 'week' | 'month'

function unitOf(word: string): Unit | undefined {
  if (/^(?:min|minut\p{L}*|хв|хвилин\p{L}*|мин|минут\p{L}*)$/u.test(word)) return 'minute'
  if (/^(?:h|hrs?|hours?|godz|godzin\p{L}*|год|годин\p{L}*|ч|час|часа|часов)$/u.test(word)) return 'hour'
  if (/^(?:d|days?|dni|dzień|dzien|день|дні|днів|дня|дней)$/u.test(word)) return 'day'
  if (/^(?:weeks?|tydzień|tydzien|tygodnie|tygodni|тиждень|тижні|тижнів|неделю|недели|недель)$/u.test(word)) return 'week'
  if (/^(?:months?|miesiąc|miesiac|miesiące|miesiace|miesięcy|місяць|місяці|місяців|месяц|месяца|месяцев)$/u.test(word)) return 'month'
  return undefined
}

const DAY_WORDS: readonly (readonly [RegExp, number])[] = [
  [/^(?:pojutrze|day after tomorrow|післязавтра|послезавтра)(?=$|\s)/u, 2],
  [/^(?:jutro|tomorrow|tmrw?|завтра)(?=$|\s)/u, 1],
  [/^(?:dzisiaj|dziś|dzis|today|сьогодні|сегодня)(?=$|\s)/u, 0]
]

const WEEKDAYS: readonly RegExp[] = [
  /^(?:pn|pon|poniedział\p{L}*|poniedzial\p{L}*|mon|monday|пн|понеділ\p{L}*|понедельник\p{L}*)\.?(?=$|\s)/u,
  /^(?:wt|wto|wtor\p{L}*|tue|tues|tuesday|вт|вівтор\p{L}*|вторник\p{L}*)\.?(?=$|\s)/u,
  /^(?:śr|sr|śro|środ\p{L}*|srod\p{L}*|wed|weds|wednesday|ср|серед\p{L}*|сред\p{L}*)\.?(?=$|\s)/u,
  /^(?:czw|cz|czwart\p{L}*|thu|thurs?|thursday|чт|четвер\p{L}*|четвер\p{L}*)\.?(?=$|\s)/u,
  /^(?:pt|pi|piąt\p{L}*|piat\p{L}*|fri|friday|пт|пʼятниц\p{L}*|пятниц\p{L}*)\.?(?=$|\s)/u,
  /^(?:sb|sob|sobot\p{L}*|sat|saturday|сб|субот\p{L}*|суббот\p{L}*)\.?(?=$|\s)/u,
  /^(?:nd|ndz|niedziel\p{L}*|sun|sunday|нд|неділ\p{L}*|вс|воскресень\p{L}*)\.?(?=$|\s)/u
]

const MONTHS: readonly RegExp[] = [
  /^(?:sty|jan|січ|янв)/u,
  /^(?:lut|feb|лют|фев)/u,
  /^(?:mar|бер|мар)/u,
  /^(?:kwi|apr|кві|апр)/u,
  /^(?:maj|may|тра|мая|май)/u,
  /^(?:cze|jun|чер|июн)/u,
  /^(?:lip|jul|лип|июл)/u,
  /^(?:sie|aug|сер|авг)/u,
  /^(?:wrz|sep|вер|сен)/u,
  /^(?:paź|paz|oct|жов|окт)/u,
  /^(?:lis|nov|лис|ноя)/u,
  /^(?:gru|dec|гру|дек)/u
]

/** The day at the start, or at the end after a time ("10:30 jutro"), and what is left to read. */
function dayAt(words: string, today: Day): { on: Day; rest: string; isWeekday: boolean } | undefined {
  const first = dayPrefix(words.replace(/^(?:w|we|on|next|у|в|во|na|на|następny|nast|наступн\p{L}*|следующ\p{L}*)\s+(?=\p{L})/u, ''), today)
  if (first) return first
  for (let cut = words.indexOf(' '); cut !== -1; cut = words.indexOf(' ', cut + 1)) {
    if (timeIn(words.slice(0, cut)) === undefined) continue
    const last = dayPrefix(words.slice(cut + 1).replace(/^(?:w|we|on|у|в|во)\s+(?=\p{L})/u, ''), today)
    if (last && last.rest === '') return { ...last, rest: words.slice(0, cut) }
  }
  return undefined
}

function dayPrefix(words: string, today: Day): { on: Day; rest: string; isWeekday: boolean } | undefined {
  for (const [pattern, days] of DAY_WORDS) {
    const match = pattern.exec(words)
    if (match) return { on: addDays(today, days), rest: words.slice(match[0].length).trim(), isWeekday: false }
  }
  for (const [index, pattern] of WEEKDAYS.entries()) {
    const match = pattern.exec(words)
    if (match) {
      const ahead = (index + 1 - weekday(today) + 7) % 7
      return { on: addDays(today, ahead), rest: words.slice(match[0].length).trim(), isWeekday: true }
    }
  }
  const iso = /^(\d{4}-\d{2}-\d{2})(?=$|\s)/.exec(words)
  if (iso?.[1] && isDay(iso[1])) return { on: iso[1], rest: words.slice(iso[0].length).trim(), isWeekday: false }
  const numbers = /^(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?\.?(?=$|\s)/.exec(words)
  if (numbers) return dated(Number(numbers[1]), Number(numbers[2]), numbers[3], words.slice(numbers[0].length), today)
  const worded = /^(\d{1,2})\.?\s+(\p{L}{3,})\.?(?:\s+(\d{4}))?(?=$|\s)/u.exec(words)
  const swapped = worded ? null : /^(\p{L}{3,})\.?\s+(\d{1,2})(?:\s+(\d{4}))?(?=$|\s)/u.exec(words)
  const match = worded ?? swapped
  if (!match) return undefined
  const month = MONTHS.findIndex((pattern) => pattern.test(match[worded ? 2 : 1] ?? '')) + 1
  return month === 0 ? undefined : dated(Number(match[worded ? 1 : 2]), month, match[3], words.slice(match[0].length), today)
}

function dated(date: number, month: number, year: string | undefined, rest: string, today: Day): { on: Day; rest: string; isWeekday: boolean } | undefined {
  const thisYear = Number(today.slice(0, 4))
  const full = year === undefined ? thisYear : year.length === 2 ? 2000 + Number(year) : Number(year)
  const dayIn = (inYear: number) => `${inYear}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`
  if (!isDay(dayIn(full))) return undefined
  // In December "12.01" is the January that comes.
  const on = year === undefined && dayIn(full) < today && isDay(dayIn(full + 1)) ? dayIn(full + 1) : dayIn(full)
  return { on, rest: rest.trim(), isWeekday: false }
}

const PARTS: readonly (readonly [RegExp, number])[] = [
  [/^(?:rano|z rana|in the morning|morning|вранці|зранку|утром|с утра)$/u, 9 * 60],
  [/^(?:w południe|południe|poludnie|noon|at noon|опівдні|в полдень|полдень)$/u, 12 * 60],
  [/^(?:po południu|po poludniu|popołudniu|in the afternoon|afternoon|пополудні|по обіді|після обіду|после обеда|днём|днем)$/u, 14 * 60],
  [/^(?:wieczorem|in the evening|evening|ввечері|увечері|вечером)$/u, 17 * 60]
]

/** Minutes after midnight; undefined when the words are not a time. */
function timeIn(words: string): number | undefined {
  for (const [pattern, minute] of PARTS) if (pattern.test(words)) return minute
  const match =
    /^(?:(?:o|at|po|na|ok|około|about|by|around|after|до|о|об|в|у|к|на|після|после|близько|около|godz|godzinie|год|г)\.?\s+)*(?:godz\.?|godzinie)?\s*(\d{1,2})(?:[:.](\d{2})|h(\d{2})?|ʼ(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.|rano|wieczorem|год\.?|години|годині|часов|часа|ч|h|oʼclock)?$/u.exec(
      words
    )
  if (!match) return undefined
  const minutes = match[2] ?? match[3] ?? match[4]
  const half = match[5] ?? ''
  let hour = Number(match[1])
  const minute = Number(minutes ?? 0)
  if (hour > 23 || minute > 59) return undefined
  if (half.startsWith('a') || half.startsWith('p')) {
    if (hour < 1 || hour > 12) return undefined
    hour = (hour % 12) + (half.startsWith('p') ? 12 : 0)
  } else if (half === 'wieczorem' && hour < 12) hour += 12
  else if (minutes === undefined && half !== 'rano' && hour >= 1 && hour < 8) hour += 12
  return hour * 60 + minute
}
