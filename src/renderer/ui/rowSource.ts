/** Where a table gets its rows: by index, so that only what is in view must be there. */
export type RowSource<Row> = {
  /** Changes with filter and sort: the table then goes back to its first row. */
  readonly key: string
  readonly total: number
  /** False while the total is only "at least so many". */
  readonly isTotalExact: boolean
  /** False until the first answer: the table then shows neither rows nor "nothing here". */
  readonly isReady: boolean
  readonly idOf: (row: Row) => string
  /** Undefined while the row is still being read. */
  readonly rowAt: (index: number) => Row | undefined
  /** Tells which rows are in view, both ends included. */
  readonly show: (fromIndex: number, toIndex: number) => void
  /** Reads rows whether they are in view or not, for a selection over them. */
  readonly loadRange: (offset: number, limit: number) => Promise<readonly Row[]>
}

/** A source over rows that are all here. */
export function arraySource<Row>(rows: readonly Row[], idOf?: (row: Row) => string): RowSource<Row> {
  return {
    key: '',
    total: rows.length,
    isTotalExact: true,
    isReady: true,
    idOf: idOf ?? ((row) => String((row as { readonly id: unknown }).id)),
    rowAt: (index) => rows[index],
    show: () => {},
    loadRange: async (offset, limit) => rows.slice(offset, offset + limit)
  }
}
