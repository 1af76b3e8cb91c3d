import type { AddressFields } from '#shared/contract/card.ts'

/** An address taken apart, as far as it says clearly what is what; the rest stays in the street. */
export type AddressParts = { readonly street: string; readonly postalCode: string; readonly town: string }

const townMark = /(?:^|[\s,;])(?:м|г|гор|місто|город|с|смт|пгт)\.\s*(\p{Lu}[\p{L}'’-]+(?:[\s-]\p{Lu}[\p{L}'’-]+)?)/u

/**
 * Takes 'ul. Kujawska 4, 85-031 Bydgoszcz' or '03150, м. Київ, вул. Антоновича, 3' apart. What does not follow such a
 * pattern is left whole: a town that is wrong is worse than none.
 */
export function splitAddress(text: string): AddressParts {
  const line = text.replace(/\s+/g, ' ').trim()
  const whole = { street: line, postalCode: '', town: '' }
  // Several addresses in one cell have several codes.
  if ((line.match(/\b\d{2}-\d{3}\b/g)?.length ?? 0) > 1 || (line.match(/\b\d{5,6}\b/g)?.length ?? 0) > 1) return whole
  const polishEnd = /^(.*?)[,;]?\s*\b(\d{2}-\d{3})\s+(\p{Lu}[\p{L} .'’-]+)$/u.exec(line)
  if (polishEnd) return { street: trimmed(polishEnd[1]), postalCode: polishEnd[2] ?? '', town: trimmed(polishEnd[3]) }
  const polishStart = /^(\d{2}-\d{3})\s+(\p{Lu}[\p{L} .'’-]+?),\s*(.+)$/u.exec(line)
  if (polishStart) return { street: trimmed(polishStart[3]), postalCode: polishStart[1] ?? '', town: trimmed(polishStart[2]) }
  const [marked, town] = townMark.exec(line) ?? []
  if (marked === undefined || town === undefined) return whole
  const [code = ''] = /(?<!\d)\d{5,6}(?!\d)/.exec(line) ?? []
  const rest = line.replace(marked, ' ').replace(code, ' ')
  return { street: trimmed(rest.replace(/(?:\s*,)+/g, ',')), postalCode: code, town }
}

function trimmed(text: string | undefined): string {
  return (text ?? '').replace(/^[\s,;]+|[\s,;]+$/g, '').replace(/\s+/g, ' ')
}

/** Another address of a client as a row says it. */
export type AddressOfRow = AddressFields

/**
 * Addresses of a cell, one a line: 'name | street | postal code | town | region | country', as our own export writes them,
 * or as people do.
 */
export function addressesOf(text: string, kind: AddressOfRow['kind'], home: string): AddressOfRow[] {
  return text.split('\n').filter((line) => line.trim() !== '').map((line) => {
    if (!line.includes('|')) {
      const { street, postalCode, town } = splitAddress(line)
      return { kind, name: null, street: street.slice(0, 200) || null, postalCode: postalCode.slice(0, 20) || null, town: town.slice(0, 100) || null, region: null, country: home }
    }
    const part = (index: number, most: number) => line.split('|')[index]?.trim().slice(0, most) || null
    const country = part(5, 2)
    return { kind, name: part(0, 200), street: part(1, 200), postalCode: part(2, 20), town: part(3, 100), region: part(4, 100), country: country !== null && /^[A-Z]{2}$/.test(country) ? country : home }
  })
}
