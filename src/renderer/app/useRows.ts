import { useQueries, useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import type { AppError } from '#shared/result.ts'
import type { RowSource } from '../ui/rowSource.ts'
import { call, type InputFor, type OutputFor, type QueryName } from './api.ts'

type RowsAnswer = { readonly rows: readonly unknown[]; readonly total: number; readonly isTotalExact?: boolean }

/** Queries that give pages of rows: `{…, page: {offset, limit}}` in, `{rows, total}` out. */
export type ListName = { [N in QueryName]: OutputFor<N> extends RowsAnswer ? N : never }[QueryName]
export type RowOf<N extends ListName> = OutputFor<N> extends { readonly rows: readonly (infer Row)[] } ? Row : never
export type ListInput<N extends ListName> = Omit<InputFor<N>, 'page'>

export type RowsRead<N extends ListName> = RowSource<RowOf<N>> & {
  readonly error: AppError | null
  /** The whole answer of the first page: sums and whatever else the query says about all rows. */
  readonly first: OutputFor<N> | undefined
}

const pageSize = 100

type Shown = { readonly first: RowsAnswer; readonly pages: ReadonlyMap<number, readonly unknown[]> }

/**
 * Rows of a list query for `DataTable`: only the pages in view are read, so a scrollbar can jump over 100,000 rows. The
 * rows of the former filter or sort stay until the new ones are here.
 */
export function useRows<N extends ListName>(
  name: N,
  input: ListInput<N>,
  options?: { readonly idOf?: (row: RowOf<N>) => string; readonly enabled?: boolean }
): RowsRead<N> {
  const client = useQueryClient()
  const key = JSON.stringify([name, input])
  const [view, setView] = useState({ key, from: 0, to: 0 })
  const pages = view.key === key ? pagesBetween(view.from, view.to) : [0]

  const queryOf = (page: number) => {
    const pageInput = { ...input, page: { offset: page * pageSize, limit: pageSize } } as unknown as InputFor<N>
    return { queryKey: [name, pageInput], queryFn: () => call(name, pageInput) as Promise<RowsAnswer> }
  }
  const results = useQueries({ queries: pages.map((page) => ({ ...queryOf(page), enabled: options?.enabled ?? true })) })

  const last = useRef<Shown | undefined>(undefined)
  const first = results[0]?.data
  if (first) {
    const read = pages.flatMap((page, index) => {
      const rows = results[index]?.data?.rows
      return rows ? [[page, rows] as const] : []
    })
    last.current = { first, pages: new Map(read) }
  }
  const shown = last.current

  const show = useCallback(
    (fromIndex: number, toIndex: number) => {
      const from = Math.floor(fromIndex / pageSize)
      const to = Math.floor(toIndex / pageSize)
      setView((now) => (now.key === key && now.from === from && now.to === to ? now : { key, from, to }))
    },
    [key]
  )

  const latest = useRef(queryOf)
  latest.current = queryOf
  const loadRange = useCallback(
    async (offset: number, limit: number) => {
      const rows: RowOf<N>[] = []
      for (let page = Math.floor(offset / pageSize); page * pageSize < offset + limit; page += 1) {
        const answer = await client.fetchQuery(latest.current(page))
        const start = page * pageSize
        rows.push(...(answer.rows.slice(Math.max(0, offset - start), offset + limit - start) as RowOf<N>[]))
      }
      return rows
    },
    [client]
  )

  return {
    key,
    total: shown?.first.total ?? 0,
    isTotalExact: shown?.first.isTotalExact !== false,
    isReady: shown !== undefined,
    idOf: options?.idOf ?? idOfRow,
    rowAt: (index) => shown?.pages.get(Math.floor(index / pageSize))?.[index % pageSize] as RowOf<N> | undefined,
    show,
    loadRange,
    error: (results.find((result) => result.error)?.error ?? null) as AppError | null,
    first: shown?.first as OutputFor<N> | undefined
  }
}

function idOfRow(row: unknown): string {
  return String((row as { readonly id: unknown }).id)
}

/** The first page always, for the total; then those in view. */
function pagesBetween(from: number, to: number): number[] {
  const inView = Array.from({ length: to - from + 1 }, (_, step) => from + step)
  return from === 0 ? inView : [0, ...inView]
}
