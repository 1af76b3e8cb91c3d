import { Temporal } from 'temporal-polyfill'

/** A calendar day as text, 'YYYY-MM-DD'. Days sort and compare as text; columns that hold one end in `On`. */
export type Day = string

/** Both ends count. */
export type Period = { readonly from: Day; readonly to: Day }

export type DayOrder = 'dmy' | 'ymd' | 'mdy'

const DAY_MS = 86_400_000

/** Whether a text is a real day between the years 1000 and 9999, written 'YYYY-MM-DD'. */
export function isDay(text: string): boolean {
  const match = /^([1-9]\d{3})-(\d{2})-(\d{2})$/.exec(text)
  return match !== null && dayFrom(Number(match[1]), Number(match[2]), Number(match[3])) !== undefined
}

/** The day in the firm's time zone at an instant in epoch ms. */
export function dayOf(atMs: number, timeZone: string): Day {
  let day = ofNumber(Math.floor(atMs / DAY_MS))
  while (startOfDayMs(day, timeZone) > atMs) day = addDays(day, -1)
  while (endOfDayMs(day, timeZone) <= atMs) day = addDays(day, 1)
  return day
}

/** Today in the firm's time zone; `nowMs` comes from the context's clock. */
export function today(nowMs: number, timeZone: string): Day {
  return dayOf(nowMs, timeZone)
}

/** The first instant of a day in epoch ms: midnight, or the first moment after it where the clock skips midnight. */
export function startOfDayMs(day: Day, timeZone: string): number {
  let starts = startsByZone.get(timeZone)
  if (!starts || starts.size > MAX_STARTS) startsByZone.set(timeZone, (starts = new Map()))
  let start = starts.get(day)
  if (start === undefined) {
    start = Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds
    starts.set(day, start)
  }
  return start
}

// Finding a midnight takes microseconds and reports ask for the same few thousand over and over.
const startsByZone = new Map<string, Map<Day, number>>()
const MAX_STARTS = 20_000

/** The first instant after a day in epoch ms, so that `start <= at < end` also holds on days of 23 and 25 hours. */
export function endOfDayMs(day: Day, timeZone: string): number {
  return startOfDayMs(addDays(day, 1), timeZone)
}

/**
 * The day so many calendar days later, or earlier when negative.
 * @throws RangeError when `day` is not a day or the result leaves the years 1000 to 9999.
 */
export function addDays(day: Day, days: number): Day {
  return ofNumber(toNumber(day) + days)
}

/** Calendar days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return toNumber(to) - toNumber(from)
}

/** The same day so many months later; the 31st becomes the last day of a shorter month. */
export function addMonths(day: Day, months: number): Day {
  const { year, month, date } = split(day)
  const index = year * 12 + (month - 1) + months
  const newYear = Math.floor(index / 12)
  const newMonth = index - newYear * 12 + 1
  return format(newYear, newMonth, Math.min(date, lengthOfMonth(newYear, newMonth)))
}

/** ISO weekday: 1 is Monday, 7 is Sunday. */
export function weekday(day: Day): number {
  return ((((toNumber(day) + 3) % 7) + 7) % 7) + 1
}

/** Whether a day is Monday to Friday and not one of the holidays given (`holidaysOf` in holidays.ts, or the firm's own). */
export function isWorkday(day: Day, holidays?: ReadonlySet<Day>): boolean {
  return weekday(day) <= 5 && !(holidays?.has(day) ?? false)
}

/** The working day so many working days later (`days` ≥ 1), or the same many earlier when negative. */
export function addWorkdays(day: Day, days: number, holidays?: ReadonlySet<Day>): Day {
  const step = days < 0 ? -1 : 1
  let left = Math.abs(days)
  let reached = day
  while (left > 0) {
    reached = addDays(reached, step)
    if (isWorkday(reached, holidays)) left -= 1
  }
  return reached
}

/** Monday of the day's week. */
export function startOfWeek(day: Day): Day {
  return addDays(day, 1 - weekday(day))
}

/** Sunday of the day's week. */
export function endOfWeek(day: Day): Day {
  return addDays(day, 7 - weekday(day))
}

export function startOfMonth(day: Day): Day {
  const { year, month } = split(day)
  return format(year, month, 1)
}

export function endOfMonth(day: Day): Day {
  const { year, month } = split(day)
  return format(year, month, lengthOfMonth(year, month))
}

export function startOfQuarter(day: Day): Day {
  const { year, month } = split(day)
  return format(year, month - ((month - 1) % 3), 1)
}

export function endOfQuarter(day: Day): Day {
  return endOfMonth(addMonths(startOfQuarter(day), 2))
}

export function startOfYear(day: Day): Day {
  return format(split(day).year, 1, 1)
}

export function endOfYear(day: Day): Day {
  return format(split(day).year, 12, 31)
}

/** The periods that reports and filters offer. "last30" and its kin end today and count it. */
export const periodKinds = [
  'today', 'yesterday', 'thisWeek', 'lastWeek', 'thisMonth', 'lastMonth', 'thisQuarter', 'lastQuarter', 'thisYear', 'lastYear',
  'last7', 'last30', 'last90', 'last180', 'last365', 'last12Months', 'nextWeek', 'nextMonth', 'nextQuarter', 'nextYear'
] as const

export type PeriodKind = (typeof periodKinds)[number]

/** The days of a named period as seen from `today`. Whole weeks, months, quarters and years, also where they lie ahead. */
export function period(kind: PeriodKind, today: Day): Period {
  switch (kind) {
    case 'today':
      return { from: today, to: today }
    case 'yesterday':
      return { from: addDays(today, -1), to: addDays(today, -1) }
    case 'thisWeek':
      return weekOf(today)
    case 'lastWeek':
      return weekOf(addDays(today, -7))
    case 'nextWeek':
      return weekOf(addDays(today, 7))
    case 'thisMonth':
      return monthOf(today)
    case 'lastMonth':
      return monthOf(addMonths(startOfMonth(today), -1))
    case 'nextMonth':
      return monthOf(addMonths(startOfMonth(today), 1))
    case 'thisQuarter':
      return quarterOf(today)
    case 'lastQuarter':
      return quarterOf(addMonths(startOfMonth(today), -3))
    case 'nextQuarter':
      return quarterOf(addMonths(startOfMonth(today), 3))
    case 'thisYear':
      return yearOf(today)
    case 'lastYear':
      return yearOf(addMonths(startOfMonth(today), -12))
    case 'nextYear':
      return yearOf(addMonths(startOfMonth(today), 12))
    case 'last7':
      return { from: addDays(today, -6), to: today }
    case 'last30':
      return { from: addDays(today, -29), to: today }
    case 'last90':
      return { from: addDays(today, -89), to: today }
    case 'last180':
      return { from: addDays(today, -179), to: today }
    case 'last365':
      return { from: addDays(today, -364), to: today }
    case 'last12Months':
      return { from: addMonths(startOfMonth(today), -11), to: endOfMonth(today) }
  }
}

/**
 * The period just before, for "compared with": whole calendar months are followed back by as many whole months, anything
 * else by as many days.
 */
export function previousPeriod({ from, to }: Period): Period {
  const isWholeMonths = from === startOfMonth(from) && to === endOfMonth(to)
  if (!isWholeMonths) return { from: addDays(from, -daysBetween(from, to) - 1), to: addDays(from, -1) }
  const first = split(from)
  const last = split(to)
  const months = (last.year - first.year) * 12 + last.month - first.month + 1
  return { from: addMonths(from, -months), to: addDays(from, -1) }
}

/**
 * Reads a day as files write it: '25.11.2026', '2026-11-25', '25/11/26', '20261125', '25-Nov-26', '25 листопада 2026 р.',
 * each with or without a time after it. A year that comes first is always taken so; otherwise `order` decides, and a text
 * that does not fit it is undefined rather than turned round. In order 'ymd' a four-digit year at the end means day first.
 * Two-digit years up to 69 are of this century. A date in Excel's serial form is for `dayOfExcelSerial`.
 */
export function parseDay(text: string, order: DayOrder): Day | undefined {
  const compact = text
    .trim()
    .replace(/^(\p{L}+)[.,]*\s+(?=\d)(?!\d{1,2},?\s+\d{4}$)/u, '')
    .replace(/(?<=\d)(?:T|,?\s+(?=\d{1,2}[:.]\d{2}))\d{1,2}[:.]\d{2}.*$/i, '')
    .replace(/\s*(?:р|г|r|рік|року|год|года|roku)\.?$/iu, '')
  const digits = /^(\d{4})(\d{2})(\d{2})$/.exec(compact)
  if (digits) return dayFrom(Number(digits[1]), Number(digits[2]), Number(digits[3]))
  const worded =
    /^(\d{1,2})[.\s\-/]*(\p{L}{3,})[.,]?[\s\-/]*(\d{4}|\d{2})$/u.exec(compact) ??
    reorder(/^(\p{L}{3,})[.\s]*(\d{1,2})[,\s]+(\d{4})$/u.exec(compact))
  if (worded) return dayFrom(fullYear(worded[3] ?? ''), monthOfWord(worded[2] ?? ''), Number(worded[1]))
  const numbers = /^(\d{1,4})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{1,4})\.?$/.exec(compact)
  if (!numbers) return undefined
  const [first = '', second = '', third = ''] = [numbers[1], numbers[3], numbers[4]]
  if (first.length > 2) return first.length === 4 && third.length <= 2 ? dayFrom(Number(first), Number(second), Number(third)) : undefined
  if (third.length === 3 || (third.length === 1 && order !== 'ymd')) return undefined
  if (order === 'mdy') return dayFrom(fullYear(third), Number(first), Number(second))
  if (order === 'ymd' && third.length <= 2) return first.length === 2 ? dayFrom(fullYear(first), Number(second), Number(third)) : undefined
  return dayFrom(fullYear(third), Number(second), Number(first))
}

/**
 * The day behind a spreadsheet's serial number; its time of day is dropped. Undefined outside the calendar, and for 60 of
 * the 1900 system, which is a 29 February that never was.
 */
export function dayOfExcelSerial(serial: number, system: 1900 | 1904): Day | undefined {
  const whole = Math.floor(serial)
  if (!Number.isFinite(serial) || whole < (system === 1900 ? 1 : 0) || whole > 2_958_465) return undefined
  if (system === 1904) return whole > 2_957_003 ? undefined : addDays('1904-01-01', whole)
  if (whole === 60) return undefined
  return addDays(whole < 60 ? '1899-12-31' : '1899-12-30', whole)
}

const MONTH_WORDS: readonly (readonly string[])[] = [
  ['jan', 'sty', 'січ', 'янв'],
  ['feb', 'lut', 'лют', 'фев'],
  ['mar', 'бер', 'мар'],
  ['apr', 'kwi', 'кві', 'апр'],
  ['may', 'maj', 'тра', 'мая', 'май'],
  ['jun', 'cze', 'чер', 'июн'],
  ['jul', 'lip', 'лип', 'июл'],
  ['aug', 'sie', 'сер', 'авг'],
  ['sep', 'wrz', 'вер', 'сен'],
  ['oct', 'paź', 'paz', 'жов', 'окт'],
  ['nov', 'lis', 'лис', 'ноя'],
  ['dec', 'gru', 'гру', 'дек']
]

function monthOfWord(word: string): number {
  const stem = word.toLowerCase().slice(0, 3)
  return MONTH_WORDS.findIndex((stems) => stems.includes(stem)) + 1
}

function reorder(match: RegExpExecArray | null): readonly string[] | null {
  return match && [match[0], match[2] ?? '', match[1] ?? '', match[3] ?? '']
}

function fullYear(text: string): number {
  const year = Number(text)
  return text.length > 2 ? year : year < 70 ? 2000 + year : 1900 + year
}

function weekOf(day: Day): Period {
  return { from: startOfWeek(day), to: endOfWeek(day) }
}

function monthOf(day: Day): Period {
  return { from: startOfMonth(day), to: endOfMonth(day) }
}

function quarterOf(day: Day): Period {
  return { from: startOfQuarter(day), to: endOfQuarter(day) }
}

function yearOf(day: Day): Period {
  return { from: startOfYear(day), to: endOfYear(day) }
}

function lengthOfMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function dayFrom(year: number, month: number, date: number): Day | undefined {
  const isReal = year >= 1000 && year <= 9999 && month >= 1 && month <= 12 && date >= 1 && date <= lengthOfMonth(year, month)
  return isReal ? format(year, month, date) : undefined
}

function format(year: number, month: number, date: number): Day {
  if (year < 1000 || year > 9999) throw new RangeError(`the year ${year} is outside the calendar`)
  return `${year}-${month < 10 ? '0' : ''}${month}-${date < 10 ? '0' : ''}${date}`
}

function split(day: Day): { year: number; month: number; date: number } {
  if (!isDay(day)) throw new RangeError(`${JSON.stringify(day)} is not a day`)
  return { year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)), date: Number(day.slice(8, 10)) }
}

function toNumber(day: Day): number {
  const { year, month, date } = split(day)
  return Date.UTC(year, month - 1, date) / DAY_MS
}

function ofNumber(days: number): Day {
  const date = new Date(days * DAY_MS)
  return format(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())
}
