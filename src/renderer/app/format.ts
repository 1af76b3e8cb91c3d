import i18next, { type TFunction } from 'i18next'
import { createContext, useContext } from 'react'
import { daysBetween, dayOf, endOfDayMs, startOfDayMs, type Day } from '#shared/day.ts'
import { formatMoney, type MoneyStyle } from '#shared/money.ts'
import { useLanguage, type Language } from './i18n.ts'

/** What of the firm the screens need everywhere: days and times follow its zone, not the computer's (decisions.md 22). */
export type Firm = { readonly timeZone: string }

const FirmContext = createContext<Firm>({ timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone })

export const FirmProvider = FirmContext.Provider

export function useFirm(): Firm {
  return useContext(FirmContext)
}

export type Format = ReturnType<typeof makeFormat>

/** Writes money, numbers, days and times in the language of the screen and the time zone of the firm. */
export function useFormat(): Format {
  const { timeZone } = useFirm()
  return formatIn(useLanguage(), timeZone)
}

// A list asks in every cell, and the formatters of the browser are dear to make.
const made = new Map<string, Format>()

function formatIn(locale: Language, timeZone: string): Format {
  const key = `${locale} ${timeZone}`
  const format = made.get(key) ?? makeFormat(i18next.getFixedT(locale, 'app'), locale, timeZone)
  made.set(key, format)
  return format
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE

function makeFormat(t: TFunction<'app'>, locale: Language, timeZone: string) {
  const numbers = new Map<string, Intl.NumberFormat>()
  const weekdays = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' })
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })

  function write(value: number, options: Intl.NumberFormatOptions): string {
    const key = JSON.stringify(options)
    const formatter = numbers.get(key) ?? new Intl.NumberFormat(locale, { useGrouping: 'always', ...options })
    numbers.set(key, formatter)
    return plain(formatter.format(value === 0 ? 0 : value))
  }

  let today = { on: '', from: 0, until: 0 }

  function now(): Day {
    const at = Date.now()
    if (at < today.from || at >= today.until) {
      const on = dayOf(at, timeZone)
      today = { on, from: startOfDayMs(on, timeZone), until: endOfDayMs(on, timeZone) }
    }
    return today.on
  }

  function day(on: Day): string {
    const [year, month, date] = on.split('-')
    return `${date}.${month}.${year}`
  }

  function weekday(on: Day): string {
    const name = weekdays.format(Date.parse(on))
    const [, month, date] = on.split('-')
    return `${name}\u00a0${date}.${month}.`
  }

  function relativeDay(on: Day): string {
    const distance = daysBetween(now(), on)
    if (distance === 0) return t('day.today')
    if (distance === 1) return t('day.tomorrow')
    if (distance === -1) return t('day.yesterday')
    return on.slice(0, 4) === now().slice(0, 4) ? weekday(on) : day(on)
  }

  const time = (atMs: number) => clock.format(atMs)

  return {
    /** Minor units with the currency's sign: '12 500,50 zł', or '12,5 tys. zł' as 'short'. */
    money: (amountMinor: number, currency: string, style?: MoneyStyle) =>
      formatMoney(amountMinor, currency, locale, { style: style ?? 'full' }),
    /** A number with the digits it has, or with exactly `digits` after the comma. */
    number: (value: number, digits?: number) =>
      write(value, digits === undefined ? { maximumFractionDigits: 6 } : { minimumFractionDigits: digits, maximumFractionDigits: digits }),
    /** A share of one: 0.4 is '40 %'. */
    percent: (share: number, digits?: number) =>
      write(share, { style: 'percent', minimumFractionDigits: digits ?? 0, maximumFractionDigits: digits ?? 0 }),
    /** A number of things; '1 000+' while the exact one is not known. */
    count: (value: number, isExact?: boolean) => write(value, { maximumFractionDigits: 0 }) + (isExact === false ? '+' : ''),
    /** '21.11.2026'. */
    day,
    /** 'wt. 24.11.' */
    weekday,
    /** Today, yesterday or tomorrow as a word, other days of this year with their weekday, the rest as a date. */
    relativeDay,
    /** 'wt. 24.11. 10:30', with today, yesterday and tomorrow as words. */
    dayTime: (atMs: number) => `${relativeDay(dayOf(atMs, timeZone))} ${time(atMs)}`,
    /** '10:30'. */
    time,
    /** How long since an instant: 'now', '5 minutes ago', then the day and time. */
    ago: (atMs: number) => {
      const passed = Date.now() - atMs
      if (passed < MINUTE) return t('day.now')
      if (passed < HOUR) return relative.format(-Math.floor(passed / MINUTE), 'minute')
      if (passed < 12 * HOUR) return relative.format(-Math.floor(passed / HOUR), 'hour')
      return `${relativeDay(dayOf(atMs, timeZone))} ${time(atMs)}`
    },
    /** A span in ms: '45 s', '3 min', '2 h 05 min'. */
    duration: (spanMs: number) => {
      const seconds = Math.max(1, Math.round(spanMs / 1000))
      if (seconds < 60) return t('span.seconds', { n: seconds })
      const minutes = Math.round(seconds / 60)
      if (minutes < 60) return t('span.minutes', { n: minutes })
      const rest = String(minutes % 60).padStart(2, '0')
      return t('span.hours', { n: Math.floor(minutes / 60), rest })
    },
    /** Bytes as people read them: '16,4 MB'. */
    size: (bytes: number) =>
      bytes < 1_000_000
        ? write(bytes / 1000, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 })
        : bytes < 1_000_000_000
          ? write(bytes / 1_000_000, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 })
          : write(bytes / 1_000_000_000, { style: 'unit', unit: 'gigabyte', maximumFractionDigits: 1 }),
    /** Today's day in the firm's zone. */
    get today(): Day {
      return now()
    },
    /** The instant when today began, epoch ms. */
    get startOfToday(): number {
      return startOfDayMs(now(), timeZone)
    }
  }
}

/** True minus signs and spaces that do not break. */
function plain(text: string): string {
  return text.replace(/-(?=\d)/, '\u2212').replace(/ /g, '\u00a0')
}
