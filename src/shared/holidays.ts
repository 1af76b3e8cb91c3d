import { addDays, type Day } from './day.ts'

/**
 * The public holidays of a year on which offices and the tax office do not work. Poland: ustawa o dniach wolnych od
 * pracy, with Christmas Eve since 2025. Other countries give none: Ukraine has suspended them for martial law, and the
 * firm keeps its own list in settings.
 */
export function holidaysOf(country: string, year: number): ReadonlySet<Day> {
  if (country !== 'PL') return new Set()
  const easter = easterOf(year)
  const fixed = ['01-01', '01-06', '05-01', '05-03', '08-15', '11-01', '11-11', '12-25', '12-26', ...(year >= 2025 ? ['12-24'] : [])]
  return new Set([...fixed.map((day) => `${year}-${day}`), ...[0, 1, 49, 60].map((offset) => addDays(easter, offset))])
}

// The anonymous Gregorian computus.
function easterOf(year: number): Day {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114
  return `${year}-0${Math.floor(f / 31)}-${String((f % 31) + 1).padStart(2, '0')}`
}
