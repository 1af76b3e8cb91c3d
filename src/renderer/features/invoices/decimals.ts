/**
 * Reads what people type as a number, "1 234,50", "1.234,50" or "1234.5", into whole units of 10^-digits; undefined for
 * anything else, for more decimals than fit and beyond what is safe to count with. A lone comma before three digits
 * groups thousands in English and begins decimals elsewhere.
 */
export function readDecimal(text: string, digits: number, language: string): number | undefined {
  const compact = text.replace(/[\s'’]/g, '').replace('\u2212', '-')
  const isGrouped = language === 'en' && /^-?\d{1,3}(,\d{3})+$/.test(compact)
  const last = isGrouped ? compact.length : Math.max(compact.lastIndexOf(','), compact.lastIndexOf('.'))
  const grouping = compact[last] === ',' ? '.' : ','
  const plain = last < 0 ? compact : `${compact.slice(0, last).replaceAll(grouping, '')}.${compact.slice(last + 1)}`
  const match = /^(-?)(\d{1,16})(?:\.(\d*))?$/.exec(plain)
  const fraction = (match?.[3] ?? '').replace(/0+$/, '')
  if (!match || fraction.length > digits) return undefined
  const size = Number((match[2] ?? '') + fraction.padEnd(digits, '0'))
  if (!Number.isSafeInteger(size)) return undefined
  return match[1] === '-' && size !== 0 ? -size : size
}

/** The opposite, for reading and for editing: as few decimals as the value needs but at least `least`, in groups of three. */
export function writeDecimal(value: number, digits: number, least: number, language: string): string {
  const size = String(Math.abs(value)).padStart(digits + 1, '0')
  const fraction = size.slice(size.length - digits).replace(/0+$/, '').padEnd(least, '0')
  const whole = size.slice(0, size.length - digits).replace(/\d(?=(\d{3})+$)/g, language === 'en' ? '$&,' : '$&\u00a0')
  const sign = value < 0 ? '-' : ''
  return fraction === '' || digits === 0 ? sign + whole : `${sign}${whole}${language === 'en' ? '.' : ','}${fraction}`
}
