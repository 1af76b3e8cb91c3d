/** So many maps share the marks, each for a range of them: one large map would stop everything while it grows. */
const ranges = 256
const markRange = 2 ** 53 / ranges

type Rows = number | number[]

/** Rows of clients by the marks and numbers that they have in common, in memory. */
export type SharedMarks = {
  /** Remembers a row, unless the mark has `most` of them already. */
  readonly add: (mark: number | string, row: number, most: number) => void
  readonly collect: (mark: number | string, into: Set<number>) => void
  /** The marks of the next range in order, each with its row, which are forgotten by that; undefined after the last. */
  readonly takeRange: () => readonly (readonly [mark: number, row: number])[] | undefined
}

/** Marks are numbers of up to 53 bits; tax numbers, phones and e-mails are texts. */
export function sharedMarks(): SharedMarks {
  const marks = Array.from({ length: ranges }, () => new Map<number | string, Rows>())
  const numbers = Array.from({ length: ranges }, () => new Map<number | string, Rows>())
  const mapOf = (mark: number | string) => (typeof mark === 'number' ? marks[Math.floor(mark / markRange)]! : numbers[rangeOfText(mark)]!)
  let taken = 0

  return {
    add: (mark, row, most) => {
      const map = mapOf(mark)
      const rows = map.get(mark)
      if (rows === undefined) map.set(mark, row)
      else if (typeof rows === 'number') map.set(mark, [rows, row])
      else if (rows.length < most) rows.push(row)
    },
    collect: (mark, into) => {
      const rows = mapOf(mark).get(mark)
      if (typeof rows === 'number') into.add(rows)
      else if (rows) for (const row of rows) into.add(row)
    },
    takeRange: () => {
      const map = marks[taken]
      if (!map) return undefined
      numbers[taken]!.clear()
      taken += 1
      const entries = [...map].flatMap(([mark, rows]) => (typeof rows === 'number' ? [[Number(mark), rows] as const] : rows.map((row) => [Number(mark), row] as const)))
      map.clear()
      return entries.sort((a, b) => a[0] - b[0] || a[1] - b[1])
    }
  }
}

function rangeOfText(text: string): number {
  let sum = 0
  for (let index = 0; index < text.length; index += 1) sum = (sum * 31 + text.charCodeAt(index)) | 0
  return sum & (ranges - 1)
}
