import { useQueries, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import type { AppError } from '#shared/result.ts'
import type { RowSource } from '../ui/rowSource.ts'
import { useLatest } from '../ui/useLatest.ts'
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
  const { answers, error } = useQueries({
    queries: pages.map((page) => ({ ...queryOf(page), enabled: options?.enabled ?? true })),
    combine: (results) => ({
      answers: results.map((result, index) => ({ page: pages[index] ?? 0, answer: result.data ?? null })),
      error: results.find((result) => result.error)?.error ?? null
    })
  })
  const now = useMemo(() => shownOf(answers), [answers])
  const [last, setLast] = useState(now)
  if (now !== undefined && now !== last) setLast(now)
  const shown = now ?? last

  const show = useCallback(
    (fromIndex: number, toIndex: number) => {
      const from = Math.floor(fromIndex / pageSize)
      const to = Math.floor(toIndex / pageSize)
      setView((before) => (before.key === key && before.from === from && before.to === to ? before : { key, from, to }))
    },
    [key]
  )

  const latest = useLatest(queryOf)
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
    [client, latest]
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
    error: error as AppError | null,
    first: shown?.first as OutputFor<N> | undefined
  }
}

type Answer = { readonly page: number; readonly answer: RowsAnswer | null }

/** What can be shown once the first page is here. */
function shownOf(answers: readonly Answer[]): Shown | undefined {
  const first = answers[0]?.answer
  if (!first) return undefined
  return { first, pages: new Map(answers.flatMap(({ page, answer }) => (answer ? [[page, answer.rows] as const] : []))) }
}

function idOfRow(row: unknown): string {
  return String((row as { readonly id: unknown }).id)
}

/** The first page always, for the total; then those in view. */
function pagesBetween(from: number, to: number): number[] {
  const inView = Array.from({ length: to - from + 1 }, (_, step) => from + step)
  return from === 0 ? inView : [0, ...inView]
}
