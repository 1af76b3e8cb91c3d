import type { DataTableProps } from '../ui/DataTable.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import css from './ListBehind.module.css'

type ListBehindProps<Row> = DataTableProps<Row> & {
  /** How many there are and what they come to together; null until it is known. */
  readonly totals: { readonly count: string; readonly together: string } | null
}

/** The rows behind a number, exactly those that it counts, with what they come to (decisions.md 16). */
export function ListBehind<Row>({ totals, ...table }: ListBehindProps<Row>) {
  return (
    <div className={css.list}>
      {totals && (
        <div className={css.totals}>
          <strong>{totals.count}</strong>
          <span>{totals.together}</span>
        </div>
      )}
      <DataTable autoFocus {...table} />
    </div>
  )
}
