import { useCallback, useMemo } from 'react'
import type { TableLayout } from '../ui/columns.ts'
import { useCommand, useRead } from './data.ts'

/** A habit of this desk, kept in the store: undefined until it is read, null where nothing was chosen yet. */
export function usePreference<T>(key: string): [T | null | undefined, (value: T | null) => void] {
  const kept = useRead('preferences.get', { key })
  const { mutate } = useCommand('preferences.set')
  const text = kept.data
  const value = useMemo(() => (typeof text === 'string' ? parse<T>(text) : text), [text])
  const set = useCallback((next: T | null) => mutate({ key, value: next === null ? null : JSON.stringify(next) }), [key, mutate])
  return [value, set]
}

function parse<T>(text: string): T | null {
  try {
    return JSON.parse(text) as T
  } catch {
    return null
  }
}

/** Keeps order, widths and visibility of a table's columns; spread it into `DataTable`. */
export function useTableLayout(table: string): {
  readonly layout: TableLayout | null
  readonly onLayoutChange: (layout: TableLayout | null) => void
} {
  const [layout, onLayoutChange] = usePreference<TableLayout>(`table.${table}`)
  return { layout: layout ?? null, onLayoutChange }
}
