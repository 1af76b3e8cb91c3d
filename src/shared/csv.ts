export type CsvValue = string | number | boolean | null | undefined

export type CsvOptions = {
  /** ';' for Excel in Poland and Ukraine, ',' for programs. */
  readonly separator: ',' | ';' | '\t'
  /** Puts an apostrophe before texts that a spreadsheet would run as a formula. Off only for files that programs read. */
  readonly isSafeForExcel: boolean
}

// A text that already has apostrophes before the trigger gets one more, so that `unguard` can give it back exactly.
const GUARDED = /^'*[=+\-@\t\r\0]/
const NEEDS_QUOTES = /["\r\n,;\t]|^\s|\s$|^ID/

/**
 * One cell of a CSV file: quoted by RFC 4180 where needed, and for Excel guarded against formula injection: texts that
 * begin with = + - @ TAB CR or NUL get one leading apostrophe (reliability.md 2.6). Numbers are written as they are.
 */
export function csvCell(value: CsvValue, options: CsvOptions): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const text = options.isSafeForExcel && GUARDED.test(value) ? `'${value}` : value
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** One line of a CSV file with its CRLF. A line of one empty cell is quoted, so that no reader takes it for no line. */
export function csvRow(values: readonly CsvValue[], options: CsvOptions): string {
  const line = values.map((value) => csvCell(value, options)).join(options.separator)
  return `${line === '' && values.length === 1 ? '""' : line}\r\n`
}

/** What the importer does with every text cell: takes off exactly one apostrophe that stands before a formula trigger. */
export function unguard(text: string): string {
  return text.startsWith("'") && GUARDED.test(text) ? text.slice(1) : text
}
