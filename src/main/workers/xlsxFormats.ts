import { dayOfExcelSerial } from '#shared/day.ts'
import type { Cell } from './sheetRows.ts'

/** What a number format makes of a stored number. */
export type NumberFormat =
  | { readonly shows: 'number' }
  | { readonly shows: 'day' | 'moment' | 'time' }
  | { readonly shows: 'mask'; readonly mask: string }

const plain: NumberFormat = { shows: 'number' }

/** Formats that a workbook uses by number without spelling them out (ECMA-376 part 1, 18.8.30). */
export function builtInFormat(id: number): NumberFormat {
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58)) return { shows: 'day' }
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47)) return { shows: 'time' }
  return id === 22 ? { shows: 'moment' } : plain
}

/** Reads a format such as `dd.mm.yyyy hh:mm` or `00-000` (a postal code kept as a number). */
export function customFormat(code: string): NumberFormat {
  const [first = ''] = code.replace(/"[^"]*"/g, quotedAsLiteral).split(';')
  const mask = digitMask(first)
  if (mask) return { shows: 'mask', mask }
  const letters = first
    .replace(/\\./g, '')
    .replace(/_./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    .replace(/general|standard/gi, '')
    .toLowerCase()
  const hasTime = /[hs]/.test(letters)
  const hasDay = /[yd]/.test(letters) || (letters.includes('m') && !hasTime)
  if (hasDay) return { shows: hasTime ? 'moment' : 'day' }
  return hasTime ? { shows: 'time' } : plain
}

// Quoted words must neither count as date letters nor be cut at a semicolon.
function quotedAsLiteral(quoted: string): string {
  return Array.from(quoted.slice(1, -1), (char) => (/[;ymdhs]/i.test(char) ? '' : `\\${char}`)).join('')
}

function digitMask(code: string): string | undefined {
  const mask = code.replace(/\\(.)/g, '$1')
  return /^[0 ()+-]+$/.test(mask) && /0[^0]*0[^0]*0/.test(mask) ? mask : undefined
}

const lastSerial = 2_958_465

/** The value of a numeric cell as its format shows it; what cannot be shown so stays the stored number. */
export function formatNumber(stored: string, format: NumberFormat, is1904: boolean): Cell {
  const number = numberCell(stored)
  if (format.shows === 'number') return number
  if (format.shows === 'mask') return maskNumber(stored, format.mask) ?? number
  const serial = Number(stored)
  if (!Number.isFinite(serial) || serial < 0 || serial > lastSerial) return number
  if (format.shows === 'time') return { text: clock(Math.round(serial * 86_400)), kind: 'text' }
  const seconds = Math.round(serial * 86_400)
  const day = dayOfSerial(Math.floor(seconds / 86_400), is1904)
  if (!day) return number
  return { text: format.shows === 'day' ? day : `${day}T${clock(seconds % 86_400)}`, kind: 'date' }
}

/**
 * Digits as stored, since `4.85238E+10` is a phone that a spreadsheet spoiled. Only the noise of seventeen-digit
 * fractions goes: `5.0999999999999996` is the 5.1 that was typed; Excel itself shows fifteen digits.
 */
export function numberCell(stored: string): Cell {
  const isNoisy = stored.length > 16 && stored.includes('.') && /^-?[\d.]+$/.test(stored)
  return { text: isNoisy ? String(Number(Number(stored).toPrecision(15))) : stored, kind: 'number' }
}

// A column of dates repeats a few hundred days; making a day is slow beside looking it up.
const dayCache = new Map<number, string | undefined>()

function dayOfSerial(serial: number, is1904: boolean): string | undefined {
  const key = is1904 ? -serial - 1 : serial
  if (!dayCache.has(key)) {
    if (dayCache.size > 50_000) dayCache.clear()
    dayCache.set(key, dayOfExcelSerial(serial, is1904 ? 1904 : 1900))
  }
  return dayCache.get(key)
}

function clock(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const text = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}`
  return seconds % 60 ? `${text}:${two(seconds % 60)}` : text
}

/** Fills the zeros of `000-000-00-00` from the right, as the spreadsheet shows it. */
function maskNumber(stored: string, mask: string): Cell | undefined {
  const value = Number(stored)
  if (!Number.isSafeInteger(value) || value < 0) return undefined
  const digits = [...String(value)]
  let text = ''
  for (const char of [...mask].reverse()) text = (char === '0' ? (digits.pop() ?? '0') : char) + text
  return { text: digits.join('') + text, kind: 'text' }
}

/** A date cell that is stored as text (`t="d"`): midnight is dropped, seconds only when there are any. */
export function isoCell(stored: string): Cell {
  const [, day, time, seconds] = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?(?:[.\d]*)Z?)?$/.exec(stored.trim()) ?? []
  if (!day) return { text: stored, kind: stored ? 'text' : 'empty' }
  const withSeconds = seconds && seconds !== ':00' ? seconds : ''
  const hasTime = time && (time !== '00:00' || withSeconds)
  return { text: hasTime ? `${day}T${time}${withSeconds}` : day, kind: 'date' }
}
